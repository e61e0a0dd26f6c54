//! Snapshots that nobody points to any more go, after a time of grace for those who still read
//! them.

use chrono::TimeDelta;
use osd_catalog::{Claimed, Order, WorkKind};
use osd_domain::Period;
use osd_snapshot::SnapshotId;

use super::order;
use crate::{House, IngestError, error::blocking};

/// How long a snapshot stays after the pointer moved on.
pub(crate) const GRACE: TimeDelta = TimeDelta::hours(24);

/// The order to remove a snapshot after the time of grace.
pub(crate) fn later(period: Period, snapshot: &str, now: chrono::DateTime<chrono::Utc>) -> Order {
    order(
        WorkKind::CleanUp,
        format!("{period} {snapshot}"),
        now + GRACE,
    )
}

/// Removes a snapshot, unless the pointer has come back to it.
pub(crate) async fn run(house: &House, worker: &str, work: &Claimed) -> Result<(), IngestError> {
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
