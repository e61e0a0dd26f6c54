//! The snapshots against their manifests, and against the catalog.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use osd_catalog::{ManagerSummary, PeriodRow, WorkKind};
use osd_domain::{Accession, Period};
use osd_snapshot::{Fault, FaultKind, Snapshot, SnapshotId};

use super::{
    Verified,
    finding::{FindingKind, Subject, Suspect},
};
use crate::{House, IngestError, error::blocking, tasks::clean_up::GRACE};

/// The snapshots of all periods, or of one, and those that nobody points to.
pub(super) async fn all(
    house: &House,
    only: Option<Period>,
    verified: &mut Verified,
) -> Result<Vec<Suspect>, IngestError> {
    let rows = house.catalog.read().await?.periods().list().await?;
    let mut found = Vec::new();
    for row in rows {
        if only.is_none_or(|only| only == row.period) {
            verified.periods += u64::from(row.snapshot.is_some());
            found.extend(period(house, row.period).await?);
        }
    }
    found.extend(strays(house, only).await?);
    Ok(found)
}

/// What one transaction knows of a period.
struct Told {
    row: PeriodRow,
    /// The rows of each filing.
    filings: BTreeMap<Accession, u64>,
    /// The snapshot that was compared with the period before; none of the first.
    compared: Option<String>,
    summaries: Vec<ManagerSummary>,
    /// Whether it is ordered to be published, or somebody is at it.
    ordered: bool,
}

async fn told(house: &House, period: Period) -> Result<Option<Told>, IngestError> {
    let read = house.catalog.read().await?;
    let Some(row) = read.periods().find(period).await? else {
        return Ok(None);
    };
    let filings = read.filings().of_period(period).await?;
    let filings = filings
        .iter()
        .map(|filing| (filing.accession, filing.lines));
    let comparison = read.summaries().comparison(period).await?;
    let summaries = read.summaries().all_managers_of(period).await?;
    let ordered = read.work().ordered(WorkKind::Publish, [period]).await?;
    Ok(Some(Told {
        row,
        filings: filings.collect(),
        compared: comparison.map(|one| one.snapshot_id),
        summaries,
        ordered: !ordered.is_empty(),
    }))
}

/// One period, and the snapshot that it points to.
pub(super) async fn period(house: &House, period: Period) -> Result<Vec<Suspect>, IngestError> {
    let Some(told) = told(house, period).await? else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    if told.row.is_stale() && !told.ordered {
        let words = format!(
            "its filings changed {} times, and it was last published at change {}; nothing orders that",
            told.row.revision, told.row.published_revision
        );
        let kind = FindingKind::PeriodBehind;
        found.push(Suspect::new(Subject::Period(period), kind, period, words));
    }
    let Some(pointed_to) = &told.row.snapshot else {
        return Ok(found);
    };
    let place = format!("{period}/{}", pointed_to.id);
    let suspect = |kind, found: String| Suspect::new(Subject::Period(period), kind, &place, found);
    let Ok(id) = pointed_to.id.parse::<SnapshotId>() else {
        let words = "the catalog points to what is no id of a snapshot".to_owned();
        found.push(suspect(FindingKind::SnapshotLost, words));
        return Ok(found);
    };
    let snapshots = house.snapshots.clone();
    let (faults, opened) = blocking(move || {
        let faults = snapshots.verify(period, &id)?;
        let sound = faults.iter().all(|fault| fault.kind == FaultKind::Stray);
        let opened = sound.then(|| snapshots.open(period, &id)).transpose()?;
        Ok((faults, opened))
    })
    .await?;
    found.extend(faults.iter().map(|fault| of_fault(fault, &suspect)));
    if let Some(snapshot) = opened {
        found.extend(beside(&told, &snapshot, &suspect));
    }
    Ok(found)
}

fn of_fault(fault: &Fault, suspect: &impl Fn(FindingKind, String) -> Suspect) -> Suspect {
    let kind = match fault.kind {
        FaultKind::Lost => FindingKind::SnapshotLost,
        FaultKind::Damaged => FindingKind::SnapshotDamaged,
        FaultKind::Stray => FindingKind::SnapshotFileStray,
    };
    suspect(kind, format!("{}: {}", fault.file, fault.found))
}

