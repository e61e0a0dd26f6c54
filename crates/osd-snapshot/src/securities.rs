//! `securities.parquet`: each security held, with totals and the row range of its positions.

use std::{ops::Range, sync::Arc};

use osd_domain::{Cik, Kind, Price, SecurityId, court::MarketPrice, printed::Canonical};
use rust_decimal::Decimal;

use crate::{
    SnapshotError,
    columns::{Cells, Column, Holds, Rows, as_int, count, dollars, parse, parse_option},
    sort::SortedRow,
};

pub(crate) const COLUMNS: &[Column] = &[
    ("security", Holds::Text),
    ("cusip", Holds::Text),
    ("issuer", Holds::Text),
    ("class", Holds::Text),
    ("holders", Holds::Int),
    ("value", Holds::Int),
    ("shares", Holds::Text),
    ("principal", Holds::Text),
    ("put_holders", Holds::Int),
    ("call_holders", Holds::Int),
    ("first_position", Holds::Int),
    ("positions", Holds::Int),
    ("price", Holds::Text),
    ("price_managers", Holds::Int),
    ("ticker", Holds::Text),
];

/// A security of the period. Totals are over effective filings only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityEntry {
    /// The security.
    pub security: SecurityId,
    /// CUSIP as understood, else as printed.
    pub cusip: Option<String>,
    /// Issuer, as most filings print it.
    pub issuer: String,
    /// Class, as most of those filings print it.
    pub class: String,
    /// Managers that hold shares or principal.
    pub holders: u64,
    /// Dollars of shares and principal.
    pub value: i64,
    /// Shares.
    pub shares: Decimal,
    /// Principal, in dollars of face value.
    pub principal: Decimal,
    /// Managers that hold puts.
    pub put_holders: u64,
    /// Managers that hold calls.
    pub call_holders: u64,
    /// The middle of the prices that managers print for a share, in dollars, with how many they
    /// are.
    pub price: Option<(Decimal, u64)>,
    /// Its ticker near the end of the period, by the SEC's fails-to-deliver files: upper case,
    /// without separators (`BRKB`). Null where they do not have it, or before they have CUSIPs.
    pub ticker: Option<String>,
    /// Its rows in `positions-by-security.parquet`, superseded filings' included.
    pub positions: Range<u64>,
}

impl SecurityEntry {
    /// The consensus price of a share.
    pub fn market_price(&self) -> Option<Price> {
        let (dollars, _) = self.price?;
        Price::try_from(dollars).ok()
    }

    pub(crate) fn append(&self, rows: &mut Rows) {
        rows.text(Some(self.security.as_str()))
            .text(self.cusip.as_deref())
            .text(Some(&self.issuer))
            .text(Some(&self.class))
            .int(Some(as_int(self.holders)))
            .int(Some(self.value))
            .text(Some(self.shares.canonical()))
            .text(Some(self.principal.canonical()))
            .int(Some(as_int(self.put_holders)))
            .int(Some(as_int(self.call_holders)))
            .int(Some(as_int(self.positions.start)))
            .int(Some(as_int(self.positions.end - self.positions.start)))
            .text(self.price.map(|(price, _)| price.canonical().into_owned()))
            .int(self.price.map(|(_, managers)| as_int(managers)))
            .text(self.ticker.as_deref());
    }

    /// The securities of a batch, in their order.
    pub(crate) fn decode(batch: &arrow_array::RecordBatch) -> Result<Vec<Self>, SnapshotError> {
        let cells = Cells::of(batch);
        let security = cells.text("security")?;
        let cusip = cells.text("cusip")?;
        let issuer = cells.text("issuer")?;
        let class = cells.text("class")?;
        let holders = cells.int("holders")?;
        let value = cells.int("value")?;
        // Before schema 4, one column had shares and principal added together.
        let amount = cells.text_or_none("amount")?;
        let shares = cells.text_or_none("shares")?;
        let principal = cells.text_or_none("principal")?;
        let put_holders = cells.int("put_holders")?;
        let call_holders = cells.int("call_holders")?;
        let first_position = cells.int("first_position")?;
        let positions = cells.int("positions")?;
        let price = cells.text_or_none("price")?;
        let price_managers = cells.int_or_none("price_managers")?;
        let ticker = cells.text_or_none("ticker")?;
        cells
            .rows()
            .map(|row| {
                let first = count("first_position", first_position(row))?;
                let dollars: Option<Decimal> = parse_option("price", price(row))?;
                let managers = price_managers(row).and_then(|count| u64::try_from(count).ok());
                Ok(Self {
                    security: parse("security", security(row))?,
                    cusip: cusip(row).map(ToOwned::to_owned),
                    issuer: issuer(row).unwrap_or_default().to_owned(),
                    class: class(row).unwrap_or_default().to_owned(),
                    holders: count("holders", holders(row))?,
                    value: value(row).unwrap_or_default(),
                    shares: parse("shares", shares(row).or_else(|| amount(row)))?,
                    principal: parse_option("principal", principal(row))?.unwrap_or_default(),
                    put_holders: count("put_holders", put_holders(row))?,
                    call_holders: count("call_holders", call_holders(row))?,
                    price: dollars.zip(managers),
                    ticker: ticker(row).map(ToOwned::to_owned),
                    positions: first..first + count("positions", positions(row))?,
                })
            })
            .collect()
    }
}

