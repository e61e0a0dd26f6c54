//! A copy of the catalog that restores into either engine: its tables row by row, as JSON.
//!
//! A row is an array of its cells in the order of its table's columns. Texts, numbers and flags are
//! what JSON has for them; a day is `2025-05-15`, an instant RFC 3339 in UTC to the microsecond; what is
//! absent is null. The same rows give the same copy on both engines.

mod restore;
mod shape;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use futures::{Stream, StreamExt, TryStreamExt};
use sea_orm::{DbErr, QueryResult, StreamTrait};
use sea_orm_migration::MigratorTrait;
use serde_json::Value;

pub use self::{
    restore::Restoring,
    shape::{ColumnKind, ColumnShape, TableShape},
};
use crate::{error::CatalogError, migration::Migrations, transaction::Read};

impl Read {
    /// The version of the tables: the name of the last migration that they went through.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn schema(&self) -> Result<String, CatalogError> {
        let pending = Migrations::get_pending_migrations_read_only(self.connection()).await;
        let pending = pending.map_err(|error| self.failed(error))?.len();
        let known = Migrations::migrations();
        let last = known.len().checked_sub(pending + 1);
        let last = last.and_then(|last| known.get(last));
        Ok(last.map_or_else(String::new, |one| one.name().to_owned()))
    }

    /// The tables whose rows make up the catalog, those first that others refer to. The revision is not
    /// among them: a catalog that was restored is another one.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn tables(&self) -> Result<Vec<TableShape>, CatalogError> {
        shape::of_all(self).await
    }

    /// The rows of a table that [`Self::tables`] gave, in the order of their keys. They are read as they
    /// come, and never all at once.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn rows_of<'r>(
        &'r self,
        table: &'r TableShape,
    ) -> Result<impl Stream<Item = Result<Vec<Value>, CatalogError>> + Send + 'r, CatalogError>
    {
        let statement = self.statement(&table.select(), []);
        let rows = self.connection().stream_raw(statement).await;
        let rows = rows.map_err(|error| self.failed(error))?;
        Ok(rows
            .and_then(move |row| std::future::ready(cells(table, &row)))
            .map_err(|error| self.failed(error))
            .boxed())
    }
}

fn cells(table: &TableShape, row: &QueryResult) -> Result<Vec<Value>, DbErr> {
    let columns = table.columns.iter().enumerate();
    columns
        .map(|(at, column)| cell(row, at, column.kind))
        .collect()
}

fn cell(row: &QueryResult, at: usize, kind: ColumnKind) -> Result<Value, DbErr> {
    Ok(match kind {
        ColumnKind::Text => row.try_get_by::<Option<String>, _>(at)?.into(),
        ColumnKind::Number => row.try_get_by::<Option<i64>, _>(at)?.into(),
        ColumnKind::Flag => row.try_get_by::<Option<bool>, _>(at)?.into(),
        ColumnKind::Day => {
            let day = row.try_get_by::<Option<NaiveDate>, _>(at)?;
            day.map(|day| day.to_string()).into()
        }
        ColumnKind::Instant => {
            let instant = row.try_get_by::<Option<DateTime<Utc>>, _>(at)?;
            let written = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Micros, true);
            instant.map(written).into()
        }
    })
}

#[cfg(test)]
mod tests {
    use sea_orm::ConnectionTrait;

    use super::*;
    use crate::{Catalog, sqlite_url};

    const FILING: &str = "INSERT INTO filings (accession, cik, name, form, filed, accepted_at, \
         accepted_on, era, state, cover, confidential_omitted, lines, notes, grade, reader_version) \
         VALUES ('0000950123-25-005701', 1067983, 'BERKSHIRE \"B\"', '13F-HR', '2025-05-15', \
         '2025-05-15 20:01:02.123457+00:00', '2025-05-15', 'xml', 'read', '{\"entry_total\":110}', \
         TRUE, 110, '[]', 'B', 1)";
    const CO_FILER: &str = "INSERT INTO filing_co_filers VALUES ('0000950123-25-005701', 7)";
    const WORK: &str = "INSERT INTO work (kind, key, state, priority, attempts, again, not_before, \
         lease_owner, lease_until, created_at, updated_at) VALUES ('fetch', \
         '0000950123-25-005701', 'running', 0, 1, FALSE, '2025-05-15 20:00:00+00:00', 'gone', \
         '2025-05-15 20:01:00+00:00', '2025-05-15 20:00:00+00:00', '2025-05-15 20:00:00+00:00')";

