//! The SEC's lists of companies with their tickers: today's, without dates and without CUSIPs.
//!
//! `company_tickers.json` is `{"0":{"cik_str":789019,"ticker":"MSFT","title":"MICROSOFT CORP"},…}`,
//! `company_tickers_exchange.json` is `{"fields":["cik","name","ticker","exchange"],"data":[[…],…]}`
//! (<https://www.sec.gov/search-filings/edgar-search-assistance/accessing-edgar-data>). Both are in
//! the order in which the SEC lists companies, the largest first. The SEC does not vouch for either.

use osd_domain::Cik;
use serde_json::Value;

/// How many unreadable entries are kept, and how many characters of each.
const MAX_UNREADABLE: usize = 100;
const MAX_UNREADABLE_LENGTH: usize = 200;

/// What a list of companies says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tickers {
    /// One entry a ticker, in the order of the list: a company with several share classes has
    /// several.
    pub companies: Vec<CompanyTicker>,
    /// The first entries that could not be read, each cut to a bearable length: without a CIK or a
    /// ticker.
    pub unreadable: Vec<String>,
    /// The number of all such entries.
    pub unreadable_entries: u64,
}

/// A ticker of a company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyTicker {
    /// The company.
    pub cik: Cik,
    /// The ticker as listed, without blanks around it. A hyphen is before the class: `BRK-B`.
    pub ticker: String,
    /// The name of the company as listed.
    pub name: String,
    /// Where it trades, such as `Nasdaq`: only one of the lists says it, and not of every company.
    pub exchange: Option<String>,
}

/// Why bytes are no list of companies.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotTickers {
    /// The JSON ends too early.
    #[error("the list of companies is not whole: the JSON ends too early")]
    Cut,
    /// No JSON.
    #[error("the list of companies is no JSON: {0}")]
    NotJson(String),
    /// JSON of another make.
    #[error("the JSON is no list of companies with tickers")]
    OtherJson,
}

/// Reads either list.
///
/// # Errors
/// [`NotTickers`] where it is neither, or where not one entry can be read.
pub fn read(bytes: &[u8]) -> Result<Tickers, NotTickers> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let json: Value = serde_json::from_slice(bytes).map_err(|error| {
        if error.is_eof() {
            NotTickers::Cut
        } else {
            NotTickers::NotJson(error.to_string())
        }
    })?;
    let tickers = match (json.get("fields"), json.get("data"), &json) {
        (Some(Value::Array(fields)), Some(Value::Array(rows)), _) => {
            let columns = Columns::of(fields).ok_or(NotTickers::OtherJson)?;
            gather(rows, |row| columns.company(row))
        }
        (None, None, Value::Object(entries)) => gather(entries.values(), company),
        _ => return Err(NotTickers::OtherJson),
    };
    if tickers.companies.is_empty() {
        return Err(NotTickers::OtherJson);
    }
    Ok(tickers)
}

fn gather<'a>(
    entries: impl IntoIterator<Item = &'a Value>,
    read: impl Fn(&Value) -> Option<CompanyTicker>,
) -> Tickers {
    let mut tickers = Tickers::default();
    for entry in entries {
        if let Some(company) = read(entry) {
            tickers.companies.push(company);
            continue;
        }
        tickers.unreadable_entries += 1;
        if tickers.unreadable.len() < MAX_UNREADABLE {
            let text = entry.to_string();
            let head = text.chars().take(MAX_UNREADABLE_LENGTH).collect();
            tickers.unreadable.push(head);
        }
    }
    tickers
}

/// An entry of `company_tickers.json`.
fn company(entry: &Value) -> Option<CompanyTicker> {
    Some(CompanyTicker {
        cik: cik(entry.get("cik_str")?)?,
        ticker: text(entry.get("ticker")?)?,
        name: entry.get("title").and_then(text).unwrap_or_default(),
        exchange: entry.get("exchange").and_then(text),
    })
}

/// Where the columns of `company_tickers_exchange.json` stand.
struct Columns {
    cik: usize,
    ticker: usize,
    name: Option<usize>,
    exchange: Option<usize>,
}

