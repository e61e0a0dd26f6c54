//! How did a manager's portfolio come to be what it is, quarter by quarter?

use std::collections::BTreeMap;

use chrono::NaiveDate;
use osd_catalog::ManagerSummary;
use osd_domain::{
    Change, Cik, Kind, Period,
    amendment::Standing,
    change::{Basis, ChangeSummary},
};
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    beside::Quarters,
    figures::{dollars, ratio},
    portfolio::Manager,
};
use crate::{Counter, Problem, counter::blocking};

/// A question for a manager's quarters.
#[derive(Debug, Clone)]
pub struct Question {
    /// The manager.
    pub cik: Cik,
    /// Only filings accepted by the end of this day (Eastern) count.
    pub as_of: Option<NaiveDate>,
}

/// A manager's quarters, in order.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HistoryAnswer {
    /// The manager.
    pub manager: Manager,
    /// The day asked for.
    pub as_of: Option<NaiveDate>,
    /// One for each period that it filed for.
    pub periods: Vec<HistoryPeriod>,
}

/// A manager's portfolio of a quarter, in figures.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HistoryPeriod {
    /// The report period.
    #[schema(value_type = String, example = "2025Q1")]
    pub period: Period,
    /// What is known of the portfolio: `held`, `partial`, `no_holdings` (others report), `no_table`,
    /// `unread`.
    #[schema(value_type = String, example = "held")]
    pub standing: Standing,
    /// Whether it can be compared with the quarter before, and why not; null in what was published by
    /// an older version.
    #[schema(value_type = Option<String>, example = "compared")]
    pub basis: Option<Basis>,
    /// Filings for the period, by the day asked for.
    pub filings: u64,
    /// Sum of all effective rows in dollars; null where there is no portfolio.
    pub value: Option<i64>,
    /// Dollars of shares.
    pub shares_value: i64,
    /// Dollars of debt.
    pub principal_value: i64,
    /// Dollars under puts.
    pub put_value: i64,
    /// Dollars under calls.
    pub call_value: i64,
    /// Positions.
    pub positions: u64,
    /// The ten largest positions of shares, as a fraction of all shares.
    pub top10_weight: Option<f64>,
    /// Shares bought since the quarter before, in dollars at the prices of now.
    pub bought_value: Option<i64>,
    /// Shares sold since the quarter before, in dollars at the prices of then.
    pub sold_value: Option<i64>,
    /// The lesser of bought and sold, as a fraction of the shares' value.
    pub turnover: Option<f64>,
    /// Positions by what happened to them: labels with counts.
    #[schema(value_type = Object)]
    pub changes: BTreeMap<Change, u64>,
    /// Filings that count although their unit is not certain.
    pub quarantined: u64,
}

/// Answers the question.
pub async fn answer(counter: &Counter, question: Question) -> Result<HistoryAnswer, Problem> {
    let Question { cik, as_of } = question;
    let Some(name) = counter.manager_name(cik).await? else {
        return Err(Problem::NoManager(cik));
    };
    let read = counter.catalog.read().await?;
    let published = read.summaries().manager(cik).await?;
    drop(read);
    let mut periods = Vec::new();
    for summary in published {
        match as_of {
            None => periods.push(HistoryPeriod::of(summary)),
            Some(day) => periods.extend(on_the_day(counter, cik, summary.period, day).await?),
        }
    }
    Ok(HistoryAnswer {
        manager: Manager { cik, name },
        as_of,
        periods,
    })
}

impl HistoryPeriod {
    fn of(summary: ManagerSummary) -> Self {
        let changes = summary.changes.unwrap_or_default();
        Self {
            period: summary.period,
            standing: summary.standing,
            basis: summary.basis,
            filings: summary.filings,
            value: summary.value.map(dollars),
            shares_value: dollars(summary.shares_value),
            principal_value: dollars(summary.principal_value),
            put_value: dollars(summary.put_value),
            call_value: dollars(summary.call_value),
            positions: summary.positions,
            top10_weight: share(summary.top10_value, summary.shares_value),
            bought_value: summary.bought_value.map(dollars),
            sold_value: summary.sold_value.map(dollars),
            turnover: turnover(
                summary.bought_value,
                summary.sold_value,
                summary.shares_value,
            ),
            changes: changes.iter().collect(),
            quarantined: summary.quarantined,
        }
    }
}

fn share(part: i128, whole: i128) -> Option<f64> {
    let decimal = |dollars| Decimal::try_from_i128_with_scale(dollars, 0).ok();
    decimal(part)?.checked_div(decimal(whole)?).map(ratio)
}

fn turnover(bought: Option<i128>, sold: Option<i128>, shares: i128) -> Option<f64> {
    share(bought?.min(sold?), shares)
}

/// The same as somebody could have known it on a day; none where nothing was filed by then.
async fn on_the_day(
    counter: &Counter,
    cik: Cik,
    period: Period,
    day: NaiveDate,
) -> Result<Option<HistoryPeriod>, Problem> {
    let Some(quarters) = Quarters::open(counter, period).await? else {
        return Ok(None);
    };
    let first = quarters.first_period(counter, cik, Some(day)).await?;
    blocking(move || {
        let beside = quarters.manager(cik, Some(day), first)?;
        let standing = beside.fold.standing;
        if standing == Standing::NothingFiled {
            return Ok(None);
        }
        let compared = beside.compare(&quarters.market);
        let figures = ChangeSummary::of(&compared);
        let portfolio = beside.book.portfolio();
        let by_kind = portfolio.by_kind();
        let of = |kind: Kind| by_kind.get(&kind).map_or(0, |total| total.value);
        let quarantined = beside.fold.effective().filter(|report| {
            let filing = quarters.now.filing(cik, report.accession);
            filing.is_some_and(osd_snapshot::FilingEntry::is_quarantined)
        });
        Ok(Some(HistoryPeriod {
            period,
            standing,
            basis: Some(compared.basis),
            filings: beside.fold.filings.len() as u64,
            value: standing.has_rows().then(|| dollars(portfolio.value())),
            shares_value: dollars(of(Kind::Shares)),
            principal_value: dollars(of(Kind::Principal)),
            put_value: dollars(of(Kind::Put)),
            call_value: dollars(of(Kind::Call)),
            positions: portfolio.positions().len() as u64,
            top10_weight: share(figures.top10_value, of(Kind::Shares)),
            bought_value: figures.bought_value.map(dollars),
            sold_value: figures.sold_value.map(dollars),
            turnover: turnover(figures.bought_value, figures.sold_value, of(Kind::Shares)),
            changes: figures.counts,
            quarantined: quarantined.count() as u64,
        }))
    })
    .await
}
