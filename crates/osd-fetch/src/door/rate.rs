use std::time::{Duration, Instant};

/// So many refusals (429, 503) in so short a time are a storm: one alone may be of one page.
const STORM: u32 = 3;
const STORM_WITHIN: Duration = Duration::from_secs(10);
/// The rate does not fall below one request in two seconds.
const LOWEST: u32 = 500;
/// By how much it rises, and how often.
const STEP: u32 = 500;
const STEP_EVERY: Duration = Duration::from_secs(30);

/// The rate of requests, in thousandths of a request a second. A storm of refusals halves it; it
/// rises again by half a request a second, every thirty seconds.
#[derive(Debug)]
pub(super) struct Rate {
    full: u32,
    thousandths: u32,
    /// When it fell, or rose last.
    changed: Instant,
    refusals: u32,
    first_refusal: Instant,
}

impl Rate {
    pub(super) fn new(full: u32, now: Instant) -> Self {
        Self {
            full,
            thousandths: full,
            changed: now,
            refusals: 0,
            first_refusal: now,
        }
    }

    /// The rate at present.
    pub(super) fn thousandths(&mut self, now: Instant) -> u32 {
        while self.thousandths < self.full && now >= self.changed + STEP_EVERY {
            self.thousandths = self.full.min(self.thousandths + STEP);
            self.changed += STEP_EVERY;
        }
        self.thousandths
    }

    /// Takes note of a refusal. Gives the new rate where it fell: what was asked before it fell says
    /// nothing of the rate since.
    pub(super) fn refused(&mut self, asked_at: Instant, now: Instant) -> Option<u32> {
        let thousandths = self.thousandths(now);
        if asked_at < self.changed {
            return None;
        }
        if now > self.first_refusal + STORM_WITHIN || self.refusals == 0 {
            self.refusals = 0;
            self.first_refusal = now;
        }
        self.refusals += 1;
        if self.refusals < STORM {
            return None;
        }
        self.refusals = 0;
        self.changed = now;
        self.thousandths = (thousandths / 2).max(LOWEST.min(self.full));
        Some(self.thousandths)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(full: u32) -> (Rate, impl Fn(u64) -> Instant) {
        let start = Instant::now();
        let at = move |seconds| start + Duration::from_secs(seconds);
        (Rate::new(full, start), at)
    }

    fn storm(rate: &mut Rate, at: Instant) -> Option<u32> {
        assert_eq!(rate.refused(at, at), None);
        assert_eq!(rate.refused(at, at), None);
        rate.refused(at, at)
    }

    #[test]
    fn a_storm_halves_it_down_to_the_lowest() {
        let (mut rate, at) = rate(8000);
        let rates: Vec<_> = (1..=6).map(|s| storm(&mut rate, at(s)).unwrap()).collect();
        assert_eq!(rates, [4000, 2000, 1000, 500, 500, 500]);
    }

    #[test]
    fn it_rises_slowly_and_not_beyond_what_was_set() {
        let (mut rate, at) = rate(8000);
        assert_eq!(storm(&mut rate, at(100)), Some(4000));
        assert_eq!(rate.thousandths(at(129)), 4000);
        assert_eq!(rate.thousandths(at(130)), 4500);
        assert_eq!(rate.thousandths(at(160)), 5000);
        assert_eq!(rate.thousandths(at(340)), 8000);
        assert_eq!(rate.thousandths(at(10_000)), 8000);
    }

    #[test]
    fn single_refusals_are_no_storm() {
        let (mut rate, at) = rate(8000);
        for second in (0..1000).step_by(11) {
            assert_eq!(rate.refused(at(second), at(second)), None);
        }
        assert_eq!(rate.thousandths(at(1000)), 8000);
    }

    #[test]
    fn answers_to_what_was_asked_at_the_old_rate_do_not_count() {
        let (mut rate, at) = rate(8000);
        assert_eq!(storm(&mut rate, at(10)), Some(4000));
        for _ in 0..10 {
            assert_eq!(rate.refused(at(9), at(11)), None);
        }
        assert_eq!(rate.thousandths(at(11)), 4000);
    }
}
