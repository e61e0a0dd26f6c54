//! Is a period all here?

use std::collections::BTreeMap;

use chrono::NaiveDate;
use osd_domain::{Period, calendar};

osd_domain::named! {
    /// How far a period has come.
    PeriodState {
        /// Its deadline has not passed: more filings come.
        Open = "open",
        /// Filings are known that are not in, or the index that names most of them was not read since
        /// the deadline.
        Filling = "filling",
        /// All that was filed in time is in.
        Whole = "whole",
    }
}

impl PeriodState {
    /// Of a period of which so many filings wait; `read_on` says on which day each quarter's index was
    /// read last.
    pub(crate) fn of(
        period: Period,
        waiting: u64,
        read_on: &BTreeMap<Period, NaiveDate>,
        today: NaiveDate,
    ) -> Self {
        let deadline = calendar::deadline(period);
        let is_indexed = read_on
            .get(&period.next())
            .is_some_and(|read_on| *read_on > deadline);
        match (today <= deadline, waiting, is_indexed) {
            (true, ..) => Self::Open,
            (false, 0, true) => Self::Whole,
            (false, ..) => Self::Filling,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_open_until_its_deadline_and_whole_once_all_is_in() {
        let period: Period = "2025Q1".parse().unwrap();
        let state = |today: &str, waiting, read_on: Option<&str>| {
            let read_on = read_on.map(|day| (period.next(), day.parse().unwrap()));
            let read_on = read_on.into_iter().collect();
            PeriodState::of(period, waiting, &read_on, today.parse().unwrap())
        };
        use PeriodState as S;
        assert_eq!(state("2025-05-15", 0, Some("2025-05-15")), S::Open);
        assert_eq!(state("2025-05-16", 1, Some("2025-05-16")), S::Filling);
        assert_eq!(state("2025-05-16", 0, None), S::Filling);
        assert_eq!(state("2025-05-16", 0, Some("2025-05-15")), S::Filling);
        assert_eq!(state("2025-05-16", 0, Some("2025-05-16")), S::Whole);
    }
}
