//! Opening a catalog.

use std::{path::Path, sync::Arc, time::Duration};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, RuntimeErr,
    sqlx::{
        self, Connection,
        postgres::PgConnectOptions,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
    },
};

use crate::{asked::Asked, error::CatalogError, revision::Revision};

/// How long a connection waits for a lock, and a caller for a connection, before it is
/// [`CatalogError::Busy`].
const PATIENCE: Duration = Duration::from_secs(30);

/// Connections that read one SQLite file at once.
const SQLITE_READERS: u32 = 4;

/// Connections of one process to PostgreSQL.
const POSTGRES_CONNECTIONS: u32 = 10;

/// Memory for pages of the catalog that a transaction changes, in KiB: a period's summaries fit.
const CACHE_KIB: &str = "-32768";

/// The write-ahead log is copied into the file once it has this many pages, which takes two waits
/// for the disk: not after every period.
const WAL_PAGES: &str = "8192";

/// The write-ahead log is cut back to this many bytes after a large transaction.
const WAL_KEPT: &str = "67108864";

osd_domain::named! {
    /// The engine under a catalog.
    Engine {
        /// SQLite: one file, one machine.
        Sqlite = "sqlite",
        /// PostgreSQL: many machines.
        Postgres = "postgres",
    }
}

/// What there is and what was decided. Cheap to clone; all clones share their connections.
#[derive(Debug, Clone)]
pub struct Catalog {
    pub(crate) engine: Engine,
    /// The URL, without its password.
    pub(crate) database: Arc<str>,
    pub(crate) readers: DatabaseConnection,
    pub(crate) writer: DatabaseConnection,
    pub(crate) durable_writer: DatabaseConnection,
    /// Which state it is in: every answer that may be kept asks.
    pub(crate) asked: Arc<Asked<Revision>>,
}

impl Catalog {
    /// Opens the catalog at `url`: `sqlite:///path/catalog.db` (made if it is not there, its
    /// folder is not) or `postgres://user:password@host/database`, `?host=/run/postgresql` for a
    /// Unix socket. Its tables may still have to be made: [`Self::migrate`].
    ///
    /// # Errors
    /// [`CatalogError::NotACatalog`], [`CatalogError::Open`].
    pub async fn open(url: &str) -> Result<Self, CatalogError> {
        let database = without_password(url);
        let in_memory = url.contains(":memory:") || url.contains("mode=memory");
        if url.starts_with("sqlite:") && !in_memory {
            Self::open_sqlite(url, database).await
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Self::open_postgres(url, database).await
        } else {
            Err(CatalogError::NotACatalog { url: database })
        }
    }

    /// One connection writes, some read: SQLite has one writer at a time, and a pool of one makes
    /// those of a process wait in line rather than poll. A second writing connection syncs every
    /// commit, for what cannot be made again.
    async fn open_sqlite(url: &str, database: String) -> Result<Self, CatalogError> {
        let failed = |source: DbErr| CatalogError::Open {
            database: database.clone(),
            advice: "check that its folder exists and can be written, and that the file is a catalog",
            source: source.into(),
        };
        let writer = sqlite_pool(url, 1, false, |options| {
            options
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal)
                .pragma("cache_size", CACHE_KIB)
                .pragma("temp_store", "MEMORY")
        });
        let writer = patiently(writer).await.map_err(failed)?;
        let durable = sqlite_pool(url, 1, true, |options| {
            options.synchronous(SqliteSynchronous::Full)
        });
        let readers = sqlite_pool(url, SQLITE_READERS, true, |options| {
            options.pragma("query_only", "ON")
        });
        Ok(Self {
            engine: Engine::Sqlite,
            writer,
            durable_writer: Database::connect(durable).await.map_err(failed)?,
            readers: Database::connect(readers).await.map_err(failed)?,
            database: database.into(),
            asked: Arc::default(),
        })
    }

    async fn open_postgres(url: &str, database: String) -> Result<Self, CatalogError> {
        let url = url.replacen("postgresql://", "postgres://", 1);
        let failed = |source: DbErr| CatalogError::Open {
            database: database.clone(),
            advice: "check that the server runs, that the database exists and that the user may connect",
            source: source.into(),
        };
        // A pool keeps trying for as long as its patience lasts and then only says that time ran
        // out; one connection says at once what is wrong.
        let options: PgConnectOptions = url.parse().map_err(connection).map_err(failed)?;
        let probe = sqlx::PgConnection::connect_with(&options).await;
        let closed = probe.map_err(connection).map_err(failed)?.close().await;
        closed.map_err(connection).map_err(failed)?;

        let mut options = ConnectOptions::new(url);
        options
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .set_application_name("osd")
            .sqlx_logging(false);
        let pool = Database::connect(options).await.map_err(failed)?;
        Ok(Self {
            engine: Engine::Postgres,
            database: database.into(),
            readers: pool.clone(),
            writer: pool.clone(),
            durable_writer: pool,
            asked: Arc::default(),
        })
    }

    /// The engine under it.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Whether it can be reached, and is what it should be.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn check(&self) -> Result<(), CatalogError> {
        let asked = self.readers.execute_unprepared("SELECT 1").await;
        asked.map(drop).map_err(|error| self.failed(error))
    }

    /// The version of the engine, as it gives it: `3.51.3`, `15.9 (Debian …)`.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn engine_version(&self) -> Result<String, CatalogError> {
        let sql = match self.engine {
            Engine::Sqlite => "SELECT sqlite_version()",
            Engine::Postgres => "SELECT current_setting('server_version')",
        };
        let statement = sea_orm::Statement::from_string(self.readers.get_database_backend(), sql);
        let row = self.readers.query_one_raw(statement).await;
        let version = row.and_then(|row| row.map_or(Ok(String::new()), |row| row.try_get_by(0)));
        version.map_err(|error| self.failed(error))
    }

    /// Bytes that the catalog takes: of the SQLite file without its journal, or of the database.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn bytes(&self) -> Result<u64, CatalogError> {
        let sql = match self.engine {
            Engine::Sqlite => {
                "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
            }
            Engine::Postgres => "SELECT pg_database_size(current_database())",
        };
        let statement = sea_orm::Statement::from_string(self.readers.get_database_backend(), sql);
        let row = self.readers.query_one_raw(statement).await;
        let bytes: Result<i64, _> = row.and_then(|row| row.map_or(Ok(0), |row| row.try_get_by(0)));
        let bytes = bytes.map_err(|error| self.failed(error))?;
        Ok(crate::stored::counted(bytes))
    }

    pub(crate) fn failed(&self, error: DbErr) -> CatalogError {
        CatalogError::of(error, &self.database)
    }
}

