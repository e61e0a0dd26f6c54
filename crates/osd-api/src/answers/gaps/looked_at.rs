//! Indexes that were not looked at, or too early: they may name filings that nobody knows of.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use osd_catalog::{DailyIndexState, Index, IndexState, Read};
use osd_domain::{Period, calendar};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Problem;

/// Business days whose indexes are looked for.
const DAYS: usize = 15;
/// Days, weekends and holidays included, in which these lie: the catalog is asked for so many.
const CALENDAR_DAYS: u64 = 60;
/// Washington is five hours behind, in summer four: what is of a day there is of it here too, an hour
/// late in summer.
const WASHINGTON: i32 = 5 * 3_600;

osd_domain::named! {
    /// What is wrong with an index quarter.
    IndexGapState {
        /// Its index was never looked at.
        Never = "never",
        /// It had none when it was looked at.
        NoIndex = "no_index",
        /// It was looked at last before the quarter was over: later filings are not in it.
        Unfinished = "unfinished",
    }
}

/// A quarter whose index is not in, or not all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct IndexGap {
    /// The quarter in which the filings were made.
    #[schema(value_type = String, example = "2025Q2")]
    pub index_quarter: Period,
    /// `never`: it was never looked at; `no_index`: it had none; `unfinished`: it was looked at last
    /// before the quarter was over.
    #[schema(value_type = String, example = "never")]
    pub state: IndexGapState,
    /// When it was looked at last.
    pub checked_at: Option<DateTime<Utc>>,
}

osd_domain::named! {
    /// What is wrong with the index of a day.
    DailyGapState {
        /// It was never looked at.
        Never = "never",
        /// There was none when it was looked at.
        NoIndex = "no_index",
    }
}

/// A business day whose index is not in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DailyGap {
    /// The day, in Washington.
    pub day: NaiveDate,
    /// `never`: its index was never looked at; `no_index`: there was none.
    #[schema(value_type = String, example = "never")]
    pub state: DailyGapState,
    /// When it was looked at last.
    pub checked_at: Option<DateTime<Utc>>,
    /// Whether the index of its quarter was read after the day: that names its filings too.
    pub covered: bool,
}

/// The day in Washington.
pub(crate) fn washington_day(now: DateTime<Utc>) -> NaiveDate {
    let clock = FixedOffset::west_opt(WASHINGTON);
    clock.map_or(now.date_naive(), |clock| {
        now.with_timezone(&clock).date_naive()
    })
}

/// The day, in Washington, on which each quarter's index was read last.
pub(crate) fn index_days(indexes: &[Index]) -> BTreeMap<Period, NaiveDate> {
    let read = indexes.iter().filter(|one| one.state == IndexState::Read);
    read.map(|one| (one.period, washington_day(one.checked_at)))
        .collect()
}

/// The quarters whose index is not in, the latest first: from `from`, else from the first that was
/// looked at, to the current one.
pub(super) async fn quarters(
    read: &Read,
    now: DateTime<Utc>,
    from: Option<Period>,
) -> Result<Vec<IndexGap>, Problem> {
    let indexes = read.indexes().list().await?;
    Ok(missing_quarters(&indexes, washington_day(now), from))
}

fn missing_quarters(indexes: &[Index], today: NaiveDate, from: Option<Period>) -> Vec<IndexGap> {
    let current = Period::containing(today);
    let first = from.or_else(|| indexes.first().map(|index| index.period));
    let quarters = first.unwrap_or(current).through(current);
    let found: BTreeMap<Period, &Index> = indexes.iter().map(|one| (one.period, one)).collect();
    let gaps = quarters.filter_map(|quarter| gap(quarter, found.get(&quarter).copied(), current));
    let mut gaps: Vec<IndexGap> = gaps.collect();
    gaps.reverse();
    gaps
}

fn gap(quarter: Period, index: Option<&Index>, current: Period) -> Option<IndexGap> {
    let state = match index {
        None => IndexGapState::Never,
        Some(index) if index.state == IndexState::NoIndex => IndexGapState::NoIndex,
        Some(index) if quarter < current && washington_day(index.checked_at) <= quarter.end() => {
            IndexGapState::Unfinished
        }
        Some(_) => return None,
    };
    Some(IndexGap {
        index_quarter: quarter,
        state,
        checked_at: index.map(|index| index.checked_at),
    })
}

/// The business days whose index is not in.
pub(super) async fn days(
    read: &Read,
    now: DateTime<Utc>,
    from: Option<Period>,
) -> Result<Vec<DailyGap>, Problem> {
    let today = washington_day(now);
    let days: Vec<NaiveDate> = calendar::business_days_before(today).take(DAYS).collect();
    let Some(first) = days.last() else {
        return Ok(Vec::new());
    };
    let found = read.daily_indexes().since(*first, CALENDAR_DAYS).await?;
    let found: BTreeMap<NaiveDate, _> = found.iter().map(|one| (one.day, one)).collect();
    let read_on = index_days(&read.indexes().list().await?);
    let days = days.into_iter();
    let days = days.filter(|day| from.is_none_or(|from| from <= Period::containing(*day)));
    let gaps = days.filter_map(|day| {
        let index = found.get(&day);
        let state = match index.map(|index| index.state) {
            None => DailyGapState::Never,
            Some(DailyIndexState::NoIndex) => DailyGapState::NoIndex,
            Some(DailyIndexState::Read) => return None,
        };
        let quarter = read_on.get(&Period::containing(day));
        Some(DailyGap {
            day,
            state,
            checked_at: index.map(|index| index.checked_at),
            covered: quarter.is_some_and(|read_on| *read_on > day),
        })
    });
    Ok(gaps.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(period: &str, state: IndexState, checked_at: &str) -> Index {
        Index {
            period: period.parse().unwrap(),
            state,
            sha256: None,
            rows: 0,
            etag: None,
            last_modified: None,
            checked_at: checked_at.parse().unwrap(),
        }
    }

    fn told(gaps: &[IndexGap]) -> Vec<String> {
        let gaps = gaps.iter();
        gaps.map(|one| format!("{} {}", one.index_quarter, one.state))
            .collect()
    }

    #[test]
    fn quarters_are_missing_that_were_never_looked_at_or_before_they_were_over() {
        let indexes = [
            index("2025Q1", IndexState::Read, "2025-04-01T05:00:00Z"),
            // Still the last day of the quarter in Washington.
            index("2025Q2", IndexState::Read, "2025-07-01T03:59:00Z"),
            index("2025Q4", IndexState::NoIndex, "2025-10-01T12:00:00Z"),
        ];
        let today = "2025-10-02".parse().unwrap();
        let all = missing_quarters(&indexes, today, None);
        let expected = ["2025Q4 no_index", "2025Q3 never", "2025Q2 unfinished"];
        assert_eq!(told(&all), expected);
        let from = Some("2025Q3".parse().unwrap());
        assert_eq!(
            told(&missing_quarters(&indexes, today, from)),
            expected[..2]
        );
        let earlier = Some("2024Q4".parse().unwrap());
        let all = missing_quarters(&indexes, today, earlier);
        assert_eq!(told(&all).last().unwrap(), "2024Q4 never");
        assert_eq!(told(&missing_quarters(&[], today, None)), ["2025Q4 never"]);
    }

    #[test]
    fn the_open_quarter_is_not_over() {
        let indexes = [index("2025Q4", IndexState::Read, "2025-10-01T12:00:00Z")];
        let today = "2025-12-31".parse().unwrap();
        assert_eq!(missing_quarters(&indexes, today, None), []);
    }
}
