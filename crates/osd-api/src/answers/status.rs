//! How does the installation stand?

mod backfill;
mod disk;
mod edgar;
mod lag;
mod state;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use osd_catalog::{
    Backlog, Catalog, Engine, PeriodRow, Publication, QuarterCounts, Read, WorkKind, WorkState,
};
use osd_domain::{Accession, Cik, Filing, FilingState, Form, Period};
use serde::Serialize;
use utoipa::ToSchema;

use self::disk::disk;
pub use self::{
    backfill::QuarterStatus,
    disk::DiskStatus,
    edgar::EdgarStatus,
    lag::{LagStatus, ServedStatus},
    state::PeriodState,
};
use super::{
    completeness::Completeness,
    gaps::{index_days, washington_day},
};
use crate::{Counter, Problem, tables::of_everything};

/// How an installation stands: what it has, what it serves, what is left to do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatusAnswer {
    /// The versions of its parts.
    pub versions: Versions,
    /// The filing that was filed last, and accepted last on that day.
    pub newest_filing: Option<NewestFiling>,
    /// How long new filings take until they are served.
    pub lag: LagStatus,
    /// The period that was published last.
    pub last_publication: Option<PublicationAnswer>,
    /// The latest period that is published.
    #[schema(value_type = Option<String>, example = "2025Q1")]
    pub latest_period: Option<Period>,
    /// Filings known.
    pub filings: u64,
    /// The same by state: `read`, `notice`, `unread` …
    #[schema(value_type = std::collections::BTreeMap<String, u64>)]
    pub filings_by_state: BTreeMap<FilingState, u64>,
    /// Filings that were not gone over yet.
    pub waiting: u64,
    /// Rows of information tables in the snapshots that serve periods.
    pub rows: u64,
    /// Bytes of those snapshots.
    pub snapshot_bytes: u64,
    /// The periods, the latest first.
    pub periods: Vec<PeriodStatus>,
    /// How far the filings of each index quarter are taken in, the latest first.
    pub backfill: Vec<QuarterStatus>,
    /// What is left to do, by kind and state.
    pub work: Vec<WorkStatus>,
    /// What is asked of EDGAR.
    pub edgar: EdgarStatus,
    /// Room on disks.
    pub disk: DiskStatus,
}

/// The versions of the parts of an installation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Versions {
    /// The program.
    #[schema(example = "0.1.0")]
    pub program: String,
    /// The reader of filings; what an older one read is read again.
    pub reader: u32,
    /// The tables of the catalog: the last change of them that this program knows.
    pub catalog: String,
    /// The files of snapshots.
    pub snapshots: u32,
    /// The engine under the catalog: `sqlite` or `postgres`.
    #[schema(value_type = String, example = "sqlite")]
    pub engine: Engine,
    /// The version of the engine.
    pub engine_version: String,
}

/// The newest filing.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NewestFiling {
    /// Accession number.
    #[schema(value_type = String, example = "0000950123-25-005701")]
    pub accession: Accession,
    /// CIK of the manager of record.
    #[schema(value_type = u64, example = 1067983)]
    pub cik: Cik,
    /// The manager's name as of this filing.
    pub manager: String,
    /// Form type.
    #[schema(value_type = String, example = "13F-HR")]
    pub form: Form,
    /// Date filed.
    pub filed: NaiveDate,
    /// When EDGAR accepted it; null where it was not read yet, or does not say.
    pub accepted_at: Option<DateTime<Utc>>,
    /// How far it has come.
    #[schema(value_type = String, example = "read")]
    pub state: FilingState,
}

/// A publication.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PublicationAnswer {
    /// The report period.
    #[schema(value_type = String, example = "2025Q1")]
    pub period: Period,
    /// The id of the snapshot.
    pub snapshot: String,
    /// When it was published.
    pub published_at: DateTime<Utc>,
}

/// How a period stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PeriodStatus {
    /// The report period.
    #[schema(value_type = String, example = "2025Q1")]
    pub period: Period,
    /// `open`: its deadline has not passed; `filling`: filings are known that are not in, or the index
    /// of the quarter after was not read since the deadline; `whole`: neither.
    #[schema(value_type = String, example = "whole")]
    pub state: PeriodState,
    /// Whether a snapshot serves it.
    pub published: bool,
    /// Whether that holds everything that was read by now.
    pub up_to_date: bool,
    /// How much of it is here.
    #[serde(flatten)]
    pub completeness: Completeness,
}

/// Work of one kind in one state.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WorkStatus {
    /// `feed`, `daily`, `discover`, `reference`, `fetch`, `read`, `publish`, `gaps` or `clean_up`.
    #[schema(value_type = String, example = "fetch")]
    pub kind: WorkKind,
    /// `waiting`, `running` or `failed`.
    #[schema(value_type = String, example = "waiting")]
    pub state: WorkState,
    /// Pieces.
    pub items: u64,
    /// When the oldest of them was ordered.
    pub oldest: DateTime<Utc>,
}

/// What was taken in and published, counted: the same until something is.
#[derive(Debug, Clone)]
pub(crate) struct Counted {
    newest: Option<Filing>,
    filings_by_state: BTreeMap<FilingState, u64>,
    waiting: BTreeMap<Period, u64>,
    last: Option<Publication>,
    periods: Vec<PeriodRow>,
    quarters: BTreeMap<Period, QuarterCounts>,
}

