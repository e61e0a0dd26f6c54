//! The unit of work: a transaction that hands out the repositories.

mod statements;

use std::{marker::PhantomData, sync::Arc};

use futures::TryStreamExt;
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait,
    FromQueryResult, IntoActiveModel, IsolationLevel, QueryResult, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait, Value,
    sea_query::{InsertStatement, OnConflict},
};
use tokio::sync::OnceCell;

use crate::{
    alarms::Alarms,
    catalog::{Catalog, Engine},
    daily_indexes::DailyIndexes,
    directory::Directory,
    error::CatalogError,
    events::SecurityEvents,
    filings::Filings,
    indexes::Indexes,
    journal::Journal,
    looks::Looks,
    managers::Managers,
    periods::Periods,
    quality::Quality,
    reference_files::ReferenceFiles,
    revision::{Changed, Revision},
    schedules::Schedules,
    securities::Securities,
    stored,
    successions::Successions,
    summaries::Summaries,
    tickers::Tickers,
    work::Work,
    workers::Workers,
};

pub(crate) use statements::{inserts, keys, numbers_at, places, where_it_differs};

/// Keys that one `IN (…)` asks for.
pub(crate) const KEYS_A_STATEMENT: usize = 4_000;

/// A consistent snapshot: whatever is written meanwhile, it sees none of it.
pub type Read = Transaction<Reading>;

/// A unit of work: all of it, once committed, or nothing.
pub type Write = Transaction<Writing>;

/// A unit of work that is on disk when [`Transaction::commit`] returns, power failure or not: for
/// what cannot be made again from the vault.
pub type DurableWrite = Transaction<Durable>;

/// The mode of a [`Read`].
#[derive(Debug)]
pub enum Reading {}
/// The mode of a [`Write`].
#[derive(Debug)]
pub enum Writing {}
/// The mode of a [`DurableWrite`].
#[derive(Debug)]
pub enum Durable {}

/// The modes in which the repositories can write.
pub trait Writes: sealed::Sealed {}
impl Writes for Writing {}
impl Writes for Durable {}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Writing {}
    impl Sealed for super::Durable {}
}

/// A transaction. Dropped without [`Self::commit`], it is rolled back.
#[derive(Debug)]
pub struct Transaction<M> {
    tx: DatabaseTransaction,
    engine: Engine,
    database: Arc<str>,
    changed: Changed,
    /// The state that it sees, once somebody asked.
    pub(crate) revision: OnceCell<Revision>,
    mode: PhantomData<M>,
}

impl Catalog {
    /// Begins to read: one consistent snapshot, until it is dropped.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn read(&self) -> Result<Read, CatalogError> {
        self.begin(&self.readers, SqliteTransactionMode::Deferred)
            .await
    }

    /// Begins to write. On SQLite it waits for the file's one writer at a time, of this process
    /// or another, right here: a transaction that has begun is never told later that it is too
    /// late.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn write(&self) -> Result<Write, CatalogError> {
        self.begin(&self.writer, SqliteTransactionMode::Immediate)
            .await
    }

    /// Begins to write what must outlast a power failure. PostgreSQL always does so; SQLite syncs
    /// its log on this commit.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn write_durably(&self) -> Result<DurableWrite, CatalogError> {
        self.begin(&self.durable_writer, SqliteTransactionMode::Immediate)
            .await
    }

    async fn begin<M>(
        &self,
        connections: &DatabaseConnection,
        mode: SqliteTransactionMode,
    ) -> Result<Transaction<M>, CatalogError> {
        let reads = mode == SqliteTransactionMode::Deferred;
        let postgres = self.engine == Engine::Postgres;
        let options = TransactionOptions {
            isolation_level: (reads && postgres).then_some(IsolationLevel::RepeatableRead),
            access_mode: (reads && postgres).then_some(AccessMode::ReadOnly),
            sqlite_transaction_mode: (!postgres).then_some(mode),
        };
        let tx = connections.begin_with_options(options).await;
        Ok(Transaction {
            tx: tx.map_err(|error| self.failed(error))?,
            engine: self.engine,
            database: Arc::clone(&self.database),
            changed: Changed::default(),
            revision: OnceCell::new(),
            mode: PhantomData,
        })
    }
}

