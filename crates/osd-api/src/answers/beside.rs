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
use crate::{Counter, Problem};

/// A period and the calendar quarter before, as of one moment.
pub(crate) struct Quarters {
    pub(crate) now: Arc<Snapshot>,
    pub(crate) before: Option<Arc<Snapshot>>,
    pub(crate) market: MarketChanges,
}

/// A manager in both quarters, alone or together with others.
pub(crate) struct Beside {
    period: Period,
    members: Vec<MemberBeside>,
    links: Vec<Succession>,
    /// What the filings of the period that count add up to; nothing where none has rows.
    pub(crate) book: Book,
    /// The same a quarter before, where there is a portfolio.
    pub(crate) book_before: Option<Book>,
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
        let [now, before] = counter.current([period, period.previous()]).await?;
        let Some(now) = now else { return Ok(None) };
        let read = counter.catalog.read().await?;
        let market = read.security_events().of_period(period).await?;
        Ok(Some(Self {
            now,
            before,
            market,
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
        let mut book = Book::default();
        let mut book_before = None;
        for member in &members {
            self.now.add_to_book(&mut book, member.cik, &member.fold)?;
            if let (Some(before), Some(fold)) = (&self.before, &member.fold_before)
                && fold.standing.has_rows()
            {
                let book = book_before.get_or_insert_default();
                before.add_to_book(book, member.cik, fold)?;
            }
        }
        Ok(Beside {
            period: self.now.manifest().period,
            members,
            links,
            book,
            book_before,
        })
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
                let books = [Some(&self.book), self.book_before.as_ref()];
                together(self.period, &members, &self.links, books)
            }
        }
    }

    /// One of the managers. Its sides stand for the sums: only whether it has one matters.
    fn member(&self, one: &MemberBeside) -> Member<'_> {
        let (now, before) = (Some(&self.book), self.book_before.as_ref());
        let fold_before = one.fold_before.as_ref();
        Member {
            cik: one.cik,
            now: Side::of(Quarter::Now, Some(&one.fold), now, one.filed_earlier),
            before: Side::of(Quarter::Before, fold_before, before, one.filed_earlier),
        }
    }
}