/// Adds up the rows of one security as they pass in their order.
pub(crate) struct SecurityTotals {
    security: SecurityId,
    cusip: Option<String>,
    /// Issuer and class as filings print them, and how many do.
    names: Vec<(Arc<str>, Arc<str>, u64)>,
    holders: [Holders; 3],
    value: i128,
    shares: Decimal,
    principal: Decimal,
    first: u64,
    rows: u64,
}

/// Counts managers, whose rows stand together.
#[derive(Default)]
struct Holders {
    count: u64,
    last: Option<Cik>,
}

impl Holders {
    fn see(&mut self, cik: Cik) {
        self.count += u64::from(self.last != Some(cik));
        self.last = Some(cik);
    }
}

impl SecurityTotals {
    pub(crate) fn new(security: SecurityId, first: u64) -> Self {
        Self {
            security,
            cusip: None,
            names: Vec::new(),
            holders: Default::default(),
            value: 0,
            shares: Decimal::ZERO,
            principal: Decimal::ZERO,
            first,
            rows: 0,
        }
    }

    pub(crate) fn security(&self) -> &SecurityId {
        &self.security
    }

    /// Adds a row; only those of effective filings count for the totals.
    pub(crate) fn add(&mut self, row: &SortedRow, effective: bool) {
        self.rows += 1;
        if self.cusip.is_none() {
            let printed = row.cusip_printed.as_deref().map(ToOwned::to_owned);
            let own = || Some(row.key.security.cusip()?.to_string());
            self.cusip = printed.or_else(own);
        }
        self.name(row);
        if !effective {
            return;
        }
        let [held, puts, calls] = &mut self.holders;
        let kind = row.key.kind();
        match kind {
            Kind::Shares | Kind::Principal => {
                held.see(row.cik);
                self.value += i128::from(row.value);
                let sum = match kind {
                    Kind::Principal => &mut self.principal,
                    _ => &mut self.shares,
                };
                *sum = sum.saturating_add(row.amount);
            }
            Kind::Put => puts.see(row.cik),
            Kind::Call => calls.see(row.cik),
        }
    }

    /// A name counts even in a superseded filing, so that no security is left without one.
    fn name(&mut self, row: &SortedRow) {
        // Texts are shared, so that equal ones are the same.
        let is_same = |(issuer, class, _): &&mut (Arc<str>, Arc<str>, u64)| {
            Arc::ptr_eq(issuer, &row.issuer) && Arc::ptr_eq(class, &row.class)
        };
        match self.names.iter_mut().find(is_same) {
            Some((_, _, count)) => *count += 1,
            None => {
                let (issuer, class) = (Arc::clone(&row.issuer), Arc::clone(&row.class));
                self.names.push((issuer, class, 1));
            }
        }
    }

    pub(crate) fn finish(self, price: Option<MarketPrice>, ticker: Option<&str>) -> SecurityEntry {
        // Most filings win; between equals the first in the order of text, whatever came first.
        let named = self
            .names
            .into_iter()
            .max_by(|(issuer, class, n), (other, of_other, m)| {
                n.cmp(m)
                    .then_with(|| (other, of_other).cmp(&(issuer, class)))
            });
        let (issuer, class) = match named {
            Some((issuer, class, _)) => (issuer.to_string(), class.to_string()),
            None => Default::default(),
        };
        let [holders, puts, calls] = self.holders;
        SecurityEntry {
            security: self.security,
            cusip: self.cusip,
            issuer,
            class,
            holders: holders.count,
            value: dollars(self.value),
            shares: self.shares,
            principal: self.principal,
            put_holders: puts.count,
            call_holders: calls.count,
            price: price.map(|found| (found.price.dollars(), u64::from(found.managers))),
            ticker: ticker.map(ToOwned::to_owned),
            positions: self.first..self.first + self.rows,
        }
    }
}
