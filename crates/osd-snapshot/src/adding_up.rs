//! From judged filings to what each manager holds: the second pass of the writer.

use std::collections::{BTreeMap, BTreeSet};

use osd_domain::{
    Accession, Repair,
    amendment::{Amounts, Report, effects, fold},
    court::Judged,
    portfolio::Portfolio,
};

use crate::{
    FilingEntry, ManagerEntry, PositionRow, SnapshotError,
    filings::FilingDetails,
    lines,
    parquet_file::{Table, TableWriter},
    repairs,
    sort::Sorter,
};

/// What is written as managers are added up.
pub(crate) struct Tables {
    pub(crate) filings: TableWriter,
    pub(crate) repairs: TableWriter,
    pub(crate) managers: TableWriter,
    pub(crate) positions: Sorter,
}

/// Adds up one manager after the other.
pub(crate) struct AddingUp<'a> {
    judged: &'a Judged,
    lines: Table,
    tables: Tables,
    effective: BTreeSet<Accession>,
    value: i128,
}

/// The filings of a manager, added up one by one.
type Portfolios = BTreeMap<Accession, Portfolio>;

impl<'a> AddingUp<'a> {
    pub(crate) fn new(judged: &'a Judged, lines: Table, tables: Tables) -> Self {
        Self {
            judged,
            lines,
            tables,
            effective: BTreeSet::new(),
            value: 0,
        }
    }

    /// The tables, the filings that count, and the sum of their rows in dollars.
    pub(crate) fn done(self) -> (Tables, BTreeSet<Accession>, i128) {
        (self.tables, self.effective, self.value)
    }

    /// Adds up the filings of one manager, sorted by accession.
    pub(crate) fn manager(
        &mut self,
        mut filings: Vec<(FilingEntry, FilingDetails)>,
    ) -> Result<(), SnapshotError> {
        let mut portfolios = Portfolios::new();
        for (entry, details) in &mut filings {
            self.judge_unit(entry, details);
            portfolios.insert(entry.accession, self.add(entry)?);
        }
        self.judge_effects(&mut filings, &portfolios);
        let first_filing = self.tables.filings.len();
        for (entry, details) in &filings {
            entry.append(details, self.tables.filings.row()?)?;
        }
        let entries: Vec<FilingEntry> = filings.into_iter().map(|(entry, _)| entry).collect();
        self.write_manager(&entries, first_filing, portfolios)
    }

    fn judge_unit(&self, entry: &mut FilingEntry, details: &mut FilingDetails) {
        // A filing without values has no unit to judge.
        let verdict = self.judged.units.get(&entry.accession);
        if let Some(verdict) = verdict.filter(|_| !entry.lines.is_empty()) {
            entry.unit = verdict.unit;
            entry.unit_confidence = Some(verdict.confidence);
            entry.asked_other_periods = verdict.asked_other_periods;
            details.unit = Some(verdict.clone());
        }
    }

    /// Adds up the rows of a filing as they count, and writes what is wrong with them.
    fn add(&mut self, entry: &FilingEntry) -> Result<Portfolio, SnapshotError> {
        let mut portfolio = Portfolio::default();
        if entry.lines.is_empty() {
            return Ok(portfolio);
        }
        let mut filed = Vec::new();
        for batch in self.lines.slice(entry.lines.clone())? {
            filed.extend(lines::decode(&batch?)?);
        }
        let found: Vec<Repair> = self.judged.repairs(entry.accession, &filed);
        for repair in &found {
            let row = self.tables.repairs.row()?;
            repairs::append(row, entry.cik, entry.accession, repair);
        }
        portfolio.add(entry.accession, entry.unit, &filed, &found);
        for (key, position) in portfolio.positions() {
            let row = PositionRow::new(entry.cik, entry.accession, key, position);
            self.tables.positions.push(row)?;
        }
        Ok(portfolio)
    }

    fn judge_effects(&self, filings: &mut [(FilingEntry, FilingDetails)], portfolios: &Portfolios) {
        let amounts: BTreeMap<Accession, Amounts> = portfolios
            .iter()
            .map(|(accession, portfolio)| {
                let positions = portfolio.positions().iter();
                let amounts = positions.map(|(key, position)| (key.clone(), position.amount));
                (*accession, amounts.collect())
            })
            .collect();
        let reports: Vec<Report> = filings.iter().map(|(entry, _)| entry.report()).collect();
        let of = |accession: Accession| amounts.get(&accession);
        let mut verdicts = effects(&reports, of, &self.judged.effects);
        for (entry, details) in filings {
            details.effect = verdicts.remove(&entry.accession);
            entry.effect = details.effect.as_ref().map(|verdict| verdict.effect);
        }
    }

    fn write_manager(
        &mut self,
        filings: &[FilingEntry],
        first_filing: u64,
        mut portfolios: Portfolios,
    ) -> Result<(), SnapshotError> {
        let reports: Vec<Report> = filings.iter().map(FilingEntry::report).collect();
        let fold = fold(&reports, None);
        let of = |accession: Accession| filings.iter().find(|one| one.accession == accession);
        let mut portfolio = Portfolio::default();
        let mut quarantined = 0;
        for report in fold.effective() {
            self.effective.insert(report.accession);
            let is_sure = |entry: &FilingEntry| !entry.is_quarantined();
            quarantined += u64::from(!of(report.accession).is_none_or(is_sure));
            let added = portfolios.remove(&report.accession).unwrap_or_default();
            for (key, position) in added.into_positions() {
                portfolio.add_position(key, position);
            }
        }
        self.value += portfolio.value();
        let latest = fold
            .filings
            .last()
            .and_then(|(report, _)| of(report.accession));
        let Some(latest) = latest else { return Ok(()) };
        let range = first_filing..first_filing + filings.len() as u64;
        let name = latest.name.clone();
        ManagerEntry::new(latest.cik, name, &fold, &portfolio, range, quarantined)
            .append(self.tables.managers.row()?);
        Ok(())
    }
}
