//! Reads a snapshot: directories in memory, facts by row range.

use std::{ops::Range, path::Path};

use chrono::NaiveDate;
use osd_domain::{
    Accession, BySecurity, Cik, IssuerId, Line, OtherManager, Repair, SecurityId,
    amendment::{Fold, Report, fold},
    court::AsFiled,
    portfolio::Portfolio,
};

use crate::{
    FilingDetails, FilingEntry, ManagerEntry, Manifest, PositionFigures, PositionRow,
    SCHEMA_VERSION, SecurityEntry, SnapshotError, SnapshotId, lines, positions,
    repairs::{self, Repairs},
    rows::{Also, Cursor, RowsOf},
    store::Lock,
    table::{Coded, Dictionaries, Table},
    writer::{FILINGS, LINES, MANAGERS, POSITIONS, REPAIRS, SECURITIES},
};

/// A published snapshot. Filings, managers and securities are in memory; lines and positions
/// are read slice by slice.
pub struct Snapshot {
    id: SnapshotId,
    manifest: Manifest,
    filings: Vec<FilingEntry>,
    managers: Vec<ManagerEntry>,
    securities: Vec<SecurityEntry>,
    /// Where each of them is: every position of an answer asks.
    places: BySecurity<u32>,
    repairs: Repairs,
    lines: Table,
    positions: Table,
    details: Table,
    /// Keeps the files of a bucket's snapshot on this machine's disk.
    _lease: Option<Lock>,
}

impl Snapshot {
    pub(crate) fn open(
        folder: &Path,
        id: &SnapshotId,
        manifest: Manifest,
        dictionaries: &Dictionaries,
    ) -> Result<Self, SnapshotError> {
        if manifest.schema > SCHEMA_VERSION {
            let (id, schema) = (id.clone(), manifest.schema);
            return Err(SnapshotError::Newer { id, schema });
        }
        let table = |name: &str| -> Result<Table, SnapshotError> {
            let table = Table::open(&folder.join(name), dictionaries)?;
            let rows = manifest.files.get(name).map(|facts| facts.rows);
            if rows == Some(table.rows()) {
                Ok(table)
            } else {
                Err(SnapshotError::Damaged(format!(
                    "{name} of {id} has {} rows, not {rows:?}",
                    table.rows()
                )))
            }
        };
        let details = table(FILINGS)?;
        let mut filings = all(details.scan(), FilingEntry::decode)?;
        for (row, filing) in (0..).zip(&mut filings) {
            filing.row = row;
        }
        let mut repairs = Repairs::new();
        if manifest.files.contains_key(REPAIRS) {
            for (accession, repair) in all(table(REPAIRS)?.scan(), repairs::decode)? {
                repairs.entry(accession).or_default().push(repair);
            }
        }
        let securities = all(table(SECURITIES)?.scan(), SecurityEntry::decode)?;
        let ids = securities.iter().map(|entry| entry.security.clone());
        Ok(Self {
            id: id.clone(),
            filings,
            places: ids.zip(0..).collect(),
            repairs,
            details,
            managers: all(table(MANAGERS)?.scan(), ManagerEntry::decode)?,
            securities,
            lines: table(LINES)?,
            positions: table(POSITIONS)?,
            manifest,
            _lease: None,
        })
    }

    /// About how many bytes of memory it takes.
    pub(crate) fn memory(&self) -> usize {
        let tables = [&self.lines, &self.positions, &self.details];
        let texts = |count: usize| count * 16;
        tables.map(Table::memory).iter().sum::<usize>()
            + self.filings.len() * (size_of::<FilingEntry>() + texts(2))
            + self.managers.len() * (size_of::<ManagerEntry>() + texts(2))
            + self.securities.len() * (size_of::<SecurityEntry>() + texts(5))
            + self.places.capacity() * size_of::<(SecurityId, u32)>()
            + self.repairs.values().map(Vec::len).sum::<usize>() * size_of::<Repair>()
    }

    /// The same, with the lock that keeps its files where they are.
    pub(crate) fn holding(self, lease: Lock) -> Self {
        Self {
            _lease: Some(lease),
            ..self
        }
    }

    /// The id.
    pub fn id(&self) -> &SnapshotId {
        &self.id
    }

    /// What it is made of.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// All filings, by manager and accession.
    pub fn filings(&self) -> &[FilingEntry] {
        &self.filings
    }

