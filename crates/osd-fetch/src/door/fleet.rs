//! The rate and the pause of a fleet, in a Redis.
//!
//! All of it is one hash, read and written by scripts on Redis's own clock: when the next request
//! may leave, until when nothing may, and who is the probe after that. Machines whose clocks differ
//! agree all the same, and a process that dies holds nothing for long.

use std::{
    sync::{Mutex, OnceLock},
    time::{Duration, Instant},
};

use redis::{
    Client, RedisError, Script,
    aio::{ConnectionManager, ConnectionManagerConfig},
};

use super::{
    budget::RedisBudget,
    gate::{Closed, LEASE, PROBING},
    limiter, lock,
};
use crate::error::SetupError;

/// The rate of a process that cannot reach its fleet: one request in two seconds, in thousandths of
/// a request a second.
pub(super) const CUT_OFF: u32 = 500;
/// How long it is not asked after it could not be reached.
const LEFT_ALONE: Duration = Duration::from_secs(2);

/// Whether a request may leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Go {
        is_probe: bool,
    },
    /// Ask again after this.
    Wait(Duration),
    Closed(Closed),
}

/// The budget that a fleet shares.
pub(super) struct Fleet {
    client: Client,
    /// Made by the first request, as it takes a runtime.
    connection: OnceLock<ConnectionManager>,
    key: String,
    patience: Duration,
    /// Tells the errands of this process from those of others.
    process: String,
    state: Mutex<State>,
    scripts: Scripts,
}

#[derive(Default)]
struct State {
    /// Redis could not be reached, and is not asked before this.
    lost_until: Option<Instant>,
    /// A block that it has not heard of yet: until when, and the status.
    untold: Option<(Instant, u16)>,
}

struct Scripts {
    pass: Script,
    close: Script,
    settle: Script,
}

impl Fleet {
    pub(super) fn new(budget: &RedisBudget) -> Result<Self, SetupError> {
        let client = Client::open(budget.url.as_str()).map_err(SetupError::redis)?;
        Ok(Self {
            client,
            connection: OnceLock::new(),
            key: format!("{}:door", budget.prefix),
            patience: budget.patience,
            process: process(),
            state: Mutex::default(),
            scripts: Scripts {
                pass: Script::new(include_str!("fleet/pass.lua")),
                close: Script::new(include_str!("fleet/close.lua")),
                settle: Script::new(include_str!("fleet/settle.lua")),
            },
        })
    }

    /// Whether Redis could not be reached the last time.
    pub(super) fn is_lost(&self) -> bool {
        lock(&self.state).lost_until.is_some()
    }

    /// Asks for a request of an errand; nothing where Redis cannot be reached.
    pub(super) async fn ask(&self, errand: u64, thousandths: u32, now: Instant) -> Option<Verdict> {
        let untold = {
            let state = lock(&self.state);
            if state.lost_until.is_some_and(|until| now < until) {
                return None;
            }
            state.untold
        };
        let (untold_for, untold_status) = untold
            .map(|(until, status)| (until.saturating_duration_since(now), status))
            .unwrap_or_default();
        let answer = self.try_to_ask(errand, thousandths, untold_for, untold_status);
        let (kind, micros, status) = self.heard(answer.await, now)?;
        let mut state = lock(&self.state);
        if state.untold == untold {
            state.untold = None;
        }
        let wait = Duration::from_micros(micros);
        Some(match kind.as_str() {
            "go" => Verdict::Go { is_probe: false },
            "probe" => Verdict::Go { is_probe: true },
            "closed" => Verdict::Closed(Closed { wait, status }),
            _ => Verdict::Wait(wait.max(Duration::from_millis(1))),
        })
    }

    async fn try_to_ask(
        &self,
        errand: u64,
        thousandths: u32,
        untold_for: Duration,
        untold_status: u16,
    ) -> Result<(String, u64, u16), RedisError> {
        self.scripts
            .pass
            .key(&self.key)
            .arg(self.name(errand))
            .arg(micros(limiter::interval(thousandths)))
            .arg(micros(limiter::LATENESS))
            .arg(micros(LEASE))
            .arg(micros(PROBING))
            .arg(micros(untold_for))
            .arg(untold_status)
            .invoke_async(&mut self.connection()?)
            .await
    }

    /// Closes the door for the fleet. What cannot be told now is told with the next request.
    pub(super) async fn close(&self, now: Instant, pause: Duration, status: u16) {
        {
            let mut state = lock(&self.state);
            let until = now + pause;
            if state.untold.is_none_or(|(known, _)| known < until) {
                state.untold = Some((until, status));
            }
        }
        let told = async {
            self.scripts
                .close
                .key(&self.key)
                .arg(micros(pause))
                .arg(status)
                .invoke_async::<()>(&mut self.connection()?)
                .await
        };
        if self.heard(told.await, now).is_some() {
            lock(&self.state).untold = None;
        }
    }

    /// Ends a probe: it opens the door, or leaves its place to another.
    pub(super) async fn settle_probe(&self, errand: u64, is_served: bool, now: Instant) {
        let told = async {
            self.scripts
                .settle
                .key(&self.key)
                .arg(self.name(errand))
                .arg(u8::from(is_served))
                .invoke_async::<()>(&mut self.connection()?)
                .await
        };
        let _ = self.heard(told.await, now); // else its lease runs out
    }

    /// Takes note of whether Redis answered.
    fn heard<T>(&self, answer: Result<T, RedisError>, now: Instant) -> Option<T> {
        let mut state = lock(&self.state);
        match answer {
            Ok(answer) => {
                if state.lost_until.take().is_some() {
                    tracing::info!("Redis answers again: the rate is the fleet's");
                }
                Some(answer)
            }
            Err(error) => {
                if state.lost_until.is_none() {
                    tracing::warn!(
                        error = %error,
                        "Redis cannot be reached: check REDIS_URL. Until it can, this process makes \
                         one request in two seconds"
                    );
                }
                state.lost_until = Some(now + LEFT_ALONE);
                None
            }
        }
    }

    fn connection(&self) -> Result<ConnectionManager, RedisError> {
        if let Some(connection) = self.connection.get() {
            return Ok(connection.clone());
        }
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(self.patience))
            .set_response_timeout(Some(self.patience))
            .set_number_of_retries(0);
        let made = ConnectionManager::new_lazy_with_config(self.client.clone(), config)?;
        Ok(self.connection.get_or_init(|| made).clone())
    }

    fn name(&self, errand: u64) -> String {
        format!("{}/{errand}", self.process)
    }
}

fn micros(time: Duration) -> u64 {
    time.as_micros().try_into().unwrap_or(u64::MAX)
}

/// A name that no other process has, nor another door of this one.
fn process() -> String {
    use std::{
        hash::{BuildHasher as _, RandomState},
        process,
    };
    format!("{}-{:016x}", process::id(), RandomState::new().hash_one(0))
}
