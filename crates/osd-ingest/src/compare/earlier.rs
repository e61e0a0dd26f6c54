//! An earlier comparison of the same period, from which another goes on: of eight thousand managers fifty
//! have filed since, and what the others did is as it was.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use osd_catalog::{CatalogError, Comparison, ManagerSummary, Read, SecurityFlow, SecuritySummary};
use osd_domain::{
    BySecurity, Cik, Period,
    change::{Basis, LabelCounts},
    market::MarketChanges,
};
use osd_snapshot::{ManagerEntry, Snapshot};

use super::{
    Beside, RULES,
    sum::{Done, Sum},
};
use crate::IngestError;

/// Managers that are compared at a time.
const AT_A_TIME: usize = 16;

/// What the catalog has of a comparison.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) comparison: Comparison,
    managers: BTreeMap<Cik, ManagerSummary>,
    securities: Vec<SecuritySummary>,
    market: MarketChanges,
}

impl Said {
    /// What was said of a period; none where nothing was, or by other rules.
    pub(crate) async fn of(read: &Read, period: Period) -> Result<Option<Self>, CatalogError> {
        let summaries = read.summaries();
        let comparison = summaries.comparison(period).await?;
        let by_these_rules = |one: &Comparison| one.compared_by == Some(RULES);
        let Some(comparison) = comparison.filter(by_these_rules) else {
            return Ok(None);
        };
        let managers = summaries.all_managers_of(period).await?.into_iter();
        Ok(Some(Self {
            comparison,
            managers: managers.map(|one| (one.cik, one)).collect(),
            securities: summaries.securities_of(period).await?,
            market: read.security_events().of_period(period).await?,
        }))
    }

    /// All of it as one sum; none where it is not to be had exactly.
    fn sum(&self) -> Option<Sum> {
        let mut by_security = BySecurity::default();
        for security in &self.securities {
            let flow = security.flow.filter(is_exact)?;
            let changes: LabelCounts = security.changes.as_ref()?.iter().collect();
            if !changes.is_empty() {
                by_security.insert(security.security.clone(), Done { changes, flow });
            }
        }
        Some(Sum {
            managers: self.managers.values().cloned().collect(),
            by_security,
            all: self.comparison.changes.iter().collect(),
            compared: self.comparison.managers_compared,
            anew: 0,
        })
    }
}

/// Whether none of its sums was too large to be kept as it was.
fn is_exact(flow: &SecurityFlow) -> bool {
    let SecurityFlow {
        value_change,
        bought_value,
        sold_value,
        ..
    } = flow;
    let mut sums = [value_change, bought_value, sold_value].into_iter();
    sums.all(|sum| i64::try_from(*sum).is_ok_and(|sum| sum != i64::MIN && sum != i64::MAX))
}

/// A comparison that was made earlier, with the two snapshots that it is of.
pub(crate) struct Earlier {
    pub(crate) now: Arc<Snapshot>,
    pub(crate) before: Arc<Snapshot>,
    pub(crate) said: Said,
}

impl Earlier {
    /// What all managers add up to: only those are compared that are not as they were. None where
    /// that cannot be told from what was said, or nearly all are to be compared.
    pub(super) fn go_on(
        &self,
        beside: Beside<'_>,
        market: &MarketChanges,
    ) -> Result<Option<Sum>, IngestError> {
        let Some(before) = beside.before else {
            return Ok(None);
        };
        let snapshots = [beside.now, before, &self.now, &self.before];
        let version = |one: &Snapshot| (one.manifest().reader, one.manifest().schema);
        if snapshots.iter().any(|one| version(one) != version(before)) {
            return Ok(None);
        }
        let mut changed = self.changed(beside, before);
        for security in market.differing(&self.said.market) {
            for snapshot in snapshots {
                if let Some(entry) = snapshot.security(security) {
                    let figures = snapshot.figures_of(entry)?;
                    changed.extend(figures.into_iter().map(|one| one.cik));
                }
            }
        }
        if changed.len() * 2 > beside.now.managers().len() {
            return Ok(None);
        }
        let first_periods = self.first_periods(&changed);
        let then = Beside {
            now: &self.now,
            before: Some(&self.before),
            first_periods: &first_periods,
            ..beside
        };
        let fewer = Sum::of_pieces(then, &pieces(&self.now, &changed), &self.said.market)?;
        let more = Sum::of_pieces(beside, &pieces(beside.now, &changed), market)?;
        let kept = self.said.sum();
        let sum = kept
            .and_then(|kept| kept.without(&fewer, &changed))
            .map(|mut sum| {
                sum.add(more);
                sum.managers.sort_by_key(|manager| manager.cik);
                sum
            });
        Ok(sum.filter(|sum| sum.managers.len() == beside.now.managers().len()))
    }

    /// Managers whose filings, quarter before or first filing are not what they were.
    fn changed(&self, beside: Beside<'_>, before: &Snapshot) -> BTreeSet<Cik> {
        let period = beside.now.manifest().period;
        let is_first = |cik: Cik| {
            let first = beside.first_periods.get(&cik);
            first.is_none_or(|first| *first >= period)
        };
        let is_as_it_was = |cik: Cik| {
            let Some(said) = self.said.managers.get(&cik) else {
                return false;
            };
            let is_new = before.manager(cik).is_none();
            beside.now.is_alike(&self.now, cik)
                && before.is_alike(&self.before, cik)
                && !(is_new && is_first(cik) != was_first(said))
        };
        let managers = [beside.now, &self.now]
            .into_iter()
            .flat_map(Snapshot::managers);
        let managers = managers.map(|manager| manager.cik);
        managers.filter(|cik| !is_as_it_was(*cik)).collect()
    }

    /// The first periods of managers as they were known then, as far as that made a difference.
    fn first_periods(&self, managers: &BTreeSet<Cik>) -> BTreeMap<Cik, Period> {
        let period = self.now.manifest().period;
        let said = managers
            .iter()
            .filter_map(|cik| self.said.managers.get(cik));
        said.map(|said| match was_first(said) {
            true => (said.cik, period),
            false => (said.cik, period.previous()),
        })
        .collect()
    }
}

fn was_first(said: &ManagerSummary) -> bool {
    said.basis == Some(Basis::FirstFiling)
}

/// Those of a snapshot's managers, in pieces.
fn pieces<'a>(snapshot: &'a Snapshot, managers: &BTreeSet<Cik>) -> Vec<Vec<&'a ManagerEntry>> {
    let entries = managers.iter().filter_map(|cik| snapshot.manager(*cik));
    let entries: Vec<&ManagerEntry> = entries.collect();
    entries.chunks(AT_A_TIME).map(<[_]>::to_vec).collect()
}