impl<M> Transaction<M> {
    /// The index quarters that were looked at.
    pub fn indexes(&self) -> Indexes<'_, M> {
        Indexes { tx: self }
    }

    /// The filings.
    pub fn filings(&self) -> Filings<'_, M> {
        Filings { tx: self }
    }

    /// The managers and their dated names.
    pub fn managers(&self) -> Managers<'_, M> {
        Managers { tx: self }
    }

    /// The report periods and their snapshots.
    pub fn periods(&self) -> Periods<'_, M> {
        Periods { tx: self }
    }

    /// The securities and their dated issuer names and classes.
    pub fn securities(&self) -> Securities<'_, M> {
        Securities { tx: self }
    }

    /// The SEC's reference files that were looked at.
    pub fn reference_files(&self) -> ReferenceFiles<'_, M> {
        ReferenceFiles { tx: self }
    }

    /// The tickers of securities and companies.
    pub fn tickers(&self) -> Tickers<'_, M> {
        Tickers { tx: self }
    }

    /// Everything that has a name or a symbol.
    pub fn directory(&self) -> Directory<'_, M> {
        Directory { tx: self }
    }

    /// The quality ledger.
    pub fn quality(&self) -> Quality<'_, M> {
        Quality { tx: self }
    }

    /// Splits and changes of CUSIP.
    pub fn security_events(&self) -> SecurityEvents<'_, M> {
        SecurityEvents { tx: self }
    }

    /// Managers that go on under another CIK.
    pub fn successions(&self) -> Successions<'_, M> {
        Successions { tx: self }
    }

    /// What periods add up to, and how they compare.
    pub fn summaries(&self) -> Summaries<'_, M> {
        Summaries { tx: self }
    }

    /// The work to be done.
    pub fn work(&self) -> Work<'_, M> {
        Work { tx: self }
    }

    /// Who works.
    pub fn workers(&self) -> Workers<'_, M> {
        Workers { tx: self }
    }

    /// What was fired when.
    pub fn schedules(&self) -> Schedules<'_, M> {
        Schedules { tx: self }
    }

    /// The daily indexes that were looked at.
    pub fn daily_indexes(&self) -> DailyIndexes<'_, M> {
        DailyIndexes { tx: self }
    }

    /// What an operator has to know.
    pub fn alarms(&self) -> Alarms<'_, M> {
        Alarms { tx: self }
    }

    /// When was last looked.
    pub fn looks(&self) -> Looks<'_, M> {
        Looks { tx: self }
    }

    /// The journal of human decisions.
    pub fn journal(&self) -> Journal<'_, M> {
        Journal { tx: self }
    }
}

impl<M: Writes> Transaction<M> {
    /// Undoes everything written in it, and is done when that is. Dropped, it is undone as well, but
    /// only once its connection comes to it: until then its rows are locked.
    ///
    /// # Errors
    /// [`CatalogError::Database`] where the connection is lost, which undoes it too.
    pub async fn roll_back(self) -> Result<(), CatalogError> {
        let database = self.database;
        let undone = self.tx.rollback().await;
        undone.map_err(|error| CatalogError::of(error, &database))
    }

    /// Makes everything written in it true at once.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`]; nothing was written then.
    pub async fn commit(self) -> Result<(), CatalogError> {
        fail::fail_point!("catalog.commit", |_| std::process::abort());
        if let Some(raise) = self.changed.raise() {
            // Last: until the commit, other transactions wait here.
            let raised = self.tx.execute_unprepared(raise).await;
            raised.map_err(|error| self.failed(error))?;
        }
        let database = self.database;
        let committed = self.tx.commit().await;
        committed.map_err(|error| CatalogError::of(error, &database))
    }
}

/// What the repositories run their statements with. Statements are texts with `$1` places, which
/// both engines read; what varies goes in as values.
impl<M> Transaction<M> {
    /// For what reads, and for migrations. What writes goes through the methods below, or says so
    /// with [`Self::changed`].
    pub(crate) fn connection(&self) -> &DatabaseTransaction {
        &self.tx
    }

    /// Notes that so many rows of a table were written.
    pub(crate) fn changed(&self, table: &str, rows: u64) {
        self.changed.table(table, rows);
    }

    /// Runs a statement that writes to a table, and gives the rows that it returns: those written.
    pub(crate) async fn returning(
        &self,
        table: &str,
        statement: &InsertStatement,
    ) -> Result<Vec<QueryResult>, CatalogError> {
        let rows = self.tx.query_all(statement).await;
        let rows = rows.map_err(|error| self.failed(error))?;
        self.changed.table(table, rows.len() as u64);
        Ok(rows)
    }

    pub(crate) fn engine(&self) -> Engine {
        self.engine
    }

    pub(crate) fn database(&self) -> &str {
        &self.database
    }

