//! Rows of lists that many ask for, kept in memory as long as nothing has changed that they were made
//! of: sorting and filtering them is then a matter of microseconds, whatever the column.

use std::{future::Future, hash::Hash, sync::Arc};

use moka::future::Cache;
use osd_catalog::{Revision, WholeBooks};
use osd_domain::{Period, SecurityId, Succession, change::WholeBook};

use crate::{
    Problem,
    answers::{
        holders::HeldBy, managers::ManagerRow, movers::Moved, quality::QualityTotalAnswer,
        securities::SecurityRow, status::Counted,
    },
    books::Books,
    counter::Served,
};

/// Bytes that tables of each kind may take: one or two of the largest. What a server takes with all of
/// them is in `docs/quality/performance.md`.
mod capacity {
    pub(super) const MANAGERS: u64 = 8 << 20;
    pub(super) const SECURITIES: u64 = 16 << 20;
    pub(super) const MOVERS: u64 = 12 << 20;
    pub(super) const HOLDERS: u64 = 12 << 20;
    pub(super) const FACTS: u64 = 4 << 20;
}

/// The tables.
pub(crate) struct Tables {
    /// Managers: all, or those of a period.
    pub(crate) managers: Table<(String, u64, Option<Period>), Vec<ManagerRow>>,
    /// The securities of a period.
    pub(crate) securities: Table<(String, u64, Period), Vec<SecurityRow>>,
    /// What was bought and sold since the quarter before a period.
    pub(crate) movers: Table<(String, u64, Period), Moved>,
    /// Who holds a security in a period.
    pub(crate) holders: Table<(String, u64, Period, SecurityId), HeldBy>,
    /// What is served of a period, and what happened to securities since the quarter before it.
    pub(crate) served: Table<(String, u64, Period), Served>,
    /// Who continues whom.
    pub(crate) successions: Table<(String, u64), Vec<Succession>>,
    /// What was taken in and published, counted.
    pub(crate) counted: Table<(String, u64), Counted>,
    /// How many rows of the quality ledger there are of each rule.
    pub(crate) quality_totals: Table<(String, u64), Vec<QualityTotalAnswer>>,
    /// The books that were read lately.
    pub(crate) books: Books,
    /// What is known of the whole books of a period's managers.
    pub(crate) whole_books: Table<(String, u64, Period), WholeBooks>,
}

impl Default for Tables {
    fn default() -> Self {
        Self {
            managers: Table::new(capacity::MANAGERS, |rows| {
                rows.iter().map(ManagerRow::bytes).sum()
            }),
            securities: Table::new(capacity::SECURITIES, |rows| {
                rows.iter().map(SecurityRow::bytes).sum()
            }),
            movers: Table::new(capacity::MOVERS, Moved::bytes),
            holders: Table::new(capacity::HOLDERS, HeldBy::bytes),
            served: Table::new(capacity::FACTS, Served::bytes),
            successions: Table::new(capacity::FACTS, |all| {
                // With the evidence and the names in it.
                all.len() * (size_of::<Succession>() + 300)
            }),
            counted: Table::new(capacity::FACTS, Counted::bytes),
            quality_totals: Table::new(capacity::FACTS, |totals| {
                // With the name of a rule.
                totals.len() * (size_of::<QualityTotalAnswer>() + 32)
            }),
            books: Books::default(),
            whole_books: Table::new(capacity::FACTS, |known| {
                known.first_filing.len() * 24 + known.books.len() * (size_of::<WholeBook>() + 24)
            }),
        }
    }
}

impl Tables {
    /// The same, where every book is read whenever it is asked for.
    pub(crate) fn without_kept_books() -> Self {
        Self {
            books: Books::never_kept(),
            ..Self::default()
        }
    }
}

/// Tables of one kind.
pub(crate) struct Table<K, T>(Cache<K, Arc<T>>);

impl<K, T> Table<K, T>
where
    K: Hash + Eq + Send + Sync + 'static,
    T: Send + Sync + 'static,
{
    /// `bytes` says roughly what a table takes.
    fn new(capacity: u64, bytes: fn(&T) -> usize) -> Self {
        let weigh = move |_: &K, table: &Arc<T>| u32::try_from(bytes(table)).unwrap_or(u32::MAX);
        let cache = Cache::builder().max_capacity(capacity).weigher(weigh);
        Self(cache.build())
    }

    /// The table of a key. Several that ask at once wait for one that makes it.
    pub(crate) async fn get(
        &self,
        key: K,
        make: impl Future<Output = Result<T, Problem>>,
    ) -> Result<Arc<T>, Problem> {
        let make = async { make.await.map(Arc::new) };
        let made = self.0.try_get_with(key, make).await;
        made.map_err(Problem::Shared)
    }
}

/// What tables of taken-in filings are good for.
pub(crate) fn of_everything(revision: &Revision) -> (String, u64) {
    (revision.catalog.clone(), revision.everything)
}

/// What tables of published periods are good for.
pub(crate) fn of_published(revision: &Revision) -> (String, u64) {
    (revision.catalog.clone(), revision.published)
}
