//! What tells one state of the catalog from another: a number that every transaction raises which
//! changed something. Answers are made of nothing else, and of snapshots that it names.

use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::{FromQueryResult, Statement};

use crate::{catalog::Catalog, error::CatalogError, stored, transaction::Read};

/// Tables that say what is to be done, who does it, and what was looked at or served and when: not
/// what is known.
const OF_WORK: [&str; 12] = [
    "work",
    "indexes",
    "reference_files",
    "daily_indexes",
    "firings",
    "pauses",
    "schedules",
    "served",
    "workers",
    "looks",
    "alarms",
    "alarm_messages",
];

/// Tables of what was taken in: what is published is derived of them, and changes later.
const TAKEN_IN: [&str; 5] = [
    "filings",
    "filing_co_filers",
    "managers",
    "manager_names",
    "journal",
];

const RAISE: &str = "UPDATE revision SET everything = everything + 1";
const RAISE_BOTH: &str =
    "UPDATE revision SET everything = everything + 1, published = published + 1";

/// A state of the catalog.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Revision {
    /// Which catalog it is: one made anew counts from the start.
    pub catalog: String,
    /// Raised by every transaction that changed anything but the list of work.
    pub everything: u64,
    /// Raised by those that changed what is derived of filings: snapshots, summaries, securities,
    /// tickers, successions.
    pub published: u64,
}

const FIND: &str = "SELECT catalog, everything, published FROM revision";

#[derive(FromQueryResult)]
struct Found {
    catalog: String,
    everything: i64,
    published: i64,
}

impl Read {
    /// The state that it sees, which is one however often it is asked for.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn revision(&self) -> Result<Revision, CatalogError> {
        let find = async { Ok(Revision::of(self.row(FIND, []).await?)) };
        let revision = self.revision.get_or_try_init(|| find).await;
        revision.cloned()
    }
}

impl Catalog {
    /// The state now. Who asks for nothing else needs no transaction, which would take three
    /// statements for one; and those who ask while a statement runs share the next.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn revision(&self) -> Result<Revision, CatalogError> {
        self.asked.shared(|| self.find_revision()).await
    }

    async fn find_revision(&self) -> Result<Revision, CatalogError> {
        let backend = self.readers.get_database_backend();
        let find = Found::find_by_statement(Statement::from_string(backend, FIND));
        let row = find.one(&self.readers).await;
        row.map(Revision::of).map_err(|error| self.failed(error))
    }
}

impl Revision {
    fn of(row: Option<Found>) -> Self {
        row.map_or_else(Self::none, |row| Self {
            catalog: row.catalog,
            everything: stored::counted(row.everything),
            published: stored::counted(row.published),
        })
    }

    fn none() -> Self {
        Self {
            catalog: String::new(),
            everything: 0,
            published: 0,
        }
    }
}

/// What a transaction changed so far. Every statement reports here, so that no repository has to.
#[derive(Debug, Default)]
pub(crate) struct Changed {
    anything: AtomicBool,
    published: AtomicBool,
}

impl Changed {
    /// A statement touched so many rows.
    pub(crate) fn by(&self, sql: &str, rows: u64) {
        if let Some(table) = changed_table(sql) {
            self.table(table, rows);
        }
    }

    /// So many rows of a table were written.
    pub(crate) fn table(&self, table: &str, rows: u64) {
        if rows == 0 || OF_WORK.contains(&table) {
            return;
        }
        self.anything.store(true, Ordering::Relaxed);
        if !TAKEN_IN.contains(&table) {
            self.published.store(true, Ordering::Relaxed);
        }
    }

    /// The statement that raises what has to be raised.
    pub(crate) fn raise(&self) -> Option<&'static str> {
        match (
            self.anything.load(Ordering::Relaxed),
            self.published.load(Ordering::Relaxed),
        ) {
            (_, true) => Some(RAISE_BOTH),
            (true, false) => Some(RAISE),
            (false, false) => None,
        }
    }
}

/// The table that a statement changes; none where it only reads.
fn changed_table(sql: &str) -> Option<&str> {
    let mut words = sql.split_ascii_whitespace();
    loop {
        match words.next()? {
            "INSERT" | "DELETE" => {
                // INTO, FROM
                words.next();
                break;
            }
            "UPDATE" => break,
            // `FOR UPDATE` locks rows that it reads.
            "FOR" => {
                words.next();
            }
            _ => {}
        }
    }
    let table = words.next()?;
    Some(table.split(['(', ',', ';']).next().unwrap_or(table))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_tells_what_it_changes() {
        for (sql, table) in [
            ("SELECT * FROM filings", None),
            (
                "SELECT period FROM periods ORDER BY period FOR UPDATE",
                None,
            ),
            ("LOCK TABLE tickers IN SHARE ROW EXCLUSIVE MODE", None),
            ("UPDATE filings SET state = 'fetched'", Some("filings")),
            ("DELETE FROM quality WHERE accession = $1", Some("quality")),
            ("INSERT INTO work(kind, key) VALUES ($1, $2)", Some("work")),
            (
                "WITH due AS MATERIALIZED (SELECT id FROM work FOR UPDATE SKIP LOCKED) \
                 UPDATE work SET state = 'running'",
                Some("work"),
            ),
        ] {
            assert_eq!(changed_table(sql), table, "{sql}");
        }
    }

    #[test]
    fn only_what_is_known_raises_the_revision() {
        let changed = Changed::default();
        changed.table("work", 3);
        changed.by("UPDATE filings SET lines = 1", 0);
        assert_eq!(changed.raise(), None);
        changed.by("UPDATE filings SET lines = 1", 1);
        assert_eq!(changed.raise(), Some(RAISE));
        changed.table("manager_summaries", 1);
        assert_eq!(changed.raise(), Some(RAISE_BOTH));
    }
}