    /// All managers, by CIK.
    pub fn managers(&self) -> &[ManagerEntry] {
        &self.managers
    }

    /// All securities, by id.
    pub fn securities(&self) -> &[SecurityEntry] {
        &self.securities
    }

    /// The manager, where it filed for the period.
    pub fn manager(&self, cik: Cik) -> Option<&ManagerEntry> {
        let at = self
            .managers
            .binary_search_by_key(&cik, |manager| manager.cik)
            .ok()?;
        self.managers.get(at)
    }

    /// The filings of a manager, by accession.
    pub fn filings_of(&self, cik: Cik) -> &[FilingEntry] {
        let range = self
            .manager(cik)
            .map_or(0..0, |manager| manager.filings.clone());
        self.filings.get(index(&range)).unwrap_or_default()
    }

    /// A filing of a manager.
    pub fn filing(&self, cik: Cik, accession: Accession) -> Option<&FilingEntry> {
        self.filings_of(cik)
            .iter()
            .find(|filing| filing.accession == accession)
    }

    /// The security, where anybody holds it.
    pub fn security(&self, security: &SecurityId) -> Option<&SecurityEntry> {
        let place = *self.places.get(security)?;
        self.securities.get(place as usize)
    }

    /// The securities of an issuer, by id.
    pub fn securities_of(&self, issuer: &IssuerId) -> &[SecurityEntry] {
        let issuer = issuer.as_str().as_bytes();
        let text = |entry: &SecurityEntry| *entry.security.as_bytes();
        let below = |entry: &SecurityEntry| text(entry).as_slice() < issuer;
        let first = self.securities.partition_point(below);
        let rest = self.securities.get(first..).unwrap_or_default();
        let count = rest.partition_point(|entry| text(entry).starts_with(issuer));
        rest.get(..count).unwrap_or_default()
    }

    /// The lines of a filing, as filed.
    pub fn lines(&self, filing: &FilingEntry) -> Result<Vec<Line>, SnapshotError> {
        self.some_lines(filing, 0..filing.lines.end - filing.lines.start)
    }

    /// Some of them: those at these places in the filing.
    pub fn some_lines(
        &self,
        filing: &FilingEntry,
        places: Range<u64>,
    ) -> Result<Vec<Line>, SnapshotError> {
        let place = |place: u64| (filing.lines.start + place).min(filing.lines.end);
        let rows = place(places.start)..place(places.end);
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        all(self.lines.coded(rows, None), lines::decode)
    }

    /// The rows of a filing, as they are judged and added up: with ordinals where something is wrong
    /// with some, and with other managers where the cover lists any.
    pub(crate) fn rows(&self, filing: &FilingEntry) -> Result<RowsOf, SnapshotError> {
        self.rows_also(filing, filing.included_managers_listed > 0)
    }

    /// The same with or without the numbers of other managers.
    pub(crate) fn rows_also(
        &self,
        filing: &FilingEntry,
        other_managers: bool,
    ) -> Result<RowsOf, SnapshotError> {
        let also = Also {
            ordinals: self.repairs.contains_key(&filing.accession),
            other_managers,
        };
        RowsOf::read(&self.lines, filing.lines.clone(), also)
    }

    /// The rows of filing after filing, in the order of the file.
    pub(crate) fn cursor(&self) -> Cursor {
        Cursor::new(self.lines.clone())
    }

    /// The same with all cells.
    pub(crate) fn all_cells(&self) -> Cursor {
        Cursor::of_all_cells(self.lines.clone())
    }

