//! Snapshots that nobody points to any more go, after a time of grace for those who still read
//! them.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use osd_catalog::{Claimed, Order, WorkKind};
use osd_domain::Period;
use osd_snapshot::SnapshotId;

use super::order;
use crate::{House, IngestError, error::blocking};

/// How long a snapshot stays after the pointer moved on.
pub(crate) const GRACE: TimeDelta = TimeDelta::hours(24);

/// The order to remove a snapshot after the time of grace.
pub(crate) fn later(period: Period, snapshot: &str, now: DateTime<Utc>) -> Order {
    order(
        WorkKind::CleanUp,
        format!("{period} {snapshot}"),
        now + GRACE,
    )
}

/// How long the list remembers work that was done.
const MEMORY: TimeDelta = TimeDelta::days(30);
/// The same of alarms that are over.
const ALARMS: TimeDelta = TimeDelta::days(90);

/// Removes what no order names: snapshots that a worker wrote and died before the pointer moved,
/// after the time of grace, and work that was done long ago.
pub(crate) async fn sweep(house: &House) -> Result<(), IngestError> {
    let now = house.now();
    let write = house.catalog.write().await?;
    write.work().prune(now - MEMORY).await?;
    write.schedules().prune(now - MEMORY).await?;
    write.alarms().prune(now - ALARMS).await?;
    write.commit().await?;
    let read = house.catalog.read().await?;
    let mut known: BTreeSet<(Period, String)> =
        read.periods().current().await?.into_iter().collect();
    known.extend(read.periods().retired_before(now + GRACE).await?);
    let periods: Vec<Period> = read
        .periods()
        .list()
        .await?
        .iter()
        .map(|row| row.period)
        .collect();
    drop(read);
    let snapshots = house.snapshots.clone();
    blocking(move || {
        for period in periods {
            for (id, changed) in snapshots.lying(period)? {
                let is_old = DateTime::<Utc>::from(changed) < now - GRACE;
                if is_old && !known.contains(&(period, id.to_string())) {
                    snapshots.remove(period, &id)?;
                }
            }
        }
        Ok(())
    })
    .await
}

/// The order to [`sweep`].
pub(crate) fn sweep_order(now: DateTime<Utc>) -> Order {
    order(WorkKind::CleanUp, SWEEP, now)
}

const SWEEP: &str = "sweep";

/// Removes a snapshot, unless the pointer has come back to it; or sweeps.
pub(crate) async fn run(house: &House, worker: &str, work: &Claimed) -> Result<(), IngestError> {
    if work.key == SWEEP {
        sweep(house).await?;
        let write = house.catalog.write().await?;
        write
            .work()
            .complete(worker, &[work.id], house.now())
            .await?;
        return Ok(write.commit().await?);
    }
    let bad = |why: String| IngestError::BadOrder {
        kind: work.kind.as_str(),
        key: work.key.clone(),
        why,
    };
    let (period, id) = work
        .key
        .split_once(' ')
        .ok_or_else(|| bad("no snapshot".to_owned()))?;
    let period: Period = period
        .parse()
        .map_err(|error: osd_domain::id::ParseIdError| bad(error.to_string()))?;
    let snapshot: SnapshotId = id.parse()?;
    let write = house.catalog.write().await?;
    // Forgotten first, so that whoever publishes these very bytes again meanwhile waits for this
    // transaction, and then sees that the files are gone. Killed in between, the catalog still
    // knows the snapshot, and this is done again.
    if write.periods().forget(period, id).await? {
        let snapshots = house.snapshots.clone();
        blocking(move || Ok(snapshots.remove(period, &snapshot)?)).await?;
    }
    write
        .work()
        .complete(worker, &[work.id], house.now())
        .await?;
    write.commit().await?;
    Ok(())
}
