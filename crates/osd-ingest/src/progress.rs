//! What happens while work is done, told to whoever wants to know.

use std::collections::BTreeSet;

use osd_catalog::WorkKind;
use osd_domain::Period;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// So many more of a kind are on the list.
    Planned {
        /// The kind of work.
        kind: WorkKind,
        /// How many.
        count: u64,
    },
    /// So many of a kind were done.
    Done {
        /// The kind of work.
        kind: WorkKind,
        /// How many.
        count: u64,
    },
    /// EDGAR has no index of a quarter (yet). This is not an error.
    NoIndex {
        /// The index quarter.
        quarter: Period,
    },
    /// Rows of an index that could not be read.
    UnreadableRows {
        /// The index quarter.
        quarter: Period,
        /// Some of the rows, as they stand.
        rows: Vec<String>,
    },
    /// Work that was not done.
    Failed {
        /// The kind of work.
        kind: WorkKind,
        /// What it was about.
        key: String,
        /// Why.
        error: String,
    },
    /// A period was published.
    Published {
        /// The report period.
        period: Period,
        /// The id of its snapshot.
        id: String,
        /// Rows of information tables in it.
        rows: u64,
        /// Managers that were set beside their quarter before: those that are not as they were when the
        /// period was published last.
        compared: u64,
    },
    /// Work of a worker that is gone was taken up again.
    Recovered {
        /// How many pieces.
        count: u64,
    },
}

/// Is told what happens.
pub trait Progress: Send + Sync {
    /// Something happened.
    fn tell(&self, event: Event);
}

/// Tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn tell(&self, _event: Event) {}
}

/// How a run ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Index quarters that EDGAR has no index of.
    pub no_index: Vec<Period>,
    /// What was not done: kind, key and reason.
    pub failed: Vec<(WorkKind, String, String)>,
    /// Reference files of the SEC read by this run.
    pub reference_files: u64,
    /// Filings taken in by this run.
    pub filings: u64,
    /// Periods published by this run.
    pub published: BTreeSet<Period>,
}

impl Outcome {
    /// How many periods this run published.
    pub fn periods(&self) -> u64 {
        self.published.len() as u64
    }

    /// Whether everything was done.
    pub fn is_whole(&self) -> bool {
        self.failed.is_empty()
    }
}
