//! What follows from a new snapshot, and what has to be known for that.

use std::{collections::BTreeMap, sync::Arc};

use osd_catalog::{PeriodRow, QualityRow, Read, SecuritySeen};
use osd_domain::{Cik, Filing, Period, market::CuratedLinks};
use osd_snapshot::{Snapshot, SnapshotId, Snapshots};

use super::Written;
use crate::{
    House, IngestError,
    compare::{self, Beside, Earlier, FileNumbers, Said, Summaries},
    error::blocking,
    ledger,
    tasks::hearing::{Hearing, has_to_be_judged_again},
};

/// What the catalog says of a period and its neighbors, at one moment.
pub(super) struct Known {
    period: Period,
    /// The snapshot that served so far.
    old: Option<String>,
    /// The periods before and after, with their snapshots.
    pub(super) neighbors: [(Period, Option<String>); 2],
    pub(super) links: BTreeMap<Period, CuratedLinks>,
    first_periods: BTreeMap<Cik, Period>,
    file_numbers: FileNumbers,
    filings: Vec<Filing>,
    /// The two snapshots that the period after was compared from.
    following: Option<(String, Option<String>)>,
    /// What was said of the period and of the one after.
    said: [Option<Said>; 2],
}

impl Known {
    pub(super) async fn of(
        house: &House,
        row: &PeriodRow,
        written: Written<'_>,
    ) -> Result<Self, IngestError> {
        let period = row.period;
        let read = house.catalog.read().await?;
        let mut neighbors = [(period.previous(), None), (period.next(), None)];
        for (neighbor, snapshot) in &mut neighbors {
            let found = read.periods().find(*neighbor).await?;
            *snapshot = found.and_then(|row| Some(row.snapshot?.id));
        }
        let mut file_numbers = FileNumbers::default();
        for one in [period.previous(), period, period.next()] {
            file_numbers.add(one, read.filings().file_numbers(one).await?);
        }
        let following = read.summaries().comparison(period.next()).await?;
        let said = match written.goes_on {
            true => [
                said(&read, period, &neighbors[0].1).await?,
                said(&read, period.next(), &neighbors[1].1).await?,
            ],
            false => [None, None],
        };
        Ok(Self {
            period,
            old: row.snapshot.as_ref().map(|snapshot| snapshot.id.clone()),
            links: read.journal().links().await?,
            first_periods: read.filings().first_periods(None).await?,
            file_numbers,
            filings: read.filings().of_period(period).await?,
            following: following.map(|one| (one.snapshot_id, one.previous_snapshot_id)),
            said,
            neighbors,
        })
    }
}

/// What was said of a period; not asked for where the other side of its comparison is not published.
async fn said(
    read: &Read,
    period: Period,
    other_side: &Option<String>,
) -> Result<Option<Said>, IngestError> {
    match other_side {
        Some(_) => Ok(Said::of(read, period).await?),
        None => Ok(None),
    }
}

/// What follows from a new snapshot.
pub(super) struct Derived {
    /// Neighbors that have to be judged again.
    pub(super) again: Vec<Period>,
    pub(super) summaries: Summaries,
    /// Of the period after, where it is published.
    pub(super) following: Option<Summaries>,
    pub(super) securities: Vec<SecuritySeen>,
    /// Who filed.
    pub(super) managers: Vec<Cik>,
    pub(super) quality: Vec<QualityRow>,
}

/// Derives it; none where what the snapshot was judged beside is not what stands there now.
pub(super) async fn derive(
    house: &House,
    known: Known,
    id: SnapshotId,
    hearing: Hearing,
) -> Result<Option<Derived>, IngestError> {
    let snapshots = house.snapshots.clone();
    blocking(move || derived(&snapshots, known, &id, &hearing)).await
}

fn derived(
    snapshots: &Snapshots,
    known: Known,
    id: &SnapshotId,
    hearing: &Hearing,
) -> Result<Option<Derived>, IngestError> {
    let period = known.period;
    let now = snapshots.open(period, id)?;
    let open = |period, id: Option<&String>| -> Result<Option<Arc<Snapshot>>, IngestError> {
        id.map(|id| Ok(snapshots.open(period, &id.parse()?)?))
            .transpose()
    };
    let [before, after] = known.neighbors.each_ref();
    let before = open(before.0, before.1.as_ref())?;
    let after = open(after.0, after.1.as_ref())?;
    let mut filings = now.filings().iter();
    if !hearing.stands_beside([before.as_deref(), after.as_deref()])
        && filings.any(|filing| filing.asked_other_periods)
    {
        return Ok(None);
    }
    // One that is damaged says nothing that could be compared.
    let old = open(period, known.old.as_ref()).ok().flatten();
    let again = [(period.previous(), &before), (period.next(), &after)];
    let again = again.into_iter().filter_map(|(period, neighbor)| {
        let neighbor = neighbor.as_deref()?;
        has_to_be_judged_again(neighbor, &now, old.as_deref()).then_some(period)
    });
    let again: Vec<Period> = again.collect();
    // The same of one that was cleaned up meanwhile.
    let earlier = |said: Option<Said>| {
        let said = said?;
        let comparison = &said.comparison;
        let of = open(comparison.period, Some(&comparison.snapshot_id));
        let beside = comparison.previous_snapshot_id.as_ref();
        let beside = open(comparison.period.previous(), beside);
        Some(Earlier {
            now: of.ok().flatten()?,
            before: beside.ok().flatten()?,
            said,
        })
    };
    let [said, said_of_following] = known.said;
    let beside = Beside {
        now: &now,
        before: before.as_deref(),
        first_periods: &known.first_periods,
        links: &known.links,
        file_numbers: &known.file_numbers,
    };
    let to_follow = after.filter(|after| {
        let compared = (after.id().to_string(), Some(now.id().to_string()));
        known.following.as_ref() != Some(&compared)
    });
    let following = to_follow.map(|after| {
        let beside = Beside {
            now: &after,
            before: Some(&now),
            ..beside
        };
        compare::summaries(beside, earlier(said_of_following).as_ref())
    });
    Ok(Some(Derived {
        again,
        following: following.transpose()?,
        summaries: compare::summaries(beside, earlier(said).as_ref())?,
        managers: now.managers().iter().map(|one| one.cik).collect(),
        securities: compare::securities(&now),
        quality: ledger::of_period(&now, &known.filings)?,
    }))
}