    /// What is wrong with the rows of a filing, and what they would be, in the order of rows.
    pub fn repairs(&self, accession: Accession) -> &[Repair] {
        self.repairs
            .get(&accession)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// What is wrong with rows, by filing.
    pub fn all_repairs(&self) -> impl Iterator<Item = (Accession, &[Repair])> {
        self.repairs
            .iter()
            .map(|(accession, repairs)| (*accession, repairs.as_slice()))
    }

    /// What the verdicts on a filing rest on, and whom its cover names.
    pub fn details(&self, filing: &FilingEntry) -> Result<FilingDetails, SnapshotError> {
        self.some_details(filing, FilingDetails::COLUMNS)
    }

    /// The other managers that the cover of a filing includes.
    pub(crate) fn included_managers(
        &self,
        filing: &FilingEntry,
    ) -> Result<Vec<OtherManager>, SnapshotError> {
        // What verdicts rest on is longer.
        let details = self.some_details(filing, &["included_managers"])?;
        Ok(details.included_managers)
    }

    fn some_details(
        &self,
        filing: &FilingEntry,
        columns: &[&str],
    ) -> Result<FilingDetails, SnapshotError> {
        let batches = self
            .details
            .slice(filing.row..filing.row + 1, Some(columns));
        let found = all(batches, FilingDetails::decode)?;
        Ok(found.into_iter().next().unwrap_or_default())
    }

    /// The same of all filings, in their order.
    pub fn all_details(&self) -> Result<Vec<FilingDetails>, SnapshotError> {
        all(self.details.scan(), FilingDetails::decode)
    }

    /// What a manager filed, as filed: nothing of it is a verdict.
    pub fn as_filed(&self, cik: Cik) -> Result<Vec<AsFiled>, SnapshotError> {
        let filings = self.filings_of(cik).iter();
        let with_rows = filings.filter(|filing| !filing.lines.is_empty());
        with_rows
            .map(|filing| {
                let rows = self.rows(filing)?;
                Ok(AsFiled::of(
                    filing.accession,
                    &filing.declared(),
                    &rows.rows(),
                ))
            })
            .collect()
    }

    /// The role of each filing of a manager, with those accepted by the end of `as_of`.
    pub fn fold(&self, cik: Cik, as_of: Option<NaiveDate>) -> Fold {
        let reports: Vec<Report> = self
            .filings_of(cik)
            .iter()
            .map(FilingEntry::report)
            .collect();
        fold(&reports, as_of)
    }

    /// The rows of the filings that count, added up.
    pub fn portfolio(&self, cik: Cik, fold: &Fold) -> Result<Portfolio, SnapshotError> {
        let mut portfolio = Portfolio::default();
        for report in fold.effective() {
            if let Some(filing) = self.filing(cik, report.accession) {
                let repairs = self.repairs(filing.accession);
                let rows = self.rows(filing)?;
                portfolio.add(filing.accession, filing.unit, &rows.rows(), repairs);
            }
        }
        Ok(portfolio)
    }

    /// What every filing says of every security, in the order of the file: these columns of it, with
    /// texts as codes.
    pub(crate) fn scan_positions(&self, columns: &[&str]) -> Coded {
        self.positions
            .coded(0..self.positions.rows(), Some(columns))
    }

    /// How much every filing says of a security, in the order of [`Self::positions_of`].
    pub fn figures_of(
        &self,
        security: &SecurityEntry,
    ) -> Result<Vec<PositionFigures>, SnapshotError> {
        let (rows, columns) = (security.positions.clone(), PositionFigures::COLUMNS);
        all(self.positions.coded(rows, Some(columns)), |batch| {
            PositionFigures::decode(batch, &security.security)
        })
    }

    /// What every filing says of a security, by manager, kind and accession; superseded filings
    /// included.
    pub fn positions_of(
        &self,
        security: &SecurityEntry,
    ) -> Result<Vec<PositionRow>, SnapshotError> {
        let rows = self.positions.coded(security.positions.clone(), None);
        all(rows, PositionRow::decode)
    }

    /// What the filings of one manager say of a security, in the same order: without the names and
    /// CUSIPs that they print, of which a snapshot has many and a few rows need none.
    pub fn positions_of_manager(
        &self,
        security: &SecurityEntry,
        cik: Cik,
    ) -> Result<Vec<PositionRow>, SnapshotError> {
        let managers = self
            .positions
            .coded(security.positions.clone(), Some(&["cik"]));
        let within = positions::places_of(managers, cik)?;
        let place = |place: u64| security.positions.start + place;
        let rows = place(within.start)..place(within.end);
        match rows.is_empty() {
            true => Ok(Vec::new()),
            false => all(
                self.positions
                    .coded(rows, Some(&PositionRow::columns_of_figures())),
                PositionRow::decode,
            ),
        }
    }
}

fn index(range: &Range<u64>) -> Range<usize> {
    range.start as usize..range.end as usize
}

fn all<T>(
    batches: impl Iterator<Item = Result<arrow_array::RecordBatch, SnapshotError>>,
    decode: impl Fn(&arrow_array::RecordBatch) -> Result<Vec<T>, SnapshotError>,
) -> Result<Vec<T>, SnapshotError> {
    let mut rows = Vec::new();
    for batch in batches {
        rows.extend(decode(&batch?)?);
    }
    Ok(rows)
}
