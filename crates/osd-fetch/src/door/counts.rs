use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// What went through the door since the process began, and how it stands. Cheap to make.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DoorFigures {
    /// All requests that left: redirects, repetitions and looks at listings included.
    pub requests: u64,
    /// Attempts that brought the file.
    pub found: u64,
    /// Attempts that brought "not modified".
    pub not_modified: u64,
    /// Attempts that found out that there is no such file.
    pub missing: u64,
    /// Attempts that were refused for a while, with status 429 or 503.
    pub refused: u64,
    /// Attempts that brought something else than the file.
    pub rejected: u64,
    /// Attempts that brought a block.
    pub blocked: u64,
    /// Attempts that failed otherwise.
    pub failed: u64,
    /// Requests that were not sent because of a block.
    pub held_back: u64,
    /// Requests that had to wait for their turn.
    pub waits: u64,
    /// How long they waited, all together.
    pub waited: Duration,
    /// Requests a second at present: the rate that was set, or less after a storm of refusals.
    pub rate_per_second: f64,
    /// For how long nothing is asked, after a block; zero while a first request finds out whether it
    /// is over.
    pub blocked_for: Option<Duration>,
    /// Whether the Redis that the rate is shared through cannot be reached.
    pub is_cut_off: bool,
}

/// How an attempt came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Found,
    NotModified,
    Missing,
    /// Status 429 or 503.
    Refused,
    Rejected,
    Blocked {
        status: u16,
        pause: Duration,
    },
    /// No answer, though one of sec.gov's that it gives to nobody whom it blocks.
    FailedThoughServed,
    Failed,
    /// Nothing left.
    HeldBack,
}

impl Outcome {
    /// Whether it shows that there is no block.
    pub(super) fn is_served(self) -> bool {
        matches!(
            self,
            Self::Found | Self::NotModified | Self::Missing | Self::FailedThoughServed
        )
    }
}

#[derive(Debug, Default)]
pub(super) struct Counts {
    requests: AtomicU64,
    found: AtomicU64,
    not_modified: AtomicU64,
    missing: AtomicU64,
    refused: AtomicU64,
    rejected: AtomicU64,
    blocked: AtomicU64,
    failed: AtomicU64,
    held_back: AtomicU64,
    waits: AtomicU64,
    waited_micros: AtomicU64,
}

fn add(count: &AtomicU64, more: u64) {
    count.fetch_add(more, Ordering::Relaxed);
}

impl Counts {
    pub(super) fn sent(&self, waited: Option<Duration>) {
        add(&self.requests, 1);
        if let Some(waited) = waited {
            add(&self.waits, 1);
            let micros = waited.as_micros().try_into().unwrap_or(u64::MAX);
            add(&self.waited_micros, micros);
        }
    }

    pub(super) fn held_back(&self) {
        add(&self.held_back, 1);
    }

    pub(super) fn settled(&self, outcome: Outcome) {
        let count = match outcome {
            Outcome::Found => &self.found,
            Outcome::NotModified => &self.not_modified,
            Outcome::Missing => &self.missing,
            Outcome::Refused => &self.refused,
            Outcome::Rejected => &self.rejected,
            Outcome::Blocked { .. } => &self.blocked,
            Outcome::FailedThoughServed | Outcome::Failed => &self.failed,
            Outcome::HeldBack => return, // counted where it was held back
        };
        add(count, 1);
    }

    /// The counts alone.
    pub(super) fn figures(&self) -> DoorFigures {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        DoorFigures {
            requests: of(&self.requests),
            found: of(&self.found),
            not_modified: of(&self.not_modified),
            missing: of(&self.missing),
            refused: of(&self.refused),
            rejected: of(&self.rejected),
            blocked: of(&self.blocked),
            failed: of(&self.failed),
            held_back: of(&self.held_back),
            waits: of(&self.waits),
            waited: Duration::from_micros(of(&self.waited_micros)),
            ..DoorFigures::default()
        }
    }
}
