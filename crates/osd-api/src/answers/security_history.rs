//! What did a manager hold of a security, quarter by quarter?

mod telling;

use chrono::NaiveDate;
use osd_catalog::list::Value;
use osd_domain::{
    Change, Cik, Kind, Period, SecurityId,
    amendment::Standing,
    change::{Basis, ChangeEvidence},
};
use serde::Serialize;
use utoipa::ToSchema;

use self::telling::Telling;
use super::{
    portfolio::Manager,
    security::{ChainStep, SplitStep, chain, splits},
};
use crate::{
    Counter, Problem,
    counter::blocking,
    list::{
        Column, Kind as Holds, Listing, Page, Request, Row, Shape,
        declared::{columns, objects},
        has_words, pick,
    },
};

/// A question for a manager's position in a security over time.
#[derive(Debug, Clone)]
pub struct Question {
    /// The manager.
    pub cik: Cik,
    /// Any CUSIP that the security had, or the id of a security without one.
    pub security: String,
    /// Only filings accepted by the end of this day (Eastern) count.
    pub as_of: Option<NaiveDate>,
    /// Which quarters, in which order: that of time, unless told otherwise.
    pub list: Request,
}

/// A manager's position in a security, quarter by quarter, under all its CUSIPs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SecurityHistoryAnswer {
    /// The manager.
    pub manager: Manager,
    /// The security asked for.
    #[schema(value_type = String, example = "02079K305")]
    pub security: SecurityId,
    /// Every CUSIP that it had, from the oldest to the newest.
    #[schema(value_type = Vec<String>)]
    pub cusips: Vec<SecurityId>,
    /// The changes from one to the next.
    pub chain: Vec<ChainStep>,
    /// The splits of its shares.
    pub splits: Vec<SplitStep>,
    /// The day asked for. What happened to the security itself does not depend on it.
    pub as_of: Option<NaiveDate>,
    /// Every calendar quarter from the first in which the manager held it to the last it filed for;
    /// several rows where it held several kinds. A quarter of which no portfolio is known stands
    /// with its standing, and without an amount: it is no exit. In order unless told otherwise.
    pub quarters: Vec<HeldQuarter>,
    /// Which part of the list they are.
    pub page: Page,
}

impl Listing for SecurityHistoryAnswer {
    const ROWS: &'static str = "quarters";
    type Item = HeldQuarter;

    fn shapes() -> Vec<Shape> {
        HeldQuarter::shapes()
    }

    fn rows(&self) -> impl Iterator<Item = &HeldQuarter> {
        self.quarters.iter()
    }

    fn page(&self) -> &Page {
        &self.page
    }

    fn file_name(&self) -> String {
        format!("history-{}-{}", self.manager.cik, self.security)
    }
}

/// A position in a quarter, or a quarter without one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HeldQuarter {
    /// The report period.
    #[schema(value_type = String, example = "2025Q1")]
    pub period: Period,
    /// What is known of the portfolio: `held`, `partial`, `no_holdings` (others report), `no_table`,
    /// `unread`, `nothing_filed`.
    #[schema(value_type = String, example = "held")]
    pub standing: Standing,
    /// Whether it can be compared with the quarter before, and why not.
    #[schema(value_type = String, example = "compared")]
    pub basis: Basis,
    /// The CUSIP under which it is held, or was where it is gone; null where nothing is known or held.
    #[schema(value_type = Option<String>)]
    pub security: Option<SecurityId>,
    /// `shares`, `principal`, `put` or `call`; null where nothing is known or held.
    #[schema(value_type = Option<String>, example = "shares")]
    pub kind: Option<Kind>,
    /// Shares, or principal in dollars, as filed; 0 where the portfolio has none, null where no
    /// portfolio is known.
    pub amount: Option<i64>,
    /// The same in shares of the latest quarter: times all later splits and ratios of changes of CUSIP.
    pub amount_adjusted: Option<i64>,
    /// Dollars.
    pub value: Option<i64>,
    /// Share of the sum of its kind.
    pub weight: Option<f64>,
    /// What happened since the quarter before; null where nothing is known or held.
    #[schema(value_type = Option<String>, example = "ADD")]
    pub change: Option<Change>,
    /// What the label rests on, where it rests on more than two amounts.
    #[schema(value_type = Vec<Object>)]
    pub evidence: Vec<ChangeEvidence>,
    /// The filings it rests on.
    pub sources: Vec<String>,
}

