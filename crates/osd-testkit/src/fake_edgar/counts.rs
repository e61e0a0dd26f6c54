//! Who asked for what, and how fast.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

const SECOND: Duration = Duration::from_secs(1);
/// How long a client is banned, from its last request.
const BAN: TimeDelta = TimeDelta::minutes(10);

/// A request that came.
#[derive(Debug, Clone)]
pub struct Request {
    /// When, by tokio's clock.
    pub at: Instant,
    /// When, by the clock of the site.
    pub on_site_at: DateTime<Utc>,
    /// What it asked for: the path without its first slash, and the query.
    pub path: String,
    /// Who asked.
    pub user_agent: Option<String>,
    /// The status of the answer; none where there was no answer.
    pub status: Option<u16>,
    /// The names of the faults that it met.
    pub faults: Vec<&'static str>,
}

/// The requests so far, and until when the client is banned.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) requests: Vec<Request>,
    banned_until: Option<DateTime<Utc>>,
}

impl Counts {
    /// Counts a request, and gives its place in the list. More than `max_per_second` begin a ban, and
    /// every request during one lengthens it.
    pub(super) fn arrive(&mut self, request: Request, max_per_second: Option<usize>) -> usize {
        let (at, now) = (request.at, request.on_site_at);
        self.requests.push(request);
        let recent = self.requests.iter().rev();
        let in_last_second = recent.take_while(|one| at.duration_since(one.at) < SECOND);
        let is_too_fast = max_per_second.is_some_and(|most| in_last_second.count() > most);
        if is_too_fast || self.is_banned(now) {
            self.ban(now);
        }
        self.requests.len() - 1
    }

    pub(super) fn ban(&mut self, now: DateTime<Utc>) {
        self.banned_until = Some(now + BAN);
    }

    pub(super) fn is_banned(&self, now: DateTime<Utc>) -> bool {
        self.banned_until.is_some_and(|until| now < until)
    }

    pub(super) fn lift_ban(&mut self) {
        self.banned_until = None;
    }

    /// The most requests within any one second.
    pub(super) fn max_in_any_second(&self) -> usize {
        let mut most = 0;
        let mut first = 0;
        for (last, request) in self.requests.iter().enumerate() {
            while let Some(earlier) = self.requests.get(first)
                && request.at.duration_since(earlier.at) >= SECOND
            {
                first += 1;
            }
            most = most.max(last + 1 - first);
        }
        most
    }
}
