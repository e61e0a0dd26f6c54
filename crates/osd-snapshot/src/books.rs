//! From the filings that count to a book that can be set beside another.

use osd_domain::{
    Attribution, Book, Cik, OtherManager, Role, Row,
    amendment::{Effect, Fold},
    book::Counting,
    bridge::{Bridge, Walked},
    change::Totals,
    portfolio::Portfolio,
};
use rust_decimal::Decimal;

use crate::{FilingEntry, PositionRow, Snapshot, SnapshotError, rows::RowsOf};

impl Snapshot {
    /// The rows of the filings that count, with what it takes to compare them.
    ///
    /// # Errors
    /// [`SnapshotError`] where the files cannot be read.
    pub fn book(&self, cik: Cik, fold: &Fold) -> Result<Book, SnapshotError> {
        let mut book = Book::default();
        self.add_to_book(&mut book, cik, fold)?;
        Ok(book)
    }

    /// Adds the same to a book, which may be that of several managers.
    ///
    /// # Errors
    /// [`SnapshotError`] where the files cannot be read.
    pub fn add_to_book(&self, book: &mut Book, cik: Cik, fold: &Fold) -> Result<(), SnapshotError> {
        for report in fold.effective() {
            if let Some(filing) = self.filing(cik, report.accession) {
                let rows = self.rows(filing)?;
                self.add_filing(book, filing, Some(&rows))?;
            }
        }
        Ok(())
    }

    /// Adds the rows of a filing.
    pub(crate) fn add_filing(
        &self,
        book: &mut Book,
        filing: &FilingEntry,
        rows: Option<&RowsOf>,
    ) -> Result<(), SnapshotError> {
        let included = self.included(filing)?;
        let rows = rows.map(RowsOf::rows).unwrap_or_default();
        let repairs = self.repairs(filing.accession);
        book.add(&counting(filing, &included), &rows, repairs);
        Ok(())
    }

    /// The rows of the filings that count, by the included managers that they name.
    ///
    /// # Errors
    /// [`SnapshotError`] where the files cannot be read.
    pub fn attribution(&self, cik: Cik, fold: &Fold) -> Result<Attribution, SnapshotError> {
        let mut attribution = Attribution::default();
        for report in fold.effective() {
            if let Some(filing) = self.filing(cik, report.accession) {
                let included = self.included(filing)?;
                let rows = self.rows_also(filing, true)?;
                let repairs = self.repairs(filing.accession);
                attribution.add(&counting(filing, &included), &rows.rows(), repairs);
            }
        }
        Ok(attribution)
    }

    /// Walks over the rows of a filing, which does this in its portfolio. Gives the sum of its values as
    /// printed.
    ///
    /// # Errors
    /// [`SnapshotError`] where the files cannot be read.
    pub fn walk(
        &self,
        bridge: &mut Bridge,
        filing: &FilingEntry,
        role: Role,
    ) -> Result<Decimal, SnapshotError> {
        let read = self.rows(filing)?;
        let rows = read.rows();
        bridge.walk(Walked {
            role,
            unit: filing.unit,
            lines: &rows,
            repairs: self.repairs(filing.accession),
        });
        Ok(rows.iter().filter_map(Row::value).sum())
    }

    /// A book of the positions in one security: the rows of [`Self::positions_of`] that are the
    /// manager's, with the sums of its whole portfolio as published.
    pub fn part_of_book(&self, cik: Cik, fold: &Fold, rows: &[PositionRow]) -> Book {
        let by_kind = self.manager(cik).map(|manager| manager.value_by_kind);
        let totals = Totals::new(by_kind.unwrap_or_default().map(i128::from));
        // In the order of filings, as a portfolio adds them up.
        let positions = fold.effective().flat_map(|report| {
            let of = rows.iter().filter(|row| row.accession == report.accession);
            of.map(|row| (row.key.clone(), row.position()))
        });
        let portfolio: Portfolio = positions.collect();
        let mut book = Book::part(portfolio, totals);
        for report in fold.effective() {
            if let Some(filing) = self.filing(cik, report.accession) {
                book.cover(&counting(filing, &[]));
            }
        }
        book
    }

    /// The other included managers of a filing.
    fn included(&self, filing: &FilingEntry) -> Result<Vec<OtherManager>, SnapshotError> {
        if filing.included_managers_listed == 0 {
            return Ok(Vec::new());
        }
        self.included_managers(filing)
    }
}

fn counting<'a>(filing: &FilingEntry, included: &'a [OtherManager]) -> Counting<'a> {
    Counting {
        accession: filing.accession,
        unit: filing.unit,
        adds: filing.report().effect() == Effect::Adds,
        discloses: filing.confidential_disclosed == Some(true),
        omits: filing.confidential_omitted,
        included,
    }
}
