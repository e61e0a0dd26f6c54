//! EDGAR's clock, converted once.
//!
//! The SGML header gives the time of acceptance as `20250515160000`, always in the time of
//! Washington, D.C. (US Eastern, with daylight saving). The submissions JSON of sec.gov carries
//! the same reading with a `Z` behind it for some filers, and true UTC for others: it cannot be
//! trusted, so the header is the only source.

use chrono::{DateTime, Duration, LocalResult, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::America::New_York;

/// When EDGAR accepted a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acceptance {
    /// The instant.
    pub at: DateTime<Utc>,
    /// The day in Washington.
    pub day: NaiveDate,
}

impl Acceptance {
    /// Reads the header's `ACCEPTANCE-DATETIME`: fourteen digits, Eastern time. A header
    /// without seconds or with an impossible time gives nothing.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() != 14 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let eastern = NaiveDateTime::parse_from_str(text, "%Y%m%d%H%M%S").ok()?;
        Some(Self {
            at: eastern_to_utc(eastern),
            day: eastern.date(),
        })
    }
}

/// The instant of a clock reading in Washington. In the hour that autumn repeats, the earlier
/// one; in the hour that spring leaves out, the reading moved forward by the hour left out.
pub fn eastern_to_utc(eastern: NaiveDateTime) -> DateTime<Utc> {
    match New_York.from_local_datetime(&eastern) {
        LocalResult::Single(time) | LocalResult::Ambiguous(time, _) => time.to_utc(),
        // What spring leaves out is still counted by the clock of winter, UTC-5.
        LocalResult::None => eastern.and_utc() + Duration::hours(5),
    }
}

/// The day in Washington at an instant.
pub fn eastern_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&New_York).date_naive()
}

/// Reads the eight digits in which headers and daily indexes give a day: `20250331`.
pub fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    (text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| NaiveDate::parse_from_str(text, "%Y%m%d").ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(header: &str) -> String {
        Acceptance::parse(header).unwrap().at.to_rfc3339()
    }

    #[test]
    fn summer_and_winter_have_their_own_offset() {
        assert_eq!(utc("20250515160000"), "2025-05-15T20:00:00+00:00");
        assert_eq!(utc("20250214160000"), "2025-02-14T21:00:00+00:00");
        // Until 2006 daylight saving began in April.
        assert_eq!(utc("20060315120000"), "2006-03-15T17:00:00+00:00");
    }

    #[test]
    fn the_hour_that_comes_twice_is_the_earlier_one() {
        assert_eq!(utc("20251102013000"), "2025-11-02T05:30:00+00:00");
    }

    #[test]
    fn the_hour_that_never_comes_moves_forward() {
        // 02:30 does not exist on that day; an hour later it is 03:30 in summer time.
        assert_eq!(utc("20250309023000"), "2025-03-09T07:30:00+00:00");
        assert_eq!(utc("20250309030000"), "2025-03-09T07:00:00+00:00");
    }

    #[test]
    fn the_day_is_that_of_washington() {
        let late = Acceptance::parse("20250515223000").unwrap();
        assert_eq!(late.at.to_rfc3339(), "2025-05-16T02:30:00+00:00");
        assert_eq!(late.day.to_string(), "2025-05-15");
        assert_eq!(eastern_day(late.at), late.day);
    }

    #[test]
    fn what_is_no_time_gives_nothing() {
        for bad in [
            "",
            "20250515",
            "20250515250000",
            "2025051516000é",
            "00000000000000",
        ] {
            assert_eq!(Acceptance::parse(bad), None, "{bad}");
        }
        assert_eq!(day("20250231"), None);
        assert_eq!(day("20250228").unwrap().to_string(), "2025-02-28");
    }
}
