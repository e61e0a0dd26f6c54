//! Writes a snapshot: filings in, files out.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::Write,
};

use osd_domain::{
    Accession, Cik, Filing, Line, Period,
    amendment::{Report, fold},
    portfolio::Portfolio,
};
use tempfile::TempDir;

use crate::{
    FileFacts, FilingEntry, ManagerEntry, Manifest, PositionRow, Published, SCHEMA_VERSION,
    SnapshotError, Snapshots, columns::dollars, filings, lines, managers,
    parquet_file::TableWriter, positions, securities, securities::SecurityTotals, sort::Sorter,
};

pub(crate) const LINES: &str = "lines.parquet";
pub(crate) const POSITIONS: &str = "positions-by-security.parquet";
pub(crate) const FILINGS: &str = "filings.parquet";
pub(crate) const MANAGERS: &str = "managers.parquet";
pub(crate) const SECURITIES: &str = "securities.parquet";
pub(crate) const MANIFEST: &str = "manifest.json";

/// A snapshot under construction. Filings are pushed sorted by manager and accession; no more
/// than one manager's positions and one run of sorted positions are in memory.
pub struct SnapshotWriter {
    snapshots: Snapshots,
    folder: TempDir,
    period: Period,
    reader: u32,
    lines: TableWriter,
    filings: TableWriter,
    managers: TableWriter,
    sorter: Sorter,
    manager: Option<Manager>,
    effective: BTreeSet<Accession>,
    value: i128,
}

/// The filings of the manager that is being written.
struct Manager {
    cik: Cik,
    first_filing: u64,
    filings: Vec<FilingEntry>,
    portfolios: BTreeMap<Accession, Portfolio>,
}

impl SnapshotWriter {
    pub(crate) fn create(
        snapshots: Snapshots,
        folder: TempDir,
        period: Period,
        reader: u32,
    ) -> Result<Self, SnapshotError> {
        let table = |name, columns| TableWriter::create(folder.path().join(name), columns);
        Ok(Self {
            lines: table(LINES, lines::COLUMNS)?,
            filings: table(FILINGS, filings::COLUMNS)?,
            managers: table(MANAGERS, managers::COLUMNS)?,
            sorter: Sorter::new(folder.path().to_owned()),
            snapshots,
            folder,
            period,
            reader,
            manager: None,
            effective: BTreeSet::new(),
            value: 0,
        })
    }

    /// Adds a filing of the period and its lines, in the order of their ordinals.
    pub fn push(&mut self, filing: &Filing, filed_lines: &[Line]) -> Result<(), SnapshotError> {
        let last = self
            .manager
            .as_ref()
            .and_then(|m| Some((m.cik, m.filings.last()?.accession)));
        if last.is_some_and(|last| last >= (filing.cik, filing.accession)) {
            return Err(SnapshotError::OutOfOrder(filing.accession.to_string()));
        }
        if last.is_some_and(|(cik, _)| cik != filing.cik) {
            self.close_manager()?;
        }

        let first = self.lines.len();
        let accession = filing.accession.to_string();
        for line in filed_lines {
            lines::append(self.lines.row()?, filing.cik, &accession, line);
        }
        let entry = FilingEntry::new(filing, first..self.lines.len());
        let mut portfolio = Portfolio::default();
        portfolio.add(entry.accession, entry.unit, filed_lines);
        for (key, position) in portfolio.positions() {
            self.sorter
                .push(PositionRow::new(entry.cik, entry.accession, key, position))?;
        }

        let first_filing = self.filings.len();
        entry.append(self.filings.row()?);
        let manager = self.manager.get_or_insert_with(|| Manager {
            cik: filing.cik,
            first_filing,
            filings: Vec::new(),
            portfolios: BTreeMap::new(),
        });
        manager.portfolios.insert(entry.accession, portfolio);
        manager.filings.push(entry);
        Ok(())
    }

