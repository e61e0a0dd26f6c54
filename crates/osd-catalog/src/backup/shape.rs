//! What tables look like: asked of the engine itself, so that no list of columns can fall behind.

use std::collections::BTreeMap;

use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};

use crate::{catalog::Engine, error::CatalogError, transaction::Transaction};

osd_domain::named! {
    /// What a column holds.
    ColumnKind {
        /// Text.
        Text = "text",
        /// A whole number of 64 bits.
        Number = "number",
        /// True or false.
        Flag = "flag",
        /// A day.
        Day = "day",
        /// An instant.
        Instant = "instant",
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnShape {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
}

/// A table, by the order of its columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableShape {
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<ColumnShape>,
    /// The names of those that a row is known by, in the order of the key.
    pub key: Vec<String>,
}

impl TableShape {
    /// All rows, in the order of their keys.
    pub(super) fn select(&self) -> String {
        let columns: Vec<String> = self.columns.iter().map(|one| quoted(&one.name)).collect();
        let key: Vec<String> = self.key.iter().map(|name| quoted(name)).collect();
        let (columns, key) = (columns.join(", "), key.join(", "));
        format!(
            "SELECT {columns} FROM {} ORDER BY {key}",
            quoted(&self.name)
        )
    }
}

pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Tables that are the engine's, or tell one catalog from another.
const NOT_COPIED: [&str; 3] = ["seaql_migrations", "sqlite_sequence", "revision"];

/// Tables that others refer to.
const REFERRED_TO: [&str; 3] = ["filings", "managers", "snapshots"];

const ON_SQLITE: &str = "SELECT t.name AS table_name, c.name AS column_name, lower(c.type) AS kind, \
     c.pk AS place FROM sqlite_master t, pragma_table_info(t.name) c \
     WHERE t.type = 'table' ORDER BY t.name, c.cid";

const ON_POSTGRES: &str = "SELECT c.table_name::text AS table_name, \
     c.column_name::text AS column_name, c.data_type::text AS kind, \
     COALESCE((SELECT k.ordinal_position FROM information_schema.table_constraints t \
     JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name, table_name) \
     WHERE t.constraint_type = 'PRIMARY KEY' AND t.table_schema = c.table_schema \
     AND k.table_name = c.table_name AND k.column_name = c.column_name), 0)::bigint AS place \
     FROM information_schema.columns c WHERE c.table_schema = current_schema() \
     ORDER BY c.table_name, c.ordinal_position";

#[derive(FromQueryResult)]
struct Found {
    table_name: String,
    column_name: String,
    kind: String,
    place: i64,
}

/// The tables that are copied, those first that others refer to, then by name.
pub(super) async fn of_all<M>(tx: &Transaction<M>) -> Result<Vec<TableShape>, CatalogError> {
    let mut tables: Vec<TableShape> = Vec::new();
    for (name, columns) in found(tx).await? {
        if NOT_COPIED.contains(&name.as_str()) {
            continue;
        }
        let mut key: Vec<&Found> = columns.iter().filter(|column| column.place > 0).collect();
        key.sort_unstable_by_key(|column| column.place);
        let key = key
            .iter()
            .map(|column| column.column_name.clone())
            .collect();
        let shapes = columns.iter().map(|column| {
            Ok(ColumnShape {
                name: column.column_name.clone(),
                kind: kind(tx, &column.kind)?,
            })
        });
        tables.push(TableShape {
            columns: shapes.collect::<Result<_, CatalogError>>()?,
            key,
            name,
        });
    }
    let is_referred_to = |table: &TableShape| REFERRED_TO.contains(&table.name.as_str());
    tables.sort_by(|one, other| {
        let order = is_referred_to(other).cmp(&is_referred_to(one));
        order.then_with(|| one.name.cmp(&other.name))
    });
    Ok(tables)
}

/// The names of all tables, those of the engine apart.
pub(super) async fn names<M>(tx: &Transaction<M>) -> Result<Vec<String>, CatalogError> {
    let names = found(tx).await?.into_keys();
    Ok(names.filter(|name| name != "sqlite_sequence").collect())
}

async fn found<M>(tx: &Transaction<M>) -> Result<BTreeMap<String, Vec<Found>>, CatalogError> {
    let sql = match tx.engine() {
        Engine::Sqlite => ON_SQLITE,
        Engine::Postgres => ON_POSTGRES,
    };
    let mut tables: BTreeMap<String, Vec<Found>> = BTreeMap::new();
    for column in tx.rows::<Found>(sql, []).await? {
        let table = tables.entry(column.table_name.clone()).or_default();
        table.push(column);
    }
    Ok(tables)
}

/// What a type of either engine holds.
fn kind<M>(tx: &Transaction<M>, declared: &str) -> Result<ColumnKind, CatalogError> {
    let kinds = [
        ("text", ColumnKind::Text),
        ("bigint", ColumnKind::Number),
        ("integer", ColumnKind::Number),
        ("boolean", ColumnKind::Flag),
        ("date", ColumnKind::Day),
        ("timestamp", ColumnKind::Instant),
    ];
    let found = kinds.iter().find(|(name, _)| declared.starts_with(name));
    found
        .map(|(_, kind)| *kind)
        .ok_or_else(|| CatalogError::Stored {
            database: tx.database().to_owned(),
            column: "type of a column",
            text: declared.to_owned(),
            problem: "this version knows no such type".to_owned(),
        })
}
