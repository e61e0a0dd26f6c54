//! What was noticed, judged, repaired and overridden?

use osd_catalog::{QualityKind, QualityQuery};
use osd_domain::{Accession, Cik, Period};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{Counter, Problem};

/// A row of the quality ledger.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QualityAnswer {
    /// The filing.
    #[schema(value_type = String)]
    pub accession: Accession,
    /// Its place among the rows of the filing, from 0; with the accession what `after` takes.
    pub place: u64,
    /// CIK of the manager of record.
    #[schema(value_type = u64)]
    pub cik: Cik,
    /// The report period of the filing, where it has one.
    #[schema(value_type = Option<String>)]
    pub period: Option<Period>,
    /// The year in which it was filed.
    pub year: i32,
    /// `note`, `verdict`, `repair` or `override`.
    #[schema(value_type = String)]
    pub kind: QualityKind,
    /// The note's code, the verdict's reason, the repair's fault, or what was overridden.
    #[schema(example = "entries_differ")]
    pub rule: String,
    /// The row of the information table, for a repair.
    pub line: Option<u32>,
    /// Arguments and evidence.
    #[schema(value_type = Object)]
    pub detail: Value,
}

/// How many rows there are by one rule in one year.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QualityTotalAnswer {
    /// `note`, `verdict`, `repair` or `override`.
    #[schema(value_type = String)]
    pub kind: QualityKind,
    /// The rule.
    pub rule: String,
    /// The year in which the filings were filed.
    pub year: i32,
    /// Rows.
    pub rows: u64,
    /// Filings that have one.
    pub filings: u64,
}

/// Rows a page; what is asked for beyond that is not handed out.
pub const MOST: u64 = 1_000;

/// A page of the ledger, by accession number and place.
pub async fn list(counter: &Counter, query: &QualityQuery) -> Result<Vec<QualityAnswer>, Problem> {
    if let Some(rule) = &query.rule {
        check_rule(rule, query.kind)?;
    }
    let query = QualityQuery {
        limit: query.limit.min(MOST),
        ..query.clone()
    };
    let rows = counter.catalog.read().await?.quality().list(&query).await?;
    let answers = rows.into_iter().map(|row| QualityAnswer {
        accession: row.accession,
        place: row.place,
        cik: row.cik,
        period: row.period,
        year: row.year,
        kind: row.kind,
        rule: row.rule,
        line: row.line,
        detail: row.detail,
    });
    Ok(answers.collect())
}

/// Refuses a rule by which there can be no row (of a kind): it is misspelt, and an empty list would
/// say that all is well.
fn check_rule(rule: &str, kind: Option<QualityKind>) -> Result<(), Problem> {
    let kinds = match &kind {
        Some(kind) => std::slice::from_ref(kind),
        None => QualityKind::ALL,
    };
    let known: Vec<String> = kinds.iter().flat_map(|kind| kind.rules()).collect();
    if known.iter().any(|one| one == rule) {
        return Ok(());
    }
    let shown: String = rule.chars().take(80).collect();
    let of = kind.map_or_else(String::new, |kind| format!(" of kind {kind}"));
    let reason = format!("{shown:?} is no rule{of}; there are {}", known.join(", "));
    Err(Problem::bad("rule", reason))
}

/// How many rows there are by rule and year.
pub async fn totals(counter: &Counter) -> Result<Vec<QualityTotalAnswer>, Problem> {
    let totals = counter.catalog.read().await?.quality().totals().await?;
    let answers = totals.into_iter().map(|total| QualityTotalAnswer {
        kind: total.kind,
        rule: total.rule,
        year: total.year,
        rows: total.rows,
        filings: total.filings,
    });
    Ok(answers.collect())
}
