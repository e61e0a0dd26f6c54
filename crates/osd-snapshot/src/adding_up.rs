//! From judged filings to what each manager holds: the second pass of the writer.

use std::collections::BTreeMap;

use osd_domain::{
    Accession, Repair,
    amendment::{Amounts, Report, effects, fold},
    court::Judged,
    portfolio::Portfolio,
};

use crate::{
    FilingEntry, ManagerEntry, PositionRow, SnapshotError, filings::FilingDetails, rows::Cursor,
};

/// The filings of one manager, sorted by accession, and the place of the first among all.
pub(crate) struct OfManager {
    pub(crate) first: u32,
    pub(crate) filings: Vec<(FilingEntry, FilingDetails)>,
}

/// What the filings of one manager add up to.
pub(crate) struct Added {
    pub(crate) filings: Vec<(FilingEntry, FilingDetails)>,
    /// What is wrong with rows.
    pub(crate) repairs: Vec<(Accession, Repair)>,
    pub(crate) manager: Option<ManagerEntry>,
    /// What each filing says of each position, with the place of the filing among all.
    pub(crate) positions: Vec<(u32, PositionRow)>,
    /// The filings that count.
    pub(crate) effective: Vec<Accession>,
    /// The sum of their rows in dollars.
    pub(crate) value: i128,
}

impl OfManager {
    /// Rows of all its filings.
    pub(crate) fn rows(&self) -> u64 {
        let rows = |(entry, _): &(FilingEntry, FilingDetails)| entry.lines.end - entry.lines.start;
        self.filings.iter().map(rows).sum()
    }

    /// Adds up the filings one by one, and those that count together.
    pub(crate) fn add_up(
        &self,
        judged: &Judged,
        lines: &mut Cursor,
    ) -> Result<Added, SnapshotError> {
        let mut filings = self.filings.clone();
        let mut portfolios = Vec::with_capacity(filings.len());
        let mut repairs = Vec::new();
        for (entry, details) in &mut filings {
            judge_unit(judged, entry, details);
            let (portfolio, found) = add(judged, lines, entry)?;
            repairs.extend(found.into_iter().map(|one| (entry.accession, one)));
            portfolios.push(portfolio);
        }
        judge_effects(judged, &mut filings, &portfolios);
        let mut added = Added {
            repairs,
            manager: None,
            positions: Vec::new(),
            effective: Vec::new(),
            value: 0,
            filings,
        };
        added.together(u64::from(self.first), &portfolios);
        let filed = (self.first..).zip(added.filings.iter().zip(portfolios));
        let positions = filed.flat_map(|(place, ((entry, _), portfolio))| {
            let (cik, accession) = (entry.cik, entry.accession);
            let positions = portfolio.into_positions();
            positions.map(move |(key, position)| {
                (place, PositionRow::new(cik, accession, key, position))
            })
        });
        added.positions = positions.collect();
        Ok(added)
    }
}

fn judge_unit(judged: &Judged, entry: &mut FilingEntry, details: &mut FilingDetails) {
    // A filing without values has no unit to judge.
    let verdict = judged.units.get(&entry.accession);
    if let Some(verdict) = verdict.filter(|_| !entry.lines.is_empty()) {
        entry.unit = verdict.unit;
        entry.unit_confidence = Some(verdict.confidence);
        entry.asked_other_periods = verdict.asked_other_periods;
        details.unit = Some(verdict.clone());
    }
}

/// Adds up the rows of a filing as they count, with what is wrong with them.
fn add(
    judged: &Judged,
    lines: &mut Cursor,
    entry: &FilingEntry,
) -> Result<(Portfolio, Vec<Repair>), SnapshotError> {
    let mut portfolio = Portfolio::default();
    let filed = lines.read(entry.lines.clone())?;
    let rows = filed.rows();
    let repairs = judged.repairs(entry.accession, &rows);
    portfolio.add(entry.accession, entry.unit, &rows, &repairs);
    Ok((portfolio, repairs))
}

fn judge_effects(
    judged: &Judged,
    filings: &mut [(FilingEntry, FilingDetails)],
    portfolios: &[Portfolio],
) {
    let reports: Vec<Report> = filings.iter().map(|(entry, _)| entry.report()).collect();
    // One alone is held against nothing: only whether it has positions is asked.
    let wanted = if filings.len() == 1 { 1 } else { usize::MAX };
    let amounts: BTreeMap<Accession, Amounts> = reports
        .iter()
        .zip(portfolios)
        .map(|(report, portfolio)| {
            let positions = portfolio.positions().iter().take(wanted);
            let amounts = positions.map(|(key, position)| (key.clone(), position.amount));
            (report.accession, amounts.collect())
        })
        .collect();
    let of = |accession: Accession| amounts.get(&accession);
    let mut verdicts = effects(&reports, of, &judged.effects);
    for (entry, details) in filings {
        details.effect = verdicts.remove(&entry.accession);
        entry.effect = details.effect.as_ref().map(|verdict| verdict.effect);
        entry.effect_because = details.effect.as_ref().map(|verdict| verdict.because);
    }
}

impl Added {
    /// Adds up the filings that count.
    fn together(&mut self, first_filing: u64, portfolios: &[Portfolio]) {
        let reports: Vec<Report> = self.filings.iter().map(|(one, _)| one.report()).collect();
        let fold = fold(&reports, None);
        let of = |accession: Accession| {
            let filed = self.filings.iter().zip(portfolios);
            let mut filed = filed.map(|((entry, _), portfolio)| (entry, portfolio));
            filed.find(|(entry, _)| entry.accession == accession)
        };
        let counting: Vec<_> = fold
            .effective()
            .filter_map(|one| of(one.accession))
            .collect();
        let sum;
        let portfolio = match counting.as_slice() {
            [(_, one)] => *one,
            several => {
                sum = added_up(several.iter().map(|(_, portfolio)| *portfolio));
                &sum
            }
        };
        let quarantined = counting.iter().filter(|(entry, _)| entry.is_quarantined());
        let latest = fold.filings.last();
        let latest = latest.and_then(|(report, _)| of(report.accession));
        let manager = latest.map(|(latest, _)| {
            let range = first_filing..first_filing + self.filings.len() as u64;
            let (cik, name) = (latest.cik, latest.name.clone());
            let quarantined = quarantined.count() as u64;
            ManagerEntry::new(cik, name, &fold, portfolio, range, quarantined)
        });
        let effective = fold.effective().map(|report| report.accession).collect();
        (self.value, self.manager, self.effective) = (portfolio.value(), manager, effective);
    }
}

fn added_up<'a>(portfolios: impl Iterator<Item = &'a Portfolio>) -> Portfolio {
    let mut sum = Portfolio::default();
    for portfolio in portfolios {
        sum.add_all(portfolio.clone());
    }
    sum
}
