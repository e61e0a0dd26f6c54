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
