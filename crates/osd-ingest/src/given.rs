//! Filings that were read elsewhere, published like all others.

use std::{collections::BTreeSet, sync::Arc};

use osd_catalog::WorkKind;
use osd_domain::{Filing, Line};

use crate::{
    Event, House, IngestError, Outcome, Presence,
    tasks::{publish, publish::Lines, read},
    worker::Worker,
};

/// Filings that are entered in one transaction.
const BATCH: usize = 256;

/// Whoever read filings gives their rows when they are published. They need not be in the vault; then
/// they cannot be had again from there either, and a lost snapshot is lost.
pub trait Readings: Send + Sync {
    /// The rows of a filing, by ordinal; none where the filing is not known.
    fn lines(&self, filing: &Filing) -> Option<Vec<Line>>;
}

/// Enters filings as they were read, and publishes their periods, the earliest first, with rows from
/// `readings`. Filings are taken from the iterator a batch at a time.
pub async fn take_in(
    house: &House,
    presence: &Presence,
    filings: impl IntoIterator<Item = Filing>,
    readings: Arc<dyn Readings>,
    loops: usize,
) -> Result<Outcome, IngestError> {
    let mut filings = filings.into_iter();
    let mut periods = BTreeSet::new();
    let mut count = 0;
    loop {
        let batch: Vec<Filing> = filings.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            break;
        }
        let write = house.catalog.write().await?;
        periods.extend(read::save(&write, &batch, &[]).await?);
        write.commit().await?;
        count += batch.len() as u64;
    }
    let orders: Vec<_> = periods
        .iter()
        .map(|period| publish::order(*period, house.now()))
        .collect();
    let write = house.catalog.write().await?;
    let planned = write.work().enqueue(&orders, house.now()).await?;
    write.commit().await?;
    house.progress.tell(Event::Planned {
        kind: WorkKind::Publish,
        count: planned,
    });
    let worker = Worker::new(house, presence, Lines::Given(readings));
    let outcome = worker.drain(loops).await?;
    Ok(Outcome {
        filings: count,
        ..outcome
    })
}
