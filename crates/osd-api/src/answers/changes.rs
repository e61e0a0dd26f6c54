//! What did a manager do since the quarter before?

use std::collections::BTreeMap;

use chrono::NaiveDate;
use osd_domain::{
    Change, Cik, Period,
    change::{Basis, ChangeSummary, WholeBook},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    beside::Quarters,
    figures::dollars,
    members::{LinkedManager, Members},
    portfolio::Manager,
    position::{BY_TRADE, PositionAnswer, PositionRow},
};
use crate::{
    Counter, Problem,
    counter::blocking_over,
    list::{Listing, Page, Request, Row, Shape, pick},
};

/// A question for what changed.
#[derive(Debug, Clone)]
pub struct Question {
    /// The manager.
    pub cik: Cik,
    /// The report period.
    pub period: Period,
    /// Only filings accepted by the end of this day (Eastern) count.
    pub as_of: Option<NaiveDate>,
    /// Only these labels; all but `HOLD` where there are none.
    pub labels: Vec<Change>,
    /// Whether its portfolios are added up with those of the managers that it continues and that
    /// continue it.
    pub merged: bool,
    /// Which of them, in which order: what was traded most first unless told otherwise.
    pub list: Request,
}

/// What a manager did since the quarter before.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChangesAnswer {
    /// The manager.
    pub manager: Manager,
    /// The managers whose portfolios are added up: more than one in the merged view alone.
    pub managers: Vec<Manager>,
    /// The managers that it continues under another CIK.
    pub continues: Vec<LinkedManager>,
    /// The managers that continue it under another CIK.
    pub continued_by: Vec<LinkedManager>,
    /// The report period.
    #[schema(value_type = String, example = "2025Q1")]
    pub period: Period,
    /// The calendar quarter before.
    #[schema(value_type = String, example = "2024Q4")]
    pub previous_period: Period,
    /// The day asked for.
    pub as_of: Option<NaiveDate>,
    /// Whether the two can be compared, and why not.
    #[schema(value_type = String, example = "compared")]
    pub basis: Basis,
    /// What sets the two books apart as wholes: amounts in thousands, one ratio, other managers.
    #[schema(value_type = Object)]
    pub whole_book: WholeBook,
    /// All positions by what happened to them: labels with counts.
    #[schema(value_type = Object)]
    pub counts: BTreeMap<Change, u64>,
    /// Shares bought, in dollars at the prices of now.
    pub bought_value: Option<i64>,
    /// Shares sold, in dollars at the prices of then.
    pub sold_value: Option<i64>,
    /// The positions that changed, what was traded most first.
    pub changes: Vec<PositionAnswer>,
    /// Which part of the list they are.
    pub page: Page,
}

impl Listing for ChangesAnswer {
    const ROWS: &'static str = "changes";
    type Item = PositionAnswer;

    fn shapes() -> Vec<Shape> {
        PositionRow::shapes()
    }

    fn rows(&self) -> impl Iterator<Item = &PositionAnswer> {
        self.changes.iter()
    }

    fn page(&self) -> &Page {
        &self.page
    }

    fn file_name(&self) -> String {
        format!("changes-{}-{}", self.manager.cik, self.period)
    }
}

/// Answers the question. A manager that filed nothing for the period, or a notice, gets the positions
/// of the quarter before, as `NOT_COMPARABLE`.
pub async fn answer(counter: &Counter, question: Question) -> Result<ChangesAnswer, Problem> {
    let Question {
        cik,
        period,
        as_of,
        labels,
        merged,
        list,
    } = question;
    let about = format!("changes {cik} {period} {as_of:?} {merged} {labels:?}");
    let asked = list.read(&PositionRow::all_shapes(), BY_TRADE, &about, 1)?;
    let members = Members::of(counter, cik, merged, as_of).await?;
    let served = counter.served(period).await?;
    let nothing = Problem::NothingFiled {
        cik,
        period,
        as_of,
        continued_by: members.continued_by.clone(),
    };
    let Some(quarters) = Quarters::of(counter, period, &served).await? else {
        return Err(nothing);
    };
    blocking_over(quarters.rows(&members), move || {
        let beside = quarters.members(&members, as_of)?;
        let compared = beside.compare(&quarters.market);
        if compared.positions.is_empty() && beside.filings() == 0 {
            return Err(nothing);
        }
        let figures = ChangeSummary::of(&compared);
        let is_wanted = |change: Change| match labels.is_empty() {
            true => change != Change::Hold,
            false => labels.contains(&change),
        };
        let changed = compared.positions.iter();
        let changed = changed.filter(|one| is_wanted(one.change));
        let rows = PositionRow::all(changed, &quarters);
        let picked = pick(&rows, &asked);
        Ok(ChangesAnswer {
            manager: members.manager,
            managers: members.managers,
            continues: members.continues,
            continued_by: members.continued_by,
            period,
            previous_period: period.previous(),
            as_of,
            basis: compared.basis,
            counts: figures.counts,
            bought_value: figures.bought_value.map(dollars),
            sold_value: figures.sold_value.map(dollars),
            changes: picked
                .places
                .into_iter()
                .map(|place| quarters.position(rows[place].position))
                .collect(),
            page: picked.page,
            whole_book: compared.whole,
        })
    })
    .await
}
