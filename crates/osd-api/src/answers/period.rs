//! What is there of a report period?

use std::collections::BTreeMap;

use chrono::NaiveDate;
use osd_catalog::Comparison;
use osd_domain::{Change, FilingState, Period};
use serde::Serialize;
use utoipa::ToSchema;

use super::{completeness::Completeness, periods::PeriodAnswer};
use crate::{Counter, Problem, counter::blocking};

/// A report period: what was filed for it, what it adds up to, and how it compares.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PeriodDetailAnswer {
    /// The period in figures.
    #[serde(flatten)]
    pub figures: PeriodAnswer,
    /// Its last day.
    pub ends: NaiveDate,
    /// How much of it is here.
    pub completeness: Completeness,
    /// Its filings by state: `read`, `notice`, `unread` …
    #[schema(value_type = std::collections::BTreeMap<String, u64>)]
    pub filings_by_state: BTreeMap<FilingState, u64>,
    /// Securities held; null where it was not published yet.
    pub securities: Option<u64>,
    /// Bytes of the snapshot that serves it.
    pub bytes: Option<u64>,
    /// The period beside the quarter before; null where that is not published.
    pub comparison: Option<ComparisonAnswer>,
}

/// A period beside the quarter before.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ComparisonAnswer {
    /// The quarter before.
    #[schema(value_type = String, example = "2024Q4")]
    pub previous_period: Period,
    /// Managers that could be compared: with a whole portfolio in both quarters.
    pub managers_compared: u64,
    /// What happened to the positions of all managers, by label.
    #[schema(value_type = std::collections::BTreeMap<String, u64>)]
    pub changes: BTreeMap<Change, u64>,
}

/// Answers the question.
///
/// # Errors
/// [`Problem::NoPeriod`] for one that no filing is known of.
pub async fn answer(counter: &Counter, period: Period) -> Result<PeriodDetailAnswer, Problem> {
    let read = counter.catalog.read().await?;
    let row = read.periods().find(period).await?;
    let row = row.ok_or(Problem::NoPeriod(period))?;
    let waiting = read.filings().waiting().await?;
    let comparison = read.summaries().comparison(period).await?;
    drop(read);
    let waiting = waiting.get(&period).copied().unwrap_or_default();
    let completeness = Completeness::of(&row.filings, waiting);
    let filings_by_state = row.filings.clone();
    let bytes = row.snapshot.as_ref().map(|snapshot| snapshot.bytes);
    let snapshots = counter.snapshots.clone();
    let (figures, securities) = blocking(move || {
        let id = row.snapshot.as_ref().map(|snapshot| snapshot.id.parse());
        let manifest = match id.transpose()? {
            Some(id) => Some(snapshots.manifest(period, &id)?),
            None => None,
        };
        let securities = manifest.map(|manifest| manifest.securities);
        Ok((super::periods::period_answer(&snapshots, row)?, securities))
    })
    .await?;
    Ok(PeriodDetailAnswer {
        ends: period.end(),
        figures,
        completeness,
        filings_by_state,
        securities,
        bytes,
        comparison: comparison.and_then(ComparisonAnswer::of),
    })
}

impl ComparisonAnswer {
    /// None where there was nothing to compare with.
    pub(super) fn of(comparison: Comparison) -> Option<Self> {
        comparison.previous_snapshot_id.as_ref()?;
        Some(Self {
            previous_period: comparison.period.previous(),
            managers_compared: comparison.managers_compared,
            changes: comparison.changes.iter().collect(),
        })
    }
}
