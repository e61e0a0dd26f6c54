//! Who files.

use osd_domain::{Cik, Period};

use crate::Submission;

/// An institutional investment manager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manager {
    pub(crate) cik: Cik,
    pub(crate) name: String,
    pub(crate) file_number: Option<String>,
}

impl Manager {
    /// A manager by EDGAR's number and name.
    ///
    /// # Panics
    /// Where `cik` is zero or has more than ten digits.
    pub fn new(cik: u64, name: &str) -> Self {
        Self {
            cik: Cik::new(cik).expect("a CIK of one to ten digits"),
            name: name.to_owned(),
            file_number: None,
        }
    }

    /// Its Form 13F file number, `028-04545`.
    pub fn file_number(mut self, number: &str) -> Self {
        self.file_number = Some(number.to_owned());
        self
    }

    /// Its CIK.
    pub fn cik(&self) -> Cik {
        self.cik
    }

    /// A holdings report for `period`, with no rows yet: XML, filed 45 days after the quarter
    /// and accepted at four in the afternoon, in today's wrapper.
    pub fn files(&self, period: Period) -> Submission {
        Submission::new(self.clone(), period)
    }
}
