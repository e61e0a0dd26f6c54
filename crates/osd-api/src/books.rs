//! Books that were read lately: the portfolio of a quarter, its changes, its issuers, its next page and
//! the quarter after it all begin with the same one.

use std::sync::Arc;

use osd_domain::{Accession, Book, Cik, Position, PositionKey, amendment::Fold};
use osd_snapshot::{Snapshot, SnapshotId};

use crate::Problem;

/// Bytes of books that are kept.
const CAPACITY: u64 = 8 << 20;

/// The books of single managers. A snapshot never changes, nor does a book of it.
pub(crate) struct Books(moka::sync::Cache<Key, Arc<Book>>);

/// The snapshot, and the filings that are added up.
type Key = (SnapshotId, Vec<Accession>);

impl Default for Books {
    fn default() -> Self {
        let cache = moka::sync::Cache::builder().max_capacity(CAPACITY);
        let weigh = |_: &Key, book: &Arc<Book>| u32::try_from(bytes(book)).unwrap_or(u32::MAX);
        Self(cache.weigher(weigh).build())
    }
}

impl Books {
    /// None, ever.
    pub(crate) fn never_kept() -> Self {
        Self(moka::sync::Cache::new(0))
    }

    /// What the filings that count add up to. Several that ask at once wait for one that reads them.
    pub(crate) fn of(
        &self,
        snapshot: &Snapshot,
        cik: Cik,
        fold: &Fold,
    ) -> Result<Arc<Book>, Problem> {
        let filings = fold.effective().map(|report| report.accession).collect();
        let key = (snapshot.id().clone(), filings);
        let read = || Ok(Arc::new(snapshot.book(cik, fold)?));
        self.0.try_get_with(key, read).map_err(Problem::Shared)
    }
}

/// Roughly what a book takes in memory.
fn bytes(book: &Book) -> usize {
    // With the count of who has it.
    let of_text = |text: &str| (text.len() + 16).next_multiple_of(16);
    let of_position = |(_, position): (&PositionKey, &Position)| {
        // Each text is counted as if no other position had it: most classes are shared.
        size_of::<(PositionKey, Position)>()
            + of_text(position.cusip.as_deref().unwrap_or_default())
            + of_text(&position.issuer)
            + of_text(&position.class)
            + position.sources.len().saturating_sub(1) * size_of::<Accession>()
    };
    let portfolio = book.portfolio().positions();
    let positions: usize = portfolio.iter().map(of_position).sum();
    // Amounts by included managers are a tree of a tree for each position.
    let parts = match book.included().is_empty() {
        true => 0,
        false => portfolio.len() * 400,
    };
    size_of::<Book>() + positions + parts
}

#[cfg(test)]
mod tests {
    use osd_domain::{Filing, FilingRef, FilingState, Line, Printed, Unit, court::Witnesses};
    use osd_snapshot::{SnapshotError, Snapshots};

    use super::*;

    /// A snapshot of one manager, with a filing and an amendment that adds to it.
    fn snapshot(folder: &std::path::Path) -> Arc<Snapshot> {
        let period = "2025Q1".parse().unwrap();
        let snapshots = Snapshots::folder(folder).unwrap();
        let mut writer = snapshots.begin(period, 1, "tester").unwrap();
        for (number, form) in [(1, "13F-HR"), (2, "13F-HR/A")] {
            let mut filing = Filing::discovered(FilingRef {
                accession: format!("0000000001-25-{number:06}").parse().unwrap(),
                cik: Cik::new(7).unwrap(),
                name: "SEVEN".to_owned(),
                form: form.parse().unwrap(),
                filed: format!("2025-05-1{number}").parse().unwrap(),
                co_filers: Vec::new(),
            });
            filing.accepted_on = filing.filed;
            filing.period = Some(period);
            filing.state = FilingState::Read;
            filing.unit = Some(Unit::Dollars);
            filing.cover.amendment_kind =
                (number == 2).then_some(osd_domain::AmendmentKind::NewHoldings);
            let cusip = ["037833100", "025816109"][number - 1];
            let line = Line {
                ordinal: 1,
                cusip: Printed::exact(cusip.parse().unwrap()),
                value: Printed::exact(100.into()),
                amount: Printed::exact(5.into()),
                ..Line::default()
            };
            writer.push(&filing, &[line]).unwrap();
        }
        let published = writer.finish::<SnapshotError>(Witnesses::default());
        snapshots.open(period, &published.unwrap().id).unwrap()
    }

    #[test]
    fn a_book_is_read_once_for_the_same_filings_and_no_others() {
        let folder = tempfile::tempdir().unwrap();
        let snapshot = snapshot(folder.path());
        let (books, cik) = (Books::default(), Cik::new(7).unwrap());
        let of = |books: &Books, day: Option<&str>| {
            let fold = snapshot.fold(cik, day.map(|day| day.parse().unwrap()));
            let book = books.of(&snapshot, cik, &fold).unwrap();
            assert_eq!(*book, snapshot.book(cik, &fold).unwrap());
            book
        };
        let now = of(&books, None);
        assert!(Arc::ptr_eq(&now, &of(&books, Some("2025-06-01"))));
        let earlier = of(&books, Some("2025-05-11"));
        assert_eq!(earlier.portfolio().positions().len(), 1);
        assert_eq!(now.portfolio().positions().len(), 2);
        let never = Books::never_kept();
        assert!(!Arc::ptr_eq(&of(&never, None), &of(&never, None)));
    }

    #[test]
    fn a_book_takes_more_the_more_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let snapshot = snapshot(folder.path());
        let cik = Cik::new(7).unwrap();
        let book = snapshot.book(cik, &snapshot.fold(cik, None)).unwrap();
        assert!(bytes(&Book::default()) < 1_000);
        assert!(bytes(&book) > bytes(&Book::default()) + 2 * size_of::<Position>());
    }
}
