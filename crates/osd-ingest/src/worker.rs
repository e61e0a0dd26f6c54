//! Who does what: claims work, runs the task, and reports.

mod alive;
mod lane;
mod run;
mod setback;

use std::{
    future::Future,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use osd_catalog::{Claim, Claimed, WorkKind};
use tokio::sync::Notify;

use self::lane::{FEEDING, Lane};
use crate::{
    House, IngestError, Outcome, Presence,
    tasks::{
        clean_up,
        publish::{Lines, Room},
    },
};

/// How long a worker may be silent before others take up what it held.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// Pieces of work that are claimed at a time: one transaction for all of them.
const BATCH: u64 = 64;
/// The same of submissions to fetch, where newer ones may come in the meantime.
const FETCH_BATCH: u64 = 16;
/// How long to wait for others before looking again.
const PAUSE: Duration = Duration::from_millis(50);
/// The same where nobody waits for the end.
const IDLE: Duration = Duration::from_secs(1);
/// How long a worker that cannot reach its stores leaves them alone.
const TROUBLE: Duration = Duration::from_secs(5);
/// How long work in hand may take once a worker is told to stop. What is not done then goes back on
/// the list.
const GRACE: Duration = Duration::from_secs(30);

/// Until when a worker works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    /// Nothing is left that could be done now. What fails waits for whoever started the run.
    Drained,
    /// It is told to stop. What fails is tried again later.
    Stopped,
}

/// A process's worker: any number of loops under one name.
pub(crate) struct Worker<'a> {
    house: &'a House,
    name: &'a str,
    lines: Lines,
    until: Until,
    room: Room,
    outcome: Mutex<Outcome>,
    started_at: DateTime<Utc>,
    done: AtomicU64,
    failed: AtomicU64,
    stopped: AtomicBool,
    /// Until when sec.gov refuses to serve this machine.
    closed_until: Mutex<Option<DateTime<Utc>>>,
    /// Rung when something was done, which may have made more work.
    bell: Notify,
}

impl<'a> Worker<'a> {
    pub(crate) fn new(house: &'a House, presence: &'a Presence, lines: Lines) -> Self {
        Self {
            house,
            name: presence.name(),
            lines,
            until: Until::Drained,
            room: Room::default(),
            outcome: Mutex::new(Outcome::default()),
            started_at: house.now(),
            done: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            stopped: AtomicBool::new(false),
            closed_until: Mutex::new(None),
            bell: Notify::new(),
        }
    }

