//! The other way: rows become a catalog, all of it in one transaction.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ConnectionTrait, Value as Cell,
    sea_query::{Alias, Query, SimpleExpr},
};
use sea_orm_migration::MigratorTrait;
use serde_json::Value;

use super::{
    ColumnKind, TableShape,
    shape::{self, quoted},
};
use crate::{
    catalog::{Catalog, Engine},
    error::CatalogError,
    migration::{MIGRATION_LOCK, Migrations},
    transaction::DurableWrite,
};

/// Values that one statement carries.
const VALUES_A_STATEMENT: usize = 16_000;

/// A catalog that is being restored. Dropped before [`Self::finish`], nothing happened.
#[derive(Debug)]
pub struct Restoring {
    write: DurableWrite,
    tables: Vec<TableShape>,
}

impl Catalog {
    /// Begins to restore a copy whose tables are of the version `schema`. What the catalog held is gone
    /// when it is through; unless `replace` says that this is meant, it must hold nothing.
    ///
    /// # Errors
    /// [`CatalogError::Newer`] for a version that this program does not know,
    /// [`CatalogError::NotEmpty`], [`CatalogError::AtWork`] where workers hold work;
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn restore(
        &self,
        schema: &str,
        replace: bool,
        now: DateTime<Utc>,
    ) -> Result<Restoring, CatalogError> {
        let known = Migrations::migrations();
        let place = known.iter().position(|one| one.name() == schema);
        let place = place.ok_or_else(|| CatalogError::Newer {
            schema: schema.to_owned(),
            known: Self::schema_version(),
        })?;
        let write = self.write_durably().await?;
        if self.engine() == Engine::Postgres {
            write.run(MIGRATION_LOCK, []).await?;
        }
        clear(self, &write, replace, now).await?;
        let steps = u32::try_from(place + 1).unwrap_or(u32::MAX);
        let made = Migrations::up(write.connection(), Some(steps)).await;
        made.map_err(|error| self.failed(error))?;
        let tables = shape::of_all(&write).await?;
        Ok(Restoring { write, tables })
    }
}

/// Takes away the tables there are, of whatever version.
async fn clear(
    catalog: &Catalog,
    write: &DurableWrite,
    replace: bool,
    now: DateTime<Utc>,
) -> Result<(), CatalogError> {
    let mut copied = shape::of_all(write).await?;
    for table in &copied {
        let sql = format!("SELECT COUNT(*) AS count FROM {}", quoted(&table.name));
        if !replace && write.count(&sql, []).await? > 0 {
            return Err(CatalogError::NotEmpty {
                database: catalog.database.to_string(),
            });
        }
    }
    if copied.iter().any(|table| table.name == "work") {
        let held =
            "SELECT COUNT(*) AS count FROM work WHERE state = 'running' AND lease_until > $1";
        if write
            .count(held, [crate::stored::instant(now).into()])
            .await?
            > 0
        {
            return Err(CatalogError::AtWork {
                database: catalog.database.to_string(),
            });
        }
    }
    // What refers to others goes first.
    copied.reverse();
    let mut names: Vec<String> = copied.into_iter().map(|table| table.name).collect();
    let others = shape::names(write).await?;
    names.extend(others.into_iter().filter(|name| is_ours(name)));
    names.dedup();
    for name in names {
        let dropped = format!("DROP TABLE {}", quoted(&name));
        write.run(&dropped, []).await?;
    }
    Ok(())
}

/// Of the tables that are not copied, those that migrations make.
fn is_ours(name: &str) -> bool {
    ["revision", "seaql_migrations"].contains(&name)
}

impl Restoring {
    /// The tables of the version that is restored, those first that others refer to.
    pub fn tables(&self) -> &[TableShape] {
        &self.tables
    }

