//! A manager that goes on under another CIK: a new registration, a split into several, a merger.
//!
//! Nobody tells the SEC. But who filed a whole portfolio a quarter ago and files a notice now, or
//! nothing, while a manager that held nothing has exactly the same amounts, goes on under that
//! manager's number. Index funds hold the same securities as others, and never the same amounts.

mod hearing;
mod holdings;
mod joint;
mod name;
#[cfg(test)]
mod tests;
mod together;
mod trail;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use self::{
    hearing::{Came, Gone, Notice, SuccessionHearing},
    holdings::Holdings,
    together::{Member, together},
    trail::Trail,
};
use crate::{
    id::{Accession, Cik, Period},
    named::named,
};

named! {
    /// How a succession is known.
    SuccessionSource {
        /// By what both managers filed.
        Evidence = "evidence",
        /// A person decided.
        Decision = "decision",
    }
}

/// A manager that goes on under another CIK. One may go on as several, and several as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// The predecessor.
    pub from: Cik,
    /// The successor.
    pub to: Cik,
    /// The first period under the new CIK.
    pub period: Period,
    /// How it is known.
    pub source: SuccessionSource,
    /// What it rests on.
    pub evidence: Vec<SuccessionEvidence>,
}

impl Succession {
    /// What tells it from others: predecessor, successor, and the first period under the new CIK.
    pub fn key(&self) -> (Period, Cik, Cik) {
        (self.period, self.from, self.to)
    }
}

/// What a succession rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum SuccessionEvidence {
    /// The predecessor's notice names the successor as the manager that reports for it.
    NamedByNotice {
        /// The notice.
        accession: Accession,
    },
    /// The predecessor filed nothing for the period.
    FiledNothing,
    /// Both print the same Form 13F file number.
    SameFileNumber {
        /// The file number.
        file_number: String,
    },
    /// Both names begin with the same words.
    SameName {
        /// The words.
        words: String,
    },
    /// The successor has exactly as much more of a position as the predecessor had. Round amounts are
    /// not counted: they may be the same by chance.
    SameAmounts {
        /// Positions of which that holds.
        positions: u32,
        /// Positions of the predecessor.
        of: u32,
    },
    /// The successor has more than before of what the predecessor held.
    SharedValue {
        /// So many thousandths of the value that the predecessor held.
        permille: u32,
    },
    /// What several have together, where one went on as several or several as one.
    Together {
        /// The predecessors.
        predecessors: Vec<Cik>,
        /// The successors.
        successors: Vec<Cik>,
        /// Positions of which the successors have exactly as much more as the predecessors had.
        positions: u32,
        /// Positions of the predecessors.
        of: u32,
        /// Thousandths of the predecessors' value of which the successors have more than before.
        permille: u32,
    },
    /// A person decided.
    Decided {
        /// Who.
        actor: String,
        /// On which day.
        on: NaiveDate,
        /// Why.
        why: String,
    },
}
