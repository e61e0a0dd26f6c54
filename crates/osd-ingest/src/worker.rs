//! Who does what: claims work, runs the task, and reports.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use chrono::TimeDelta;
use osd_catalog::{CatalogError, Claim, Claimed, WorkKind};
use osd_fetch::{FetchError, Fetcher};

use crate::{
    Event, House, IngestError, Outcome, Presence,
    error::{Lost, in_words},
    presence::{self, Departed},
    tasks::{clean_up, discover, fetch, order, publish, publish::Lines, read, reference},
};

/// How long a worker may be silent before others take up what it held.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// How often a worker says that it is there.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Pieces of work that are claimed at a time: one transaction for all of them.
const BATCH: u64 = 64;
/// How long to wait for others before looking again.
const PAUSE: Duration = Duration::from_millis(20);

/// The order in which a worker looks for work: what feeds others comes first, so that a period
/// is published once and not after every filing.
const BY_STAGE: [WorkKind; 6] = [
    WorkKind::Discover,
    WorkKind::Reference,
    WorkKind::Fetch,
    WorkKind::Read,
    WorkKind::Publish,
    WorkKind::CleanUp,
];

/// A process's worker: any number of loops under one name.
pub(crate) struct Worker<'a> {
    house: &'a House,
    name: &'a str,
    lines: Lines,
    outcome: Mutex<Outcome>,
    stopped: AtomicBool,
}

impl<'a> Worker<'a> {
    pub(crate) fn new(house: &'a House, presence: &'a Presence, lines: Lines) -> Self {
        Self {
            house,
            name: presence.name(),
            lines,
            outcome: Mutex::new(Outcome::default()),
            stopped: AtomicBool::new(false),
        }
    }

