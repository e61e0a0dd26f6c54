//! Reference files of the SEC: what failed to be delivered, and lists of companies.

use std::io::{Cursor, Write as _};

use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

/// A fails-to-deliver file: what securities traded as in half a month, and at which prices.
#[derive(Debug, Clone)]
pub struct FailsFile {
    half: String,
    rows: Vec<String>,
}

impl FailsFile {
    /// The file of half a month, `202501a`, without rows.
    pub fn of(half: &str) -> Self {
        Self {
            half: half.to_owned(),
            rows: Vec::new(),
        }
    }

    /// Adds a security on a settlement day (`20250102`), with its symbol, name and the price of the
    /// trading day before, as printed.
    pub fn row(mut self, day: &str, cusip: &str, symbol: &str, name: &str, price: &str) -> Self {
        self.rows
            .push(format!("{day}|{cusip}|{symbol}|1000|{name}|{price}"));
        self
    }

    /// Where it lies in a folder laid out as sec.gov.
    pub fn path(&self) -> String {
        format!("files/data/fails-deliver-data/cnsfails{}.zip", self.half)
    }

    /// The file as the SEC publishes it.
    ///
    /// # Panics
    /// Where it cannot be zipped, which memory does not refuse.
    pub fn bytes(&self) -> Vec<u8> {
        let mut text =
            "SETTLEMENT DATE|CUSIP|SYMBOL|QUANTITY (FAILS)|DESCRIPTION|PRICE\r\n".to_owned();
        for row in &self.rows {
            text += row;
            text += "\r\n";
        }
        text += &format!("Trailer record count {}\r\n", self.rows.len());
        // The same content is the same file, whenever it is made.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::default());
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(format!("cnsfails{}.txt", self.half), options)
            .expect("room in memory");
        zip.write_all(text.as_bytes()).expect("room in memory");
        zip.finish().expect("room in memory").into_inner()
    }
}

/// `company_tickers.json`: CIK, ticker and name of each company, in this order.
pub fn company_tickers(companies: &[(u64, &str, &str)]) -> String {
    let entries = companies
        .iter()
        .enumerate()
        .map(|(place, (cik, ticker, name))| {
            format!(r#""{place}":{{"cik_str":{cik},"ticker":"{ticker}","title":"{name}"}}"#)
        });
    format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
}