    /// Adds rows to a table, given in the order of the columns of `shape`.
    ///
    /// # Errors
    /// [`CatalogError::NoSuchTable`] where the version has no such table or other columns,
    /// [`CatalogError::BadRow`] for a row that is none of it; [`CatalogError::Database`] for one that
    /// is there twice or refers to nothing.
    pub async fn load(&self, shape: &TableShape, rows: &[Vec<Value>]) -> Result<(), CatalogError> {
        if !self.tables.contains(shape) {
            return Err(CatalogError::NoSuchTable {
                table: shape.name.clone(),
            });
        }
        let rows_a_statement = (VALUES_A_STATEMENT / shape.columns.len().max(1)).max(1);
        for some in rows.chunks(rows_a_statement) {
            let mut insert = Query::insert();
            let columns = shape.columns.iter().map(|one| Alias::new(&one.name));
            insert.into_table(Alias::new(&shape.name)).columns(columns);
            for row in some {
                let bad = |problem: String| CatalogError::BadRow {
                    table: shape.name.clone(),
                    problem,
                };
                let cells = cells(shape, row).map_err(bad)?;
                let added = insert.values(cells.into_iter().map(SimpleExpr::from));
                added.map_err(|error| bad(error.to_string()))?;
            }
            let loaded = self.write.connection().execute(&insert).await;
            loaded.map_err(|error| self.write.failed(error))?;
            self.write.changed(&shape.name, some.len() as u64);
        }
        Ok(())
    }

    /// The number of rows that a table has by now.
    ///
    /// # Errors
    /// [`CatalogError::Database`].
    pub async fn count(&self, table: &TableShape) -> Result<u64, CatalogError> {
        let sql = format!("SELECT COUNT(*) AS count FROM {}", quoted(&table.name));
        self.write.count(&sql, []).await
    }

    /// Lets go of the work that was held when the copy was made, brings the tables up to this version,
    /// and makes it all true at once.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`]; nothing happened then.
    pub async fn finish(self) -> Result<(), CatalogError> {
        let write = self.write;
        let let_go = "UPDATE work SET state = 'waiting', again = FALSE, lease_owner = NULL, \
                      lease_until = NULL, progress = NULL WHERE state = 'running'";
        write.run(let_go, []).await?;
        if write.engine() == Engine::Postgres {
            for table in ["work", "journal"] {
                let sql = format!(
                    "SELECT setval(pg_get_serial_sequence('{table}', 'id'), \
                     (SELECT COALESCE(MAX(id), 0) + 1 FROM {table}), FALSE)"
                );
                write.run(&sql, []).await?;
            }
        }
        let migrated = Migrations::up(write.connection(), None).await;
        migrated.map_err(|error| write.failed(error))?;
        write.commit().await
    }
}

fn cells(shape: &TableShape, row: &[Value]) -> Result<Vec<Cell>, String> {
    if row.len() != shape.columns.len() {
        let (found, expected) = (row.len(), shape.columns.len());
        return Err(format!("it has {found} cells and not {expected}"));
    }
    let columns = shape.columns.iter().zip(row);
    columns
        .map(|(column, value)| {
            let cell = cell(column.kind, value);
            cell.ok_or_else(|| format!("{value} is no {} for {}", column.kind, column.name))
        })
        .collect()
}

fn cell(kind: ColumnKind, value: &Value) -> Option<Cell> {
    let absent = value.is_null();
    Some(match kind {
        ColumnKind::Text if absent => Option::<String>::None.into(),
        ColumnKind::Text => value.as_str()?.into(),
        ColumnKind::Number if absent => Option::<i64>::None.into(),
        ColumnKind::Number => value.as_i64()?.into(),
        ColumnKind::Flag if absent => Option::<bool>::None.into(),
        ColumnKind::Flag => value.as_bool()?.into(),
        ColumnKind::Day if absent => Option::<NaiveDate>::None.into(),
        ColumnKind::Day => value.as_str()?.parse::<NaiveDate>().ok()?.into(),
        ColumnKind::Instant if absent => Option::<DateTime<Utc>>::None.into(),
        ColumnKind::Instant => value.as_str()?.parse::<DateTime<Utc>>().ok()?.into(),
    })
}
