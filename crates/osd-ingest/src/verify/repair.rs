//! Orders the work that mends what was found. What is damaged is set aside, never removed; what is stray
//! is left alone.

use osd_catalog::{Order, WorkKind, Write};
use osd_domain::{Accession, Period};
use osd_snapshot::SnapshotId;
use osd_vault::Key;

use super::finding::{FindingKind, Subject, Suspect};
use crate::{
    House, IngestError,
    error::blocking,
    tasks::{clean_up, discover::Selection, order, publish, reference},
};

/// Orders what mends a finding, and gives how many pieces of work that are.
pub(super) async fn order_of(house: &House, suspect: &Suspect) -> Result<u64, IngestError> {
    match (&suspect.subject, suspect.finding.kind) {
        (Subject::Object(key), _) => damaged(house, *key).await,
        (Subject::Filing(accession), FindingKind::SubmissionLost) => {
            fetch(house, *accession, &[WorkKind::Fetch]).await
        }
        (Subject::Filing(accession), FindingKind::SubmissionDiffers) => {
            fetch(house, *accession, &[WorkKind::Fetch, WorkKind::Read]).await
        }
        (Subject::Filing(accession), FindingKind::FilingUnread) => {
            fetch(house, *accession, &[WorkKind::Fetch, WorkKind::Read]).await
        }
        (Subject::Index(quarter), _) => {
            let orders = [index_again(house, *quarter)];
            enqueue(house, &orders).await
        }
        (Subject::Reference(file), _) => {
            let write = house.catalog.write().await?;
            reference::fetch_again(&write, *file, house.now()).await?;
            write.commit().await?;
            Ok(1)
        }
        (Subject::Period(period), FindingKind::SnapshotLost | FindingKind::SnapshotDamaged) => {
            lost(house, *period).await
        }
        (
            Subject::Period(period),
            FindingKind::FiguresDiffer | FindingKind::FilingsDiffer | FindingKind::PeriodBehind,
        ) => publish_again(house, *period).await,
        _ => Ok(0),
    }
}

/// A damaged object is set aside, so that nothing takes it for one that is there, and ordered again
/// where it can be had: older versions of indexes and reference files cannot.
async fn damaged(house: &House, key: Key) -> Result<u64, IngestError> {
    house.vault.set_aside(&key, house.now()).await?;
    let write = house.catalog.write().await?;
    let ordered = match key {
        Key::Submission(accession) => {
            let known = write.filings().kept_of(&[accession]).await?;
            let orders = known
                .iter()
                .map(|one| order(WorkKind::Fetch, one.accession, house.now()));
            enqueue_in(house, &write, &orders.collect::<Vec<_>>()).await?
        }
        Key::Index { quarter, sha256 } => {
            let record = write.indexes().find(quarter).await?;
            let counts = record.and_then(|one| one.sha256) == Some(sha256.to_string());
            let orders = counts.then(|| index_again(house, quarter));
            enqueue_in(house, &write, orders.as_slice()).await?
        }
        Key::Reference { file, sha256 } => {
            let record = write.reference_files().find(file).await?;
            let counts = record.and_then(|one| one.sha256) == Some(sha256.to_string());
            if counts {
                reference::fetch_again(&write, file, house.now()).await?;
            }
            u64::from(counts)
        }
    };
    write.commit().await?;
    Ok(ordered)
}

/// The index of a quarter, and none of the filings that it names: which of them are wanted was decided
/// when it was read.
fn index_again(house: &House, quarter: Period) -> Order {
    let nothing = Selection {
        nothing: true,
        ..Selection::default()
    };
    nothing.order(quarter, house.now())
}

async fn fetch(
    house: &House,
    accession: Accession,
    kinds: &[WorkKind],
) -> Result<u64, IngestError> {
    let orders = kinds
        .iter()
        .map(|kind| order(*kind, accession, house.now()));
    enqueue(house, &orders.collect::<Vec<_>>()).await
}

/// The pointer to a snapshot that is not whole is taken back, lest neighbors be compared with it. What is
/// left of it is set aside: a file of the right length would pass for the one that was published.
async fn lost(house: &House, period: Period) -> Result<u64, IngestError> {
    let write = house.catalog.write().await?;
    let row = write.periods().find(period).await?;
    let Some(id) = row.and_then(|row| row.snapshot).map(|snapshot| snapshot.id) else {
        return Ok(0);
    };
    write.periods().lose(period, &id, house.now()).await?;
    let orders = [
        publish::order(period, house.now()),
        clean_up::later(period, &id, house.now()),
    ];
    let ordered = enqueue_in(house, &write, &orders).await?;
    write.commit().await?;
    if let Ok(id) = id.parse::<SnapshotId>() {
        // The same snapshot may be damaged twice within a second.
        let name = house.now().format("%Y%m%dT%H%M%S%.6fZ").to_string();
        let snapshots = house.snapshots.clone();
        blocking(move || Ok(snapshots.set_aside(period, &id, &name)?)).await?;
    }
    Ok(ordered)
}

async fn publish_again(house: &House, period: Period) -> Result<u64, IngestError> {
    let write = house.catalog.write().await?;
    write.periods().touch(&[period]).await?;
    write.summaries().distrust(period).await?;
    let orders = [publish::order(period, house.now())];
    let ordered = enqueue_in(house, &write, &orders).await?;
    write.commit().await?;
    Ok(ordered)
}

async fn enqueue(house: &House, orders: &[Order]) -> Result<u64, IngestError> {
    let write = house.catalog.write().await?;
    let ordered = enqueue_in(house, &write, orders).await?;
    write.commit().await?;
    Ok(ordered)
}

async fn enqueue_in(house: &House, write: &Write, orders: &[Order]) -> Result<u64, IngestError> {
    write.work().enqueue(orders, house.now()).await?;
    Ok(orders.len() as u64)
}
