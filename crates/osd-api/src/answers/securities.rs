//! Which securities were held in a period?

use std::{collections::BTreeMap, sync::Arc};

use osd_catalog::{ChangeCounts, SecuritySummary, fold, list::Value};
use osd_domain::{Change, Period, SecurityId, market::MarketChanges};
use osd_snapshot::{SecurityEntry, Snapshot};
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    beside::Quarters,
    figures::{dollars, whole},
};
use crate::{
    Counter, Problem,
    counter::blocking,
    list::{
        Column, Kind, Listing, Page, Request, Row, Shape,
        declared::{Field, columns},
        pick,
    },
    tables::of_published,
};

/// A question for securities.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// The report period; the latest that was published where none is given.
    pub period: Option<Period>,
    /// Which of them, in which order: by value, largest first, unless told otherwise.
    pub list: Request,
}

/// The securities of a period over all managers, beside the calendar quarter before.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SecuritiesAnswer {
    /// The report period.
    #[schema(value_type = String, example = "2025Q1")]
    pub period: Period,
    /// The calendar quarter before.
    #[schema(value_type = String, example = "2024Q4")]
    pub previous_period: Period,
    /// The securities; those that nobody holds any more stand with 0.
    pub securities: Vec<SecurityInPeriod>,
    /// Which part of the list they are.
    pub page: Page,
}

/// A security of a period over all managers. Without a period before, every `*_change` field and
/// count of changes is null.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SecurityInPeriod {
    /// What it is known by here: its CUSIP, where it has a sound one.
    #[schema(value_type = String, example = "037833100")]
    pub security: SecurityId,
    /// CUSIP as understood, else as printed.
    pub cusip: Option<String>,
    /// Ticker near the end of the period, without separators: `BRKB`.
    #[schema(example = "AAPL")]
    pub ticker: Option<String>,
    /// Issuer, as most filings print it.
    pub issuer: String,
    /// Class, as most of those filings print it.
    pub class: String,
    /// Managers that hold shares or principal.
    pub holders: u64,
    /// Difference of holders.
    pub holders_change: Option<i64>,
    /// Dollars of shares and principal.
    pub value: i64,
    /// Difference of value.
    pub value_change: Option<i64>,
    /// Shares.
    pub shares: i64,
    /// Difference of shares, in shares of now: after splits.
    pub shares_change: Option<i64>,
    /// Principal, in dollars.
    pub principal: i64,
    /// Managers that hold puts.
    pub put_holders: u64,
    /// Managers that hold calls.
    pub call_holders: u64,
    /// The consensus price of a share in dollars, to its last digit.
    #[schema(example = "154.64")]
    pub price: Option<String>,
    /// Managers that did not hold it a quarter before.
    pub new: Option<u64>,
    /// Managers that hold more.
    pub added: Option<u64>,
    /// Managers that hold less.
    pub reduced: Option<u64>,
    /// Managers that hold as much.
    pub held: Option<u64>,
    /// Managers that hold it no more.
    pub sold_out: Option<u64>,
}

impl Listing for SecuritiesAnswer {
    const ROWS: &'static str = "securities";
    type Item = SecurityInPeriod;

    fn shapes() -> Vec<Shape> {
        SecurityRow::shapes()
    }

    fn rows(&self) -> impl Iterator<Item = &SecurityInPeriod> {
        self.securities.iter()
    }

    fn page(&self) -> &Page {
        &self.page
    }

    fn file_name(&self) -> String {
        format!("securities-{}", self.period)
    }
}

/// A security as a row of a list.
#[derive(Debug)]
pub struct SecurityRow {
    answer: SecurityInPeriod,
    /// Its texts as a search sees them.
    folded: String,
}

impl SecurityRow {
    fn new(answer: SecurityInPeriod) -> Self {
        let texts = [
            Some(answer.issuer.as_str()),
            Some(answer.class.as_str()),
            answer.ticker.as_deref(),
            answer.cusip.as_deref(),
        ];
        let folded = texts.into_iter().flatten().map(fold);
        Self {
            folded: folded.collect::<Vec<_>>().join("\n"),
            answer,
        }
    }

    /// Roughly what it takes in memory.
    pub(crate) fn bytes(&self) -> usize {
        let answer = &self.answer;
        let texts = answer.issuer.len() + answer.class.len() + self.folded.len();
        size_of::<Self>() + texts + 60
    }
}

impl Row for SecurityRow {
    fn columns() -> Vec<Column<Self>> {
        let mut columns = columns!(Self {
            Kind::Code => answer.security,
            Kind::Code => answer.cusip,
            Kind::Code => answer.ticker,
            Kind::Text => answer.issuer,
            Kind::Text => answer.class,
            Kind::Int => answer.holders,
            Kind::Int => answer.holders_change,
            Kind::Int => answer.value,
            Kind::Int => answer.value_change,
            Kind::Int => answer.shares,
            Kind::Int => answer.shares_change,
            Kind::Int => answer.principal,
            Kind::Int => answer.put_holders,
            Kind::Int => answer.call_holders,
        });
        columns.push(Column::new("price", Kind::Number, |row: &Self| {
            let price = row.answer.price.as_deref();
            Value::ratio(price.and_then(|price| price.parse().ok()))
        }));
        columns.extend(columns!(Self {
            Kind::Int => answer.new,
            Kind::Int => answer.added,
            Kind::Int => answer.reduced,
            Kind::Int => answer.held,
            Kind::Int => answer.sold_out,
        }));
        columns
    }

