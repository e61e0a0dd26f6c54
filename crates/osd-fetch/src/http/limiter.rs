use std::{num::NonZeroU32, time::Instant};

use governor::{
    Quota, RateLimiter,
    clock::Clock,
    middleware::NoOpMiddleware,
    state::{InMemoryState, NotKeyed},
};
use tokio::time;

/// Lets requests pass one by one, with equal times between them: no second sees more than the rate,
/// however many requests have been waiting.
#[derive(Debug)]
pub(super) struct Limiter {
    inner: RateLimiter<NotKeyed, InMemoryState, TokioClock, NoOpMiddleware<Instant>>,
}

impl Limiter {
    pub(super) fn per_second(rate: NonZeroU32) -> Self {
        let quota = Quota::per_second(rate).allow_burst(NonZeroU32::MIN);
        Self {
            inner: RateLimiter::direct_with_clock(quota, TokioClock),
        }
    }

    /// Returns when the next request may go out.
    pub(super) async fn pass(&self) {
        // Of those that wake at the same time one passes, and the others wait again.
        while let Err(early) = self.inner.check() {
            time::sleep_until(early.earliest_possible().into()).await;
        }
    }
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

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn no_second_sees_more_than_the_rate() {
        const RATE: usize = 8;
        let limiter = Arc::new(Limiter::per_second(NonZeroU32::new(8).unwrap()));
        time::sleep(Duration::from_secs(60)).await; // an idle minute saves nothing up
        let workers = (0..5).map(|_| {
            let limiter = Arc::clone(&limiter);
            tokio::spawn(async move {
                let mut passed = Vec::new();
                for _ in 0..20 {
                    limiter.pass().await;
                    passed.push(time::Instant::now());
                }
                passed
            })
        });
        let mut passed = Vec::new();
        for worker in workers.collect::<Vec<_>>() {
            passed.extend(worker.await.unwrap());
        }
        passed.sort_unstable();

        assert_eq!(passed.len(), 100);
        for window in passed.windows(RATE + 1) {
            assert!(
                window[RATE] - window[0] >= Duration::from_secs(1),
                "{window:?}"
            );
        }
        // Nor is it much slower than it has to be: 99 gaps of 125 ms, each up to 1 ms late.
        assert!(passed[99] - passed[0] <= Duration::from_millis(99 * 126));
    }
}
