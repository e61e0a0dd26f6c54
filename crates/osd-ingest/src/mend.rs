//! What earlier runs left undone, put back on the list.

use std::collections::BTreeSet;

use osd_catalog::{Engine, PeriodRow, WorkKind};
use osd_domain::Period;
use osd_form13f::READER_VERSION;
use osd_snapshot::SnapshotId;

use crate::{
    Event, House, IngestError,
    error::blocking,
    tasks::{clean_up, order, publish},
};

/// Puts what earlier runs failed to read or publish back on the list, what an older reader read,
/// and the periods that are behind their filings or this version, or whose snapshot is lost. What
/// they failed to fetch is left to discovery, which orders it again where it was asked for.
pub(crate) async fn resume(house: &House) -> Result<(), IngestError> {
    check_place(house).await?;
    give_up_lost(house).await?;
    let behind = behind(house).await?;
    let write = house.catalog.write().await?;
    for failed in write.work().failed().await? {
        if !matches!(
            failed.kind,
            WorkKind::Discover | WorkKind::Reference | WorkKind::Fetch
        ) {
            write
                .work()
                .retry(failed.kind, &failed.key, house.now())
                .await?;
        }
    }
    let old = write.filings().read_before(READER_VERSION).await?;
    let orders: Vec<_> = old
        .iter()
        .map(|accession| order(WorkKind::Read, accession, house.now()))
        .collect();
    let again = write.work().enqueue(&orders, house.now()).await?;
    let orders: Vec<_> = behind
        .into_iter()
        .map(|period| publish::order(period, house.now()))
        .collect();
    write.work().enqueue(&orders, house.now()).await?;
    write.commit().await?;
    house.progress.tell(Event::Planned {
        kind: WorkKind::Read,
        count: again,
    });
    Ok(())
}

/// The periods that are not published as their filings are now, by this version. That their
/// snapshots are whole has been seen to.
async fn behind(house: &House) -> Result<Vec<Period>, IngestError> {
    let rows = house.catalog.read().await?.periods().list().await?;
    let snapshots = house.snapshots.clone();
    blocking(move || {
        let is_current = |row: &PeriodRow| -> Result<bool, IngestError> {
            let id = row.snapshot.as_ref().map(|snapshot| snapshot.id.parse());
            let Some(Ok(id)) = id.filter(|_| !row.is_stale()) else {
                return Ok(false);
            };
            let manifest = snapshots.manifest(row.period, &id)?;
            Ok(publish::is_of_this_version(&manifest))
        };
        let mut behind = Vec::new();
        for row in rows {
            if !is_current(&row)? {
                behind.push(row.period);
            }
        }
        Ok(behind)
    })
    .await
}

/// The snapshots that serve periods, and whether each is there, whole.
async fn current(house: &House) -> Result<Vec<(Period, String, bool)>, IngestError> {
    let current = house.catalog.read().await?.periods().current().await?;
    let snapshots = house.snapshots.clone();
    blocking(move || {
        // An id that is none is that of nothing.
        let known: Vec<(Period, SnapshotId)> = current
            .iter()
            .filter_map(|(period, id)| Some((*period, id.parse().ok()?)))
            .collect();
        let whole = snapshots.are_whole(&known)?;
        let whole: BTreeSet<(Period, String)> = known
            .into_iter()
            .zip(whole)
            .filter(|(_, whole)| *whole)
            .map(|((period, id), _)| (period, id.to_string()))
            .collect();
        let told = current.into_iter().map(|(period, id)| {
            let is_whole = whole.contains(&(period, id.clone()));
            (period, id, is_whole)
        });
        Ok(told.collect())
    })
    .await
}

/// Refuses to go on where a shared catalog points to snapshots and none of them is in this folder
/// or bucket: then it is not the one that they are published in.
async fn check_place(house: &House) -> Result<(), IngestError> {
    if house.catalog.engine() != Engine::Postgres {
        return Ok(());
    }
    let current = current(house).await?;
    if !current.is_empty() && !current.iter().any(|(_, _, is_whole)| *is_whole) {
        return Err(IngestError::OtherPlace(house.snapshots.place()));
    }
    Ok(())
}

/// Takes back the pointers to snapshots whose files are lost or damaged, so that their neighbors
/// are not compared with them but each with what is published anew. Gives their periods, which
/// have to be published again.
pub(crate) async fn give_up_lost(house: &House) -> Result<Vec<Period>, IngestError> {
    let current = current(house).await?;
    let mut lost = Vec::new();
    for (period, id, _) in current.into_iter().filter(|(_, _, is_whole)| !is_whole) {
        let write = house.catalog.write().await?;
        write.periods().lose(period, &id, house.now()).await?;
        let order = clean_up::later(period, &id, house.now());
        write.work().enqueue(&[order], house.now()).await?;
        write.commit().await?;
        lost.push(period);
    }
    Ok(lost)
}
