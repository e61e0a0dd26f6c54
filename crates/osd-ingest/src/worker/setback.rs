//! What becomes of work that failed.

use chrono::{DateTime, TimeDelta, Utc};
use osd_fetch::FetchError;

use crate::{IngestError, error::in_words};

/// What becomes of work that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setback {
    /// It is tried again then.
    Again(DateTime<Utc>),
    /// sec.gov serves nobody here until then: it is no failure of this work.
    Closed(DateTime<Utc>),
    /// It would be the same again: it waits for a person.
    GivenUp,
}

/// How long to wait after the first failure, the second, and so on: a filing that the feed names
/// is in the archive within minutes, EDGAR is out of order for hours, a disk is full over a
/// weekend. After the last it is given up.
const WAITS: [TimeDelta; 9] = [
    TimeDelta::minutes(1),
    TimeDelta::minutes(5),
    TimeDelta::minutes(15),
    TimeDelta::hours(1),
    TimeDelta::hours(3),
    TimeDelta::hours(6),
    TimeDelta::hours(12),
    TimeDelta::hours(24),
    TimeDelta::hours(24),
];

/// Why work failed, and what that means for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failed {
    /// Why, in words.
    pub(super) words: String,
    nature: Nature,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Nature {
    /// sec.gov refuses to serve this machine for so long.
    Block(TimeDelta),
    /// It may pass; the server asked to wait for so long.
    Passing(TimeDelta),
    /// It will be the same again.
    Lasting,
}

impl Failed {
    pub(super) fn of(error: &IngestError) -> Self {
        Self {
            words: in_words(error),
            nature: Nature::of(error),
        }
    }

    /// What becomes of the work, by the how manieth attempt it was, and the time.
    pub(super) fn setback(&self, attempts: u64, now: DateTime<Utc>) -> Setback {
        match self.nature {
            Nature::Block(wait) => Setback::Closed(now + wait),
            Nature::Lasting => Setback::GivenUp,
            Nature::Passing(asked_for) => {
                let failed = usize::try_from(attempts.saturating_sub(1)).unwrap_or(usize::MAX);
                match WAITS.get(failed) {
                    Some(wait) => Setback::Again(now + asked_for.max(*wait)),
                    None => Setback::GivenUp,
                }
            }
        }
    }
}

impl Nature {
    fn of(error: &IngestError) -> Self {
        match error {
            IngestError::BadOrder { .. } | IngestError::Fetch(FetchError::Path(_)) => Self::Lasting,
            IngestError::Fetch(error) => {
                let wait = error.retry_after().unwrap_or_default();
                let wait = TimeDelta::from_std(wait).unwrap_or(TimeDelta::days(1));
                match error {
                    FetchError::Blocked { .. } => Self::Block(wait),
                    _ => Self::Passing(wait),
                }
            }
            _ => Self::Passing(TimeDelta::zero()),
        }
    }
}

impl Setback {
    /// When the work is tried again.
    pub(super) fn retry_at(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Again(at) | Self::Closed(at) => Some(at),
            Self::GivenUp => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_771_300_000, 0).unwrap()
    }

    #[test]
    fn what_may_pass_is_tried_for_days_and_then_given_up() {
        let error = IngestError::NoSubmission("edgar/data/5/x.txt".into());
        let mut tried = TimeDelta::zero();
        for attempts in 1..=9 {
            match Failed::of(&error).setback(attempts, now()) {
                Setback::Again(at) => tried += at - now(),
                other => panic!("{attempts}: {other:?}"),
            }
        }
        assert!(
            tried > TimeDelta::days(2) && tried < TimeDelta::days(4),
            "{tried}"
        );
        assert_eq!(Failed::of(&error).setback(10, now()), Setback::GivenUp);
        assert_eq!(
            Failed::of(&error).setback(u64::MAX, now()),
            Setback::GivenUp
        );
    }

    #[test]
    fn a_block_is_no_failure_of_the_work() {
        let blocked = |attempts| {
            let error = IngestError::Fetch(FetchError::Blocked {
                url: "https://www.sec.gov/x".into(),
                status: 403,
                attempts: 1,
                wait: std::time::Duration::from_secs(600),
            });
            Failed::of(&error).setback(attempts, now())
        };
        let until = now() + TimeDelta::minutes(10);
        assert_eq!(blocked(1), Setback::Closed(until));
        assert_eq!(blocked(99), Setback::Closed(until));
    }

    #[test]
    fn what_makes_no_sense_is_not_tried_again() {
        let error = IngestError::BadOrder {
            kind: "fetch",
            key: "x".into(),
            why: "no accession number".into(),
        };
        assert_eq!(Failed::of(&error).setback(1, now()), Setback::GivenUp);
    }
}
