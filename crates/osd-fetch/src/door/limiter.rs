use std::{
    num::NonZeroU32,
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

/// What the limiter counts in: a request takes as many of them as lie between two requests.
const TICK: Duration = Duration::from_micros(100);
/// A request that left late is made up for, up to this much: threads wake later than they are told
/// to, above all on a busy machine.
pub(super) const LATENESS: Duration = Duration::from_millis(10);
/// Requests that left a second apart arrive closer to each other where the second has the faster
/// way: up to this much.
const JITTER: Duration = Duration::from_millis(10);

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
            let _ = pass(&paced.1, thousandths);
        }
        pass(&paced.1, thousandths)
    }
}

fn pass(paced: &Paced, thousandths: u32) -> Result<(), Duration> {
    let now = TokioClock.now();
    match paced.check_n(ticks(interval(thousandths))) {
        Ok(passed) => passed.map_err(|early| early.wait_time_from(now)),
        // Of another rate than it was made for, which no caller asks for.
        Err(_) => Err(interval(thousandths)),
    }
}

fn paced(thousandths: u32) -> Paced {
    let at_once = ticks(interval(thousandths)).saturating_add(ticks(LATENESS).get());
    #[expect(
        clippy::expect_used,
        reason = "only for no time at all, which it never is"
    )]
    let quota = Quota::with_period(TICK).expect("a time between ticks");
    RateLimiter::direct_with_clock(quota.allow_burst(at_once), TokioClock)
}

fn ticks(time: Duration) -> NonZeroU32 {
    let ticks = time.as_micros().div_ceil(TICK.as_micros());
    let ticks = u32::try_from(ticks).unwrap_or(u32::MAX);
    NonZeroU32::new(ticks).unwrap_or(NonZeroU32::MIN)
}

/// The time between two requests. A second and what lateness and the way may take from it have as many
/// as the rate: a second by the other side's clock never has more.
pub(super) fn interval(thousandths: u32) -> Duration {
    let thousandths = u128::from(thousandths.max(1));
    let second = Duration::from_secs(1) + LATENESS + JITTER;
    let micros = (second.as_micros() * 1000).div_ceil(thousandths);
    Duration::from_micros(u64::try_from(micros).unwrap_or(u64::MAX))
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
