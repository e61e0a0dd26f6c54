//! What did a manager hold, and what changed?

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use osd_domain::{
    Cik, Confidence, Period, Role, Unit,
    amendment::{EffectReason, Fold, Standing},
    change::Basis,
};
use osd_snapshot::Snapshot;
use serde::Serialize;
use utoipa::ToSchema;

pub use super::position::{PositionAnswer, Sort};
use super::{
    beside::ManagerBeside,
    figures::dollars,
    reported_by::ReportingManager,
    whole::{Whole, of_whole},
};
use crate::{Counter, Problem};

/// A question for a portfolio.
#[derive(Debug, Clone)]
pub struct Question {
    /// The manager.
    pub cik: Cik,
    /// The report period; the manager's latest where none is given.
    pub period: Option<Period>,
    /// Only filings accepted by the end of this day (Eastern) count.
    pub as_of: Option<NaiveDate>,
    /// What positions are sorted by; `-value` where nothing is given.
    pub sort: Sort,
    /// How many positions are handed out.
    pub limit: Option<usize>,
}

/// A portfolio beside the one of the calendar quarter before.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PortfolioAnswer {
    /// The manager.
    pub manager: Manager,
    /// The report period.
    #[schema(value_type = String, example = "2025Q1")]
    pub period: Period,
    /// The calendar quarter before.
    #[schema(value_type = String, example = "2024Q4")]
    pub previous_period: Period,
    /// The day asked for.
    pub as_of: Option<NaiveDate>,
    /// `held`, or `partial` where a filing that counts could not be read.
    #[schema(value_type = String, example = "held")]
    pub standing: Standing,
    /// Whether it can be compared with the quarter before, and why not: `compared`, `first_filing`,
    /// `notice`, `gap`, `unread`, `not_loaded`.
    #[schema(value_type = String, example = "compared")]
    pub basis: Basis,
    /// Every filing of the manager for the period, in their order, with what it does.
    pub filings: Vec<FilingInPortfolio>,
    /// Other managers that report holdings for this one, as its notice or combination report says.
    pub reported_by: Vec<ReportingManager>,
    /// Totals.
    pub totals: Totals,
    /// The positions; sold-out ones stand with value 0.
    pub positions: Vec<PositionAnswer>,
}

/// A manager.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Manager {
    /// CIK.
    #[schema(value_type = u64, example = 1067983)]
    pub cik: Cik,
    /// The name by which it goes now.
    pub name: String,
}

/// A filing and what it does in the portfolio.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FilingInPortfolio {
    /// Accession number.
    pub accession: String,
    /// Form type.
    pub form: String,
    /// Date filed.
    pub filed: NaiveDate,
    /// When EDGAR accepted it, where known.
    pub accepted_at: Option<DateTime<Utc>>,
    /// `original`, `restatement`, `new_holdings`, `superseded`, `repeats` or `no_holdings`.
    #[schema(value_type = String, example = "original")]
    pub role: Role,
    /// Why it is taken to do what it does: `declared`, `resembles`, `never_there` …; null where
    /// nothing was judged.
    #[schema(value_type = Option<String>, example = "first")]
    pub role_because: Option<EffectReason>,
    /// What it turned out to be: `read`, `notice`, `unread` …
    pub state: String,
    /// The unit of its values: `thousands` or `dollars`.
    #[schema(value_type = String, example = "dollars")]
    pub unit: Unit,
    /// How sure that is: `certain`, `likely`, `quarantined`; null where it has no values.
    #[schema(value_type = Option<String>, example = "certain")]
    pub unit_confidence: Option<Confidence>,
}

/// Totals of a portfolio.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Totals {
    /// Sum of all effective rows, in dollars.
    pub value: i64,
    /// Positions held; sold-out ones are not counted.
    pub positions: u64,
    /// Totals of `shares`, `principal`, `put` and `call`, where they occur.
    pub by_kind: BTreeMap<String, KindTotal>,
    /// Sum of a quarter before, where there is a portfolio.
    pub previous_value: Option<i64>,
}

/// Totals of one kind of position.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KindTotal {
    /// Dollars.
    pub value: i64,
    /// Positions.
    pub positions: u64,
}

/// Answers the question.
pub async fn answer(counter: &Counter, question: Question) -> Result<PortfolioAnswer, Problem> {
    let period = match question.period {
        Some(period) => period,
        None => latest_period(counter, &question).await?,
    };
    let asked = (question.cik, period, question.as_of);
    of_whole(counter, asked, move |whole| {
        let Whole {
            manager,
            quarters,
            beside,
            reported_by,
        } = whole;
        let compared = beside.compare(&quarters.market);
        let positions = compared.positions.iter();
        let mut positions: Vec<PositionAnswer> =
            positions.map(|one| quarters.position(one)).collect();
        let Sort { field, descending } = question.sort;
        positions.sort_by(|a, b| a.key(field).order(&b.key(field), descending));
        positions.truncate(question.limit.unwrap_or(usize::MAX));
        Ok(PortfolioAnswer {
            filings: filings(&quarters.now, manager.cik, &beside.fold)?,
            manager,
            period,
            previous_period: period.previous(),
            as_of: question.as_of,
            standing: beside.fold.standing,
            basis: compared.basis,
            reported_by,
            totals: totals(&beside),
            positions,
        })
    })
    .await
}

/// The manager's latest period with a portfolio to show, else its latest.
async fn latest_period(counter: &Counter, question: &Question) -> Result<Period, Problem> {
    let read = counter.catalog.read().await?;
    let filings = read.filings().of_manager(question.cik, None).await?;
    let known = filings
        .iter()
        .filter(|filing| question.as_of.is_none_or(|day| filing.accepted_on <= day))
        .filter_map(|filing| {
            Some((
                filing.state == osd_domain::FilingState::Read,
                filing.period?,
            ))
        });
    known
        .max()
        .map(|(_, period)| period)
        .ok_or(Problem::NoManager(question.cik))
}

pub(super) fn filings(
    snapshot: &Snapshot,
    cik: Cik,
    fold: &Fold,
) -> Result<Vec<FilingInPortfolio>, Problem> {
    fold.filings
        .iter()
        .filter_map(|(report, role)| Some((snapshot.filing(cik, report.accession)?, role)))
        .map(|(filing, role)| {
            let effect = snapshot.details(filing)?.effect;
            Ok(FilingInPortfolio {
                accession: filing.accession.to_string(),
                form: filing.form.to_string(),
                filed: filing.filed,
                accepted_at: filing.accepted_at,
                role: *role,
                role_because: effect.map(|verdict| verdict.because),
                state: filing.state.to_string(),
                unit: filing.unit,
                unit_confidence: filing.unit_confidence,
            })
        })
        .collect()
}

pub(super) fn totals(beside: &ManagerBeside) -> Totals {
    let portfolio = beside.book.portfolio();
    let by_kind = portfolio.by_kind().into_iter().map(|(kind, total)| {
        (
            kind.to_string(),
            KindTotal {
                value: dollars(total.value),
                positions: total.positions,
            },
        )
    });
    Totals {
        value: dollars(portfolio.value()),
        positions: portfolio.positions().len() as u64,
        by_kind: by_kind.collect(),
        previous_value: beside
            .book_before
            .as_ref()
            .map(|book| dollars(book.portfolio().value())),
    }
}
