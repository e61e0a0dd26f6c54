//! Two quarters side by side, as questions about changes need them.

use std::sync::Arc;

use chrono::NaiveDate;
use osd_domain::{
    Book, Cik, Period, SecurityId, Succession,
    amendment::{Fold, Standing},
    change::{Compared, ComparedPosition, Quarter, Side, compare},
    market::MarketChanges,
    succession::{Member, together},
};
use osd_snapshot::Snapshot;

use super::{members::Members, position::PositionAnswer};
use crate::{Counter, Problem, counter::Served, tables::Tables};

/// A period and the calendar quarter before, as of one moment.
pub(crate) struct Quarters {
    pub(crate) now: Arc<Snapshot>,
    pub(crate) before: Option<Arc<Snapshot>>,
    pub(crate) market: Arc<MarketChanges>,
    tables: Arc<Tables>,
}

/// A manager in both quarters, alone or together with others.
pub(crate) struct Beside {
    period: Period,
    members: Vec<MemberBeside>,
    links: Vec<Succession>,
    /// What the filings of the period that count add up to; nothing where none has rows.
    pub(crate) book: Arc<Book>,
    /// The same a quarter before, where there is a portfolio.
    pub(crate) book_before: Option<Arc<Book>>,
}

/// The filings of one manager in both quarters.
struct MemberBeside {
    cik: Cik,
    fold: Fold,
    fold_before: Option<Fold>,
    filed_earlier: bool,
}

impl Quarters {
    /// Opens both; none where nothing is published for the period.
    pub(crate) async fn open(counter: &Counter, period: Period) -> Result<Option<Self>, Problem> {
        let served = counter.served(period).await?;
        Self::of(counter, period, &served).await
    }

    /// Opens what is served of both.
    pub(crate) async fn of(
        counter: &Counter,
        period: Period,
        served: &Served,
    ) -> Result<Option<Self>, Problem> {
        let periods = [period, period.previous()];
        let [now, before] = counter.opened(periods, &served.ids).await?;
        let Some(now) = now else { return Ok(None) };
        Ok(Some(Self {
            now,
            before,
            market: Arc::clone(&served.market),
            tables: Arc::clone(&counter.tables),
        }))
    }

    /// The ticker of a security near the end of the period, else of the quarter before.
    pub(crate) fn ticker(&self, security: &SecurityId) -> Option<&str> {
        let both = [Some(&self.now), self.before.as_ref()];
        let entries = both.into_iter().flatten();
        let mut tickers =
            entries.filter_map(|snapshot| snapshot.security(security)?.ticker.as_deref());
        tickers.next()
    }

    /// A position as it is answered.
    pub(crate) fn position(&self, position: &ComparedPosition) -> PositionAnswer {
        PositionAnswer::new(position, self.ticker(&position.key.security))
    }

    /// A manager in both quarters. `first` is the first period that it filed for.
    pub(crate) fn manager(
        &self,
        cik: Cik,
        as_of: Option<NaiveDate>,
        first: Option<Period>,
    ) -> Result<Beside, Problem> {
        self.beside(vec![self.member(cik, as_of, first)], Vec::new())
    }

    /// Managers in both quarters, added up.
    pub(crate) fn members(
        &self,
        members: &Members,
        as_of: Option<NaiveDate>,
    ) -> Result<Beside, Problem> {
        let each = members.each();
        let each = each.map(|(cik, first)| self.member(cik, as_of, first));
        self.beside(each.collect(), members.links.clone())
    }

    fn member(&self, cik: Cik, as_of: Option<NaiveDate>, first: Option<Period>) -> MemberBeside {
        let period = self.now.manifest().period;
        MemberBeside {
            cik,
            fold: self.now.fold(cik, as_of),
            fold_before: self.before.as_ref().map(|before| before.fold(cik, as_of)),
            filed_earlier: first.is_some_and(|first| first < period),
        }
    }

    fn beside(
        &self,
        members: Vec<MemberBeside>,
        links: Vec<Succession>,
    ) -> Result<Beside, Problem> {
        let now = members.iter().map(|one| (one.cik, &one.fold));
        let before = members
            .iter()
            .filter_map(|one| Some((one.cik, one.fold_before.as_ref()?)))
            .filter(|(_, fold)| fold.standing.has_rows());
        let (now, before): (Vec<_>, Vec<_>) = (now.collect(), before.collect());
        let of_now = || self.book(&self.now, &now);
        let of_before = || match &self.before {
            Some(snapshot) if !before.is_empty() => self.book(snapshot, &before).map(Some),
            _ => Ok(None),
        };
        let rows_before = |snapshot| rows_of(snapshot, before.iter().map(|(cik, _)| *cik));
        let (book, book_before) = match &self.before {
            Some(snapshot) if rows_before(snapshot) >= MANY_ROWS => both(of_now, of_before),
            _ => (of_now(), of_before()),
        };
        let (book, book_before) = (book?, book_before?);
        Ok(Beside {
            period: self.now.manifest().period,
            members,
            links,
            book,
            book_before,
        })
    }
}