impl Counted {
    async fn read(read: &Read) -> Result<Self, Problem> {
        Ok(Self {
            newest: read.filings().newest().await?,
            filings_by_state: read.filings().states().await?,
            waiting: read.filings().waiting().await?,
            last: read.periods().last_publication().await?,
            periods: read.periods().list().await?,
            quarters: read.filings().quarters().await?,
        })
    }

    /// Roughly what it takes in memory.
    pub(crate) fn bytes(&self) -> usize {
        4_096 + self.periods.len() * 500 + self.quarters.len() * 50
    }
}

/// What is asked of the catalog every time: it changes without what was taken in.
struct Seen {
    backlog: Vec<Backlog>,
    /// Filings that were read in the last ten minutes.
    read: u64,
    lag: LagStatus,
    edgar: EdgarStatus,
    /// On which day each quarter's index was read last.
    read_on: BTreeMap<Period, NaiveDate>,
}

impl Seen {
    async fn read(read: &Read, now: DateTime<Utc>) -> Result<Self, Problem> {
        let lately = read.work().done_lately(now).await?;
        let served = read.filings().served(lag::MEASURED).await?;
        Ok(Self {
            backlog: read.work().backlog().await?,
            read: lately
                .get(&WorkKind::Read)
                .map_or(0, |done| done.ten_minutes),
            lag: LagStatus::of(&served),
            edgar: EdgarStatus::of(&read.workers().list().await?, now),
            read_on: index_days(&read.indexes().list().await?),
        })
    }
}

/// Goes over the vault first, which may take some seconds: the next answer then knows its size.
pub async fn measure(counter: &Counter) {
    counter.watch.vault.measured().await;
}

/// Answers the question.
pub async fn answer(counter: &Counter) -> Result<StatusAnswer, Problem> {
    let now = counter.now();
    let gaps = counter.gap_counts().await?;
    let disk = disk(counter).await?;
    let versions = versions(counter).await?;
    let read = counter.catalog.read().await?;
    let seen = Seen::read(&read, now).await?;
    let key = of_everything(&read.revision().await?);
    let counted = counter.tables.counted.get(key, Counted::read(&read));
    let counted = Counted::clone(&*counted.await?);
    drop(read);
    let served = counted.periods.iter();
    let served = served.filter_map(|row| row.snapshot.as_ref());
    let (rows, snapshot_bytes) = served.fold((0, 0), |(rows, bytes), one| {
        (rows + one.rows, bytes + one.bytes)
    });
    let published = |row: &&PeriodRow| row.snapshot.is_some();
    let latest = counted.periods.iter().rev().find(published);
    Ok(StatusAnswer {
        versions,
        lag: seen.lag,
        latest_period: latest.map(|row| row.period),
        filings: counted.filings_by_state.values().sum(),
        waiting: counted.waiting.values().sum(),
        rows,
        snapshot_bytes,
        periods: periods(
            &counted.periods,
            counted.waiting,
            &seen.read_on,
            washington_day(now),
        ),
        backfill: backfill::quarters(&counted.quarters, &gaps, seen.read, now),
        filings_by_state: counted.filings_by_state,
        newest_filing: counted.newest.map(newest_filing),
        last_publication: counted.last.map(|last| PublicationAnswer {
            period: last.period,
            snapshot: last.snapshot,
            published_at: last.published_at,
        }),
        work: seen.backlog.into_iter().map(work).collect(),
        edgar: seen.edgar,
        disk,
    })
}

async fn versions(counter: &Counter) -> Result<Versions, Problem> {
    Ok(Versions {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        reader: counter.reader_version,
        catalog: Catalog::schema_version(),
        snapshots: osd_snapshot::SCHEMA_VERSION,
        engine: counter.catalog.engine(),
        engine_version: counter.catalog.engine_version().await?,
    })
}

/// Every period that is known or waited for, the latest first.
fn periods(
    rows: &[PeriodRow],
    mut waiting: BTreeMap<Period, u64>,
    read_on: &BTreeMap<Period, NaiveDate>,
    today: NaiveDate,
) -> Vec<PeriodStatus> {
    let state = |period, waiting| PeriodState::of(period, waiting, read_on, today);
    let mut periods: Vec<PeriodStatus> = rows
        .iter()
        .map(|row| {
            let waiting = waiting.remove(&row.period).unwrap_or_default();
            period(row, waiting, state(row.period, waiting))
        })
        .collect();
    // Of some periods nothing was read so far.
    periods.extend(waiting.into_iter().map(|(period, count)| PeriodStatus {
        period,
        state: state(period, count),
        published: false,
        up_to_date: false,
        completeness: Completeness::of(&BTreeMap::new(), count),
    }));
    periods.sort_by_key(|one| std::cmp::Reverse(one.period));
    periods
}

fn newest_filing(filing: Filing) -> NewestFiling {
    NewestFiling {
        accession: filing.accession,
        cik: filing.cik,
        manager: filing.name,
        form: filing.form,
        filed: filing.filed,
        accepted_at: filing.accepted_at,
        state: filing.state,
    }
}

fn period(row: &PeriodRow, waiting: u64, state: PeriodState) -> PeriodStatus {
    PeriodStatus {
        period: row.period,
        state,
        published: row.snapshot.is_some(),
        up_to_date: row.snapshot.is_some() && !row.is_stale(),
        completeness: Completeness::of(&row.filings, waiting),
    }
}

fn work(backlog: Backlog) -> WorkStatus {
    WorkStatus {
        kind: backlog.kind,
        state: backlog.state,
        items: backlog.items,
        oldest: backlog.oldest,
    }
}