impl Row for HeldQuarter {
    fn columns() -> Vec<Column<Self>> {
        let mut columns = columns!(Self {
            Holds::Code => period,
            Holds::OneOf(|| Standing::ALL.iter().map(|one| one.as_str()).collect()) => standing,
            Holds::OneOf(|| Basis::ALL.iter().map(|one| one.as_str()).collect()) => basis,
            Holds::Code => security,
            Holds::OneOf(|| Kind::ALL.iter().map(|one| one.as_str()).collect()) => kind,
            Holds::Int => amount,
            Holds::Int => amount_adjusted,
            Holds::Int => value,
            Holds::Number => weight,
            Holds::OneOf(|| Change::ALL.iter().map(|one| one.as_str()).collect()) => change,
        });
        columns.push(Column::new("evidence", Holds::Object, |row: &Self| {
            objects(&row.evidence)
        }));
        columns.extend(columns!(Self {
            Holds::Texts => sources,
        }));
        columns
    }

    fn tie(&self) -> Value<'_> {
        let security = self.security.as_ref().map_or("", SecurityId::as_str);
        let kind = self.kind.map_or(0, |kind| kind as u8 + 1);
        Value::Text(format!("{} {security} {kind}", self.period).into())
    }

    /// All of them are of one manager and one security.
    fn is_found(&self, words: &[String]) -> bool {
        let security = self.security.as_ref();
        security.is_some_and(|security| has_words(security.as_str(), words))
    }
}

/// Answers the question.
pub async fn answer(
    counter: &Counter,
    question: Question,
) -> Result<SecurityHistoryAnswer, Problem> {
    let Question { cik, as_of, .. } = question;
    let security: SecurityId = question
        .security
        .trim()
        .parse()
        .map_err(|error| Problem::bad("cusip", error))?;
    let about = format!("history {cik} {security} {as_of:?}");
    let list = &question.list;
    let asked = list.read(&HeldQuarter::all_shapes(), "period", &about, 1)?;
    let Some(name) = counter.manager_name(cik).await? else {
        return Err(Problem::NoManager(cik));
    };
    let read = counter.catalog.read().await?;
    let lineage = read.security_events().lineage(&security).await?;
    let filings = read.filings().of_manager(cik, None).await?;
    let filed = filings
        .iter()
        .filter(|filing| as_of.is_none_or(|day| filing.accepted_on <= day))
        .filter_map(|filing| filing.period);
    let (first, last) = (filed.clone().min(), filed.max());
    let summaries = read.summaries().manager(cik).await?;
    let mut served = Vec::new();
    for period in first
        .zip(last)
        .into_iter()
        .flat_map(|(first, last)| first.through(last))
    {
        served.push((period, counter.served_in(&read, period).await?));
    }
    drop(read);
    let mut telling = Telling::of(counter, cik, as_of, lineage.clone(), first, summaries);
    if let Some((period, served)) = served.first() {
        // What is known of the quarter before decides on the label of the first.
        let [before] = counter.opened([period.previous()], &served.ids).await?;
        telling = blocking(move || telling.begun(before)).await?;
    }
    for (period, served) in served {
        let [now] = counter.opened([period], &served.ids).await?;
        telling = blocking(move || telling.quarter(period, now, &served.market)).await?;
    }
    let quarters = telling.quarters;
    if quarters.is_empty() {
        return Err(Problem::NeverHeld {
            cik,
            security: question.security,
        });
    }
    let picked = pick(&quarters, &asked);
    let shown = picked
        .places
        .into_iter()
        .map(|place| quarters[place].clone());
    Ok(SecurityHistoryAnswer {
        quarters: shown.collect(),
        page: picked.page,
        manager: Manager { cik, name },
        cusips: lineage.securities(),
        chain: chain(&lineage),
        splits: splits(&lineage),
        security,
        as_of,
    })
}