/// From so many rows on, another thread costs less than waiting for one quarter after the other.
const MANY_ROWS: u64 = 1_000;

/// Rows of all filings of these managers.
fn rows_of(snapshot: &Snapshot, managers: impl Iterator<Item = Cik>) -> u64 {
    let filings = managers.flat_map(|cik| snapshot.filings_of(cik));
    filings
        .map(|filing| filing.lines.end - filing.lines.start)
        .sum()
}

/// Both at the same time.
fn both<A, B: Send>(a: impl FnOnce() -> A, b: impl FnOnce() -> B + Send) -> (A, B) {
    std::thread::scope(|scope| {
        let b = scope.spawn(b);
        (
            a(),
            b.join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        )
    })
}

impl Quarters {
    /// What the filings of these managers that count add up to.
    fn book(&self, snapshot: &Snapshot, folds: &[(Cik, &Fold)]) -> Result<Arc<Book>, Problem> {
        if let [(cik, fold)] = folds {
            return self.tables.books.of(snapshot, *cik, fold);
        }
        let mut book = Book::default();
        for (cik, fold) in folds {
            snapshot.add_to_book(&mut book, *cik, fold)?;
        }
        Ok(Arc::new(book))
    }

    /// How many rows the filings of these managers have in the period.
    pub(crate) fn rows_now(&self, members: &Members) -> u64 {
        rows_of(&self.now, members.each().map(|(cik, _)| cik))
    }

    /// How many rows the filings of these managers have in both quarters.
    pub(crate) fn rows(&self, members: &Members) -> u64 {
        let snapshots = [Some(&self.now), self.before.as_ref()];
        let snapshots = snapshots.into_iter().flatten();
        snapshots
            .map(|snapshot| rows_of(snapshot, members.each().map(|(cik, _)| cik)))
            .sum()
    }
}

impl Beside {
    /// Both portfolios, position by position.
    pub(crate) fn compare(&self, market: &MarketChanges) -> Compared {
        let (now, before) = self.sides();
        compare(now, before, market)
    }

    /// The filings of each manager for the period.
    pub(crate) fn folds(&self) -> impl Iterator<Item = (Cik, &Fold)> {
        self.members.iter().map(|member| (member.cik, &member.fold))
    }

    /// How many filings there are for the period.
    pub(crate) fn filings(&self) -> u64 {
        self.folds()
            .map(|(_, fold)| fold.filings.len() as u64)
            .sum()
    }

    /// What the portfolio of the period rests on: whole only where nobody's is missing.
    pub(crate) fn standing(&self) -> Standing {
        let mut standings = self.folds().map(|(_, fold)| fold.standing);
        if let [one] = self.members.as_slice() {
            return one.fold.standing;
        }
        match self.sides().0 {
            Side::Held(_) => Standing::Held,
            Side::Partial(_) | Side::Incomplete(..) => Standing::Partial,
            Side::Missing(_) | Side::First => standings
                .find(|standing| *standing != Standing::NothingFiled)
                .unwrap_or(Standing::NothingFiled),
        }
    }

    fn sides(&self) -> (Side<'_>, Side<'_>) {
        let members: Vec<Member<'_>> = self.members.iter().map(|one| self.member(one)).collect();
        match members.as_slice() {
            [one] => (one.now, one.before),
            _ => {
                let books = [Some(&*self.book), self.book_before.as_deref()];
                together(self.period, &members, &self.links, books)
            }
        }
    }

    /// One of the managers. Its sides stand for the sums: only whether it has one matters.
    fn member(&self, one: &MemberBeside) -> Member<'_> {
        let (now, before) = (Some(&*self.book), self.book_before.as_deref());
        let fold_before = one.fold_before.as_ref();
        Member {
            cik: one.cik,
            now: Side::of(Quarter::Now, Some(&one.fold), now, one.filed_earlier),
            before: Side::of(Quarter::Before, fold_before, before, one.filed_earlier),
        }
    }
}
