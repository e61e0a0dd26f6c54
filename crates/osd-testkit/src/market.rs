//! Whole markets of filers, with their truth known: what units they print in, and what they did.
//!
//! These generators share no code with the verdicts they are there to test; they only use the
//! plain data types of `osd-domain`.

pub mod labels;
mod paper;
pub mod units;

use osd_domain::{Filing, Line};

/// A filing as a reader that misses nothing gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// What it says of itself.
    pub filing: Filing,
    /// Its rows, as filed.
    pub lines: Vec<Line>,
}
