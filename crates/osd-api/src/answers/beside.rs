//! Two quarters side by side, as questions about changes need them.

use std::sync::Arc;

use chrono::NaiveDate;
use osd_domain::{
    Book, Cik, Period, SecurityId,
    amendment::Fold,
    change::{Compared, ComparedPosition, Quarter, Side, compare},
    market::MarketChanges,
};
use osd_snapshot::Snapshot;

use super::position::PositionAnswer;
use crate::{Counter, Problem};

/// A period and the calendar quarter before, as of one moment.
pub(crate) struct Quarters {
    pub(crate) now: Arc<Snapshot>,
    pub(crate) before: Option<Arc<Snapshot>>,
    pub(crate) market: MarketChanges,
}

/// A manager in both quarters.
pub(crate) struct ManagerBeside {
    /// The filings of the period.
    pub(crate) fold: Fold,
    /// What those that count add up to; nothing where none has rows.
    pub(crate) book: Book,
    /// The same a quarter before, where there is a portfolio.
    pub(crate) book_before: Option<Book>,
    pub(crate) fold_before: Option<Fold>,
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

    /// The first period that a manager filed for, by the end of a day where one is given.
    pub(crate) async fn first_period(
        &self,
        counter: &Counter,
        cik: Cik,
        as_of: Option<NaiveDate>,
    ) -> Result<Option<Period>, Problem> {
        let read = counter.catalog.read().await?;
        Ok(read.filings().first_period(cik, as_of).await?)
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
    ) -> Result<ManagerBeside, Problem> {
        let fold = self.now.fold(cik, as_of);
        let fold_before = self.before.as_ref().map(|before| before.fold(cik, as_of));
        let book_before = match (&self.before, &fold_before) {
            (Some(before), Some(fold)) if fold.standing.has_rows() => Some(before.book(cik, fold)?),
            _ => None,
        };
        let period = self.now.manifest().period;
        Ok(ManagerBeside {
            book: self.now.book(cik, &fold)?,
            fold,
            book_before,
            fold_before,
            filed_earlier: first.is_some_and(|first| first < period),
        })
    }
}

impl ManagerBeside {
    /// Both portfolios, position by position.
    pub(crate) fn compare(&self, market: &MarketChanges) -> Compared {
        let (now, before) = self.sides();
        compare(now, before, market)
    }

    pub(crate) fn sides(&self) -> (Side<'_>, Side<'_>) {
        let earlier = self.filed_earlier;
        let now = Side::of(Quarter::Now, Some(&self.fold), Some(&self.book), earlier);
        let (fold, book) = (self.fold_before.as_ref(), self.book_before.as_ref());
        (now, Side::of(Quarter::Before, fold, book, earlier))
    }
}