/// What the catalog says of a snapshot that its files do not.
fn beside(
    told: &Told,
    snapshot: &Arc<Snapshot>,
    suspect: &impl Fn(FindingKind, String) -> Suspect,
) -> Vec<Suspect> {
    let mut found = Vec::new();
    let mut differs = |words| found.push(suspect(FindingKind::FiguresDiffer, words));
    let manifest = snapshot.manifest();
    if let Some(row) = &told.row.snapshot {
        let figures = [
            ("rows", row.rows, manifest.lines),
            ("filings", row.filings, manifest.filings),
            ("bytes", row.bytes, manifest.bytes()),
        ];
        for (name, told, held) in figures.into_iter().filter(|(_, told, held)| told != held) {
            differs(format!(
                "the catalog says {told} {name}, the snapshot has {held}"
            ));
        }
    }
    if let Some(of) = told
        .compared
        .as_deref()
        .filter(|of| *of != snapshot.id().as_str())
    {
        differs(format!("the catalog's comparison is of snapshot {of}"));
    }
    let values = told.summaries.iter().filter_map(|one| one.value);
    let value: i128 = values.sum();
    if value != i128::from(manifest.value) {
        let held = manifest.value;
        differs(format!(
            "the catalog's summaries add up to {value} dollars, the snapshot to {held}"
        ));
    }
    // A period that is behind has other filings by rights.
    if !told.row.is_stale() {
        let held: BTreeMap<Accession, u64> = snapshot
            .filings()
            .iter()
            .map(|filing| (filing.accession, filing.lines.end - filing.lines.start))
            .collect();
        if let Some(words) = difference(&told.filings, &held) {
            found.push(suspect(FindingKind::FilingsDiffer, words));
        }
    }
    found
}

/// How two sets of filings differ, in words.
fn difference(told: &BTreeMap<Accession, u64>, held: &BTreeMap<Accession, u64>) -> Option<String> {
    let differs = |accession: &&Accession| told.get(accession) != held.get(accession);
    let all: BTreeSet<&Accession> = told.keys().chain(held.keys()).collect();
    let differing: Vec<&Accession> = all.into_iter().filter(differs).collect();
    let first = differing.first()?;
    let rows = |of: &BTreeMap<Accession, u64>| match of.get(first) {
        Some(rows) => format!("{rows} rows"),
        None => "nothing".to_owned(),
    };
    Some(format!(
        "{} filings differ; of {first} the catalog has {}, the snapshot {}",
        differing.len(),
        rows(told),
        rows(held)
    ))
}

/// Snapshots that no period points to and that wait for no clean-up. What was written and given up for
/// another is swept up after the time of grace, in the periods that are known. What lies there is listed
/// before the catalog is asked; what somebody is publishing at the moment is about to be pointed to.
pub(super) async fn strays(
    house: &House,
    only: Option<Period>,
) -> Result<Vec<Suspect>, IngestError> {
    let snapshots = house.snapshots.clone();
    let lying = blocking(move || Ok(snapshots.all()?)).await?;
    let read = house.catalog.read().await?;
    let mut wanted: BTreeSet<(Period, String)> =
        read.periods().current().await?.into_iter().collect();
    wanted.extend(read.periods().retired_before(house.now() + GRACE).await?);
    let swept = read.periods().list().await?;
    let swept: BTreeSet<Period> = swept.iter().map(|row| row.period).collect();
    let periods: BTreeSet<Period> = lying.iter().map(|(period, ..)| *period).collect();
    let in_hand = read.work().ordered(WorkKind::Publish, periods).await?;
    let graced = house.now() - GRACE;
    let strays = lying.into_iter().filter(|(period, id, changed)| {
        let is_asked_for = only.is_none_or(|only| only == *period);
        let is_swept = swept.contains(period) && DateTime::<Utc>::from(*changed) >= graced;
        let is_in_hand = in_hand.contains(&period.to_string());
        let is_wanted = wanted.contains(&(*period, id.to_string()));
        is_asked_for && !is_swept && !is_in_hand && !is_wanted
    });
    let suspects = strays.map(|(period, id, _)| {
        let words = "no period points to it, and it waits for no clean-up";
        let (subject, kind) = (Subject::Snapshots(period), FindingKind::SnapshotStray);
        Suspect::new(subject, kind, format!("{period}/{id}"), words)
    });
    Ok(suspects.collect())
}
