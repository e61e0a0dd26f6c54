//! Which managers are there?

use osd_catalog::ManagerQuery;
use osd_domain::{Cik, Period, amendment::Standing};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Counter, Problem};

/// Managers that a list hands out at the most.
pub const LIMIT: u64 = 1_000;
/// Managers that a list hands out unless told otherwise.
pub const DEFAULT_LIMIT: u64 = 100;

/// A question for managers.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// Those with this in a name, current or former, or with exactly this CIK.
    pub search: Option<String>,
    /// Those that filed for this report period, with what they held, largest first.
    pub period: Option<Period>,
    /// At most so many.
    pub limit: Option<u64>,
    /// Leaving out the first so many.
    pub offset: u64,
}

/// A manager in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ManagerAnswer {
    /// CIK.
    #[schema(value_type = u64, example = 1067983)]
    pub cik: Cik,
    /// The name by which it goes now.
    pub name: String,
    /// Filings known of it; in a period, those for the period.
    pub filings: u64,
    /// The first report period among all its filings.
    #[schema(value_type = Option<String>, example = "1999Q1")]
    pub first_period: Option<Period>,
    /// The last report period among all its filings.
    #[schema(value_type = Option<String>, example = "2025Q2")]
    pub last_period: Option<Period>,
    /// What its portfolio of the period rests on; only in a period.
    #[schema(value_type = Option<String>, example = "held")]
    pub standing: Option<Standing>,
    /// Sum of all effective rows of the period, in dollars; only where it has a portfolio.
    pub value: Option<i64>,
    /// Positions of the period; only where it has a portfolio.
    pub positions: Option<u64>,
}

/// Answers the question.
pub async fn answer(counter: &Counter, question: &Question) -> Result<Vec<ManagerAnswer>, Problem> {
    let limit = question.limit.unwrap_or(DEFAULT_LIMIT);
    if limit > LIMIT {
        return Err(Problem::bad(
            "limit",
            format!("{limit} is more than {LIMIT} managers at a time; use offset"),
        ));
    }
    let search = question.search.as_deref();
    let read = counter.catalog.read().await?;
    let Some(period) = question.period else {
        let query = ManagerQuery {
            search,
            limit,
            offset: question.offset,
        };
        let rows = read.managers().list(query).await?;
        return Ok(rows
            .into_iter()
            .map(|row| ManagerAnswer {
                cik: row.cik,
                name: row.name,
                filings: row.filings,
                first_period: row.first_period,
                last_period: row.last_period,
                standing: None,
                value: None,
                positions: None,
            })
            .collect());
    };
    if read
        .periods()
        .find(period)
        .await?
        .and_then(|row| row.snapshot)
        .is_none()
    {
        return Err(Problem::NoPeriod(period));
    }
    let rows = read
        .summaries()
        .managers_of(period, search, limit, question.offset)
        .await?;
    let mut managers = Vec::with_capacity(rows.len());
    for row in rows {
        let known = read.managers().find(row.summary.cik).await?;
        let held = row.summary.standing.has_rows();
        managers.push(ManagerAnswer {
            cik: row.summary.cik,
            name: row.name,
            filings: row.summary.filings,
            first_period: known.as_ref().and_then(|known| known.first_period),
            last_period: known.as_ref().and_then(|known| known.last_period),
            standing: Some(row.summary.standing),
            value: row.summary.value.map(super::figures::dollars),
            positions: held.then_some(row.summary.positions),
        });
    }
    Ok(managers)
}
