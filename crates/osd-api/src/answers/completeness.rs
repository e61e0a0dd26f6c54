//! How much of a period is here?

use std::collections::BTreeMap;

use osd_domain::FilingState;
use serde::Serialize;
use utoipa::ToSchema;

/// How many filings of a period are known, and what became of them. `known` is the sum of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Completeness {
    /// Filings known.
    pub known: u64,
    /// Those whose information table was read.
    pub read: u64,
    /// Those that hold no table: notices, paper stubs, requests for confidential treatment, reports
    /// without one.
    pub without_table: u64,
    /// Those that may hold a table of which no row could be read.
    pub unread: u64,
    /// Those that were not gone over yet, by the quarter in which they were filed: what each is for is
    /// not known before it is read.
    pub waiting: u64,
}

impl Completeness {
    /// Of filings by state, and so many that wait.
    pub(super) fn of(filings: &BTreeMap<FilingState, u64>, waiting: u64) -> Self {
        let mut all = Self {
            known: waiting,
            waiting,
            ..Self::default()
        };
        for (state, count) in filings {
            let kind = match state {
                FilingState::Read => &mut all.read,
                FilingState::Notice
                | FilingState::PaperStub
                | FilingState::ConfidentialTreatmentRequest
                | FilingState::NoTable => &mut all.without_table,
                FilingState::Unread | FilingState::Unreadable => &mut all.unread,
                // One that is read again keeps its period until it has been.
                FilingState::Discovered | FilingState::Fetched => continue,
            };
            *kind += count;
            all.known += count;
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_add_up_to_what_is_known() {
        let states = FilingState::ALL.iter().zip(1..).map(|(s, n)| (*s, n));
        let all = Completeness::of(&states.collect(), 100);
        assert_eq!(
            all.known,
            all.read + all.without_table + all.unread + all.waiting
        );
        assert_eq!(all.waiting, 100, "each that waits counts once");
    }
}
