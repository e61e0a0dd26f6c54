//! Writes a snapshot: filings in, files out.
//!
//! Verdicts on a filing need the others of the period, so it takes two passes: lines go to disk
//! and are heard as filings come; when all have come, the court judges, and the lines are read
//! back one manager at a time to be added up.

use std::{
    collections::{BTreeMap, HashSet},
    fs::File,
    io::Write,
};

use osd_domain::{
    Accession, Filing, Line, Period,
    court::{Docket, Judged, Witnesses},
};
use tempfile::TempDir;

use crate::{
    FileFacts, FilingEntry, Manifest, Published, SCHEMA_VERSION, Snapshot, SnapshotError,
    Snapshots,
    adding_up::{Added, OfManager},
    columns::dollars,
    filings::{self, FilingDetails},
    lines, managers,
    pieces::in_order,
    positions, repairs,
    rows::Cursor,
    securities,
    securities::SecurityTotals,
    sort::Sorter,
    table::{Dictionaries, LAYOUT, Sealed, Table, TableWriter},
};

/// Rows that a thread adds up at a time.
const PIECE_ROWS: u64 = 65_536;

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

/// Reads the lines of a published snapshot, filing after filing, to be written again.
pub struct Copying(Cursor);

impl Copying {
    /// From the lines of this snapshot.
    pub fn from(snapshot: &Snapshot) -> Self {
        Self(snapshot.all_cells())
    }
}