impl Columns {
    fn of(fields: &[Value]) -> Option<Self> {
        let place = |name: &str| fields.iter().position(|field| field.as_str() == Some(name));
        Some(Self {
            cik: place("cik")?,
            ticker: place("ticker")?,
            name: place("name"),
            exchange: place("exchange"),
        })
    }

    fn company(&self, row: &Value) -> Option<CompanyTicker> {
        let cell = |place: Option<usize>| text(row.get(place?)?);
        Some(CompanyTicker {
            cik: cik(row.get(self.cik)?)?,
            ticker: cell(Some(self.ticker))?,
            name: cell(self.name).unwrap_or_default(),
            exchange: cell(self.exchange),
        })
    }
}

/// A CIK, which is a number in both lists and may come as a text with zeros before it.
fn cik(cell: &Value) -> Option<Cik> {
    match cell {
        Value::Number(number) => number.as_u64().and_then(Cik::new),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// A text without blanks around it; none where nothing is left.
fn text(cell: &Value) -> Option<String> {
    let text = cell.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = r#"{"0":{"cik_str":789019,"ticker":"MSFT","title":"MICROSOFT CORP"},
        "1":{"cik_str":1067983,"ticker":"BRK-B","title":"BERKSHIRE HATHAWAY INC"}}"#;
    const BY_EXCHANGE: &str = r#"{"fields":["cik","name","ticker","exchange"],"data":[
        [789019,"MICROSOFT CORP","MSFT","Nasdaq"],[2033770,"CID Holdco, Inc.","DAIC ",null]]}"#;

    fn company(cik: u64, ticker: &str, name: &str, exchange: Option<&str>) -> CompanyTicker {
        CompanyTicker {
            cik: Cik::new(cik).unwrap(),
            ticker: ticker.to_owned(),
            name: name.to_owned(),
            exchange: exchange.map(str::to_owned),
        }
    }

    #[test]
    fn both_lists_are_read_in_their_order() {
        assert_eq!(
            read(PLAIN.as_bytes()).unwrap().companies,
            [
                company(789_019, "MSFT", "MICROSOFT CORP", None),
                company(1_067_983, "BRK-B", "BERKSHIRE HATHAWAY INC", None),
            ]
        );
        assert_eq!(
            read(BY_EXCHANGE.as_bytes()).unwrap().companies,
            [
                company(789_019, "MSFT", "MICROSOFT CORP", Some("Nasdaq")),
                company(2_033_770, "DAIC", "CID Holdco, Inc.", None),
            ]
        );
    }

    #[test]
    fn the_heading_says_where_the_columns_are() {
        let turned = r#"{"fields":["ticker","cik"],"data":[["MSFT","0000789019"]]}"#;
        let read = read(turned.as_bytes()).unwrap().companies;
        assert_eq!(read, [company(789_019, "MSFT", "", None)]);
    }

    #[test]
    fn entries_without_a_cik_or_a_ticker_are_counted_and_shown() {
        let text = r#"{"0":{"cik_str":789019,"ticker":"MSFT","title":"MICROSOFT CORP"},
            "1":{"cik_str":0,"ticker":"A","title":"B"},"2":{"cik_str":5,"ticker":" "},"3":7}"#;
        let tickers = read(text.as_bytes()).unwrap();
        assert_eq!(
            (tickers.companies.len(), tickers.unreadable_entries),
            (1, 3)
        );
        assert_eq!(tickers.unreadable[2], "7");
    }

    #[test]
    fn a_list_cut_anywhere_is_refused() {
        for text in [PLAIN, BY_EXCHANGE] {
            for length in 1..text.len() {
                assert_eq!(
                    read(&text.as_bytes()[..length]),
                    Err(NotTickers::Cut),
                    "at {length}"
                );
            }
        }
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for other in [
            "{}",
            "[]",
            "null",
            r#"{"a":1}"#,
            r#"{"fields":[],"data":[]}"#,
        ] {
            assert_eq!(
                read(other.as_bytes()),
                Err(NotTickers::OtherJson),
                "{other}"
            );
        }
        let page = read(b"<!DOCTYPE html>");
        assert!(matches!(page, Err(NotTickers::NotJson(_))));
        let deep = "[".repeat(100_000);
        assert!(read(deep.as_bytes()).is_err());
    }
}