    /// Works with `loops` loops until nothing that is due is left, by this worker or others.
    pub(crate) async fn drain(self, loops: usize) -> Result<Outcome, IngestError> {
        self.recover().await?;
        let lanes = Lane::of_a_run(loops, self.has_door());
        let loops = lanes.into_iter().map(|lane| self.work_until_drained(lane));
        let loops = futures::future::try_join_all(loops);
        let worked = tokio::select! {
            worked = loops => worked.map(|_| ()),
            lost = self.heartbeat() => lost,
        };
        self.leave().await?;
        worked?;
        clean_up::sweep(self.house).await?;
        Ok(self
            .outcome
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Works with `loops` loops until `stop` is done: then what is in hand is finished, or put back
    /// where it takes too long. Trouble with the stores is told, and tried again.
    pub(crate) async fn serve(
        mut self,
        loops: usize,
        stop: impl Future<Output = ()>,
    ) -> Result<(), IngestError> {
        self.until = Until::Stopped;
        self.recover().await?;
        let lanes = Lane::of_a_service(loops, self.has_door());
        let loops = lanes.into_iter().map(|lane| self.work_until_stopped(lane));
        let end = async {
            stop.await;
            self.stopped.store(true, Ordering::Relaxed);
            self.bell.notify_waiters();
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            _ = futures::future::join_all(loops) => {}
            () = self.beat() => {}
            () = end => {}
        }
        self.leave().await
    }

    async fn work_until_drained(&self, lane: Lane) -> Result<(), IngestError> {
        while !self.is_stopped() {
            match self.step(lane).await {
                Ok(true) => {}
                Ok(false) if self.is_drained().await? => return Ok(()),
                Ok(false) => self.wait(PAUSE).await,
                Err(error) if error.is_passing() => tokio::time::sleep(PAUSE).await,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn work_until_stopped(&self, lane: Lane) {
        while !self.is_stopped() {
            match self.step(lane).await {
                Ok(true) => {}
                Ok(false) => self.wait(IDLE).await,
                Err(error) if error.is_passing() => tokio::time::sleep(PAUSE).await,
                Err(error) => {
                    tracing::error!("Work cannot go on, and is tried again soon: {error}");
                    self.wait(TROUBLE).await;
                }
            }
        }
    }

    /// Takes some work and does it; gives whether there was any.
    async fn step(&self, lane: Lane) -> Result<bool, IngestError> {
        let batch = self.claim(lane).await?;
        let any = !batch.is_empty();
        if any {
            self.run(batch).await?;
            self.bell.notify_waiters();
        }
        Ok(any)
    }

    /// Until something was done by this worker, or for so long: others may have ordered something.
    async fn wait(&self, longest: Duration) {
        // Elapsed is as good.
        let _ = tokio::time::timeout(longest, self.bell.notified()).await;
    }

    fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    fn has_door(&self) -> bool {
        self.house.fetcher.is_some()
    }

    /// What a loop of the lane can do now. While sec.gov refuses, nothing that asks it is taken.
    fn kinds(&self, lane: Lane) -> Vec<WorkKind> {
        let mut closed = self.closed_until.lock().unwrap_or_else(|e| e.into_inner());
        if closed.is_some_and(|until| until <= self.house.now()) {
            *closed = None;
        }
        lane.kinds(self.has_door() && closed.is_none())
    }

    async fn claim(&self, lane: Lane) -> Result<Vec<Claimed>, IngestError> {
        let kinds = self.kinds(lane);
        let early = kinds.contains(&WorkKind::Publish) && self.nothing_comes().await?;
        let write = self.house.catalog.write().await?;
        for kind in &kinds {
            let limit = match (kind, self.until) {
                (WorkKind::Fetch, Until::Stopped) => FETCH_BATCH,
                (WorkKind::Fetch | WorkKind::Read, _) => BATCH,
                _ => 1,
            };
            let claim = Claim {
                kinds: std::slice::from_ref(kind),
                limit,
                worker: self.name,
                lease: LEASE,
                early: early && *kind == WorkKind::Publish,
            };
            let batch = write.work().claim(claim, self.house.now()).await?;
            if !batch.is_empty() {
                write.commit().await?;
                return Ok(batch);
            }
        }
        Ok(Vec::new())
    }

    /// Whether there is no use in waiting before a period is published: the run ends with it, and
    /// no more filings come.
    async fn nothing_comes(&self) -> Result<bool, IngestError> {
        if self.until == Until::Stopped || self.house.pace.is_zero() {
            return Ok(false);
        }
        let open = self.open(&FEEDING).await?;
        Ok(open.running == 0 && open.waiting_due == 0)
    }

    /// Whether nobody has anything to do any more. While others of this machine or elsewhere
    /// still run something, it may make more work; those who died are looked for.
    async fn is_drained(&self) -> Result<bool, IngestError> {
        let open = self.open(&Lane::All.kinds(true)).await?;
        if open.running > 0 {
            self.recover().await?;
        }
        let mut left = open.waiting_due;
        if !self.house.pace.is_zero() {
            left += self.open(&[WorkKind::Publish]).await?.waiting_later;
        }
        Ok(open.running == 0 && left == 0)
    }

    /// What is left of these kinds that this worker can do and nobody has paused.
    async fn open(&self, kinds: &[WorkKind]) -> Result<osd_catalog::OpenWork, IngestError> {
        let read = self.house.catalog.read().await?;
        let paused = read.work().paused().await?;
        let own = Lane::All.kinds(self.has_door());
        let kinds: Vec<WorkKind> = kinds
            .iter()
            .copied()
            .filter(|kind| own.contains(kind) && !paused.contains_key(kind))
            .collect();
        Ok(read.work().open(&kinds, self.house.now()).await?)
    }
}
