//! Which periods are there, and which snapshots serve them?

use osd_catalog::{PeriodRow, list::Value};
use osd_domain::{FilingState, Period};
use osd_snapshot::Snapshots;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Counter, Problem,
    counter::blocking,
    list::{
        Column, Kind, Listing, Page, Request, Row, Shape,
        declared::{Field, columns},
        pick,
    },
};

/// Report periods.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PeriodsAnswer {
    /// The periods.
    pub periods: Vec<PeriodAnswer>,
    /// Which part of the list they are.
    pub page: Page,
}

/// Published snapshots.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SnapshotsAnswer {
    /// The snapshots.
    pub snapshots: Vec<SnapshotAnswer>,
    /// Which part of the list they are.
    pub page: Page,
}

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

impl Listing for PeriodsAnswer {
    const ROWS: &'static str = "periods";
    type Item = PeriodAnswer;

    fn shapes() -> Vec<Shape> {
        PeriodAnswer::shapes()
    }

    fn rows(&self) -> impl Iterator<Item = &PeriodAnswer> {
        self.periods.iter()
    }

    fn page(&self) -> &Page {
        &self.page
    }

    fn file_name(&self) -> String {
        "periods".to_owned()
    }
}

impl Row for PeriodAnswer {
    fn columns() -> Vec<Column<Self>> {
        columns!(Self {
            Kind::Code => period,
            Kind::Int => filings,
            Kind::Int => read,
            Kind::Int => managers,
            Kind::Int => rows,
            Kind::Int => value,
            Kind::Code => snapshot,
            Kind::Flag => up_to_date,
        })
    }

    fn tie(&self) -> Value<'_> {
        self.period.value()
    }
}

impl Listing for SnapshotsAnswer {
    const ROWS: &'static str = "snapshots";
    type Item = SnapshotAnswer;

    fn shapes() -> Vec<Shape> {
        SnapshotAnswer::shapes()
    }

    fn rows(&self) -> impl Iterator<Item = &SnapshotAnswer> {
        self.snapshots.iter()
    }

    fn page(&self) -> &Page {
        &self.page
    }

    fn file_name(&self) -> String {
        "snapshots".to_owned()
    }
}

impl Row for SnapshotAnswer {
    fn columns() -> Vec<Column<Self>> {
        columns!(Self {
            Kind::Code => period,
            Kind::Code => id,
            Kind::Int => rows,
            Kind::Int => bytes,
        })
    }

    fn tie(&self) -> Value<'_> {
        self.period.value()
    }
}

/// Periods, the latest first unless told otherwise.
pub async fn answer(counter: &Counter, list: &Request) -> Result<PeriodsAnswer, Problem> {
    let asked = list.read(&PeriodAnswer::all_shapes(), "-period", "periods", 1)?;
    let rows = all(counter).await?;
    let picked = pick(&rows, &asked);
    let shown = picked.places.into_iter();
    Ok(PeriodsAnswer {
        periods: shown.map(|place| rows[place].clone()).collect(),
        page: picked.page,
    })
}

async fn all(counter: &Counter) -> Result<Vec<PeriodAnswer>, Problem> {
    let rows = counter.catalog.read().await?.periods().list().await?;
    let snapshots = counter.snapshots.clone();
    blocking(move || {
        rows.into_iter()
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

/// The snapshots that serve periods now, by period unless told otherwise.
pub async fn snapshots(counter: &Counter, list: &Request) -> Result<SnapshotsAnswer, Problem> {
    let asked = list.read(&SnapshotAnswer::all_shapes(), "period", "snapshots", 1)?;
    let rows = counter.catalog.read().await?.periods().list().await?;
    let rows = rows.into_iter().filter_map(|row| {
        let snapshot = row.snapshot?;
        Some(SnapshotAnswer {
            period: row.period,
            id: snapshot.id,
            rows: snapshot.rows,
            bytes: snapshot.bytes,
        })
    });
    let rows: Vec<SnapshotAnswer> = rows.collect();
    let picked = pick(&rows, &asked);
    let shown = picked.places.into_iter();
    Ok(SnapshotsAnswer {
        snapshots: shown.map(|place| rows[place].clone()).collect(),
        page: picked.page,
    })
}
