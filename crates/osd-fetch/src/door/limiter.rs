use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use governor::{
    Quota, RateLimiter,
    clock::Clock,
    middleware::NoOpMiddleware,
    state::{InMemoryState, NotKeyed},
};
use tokio::time;

use super::lock;

type Paced = RateLimiter<NotKeyed, InMemoryState, TokioClock, NoOpMiddleware<Instant>>;

/// Lets requests pass one by one, with equal times between them: no second sees more than the rate,
/// however many requests have been waiting. The rate may change from request to request.
#[derive(Debug)]
pub(super) struct Limiter {
    paced: Mutex<(u32, Paced)>,
}

impl Limiter {
    /// For so many thousandths of a request a second.
    pub(super) fn new(thousandths: u32) -> Self {
        Self {
            paced: Mutex::new((thousandths, paced(thousandths))),
        }
    }

    /// Lets a request pass at this rate, or says how long it has to wait at least.
    pub(super) fn check(&self, thousandths: u32) -> Result<(), Duration> {
        let mut paced = lock(&self.paced);
        if paced.0 != thousandths {
            *paced = (thousandths, self::paced(thousandths));
            // A new one knows of no request, and the last was of just now perhaps.
            let _ = paced.1.check();
        }
        let now = TokioClock.now();
        paced.1.check().map_err(|early| early.wait_time_from(now))
    }
}

fn paced(thousandths: u32) -> Paced {
    RateLimiter::direct_with_clock(quota(thousandths), TokioClock)
}

fn quota(thousandths: u32) -> Quota {
    let quota = Quota::with_period(interval(thousandths));
    #[expect(
        clippy::expect_used,
        reason = "only for no time at all, which it never is"
    )]
    quota.expect("a time between requests")
}

/// The time between two requests.
pub(super) fn interval(thousandths: u32) -> Duration {
    let micros = 1_000_000_000u64.div_ceil(u64::from(thousandths.max(1)));
    Duration::from_micros(micros)
}

/// The clock that tokio sleeps by, which tests can stop. (governor's own wait is by another.)
#[derive(Debug, Clone, Copy)]
struct TokioClock;

impl Clock for TokioClock {
    type Instant = Instant;

    fn now(&self) -> Instant {
        time::Instant::now().into_std()
    }
}