    fn tie(&self) -> Value<'_> {
        self.answer.security.value()
    }

    fn is_found(&self, words: &[String]) -> bool {
        words.iter().all(|word| self.folded.contains(word.as_str()))
    }
}

/// Answers the question.
pub async fn answer(counter: &Counter, question: &Question) -> Result<SecuritiesAnswer, Problem> {
    let shapes = SecurityRow::all_shapes();
    let read = counter.catalog.read().await?;
    let period = match question.period {
        Some(period) => period,
        None => latest_published(&read).await?,
    };
    let about = format!("securities {period}");
    let asked = question.list.read(&shapes, "-value", &about, 1)?;
    let (catalog, published) = of_published(&read.revision().await?);
    drop(read);
    let key = (catalog, published, period);
    let make = rows(counter, period);
    let rows = counter.tables.securities.get(key, make).await?;
    blocking(move || {
        let picked = pick(&rows, &asked);
        let securities = picked.places.into_iter();
        Ok(SecuritiesAnswer {
            period,
            previous_period: period.previous(),
            securities: securities.map(|place| rows[place].answer.clone()).collect(),
            page: picked.page,
        })
    })
    .await
}

/// The latest period that was published.
pub(crate) async fn latest_published(read: &osd_catalog::Read) -> Result<Period, Problem> {
    let latest = read.periods().latest().await?;
    latest.ok_or(Problem::NothingPublished)
}

async fn rows(counter: &Counter, period: Period) -> Result<Vec<SecurityRow>, Problem> {
    let quarters = Quarters::open(counter, period).await?;
    let quarters = quarters.ok_or(Problem::NoPeriod(period))?;
    let read = counter.catalog.read().await?;
    let summaries = read.summaries().securities_of(period).await?;
    drop(read);
    blocking(move || Ok(Telling::new(quarters, summaries).rows())).await
}

/// What is needed to tell of the securities of a period.
struct Telling {
    now: Arc<Snapshot>,
    before: Option<Arc<Snapshot>>,
    market: Arc<MarketChanges>,
    changes: BTreeMap<SecurityId, Option<ChangeCounts>>,
}

impl Telling {
    fn new(quarters: Quarters, summaries: Vec<SecuritySummary>) -> Self {
        let changes = summaries.into_iter();
        Self {
            now: quarters.now,
            before: quarters.before,
            market: quarters.market,
            changes: changes.map(|one| (one.security, one.changes)).collect(),
        }
    }

    fn rows(&self) -> Vec<SecurityRow> {
        let now = self.now.securities().iter();
        let rows = now.map(|entry| self.row(entry, Some(entry)));
        // What nobody holds any more, unless it goes on under another CUSIP.
        let gone = self.changes.keys().filter(|security| {
            self.now.security(security).is_none() && self.market.successor(security).is_none()
        });
        let gone = gone.filter_map(|security| {
            let before = self.before.as_deref()?.security(security)?;
            Some(self.row(before, None))
        });
        rows.chain(gone).collect()
    }

    /// A security, by what is printed for it, with what is held of it now.
    fn row(&self, shown: &SecurityEntry, now: Option<&SecurityEntry>) -> SecurityRow {
        let security = &shown.security;
        let held = now.map_or_else(Held::default, Held::of);
        let before = self
            .before
            .as_deref()
            .map(|snapshot| self.held_before(snapshot, security));
        let count = |change: Change| {
            let counts = self.changes.get(security)?.as_ref()?;
            Some(counts.get(change))
        };
        let price = now.and_then(|entry| entry.price);
        SecurityRow::new(SecurityInPeriod {
            security: security.clone(),
            cusip: shown.cusip.clone(),
            ticker: shown.ticker.clone(),
            issuer: shown.issuer.clone(),
            class: shown.class.clone(),
            holders: held.holders,
            holders_change: before.map(|before| difference(held.holders, before.holders)),
            value: dollars(held.value),
            value_change: before.map(|before| dollars(held.value - before.value)),
            shares: whole(held.shares),
            shares_change: before.map(|before| whole(held.shares - before.shares)),
            principal: whole(held.principal),
            put_holders: now.map_or(0, |entry| entry.put_holders),
            call_holders: now.map_or(0, |entry| entry.call_holders),
            price: price.map(|(price, _)| price.normalize().to_string()),
            new: count(Change::New),
            added: count(Change::Add),
            reduced: count(Change::Reduce),
            held: count(Change::Hold),
            sold_out: count(Change::Exit),
        })
    }

    /// What was held of it a quarter before, under whatever CUSIP, in shares of now.
    fn held_before(&self, snapshot: &Snapshot, security: &SecurityId) -> Held {
        let own = snapshot.security(security);
        let mut held = own.map_or_else(Held::default, Held::of);
        if let Some(split) = self.market.split(security) {
            held.shares = split.ratio.adjust(held.shares);
        }
        let change = self.market.came_from(security);
        if let Some((change, entry)) =
            change.and_then(|change| Some((change, snapshot.security(&change.from)?)))
        {
            let old = Held::of(entry);
            held.holders += old.holders;
            held.value += old.value;
            held.shares += change.ratio.adjust(old.shares);
        }
        held
    }
}

fn difference(now: u64, before: u64) -> i64 {
    dollars(i128::from(now) - i128::from(before))
}

/// What all managers hold of a security.
#[derive(Clone, Copy, Default)]
struct Held {
    holders: u64,
    value: i128,
    shares: Decimal,
    principal: Decimal,
}

impl Held {
    fn of(entry: &SecurityEntry) -> Self {
        Self {
            holders: entry.holders,
            value: entry.value.into(),
            shares: entry.shares,
            principal: entry.principal,
        }
    }
}