    /// A catalog of the first version, with a filing that has every kind of column.
    async fn old(url: &str) -> Catalog {
        let catalog = Catalog::open(url).await.unwrap();
        let write = catalog.write().await.unwrap();
        Migrations::up(write.connection(), Some(8)).await.unwrap();
        for row in [FILING, CO_FILER, WORK] {
            write.connection().execute_unprepared(row).await.unwrap();
        }
        write.commit().await.unwrap();
        catalog
    }

    type Copy = (String, Vec<(TableShape, Vec<Vec<Value>>)>);

    async fn copy(catalog: &Catalog) -> Copy {
        let read = catalog.read().await.unwrap();
        let mut tables = Vec::new();
        for table in read.tables().await.unwrap() {
            let rows = read.rows_of(&table).await.unwrap();
            let rows = rows.try_collect().await.unwrap();
            tables.push((table.clone(), rows));
        }
        (read.schema().await.unwrap(), tables)
    }

    async fn restores(copy: &Copy, url: &str) {
        let catalog = Catalog::open(url).await.unwrap();
        let now = "2025-05-16T00:00:00Z".parse().unwrap();
        let restoring = catalog.restore(&copy.0, false, now).await.unwrap();
        for (table, rows) in &copy.1 {
            restoring.load(table, rows).await.unwrap();
            assert_eq!(restoring.count(table).await.unwrap(), rows.len() as u64);
        }
        restoring.finish().await.unwrap();
        assert_eq!(catalog.pending_migrations().await.unwrap(), [""; 0]);
        let read = catalog.read().await.unwrap();
        let accession = "0000950123-25-005701".parse().unwrap();
        let found = read.filings().find(accession).await.unwrap().unwrap();
        assert_eq!(found.name, "BERKSHIRE \"B\"");
        let accepted = found.accepted_at.unwrap().to_rfc3339();
        assert_eq!(accepted, "2025-05-15T20:01:02.123457+00:00");
        assert_eq!(found.cover.entry_total, Some(110));
        assert_eq!(found.co_filers.len(), 1);
        assert_eq!(read.work().owners().await.unwrap(), [""; 0], "it is let go");
        drop(read);
        // What is ordered next has a number that nothing has.
        let write = catalog.write().await.unwrap();
        let order = crate::Order {
            kind: crate::WorkKind::Publish,
            key: "2025Q1".to_owned(),
            payload: None,
            priority: 0,
            not_before: now,
        };
        assert_eq!(write.work().enqueue(&[order], now).await.unwrap(), 1);
        write.commit().await.unwrap();
    }

    #[tokio::test]
    async fn an_older_catalog_is_copied_as_it_is_and_migrated_when_it_is_restored() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| sqlite_url(&folder.path().join(name));
        let on_sqlite = copy(&old(&file("old.db")).await).await;
        let on_postgres = copy(&old(&osd_testkit::postgres::fresh_database()).await).await;
        assert_eq!(on_sqlite.0, "m20261123210700_journal");
        assert_eq!(on_sqlite, on_postgres);
        restores(&on_postgres, &file("new.db")).await;
        restores(&on_sqlite, &osd_testkit::postgres::fresh_database()).await;
    }

    #[tokio::test]
    async fn rows_that_are_none_are_refused_and_named() {
        let folder = tempfile::tempdir().unwrap();
        let old = copy(&old(&sqlite_url(&folder.path().join("old.db"))).await).await;
        let url = sqlite_url(&folder.path().join("new.db"));
        let new = Catalog::open(&url).await.unwrap();
        let now = "2025-05-16T00:00:00Z".parse().unwrap();
        let restoring = new.restore(&old.0, false, now).await.unwrap();
        let (filings, rows) = &old.1[0];
        for (at, odd) in [(0, Value::Null), (1, "seven".into()), (4, "May".into())] {
            let mut row = rows[0].clone();
            row[at] = odd;
            restoring.load(filings, &[row]).await.unwrap_err();
        }
        let short = restoring.load(filings, &[vec![Value::Null]]).await;
        let error = short.unwrap_err();
        assert!(matches!(&error, CatalogError::BadRow { table, .. } if table == "filings"));
        let mut stranger = filings.clone();
        stranger.name = "filings; DROP TABLE journal".to_owned();
        let error = restoring.load(&stranger, rows).await.unwrap_err();
        assert!(matches!(error, CatalogError::NoSuchTable { .. }));
        drop(restoring);
        let pending = new.pending_migrations().await.unwrap();
        assert_eq!(
            pending.len(),
            Migrations::migrations().len(),
            "nothing happened"
        );
    }
}