/// The URL of the SQLite catalog in a file.
pub fn sqlite_url(file: &Path) -> String {
    let mut url = String::from("sqlite://");
    for letter in file.to_string_lossy().chars() {
        match letter {
            '%' => url.push_str("%25"),
            '?' => url.push_str("%3F"),
            '#' => url.push_str("%23"),
            letter => url.push(letter),
        }
    }
    url
}

fn sqlite_pool(
    url: &str,
    connections: u32,
    lazily: bool,
    set: impl Fn(SqliteConnectOptions) -> SqliteConnectOptions + Send + Sync + 'static,
) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_lazy(lazily)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |options| {
            let options = options
                .busy_timeout(PATIENCE)
                .foreign_keys(true)
                .pragma("wal_autocheckpoint", WAL_PAGES)
                .pragma("journal_size_limit", WAL_KEPT);
            set(options)
        });
    options
}

/// Connects, again and again while another process holds the file: turning a new file to WAL
/// needs it alone, and does not wait for the lock as statements do.
async fn patiently(options: ConnectOptions) -> Result<DatabaseConnection, DbErr> {
    let give_up = tokio::time::Instant::now() + PATIENCE;
    loop {
        match Database::connect(options.clone()).await {
            Err(error) if is_busy(&error) && tokio::time::Instant::now() < give_up => {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            outcome => return outcome,
        }
    }
}

fn is_busy(error: &DbErr) -> bool {
    CatalogError::of(error.clone(), "").is_retryable()
}

fn connection(error: sqlx::Error) -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(error.into()))
}

/// The URL as it may be shown: `user:password@` becomes `user@`, and a `password=` parameter
/// goes.
fn without_password(url: &str) -> String {
    if url.starts_with("sqlite:") {
        return url.to_owned();
    }
    let (base, parameters) = url.split_once('?').unwrap_or((url, ""));
    let mut shown = match base.split_once("://") {
        Some((scheme, rest)) => match rest.rsplit_once('@') {
            Some((user, host)) => {
                let name = user.split(':').next().unwrap_or_default();
                format!("{scheme}://{name}@{host}")
            }
            None => base.to_owned(),
        },
        None => base.to_owned(),
    };
    let kept: Vec<&str> = parameters
        .split('&')
        .filter(|parameter| !parameter.is_empty() && !parameter.starts_with("password="))
        .collect();
    if !kept.is_empty() {
        shown.push('?');
        shown.push_str(&kept.join("&"));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let shown = [
            ("postgres://osd:s3cr@t@db/osd", "postgres://osd@db/osd"),
            (
                "postgres://osd@db/osd?password=s&sslmode=require",
                "postgres://osd@db/osd?sslmode=require",
            ),
            ("postgres://db/osd", "postgres://db/osd"),
            ("sqlite:///a:b@c/catalog.db", "sqlite:///a:b@c/catalog.db"),
        ];
        for (url, safe) in shown {
            assert_eq!(without_password(url), safe);
        }
    }
}
