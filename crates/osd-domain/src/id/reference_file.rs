use std::{fmt, str::FromStr};

use super::{ParseIdError, Period};

/// A file of the SEC about securities or companies at large, not about one filing. As text: the name
/// that the SEC gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReferenceFile {
    /// What failed to be delivered in half a month: `cnsfails202009a.zip`.
    Fails(HalfMonth),
    /// Companies and their tickers: `company_tickers.json`.
    CompanyTickers,
    /// Companies, their tickers and where they trade: `company_tickers_exchange.json`.
    CompanyTickersExchange,
}

/// The first or the second half of a calendar month. As text: `202009a`, `202009b`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HalfMonth {
    year: u16,
    month: u8,
    is_second: bool,
}

impl HalfMonth {
    /// The half of a month, where `year` has four digits and `month` is 1 to 12.
    pub fn new(year: u16, month: u8, is_second: bool) -> Option<Self> {
        ((1000..=9999).contains(&year) && (1..=12).contains(&month)).then_some(Self {
            year,
            month,
            is_second,
        })
    }

    /// The six halves of the months of a quarter, in order.
    pub fn of_quarter(quarter: Period) -> [Self; 6] {
        let first = (quarter.quarter() - 1) * 3 + 1;
        let half = |months, is_second| Self {
            year: quarter.year(),
            month: first + months,
            is_second,
        };
        [
            half(0, false),
            half(0, true),
            half(1, false),
            half(1, true),
            half(2, false),
            half(2, true),
        ]
    }

    /// The calendar year.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The calendar quarter that it is in.
    pub fn quarter(self) -> Option<Period> {
        Period::new(self.year, self.month.div_ceil(3))
    }
}

impl fmt::Display for HalfMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = if self.is_second { 'b' } else { 'a' };
        write!(f, "{:04}{:02}{half}", self.year, self.month)
    }
}

impl FromStr for HalfMonth {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let digits = text.get(..6)?;
            let is_second = match text.get(6..)? {
                "a" => false,
                "b" => true,
                _ => return None,
            };
            if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            let (year, month) = digits.split_at_checked(4)?;
            Self::new(year.parse().ok()?, month.parse().ok()?, is_second)
        };
        read().ok_or_else(|| ParseIdError::new(text, "half a month such as 202009a"))
    }
}

impl fmt::Display for ReferenceFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fails(half) => write!(f, "cnsfails{half}.zip"),
            Self::CompanyTickers => f.write_str("company_tickers.json"),
            Self::CompanyTickersExchange => f.write_str("company_tickers_exchange.json"),
        }
    }
}

impl FromStr for ReferenceFile {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "company_tickers.json" => Ok(Self::CompanyTickers),
            "company_tickers_exchange.json" => Ok(Self::CompanyTickersExchange),
            _ => text
                .strip_prefix("cnsfails")
                .and_then(|text| text.strip_suffix(".zip"))
                .and_then(|half| half.parse().ok())
                .map(Self::Fails)
                .ok_or_else(|| {
                    ParseIdError::new(
                        text,
                        "a reference file such as cnsfails202009a.zip or company_tickers.json",
                    )
                }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_knows_its_quarter() {
        for quarter in ["2020Q1", "2020Q2", "2020Q3", "2020Q4"] {
            let quarter: Period = quarter.parse().unwrap();
            for half in HalfMonth::of_quarter(quarter) {
                assert_eq!(half.quarter(), Some(quarter), "{half}");
            }
        }
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        for name in [
            "cnsfails202009a.zip",
            "cnsfails200912b.zip",
            "company_tickers.json",
            "company_tickers_exchange.json",
        ] {
            assert_eq!(name.parse::<ReferenceFile>().unwrap().to_string(), name);
        }
        for other in [
            "",
            "cnsfails202013a.zip",
            "cnsfails202009c.zip",
            "cnsfails20209a.zip",
            "cnsfails+02009a.zip",
            "cnsfails202009a",
            "cnsfails202009é.zip",
            "cnsfails202009a.zip/..",
            "../company_tickers.json",
            "Company_tickers.json",
        ] {
            assert!(other.parse::<ReferenceFile>().is_err(), "{other}");
        }
    }
}
