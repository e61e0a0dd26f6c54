//! A written snapshot takes the place of the one before, with everything derived from it.

mod derived;

use osd_catalog::{CatalogError, Claimed, PeriodRow, SnapshotRow, Swap};
use osd_domain::Period;
use osd_snapshot::Published;

use self::derived::{Known, derive};
use super::{
    clean_up,
    hearing::Hearing,
    publish::{self, TRIES},
};
use crate::{House, IngestError, compare::Summaries, error::blocking, traded};

/// A snapshot that was written, and how.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    pub(super) published: &'a Published,
    /// What it was judged beside.
    pub(super) hearing: &'a Hearing,
    /// Whether what was said of the period before still holds for managers that are as they were.
    pub(super) goes_on: bool,
}

/// Moves the pointer; where others moved one next door meanwhile, once more beside the new one.
/// What was written stays as good as it was. Gives how many managers were compared.
pub(super) async fn swap_beside_others(
    house: &House,
    worker: &str,
    work: &Claimed,
    row: &PeriodRow,
    written: Written<'_>,
) -> Result<u64, IngestError> {
    for _ in 1..TRIES {
        match swap(house, worker, work, row, written).await {
            Err(IngestError::Catalog(CatalogError::Conflict { period, .. }))
                if period != row.period => {}
            outcome => return outcome,
        }
    }
    swap(house, worker, work, row, written).await
}

/// Moves the pointer and everything derived from it, in one transaction.
async fn swap(
    house: &House,
    worker: &str,
    work: &Claimed,
    row: &PeriodRow,
    written: Written<'_>,
) -> Result<u64, IngestError> {
    let Written {
        published, hearing, ..
    } = written;
    let period = row.period;
    let known = Known::of(house, row, written).await?;
    let (neighbors, links) = (known.neighbors.clone(), known.links.clone());
    let derived = derive(house, known, published.id.clone(), hearing.clone()).await?;
    let Some(derived) = derived else {
        return Err(moved(period));
    };

    let write = house.catalog.write().await?;
    let expected = row.snapshot.as_ref().map(|snapshot| snapshot.id.clone());
    write
        .periods()
        .swap(
            &Swap {
                period,
                expected: expected.clone(),
                neighbors,
                new: SnapshotRow {
                    id: published.id.to_string(),
                    rows: published.manifest.lines,
                    bytes: published.manifest.bytes(),
                    filings: published.manifest.filings,
                },
                revision: row.revision,
            },
            house.now(),
        )
        .await?;
    // The pointers are locked: whatever was decided or came in before is to be seen here.
    let decided = write.journal().links().await?;
    let of_both = [period, period.next()];
    if of_both.iter().any(|one| decided.get(one) != links.get(one))
        || !hearing.stands_with(&traded::versions(&write, period).await?)
    {
        return Err(moved(period));
    }
    store(&write, period, &derived.summaries).await?;
    write
        .securities()
        .replace_period(period, &derived.securities)
        .await?;
    write
        .quality()
        .replace_period(period, &derived.quality)
        .await?;
    if let Some(following) = &derived.following {
        store(&write, period.next(), following).await?;
    }
    let mut again = derived.again;
    // Who files here did not file for the first time in any later period.
    let no_first = write
        .summaries()
        .first_filings_after(period.next(), &derived.managers)
        .await?;
    again.extend(no_first);
    publish_again(house, &write, &again).await?;
    if let Some(old) = expected.filter(|old| *old != published.id.as_str()) {
        write
            .work()
            .enqueue(&[clean_up::later(period, &old, house.now())], house.now())
            .await?;
    }
    // What came meanwhile is published next, a minute after this began at the earliest.
    let rested = work.claimed_at + house.pace;
    write.work().rest(worker, work.id, rested).await?;
    write
        .work()
        .complete(worker, &[work.id], house.now())
        .await?;
    // A clean-up may have removed the files between writing and here: then start over.
    let (snapshots, id) = (house.snapshots.clone(), published.id.clone());
    if !blocking(move || Ok(snapshots.is_whole(period, &id)?)).await? {
        let found = Some(published.id.to_string());
        return Err(CatalogError::Conflict {
            period,
            expected: None,
            found,
        }
        .into());
    }
    write.commit().await?;
    Ok(derived.summaries.anew)
}

/// What was judged beside is not what stands there now: judge again.
fn moved(period: Period) -> IngestError {
    let (expected, found) = (None, None);
    CatalogError::Conflict {
        period,
        expected,
        found,
    }
    .into()
}

/// Orders periods to be published again.
async fn publish_again(
    house: &House,
    write: &osd_catalog::Write,
    periods: &[Period],
) -> Result<(), IngestError> {
    write.periods().touch(periods).await?;
    let orders: Vec<_> = periods
        .iter()
        .map(|period| publish::order(*period, house.now()))
        .collect();
    write.work().enqueue(&orders, house.now()).await?;
    Ok(())
}

async fn store(
    write: &osd_catalog::Write,
    period: Period,
    summaries: &Summaries,
) -> Result<(), IngestError> {
    write
        .summaries()
        .replace(
            period,
            &summaries.managers,
            &summaries.securities,
            summaries.comparison.as_ref(),
        )
        .await?;
    write
        .security_events()
        .replace(period, &summaries.market)
        .await?;
    write
        .successions()
        .replace(period, &summaries.successions)
        .await?;
    Ok(())
}
