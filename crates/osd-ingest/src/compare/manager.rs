//! One manager beside itself a quarter before.

use osd_catalog::{ChangeCounts, ManagerSummary};
use osd_domain::{
    Book, Cik,
    amendment::Fold,
    change::{
        Basis, ChangeSum, ChangeSummary, ComparedFigures, Moved, Quarter, Side, compare_figures,
    },
    market::MarketChanges,
};
use osd_snapshot::{InOrder, ManagerEntry, Snapshot};

use super::Beside;
use crate::IngestError;

/// One manager beside itself a quarter before.
pub(super) struct ManagerBeside<'a> {
    manager: &'a ManagerEntry,
    /// Dollars of its portfolio before.
    previous_value: Option<i128>,
    compared: ComparedFigures,
    figures: ChangeSummary,
}

/// Passes over both periods, in which every row is read once.
pub(super) struct Passes<'a> {
    beside: Beside<'a>,
    now: InOrder<'a>,
    before: Option<InOrder<'a>>,
}

impl<'a> Passes<'a> {
    pub(super) fn begin(beside: Beside<'a>) -> Self {
        Self {
            now: beside.now.in_order(),
            before: beside.before.map(Snapshot::in_order),
            beside,
        }
    }

    /// The book of a manager where its filings have rows, now and before.
    fn books(
        &mut self,
        cik: Cik,
        [now, before]: [Option<&Fold>; 2],
    ) -> Result<[Option<Book>; 2], IngestError> {
        let now = now.filter(|fold| fold.standing.has_rows());
        let now = now.map(|fold| self.now.book(cik, fold)).transpose()?;
        let before = before.filter(|fold| fold.standing.has_rows());
        let before = before.zip(self.before.as_mut());
        let before = before
            .map(|(fold, pass)| pass.book(cik, fold))
            .transpose()?;
        Ok([now, before])
    }
}

impl<'a> ManagerBeside<'a> {
    /// One of the managers, which come in the order of their CIKs. `see` is shown each of its positions,
    /// now or before, with how many dollars of it were traded.
    pub(super) fn of(
        passes: &mut Passes<'a>,
        manager: &'a ManagerEntry,
        market: &MarketChanges,
        mut see: impl FnMut(&Moved<'_>, i128),
    ) -> Result<Self, IngestError> {
        let (beside, cik) = (passes.beside, manager.cik);
        let period = beside.now.manifest().period;
        let first = beside.first_periods.get(&cik);
        let filed_earlier = first.is_some_and(|first| *first < period);
        let folds = [Some(beside.now), beside.before]
            .map(|snapshot| snapshot.map(|snapshot| snapshot.fold(cik, None)));
        let books = passes.books(cik, folds.each_ref().map(Option::as_ref))?;
        let side = |quarter: Quarter, place: usize| {
            let (fold, book) = (folds[place].as_ref(), books[place].as_ref());
            Side::of(quarter, fold, book, filed_earlier)
        };
        let (now, before) = (side(Quarter::Now, 0), side(Quarter::Before, 1));
        let mut sum = ChangeSum::default();
        let compared = compare_figures(now, before, market, |position| {
            let traded = position.traded();
            sum.see(&position, traded);
            see(&position, traded);
        });
        let [_, before] = &books;
        Ok(Self {
            manager,
            previous_value: before.as_ref().map(|book| book.portfolio().value()),
            figures: sum.finish(compared.basis),
            compared,
        })
    }

    pub(super) fn basis(&self) -> Basis {
        self.compared.basis
    }

    pub(super) fn summary(self, beside: Beside<'_>) -> ManagerSummary {
        let manager = self.manager;
        let [shares_value, principal_value, put_value, call_value] =
            manager.value_by_kind.map(i128::from);
        let basis = self.basis();
        let figures = self.figures;
        let counts: ChangeCounts = figures.counts.into_iter().collect();
        ManagerSummary {
            period: beside.now.manifest().period,
            cik: manager.cik,
            standing: manager.standing,
            filings: manager.filings.end - manager.filings.start,
            value: manager
                .standing
                .has_rows()
                .then(|| i128::from(manager.value)),
            positions: manager.positions,
            shares_value,
            principal_value,
            put_value,
            call_value,
            previous_value: self.previous_value,
            basis: Some(basis),
            changes: beside.before.map(|_| counts),
            quarantined: manager.quarantined,
            top10_value: figures.top10_value,
            bought_value: figures.bought_value,
            sold_value: figures.sold_value,
            whole_book: self.compared.whole,
        }
    }
}
