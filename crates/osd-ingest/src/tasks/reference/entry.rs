//! What a reference file says that goes into the catalog.

use std::collections::BTreeMap;

use bytes::Bytes;
use chrono::NaiveDate;
use osd_catalog::{DatedTicker, ListedTicker, ReferenceRecord, ReferenceState};
use osd_domain::{
    ReferenceFile, SecurityId,
    ticker::{self, Confidence, Reason},
};
use osd_edgar::{
    fails::{self, Fails},
    tickers::{self, CompanyTicker},
};

use super::READER_VERSION;
use crate::{IngestError, error::blocking};

/// What a file says that goes into the catalog.
pub(super) enum Entry {
    /// Tickers of securities, by day.
    Fails(Vec<DatedTicker>),
    /// Tickers of companies.
    Listed(Vec<ListedTicker>),
}

/// Reads a version of a file that was fetched on `day`.
pub(super) async fn understand(
    bytes: Bytes,
    version: ReferenceRecord,
    day: NaiveDate,
) -> Result<(ReferenceRecord, Entry), IngestError> {
    blocking(move || {
        let (entry, rows, unreadable) = match version.file {
            ReferenceFile::Fails(_) => {
                let read = fails::read(&bytes)?;
                let entry = Entry::Fails(spans(&read));
                (entry, read.rows.len(), read.unreadable_rows)
            }
            ReferenceFile::CompanyTickers | ReferenceFile::CompanyTickersExchange => {
                let read = tickers::read(&bytes)?;
                let companies = read.companies.iter();
                let entry = companies.filter_map(|company| listed(company, day));
                let entry = Entry::Listed(entry.collect());
                (entry, read.companies.len(), read.unreadable_entries)
            }
        };
        let record = ReferenceRecord {
            state: ReferenceState::Read,
            rows: rows as u64,
            unreadable,
            reader_version: READER_VERSION,
            ..version
        };
        Ok((record, entry))
    })
    .await
}

/// The days between which a file gives each security each ticker.
fn spans(fails: &Fails) -> Vec<DatedTicker> {
    type Key = (SecurityId, String, Reason);
    let mut spans: BTreeMap<Key, (Confidence, NaiveDate, NaiveDate)> = BTreeMap::new();
    for fail in &fails.rows {
        let Some(symbol) = &fail.symbol else { continue };
        let ticker = ticker::normalize(symbol, &fail.description);
        let Some(key) = ticker.key else { continue };
        let key = (SecurityId::of_cusip(fail.cusip), key, ticker.reason);
        let span = spans
            .entry(key)
            .or_insert((ticker.confidence, fail.day, fail.day));
        span.1 = span.1.min(fail.day);
        span.2 = span.2.max(fail.day);
    }
    let dated = |((security, ticker, reason), (confidence, first_day, last_day))| DatedTicker {
        security,
        ticker,
        reason,
        confidence,
        first_day,
        last_day,
    };
    spans.into_iter().map(dated).collect()
}

fn listed(company: &CompanyTicker, day: NaiveDate) -> Option<ListedTicker> {
    Some(ListedTicker {
        cik: company.cik,
        ticker: ticker::key_of_listed(&company.ticker)?,
        listed: company.ticker.clone(),
        name: company.name.clone(),
        exchange: company.exchange.clone(),
        first_seen: day,
        last_seen: day,
    })
}
