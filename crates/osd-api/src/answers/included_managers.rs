//! For whom does a manager hold what it reports?

use chrono::NaiveDate;
use osd_domain::{
    Cik, Period,
    amendment::Standing,
    attribution::{AttributedRows, AttributionNote, IncludedManager},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    figures::dollars,
    members::Members,
    portfolio::{FilingInPortfolio, Manager, Totals, filings, totals},
    whole::{Whole, of_whole},
};
use crate::{Counter, Problem};

/// A question for a portfolio by included manager.
#[derive(Debug, Clone)]
pub struct Question {
    /// The manager.
    pub cik: Cik,
    /// The report period.
    pub period: Period,
    /// Only filings accepted by the end of this day (Eastern) count.
    pub as_of: Option<NaiveDate>,
}

/// A portfolio by the other included managers that its rows name. The parts add up to the totals.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IncludedManagersAnswer {
    /// The manager.
    pub manager: Manager,
    /// The report period.
    #[schema(value_type = String, example = "2025Q1")]
    pub period: Period,
    /// The day asked for.
    pub as_of: Option<NaiveDate>,
    /// `held`, or `partial` where a filing that counts could not be read.
    #[schema(value_type = String, example = "held")]
    pub standing: Standing,
    /// Every filing of the manager for the period, in their order, with what it does.
    pub filings: Vec<FilingInPortfolio>,
    /// Totals of the portfolio.
    pub totals: Totals,
    /// The parts: rows that name no other manager first, then by number.
    pub parts: Vec<IncludedManagersPart>,
}

/// The rows that name one set of included managers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IncludedManagersPart {
    /// The column as rows print it, each spelling once: `43,01`.
    pub printed: Vec<String>,
    /// The numbers, as the list of the first filing that includes the manager gives them; empty where
    /// rows name nobody: they are the filing manager's own.
    pub numbers: Vec<Option<u32>>,
    /// The names, number by number; null for a number that the list does not have.
    pub names: Vec<Option<String>>,
    /// The CIKs, number by number, where given.
    pub ciks: Vec<Option<u64>>,
    /// The Form 13F file numbers, number by number, where given.
    pub file_numbers: Vec<Option<String>>,
    /// Rows.
    pub rows: u64,
    /// Positions that the rows are in. One may be in several parts.
    pub positions: u64,
    /// Dollars of shares.
    pub shares_value: i64,
    /// Dollars of debt.
    pub principal_value: i64,
    /// Dollars under puts.
    pub put_value: i64,
    /// Dollars under calls.
    pub call_value: i64,
    /// What was noticed: `not_listed` for numbers that the list does not have, `not_understood` where
    /// no number could be read.
    #[schema(value_type = Vec<Object>)]
    pub notes: Vec<AttributionNote>,
    /// The filings whose rows they are.
    pub sources: Vec<String>,
}

/// Answers the question.
pub async fn answer(
    counter: &Counter,
    question: Question,
) -> Result<IncludedManagersAnswer, Problem> {
    let Question { cik, period, as_of } = question;
    let members = Members::of(counter, cik, false, as_of).await?;
    of_whole(counter, members, (period, as_of), move |whole| {
        let Whole {
            members,
            quarters,
            beside,
            standing,
            ..
        } = whole;
        let fold = quarters.now.fold(cik, as_of);
        let attribution = quarters.now.attribution(cik, &fold)?;
        Ok(IncludedManagersAnswer {
            manager: members.manager,
            period,
            as_of,
            standing,
            filings: filings(&quarters.now, &beside)?,
            totals: totals(&beside),
            parts: attribution.rows().into_iter().map(part).collect(),
        })
    })
    .await
}

fn part(rows: AttributedRows) -> IncludedManagersPart {
    let managers = &rows.managers;
    let listed = || managers.iter().map(IncludedManager::listed);
    let cik = |cik: Cik| cik.number();
    let [shares_value, principal_value, put_value, call_value] = rows.by_kind.map(dollars);
    IncludedManagersPart {
        numbers: managers.iter().map(IncludedManager::number).collect(),
        names: listed().map(|one| Some(one?.name.clone())).collect(),
        ciks: listed().map(|one| one?.cik.map(cik)).collect(),
        file_numbers: listed().map(|one| one?.file_number.clone()).collect(),
        printed: rows.printed,
        rows: rows.rows,
        positions: rows.positions,
        shares_value,
        principal_value,
        put_value,
        call_value,
        notes: rows.notes,
        sources: rows.sources.iter().map(ToString::to_string).collect(),
    }
}
