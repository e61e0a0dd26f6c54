use std::{fmt, str::FromStr};

use chrono::{Datelike, NaiveDate};

use super::{ParseIdError, serde_as_text};

/// A calendar quarter. As a report period it stands for the positions at its last day; as an
/// index quarter for the filings made in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    year: u16,
    quarter: u8,
}

impl Period {
    /// The first quarter that EDGAR has an index of.
    pub const FIRST_INDEX: Self = Self {
        year: 1993,
        quarter: 1,
    };

    /// The quarter, where `quarter` is 1 to 4 and `year` has four digits.
    pub fn new(year: u16, quarter: u8) -> Option<Self> {
        ((1000..=9999).contains(&year) && (1..=4).contains(&quarter))
            .then_some(Self { year, quarter })
    }

    /// The quarter in which a date falls.
    pub fn containing(date: NaiveDate) -> Self {
        let year = u16::try_from(date.year().clamp(1000, 9999)).unwrap_or(1000);
        let quarter = u8::try_from(date.month0() / 3 + 1).unwrap_or(1);
        Self { year, quarter }
    }

    /// The calendar year.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The quarter of the year, 1 to 4.
    pub fn quarter(self) -> u8 {
        self.quarter
    }

    /// The last day of the quarter.
    pub fn end(self) -> NaiveDate {
        let (month, day) = match self.quarter {
            1 => (3, 31),
            2 => (6, 30),
            3 => (9, 30),
            _ => (12, 31),
        };
        NaiveDate::from_ymd_opt(i32::from(self.year), month, day).unwrap_or_default()
    }

    /// The calendar quarter before.
    pub fn previous(self) -> Self {
        match self.quarter {
            1 => Self {
                year: self.year - 1,
                quarter: 4,
            },
            quarter => Self {
                quarter: quarter - 1,
                ..self
            },
        }
    }

    /// The calendar quarter after.
    pub fn next(self) -> Self {
        match self.quarter {
            4 => Self {
                year: self.year + 1,
                quarter: 1,
            },
            quarter => Self {
                quarter: quarter + 1,
                ..self
            },
        }
    }

    /// All quarters from this one to `last`, both included; none where `last` is earlier.
    pub fn through(self, last: Self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |period| Some(period.next()))
            .take_while(move |period| *period <= last)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}Q{}", self.year, self.quarter)
    }
}

impl fmt::Debug for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Period {
    type Err = ParseIdError;

    /// Reads `2025Q1`, in either case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        trimmed
            .split_once(['Q', 'q'])
            .filter(|(year, quarter)| {
                let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
                year.len() == 4 && quarter.len() == 1 && digits(year) && digits(quarter)
            })
            .and_then(|(year, quarter)| Self::new(year.parse().ok()?, quarter.parse().ok()?))
            .ok_or_else(|| ParseIdError::new(text, "a calendar quarter such as 2025Q1"))
    }
}

serde_as_text!(Period);

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn neighbours_cross_the_year() {
        assert_eq!(period("2025Q1").previous(), period("2024Q4"));
        assert_eq!(period("2024Q4").next(), period("2025Q1"));
        assert_eq!(period("2024q2").to_string(), "2024Q2");
    }

    #[test]
    fn a_date_falls_in_its_quarter() {
        let day = NaiveDate::from_ymd_opt(2002, 3, 28).unwrap();
        assert_eq!(Period::containing(day), period("2002Q1"));
        assert_eq!(period("2002Q1").end().to_string(), "2002-03-31");
    }

    #[test]
    fn a_range_includes_both_ends() {
        let all: Vec<_> = period("2024Q4").through(period("2025Q2")).collect();
        assert_eq!(all, [period("2024Q4"), period("2025Q1"), period("2025Q2")]);
        assert_eq!(period("2025Q2").through(period("2024Q4")).count(), 0);
    }

    #[test]
    fn other_spellings_are_refused() {
        for bad in [
            "2025",
            "2025Q5",
            "25Q1",
            "2025-03-31",
            "2025Q",
            "2025Q10",
            "+025Q1",
        ] {
            assert!(bad.parse::<Period>().is_err(), "{bad}");
        }
    }
}
