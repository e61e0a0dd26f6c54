//! The SEC's fails-to-deliver files: a price and a ticker of nearly every security that trades,
//! by CUSIP and day.
//!
//! Twice a month the SEC publishes what failed to settle, as a zip file with one text in it
//! (<https://www.sec.gov/data-research/sec-markets-data/fails-deliver-data>). Its lines are
//! `SETTLEMENT DATE|CUSIP|SYMBOL|QUANTITY (FAILS)|DESCRIPTION|PRICE`; some files end with lines
//! that say how many there were. How much failed is of no use here and is passed over. A symbol is
//! as printed: see [`osd_domain::ticker`] for what it is worth.

mod columns;
mod unzip;

use chrono::NaiveDate;
use osd_domain::Cusip;
use rust_decimal::Decimal;

use self::columns::Columns;
use self::unzip::unzip;
use crate::{charset, index};

/// How many unreadable rows are kept, and how much of each.
const MAX_UNREADABLE: usize = 100;
const MAX_UNREADABLE_LENGTH: usize = 200;

/// What a fails-to-deliver file lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fails {
    /// The rows that could be read, in the order of the file.
    pub rows: Vec<Fail>,
    /// The first rows that could not, each cut to a bearable length: no day, or no CUSIP of nine
    /// characters.
    pub unreadable: Vec<String>,
    /// The number of all such rows.
    pub unreadable_rows: u64,
    /// The rows that were read but for a price that is neither a number above zero nor the sign
    /// for none.
    pub unreadable_prices: u64,
    /// How many rows the file says it has; not every file says it.
    pub trailer_records: Option<u64>,
}

/// A security on a day on which some of it was not delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fail {
    /// The settlement day.
    pub day: NaiveDate,
    /// The security.
    pub cusip: Cusip,
    /// The symbol as printed, without blanks around it; none where the cell is empty.
    pub symbol: Option<String>,
    /// The name of the security as printed, which the file cuts to 30 characters.
    pub description: String,
    /// The closing price of the trading day before the settlement day, in dollars a share; none
    /// where the file has a lone point or nothing. Just after a split it may be that of an old
    /// share: Apple stands at 516.16 on 2020-09-01, the day after four shares were made of one, and
    /// at 134.18 on the next.
    pub price: Option<Decimal>,
}

/// Why bytes are no fails-to-deliver file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotFails {
    /// Not a zip file, or only a part of one.
    #[error("not a whole zip file: {0}")]
    NotAZip(String),
    /// A zip file of another make.
    #[error("the zip file holds {0} files where one was expected")]
    Entries(usize),
    /// What is packed cannot be unpacked: cut, damaged, encrypted or of an unknown method.
    #[error("what the zip file holds cannot be unpacked: {0}")]
    Packed(String),
    /// The text is larger than any file of the SEC.
    #[error("the zip file unpacks to more than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: u64,
    },
    /// The text in it is another one.
    #[error("the first line of the text is not the heading of a fails-to-deliver file: {0:?}")]
    Heading(String),
}

impl Fails {
    /// Whether the file has as many rows as it says; none where it does not say.
    pub fn is_whole(&self) -> Option<bool> {
        let rows = self.rows.len() as u64 + self.unreadable_rows;
        self.trailer_records.map(|said| said == rows)
    }
}

/// Reads a fails-to-deliver file as the SEC publishes it, zipped.
///
/// # Errors
/// [`NotFails`] where it is none.
pub fn read(zip: &[u8]) -> Result<Fails, NotFails> {
    read_text(&unzip(zip)?)
}

/// Reads the text in a fails-to-deliver file.
///
/// # Errors
/// [`NotFails::Heading`] where its first line does not name the columns.
pub fn read_text(text: &[u8]) -> Result<Fails, NotFails> {
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    let mut lines = index::lines(text)
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty());
    let heading = lines.next().unwrap_or_default();
    let columns = Columns::of(heading).ok_or_else(|| NotFails::Heading(excerpt(heading)))?;
    let mut fails = Fails::default();
    for line in lines {
        fails.take(&columns, line);
    }
    Ok(fails)
}

impl Fails {
    fn take(&mut self, columns: &Columns, line: &[u8]) {
        if let Some(said) = trailer(line) {
            self.trailer_records = self.trailer_records.or(said);
        } else if let Some((fail, price)) = columns.row(line) {
            self.unreadable_prices += u64::from(price.is_unreadable());
            self.rows.push(fail);
        } else {
            self.unreadable_rows += 1;
            if self.unreadable.len() < MAX_UNREADABLE {
                self.unreadable.push(excerpt(line));
            }
        }
    }
}

/// What a line below the rows says: `Trailer record count 43147` their number, `Trailer total
/// quantity of shares 1056731899` nothing of interest. None where the line is a row.
fn trailer(line: &[u8]) -> Option<Option<u64>> {
    const TRAILER: &[u8] = b"trailer ";
    const COUNT: &[u8] = b"trailer record count";
    let begins = |with: &[u8]| {
        line.get(..with.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(with))
    };
    if !begins(TRAILER) || line.contains(&b'|') {
        return None;
    }
    let count = line.get(COUNT.len()..).filter(|_| begins(COUNT));
    let count = count.and_then(|count| std::str::from_utf8(count).ok());
    Some(count.and_then(|count| count.trim_matches([' ', ':', '\t']).parse().ok()))
}

fn excerpt(bytes: &[u8]) -> String {
    let head = bytes.get(..MAX_UNREADABLE_LENGTH).unwrap_or(bytes);
    charset::decode(head.trim_ascii()).into_owned()
}

#[cfg(test)]
mod tests;
