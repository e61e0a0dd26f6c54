//! How did a manager's portfolio come to be what it is, quarter by quarter?

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use osd_catalog::{ManagerSummary, list::Value};
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
    members::{LinkedManager, Members},
    portfolio::Manager,
};
use crate::{
    Counter, Problem,
    counter::blocking,
    list::{
        Column, Kind as Holds, Listing, Page, Request, Row, Shape,
        declared::{Field, columns},
        pick,
    },
};

/// A question for a manager's quarters.
#[derive(Debug, Clone)]
pub struct Question {
    /// The manager.
    pub cik: Cik,
    /// Only filings accepted by the end of this day (Eastern) count.
    pub as_of: Option<NaiveDate>,
    /// Whether its portfolios are added up with those of the managers that it continues and that
    /// continue it.
    pub merged: bool,
    /// Which of them, in which order: by period unless told otherwise.
    pub list: Request,
}

/// A manager's quarters, in order.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HistoryAnswer {
    /// The manager.
    pub manager: Manager,
    /// The managers whose portfolios are added up: more than one in the merged view alone.
    pub managers: Vec<Manager>,
    /// The managers that it continues under another CIK.
    pub continues: Vec<LinkedManager>,
    /// The managers that continue it under another CIK.
    pub continued_by: Vec<LinkedManager>,
    /// The day asked for.
    pub as_of: Option<NaiveDate>,
    /// One for each period that one of them filed for.
    pub periods: Vec<HistoryPeriod>,
    /// Which part of the list they are.
    pub page: Page,
}

impl Listing for HistoryAnswer {
    const ROWS: &'static str = "periods";
    type Item = HistoryPeriod;

    fn shapes() -> Vec<Shape> {
        HistoryPeriod::shapes()
    }

    fn rows(&self) -> impl Iterator<Item = &HistoryPeriod> {
        self.periods.iter()
    }

    fn page(&self) -> &Page {
        &self.page
    }

    fn file_name(&self) -> String {
        format!("history-{}", self.manager.cik)
    }
}

impl Row for HistoryPeriod {
    fn columns() -> Vec<Column<Self>> {
        columns!(Self {
            Holds::Code => period,
            Holds::Code => standing,
            Holds::Code => basis,
            Holds::Int => filings,
            Holds::Int => value,
            Holds::Int => shares_value,
            Holds::Int => principal_value,
            Holds::Int => put_value,
            Holds::Int => call_value,
            Holds::Int => positions,
            Holds::Number => top10_weight,
            Holds::Int => bought_value,
            Holds::Int => sold_value,
            Holds::Number => turnover,
            Holds::Object => changes,
            Holds::Int => quarantined,
        })
    }

    fn tie(&self) -> Value<'_> {
        self.period.value()
    }
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
    let Question {
        cik,
        as_of,
        merged,
        list,
    } = question;
    let about = format!("history {cik} {as_of:?} {merged}");
    let asked = list.read(&HistoryPeriod::all_shapes(), "period", &about, 1)?;
    let members = Members::of(counter, cik, merged, as_of).await?;
    let read = counter.catalog.read().await?;
    let mut published: BTreeMap<Period, Vec<ManagerSummary>> = BTreeMap::new();
    for (cik, _) in members.each() {
        for summary in read.summaries().manager(cik).await? {
            published.entry(summary.period).or_default().push(summary);
        }
    }
    drop(read);
    let members = Arc::new(members);
    let mut periods = Vec::new();
    for period in published.keys() {
        match alone(&published, &members, *period).filter(|_| as_of.is_none()) {
            Some(summary) => periods.push(HistoryPeriod::of(summary.clone())),
            None => periods.extend(added_up(counter, &members, *period, as_of).await?),
        }
    }
    let members = Arc::unwrap_or_clone(members);
    let picked = pick(&periods, &asked);
    let shown = picked.places.into_iter();
    Ok(HistoryAnswer {
        manager: members.manager,
        managers: members.managers,
        continues: members.continues,
        continued_by: members.continued_by,
        as_of,
        periods: shown.map(|place| periods[place].clone()).collect(),
        page: picked.page,
    })
}

/// What was published of the only manager that filed for a period and the one before: there is
/// nothing to add up.
fn alone<'a>(
    published: &'a BTreeMap<Period, Vec<ManagerSummary>>,
    members: &Members,
    period: Period,
) -> Option<&'a ManagerSummary> {
    let [one] = published.get(&period)?.as_slice() else {
        return None;
    };
    let before = published.get(&period.previous()).into_iter().flatten();
    let is_alone = before.into_iter().all(|other| other.cik == one.cik);
    (is_alone && !members.hand_on_in(period)).then_some(one)
}

impl HistoryPeriod {
    pub(super) fn of(summary: ManagerSummary) -> Self {
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

/// The same of several managers, or as somebody could have known it on a day; none where nothing was
/// filed by then.
async fn added_up(
    counter: &Counter,
    members: &Arc<Members>,
    period: Period,
    as_of: Option<NaiveDate>,
) -> Result<Option<HistoryPeriod>, Problem> {
    let Some(quarters) = Quarters::open(counter, period).await? else {
        return Ok(None);
    };
    let members = Arc::clone(members);
    blocking(move || {
        let beside = quarters.members(&members, as_of)?;
        let standing = beside.standing();
        if standing == Standing::NothingFiled {
            return Ok(None);
        }
        let compared = beside.compare(&quarters.market);
        let figures = ChangeSummary::of(&compared);
        let portfolio = beside.book.portfolio();
        let by_kind = portfolio.by_kind();
        let of = |kind: Kind| by_kind.get(&kind).map_or(0, |total| total.value);
        let counting = beside.folds().flat_map(|(cik, fold)| {
            let filings = fold.effective();
            filings.map(move |report| (cik, report.accession))
        });
        let quarantined = counting.filter(|(cik, accession)| {
            let filing = quarters.now.filing(*cik, *accession);
            filing.is_some_and(osd_snapshot::FilingEntry::is_quarantined)
        });
        Ok(Some(HistoryPeriod {
            period,
            standing,
            basis: Some(compared.basis),
            filings: beside.filings(),
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
