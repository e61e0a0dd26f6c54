//! The indexes of days: how they are called, and which days a folder has one for.
//!
//! What is in them is what is in the index of a quarter, so [`index::read`](crate::index::read) reads
//! them: dates come as `20250515` there, and the heading is spelled `File Name`. A daily index is
//! written in the evening, and the SEC has been seen to write one anew two days later, so a day that
//! was read is worth a second look. What is filed after half past five carries the date of the next
//! business day.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate};
use osd_domain::Period;

use crate::{clock, listing::Listing};

/// The name of the index of a day: `master.20250515.idx`. Until 1997 years had two digits, and in
/// 1994 they stood behind the day.
pub fn file_name(day: NaiveDate) -> String {
    let format = match day.year() {
        ..1995 => "master.%m%d%y.idx",
        1995..1998 => "master.%y%m%d.idx",
        _ => "master.%Y%m%d.idx",
    };
    day.format(format).to_string()
}

/// The day of the index that is called so, where it is the name of one.
pub fn day_of(name: &str) -> Option<NaiveDate> {
    let digits = name.strip_prefix("master.")?.strip_suffix(".idx")?;
    if digits.len() == 8 {
        return clock::day(digits);
    }
    // A two-digit year is one of the last century: later ones have four.
    let orders = [(4, 0, 2), (0, 2, 4)].into_iter(); // where year, month and day stand
    let days = orders.filter_map(|(year, month, day)| {
        let part = |at: usize| digits.get(at..at + 2);
        let text = format!("19{}{}{}", part(year)?, part(month)?, part(day)?);
        clock::day(&text)
    });
    days.filter(|_| digits.len() == 6)
        .find(|&day| file_name(day) == name)
}

/// The days of a quarter that a listing of its folder names an index for. Weekends, holidays and days
/// to come are not among them.
pub fn days(listing: &Listing, quarter: Period) -> BTreeSet<NaiveDate> {
    let names = listing.entries.iter().map(|entry| entry.name.as_str());
    names
        .filter_map(day_of)
        .filter(|&day| Period::containing(day) == quarter)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{index, listing};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_name_says_its_day_in_the_way_of_its_time() {
        for (name, on) in [
            ("master.070194.idx", "1994-07-01"),
            ("master.941231.idx", ""), // not how it was written in 1994
            ("master.950103.idx", "1995-01-03"),
            ("master.971231.idx", "1997-12-31"),
            ("master.19980102.idx", "1998-01-02"),
            ("master.20250515.idx", "2025-05-15"),
        ] {
            let read = day_of(name);
            assert_eq!(read, on.parse().ok(), "{name}");
            if let Some(day) = read {
                assert_eq!(file_name(day), name);
            }
        }
    }

    #[test]
    fn other_names_have_no_day() {
        for other in [
            "",
            "master.idx",
            "form.20250515.idx",
            "master.20250515.idx.gz",
            "master.20250231.idx",
            "master.2025051\u{e9}.idx",
            "master.0\u{e9}0194.idx",
            "sitemap.20250515.xml",
        ] {
            assert_eq!(day_of(other), None, "{other:?}");
        }
    }

    #[test]
    fn a_listing_names_the_days_of_its_quarter() {
        let listing = listing::read(
            br#"{"directory":{"item":[{"name":"company.20250515.idx"},{"name":"master.20250515.idx"},
            {"name":"master.20250516.idx"},{"name":"master.20250701.idx"}]}}"#,
        );
        let days = days(&listing.unwrap(), "2025Q2".parse().unwrap());
        assert_eq!(
            days.into_iter().collect::<Vec<_>>(),
            [day("2025-05-15"), day("2025-05-16")]
        );
    }

    #[test]
    fn an_index_of_a_day_is_read_as_that_of_a_quarter() {
        let text = "Description:           Daily Index of EDGAR Dissemination Feed
Last Data Received:    May 15, 2025
Comments:              webmaster@sec.gov
Anonymous FTP:         ftp://ftp.sec.gov/edgar/
 
CIK|Company Name|Form Type|Date Filed|File Name
--------------------------------------------------------------------------------
1000229|CORE LABORATORIES N V|4|20250515|edgar/data/1000229/0001209191-25-000788.txt
1067983|BERKSHIRE HATHAWAY INC|13F-HR|20250515|edgar/data/1067983/0000950123-25-005701.txt
1067983|BERKSHIRE HATHAWAY INC|13F-HR|20251315|edgar/data/1067983/0000950123-25-005702.txt
";
        let index = index::read(text.as_bytes()).unwrap();
        assert_eq!((index.rows, index.unreadable_rows), (3, 1));
        let [filing] = index.filings.as_slice() else {
            panic!("{:?}", index.filings);
        };
        assert_eq!(filing.filed, day("2025-05-15"));
        assert_eq!(filing.accession.to_string(), "0000950123-25-005701");
    }
}