    fn close_manager(&mut self) -> Result<(), SnapshotError> {
        let Some(manager) = self.manager.take() else {
            return Ok(());
        };
        let reports: Vec<Report> = manager.filings.iter().map(FilingEntry::report).collect();
        let fold = fold(&reports, None);
        let mut portfolio = Portfolio::default();
        for report in fold.effective() {
            self.effective.insert(report.accession);
            for (key, position) in manager
                .portfolios
                .get(&report.accession)
                .into_iter()
                .flat_map(Portfolio::positions)
            {
                portfolio.add_position(key.clone(), position.clone());
            }
        }
        self.value += portfolio.value();
        let latest = fold.filings.last().map(|(report, _)| report.accession);
        let named = manager
            .filings
            .iter()
            .find(|filing| Some(filing.accession) == latest);
        let name = named.map(|filing| filing.name.clone()).unwrap_or_default();
        let filings = manager.first_filing..manager.first_filing + manager.filings.len() as u64;
        ManagerEntry::new(manager.cik, name, &fold, &portfolio, filings)
            .append(self.managers.row()?);
        Ok(())
    }

    /// Writes what is left, makes everything durable and moves it to where readers find it.
    pub fn finish(mut self) -> Result<Published, SnapshotError> {
        self.close_manager()?;
        let Self {
            snapshots,
            folder,
            period,
            reader,
            lines,
            filings,
            managers,
            sorter,
            effective,
            value,
            ..
        } = self;
        let mut files = BTreeMap::new();
        let (positions, securities) = write_by_security(&folder, sorter, &effective)?;
        files.insert(LINES.to_owned(), lines.close()?);
        files.insert(POSITIONS.to_owned(), positions);
        files.insert(FILINGS.to_owned(), filings.close()?);
        files.insert(MANAGERS.to_owned(), managers.close()?);
        files.insert(SECURITIES.to_owned(), securities);
        let rows = |name: &str| files.get(name).map_or(0, |facts: &FileFacts| facts.rows);
        let manifest = Manifest {
            schema: SCHEMA_VERSION,
            reader,
            period,
            filings: rows(FILINGS),
            managers: rows(MANAGERS),
            securities: rows(SECURITIES),
            lines: rows(LINES),
            value: dollars(value),
            files,
        };
        let bytes = manifest.to_bytes()?;
        write_durably(&folder, &bytes)?;
        let published = Published {
            id: Manifest::id(&bytes),
            manifest,
        };
        snapshots.keep(folder, &published)?;
        Ok(published)
    }
}

/// Writes the positions in the order of securities, and the securities beside them. The sorted
/// runs are gone when it returns.
fn write_by_security(
    folder: &TempDir,
    sorter: Sorter,
    effective: &BTreeSet<Accession>,
) -> Result<(FileFacts, FileFacts), SnapshotError> {
    let mut positions = TableWriter::create(folder.path().join(POSITIONS), positions::COLUMNS)?;
    let mut securities = TableWriter::create(folder.path().join(SECURITIES), securities::COLUMNS)?;
    let runs = sorter.run_paths();
    let mut sorted = sorter.finish()?;
    let mut totals: Option<SecurityTotals> = None;
    while let Some(row) = sorted.next()? {
        if totals
            .as_ref()
            .is_some_and(|totals| *totals.security() != row.key.security)
            && let Some(done) = totals.take()
        {
            done.finish().append(securities.row()?);
        }
        let first = positions.len();
        totals
            .get_or_insert_with(|| SecurityTotals::new(row.key.security.clone(), first))
            .add(&row, effective.contains(&row.accession));
        row.append(positions.row()?);
    }
    if let Some(done) = totals {
        done.finish().append(securities.row()?);
    }
    drop(sorted);
    for run in runs {
        std::fs::remove_file(&run).map_err(SnapshotError::io("remove", &run))?;
    }
    Ok((positions.close()?, securities.close()?))
}

fn write_durably(folder: &TempDir, manifest: &[u8]) -> Result<(), SnapshotError> {
    let path = folder.path().join(MANIFEST);
    let write = || {
        let mut file = File::create(&path)?;
        file.write_all(manifest)?;
        file.sync_all()
    };
    write().map_err(SnapshotError::io("write", &path))
}
