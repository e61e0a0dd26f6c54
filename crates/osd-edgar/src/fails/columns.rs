//! Which cell of a line is what: the heading says it.

use chrono::{Datelike as _, NaiveDate};
use rust_decimal::Decimal;

use super::Fail;
use crate::{charset, clock};

/// Where the columns stand that are read.
pub(super) struct Columns {
    day: usize,
    cusip: usize,
    symbol: Option<usize>,
    description: Option<usize>,
    price: Option<usize>,
    count: usize,
}

/// What a cell of the price column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Priced {
    /// Dollars a share.
    At(Decimal),
    /// A lone point or nothing: no price is known.
    Unknown,
    /// Something else.
    Unreadable,
}

impl Columns {
    /// The columns that a heading names; none where it is no heading, which has at least a day and
    /// a CUSIP.
    pub(super) fn of(heading: &[u8]) -> Option<Self> {
        let heading = charset::decode(heading).to_ascii_uppercase();
        let names: Vec<&str> = heading.split('|').map(str::trim).collect();
        let place = |word: &str| names.iter().position(|name| name.starts_with(word));
        Some(Self {
            day: place("SETTLEMENT DATE")?,
            cusip: place("CUSIP")?,
            symbol: place("SYMBOL"),
            description: place("DESCRIPTION"),
            price: place("PRICE"),
            count: names.len(),
        })
    }

    /// Reads a row; none where it has no day or no CUSIP.
    pub(super) fn row(&self, line: &[u8]) -> Option<(Fail, Priced)> {
        let line = charset::decode(line);
        let cells = self.cells(&line);
        let cell = |place: Option<usize>| {
            let cell = place.and_then(|place| cells.get(place).copied());
            cell.map(str::trim).unwrap_or_default()
        };
        let price = Priced::of(cell(self.price));
        let symbol = cell(self.symbol);
        let fail = Fail {
            day: day(cell(Some(self.day)))?,
            cusip: cell(Some(self.cusip)).parse().ok()?,
            symbol: (!symbol.is_empty()).then(|| symbol.to_owned()),
            description: cell(self.description).to_owned(),
            price: price.dollars(),
        };
        Some((fail, price))
    }

    /// The cells of a line. Where there are more than columns, a description holds the separator:
    /// the cells before it are counted from the left, those behind it from the right.
    fn cells<'a>(&self, line: &'a str) -> Vec<&'a str> {
        // A separator behind the price parts it from nothing.
        let is_closed = |rest: &str| {
            let last = rest.rsplit('|').next().unwrap_or_default();
            rest.matches('|').count() + 1 == self.count
                && self.price.is_some_and(|place| place + 1 == self.count)
                && matches!(Priced::of(last), Priced::At(_))
        };
        let closed = line.strip_suffix('|').filter(|rest| is_closed(rest));
        let line = closed.unwrap_or(line);
        let separators = line.bytes().filter(|&byte| byte == b'|').count();
        let Some(description) = self.description.filter(|_| separators >= self.count) else {
            return line.split('|').collect();
        };
        let mut cells: Vec<&str> = line.splitn(description + 1, '|').collect();
        let Some(rest) = cells.pop() else {
            return cells;
        };
        let mut behind: Vec<&str> = rest.rsplitn(self.count - description, '|').collect();
        behind.reverse();
        cells.extend(behind);
        cells
    }
}

impl Priced {
    fn of(cell: &str) -> Self {
        if cell.is_empty() || cell == "." {
            return Self::Unknown;
        }
        match cell.parse::<Decimal>() {
            Ok(dollars) if dollars > Decimal::ZERO => Self::At(dollars),
            _ => Self::Unreadable,
        }
    }

    fn dollars(self) -> Option<Decimal> {
        match self {
            Self::At(dollars) => Some(dollars),
            Self::Unknown | Self::Unreadable => None,
        }
    }

    pub(super) fn is_unreadable(self) -> bool {
        self == Self::Unreadable
    }
}

/// Reads `20200901`, or `2020-09-01`.
fn day(cell: &str) -> Option<NaiveDate> {
    let day = clock::day(cell).or_else(|| cell.parse().ok())?;
    (1990..=2100).contains(&day.year()).then_some(day)
}
