//! EDGAR's days and hours: Washington's clock, weekends, federal holidays.

use chrono::{
    DateTime, Datelike, Days, Duration, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Timelike,
    Utc, Weekday,
};
use chrono_tz::{America::New_York, Tz};
use osd_domain::Period;

/// The instant of a clock reading in Washington; of the hour that autumn repeats, the first one.
pub(super) fn instant(eastern: NaiveDateTime) -> DateTime<Utc> {
    let local = New_York.from_local_datetime(&eastern).earliest();
    // The hour that spring leaves out is counted by the clock of winter.
    let in_winter = || (eastern + Duration::hours(5)).and_utc();
    local.map_or_else(in_winter, |local| local.to_utc())
}

/// What the clock in Washington reads.
pub(super) fn eastern(at: DateTime<Utc>) -> DateTime<Tz> {
    at.with_timezone(&New_York)
}

/// The day that a submission accepted at this reading of Washington's clock is filed on: what comes
/// after half past five is filed on the next business day.
pub(super) fn filed_on(accepted: NaiveDateTime) -> NaiveDate {
    let day = accepted.date();
    let is_late = (accepted.hour(), accepted.minute(), accepted.second()) > (17, 30, 0);
    if is_late && is_business_day(day) {
        on_or_after(day + Days::new(1))
    } else {
        on_or_after(day)
    }
}

/// The first business day that is not before `day`.
pub(super) fn on_or_after(day: NaiveDate) -> NaiveDate {
    let mut day = day;
    while !is_business_day(day) {
        day = day + Days::new(1);
    }
    day
}

/// The last business day that is not after `day`.
pub(super) fn on_or_before(day: NaiveDate) -> NaiveDate {
    let mut day = day;
    while !is_business_day(day) {
        day = day - Days::new(1);
    }
    day
}

/// The day so many business days before `day`.
pub(super) fn before(day: NaiveDate, business_days: u32) -> NaiveDate {
    let mut day = day;
    for _ in 0..business_days {
        day = on_or_before(day - Days::new(1));
    }
    day
}

/// The first day of a quarter.
pub(super) fn start(quarter: Period) -> NaiveDate {
    quarter.previous().end() + Days::new(1)
}

/// The business days of a quarter, in order.
pub(super) fn business_days(quarter: Period) -> impl Iterator<Item = NaiveDate> {
    let end = quarter.end();
    start(quarter)
        .iter_days()
        .take_while(move |day| *day <= end)
        .filter(|day| is_business_day(*day))
}

/// The day of whose index a filing with this date in the index of `quarter` is part. A date on
/// which there is no index (no real one is) counts for the next day of the quarter that has one, or
/// for its last.
pub(super) fn listing_day(quarter: Period, filed: Option<NaiveDate>) -> NaiveDate {
    let (first, last) = (on_or_after(start(quarter)), on_or_before(quarter.end()));
    filed.map_or(first, |filed| on_or_after(filed).clamp(first, last))
}

/// When the index of a day comes out.
pub(super) fn night(day: NaiveDate, at: NaiveTime) -> DateTime<Utc> {
    instant(day.and_time(at))
}

/// Whether EDGAR takes filings on this day.
pub(super) fn is_business_day(day: NaiveDate) -> bool {
    let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    !is_weekend && !is_holiday(day)
}

/// Federal holidays, on the weekday on which they are observed. Closings of a single year, such as a day
/// of mourning, are not known here.
fn is_holiday(day: NaiveDate) -> bool {
    let weekday = day.weekday();
    let is_observed = match weekday {
        Weekday::Mon => is_fixed_holiday(day - Days::new(1)),
        Weekday::Fri => is_fixed_holiday(day + Days::new(1)),
        _ => false,
    };
    let of_month = (day.month(), day.day());
    let is_movable = match weekday {
        Weekday::Mon => matches!(
            of_month,
            (1 | 2, 15..=21) | (5, 25..=31) | (9, 1..=7) | (10, 8..=14)
        ),
        Weekday::Thu => matches!(of_month, (11, 22..=28)),
        _ => false,
    };
    is_observed || is_movable || is_fixed_holiday(day)
}

fn is_fixed_holiday(day: NaiveDate) -> bool {
    match (day.month(), day.day()) {
        (1, 1) | (7, 4) | (11, 11) | (12, 25) => true,
        // The law of June 2021 came too late for EDGAR to close in that year.
        (6, 19) => day.year() >= 2022,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{day, period};

    #[test]
    fn holidays_of_2026_are_those_that_the_government_lists() {
        let year = day("2026-01-01").iter_days().take(365);
        let holidays = year.filter(|day| is_holiday(*day) && day.weekday() != Weekday::Sat);
        let holidays: Vec<String> = holidays.map(|day| day.to_string()).collect();
        assert_eq!(
            holidays,
            [
                "2026-01-01",
                "2026-01-19",
                "2026-02-16",
                "2026-05-25",
                "2026-06-19",
                "2026-07-03",
                "2026-09-07",
                "2026-10-12",
                "2026-11-11",
                "2026-11-26",
                "2026-12-25",
            ]
        );
    }

    #[test]
    fn the_deadline_after_a_weekend_and_a_holiday_is_the_tuesday() {
        assert_eq!(on_or_after(day("2026-02-14")), day("2026-02-17"));
        assert_eq!(on_or_before(day("2026-02-16")), day("2026-02-13"));
        assert_eq!(before(day("2026-02-18"), 2), day("2026-02-13"));
    }

    #[test]
    fn what_comes_after_half_past_five_is_filed_the_next_business_day() {
        let filed = |time: &str| filed_on(time.parse().unwrap());
        assert_eq!(filed("2025-05-15T17:30:00"), day("2025-05-15"));
        assert_eq!(filed("2025-05-15T17:30:01"), day("2025-05-16"));
        assert_eq!(filed("2025-05-16T20:00:00"), day("2025-05-19"));
        assert_eq!(filed("2025-05-17T20:00:00"), day("2025-05-19"));
    }

    #[test]
    fn every_date_of_a_quarter_is_listed_on_a_day_of_the_quarter() {
        let quarter = period("2018Q2");
        let listed = |text: &str| listing_day(quarter, Some(day(text)));
        assert_eq!(listed("2018-05-12"), day("2018-05-14"));
        assert_eq!(listed("2018-06-30"), day("2018-06-29"));
        assert_eq!(listed("2018-04-01"), day("2018-04-02"));
        assert_eq!(listing_day(quarter, None), day("2018-04-02"));
        assert_eq!(business_days(quarter).count(), 64);
    }
}