    /// Works with `loops` loops until nothing that is due is left, by this worker or others.
    pub(crate) async fn drain(self, loops: usize) -> Result<Outcome, IngestError> {
        self.recover().await?;
        let loops = futures::future::try_join_all((0..loops.max(1)).map(|_| self.work()));
        let worked = tokio::select! {
            worked = loops => worked.map(|_| ()),
            lost = self.heartbeat() => lost,
        };
        // Whatever ended the work, what is still held goes back on the list.
        let write = self.house.catalog.write().await?;
        write.work().release(self.name, self.house.now()).await?;
        write.commit().await?;
        self.house.snapshots.discard(self.name)?;
        worked?;
        clean_up::sweep(self.house).await?;
        Ok(self
            .outcome
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Renews the leases for as long as it is polled.
    async fn heartbeat(&self) -> Result<(), IngestError> {
        loop {
            tokio::time::sleep(HEARTBEAT).await;
            let renewed = async {
                let write = self.house.catalog.write().await?;
                write
                    .work()
                    .renew(self.name, self.house.now() + LEASE)
                    .await?;
                write.commit().await
            };
            match renewed.await {
                Err(error) if !error.is_retryable() => return Err(error.into()),
                _ => {}
            }
        }
    }

    async fn work(&self) -> Result<(), IngestError> {
        while !self.stopped.load(Ordering::Relaxed) {
            match self.claim().await {
                Ok(batch) if !batch.is_empty() => match self.run(batch).await {
                    Err(error) if error.is_passing() => tokio::time::sleep(PAUSE).await,
                    ran => ran?,
                },
                Ok(_) if self.is_drained().await? => return Ok(()),
                Ok(_) => tokio::time::sleep(PAUSE).await,
                Err(error) if error.is_passing() => tokio::time::sleep(PAUSE).await,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// The kinds of work that this worker can do. What needs EDGAR stays on the list for a
    /// worker with a door to it.
    fn kinds(&self) -> &'static [WorkKind] {
        if self.house.fetcher.is_some() {
            &BY_STAGE
        } else {
            &BY_STAGE[3..]
        }
    }

    async fn claim(&self) -> Result<Vec<Claimed>, IngestError> {
        let write = self.house.catalog.write().await?;
        for kind in self.kinds() {
            let limit = match kind {
                WorkKind::Fetch | WorkKind::Read => BATCH,
                _ => 1,
            };
            let claim = Claim {
                kinds: std::slice::from_ref(kind),
                limit,
                worker: self.name,
                lease: LEASE,
            };
            let batch = write.work().claim(claim, self.house.now()).await?;
            if !batch.is_empty() {
                write.commit().await?;
                return Ok(batch);
            }
        }
        Ok(Vec::new())
    }

    /// Whether nobody has anything to do any more. While others of this machine or elsewhere
    /// still run something, it may make more work; those who died are looked for.
    async fn is_drained(&self) -> Result<bool, IngestError> {
        let open = self
            .house
            .catalog
            .read()
            .await?
            .work()
            .open(self.kinds(), self.house.now())
            .await?;
        if open.running > 0 {
            self.recover().await?;
        }
        Ok(open.running == 0 && open.waiting_due == 0)
    }

    /// Gives back what workers of this machine held who are gone.
    async fn recover(&self) -> Result<(), IngestError> {
        let folder = &self.house.workers;
        for name in presence::names(folder) {
            let departed = Departed::find(folder, &name).map_err(|source| IngestError::Io {
                what: format!("look for worker {name}"),
                source,
            })?;
            let Some(departed) = departed else { continue };
            let write = self.house.catalog.write().await?;
            let count = write.work().release(&name, self.house.now()).await?;
            write.commit().await?;
            self.house.snapshots.discard(&name)?;
            departed.forget();
            self.house.progress.tell(Event::Recovered { count });
        }
        Ok(())
    }

    async fn run(&self, batch: Vec<Claimed>) -> Result<(), IngestError> {
        let Some(kind) = batch.first().map(|work| work.kind) else {
            return Ok(());
        };
        let count = batch.len() as u64;
        let ran = match (kind, &self.house.fetcher) {
            (WorkKind::Discover, Some(fetcher)) => self.discover(fetcher, &batch).await,
            (WorkKind::Fetch, Some(fetcher)) => self.fetch(fetcher, &batch).await,
            (WorkKind::Reference, Some(fetcher)) => self.reference(fetcher, &batch).await,
            (WorkKind::Discover | WorkKind::Reference | WorkKind::Fetch, None) => {
                self.give_back(&batch).await
            }
            (WorkKind::Read, _) => self.read(&batch).await,
            (WorkKind::Publish, _) => self.publish(&batch).await,
            (WorkKind::CleanUp, _) => self.clean_up(&batch).await,
        };
        match ran {
            // Another worker took over what this one held: nothing was done, nothing is lost.
            Err(IngestError::Catalog(CatalogError::LeaseLost { .. })) => Ok(()),
            Err(error) if error.is_passing() => {
                self.give_back(&batch).await?;
                Err(error)
            }
            Err(error) => {
                self.fail(
                    batch
                        .into_iter()
                        .map(|work| (work, in_words(&error)))
                        .collect(),
                )
                .await
            }
            Ok(()) => {
                self.house.progress.tell(Event::Done { kind, count });
                Ok(())
            }
        }
    }

    async fn discover(&self, fetcher: &Fetcher, batch: &[Claimed]) -> Result<(), IngestError> {
        for work in batch {
            match discover::run(self.house, fetcher, self.name, work).await {
                Ok(Some(quarter)) => self.note(|outcome| outcome.no_index.push(quarter)),
                Ok(None) => {}
                Err(error) => {
                    self.stop_if_blocked(&error);
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    async fn fetch(&self, fetcher: &Fetcher, batch: &[Claimed]) -> Result<(), IngestError> {
        let fetch::Batch { fetched, failed } =
            fetch::run(self.house, fetcher, self.name, batch).await?;
        self.note(|outcome| outcome.filings += fetched);
        for (_, error) in &failed {
            self.stop_if_blocked(error);
        }
        self.fail_all(failed).await
    }

    async fn reference(&self, fetcher: &Fetcher, batch: &[Claimed]) -> Result<(), IngestError> {
        for work in batch {
            match reference::run(self.house, fetcher, self.name, work).await {
                Ok(is_read) => self.note(|outcome| outcome.reference_files += u64::from(is_read)),
                Err(error) => {
                    self.stop_if_blocked(&error);
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    async fn read(&self, batch: &[Claimed]) -> Result<(), IngestError> {
        let failed = read::run(self.house, self.name, batch).await?;
        self.fail_all(failed).await
    }

    async fn publish(&self, batch: &[Claimed]) -> Result<(), IngestError> {
        for work in batch {
            match publish::run(self.house, self.name, work, &self.lines).await {
                Ok(Some(published)) => self.note(|outcome| {
                    outcome.published.insert(published.manifest.period);
                }),
                Ok(None) => {}
                Err(error) => match error.lost() {
                    Some(lost) if self.house.fetcher.is_some() => {
                        self.fetch_first(work, lost).await?
                    }
                    _ => return Err(error),
                },
            }
        }
        Ok(())
    }

    /// What the vault lost is fetched and read again; the reading orders the publication anew.
    async fn fetch_first(&self, work: &Claimed, lost: Lost) -> Result<(), IngestError> {
        let (write, now) = (self.house.catalog.write().await?, self.house.now());
        match lost {
            Lost::Submission(accession) => {
                let fetch = order(WorkKind::Fetch, accession, now);
                write.work().enqueue(&[fetch], now).await?;
            }
            Lost::Reference(file) => reference::fetch_again(&write, file, now).await?,
        }
        write
            .work()
            .complete(self.name, &[work.id], self.house.now())
            .await?;
        Ok(write.commit().await?)
    }

    async fn clean_up(&self, batch: &[Claimed]) -> Result<(), IngestError> {
        for work in batch {
            clean_up::run(self.house, self.name, work).await?;
        }
        Ok(())
    }

    /// A block concerns every request: going on would only prolong it.
    fn stop_if_blocked(&self, error: &IngestError) {
        if let IngestError::Fetch(FetchError::Blocked { .. }) = error {
            self.stopped.store(true, Ordering::Relaxed);
        }
    }

    async fn give_back(&self, batch: &[Claimed]) -> Result<(), IngestError> {
        let write = self.house.catalog.write().await?;
        for work in batch {
            write
                .work()
                .fail(
                    self.name,
                    work.id,
                    "interrupted",
                    Some(self.house.now()),
                    self.house.now(),
                )
                .await?;
        }
        Ok(write.commit().await?)
    }

    async fn fail_all(&self, failed: Vec<(Claimed, IngestError)>) -> Result<(), IngestError> {
        let in_words = |(work, error)| (work, in_words(&error));
        self.fail(failed.into_iter().map(in_words).collect()).await
    }

    async fn fail(&self, failed: Vec<(Claimed, String)>) -> Result<(), IngestError> {
        if failed.is_empty() {
            return Ok(());
        }
        let write = self.house.catalog.write().await?;
        for (work, error) in &failed {
            write
                .work()
                .fail(self.name, work.id, error, None, self.house.now())
                .await?;
        }
        write.commit().await?;
        for (work, error) in failed {
            self.house.progress.tell(Event::Failed {
                kind: work.kind,
                key: work.key.clone(),
                error: error.clone(),
            });
            self.note(|outcome| outcome.failed.push((work.kind, work.key, error)));
        }
        Ok(())
    }

    fn note(&self, change: impl FnOnce(&mut Outcome)) {
        change(
            &mut self
                .outcome
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner),
        );
    }
}
