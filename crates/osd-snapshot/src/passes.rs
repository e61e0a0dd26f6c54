//! Passes over all managers, in which every row is read once.

use std::{collections::BTreeMap, ops::Range};

use osd_domain::{Accession, Book, Cik, amendment::Fold, portfolio::Portfolio};

use crate::{
    FilingEntry, ManagerEntry, Snapshot, SnapshotError,
    rows::{Cursor, RowsOf},
};

/// Rows that are worked on at a time.
const PIECE_ROWS: u64 = 131_072;

/// The managers of a snapshot one after the other, by ascending CIK, with their rows.
pub struct InOrder<'a> {
    snapshot: &'a Snapshot,
    rows: Cursor,
}

/// The rows of a manager's filings that count.
type Counting = BTreeMap<Accession, RowsOf>;

impl Snapshot {
    /// Begins a pass. It may begin at any manager, and leave out others.
    pub fn in_order(&self) -> InOrder<'_> {
        InOrder {
            snapshot: self,
            rows: self.cursor(),
        }
    }

    /// All managers in pieces of about as many rows, for [`crate::in_order`].
    pub fn pieces(&self) -> Vec<&[ManagerEntry]> {
        let mut pieces = Vec::new();
        let mut first = 0;
        let mut next_at = PIECE_ROWS;
        for (at, manager) in self.managers().iter().enumerate() {
            if self.rows_of(manager).start >= next_at {
                pieces.extend(self.managers().get(first..at));
                (first, next_at) = (at, self.rows_of(manager).start + PIECE_ROWS);
            }
        }
        pieces.extend(self.managers().get(first..));
        pieces
    }

    fn rows_of(&self, manager: &ManagerEntry) -> Range<u64> {
        let filings = self.filings_of(manager.cik);
        let first = filings.first().map_or(0, |filing| filing.lines.start);
        first..filings.last().map_or(first, |filing| filing.lines.end)
    }
}

impl InOrder<'_> {
    /// The book of the filings that count of a manager that comes behind those asked for before.
    ///
    /// # Errors
    /// [`SnapshotError`] where the files cannot be read.
    pub fn book(&mut self, cik: Cik, fold: &Fold) -> Result<Book, SnapshotError> {
        let rows = self.counting(cik, fold)?;
        let mut book = Book::default();
        self.in_turn(cik, fold, |snapshot, filing| {
            snapshot.add_filing(&mut book, filing, rows.get(&filing.accession))
        })?;
        Ok(book)
    }

    /// The same rows added up alone.
    ///
    /// # Errors
    /// [`SnapshotError`] where the files cannot be read.
    pub fn portfolio(&mut self, cik: Cik, fold: &Fold) -> Result<Portfolio, SnapshotError> {
        let rows = self.counting(cik, fold)?;
        let mut portfolio = Portfolio::default();
        self.in_turn(cik, fold, |snapshot, filing| {
            if let Some(rows) = rows.get(&filing.accession) {
                let repairs = snapshot.repairs(filing.accession);
                portfolio.add(filing.accession, filing.unit, &rows.rows(), repairs);
            }
            Ok(())
        })?;
        Ok(portfolio)
    }

    /// Rows lie by accession number, whatever the order of filings is.
    fn counting(&mut self, cik: Cik, fold: &Fold) -> Result<Counting, SnapshotError> {
        let mut counting = Counting::new();
        for filing in self.snapshot.filings_of(cik) {
            let mut effective = fold.effective();
            if effective.any(|report| report.accession == filing.accession) {
                let rows = self.rows.read(filing.lines.clone())?;
                counting.insert(filing.accession, rows);
            }
        }
        Ok(counting)
    }

    fn in_turn(
        &self,
        cik: Cik,
        fold: &Fold,
        mut visit: impl FnMut(&Snapshot, &FilingEntry) -> Result<(), SnapshotError>,
    ) -> Result<(), SnapshotError> {
        for report in fold.effective() {
            if let Some(filing) = self.snapshot.filing(cik, report.accession) {
                visit(self.snapshot, filing)?;
            }
        }
        Ok(())
    }
}
