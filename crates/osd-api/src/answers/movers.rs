//! What did all managers buy and sell?

use std::sync::Arc;

use osd_catalog::{ChangeCounts, SecurityFlow, SecuritySummary, fold, list::Value};
use osd_domain::{Change, Period, SecurityId};
use osd_snapshot::{SecurityEntry, Snapshot};
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    figures::{dollars, ratio, whole},
    period::ComparisonAnswer,
    securities::latest_published,
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

/// A question for movers.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// The report period; the latest that was published where none is given.
    pub period: Option<Period>,
    /// Which of them, in which order: what was bought most of first, unless told otherwise.
    pub list: Request,
}

/// Securities by what managers did since the calendar quarter before: those whose quarters can be
/// compared. A notice, a gap or a filing in another unit is no sale.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MoversAnswer {
    /// The report period.
    #[schema(value_type = String, example = "2025Q1")]
    pub period: Period,
    /// How the period compares; null, and no movers, where the quarter before is not published.
    pub comparison: Option<ComparisonAnswer>,
    /// The securities.
    pub movers: Vec<MoverAnswer>,
    /// Which part of the list they are.
    pub page: Page,
}

/// A security by what comparable managers did with it, options apart.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MoverAnswer {
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
    /// Dollars bought less dollars sold.
    pub net_value: i64,
    /// Dollars bought: shares more than before, at the price of now.
    pub bought_value: i64,
    /// Dollars sold: shares fewer than before, at the price of before.
    pub sold_value: i64,
    /// Managers that hold it now and did not, less those that do no more.
    pub holders_change: i64,
    /// Managers that did not hold it a quarter before.
    pub new: u64,
    /// Managers that hold more.
    pub added: u64,
    /// Managers that hold less.
    pub reduced: u64,
    /// Managers that hold it no more.
    pub sold_out: u64,
    /// Shares now less shares before, in shares of now: after splits.
    pub shares_change: i64,
    /// The same as a fraction of the shares before; null where there were none.
    pub shares_change_pct: Option<f64>,
    /// Value now less value before, in dollars: what was traded, and what prices did.
    pub value_change: i64,
    /// Managers that hold shares or principal now, comparable or not.
    pub holders: u64,
    /// Dollars that they hold.
    pub value: i64,
    /// Shares that they hold.
    pub shares: i64,
    /// The consensus price of a share in dollars, to its last digit.
    #[schema(example = "154.64")]
    pub price: Option<String>,
}

impl Listing for MoversAnswer {
    const ROWS: &'static str = "movers";
    type Item = MoverAnswer;

    fn shapes() -> Vec<Shape> {
        MoverRow::shapes()
    }

    fn rows(&self) -> impl Iterator<Item = &MoverAnswer> {
        self.movers.iter()
    }

    fn page(&self) -> &Page {
        &self.page
    }

    fn file_name(&self) -> String {
        format!("movers-{}", self.period)
    }
}

/// The movers of a period, as they are kept.
pub(crate) struct Moved {
    comparison: Option<ComparisonAnswer>,
    rows: Vec<MoverRow>,
}

impl Moved {
    /// Roughly what it takes in memory.
    pub(crate) fn bytes(&self) -> usize {
        self.rows.iter().map(MoverRow::bytes).sum()
    }
}

/// A mover as a row of a list.
#[derive(Debug)]
pub struct MoverRow {
    answer: MoverAnswer,
    /// Its texts as a search sees them.
    folded: String,
}

