//! A written snapshot takes the place of the one before, with everything derived from it.

use std::sync::Arc;

use osd_catalog::{CatalogError, Claimed, PeriodRow, QualityRow, SecuritySeen, SnapshotRow, Swap};
use osd_domain::{Cik, Period};
use osd_snapshot::{Published, Snapshot};

use super::{
    clean_up,
    hearing::{Hearing, has_to_be_judged_again},
    publish::{self, TRIES},
};
use crate::{
    House, IngestError,
    compare::{self, Beside, FileNumbers, Summaries},
    error::blocking,
    ledger, traded,
};

/// Moves the pointer; where others moved one next door meanwhile, once more beside the new one.
/// What was written stays as good as it was.
pub(super) async fn swap_beside_others(
    house: &House,
    worker: &str,
    work: &Claimed,
    row: &PeriodRow,
    published: &Published,
    hearing: &Hearing,
) -> Result<(), IngestError> {
    for _ in 1..TRIES {
        match swap(house, worker, work, row, published, hearing).await {
            Err(IngestError::Catalog(CatalogError::Conflict { period, .. }))
                if period != row.period => {}
            outcome => return outcome,
        }
    }
    swap(house, worker, work, row, published, hearing).await
}

/// Moves the pointer and everything derived from it, in one transaction.
async fn swap(
    house: &House,
    worker: &str,
    work: &Claimed,
    row: &PeriodRow,
    published: &Published,
    hearing: &Hearing,
) -> Result<(), IngestError> {
    let period = row.period;
    let id = published.id.clone();
    let neighbors = [period.previous(), period.next()];
    let read = house.catalog.read().await?;
    let mut ids = [None, None];
    for (place, neighbor) in ids.iter_mut().zip(neighbors) {
        let found = read.periods().find(neighbor).await?;
        *place = found
            .and_then(|row| row.snapshot)
            .map(|snapshot| snapshot.id);
    }
    let first_periods = read.filings().first_periods(None).await?;
    let mut file_numbers = FileNumbers::default();
    for one in [period.previous(), period, period.next()] {
        file_numbers.add(one, read.filings().file_numbers(one).await?);
    }
    let filings = read.filings().of_period(period).await?;
    let following = read.summaries().comparison(period.next()).await?;
    let links = read.journal().links().await?;
    drop(read);
    let [before, after] = ids.clone();
    let old = row.snapshot.as_ref().map(|snapshot| snapshot.id.clone());
    let snapshots = house.snapshots.clone();
    let heard = hearing.clone();
    let known_links = links.clone();
    let derived = blocking(move || {
        let now = snapshots.open(period, &id)?;
        let open = |period, id: Option<String>| -> Result<Option<Arc<Snapshot>>, IngestError> {
            id.map(|id| Ok(snapshots.open(period, &id.parse()?)?))
                .transpose()
        };
        let before = open(period.previous(), before)?;
        let after = open(period.next(), after)?;
        if !heard.stands_beside([before.as_deref(), after.as_deref()])
            && now
                .filings()
                .iter()
                .any(|filing| filing.asked_other_periods)
        {
            return Ok(None);
        }
        // One that is damaged says nothing that could be compared.
        let old = open(period, old).ok().flatten();
        let again = [(period.previous(), &before), (period.next(), &after)];
        let again = again.into_iter().filter_map(|(period, neighbor)| {
            let neighbor = neighbor.as_deref()?;
            has_to_be_judged_again(neighbor, &now, old.as_deref()).then_some(period)
        });
        Ok(Some(Derived {
            again: again.collect(),
            summaries: compare::summaries(Beside {
                now: &now,
                before: before.as_deref(),
                first_periods: &first_periods,
                links: &known_links,
                file_numbers: &file_numbers,
            })?,
            following: after
                .filter(|after| {
                    let made_of = following.as_ref().map(|one| {
                        (
                            one.snapshot_id.as_str(),
                            one.previous_snapshot_id.as_deref(),
                        )
                    });
                    made_of != Some((after.id().as_str(), Some(now.id().as_str())))
                })
                .map(|after| {
                    compare::summaries(Beside {
                        now: &after,
                        before: Some(&now),
                        first_periods: &first_periods,
                        links: &known_links,
                        file_numbers: &file_numbers,
                    })
                })
                .transpose()?,
            managers: now.managers().iter().map(|one| one.cik).collect(),
            securities: compare::securities(&now),
            quality: ledger::of_period(&now, &filings)?,
        }))
    })
    .await?;
    let Some(derived) = derived else {
        return Err(moved(period));
    };

    let [before, after] = ids;
    let write = house.catalog.write().await?;
    let expected = row.snapshot.as_ref().map(|snapshot| snapshot.id.clone());
    write
        .periods()
        .swap(
            &Swap {
                period,
                expected: expected.clone(),
                neighbors: [(neighbors[0], before), (neighbors[1], after)],
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
    Ok(())
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

/// What follows from a new snapshot.
struct Derived {
    /// Neighbors that have to be judged again.
    again: Vec<Period>,
    summaries: Summaries,
    /// Of the period after, where it is published.
    following: Option<Summaries>,
    securities: Vec<SecuritySeen>,
    /// Who filed.
    managers: Vec<Cik>,
    quality: Vec<QualityRow>,
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
