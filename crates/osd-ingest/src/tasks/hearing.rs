//! What the court hears from outside a period: decisions of people, and what the same managers
//! filed for the periods next to it.

use std::{collections::BTreeMap, sync::Arc};

use osd_catalog::{Decision, DecisionKind};
use osd_domain::{
    Accession, Period,
    amendment::EffectOverride,
    court::{UnitOverride, Witnesses},
};
use osd_snapshot::{Manifest, Snapshot, SnapshotId};

use super::publish::is_of_this_version;
use crate::{
    House, IngestError,
    error::blocking,
    traded::{self, Traded, Versions},
};

/// What is heard in one publication of a period.
#[derive(Clone)]
pub(crate) struct Hearing {
    neighbors: Vec<Arc<Snapshot>>,
    /// What securities traded as, and the files that say it.
    traded: Arc<Traded>,
    versions: Versions,
    /// The digests of what the neighbors say as filed.
    beside: [Option<String>; 2],
    units: BTreeMap<Accession, UnitOverride>,
    effects: BTreeMap<Accession, EffectOverride>,
}

impl Hearing {
    /// Opens the published neighbors and reads the decisions.
    pub(crate) async fn prepare(house: &House, period: Period) -> Result<Self, IngestError> {
        let read = house.catalog.read().await?;
        let mut ids = Vec::new();
        for neighbor in [period.previous(), period.next()] {
            let row = read.periods().find(neighbor).await?;
            ids.push((neighbor, row.and_then(|row| row.snapshot).map(|one| one.id)));
        }
        let units = read.journal().standing(DecisionKind::Unit).await?;
        let effects = read.journal().standing(DecisionKind::Effect).await?;
        let versions = traded::versions(&read, period).await?;
        drop(read);
        let snapshots = house.snapshots.clone();
        let opened = blocking(move || {
            let open = |(period, id): &(Period, Option<String>)| -> Option<Arc<Snapshot>> {
                let id: SnapshotId = id.as_deref()?.parse().ok()?;
                // One that cannot be read is published again, and then this period is, too.
                let snapshot = snapshots.open(*period, &id).ok()?;
                is_of_this_version(snapshot.manifest()).then_some(snapshot)
            };
            Ok([ids.first().and_then(open), ids.last().and_then(open)])
        })
        .await?;
        Ok(Self {
            traded: Arc::new(Traded::read(house, period, &versions).await?),
            versions,
            beside: opened
                .each_ref()
                .map(|one| digest(one.as_ref().map(|one| one.manifest()))),
            neighbors: opened.into_iter().flatten().collect(),
            units: units.into_iter().filter_map(unit).collect(),
            effects: effects.into_iter().filter_map(effect).collect(),
        })
    }

    /// The witnesses for the court.
    pub(crate) fn witnesses(self) -> Witnesses<'static, IngestError> {
        let Self {
            neighbors,
            traded,
            units,
            effects,
            ..
        } = self;
        let prices = Arc::clone(&traded);
        Witnesses {
            fails_price: Box::new(move |security| prices.price(security)),
            ticker: Box::new(move |security| traded.ticker(security)),
            other_periods: Box::new(move |cik| {
                let mut filed = Vec::new();
                for snapshot in &neighbors {
                    filed.extend(snapshot.as_filed(cik)?);
                }
                Ok(filed)
            }),
            units,
            effects,
        }
    }

    /// Whether these are the files that were heard of what securities traded as.
    pub(crate) fn stands_with(&self, versions: &Versions) -> bool {
        self.versions == *versions
    }

    /// Whether the neighbors say as filed what they said in the hearing.
    pub(crate) fn stands_beside(&self, neighbors: [Option<&Snapshot>; 2]) -> bool {
        let now = neighbors.map(|one| {
            let of_this_version = one.filter(|one| is_of_this_version(one.manifest()));
            digest(of_this_version.map(Snapshot::manifest))
        });
        now == self.beside
    }
}

fn digest(manifest: Option<&Manifest>) -> Option<String> {
    manifest?.lines_digest().map(ToOwned::to_owned)
}

/// Whether a period that was published has to be judged again beside a neighbor: where what the
/// neighbor says as filed is new, and it was asked.
pub(crate) fn has_to_be_judged_again(
    snapshot: &Snapshot,
    neighbor: &Snapshot,
    neighbor_before: Option<&Snapshot>,
) -> bool {
    let is_new = neighbor_before.is_none_or(|before| {
        !is_of_this_version(before.manifest())
            || before.manifest().lines_digest() != neighbor.manifest().lines_digest()
    });
    let asked = |cik| {
        let before = neighbor_before.and_then(|before| before.manager(cik));
        neighbor.manager(cik).or(before).is_some()
    };
    is_new
        && snapshot
            .filings()
            .iter()
            .any(|filing| filing.asked_other_periods && asked(filing.cik))
}

fn unit((filing, decided): (Accession, Decision)) -> Option<(Accession, UnitOverride)> {
    let by = UnitOverride {
        unit: decided.choice()?.parse().ok()?,
        actor: decided.actor.clone(),
        on: decided.at.date_naive(),
        why: decided.why().to_owned(),
    };
    Some((filing, by))
}

fn effect((filing, decided): (Accession, Decision)) -> Option<(Accession, EffectOverride)> {
    let by = EffectOverride {
        effect: decided.choice()?.parse().ok()?,
        actor: decided.actor.clone(),
        on: decided.at.date_naive(),
        why: decided.why().to_owned(),
    };
    Some((filing, by))
}
