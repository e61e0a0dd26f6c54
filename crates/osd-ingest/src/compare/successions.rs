//! Who goes on under another CIK between two snapshots.

use std::collections::{BTreeMap, BTreeSet};

use osd_domain::{
    Cik, FilingState, Period, Succession,
    amendment::Standing,
    market::MarketChanges,
    portfolio::Portfolio,
    succession::{Came, Gone, Holdings, Notice, SuccessionHearing, Trail},
};
use osd_snapshot::{ManagerEntry, Snapshot};

use super::Beside;
use crate::IngestError;

/// The Form 13F file numbers that managers print, by period.
#[derive(Debug, Default)]
pub(crate) struct FileNumbers(BTreeMap<Period, BTreeMap<Cik, BTreeSet<String>>>);

impl FileNumbers {
    pub(crate) fn add(&mut self, period: Period, numbers: BTreeMap<Cik, BTreeSet<String>>) {
        self.0.insert(period, numbers);
    }

    /// Those of a manager, in a period and the one before.
    fn of(&self, cik: Cik, period: Period) -> BTreeSet<String> {
        let periods = [period, period.previous()].into_iter();
        let numbers = periods.filter_map(|period| self.0.get(&period)?.get(&cik));
        numbers.flatten().cloned().collect()
    }
}

/// Hears those that left, then those that came, one at a time. Only the fewer of the two are held in
/// memory as a whole.
pub(super) fn successions(
    beside: Beside<'_>,
    market: &MarketChanges,
) -> Result<Vec<Succession>, IngestError> {
    let Beside { now, before, .. } = beside;
    let Some(before) = before else {
        return Ok(Vec::new());
    };
    let (mut left, mut new) = (Vec::new(), Vec::new());
    for manager in before.managers() {
        if let Some(notices) = notices(now, manager)? {
            left.push((manager, notices));
        }
    }
    let holding = now.managers().iter();
    let holding = holding.filter(|manager| manager.standing.has_rows());
    for manager in holding.clone() {
        let standing = before.manager(manager.cik).map(|one| one.standing);
        if matches!(standing, None | Some(Standing::NoHoldings)) {
            new.push(manager);
        }
    }
    let period = now.manifest().period;
    let mut trail = (left.len() > new.len()).then(Trail::default);
    if let Some(trail) = &mut trail {
        for manager in &new {
            trail.add(&came(beside, manager, None)?);
        }
    }
    let mut gone = BTreeMap::new();
    for (manager, notices) in left {
        let one = Gone {
            name: manager.name.clone(),
            file_numbers: beside.file_numbers.of(manager.cik, period),
            held: Holdings::of_before(&portfolio(before, manager.cik)?, market),
            notices,
        };
        if trail.as_ref().is_none_or(|trail| trail.leads_to(&one)) {
            gone.insert(manager.cik, one);
        }
    }
    let mut hearing = SuccessionHearing::new(period, gone);
    if hearing.is_idle() {
        return Ok(Vec::new());
    }
    for manager in new {
        hearing.hear(manager.cik, came(beside, manager, None)?);
    }
    for manager in holding {
        let cik = manager.cik;
        let was_whole = before
            .manager(cik)
            .is_some_and(|one| one.standing.is_whole());
        if was_whole && hearing.names(cik, &beside.file_numbers.of(cik, period)) {
            let held = Holdings::of_before(&portfolio(before, cik)?, market);
            hearing.hear(cik, came(beside, manager, Some(held))?);
        }
    }
    Ok(hearing.judge())
}

/// A manager that has a portfolio now.
fn came(
    beside: Beside<'_>,
    manager: &ManagerEntry,
    before: Option<Holdings>,
) -> Result<Came, IngestError> {
    let period = beside.now.manifest().period;
    Ok(Came {
        name: manager.name.clone(),
        file_numbers: beside.file_numbers.of(manager.cik, period),
        before,
        now: Holdings::of(&portfolio(beside.now, manager.cik)?),
    })
}

/// The notices of a manager that held a whole portfolio a quarter before and has none now; none of
/// them where it filed nothing. Absent where it did not hold one, or holds one, or where what it filed
/// could not be read.
fn notices(now: &Snapshot, before: &ManagerEntry) -> Result<Option<Vec<Notice>>, IngestError> {
    if !before.standing.is_whole() {
        return Ok(None);
    }
    match now.manager(before.cik).map(|manager| manager.standing) {
        None => return Ok(Some(Vec::new())),
        Some(Standing::NoHoldings) => {}
        Some(_) => return Ok(None),
    }
    let filings = now.filings_of(before.cik).iter();
    let mut notices = Vec::new();
    for filing in filings.filter(|filing| filing.state == FilingState::Notice) {
        notices.push(Notice {
            accession: filing.accession,
            names: now.details(filing)?.reporting_managers,
        });
    }
    Ok(Some(notices).filter(|notices| !notices.is_empty()))
}

fn portfolio(snapshot: &Snapshot, cik: Cik) -> Result<Portfolio, IngestError> {
    Ok(snapshot.portfolio(cik, &snapshot.fold(cik, None))?)
}
