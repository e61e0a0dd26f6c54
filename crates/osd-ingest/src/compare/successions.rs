//! Who goes on under another CIK between two snapshots.

use std::collections::{BTreeMap, BTreeSet};

use osd_domain::{
    Cik, FilingState, Period, Succession,
    amendment::Standing,
    market::MarketChanges,
    portfolio::Portfolio,
    succession::{Came, Gone, Holdings, Notice, SuccessionHearing},
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

/// Hears those that left, then those that came, one at a time.
pub(super) fn successions(
    beside: Beside<'_>,
    market: &MarketChanges,
) -> Result<Vec<Succession>, IngestError> {
    let Beside { now, before, .. } = beside;
    let Some(before) = before else {
        return Ok(Vec::new());
    };
    let period = now.manifest().period;
    let mut gone = BTreeMap::new();
    for manager in before.managers() {
        if let Some(notices) = notices(now, manager)? {
            let one = Gone {
                name: manager.name.clone(),
                file_numbers: beside.file_numbers.of(manager.cik, period),
                held: Holdings::of_before(&portfolio(before, manager.cik)?, market),
                notices,
            };
            gone.insert(manager.cik, one);
        }
    }
    let mut hearing = SuccessionHearing::new(period, gone);
    if hearing.is_idle() {
        return Ok(Vec::new());
    }
    let came = now.managers().iter();
    for manager in came.filter(|manager| manager.standing.has_rows()) {
        let file_numbers = beside.file_numbers.of(manager.cik, period);
        let held_before = match before.manager(manager.cik).map(|one| one.standing) {
            None | Some(Standing::NoHoldings) => None,
            Some(Standing::Held) if hearing.names(manager.cik, &file_numbers) => {
                let portfolio = portfolio(before, manager.cik)?;
                Some(Holdings::of_before(&portfolio, market))
            }
            // It files in its own right, or what it held is not known.
            Some(_) => continue,
        };
        let one = Came {
            name: manager.name.clone(),
            file_numbers,
            before: held_before,
            now: Holdings::of(&portfolio(now, manager.cik)?),
        };
        hearing.hear(manager.cik, one);
    }
    Ok(hearing.judge())
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
