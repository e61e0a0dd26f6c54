//! Which periods are there, and which snapshots serve them?

use osd_catalog::PeriodRow;
use osd_domain::{FilingState, Period};
use osd_snapshot::Snapshots;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Counter, Problem, counter::blocking};

/// A report period.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PeriodAnswer {
    /// The report period.
    #[schema(value_type = String, example = "2025Q1")]
    pub period: Period,
    /// Filings for it that were gone over.
    pub filings: u64,
    /// Filings whose information table was read.
    pub read: u64,
    /// Managers that filed for it.
    pub managers: Option<u64>,
    /// Rows of information tables.
    pub rows: Option<u64>,
    /// Sum of all effective rows, in dollars.
    pub value: Option<i64>,
    /// The id of the snapshot that serves it; null where it was not published yet.
    pub snapshot: Option<String>,
    /// Whether the snapshot holds everything that was read by now.
    pub up_to_date: bool,
}

/// A published snapshot.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SnapshotAnswer {
    /// The report period.
    #[schema(value_type = String, example = "2025Q1")]
    pub period: Period,
    /// The id: the digest of its content.
    pub id: String,
    /// Rows of information tables.
    pub rows: u64,
    /// Bytes of its Parquet files.
    pub bytes: u64,
}

/// All periods, the latest first.
pub async fn answer(counter: &Counter) -> Result<Vec<PeriodAnswer>, Problem> {
    let rows = counter.catalog.read().await?.periods().list().await?;
    let snapshots = counter.snapshots.clone();
    blocking(move || {
        rows.into_iter()
            .rev()
            .map(|row| period_answer(&snapshots, row))
            .collect()
    })
    .await
}

pub(super) fn period_answer(
    snapshots: &Snapshots,
    row: PeriodRow,
) -> Result<PeriodAnswer, Problem> {
    let id = row
        .snapshot
        .as_ref()
        .map(|snapshot| snapshot.id.parse())
        .transpose()?;
    let manifest = id
        .map(|id| snapshots.manifest(row.period, &id))
        .transpose()?;
    Ok(PeriodAnswer {
        period: row.period,
        filings: row.filings.values().sum(),
        read: row.filings.get(&FilingState::Read).copied().unwrap_or(0),
        managers: manifest.as_ref().map(|manifest| manifest.managers),
        rows: manifest.as_ref().map(|manifest| manifest.lines),
        value: manifest.as_ref().map(|manifest| manifest.value),
        up_to_date: !row.is_stale(),
        snapshot: row.snapshot.map(|snapshot| snapshot.id),
    })
}

/// The snapshots that serve periods now, by period.
pub async fn snapshots(counter: &Counter) -> Result<Vec<SnapshotAnswer>, Problem> {
    let rows = counter.catalog.read().await?.periods().list().await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let snapshot = row.snapshot?;
            Some(SnapshotAnswer {
                period: row.period,
                id: snapshot.id,
                rows: snapshot.rows,
                bytes: snapshot.bytes,
            })
        })
        .collect())
}
