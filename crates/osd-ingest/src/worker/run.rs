//! One batch of work: the task it needs, and what is said of it in the end.

use std::sync::atomic::Ordering;

use chrono::{DateTime, Utc};
use osd_catalog::{CatalogError, Claimed, WorkKind};
use osd_fetch::Fetcher;

use super::{
    Until, Worker,
    setback::{Failed, Setback},
};
use crate::{
    Event, IngestError, Outcome,
    error::Lost,
    tasks::{clean_up, daily, discover, feed, fetch, gaps, order, publish, read, reference},
};

impl Worker<'_> {
    pub(super) async fn run(&self, batch: Vec<Claimed>) -> Result<(), IngestError> {
        let Some(kind) = batch.first().map(|work| work.kind) else {
            return Ok(());
        };
        let count = batch.len() as u64;
        match self.attempt(kind, &batch).await {
            // Another worker took over what this one held: nothing was done, nothing is lost.
            Err(IngestError::Catalog(CatalogError::LeaseLost { .. })) => Ok(()),
            Err(error) if error.is_passing() => {
                self.give_back(&batch).await?;
                Err(error)
            }
            Err(error) => {
                let of_all = |work| (work, Failed::of(&error));
                self.fail(batch.into_iter().map(of_all).collect()).await
            }
            Ok(failed) => {
                let done = count.saturating_sub(failed.len() as u64);
                self.done.fetch_add(done, Ordering::Relaxed);
                self.house.progress.tell(Event::Done { kind, count });
                let each = |(work, error)| (work, Failed::of(&error));
                self.fail(failed.into_iter().map(each).collect()).await
            }
        }
    }

    /// Does the work, and gives that of a batch which failed by itself.
    async fn attempt(
        &self,
        kind: WorkKind,
        batch: &[Claimed],
    ) -> Result<Vec<(Claimed, IngestError)>, IngestError> {
        let mut failed = Vec::new();
        match (kind, &self.house.fetcher) {
            (WorkKind::Fetch, Some(fetcher)) => failed = self.fetch(fetcher, batch).await?,
            (WorkKind::Feed, Some(fetcher)) => {
                for work in batch {
                    feed::run(self.house, fetcher, self.name, work).await?;
                }
            }
            (WorkKind::Daily, Some(fetcher)) => {
                for work in batch {
                    daily::run(self.house, fetcher, self.name, work).await?;
                }
            }
            (WorkKind::Discover, Some(fetcher)) => self.discover(fetcher, batch).await?,
            (WorkKind::Reference, Some(fetcher)) => self.reference(fetcher, batch).await?,
            (WorkKind::Read, _) => failed = read::run(self.house, self.name, batch).await?,
            (WorkKind::Publish, _) => self.publish(batch).await?,
            (WorkKind::Gaps, _) => gaps::run(self.house, self.name, batch).await?,
            (WorkKind::CleanUp, _) => self.clean_up(batch).await?,
            // Nobody takes what it cannot do.
            (_, None) => self.give_back(batch).await?,
        }
        Ok(failed)
    }

    async fn discover(&self, fetcher: &Fetcher, batch: &[Claimed]) -> Result<(), IngestError> {
        for work in batch {
            if let Some(quarter) = discover::run(self.house, fetcher, self.name, work).await? {
                self.note(|outcome| outcome.no_index.push(quarter));
            }
        }
        Ok(())
    }

    async fn fetch(
        &self,
        fetcher: &Fetcher,
        batch: &[Claimed],
    ) -> Result<Vec<(Claimed, IngestError)>, IngestError> {
        let fetch::Batch { fetched, failed } =
            fetch::run(self.house, fetcher, self.name, batch).await?;
        self.note(|outcome| outcome.filings += fetched);
        Ok(failed)
    }

    async fn reference(&self, fetcher: &Fetcher, batch: &[Claimed]) -> Result<(), IngestError> {
        for work in batch {
            let is_read = reference::run(self.house, fetcher, self.name, work).await?;
            self.note(|outcome| outcome.reference_files += u64::from(is_read));
        }
        Ok(())
    }

    async fn publish(&self, batch: &[Claimed]) -> Result<(), IngestError> {
        for work in batch {
            match publish::run(self.house, self.name, work, &self.lines, &self.room).await {
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

    async fn give_back(&self, batch: &[Claimed]) -> Result<(), IngestError> {
        let write = self.house.catalog.write().await?;
        for work in batch {
            let now = self.house.now();
            write
                .work()
                .fail(self.name, work.id, "interrupted", Some(now), now)
                .await?;
        }
        Ok(write.commit().await?)
    }

    async fn fail(&self, failed: Vec<(Claimed, Failed)>) -> Result<(), IngestError> {
        if failed.is_empty() {
            return Ok(());
        }
        let now = self.house.now();
        let write = self.house.catalog.write().await?;
        for (work, failure) in &failed {
            let retry_at = self.setback(work, failure, now).retry_at();
            let error = &failure.words;
            write
                .work()
                .fail(self.name, work.id, error, retry_at, now)
                .await?;
        }
        write.commit().await?;
        self.failed
            .fetch_add(failed.len() as u64, Ordering::Relaxed);
        for (work, failure) in failed {
            let error = failure.words;
            self.house.progress.tell(Event::Failed {
                kind: work.kind,
                key: work.key.clone(),
                error: error.clone(),
            });
            if self.until == Until::Drained {
                self.note(|outcome| outcome.failed.push((work.kind, work.key, error)));
            }
        }
        Ok(())
    }

    /// What becomes of work that failed. A block concerns every request: going on would only
    /// prolong it, so that a run ends with it, and a service leaves sec.gov alone.
    fn setback(&self, work: &Claimed, failure: &Failed, now: DateTime<Utc>) -> Setback {
        let setback = failure.setback(work.attempts, now);
        if let Setback::Closed(until) = setback {
            let mut closed = self.closed_until.lock().unwrap_or_else(|e| e.into_inner());
            *closed = (*closed).max(Some(until));
            if self.until == Until::Drained {
                self.stopped.store(true, Ordering::Relaxed);
            }
        }
        match self.until {
            Until::Drained => Setback::GivenUp,
            Until::Stopped => setback,
        }
    }

    pub(super) fn note(&self, change: impl FnOnce(&mut Outcome)) {
        change(
            &mut self
                .outcome
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner),
        );
    }
}
