//! The SEC's working days, and when reports are due.
//!
//! A report is due 45 days after the end of the quarter (Rule 13f-1(a)); where that day is a
//! Saturday, a Sunday or a federal holiday, on the next business day (Rule 0-3 under the Exchange
//! Act). Days here are days in Washington. EDGAR closes on a day by order of the President now and
//! then; those days are in no rule, and not here.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::Period;

/// Days after the end of a quarter in which its reports are due.
const DUE_AFTER: Days = Days::new(45);
/// From so many days before reports are due, many come.
const SEASON_BEFORE: Days = Days::new(7);
/// To so many days after.
const SEASON_AFTER: Days = Days::new(3);

/// Whether a day is neither on a weekend nor a federal holiday, observed: EDGAR takes filings, and
/// has a daily index.
pub fn is_business_day(day: NaiveDate) -> bool {
    !is_weekend(day) && !is_federal_holiday(day)
}

/// The first business day on or after a day.
pub fn business_day_from(day: NaiveDate) -> NaiveDate {
    let days = day.iter_days();
    days.take(MOST_DAYS_OFF)
        .find(|day| is_business_day(*day))
        .unwrap_or(day)
}

/// The business days before a day, the latest first.
pub fn business_days_before(day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    std::iter::successors(day.pred_opt(), NaiveDate::pred_opt).filter(|day| is_business_day(*day))
}

/// No row of days off is longer: a weekend with a holiday on either side, and then some.
const MOST_DAYS_OFF: usize = 10;

/// The last day on which a report for a period is in time (Form 13F, General Instruction 1).
pub fn deadline(period: Period) -> NaiveDate {
    let due = period.end().checked_add_days(DUE_AFTER);
    business_day_from(due.unwrap_or(NaiveDate::MAX))
}

/// Whether a day is near a deadline: from a week before it to three days after, when most reports
/// of a quarter come.
pub fn is_season(day: NaiveDate) -> bool {
    // Reports are due in the quarter after theirs, and never in the last days of that.
    let deadline = deadline(Period::containing(day).previous());
    let first = deadline.checked_sub_days(SEASON_BEFORE);
    let last = deadline.checked_add_days(SEASON_AFTER);
    first.is_none_or(|first| first <= day) && last.is_none_or(|last| day <= last)
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Whether federal offices are closed for a holiday (5 U.S.C. 6103): on the day itself, on the
/// Friday before where that is a Saturday, on the Monday after where that is a Sunday.
pub fn is_federal_holiday(day: NaiveDate) -> bool {
    let is = |day: Option<NaiveDate>| day.is_some_and(is_holiday_itself);
    match day.weekday() {
        Weekday::Mon => is(Some(day)) || is(day.pred_opt()),
        Weekday::Fri => is(Some(day)) || is(day.succ_opt()),
        Weekday::Sat | Weekday::Sun => false,
        _ => is_holiday_itself(day),
    }
}

fn is_holiday_itself(day: NaiveDate) -> bool {
    let nth = (day.day0() / 7) + 1;
    let is_last_week = day.day() > 24;
    match (day.month(), day.weekday()) {
        (1, Weekday::Mon) if nth == 3 => day.year() >= 1986, // Martin Luther King, Jr.
        (2, Weekday::Mon) if nth == 3 => true,               // Washington
        (5, Weekday::Mon) if is_last_week => true,           // Memorial Day
        (9, Weekday::Mon) if nth == 1 => true,               // Labor Day
        (10, Weekday::Mon) if nth == 2 => true,              // Columbus
        (11, Weekday::Thu) if nth == 4 => true,              // Thanksgiving
        _ => match (day.month(), day.day()) {
            (1, 1) | (7, 4) | (11, 11) | (12, 25) => true,
            (6, 19) => day.year() >= 2021, // Juneteenth
            _ => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn due(period: &str) -> String {
        deadline(period.parse().unwrap()).to_string()
    }

    #[test]
    fn reports_are_due_45_days_after_the_quarter_or_on_the_next_business_day() {
        assert_eq!(due("2025Q1"), "2025-05-15");
        assert_eq!(due("2025Q2"), "2025-08-14");
        assert_eq!(due("2025Q3"), "2025-11-14");
        // A Saturday before Washington's Birthday.
        assert_eq!(due("2025Q4"), "2026-02-17");
        // A Sunday, and a Saturday.
        assert_eq!(due("2020Q2"), "2020-08-14");
        assert_eq!(due("2020Q3"), "2020-11-16");
        assert_eq!(due("2022Q1"), "2022-05-16");
        assert_eq!(due("2009Q4"), "2010-02-16");
    }

    #[test]
    fn the_holidays_of_2026_are_those_of_the_office_of_personnel_management() {
        let days = day("2026-01-01").iter_days().take(365);
        let holidays: Vec<String> = days
            .filter(|day| is_federal_holiday(*day))
            .map(|day| day.format("%m-%d").to_string())
            .collect();
        let published = [
            "01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "09-07", "10-12", "11-11",
            "11-26", "12-25",
        ];
        assert_eq!(holidays, published);
    }

    #[test]
    fn a_holiday_on_a_sunday_is_kept_on_monday_and_one_on_a_saturday_on_friday() {
        assert!(!is_business_day(day("2023-01-02")));
        assert!(!is_business_day(day("2021-12-31")));
        assert!(!is_business_day(day("2021-12-24")));
        assert!(is_business_day(day("2022-01-03")));
        // Before it was one.
        assert!(is_business_day(day("2020-06-19")));
        assert!(is_business_day(day("1985-01-21")));
    }

    #[test]
    fn business_days_go_back_over_weekends_and_holidays() {
        let before: Vec<String> = business_days_before(day("2026-02-18"))
            .take(3)
            .map(|day| day.to_string())
            .collect();
        assert_eq!(before, ["2026-02-17", "2026-02-13", "2026-02-12"]);
        assert_eq!(
            business_day_from(day("2026-02-14")).to_string(),
            "2026-02-17"
        );
    }

    #[test]
    fn a_season_lies_around_each_deadline() {
        for (from, to) in [("2026-02-10", "2026-02-20"), ("2025-05-08", "2025-05-18")] {
            let (from, to) = (day(from), day(to));
            assert!(!is_season(from.pred_opt().unwrap()));
            assert!(from.iter_days().take_while(|d| *d <= to).all(is_season));
            assert!(!is_season(to.succ_opt().unwrap()));
        }
        assert!(!is_season(NaiveDate::MAX));
        assert!(!is_season(NaiveDate::MIN));
    }
}
