//! What earlier runs left undone, put back on the list.

use osd_catalog::{Engine, WorkKind};
use osd_domain::Period;
use osd_form13f::READER_VERSION;
use osd_snapshot::SnapshotId;

use crate::{
    Event, House, IngestError,
    tasks::{clean_up, order, publish},
};

/// Puts what earlier runs failed to read or publish back on the list, what an older reader read,
/// and the periods that are behind their filings or this version, or whose snapshot is lost. What
/// they failed to fetch is left to discovery, which orders it again where it was asked for.
pub(crate) async fn resume(house: &House) -> Result<(), IngestError> {
    check_folder(house).await?;
    give_up_lost(house).await?;
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
    let periods = write.periods().list().await?;
    let behind = periods
        .iter()
        .filter(|row| !publish::is_up_to_date(house, row));
    let orders: Vec<_> = behind
        .map(|row| publish::order(row.period, house.now()))
        .collect();
    write.work().enqueue(&orders, house.now()).await?;
    write.commit().await?;
    house.progress.tell(Event::Planned {
        kind: WorkKind::Read,
        count: again,
    });
    Ok(())
}

/// Refuses to go on where a shared catalog points to snapshots and this folder holds none of
/// them: then it is not the folder that they are published in.
async fn check_folder(house: &House) -> Result<(), IngestError> {
    let current = house.catalog.read().await?.periods().current().await?;
    let is_here = |(period, id): &(Period, String)| {
        id.parse()
            .is_ok_and(|id: SnapshotId| house.snapshots.is_whole(*period, &id))
    };
    let is_shared = house.catalog.engine() == Engine::Postgres;
    if is_shared && !current.is_empty() && !current.iter().any(is_here) {
        return Err(IngestError::OtherFolder(house.snapshots.root().to_owned()));
    }
    Ok(())
}

/// Takes back the pointers to snapshots whose files are lost or damaged, so that their neighbors
/// are not compared with them but each with what is published anew. Gives their periods, which
/// have to be published again.
pub(crate) async fn give_up_lost(house: &House) -> Result<Vec<Period>, IngestError> {
    let current = house.catalog.read().await?.periods().current().await?;
    let is_whole = |period, id: &str| {
        id.parse()
            .is_ok_and(|id: SnapshotId| house.snapshots.is_whole(period, &id))
    };
    let mut lost = Vec::new();
    for (period, id) in current
        .into_iter()
        .filter(|(period, id)| !is_whole(*period, id))
    {
        let write = house.catalog.write().await?;
        write.periods().lose(period, &id, house.now()).await?;
        let order = clean_up::later(period, &id, house.now());
        write.work().enqueue(&[order], house.now()).await?;
        write.commit().await?;
        lost.push(period);
    }
    Ok(lost)
}
