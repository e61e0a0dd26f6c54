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
    position::PositionAnswer,
};
use crate::{Counter, Problem, counter::blocking};

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
    /// At most so many positions.
    pub limit: Option<usize>,
    /// Whether its portfolios are added up with those of the managers that it continues and that
    /// continue it.
    pub merged: bool,
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
}

/// Answers the question. A manager that filed nothing for the period, or a notice, gets the positions
/// of the quarter before, as `NOT_COMPARABLE`.
pub async fn answer(counter: &Counter, question: Question) -> Result<ChangesAnswer, Problem> {
    let Question {
        cik,
        period,
        as_of,
        labels,
        limit,
        merged,
    } = question;
    let members = Members::of(counter, cik, merged, as_of).await?;
    let nothing = Problem::NothingFiled {
        cik,
        period,
        as_of,
        continued_by: members.continued_by.clone(),
    };
    let Some(quarters) = Quarters::open(counter, period).await? else {
        return Err(nothing);
    };
    blocking(move || {
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
        let mut changed: Vec<_> = compared
            .positions
            .iter()
            .filter(|one| is_wanted(one.change))
            .collect();
        changed.sort_by_key(|one| {
            let moved = one.value_change().map_or(0, i128::abs);
            std::cmp::Reverse((one.traded().abs(), moved))
        });
        changed.truncate(limit.unwrap_or(usize::MAX));
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
            changes: changed
                .into_iter()
                .map(|one| quarters.position(one))
                .collect(),
            whole_book: compared.whole,
        })
    })
    .await
}
