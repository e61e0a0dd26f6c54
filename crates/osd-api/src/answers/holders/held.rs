//! Who has a security in one of two quarters.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use osd_catalog::WholeBooks;
use osd_domain::{
    Book, Cik, Period, SecurityId,
    amendment::Fold,
    change::{ComparedPosition, Quarter, Side, WholeBook, compare_part},
};
use osd_snapshot::{PositionRow, Snapshot};

use crate::{Problem, answers::beside::Quarters};

/// The rows of a security in both quarters, by manager: of it, and of what it was or became.
pub(super) struct Held<'a> {
    quarters: &'a Quarters,
    security: SecurityId,
    as_of: Option<NaiveDate>,
    now: ByManager,
    before: ByManager,
}

type ByManager = BTreeMap<Cik, Vec<PositionRow>>;

impl<'a> Held<'a> {
    pub(super) fn of(
        quarters: &'a Quarters,
        security: &SecurityId,
        as_of: Option<NaiveDate>,
    ) -> Result<Self, Problem> {
        let market = &quarters.market;
        let mut known_as = vec![security];
        known_as.extend(market.came_from(security).map(|change| &change.from));
        known_as.extend(market.successor(security));
        let rows = |snapshot: &Snapshot| -> Result<ByManager, Problem> {
            let mut by_manager = ByManager::new();
            for entry in known_as.iter().filter_map(|id| snapshot.security(id)) {
                for row in snapshot.positions_of(entry)? {
                    by_manager.entry(row.cik).or_default().push(row);
                }
            }
            Ok(by_manager)
        };
        let before = quarters.before.as_deref();
        Ok(Self {
            security: security.clone(),
            as_of,
            now: rows(&quarters.now)?,
            before: before.map(rows).transpose()?.unwrap_or_default(),
            quarters,
        })
    }

    /// All managers that have it in either.
    pub(super) fn managers(&self) -> impl Iterator<Item = Cik> {
        self.now.keys().chain(self.before.keys()).copied()
    }

    /// The name of a manager as of its latest filing.
    pub(super) fn name(&self, cik: Cik) -> String {
        let now = self.quarters.now.manager(cik);
        let before = || self.quarters.before.as_deref()?.manager(cik);
        now.or_else(before)
            .map_or_else(|| cik.to_string(), |manager| manager.name.clone())
    }

    /// What became of a manager's positions in it. `first` are the first periods that managers filed
    /// for, where they had to be asked for; `known` what is known of whole books.
    pub(super) fn of_manager(
        &self,
        cik: Cik,
        first: Option<&BTreeMap<Cik, Period>>,
        known: &WholeBooks,
    ) -> Result<Vec<ComparedPosition>, Problem> {
        let period = self.quarters.now.manifest().period;
        let filed_earlier = match first {
            Some(first) => first.get(&cik).is_some_and(|first| *first < period),
            None => !known.first_filing.contains(&cik),
        };
        let nothing = WholeBook::default();
        let whole = known.books.get(&cik).unwrap_or(&nothing);
        let compared = if whole.managers_differ || !self.is_as_published(cik) {
            let first = filed_earlier.then(|| period.previous());
            let beside = self.quarters.manager(cik, self.as_of, first)?;
            beside.compare(&self.quarters.market)
        } else {
            let (fold, book) = self.part(Some(&self.quarters.now), cik, &self.now);
            let now = Side::of(Quarter::Now, fold.as_ref(), book.as_ref(), filed_earlier);
            let (fold, book) = self.part(self.quarters.before.as_deref(), cik, &self.before);
            let before = Side::of(Quarter::Before, fold.as_ref(), book.as_ref(), filed_earlier);
            compare_part(now, before, whole, &self.quarters.market)
        };
        let positions = compared.positions.into_iter();
        Ok(positions
            .filter(|one| one.key.security == self.security)
            .collect())
    }

    /// Whether the filings that count on the day asked for are those that were published.
    fn is_as_published(&self, cik: Cik) -> bool {
        let snapshots = [Some(&self.quarters.now), self.quarters.before.as_ref()];
        self.as_of.is_none()
            || snapshots.into_iter().flatten().all(|snapshot| {
                let asked = snapshot.fold(cik, self.as_of);
                let published = snapshot.fold(cik, None);
                asked.filings == published.filings
            })
    }

    /// The positions in it, as part of the book they stand in.
    fn part(
        &self,
        snapshot: Option<&Snapshot>,
        cik: Cik,
        rows: &ByManager,
    ) -> (Option<Fold>, Option<Book>) {
        let Some(snapshot) = snapshot else {
            return (None, None);
        };
        let fold = snapshot.fold(cik, None);
        let rows = rows.get(&cik).map(Vec::as_slice).unwrap_or_default();
        let book = fold
            .standing
            .has_rows()
            .then(|| snapshot.part_of_book(cik, &fold, rows));
        (Some(fold), book)
    }
}