impl MoverRow {
    fn new(answer: MoverAnswer) -> Self {
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

    fn bytes(&self) -> usize {
        let answer = &self.answer;
        size_of::<Self>() + answer.issuer.len() + answer.class.len() + self.folded.len() + 60
    }
}

impl Row for MoverRow {
    fn columns() -> Vec<Column<Self>> {
        let mut columns = columns!(Self {
            Kind::Code => answer.security,
            Kind::Code => answer.cusip,
            Kind::Code => answer.ticker,
            Kind::Text => answer.issuer,
            Kind::Text => answer.class,
            Kind::Int => answer.net_value,
            Kind::Int => answer.bought_value,
            Kind::Int => answer.sold_value,
            Kind::Int => answer.holders_change,
            Kind::Int => answer.new,
            Kind::Int => answer.added,
            Kind::Int => answer.reduced,
            Kind::Int => answer.sold_out,
            Kind::Int => answer.shares_change,
            Kind::Number => answer.shares_change_pct,
            Kind::Int => answer.value_change,
            Kind::Int => answer.holders,
            Kind::Int => answer.value,
            Kind::Int => answer.shares,
        });
        columns.push(Column::new("price", Kind::Number, |row: &Self| {
            let price = row.answer.price.as_deref();
            Value::ratio(price.and_then(|price| price.parse().ok()))
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
///
/// # Errors
/// [`Problem::NoPeriod`] for a period that is not published.
pub async fn answer(counter: &Counter, question: &Question) -> Result<MoversAnswer, Problem> {
    let read = counter.catalog.read().await?;
    let period = match question.period {
        Some(period) => period,
        None => latest_published(&read).await?,
    };
    let about = format!("movers {period}");
    let shapes = MoverRow::all_shapes();
    let asked = question.list.read(&shapes, "-net_value", &about, 1)?;
    let (catalog, published) = of_published(&read.revision().await?);
    drop(read);
    let key = (catalog, published, period);
    let moved = counter.tables.movers.get(key, moved(counter, period));
    let moved = moved.await?;
    blocking(move || {
        let picked = pick(&moved.rows, &asked);
        let movers = picked.places.into_iter();
        Ok(MoversAnswer {
            period,
            comparison: moved.comparison.clone(),
            movers: movers
                .map(|place| moved.rows[place].answer.clone())
                .collect(),
            page: picked.page,
        })
    })
    .await
}

async fn moved(counter: &Counter, period: Period) -> Result<Moved, Problem> {
    let [now, before] = counter.current([period, period.previous()]).await?;
    let now = now.ok_or(Problem::NoPeriod(period))?;
    let read = counter.catalog.read().await?;
    let comparison = read.summaries().comparison(period).await?;
    let summaries = read.summaries().securities_of(period).await?;
    drop(read);
    blocking(move || {
        let rows = summaries.into_iter();
        Ok(Moved {
            comparison: comparison.and_then(ComparisonAnswer::of),
            rows: rows
                .filter_map(|one| row(&one, &now, before.as_ref()))
                .collect(),
        })
    })
    .await
}

/// A security as managers traded it; none of whom nobody is known to have done anything with it.
fn row(one: &SecuritySummary, now: &Snapshot, before: Option<&Arc<Snapshot>>) -> Option<MoverRow> {
    let (changes, flow) = (one.changes.as_ref()?, one.flow.as_ref()?);
    let is_compared = |(change, _): &(Change, u64)| change.is_like_for_like();
    if !changes.iter().any(|one| is_compared(&one)) {
        return None;
    }
    let held = now.security(&one.security);
    let shown = held.or_else(|| before?.security(&one.security))?;
    Some(MoverRow::new(mover(one, shown, changes, flow)))
}

fn mover(
    one: &SecuritySummary,
    shown: &SecurityEntry,
    changes: &ChangeCounts,
    flow: &SecurityFlow,
) -> MoverAnswer {
    let count = |change: Change| changes.get(change);
    let holders_change = i128::from(count(Change::New)) - i128::from(count(Change::Exit));
    let pct = flow.shares_change.checked_div(flow.previous_shares);
    MoverAnswer {
        security: one.security.clone(),
        cusip: shown.cusip.clone(),
        ticker: shown.ticker.clone(),
        issuer: shown.issuer.clone(),
        class: shown.class.clone(),
        net_value: dollars(flow.net_value()),
        bought_value: dollars(flow.bought_value),
        sold_value: dollars(flow.sold_value),
        holders_change: dollars(holders_change),
        new: count(Change::New),
        added: count(Change::Add),
        reduced: count(Change::Reduce),
        sold_out: count(Change::Exit),
        shares_change: whole(flow.shares_change),
        shares_change_pct: pct.map(ratio),
        value_change: dollars(flow.value_change),
        holders: one.holders,
        value: dollars(one.value),
        shares: whole(one.shares.unwrap_or(Decimal::ZERO)),
        price: one
            .price
            .map(|price| price.dollars().normalize().to_string()),
    }
}
