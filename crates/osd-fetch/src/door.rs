//! The door itself: what lets requests out, one by one, and keeps them in after a block.

mod budget;
mod counts;
mod fleet;
mod gate;
mod limiter;
mod rate;
#[cfg(test)]
mod tests;

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::time;

pub use self::{
    budget::{Budget, RedisBudget},
    counts::DoorFigures,
};
use self::{
    counts::Counts,
    fleet::{Fleet, Verdict},
    gate::Gate,
    limiter::Limiter,
    rate::Rate,
};
pub(crate) use self::{counts::Outcome, gate::Closed};
use crate::error::SetupError;

/// The time. It is asked for at every request, and handed in by tests.
pub(crate) type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

/// What all requests of a process pass, and with Redis those of a fleet.
pub(crate) struct Door {
    clock: Clock,
    rate: Mutex<Rate>,
    limiter: Limiter,
    /// What this process knows of a block. With a fleet, a copy of what the fleet knows.
    gate: Mutex<Gate>,
    fleet: Option<Fleet>,
    counts: Counts,
    errands: AtomicU64,
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is in it is whole at any time: nothing here panics halfway.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The clock that tokio sleeps by, which tests can stop.
pub(crate) fn tokio_clock() -> Clock {
    Arc::new(|| time::Instant::now().into_std())
}

impl Door {
    /// A door for so many thousandths of a request a second.
    pub(crate) fn new(thousandths: u32, budget: &Budget, clock: Clock) -> Result<Self, SetupError> {
        let fleet = match budget {
            Budget::Process => None,
            Budget::Redis(redis) => Some(Fleet::new(redis)?),
        };
        Ok(Self {
            rate: Mutex::new(Rate::new(thousandths, clock())),
            limiter: Limiter::new(thousandths),
            gate: Mutex::default(),
            fleet,
            counts: Counts::default(),
            errands: AtomicU64::new(1),
            clock,
        })
    }

    /// Begins an errand: the requests that one answer takes.
    pub(crate) fn errand(&self) -> Errand<'_> {
        Errand {
            door: self,
            id: self.errands.fetch_add(1, Ordering::Relaxed),
            sent_at: None,
            is_probe: false,
        }
    }

    pub(crate) fn figures(&self) -> DoorFigures {
        let now = (self.clock)();
        let thousandths = lock(&self.rate).thousandths(now);
        DoorFigures {
            rate_per_second: f64::from(thousandths) / 1000.0,
            blocked_for: lock(&self.gate).blocked_for(now),
            is_cut_off: self.fleet.as_ref().is_some_and(Fleet::is_lost),
            ..self.counts.figures()
        }
    }

    /// What the fleet says to an errand that wants to ask; none where it cannot be reached, or there
    /// is none.
    async fn ask_fleet(&self, id: u64, thousandths: u32) -> Option<Verdict> {
        let fleet = self.fleet.as_ref()?;
        let now = (self.clock)();
        let verdict = fleet.ask(id, thousandths, now).await?;
        let mut gate = lock(&self.gate);
        match &verdict {
            Verdict::Go { is_probe: false } => gate.open_as_of(now),
            Verdict::Go { is_probe: true } | Verdict::Wait(_) => {}
            Verdict::Closed(closed) => gate.close(now, closed.wait, closed.status),
        }
        Some(verdict)
    }

    /// What this process says by itself.
    fn ask_here(&self, id: u64, thousandths: u32) -> Verdict {
        let thousandths = match self.fleet {
            Some(_) => thousandths.min(fleet::CUT_OFF),
            None => thousandths,
        };
        match lock(&self.gate).admit(id, (self.clock)()) {
            Err(closed) => Verdict::Closed(closed),
            Ok(is_probe) => match self.limiter.check(thousandths) {
                Ok(()) => Verdict::Go { is_probe },
                Err(wait) => Verdict::Wait(wait),
            },
        }
    }
}

/// The requests that one answer takes: the file, redirects, and looks at listings. After a block,
/// the first errand is the probe: its requests alone pass until it is settled.
pub(crate) struct Errand<'a> {
    door: &'a Door,
    id: u64,
    /// When its last request left.
    sent_at: Option<Instant>,
    is_probe: bool,
}

impl Errand<'_> {
    /// Returns when the next request may leave, or at once with an error where none may.
    pub(crate) async fn pass(&mut self) -> Result<(), Closed> {
        let door = self.door;
        let mut waited = None;
        loop {
            let thousandths = lock(&door.rate).thousandths((door.clock)());
            let verdict = match door.ask_fleet(self.id, thousandths).await {
                Some(verdict) => verdict,
                None => door.ask_here(self.id, thousandths),
            };
            match verdict {
                Verdict::Go { is_probe } => {
                    self.is_probe = is_probe;
                    self.sent_at = Some((door.clock)());
                    door.counts
                        .sent(waited.map(|since: time::Instant| since.elapsed()));
                    return Ok(());
                }
                Verdict::Closed(closed) => {
                    door.counts.held_back();
                    return Err(closed);
                }
                // Of those that wake at the same time one passes, and the others wait again.
                Verdict::Wait(wait) => {
                    waited.get_or_insert_with(time::Instant::now);
                    time::sleep(wait).await;
                }
            }
        }
    }

    /// Takes note of how the errand came out.
    pub(crate) async fn settle(mut self, outcome: Outcome) {
        let door = self.door;
        door.counts.settled(outcome);
        let now = (door.clock)();
        match outcome {
            Outcome::Blocked { status, pause } => {
                lock(&door.gate).close(now, pause, status);
                tracing::warn!(
                    status,
                    ?pause,
                    "sec.gov blocks us: nothing is asked for {pause:?}"
                );
                if let Some(fleet) = &door.fleet {
                    fleet.close(now, pause, status).await;
                }
            }
            Outcome::Refused => {
                let asked_at = self.sent_at.unwrap_or(now);
                if let Some(thousandths) = lock(&door.rate).refused(asked_at, now) {
                    let rate = f64::from(thousandths) / 1000.0;
                    tracing::warn!(
                        rate,
                        "sec.gov is busy: {rate} requests a second from here on"
                    );
                }
            }
            _ => {}
        }
        if self.is_probe {
            self.is_probe = false;
            let is_served = outcome.is_served();
            if is_served {
                tracing::info!("sec.gov answers again: the pause is over");
                lock(&door.gate).open();
            } else {
                lock(&door.gate).release(self.id, now);
            }
            if let Some(fleet) = &door.fleet {
                fleet.settle_probe(self.id, is_served, now).await;
            }
        }
    }
}

impl Drop for Errand<'_> {
    /// One that was given up brings no news: another may be the probe. The fleet learns it when the
    /// lease of the probe runs out.
    fn drop(&mut self) {
        if self.is_probe {
            lock(&self.door.gate).release(self.id, (self.door.clock)());
        }
    }
}

/// How long a pause is, after a block: as long as sec.gov's own page says, or as it asked for.
pub(crate) fn pause(retry_after: Option<Duration>) -> Duration {
    retry_after
        .unwrap_or_default()
        .max(crate::error::FetchError::BLOCK)
}
