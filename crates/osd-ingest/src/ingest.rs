//! A whole run: from the indexes of some quarters to published periods.

use osd_catalog::WorkKind;
use osd_domain::{Cik, Period};

use crate::{
    Event, House, IngestError, Outcome, Presence, mend,
    tasks::{discover::Selection, publish::Lines, reference},
    worker::Worker,
};

/// What to take in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IngestRange {
    /// The first index quarter.
    pub from: Period,
    /// The last index quarter, included.
    pub to: Period,
    /// Only filings of these managers; of all where there are none.
    pub managers: Vec<Cik>,
    /// Whether reference files of the SEC are taken in, too: fails-to-deliver files, which say what
    /// securities traded as and at which prices, and lists of companies.
    pub reference: bool,
}

/// Takes in what the indexes of a range of quarters name, with `loops` loops of work, and
/// finishes what earlier runs left undone. What is known already is not done again.
pub async fn ingest(
    house: &House,
    presence: &Presence,
    range: &IngestRange,
    loops: usize,
) -> Result<Outcome, IngestError> {
    mend::resume(house).await?;
    let mut selection = Selection {
        managers: range.managers.clone(),
        nothing: false,
    };
    selection.managers.sort_unstable();
    selection.managers.dedup();
    let mut quarters: Vec<Period> = range.from.through(range.to).collect();
    // The newest is what most people want to see first.
    quarters.reverse();
    let orders: Vec<_> = quarters
        .into_iter()
        .map(|quarter| selection.order(quarter, house.now()))
        .collect();
    let files = match range.reference {
        true => reference::orders(house, range.from, range.to).await?,
        false => Vec::new(),
    };
    let write = house.catalog.write().await?;
    write.work().enqueue(&orders, house.now()).await?;
    write.work().enqueue(&files, house.now()).await?;
    write.commit().await?;
    for (kind, orders) in [(WorkKind::Discover, &orders), (WorkKind::Reference, &files)] {
        let count = orders.len() as u64;
        house.progress.tell(Event::Planned { kind, count });
    }
    Worker::new(house, presence, Lines::Merged)
        .drain(loops)
        .await
}
