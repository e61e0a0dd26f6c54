//! How far is history taken in, quarter by quarter?

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use osd_catalog::{GapReason, QuarterCounts};
use osd_domain::Period;
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{answers::figures::ratio, watch::GapCounts};

/// Minutes of which the rate is.
const RATE_OF: u64 = 10;
/// Nothing is foreseen beyond so many days.
const FORESEEN: u64 = 3_650;

/// How far the filings of an index quarter are taken in.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct QuarterStatus {
    /// The quarter in which they were made, whose index names them.
    #[schema(value_type = String, example = "2025Q2")]
    pub index_quarter: Period,
    /// Filings known.
    pub known: u64,
    /// Those that are in: the reader has been over them.
    pub taken_in: u64,
    /// Those that are not in and not given up.
    pub waiting: u64,
    /// Those whose work was given up.
    pub failed: u64,
    /// The share that is in.
    pub taken_in_pct: Option<f64>,
    /// When nothing will wait any more, by what was read in the last ten minutes, later quarters first;
    /// null where nothing waits, or nothing moves.
    pub done_by: Option<DateTime<Utc>>,
}

/// The quarters of all known filings, the latest first. `read` is how many filings were read in the
/// last ten minutes.
pub(super) fn quarters(
    counts: &BTreeMap<Period, QuarterCounts>,
    gaps: &GapCounts,
    read: u64,
    now: DateTime<Utc>,
) -> Vec<QuarterStatus> {
    let mut ahead = 0;
    let quarters = counts.iter().rev().map(|(quarter, counts)| {
        let failed = gaps.get(&(*quarter, GapReason::Failed)).copied();
        let open = counts.known.saturating_sub(counts.taken_in);
        // The two are counted some seconds apart.
        let failed = failed.unwrap_or_default().min(open);
        let waiting = open - failed;
        ahead += waiting;
        QuarterStatus {
            index_quarter: *quarter,
            known: counts.known,
            taken_in: counts.taken_in,
            waiting,
            failed,
            taken_in_pct: share(counts),
            done_by: if waiting > 0 {
                done_by(ahead, read, now)
            } else {
                None
            },
        }
    });
    quarters.collect()
}

fn share(counts: &QuarterCounts) -> Option<f64> {
    let [taken_in, known] = [counts.taken_in, counts.known].map(Decimal::from);
    taken_in.checked_div(known).map(ratio)
}

fn done_by(ahead: u64, read: u64, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let minutes = (ahead * RATE_OF).checked_div(read)?;
    let minutes = i64::try_from(minutes.min(FORESEEN * 24 * 60)).ok()?;
    now.checked_add_signed(TimeDelta::minutes(minutes + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(known: u64, taken_in: u64) -> QuarterCounts {
        QuarterCounts { known, taken_in }
    }

    #[test]
    fn later_quarters_are_done_first_and_what_was_given_up_is_not_waited_for() {
        let [old, new]: [Period; 2] = ["2024Q1", "2024Q2"].map(|text| text.parse().unwrap());
        let known = BTreeMap::from([(old, counts(5_000, 1_000)), (new, counts(2_000, 990))]);
        let gaps = GapCounts::from([((new, GapReason::Failed), 10)]);
        let now: DateTime<Utc> = "2026-05-15T12:00:00Z".parse().unwrap();
        let after = |minutes| Some(now + TimeDelta::minutes(minutes));
        let done = |read| -> Vec<(Period, u64, u64, Option<DateTime<Utc>>)> {
            let quarters = quarters(&known, &gaps, read, now).into_iter();
            quarters
                .map(|one| (one.index_quarter, one.waiting, one.failed, one.done_by))
                .collect()
        };
        assert_eq!(
            done(1_000),
            [(new, 1_000, 10, after(11)), (old, 4_000, 0, after(51))]
        );
        assert_eq!(done(0)[0].3, None, "nothing moves");
    }

    #[test]
    fn where_nothing_waits_nothing_is_foreseen() {
        let quarter = "2024Q1".parse().unwrap();
        let now = "2026-05-15T12:00:00Z".parse().unwrap();
        let known = BTreeMap::from([(quarter, counts(7, 7))]);
        let done = quarters(&known, &GapCounts::new(), 70, now);
        assert_eq!((done[0].waiting, done[0].done_by), (0, None));
        assert_eq!(done[0].taken_in_pct, Some(1.0));
    }
}
