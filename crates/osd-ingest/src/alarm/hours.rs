//! EDGAR's hours: from 6 a.m. to 10 p.m. on business days, by the clock in Washington.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use osd_domain::calendar;
use osd_edgar::clock;

const OPENS: u32 = 6;
const CLOSES: u32 = 22;
/// More days are not looked at: whatever waited so long waited long enough.
const MOST_DAYS: usize = 30;

/// An hour of a day in Washington.
pub(super) fn at(day: NaiveDate, hour: u32) -> DateTime<Utc> {
    let time = day.and_hms_opt(hour.min(23), 0, 0);
    clock::eastern_to_utc(time.unwrap_or_default())
}

/// How long EDGAR was open between two instants.
pub(super) fn open_between(from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
    let last = clock::eastern_day(to);
    let days = clock::eastern_day(from).iter_days().take(MOST_DAYS);
    days.take_while(|day| *day <= last)
        .filter(|day| calendar::is_business_day(*day))
        .map(|day| at(day, CLOSES).min(to) - at(day, OPENS).max(from))
        .filter(|open| *open > TimeDelta::zero())
        .sum()
}

/// The last business day whose index should be in by now: it is due at this hour of the day after.
pub(super) fn last_indexed(now: DateTime<Utc>, due: u32) -> Option<NaiveDate> {
    let today = clock::eastern_day(now);
    let is_due = at(today, due) <= now;
    let day = if is_due {
        Some(today)
    } else {
        today.pred_opt()
    };
    calendar::business_days_before(day?).next()
}

/// When the index of a day is due.
pub(super) fn index_due(day: NaiveDate, hour: u32) -> DateTime<Utc> {
    at(day.checked_add_days(Days::new(1)).unwrap_or(day), hour)
}
