use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use osd_edgar::{content::Rejected, listing::NotAListing};

use crate::{
    door::{self, Closed, Outcome},
    error::{FetchError, Problem},
    http::HttpSettings,
};

/// Why an attempt brought no answer, and whether another may.
#[derive(Debug)]
pub(super) struct Setback {
    why: Why,
    again: Again,
}

#[derive(Debug)]
enum Why {
    Problem(Problem),
    Rejected(Rejected),
    Blocked {
        status: u16,
        pause: Duration,
    },
    /// Nothing was asked, since a block is not over.
    HeldBack(Closed),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Again {
    /// It would be the same.
    No,
    /// It may pass by itself; the server may have said when.
    Yes { not_before: Option<Duration> },
}

impl Setback {
    /// Something that asking again would not change.
    pub(super) fn lasting(problem: Problem) -> Self {
        Self {
            why: Why::Problem(problem),
            again: Again::No,
        }
    }

    /// Something that may pass, at the earliest after the time that the server named.
    pub(super) fn passing(problem: Problem, not_before: Option<Duration>) -> Self {
        Self {
            why: Why::Problem(problem),
            again: Again::Yes { not_before },
        }
    }

    /// A broken connection or body.
    pub(super) fn connection(error: reqwest::Error) -> Self {
        let error = error.without_url(); // the address is named already
        Self::passing(Problem::Connection(error.into()), None)
    }

    /// A file that is not what was asked for: it may have been cut on its way.
    pub(super) fn rejected(why: Rejected) -> Self {
        Self {
            why: Why::Rejected(why),
            again: Again::Yes { not_before: None },
        }
    }

    /// A page where a listing was asked for.
    pub(super) fn no_listing(why: NotAListing) -> Self {
        Self::rejected(match why {
            NotAListing::Cut => Rejected::Truncated,
            other => Rejected::NotAListing(other),
        })
    }

    /// A block. Asking again would lengthen it, so this fails at once, and the door stays closed.
    pub(super) fn blocked(status: u16, retry_after: Option<Duration>) -> Self {
        Self {
            why: Why::Blocked {
                status,
                pause: door::pause(retry_after),
            },
            again: Again::No,
        }
    }

    /// A block that another request met.
    pub(super) fn held_back(closed: Closed) -> Self {
        Self {
            why: Why::HeldBack(closed),
            again: Again::No,
        }
    }

    /// What the door hears of it.
    pub(super) fn outcome(&self) -> Outcome {
        match &self.why {
            &Why::Blocked { status, pause } => Outcome::Blocked { status, pause },
            Why::HeldBack(_) => Outcome::HeldBack,
            Why::Rejected(_) => Outcome::Rejected,
            Why::Problem(Problem::Status(429 | 503)) => Outcome::Refused,
            Why::Problem(Problem::Withheld | Problem::Undecided | Problem::TooLarge { .. }) => {
                Outcome::FailedThoughServed
            }
            Why::Problem(_) => Outcome::Failed,
        }
    }

    /// How long to wait before the next attempt, if there is to be one. `back_off` is the wait that
    /// is due by the number of attempts, if one is left.
    pub(super) fn wait(&self, back_off: Option<Duration>, longest: Duration) -> Option<Duration> {
        match self.again {
            Again::No => None,
            Again::Yes { not_before: None } => back_off,
            Again::Yes {
                not_before: Some(wait),
            } => back_off
                .map(|back_off| back_off.max(wait))
                .filter(|_| wait <= longest),
        }
    }

    /// What the caller hears when there is no further attempt.
    pub(super) fn into_error(self, url: String, attempts: u32) -> FetchError {
        match self.why {
            Why::Blocked { status, pause } => FetchError::Blocked {
                url,
                status,
                attempts,
                wait: pause,
            },
            Why::HeldBack(closed) => FetchError::Blocked {
                url,
                status: closed.status,
                attempts: attempts.saturating_sub(1), // the last of them was not made
                wait: closed.wait,
            },
            Why::Rejected(why) => FetchError::Rejected { url, attempts, why },
            Why::Problem(problem) => FetchError::Failed {
                url,
                attempts,
                problem,
                retry_after: match self.again {
                    Again::Yes { not_before } => not_before,
                    Again::No => None,
                },
            },
        }
    }
}

/// The waits between the attempts of one request.
pub(super) fn back_off(settings: &HttpSettings) -> ExponentialBackoff {
    ExponentialBuilder::new()
        .with_min_delay(settings.first_wait)
        .with_max_delay(settings.longest_wait)
        .with_factor(2.0)
        .with_max_times(settings.max_retries.try_into().unwrap_or(usize::MAX))
        .with_jitter()
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONGEST: Duration = Duration::from_secs(60);

    fn seconds(seconds: u64) -> Option<Duration> {
        Some(Duration::from_secs(seconds))
    }

    #[test]
    fn waits_grow_up_to_the_longest_and_end() {
        let mut settings = HttpSettings::new("jane@example.com");
        settings.max_retries = 8;
        let waits: Vec<Duration> = back_off(&settings).collect();
        assert_eq!(waits.len(), 8);
        for (wait, least) in waits.iter().zip([1, 2, 4, 8, 16, 32, 60, 60]) {
            let least = Duration::from_secs(least);
            assert!((least..=least * 2).contains(wait), "{waits:?}");
        }
    }

    #[test]
    fn the_server_may_ask_for_longer_but_not_for_too_long() {
        let status = |not_before| Setback::passing(Problem::Status(429), not_before);
        assert_eq!(status(None).wait(seconds(2), LONGEST), seconds(2));
        assert_eq!(status(seconds(7)).wait(seconds(2), LONGEST), seconds(7));
        assert_eq!(status(seconds(1)).wait(seconds(2), LONGEST), seconds(2));
        assert_eq!(status(seconds(61)).wait(seconds(2), LONGEST), None);
        assert_eq!(status(seconds(7)).wait(None, LONGEST), None);
    }

    #[test]
    fn what_lasts_is_not_asked_again() {
        let lasting = Setback::lasting(Problem::Status(400));
        assert_eq!(lasting.wait(seconds(2), LONGEST), None);
        let blocked = Setback::blocked(200, seconds(1));
        assert_eq!(blocked.wait(seconds(2), LONGEST), None);
    }
}
