//! The lines of a period become a snapshot, and the pointer moves.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use futures::{StreamExt, stream};
use osd_catalog::{CatalogError, Claimed, Order, PeriodRow, Transaction, WorkKind};
use osd_domain::{Accession, Filing, Line, Period};
use osd_form13f::READER_VERSION;
use osd_snapshot::{
    Copying, LINES_SINCE, Manifest, Published, SCHEMA_VERSION, Snapshot, SnapshotId,
};
use osd_vault::Key;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{
    hearing::Hearing,
    key,
    read::found,
    swap::{Written, swap_beside_others},
};
use crate::{Event, House, IngestError, Readings, error::blocking};

/// Filings whose lines are read ahead of the writer.
const AHEAD: usize = 4;
/// Rows of information tables that are published at a time: a large period alone, small ones beside
/// each other.
const ROWS_AT_ONCE: u32 = 4_000_000;
/// How often publishing starts over because others publish next door.
pub(super) const TRIES: usize = 10;

/// Where the lines of a period may come from.
#[derive(Clone)]
pub(crate) enum Lines {
    /// From the published snapshot where it has them, else from the vault.
    Merged,
    /// The same, and the period is published though nothing of it changed.
    Again,
    /// From the vault alone; published likewise.
    FromVault,
    /// From the published snapshot where it has them, else from where filings were read.
    Given(Arc<dyn Readings>),
}

/// Memory for what is published at a time.
pub(crate) struct Room {
    thousands: Semaphore,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            thousands: Semaphore::new(ROWS_AT_ONCE as usize / 1_000),
        }
    }
}

impl Room {
    /// Room for so many rows; all there is for more than that.
    async fn take(&self, rows: u64) -> Option<SemaphorePermit<'_>> {
        let thousands = u32::try_from(rows / 1_000 + 1).unwrap_or(u32::MAX);
        let taken = self
            .thousands
            .acquire_many(thousands.min(ROWS_AT_ONCE / 1_000));
        // It is never closed.
        taken.await.ok()
    }
}

/// Publishes a period anew, if anything of it changed.
pub(crate) async fn run(
    house: &House,
    worker: &str,
    work: &Claimed,
    lines: &Lines,
    room: &Room,
) -> Result<Option<Published>, IngestError> {
    let period: Period = key(work)?;
    for _ in 0..TRIES {
        let read = house.catalog.read().await?;
        let Some(row) = read.periods().find(period).await? else {
            return settle(house, worker, work).await;
        };
        let filings = read.filings().of_period(period).await?;
        drop(read);
        if matches!(lines, Lines::Merged | Lines::Given(_)) && is_up_to_date(house, &row).await? {
            return settle(house, worker, work).await;
        }
        let rows: u64 = filings.iter().map(|filing| filing.lines).sum();
        let _room = room.take(rows).await;
        say(
            house,
            worker,
            work,
            &format!("writing {rows} rows of {} filings", filings.len()),
        )
        .await?;
        let hearing = Hearing::prepare(house, period).await?;
        let heard = hearing.clone();
        let published = write_snapshot(house, worker, (&row, filings), lines, heard).await?;
        say(house, worker, work, "comparing with the quarters beside it").await?;
        let written = Written {
            published: &published,
            hearing: &hearing,
            goes_on: matches!(lines, Lines::Merged | Lines::Given(_)),
        };
        match swap_beside_others(house, worker, work, &row, written).await {
            Ok(compared) => {
                house.progress.tell(Event::Published {
                    period,
                    id: published.id.to_string(),
                    rows: published.manifest.lines,
                    compared,
                });
                return Ok(Some(published));
            }
            // Somebody moved this pointer: look again.
            Err(IngestError::Catalog(CatalogError::Conflict { .. })) => {}
            Err(error) => return Err(error),
        }
    }
    Err(IngestError::Contended(period))
}

/// Says how far a publication has come, for those who look at the work.
async fn say(house: &House, worker: &str, work: &Claimed, how: &str) -> Result<(), IngestError> {
    let write = house.catalog.write().await?;
    write
        .work()
        .report(worker, work.id, how, house.now())
        .await?;
    Ok(write.commit().await?)
}

async fn settle(
    house: &House,
    worker: &str,
    work: &Claimed,
) -> Result<Option<Published>, IngestError> {
    let write = house.catalog.write().await?;
    write
        .work()
        .complete(worker, &[work.id], house.now())
        .await?;
    write.commit().await?;
    Ok(None)
}

/// Whether a period is published as its filings are now, whole, and by this version.
pub(crate) async fn is_up_to_date(house: &House, row: &PeriodRow) -> Result<bool, IngestError> {
    let id = row
        .snapshot
        .as_ref()
        .and_then(|snapshot| snapshot.id.parse::<SnapshotId>().ok());
    let Some(id) = id.filter(|_| !row.is_stale()) else {
        return Ok(false);
    };
    let (snapshots, period) = (house.snapshots.clone(), row.period);
    blocking(move || {
        Ok(snapshots.is_whole(period, &id)?
            && is_of_this_version(&snapshots.manifest(period, &id)?))
    })
    .await
}

/// Whether a snapshot was read and written as this version does it.
pub(crate) fn is_of_this_version(manifest: &Manifest) -> bool {
    (manifest.reader, manifest.schema) == (READER_VERSION, SCHEMA_VERSION)
}

/// Whether the lines of a snapshot are what this version would read, and lie in columns that it has.
fn has_lines_of_this_version(manifest: &Manifest) -> bool {
    manifest.reader == READER_VERSION && (LINES_SINCE..=SCHEMA_VERSION).contains(&manifest.schema)
}