impl SnapshotWriter {
    pub(crate) fn create(
        snapshots: Snapshots,
        folder: TempDir,
        period: Period,
        reader: u32,
    ) -> Result<Self, SnapshotError> {
        Ok(Self {
            lines: TableWriter::create(folder.path().join(LINES), lines::COLUMNS, lines::LAYOUT)?,
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
        self.comes_next(filing)?;
        let first = self.lines.len();
        let accession = filing.accession.to_string();
        for line in filed_lines {
            lines::append(self.lines.row()?, filing.cik, &accession, line);
        }
        self.docket.hear(filing, filed_lines);
        self.enter(filing, first);
        Ok(())
    }

    /// Adds a filing whose lines come from another snapshot of the period, which was written from the
    /// same filing, in a version since [`crate::LINES_SINCE`].
    ///
    /// # Errors
    /// [`SnapshotError`] where it cannot be read, or has the filing in another place.
    pub fn copy(
        &mut self,
        filing: &Filing,
        entry: &FilingEntry,
        from: &mut Copying,
    ) -> Result<(), SnapshotError> {
        self.comes_next(filing)?;
        let first = self.lines.len();
        let rows = from.0.read(entry.lines.clone())?;
        rows.copy_to(&mut self.lines)?;
        self.docket.hear(filing, &rows.rows());
        self.enter(filing, first);
        Ok(())
    }

    fn comes_next(&self, filing: &Filing) -> Result<(), SnapshotError> {
        let last = self.filings.last();
        let last = last.map(|(last, _)| (last.cik, last.accession));
        if last.is_some_and(|last| last >= (filing.cik, filing.accession)) {
            return Err(SnapshotError::OutOfOrder(filing.accession.to_string()));
        }
        Ok(())
    }

    /// Enters a filing whose lines begin in this place.
    fn enter(&mut self, filing: &Filing, first: u64) {
        let details = FilingDetails {
            included_managers: filing.cover.included_managers.clone(),
            reporting_managers: filing.cover.reporting_for_this.clone(),
            ..FilingDetails::default()
        };
        let entry = FilingEntry::new(filing, first..self.lines.len());
        self.filings.push((entry, details));
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
        let mut sealed = BTreeMap::new();
        sealed.insert(LINES, lines.seal()?);
        let value = write_judged(&folder, filings, &judged, &mut sealed)?;
        let mut files = BTreeMap::new();
        for (name, file) in sealed {
            files.insert(name.to_owned(), file.durable()?);
        }
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

/// The files that are written to their end, by name.
type Files = BTreeMap<&'static str, Sealed>;

/// Writes everything but the lines, which lie in the folder already. Gives the sum of all rows that
/// count, in dollars.
fn write_judged(
    folder: &TempDir,
    filings: Vec<(FilingEntry, FilingDetails)>,
    judged: &Judged,
    files: &mut Files,
) -> Result<i128, SnapshotError> {
    let create = |name, columns| TableWriter::create(folder.path().join(name), columns, LAYOUT);
    let known = filings
        .iter()
        .map(|(entry, _)| (entry.cik, entry.accession));
    let mut tables = Tables {
        positions: Sorter::new(folder.path().to_owned(), known),
        filings: create(FILINGS, filings::COLUMNS)?,
        repairs: create(REPAIRS, repairs::COLUMNS)?,
        managers: create(MANAGERS, managers::COLUMNS)?,
        effective: HashSet::new(),
        value: 0,
    };
    let lines = Table::open(&folder.path().join(LINES), &Dictionaries::default())?;
    let add_up = |piece: &Vec<OfManager>| {
        let mut rows = Cursor::new(lines.clone());
        let managers = piece.iter();
        managers
            .map(|manager| manager.add_up(judged, &mut rows))
            .collect::<Result<Vec<_>, _>>()
    };
    let pieces = pieces(by_manager(filings));
    in_order(&pieces, add_up, |added| {
        added.into_iter().try_for_each(|one| tables.write(one))
    })?;
    let Tables {
        filings,
        repairs,
        managers,
        positions,
        effective,
        value,
    } = tables;
    files.insert(FILINGS, filings.seal()?);
    files.insert(REPAIRS, repairs.seal()?);
    files.insert(MANAGERS, managers.seal()?);
    write_by_security(folder, positions, &effective, judged, files)?;
    Ok(value)
}

/// The filings of each manager.
fn by_manager(filings: Vec<(FilingEntry, FilingDetails)>) -> Vec<OfManager> {
    let mut managers: Vec<OfManager> = Vec::new();
    for (place, filing) in (0..).zip(filings) {
        let of_last = |last: &&mut OfManager| {
            let first = last.filings.first();
            first.is_some_and(|(entry, _)| entry.cik == filing.0.cik)
        };
        match managers.last_mut().filter(of_last) {
            Some(manager) => manager.filings.push(filing),
            None => managers.push(OfManager {
                first: place,
                filings: vec![filing],
            }),
        }
    }
    managers
}

/// Managers in pieces of about as many rows.
fn pieces(managers: Vec<OfManager>) -> Vec<Vec<OfManager>> {
    let mut pieces = vec![Vec::new()];
    let mut rows = 0;
    for manager in managers {
        if rows >= PIECE_ROWS {
            pieces.push(Vec::new());
            rows = 0;
        }
        rows += manager.rows();
        if let Some(piece) = pieces.last_mut() {
            piece.push(manager);
        }
    }
    pieces
}

/// What is written as managers are added up.
struct Tables {
    filings: TableWriter,
    repairs: TableWriter,
    managers: TableWriter,
    positions: Sorter,
    /// The filings that count.
    effective: HashSet<Accession>,
    /// The sum of their rows, in dollars.
    value: i128,
}

impl Tables {
    /// Writes what a manager's filings add up to.
    fn write(&mut self, added: Added) -> Result<(), SnapshotError> {
        for (entry, details) in &added.filings {
            entry.append(details, self.filings.row()?)?;
        }
        if let (Some(manager), Some((entry, _))) = (added.manager, added.filings.first()) {
            manager.append(self.managers.row()?);
            for (accession, repair) in &added.repairs {
                repairs::append(self.repairs.row()?, entry.cik, *accession, repair);
            }
        }
        for (filing, row) in added.positions {
            self.positions.push(filing, row)?;
        }
        self.effective.extend(added.effective);
        self.value += added.value;
        Ok(())
    }
}

/// Writes the positions in the order of securities, and the securities beside them.
fn write_by_security(
    folder: &TempDir,
    sorter: Sorter,
    effective: &HashSet<Accession>,
    judged: &Judged,
    files: &mut Files,
) -> Result<(), SnapshotError> {
    let create = |name, columns| TableWriter::create(folder.path().join(name), columns, LAYOUT);
    let mut positions = create(POSITIONS, positions::COLUMNS)?;
    let mut securities = create(SECURITIES, securities::COLUMNS)?;
    let mut close = |totals: SecurityTotals| {
        let price = judged.price(totals.security());
        let ticker = judged.ticker(totals.security());
        totals.finish(price, ticker).append(securities.row()?);
        Ok::<_, SnapshotError>(())
    };
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
    files.insert(POSITIONS, positions.seal()?);
    files.insert(SECURITIES, securities.seal()?);
    Ok(())
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
