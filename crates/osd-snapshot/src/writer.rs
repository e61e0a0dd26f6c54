//! Writes a snapshot: filings in, files out.
//!
//! Verdicts on a filing need the others of the period, so it takes two passes: lines go to disk
//! and are heard as filings come; when all have come, the court judges, and the lines are read
//! back one manager at a time to be added up.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::Write,
};

use osd_domain::{
    Accession, Filing, Line, Period,
    court::{Docket, Judged, Witnesses},
};
use tempfile::TempDir;

use crate::{
    FileFacts, FilingEntry, Manifest, Published, SCHEMA_VERSION, SnapshotError, Snapshots,
    adding_up::{AddingUp, Tables},
    columns::dollars,
    filings::{self, FilingDetails},
    lines, managers,
    parquet_file::{Table, TableWriter},
    positions, repairs, securities,
    securities::SecurityTotals,
    sort::Sorter,
};

pub(crate) const LINES: &str = "lines.parquet";
pub(crate) const POSITIONS: &str = "positions-by-security.parquet";
pub(crate) const FILINGS: &str = "filings.parquet";
pub(crate) const REPAIRS: &str = "repairs.parquet";
pub(crate) const MANAGERS: &str = "managers.parquet";
pub(crate) const SECURITIES: &str = "securities.parquet";
pub(crate) const MANIFEST: &str = "manifest.json";

/// A snapshot under construction. Filings are pushed sorted by manager and accession; of rows, no
/// more than one manager's and one run of sorted positions are in memory.
pub struct SnapshotWriter {
    snapshots: Snapshots,
    folder: TempDir,
    period: Period,
    reader: u32,
    lines: TableWriter,
    filings: Vec<(FilingEntry, FilingDetails)>,
    docket: Docket,
}

impl SnapshotWriter {
    pub(crate) fn create(
        snapshots: Snapshots,
        folder: TempDir,
        period: Period,
        reader: u32,
    ) -> Result<Self, SnapshotError> {
        Ok(Self {
            lines: TableWriter::create(folder.path().join(LINES), lines::COLUMNS)?,
            filings: Vec::new(),
            docket: Docket::default(),
            snapshots,
            folder,
            period,
            reader,
        })
    }

    /// Adds a filing of the period and its lines, in the order of their ordinals.
    pub fn push(&mut self, filing: &Filing, filed_lines: &[Line]) -> Result<(), SnapshotError> {
        let last = self
            .filings
            .last()
            .map(|(last, _)| (last.cik, last.accession));
        if last.is_some_and(|last| last >= (filing.cik, filing.accession)) {
            return Err(SnapshotError::OutOfOrder(filing.accession.to_string()));
        }
        let first = self.lines.len();
        let accession = filing.accession.to_string();
        for line in filed_lines {
            lines::append(self.lines.row()?, filing.cik, &accession, line);
        }
        self.docket.hear(filing, filed_lines);
        let details = FilingDetails {
            included_managers: filing.cover.included_managers.clone(),
            reporting_managers: filing.cover.reporting_for_this.clone(),
            ..FilingDetails::default()
        };
        let entry = FilingEntry::new(filing, first..self.lines.len());
        self.filings.push((entry, details));
        Ok(())
    }

    /// Judges what was heard, writes what is left, makes everything durable and moves it to where
    /// readers find it.
    ///
    /// # Errors
    /// What a witness fails with, or what the disk does.
    pub fn finish<E: From<SnapshotError>>(
        self,
        witnesses: Witnesses<'_, E>,
    ) -> Result<Published, E> {
        let Self {
            snapshots,
            folder,
            period,
            reader,
            lines,
            filings,
            docket,
        } = self;
        let judged = docket.judge(witnesses)?;
        let mut files = BTreeMap::new();
        files.insert(LINES.to_owned(), lines.close()?);
        let value = write_judged(&folder, filings, &judged, &mut files)?;
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

/// Writes everything but the lines, which lie in the folder already. Gives the sum of all rows that
/// count, in dollars.
fn write_judged(
    folder: &TempDir,
    filings: Vec<(FilingEntry, FilingDetails)>,
    judged: &Judged,
    files: &mut BTreeMap<String, FileFacts>,
) -> Result<i128, SnapshotError> {
    let create = |name, columns| TableWriter::create(folder.path().join(name), columns);
    let tables = Tables {
        filings: create(FILINGS, filings::COLUMNS)?,
        repairs: create(REPAIRS, repairs::COLUMNS)?,
        managers: create(MANAGERS, managers::COLUMNS)?,
        positions: Sorter::new(folder.path().to_owned()),
    };
    let lines = Table::open(&folder.path().join(LINES))?;
    let mut adding_up = AddingUp::new(judged, lines, tables);
    let mut filings = filings.into_iter().peekable();
    while let Some((first, details)) = filings.next() {
        let cik = first.cik;
        let mut of_manager = vec![(first, details)];
        while let Some(next) = filings.next_if(|(next, _)| next.cik == cik) {
            of_manager.push(next);
        }
        adding_up.manager(of_manager)?;
    }
    let (tables, effective, value) = adding_up.done();
    let (positions, securities) = write_by_security(folder, tables.positions, &effective, judged)?;
    files.insert(POSITIONS.to_owned(), positions);
    files.insert(FILINGS.to_owned(), tables.filings.close()?);
    files.insert(REPAIRS.to_owned(), tables.repairs.close()?);
    files.insert(MANAGERS.to_owned(), tables.managers.close()?);
    files.insert(SECURITIES.to_owned(), securities);
    Ok(value)
}

/// Writes the positions in the order of securities, and the securities beside them. The sorted
/// runs are gone when it returns.
fn write_by_security(
    folder: &TempDir,
    sorter: Sorter,
    effective: &BTreeSet<Accession>,
    judged: &Judged,
) -> Result<(FileFacts, FileFacts), SnapshotError> {
    let mut positions = TableWriter::create(folder.path().join(POSITIONS), positions::COLUMNS)?;
    let mut securities = TableWriter::create(folder.path().join(SECURITIES), securities::COLUMNS)?;
    let mut close = |totals: SecurityTotals| {
        let price = judged.price(totals.security());
        let ticker = judged.ticker(totals.security());
        totals.finish(price, ticker).append(securities.row()?);
        Ok::<_, SnapshotError>(())
    };
    let runs = sorter.run_paths();
    let mut sorted = sorter.finish()?;
    let mut totals: Option<SecurityTotals> = None;
    while let Some(row) = sorted.next()? {
        let is_next = |totals: &mut SecurityTotals| *totals.security() != row.key.security;
        if let Some(done) = totals.take_if(is_next) {
            close(done)?;
        }
        let first = positions.len();
        totals
            .get_or_insert_with(|| SecurityTotals::new(row.key.security.clone(), first))
            .add(&row, effective.contains(&row.accession));
        row.append(positions.row()?);
    }
    if let Some(done) = totals {
        close(done)?;
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
