//! A manager's position in a security, told quarter by quarter.

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use osd_catalog::ManagerSummary;
use osd_domain::{
    Book, Change, Cik, Kind, Period,
    amendment::{Fold, Standing},
    change::{Compared, ComparedPosition, Quarter, Side, WholeBook, compare, compare_part},
    market::{Lineage, MarketChanges},
};
use osd_snapshot::Snapshot;

use super::HeldQuarter;
use crate::{
    Counter, Problem,
    answers::figures::{dollars, ratio, whole},
    tables::Tables,
};

/// Tells a manager's quarters one after the other. What is read of each is the manager's rows of the
/// security; whole portfolios only where the label of a position depends on them.
pub(super) struct Telling {
    cik: Cik,
    as_of: Option<NaiveDate>,
    tables: Arc<Tables>,
    first: Option<Period>,
    lineage: Lineage,
    /// What sets whole portfolios apart from the quarter before, by period.
    wholes: BTreeMap<Period, WholeBook>,
    before: Option<Known>,
    pub(super) quarters: Vec<HeldQuarter>,
}

/// What is known of a manager in a quarter for which something was taken in.
struct Known {
    snapshot: Arc<Snapshot>,
    fold: Fold,
    /// Its positions in the security, with the sums of the whole portfolio as published.
    part: Option<Book>,
    /// Whether the filings that count are those that were published.
    is_as_published: bool,
}

impl Telling {
    /// Begins with nothing told. `summaries` are what was published of the manager.
    pub(super) fn of(
        counter: &Counter,
        cik: Cik,
        as_of: Option<NaiveDate>,
        lineage: Lineage,
        first: Option<Period>,
        summaries: Vec<ManagerSummary>,
    ) -> Self {
        let wholes = summaries.into_iter();
        Self {
            cik,
            as_of,
            tables: Arc::clone(&counter.tables),
            first,
            lineage,
            wholes: wholes.map(|one| (one.period, one.whole_book)).collect(),
            before: None,
            quarters: Vec::new(),
        }
    }

    /// Begins with the quarter before the first.
    pub(super) fn begun(mut self, before: Option<Arc<Snapshot>>) -> Result<Self, Problem> {
        self.before = before.map(|before| self.known(before)).transpose()?;
        Ok(self)
    }

    /// Tells one quarter more.
    pub(super) fn quarter(
        mut self,
        period: Period,
        snapshot: Option<Arc<Snapshot>>,
        market: &MarketChanges,
    ) -> Result<Self, Problem> {
        let now = snapshot.map(|snapshot| self.known(snapshot)).transpose()?;
        let compared = self.compare(period, now.as_ref(), market)?;
        let standing = now
            .as_ref()
            .map_or(Standing::NothingFiled, |known| known.fold.standing);
        let empty = HeldQuarter {
            period,
            standing,
            basis: compared.basis,
            security: None,
            kind: None,
            amount: None,
            amount_adjusted: None,
            value: None,
            weight: None,
            change: None,
            evidence: Vec::new(),
            sources: Vec::new(),
        };
        let held_as = self.lineage.securities();
        let positions: Vec<&ComparedPosition> = compared
            .positions
            .iter()
            .filter(|one| standing.has_rows() && held_as.contains(&one.key.security))
            .collect();
        let has_begun = !self.quarters.is_empty();
        if positions.is_empty() && has_begun {
            // What cannot be read of a part may be it.
            let nothing = (standing == Standing::Held).then_some(0);
            self.quarters.push(HeldQuarter {
                amount: nothing,
                amount_adjusted: nothing,
                value: nothing,
                ..empty.clone()
            });
        }
        for position in positions {
            let row = self.row(position, empty.clone());
            self.quarters.push(row);
        }
        self.before = now;
        Ok(self)
    }

    /// The manager's rows of the security in a snapshot.
    fn known(&self, snapshot: Arc<Snapshot>) -> Result<Known, Problem> {
        let fold = snapshot.fold(self.cik, self.as_of);
        let is_as_published =
            self.as_of.is_none() || fold.filings == snapshot.fold(self.cik, None).filings;
        let part = match fold.standing.has_rows() {
            true => Some(self.part(&snapshot, &fold)?),
            false => None,
        };
        Ok(Known {
            snapshot,
            fold,
            part,
            is_as_published,
        })
    }

    fn part(&self, snapshot: &Snapshot, fold: &Fold) -> Result<Book, Problem> {
        let mut rows = Vec::new();
        for security in self.lineage.securities() {
            if let Some(entry) = snapshot.security(&security) {
                rows.extend(snapshot.positions_of_manager(entry, self.cik)?);
            }
        }
        Ok(snapshot.part_of_book(self.cik, fold, &rows))
    }

    /// The quarter beside the one before: its positions in the security, and where it takes whole
    /// portfolios to tell, all others, too.
    fn compare(
        &self,
        period: Period,
        now: Option<&Known>,
        market: &MarketChanges,
    ) -> Result<Compared, Problem> {
        let before = self.before.as_ref();
        let filed_earlier = self.first.is_some_and(|first| first < period);
        let side = |quarter, known: Option<&Known>, book| {
            Side::of(quarter, known.map(|known| &known.fold), book, filed_earlier)
        };
        let nothing = WholeBook::default();
        let whole = self.wholes.get(&period).unwrap_or(&nothing);
        let mut both = [now, before].into_iter().flatten();
        if both.all(|known| known.is_as_published) && !whole.managers_differ {
            let parts = [now, before].map(|known| known.and_then(|known| known.part.as_ref()));
            let now = side(Quarter::Now, now, parts[0]);
            let before = side(Quarter::Before, before, parts[1]);
            return Ok(compare_part(now, before, whole, market));
        }
        let books = [self.book(now)?, self.book(before)?];
        let [book, book_before] = books.each_ref().map(Option::as_deref);
        let now = side(Quarter::Now, now, book);
        let before = side(Quarter::Before, before, book_before);
        Ok(compare(now, before, market))
    }

    /// A whole portfolio.
    fn book(&self, known: Option<&Known>) -> Result<Option<Arc<Book>>, Problem> {
        let known = known.filter(|known| known.fold.standing.has_rows());
        let book = |known: &Known| self.tables.books.of(&known.snapshot, self.cik, &known.fold);
        known.map(book).transpose()
    }

    fn row(&self, position: &ComparedPosition, empty: HeldQuarter) -> HeldQuarter {
        let (key, amount) = (&position.key, position.now.amount);
        let adjusted = match key.kind() {
            Kind::Principal => amount,
            _ => self.lineage.adjust(&key.security, empty.period, amount),
        };
        // Where it is not in what can be read, or was kept back, it may be held all the same.
        let is_known = position.is_held || position.change != Change::NotComparable;
        HeldQuarter {
            security: Some(key.security.clone()),
            kind: Some(key.kind()),
            amount: is_known.then(|| whole(amount)),
            amount_adjusted: is_known.then(|| whole(adjusted)),
            value: is_known.then(|| dollars(position.now.value)),
            weight: position.now.weight().map(ratio),
            change: Some(position.change),
            evidence: position.evidence.clone(),
            sources: position.sources.iter().map(ToString::to_string).collect(),
            ..empty
        }
    }
}
