//! What can go wrong, in words that name the database (never its password) and say what to do.

use std::error::Error;

use osd_domain::Period;
use sea_orm::{DbErr, RuntimeErr, sqlx};

/// Something the catalog could not do.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// The URL names no database of the two kinds.
    #[error(
        "{url} names no catalog: give sqlite:///path/catalog.db or postgres://user@host/database"
    )]
    NotACatalog {
        /// The URL, without its password.
        url: String,
    },
    /// The database could not be opened.
    #[error("failed to open the catalog {database}: {source}; {advice}")]
    Open {
        /// The database.
        database: String,
        /// What to look at.
        advice: &'static str,
        /// What the engine said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The tables are missing, or older than this program.
    #[error(
        "the catalog {database} has not the tables of this version ({source}): run `osd migrate`"
    )]
    NotMigrated {
        /// The database.
        database: String,
        /// What the engine said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// Another transaction was in the way (lock, deadlock, serialization, no free connection).
    #[error("the catalog {database} is busy ({source}): try the transaction again")]
    Busy {
        /// The database.
        database: String,
        /// What the engine said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// A period's current snapshot is not the one that the new one was made against.
    #[error(
        "period {period} has the snapshot {found:?} by now, not {expected:?}: publish it again"
    )]
    Conflict {
        /// The period, or its neighbor, that changed.
        period: Period,
        /// The snapshot that was expected to be current.
        expected: Option<String>,
        /// The one that is.
        found: Option<String>,
    },
    /// Work is not held any more by the worker that reports on it: its lease ran out and another
    /// took it. What was done in the transaction must be rolled back.
    #[error("{worker} does not hold {lost} of its {items} work items any more: roll back")]
    LeaseLost {
        /// The worker.
        worker: String,
        /// How many items it reported on.
        items: usize,
        /// How many of them it does not hold.
        lost: u64,
    },
    /// A stored value cannot be read back.
    #[error(
        "the catalog {database} holds {text:?} as {column}: {problem}; restore it from a backup or rebuild it"
    )]
    Stored {
        /// The database.
        database: String,
        /// The column.
        column: &'static str,
        /// The value.
        text: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A copy of the catalog was made by a later version of this program.
    #[error(
        "the backup has tables of the version {schema}, and this program knows those up to {known}: \
         upgrade osd, then restore"
    )]
    Newer {
        /// The version of its tables.
        schema: String,
        /// The latest version that this program knows.
        known: String,
    },
    /// A catalog that is to be restored holds something.
    #[error(
        "the catalog {database} holds something already, which restoring would take away: choose another \
         home with --into or another DATABASE_URL, or say --force"
    )]
    NotEmpty {
        /// The database.
        database: String,
    },
    /// Workers hold work of a catalog that is to be restored.
    #[error(
        "workers are at work on the catalog {database}: stop them; what they held is free a minute later"
    )]
    AtWork {
        /// The database.
        database: String,
    },
    /// A copy of the catalog has rows of a table that its version has not, or not with these columns.
    #[error(
        "the backup has rows of {table}, and tables of its version have no such table or columns"
    )]
    NoSuchTable {
        /// The table.
        table: String,
    },
    /// A row of a copy of the catalog is none of its table.
    #[error("the backup has a row of {table} that is none: {problem}")]
    BadRow {
        /// The table.
        table: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Anything else that the engine said.
    #[error("the catalog {database} failed: {source}; `osd doctor` says whether it can be reached")]
    Database {
        /// The database.
        database: String,
        /// What the engine said.
        source: Box<dyn Error + Send + Sync>,
    },
}

impl CatalogError {
    /// Whether the same transaction may well succeed when it is run again from its start.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Busy { .. })
    }

    /// What `error` means, on `database`.
    pub(crate) fn of(error: DbErr, database: &str) -> Self {
        let (database, fault) = (database.to_owned(), Fault::of(&error));
        let source = error.into();
        match fault {
            Fault::Busy => Self::Busy { database, source },
            Fault::NotMigrated => Self::NotMigrated { database, source },
            Fault::Other => Self::Database { database, source },
        }
    }
}

/// What kind of failure an engine reports.
enum Fault {
    Busy,
    NotMigrated,
    Other,
}

impl Fault {
    fn of(error: &DbErr) -> Self {
        let runtime = match error {
            DbErr::ConnectionAcquire(_) => return Self::Busy,
            DbErr::Conn(runtime) | DbErr::Exec(runtime) | DbErr::Query(runtime) => runtime,
            _ => return Self::Other,
        };
        let RuntimeErr::SqlxError(error) = runtime else {
            return Self::Other;
        };
        match &**error {
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Database(error) => Self::by_code(error.as_ref()),
            _ => Self::Other,
        }
    }

    fn by_code(error: &dyn sqlx::error::DatabaseError) -> Self {
        let code = error.code().unwrap_or_default();
        if error
            .try_downcast_ref::<sqlx::sqlite::SqliteError>()
            .is_some()
        {
            // The low byte of an extended result code is the primary one: 5 SQLITE_BUSY,
            // 6 SQLITE_LOCKED (https://sqlite.org/rescode.html).
            let primary = code.parse().map_or(0, |code: u32| code & 0xff);
            let missing = ["no such table", "no such column", "has no column"];
            return match primary {
                5 | 6 => Self::Busy,
                1 if missing.iter().any(|text| error.message().contains(text)) => Self::NotMigrated,
                _ => Self::Other,
            };
        }
        // Class 40 transaction rollback (serialization, deadlock), 55P03 lock not available,
        // 53300 too many connections; 42P01 undefined table, 42703 undefined column.
        match &*code {
            "40001" | "40P01" | "55P03" | "53300" => Self::Busy,
            "42P01" | "42703" => Self::NotMigrated,
            _ => Self::Other,
        }
    }
}