/// Writes the snapshot of these filings. Their lines are read ahead, on other threads.
async fn write_snapshot(
    house: &House,
    worker: &str,
    (row, filings): (&PeriodRow, Vec<Filing>),
    lines: &Lines,
    hearing: Hearing,
) -> Result<Published, IngestError> {
    let period = row.period;
    let merged = match lines {
        Lines::Merged | Lines::Again | Lines::Given(_) => mergeable(house, row).await,
        Lines::FromVault => None,
    };
    let mut writer = house.snapshots.begin(period, READER_VERSION, worker)?;
    let (send, mut receive) = tokio::sync::mpsc::channel::<(Filing, Filed)>(AHEAD);
    let (finish, written) = tokio::sync::oneshot::channel();
    let published = merged.clone();
    // A thread of its own: it waits for lines that the threads for blocking work read, which are
    // few, and would keep one of them from it.
    std::thread::spawn(move || {
        let mut copying = published.as_deref().map(Copying::from);
        let mut write = || {
            while let Some((filing, filed)) = receive.blocking_recv() {
                let entry = published.as_deref().zip(copying.as_mut());
                match (filed, entry) {
                    (Filed::Published, Some((snapshot, copying))) => {
                        let entry = snapshot.filing(filing.cik, filing.accession);
                        let entry = entry.ok_or(IngestError::NotKept(filing.accession))?;
                        writer.copy(&filing, entry, copying)?;
                    }
                    (Filed::Published, None) => {
                        return Err(IngestError::NotKept(filing.accession));
                    }
                    (Filed::Lines(lines), _) => writer.push(&filing, &lines)?,
                }
            }
            Ok::<_, IngestError>(())
        };
        let outcome = write().map(|()| writer);
        // Nobody waits any more where publishing was given up.
        drop(finish.send(outcome));
    });
    let mut ahead =
        stream::iter(filings)
            .map(|filing| {
                let merged = merged.clone();
                async move {
                    Ok::<_, IngestError>((lines_of(house, lines, merged, &filing).await?, filing))
                }
            })
            .buffered(AHEAD);
    let mut failed = None;
    while let Some(next) = ahead.next().await {
        match next {
            Ok((filed, filing)) => {
                if send.send((filing, filed)).await.is_err() {
                    // The writer stopped: it says why.
                    break;
                }
            }
            Err(error) => {
                failed = Some(error);
                break;
            }
        }
    }
    drop((ahead, send));
    let writer = written
        .await
        .map_err(|error| IngestError::Stopped(error.to_string()))?;
    match failed {
        Some(error) => Err(error),
        None => {
            let writer = writer?;
            blocking(move || writer.finish(hearing.witnesses())).await
        }
    }
}

/// The published snapshot, where its lines are what this reader would read again.
async fn mergeable(house: &House, row: &PeriodRow) -> Option<Arc<Snapshot>> {
    let id: SnapshotId = row.snapshot.as_ref()?.id.parse().ok()?;
    let (snapshots, period) = (house.snapshots.clone(), row.period);
    let opened = blocking(move || Ok(snapshots.open(period, &id)?)).await;
    let snapshot = match opened {
        Ok(snapshot) => snapshot,
        Err(error) => {
            tracing::warn!(%period, %error, "The published snapshot cannot be read; its lines come from the vault");
            return None;
        }
    };
    has_lines_of_this_version(snapshot.manifest()).then_some(snapshot)
}

/// Where the lines of a filing are.
enum Filed {
    /// Read from the vault.
    Lines(Vec<Line>),
    /// In the published snapshot.
    Published,
}

async fn lines_of(
    house: &House,
    lines: &Lines,
    merged: Option<Arc<Snapshot>>,
    filing: &Filing,
) -> Result<Filed, IngestError> {
    if filing.lines == 0 {
        return Ok(Filed::Lines(Vec::new()));
    }
    let entry = merged.as_deref();
    let entry = entry.and_then(|snapshot| snapshot.filing(filing.cik, filing.accession));
    if entry.is_some_and(|entry| entry.lines.end - entry.lines.start == filing.lines) {
        return Ok(Filed::Published);
    }
    let lines = match lines {
        Lines::Given(readings) => {
            let (readings, filing) = (Arc::clone(readings), filing.clone());
            let not_given = IngestError::NotGiven(filing.accession);
            blocking(move || readings.lines(&filing).ok_or(not_given)).await?
        }
        Lines::Merged | Lines::Again | Lines::FromVault => {
            read_lines(house, filing.accession, filing).await?
        }
    };
    Ok(Filed::Lines(lines))
}

async fn read_lines(
    house: &House,
    accession: Accession,
    filing: &Filing,
) -> Result<Vec<Line>, IngestError> {
    let kept = house
        .vault
        .get(&Key::Submission(accession))
        .await?
        .ok_or(IngestError::NotKept(accession))?;
    let found = found(filing);
    blocking(move || Ok(osd_form13f::read(&kept.bytes, &found).lines)).await
}

/// The order to publish a period at once.
pub(crate) fn order(period: Period, now: DateTime<Utc>) -> Order {
    super::order(WorkKind::Publish, period, now)
}

/// The orders to publish periods of which filings were read just now: each not before its time,
/// for more of them come.
pub(crate) async fn paced<M>(
    house: &House,
    tx: &Transaction<M>,
    periods: &BTreeSet<Period>,
    priority: i32,
) -> Result<Vec<Order>, IngestError> {
    let now = house.now();
    let mut published = BTreeMap::new();
    if !house.pace.is_zero() {
        published = tx.periods().published_at(periods).await?;
    }
    let orders = periods.iter().map(|period| {
        let last = published.get(period);
        let rested = last.map_or(now + house.pace / 4, |last| *last + house.pace);
        Order {
            priority,
            not_before: rested.max(now),
            ..order(*period, now)
        }
    });
    Ok(orders.collect())
}
