//! Filings that are known and not in, and that nobody is at: they are had again.

use chrono::TimeDelta;
use osd_catalog::Claimed;
use osd_catalog::{Order, WorkKind};
use osd_domain::FilingState;

use super::order;
use crate::{House, IngestError};

/// What was given up is tried again after so long: outages of EDGAR have lasted days.
const AGAIN_AFTER: TimeDelta = TimeDelta::hours(20);

/// Filings that are looked at in one go.
const AT_ONCE: u64 = 10_000;

/// Orders what is known and not in, and that no order names; and what was given up long ago.
pub(crate) async fn run(house: &House, worker: &str, batch: &[Claimed]) -> Result<(), IngestError> {
    let now = house.now();
    let write = house.catalog.write().await?;
    let left = write.filings().left(AT_ONCE).await?;
    let orders: Vec<Order> = left
        .into_iter()
        .map(|(accession, state)| match state {
            FilingState::Fetched => order(WorkKind::Read, accession, now),
            _ => order(WorkKind::Fetch, accession, now),
        })
        .collect();
    let ordered = write.work().enqueue(&orders, now).await?;
    let kinds = [
        WorkKind::Fetch,
        WorkKind::Read,
        WorkKind::Publish,
        WorkKind::Reference,
    ];
    let again = write
        .work()
        .try_failed(&kinds, Some(now - AGAIN_AFTER), now)
        .await?;
    let ids: Vec<i64> = batch.iter().map(|work| work.id).collect();
    write.work().complete(worker, &ids, now).await?;
    write.commit().await?;
    if ordered + again > 0 {
        tracing::info!("Gaps: {ordered} filings nobody was at, {again} pieces of work tried again");
    }
    Ok(())
}