    /// ` FOR UPDATE` where rows are locked one by one: SQLite has locked the whole file.
    pub(crate) fn for_update(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite => "",
            Engine::Postgres => " FOR UPDATE",
        }
    }

    /// ` FOR UPDATE SKIP LOCKED`, likewise.
    pub(crate) fn skip_locked(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite => "",
            Engine::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// Takes the whole of `table` for this transaction, against other writers.
    pub(crate) async fn lock_table(&self, table: &str) -> Result<(), CatalogError> {
        match self.engine {
            Engine::Sqlite => Ok(()),
            Engine::Postgres => {
                let lock = format!("LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE");
                self.run(&lock, []).await.map(drop)
            }
        }
    }

    /// Runs a statement and gives the number of rows it touched.
    pub(crate) async fn run(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<u64, CatalogError> {
        let done = self.tx.execute_raw(self.statement(sql, values)).await;
        let rows = done.map_err(|error| self.failed(error))?.rows_affected();
        self.changed.by(sql, rows);
        Ok(rows)
    }

    /// The rows of a query. Each is read as it comes: as the engine hands them out, all together take
    /// many times the memory.
    pub(crate) async fn rows<R: FromQueryResult + Send>(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<R>, CatalogError> {
        let statement = self.statement(sql, values);
        let rows = R::find_by_statement(statement).stream(&self.tx).await;
        let rows = match rows {
            Ok(rows) => rows.try_collect::<Vec<R>>().await,
            Err(error) => Err(error),
        };
        let rows = rows.map_err(|error| self.failed(error))?;
        self.changed.by(sql, rows.len() as u64);
        Ok(rows)
    }

    /// The one row of a query, where there is one.
    pub(crate) async fn row<R: FromQueryResult>(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Option<R>, CatalogError> {
        let row = R::find_by_statement(self.statement(sql, values))
            .one(&self.tx)
            .await;
        let row = row.map_err(|error| self.failed(error))?;
        self.changed.by(sql, u64::from(row.is_some()));
        Ok(row)
    }

    /// The number that a query gives as `count`.
    pub(crate) async fn count(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<u64, CatalogError> {
        #[derive(FromQueryResult)]
        struct Count {
            count: i64,
        }
        let row: Option<Count> = self.row(sql, values).await?;
        Ok(row.map_or(0, |row| stored::counted(row.count)))
    }

    /// Inserts many rows, in as few statements as may be, and gives the number of rows inserted
    /// or updated. Rows go in the order of their keys, lest two transactions wait for each other.
    pub(crate) async fn insert<E>(
        &self,
        rows: Vec<E::Model>,
        on_conflict: Option<OnConflict>,
    ) -> Result<u64, CatalogError>
    where
        E: EntityTrait,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        let mut inserted = 0;
        for statement in inserts::<E>(rows, on_conflict) {
            let done = self.tx.execute(&statement).await;
            inserted += done.map_err(|error| self.failed(error))?.rows_affected();
        }
        self.changed.table(E::default().table_name(), inserted);
        Ok(inserted)
    }

    /// Inserts many rows of texts and whole numbers, in one statement with one value: a long list
    /// of `VALUES` costs more to parse and bind than to store. Rows go in the order of their keys,
    /// as with [`Self::insert`], and it gives the same.
    pub(crate) async fn load<E>(
        &self,
        rows: Vec<E::Model>,
        on_conflict: Option<OnConflict>,
    ) -> Result<u64, CatalogError>
    where
        E: EntityTrait,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        let statement = statements::load::<E>(self.engine, rows, on_conflict);
        let done = self.tx.execute(&statement).await;
        let loaded = done.map_err(|error| self.failed(error))?.rows_affected();
        self.changed.table(E::default().table_name(), loaded);
        Ok(loaded)
    }

    /// The keys of [`keys`], given as value `place`, for `IN`: one value however many they are, for
    /// SQLite looks for the name of each among the names of all.
    pub(crate) fn keys_at(&self, place: usize) -> String {
        match self.engine {
            Engine::Sqlite => format!("(SELECT value FROM json_each(${place}))"),
            Engine::Postgres => format!("(SELECT jsonb_array_elements_text(${place}::jsonb))"),
        }
    }

    /// The same for columns of numbers.
    pub(crate) fn numbers_at(&self, place: usize) -> String {
        statements::numbers_at(self.engine, place)
    }

    pub(crate) fn failed(&self, error: DbErr) -> CatalogError {
        CatalogError::of(error, &self.database)
    }

    pub(crate) fn statement(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Statement {
        Statement::from_sql_and_values(self.tx.get_database_backend(), sql, values)
    }
}
