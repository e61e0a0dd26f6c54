//! Statements for many rows or keys at once.

use sea_orm::{
    ActiveModelTrait, EntityTrait, IdenStatic, IntoActiveModel, Iterable, QueryTrait, Value,
    sea_query::{
        Expr, ExprTrait, Func, InsertStatement, OnConflict, Query, sea_value_to_json_value,
    },
};
use serde_json::Value as Json;

use crate::catalog::Engine;

/// Values a statement may carry. SQLite takes 32,766 and PostgreSQL 65,535; a long statement
/// gains nothing over a middling one.
const VALUES_A_STATEMENT: usize = 16_000;

/// The statements that insert `rows`.
pub(crate) fn inserts<E>(
    rows: Vec<E::Model>,
    on_conflict: Option<OnConflict>,
) -> impl Iterator<Item = InsertStatement>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let rows_a_statement = (VALUES_A_STATEMENT / E::Column::iter().count().max(1)).max(1);
    let mut rows = rows.into_iter().peekable();
    std::iter::from_fn(move || {
        rows.peek()?;
        let some = rows.by_ref().take(rows_a_statement);
        let mut statement =
            E::insert_many(some.map(|row| row.into_active_model().reset_all())).into_query();
        if let Some(on_conflict) = &on_conflict {
            statement.on_conflict(on_conflict.clone());
        }
        Some(statement)
    })
}

/// The statement that inserts `rows`, given as JSON: an array a row for SQLite, an object for
/// PostgreSQL.
pub(super) fn load<E>(
    engine: Engine,
    rows: Vec<E::Model>,
    on_conflict: Option<OnConflict>,
) -> InsertStatement
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let rows = rows.into_iter().map(|row| {
        let row: E::ActiveModel = row.into_active_model();
        let cells = E::Column::iter().map(|column| {
            let cell = row.get(column).into_value();
            let cell = cell.as_ref().map(sea_value_to_json_value);
            (column.as_str().to_owned(), cell.unwrap_or_default())
        });
        match engine {
            Engine::Sqlite => Json::Array(cells.map(|(_, cell)| cell).collect()),
            Engine::Postgres => Json::Object(cells.collect()),
        }
    });
    let rows = Json::Array(rows.collect()).to_string();
    let mut select = Query::select();
    match engine {
        Engine::Sqlite => {
            for place in 0..E::Column::iter().count() {
                select.expr(Expr::cust(format!("value->>{place}")));
            }
            select.from_function(Func::cust("json_each").arg(rows), "rows");
            // Without it `ON CONFLICT` would be read as a condition of a join.
            select.and_where(Expr::cust("TRUE"));
        }
        Engine::Postgres => {
            let table = Expr::cust(format!("NULL::{}", E::default().table_name()));
            let rows = Expr::val(rows).cast_as("json");
            let records = Func::cust("json_populate_recordset").arg(table).arg(rows);
            select
                .columns(E::Column::iter())
                .from_function(records, "rows");
        }
    }
    let mut insert = Query::insert();
    insert.into_table(E::default()).columns(E::Column::iter());
    // It fails where the two lists of columns differ in length: here they are one.
    let _ = insert.select_from(select);
    if let Some(on_conflict) = on_conflict {
        insert.on_conflict(on_conflict);
    }
    insert
}

/// On a conflict of `keys`, the other columns are written, and only where one of them differs: what
/// stands as it should costs no write.
pub(crate) fn where_it_differs<E: EntityTrait>(keys: &[E::Column]) -> OnConflict {
    let is_key = |column: &E::Column| keys.iter().any(|key| key.as_str() == column.as_str());
    let others: Vec<E::Column> = E::Column::iter().filter(|column| !is_key(column)).collect();
    let table = E::default().table_name().to_owned();
    let of = |table: &str| -> String {
        let columns = others.iter();
        let named = columns.map(|column| format!("{table}.{}", column.as_str()));
        named.collect::<Vec<_>>().join(", ")
    };
    let differs = format!("({}) IS DISTINCT FROM ({})", of(&table), of("excluded"));
    let mut on_conflict = OnConflict::columns(keys.iter().copied());
    if others.is_empty() {
        on_conflict.do_nothing();
    } else {
        on_conflict
            .update_columns(others)
            .action_and_where(Expr::cust(differs));
    }
    on_conflict
}

/// Texts as the one value that [`Transaction::keys_at`] takes.
pub(crate) fn keys<K: ToString>(keys: impl IntoIterator<Item = K>) -> Value {
    let keys = keys.into_iter().map(|key| key.to_string().into());
    Json::Array(keys.collect()).to_string().into()
}

/// `$first, $first+1, …`: places for `count` values.
pub(crate) fn places(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count)
        .map(|place| format!("${place}"))
        .collect();
    places.join(", ")
}

/// The keys of [`keys`] as numbers, given as value `place`, for `IN`.
pub(crate) fn numbers_at(engine: Engine, place: usize) -> String {
    match engine {
        Engine::Sqlite => format!("(SELECT CAST(value AS INTEGER) FROM json_each(${place}))"),
        Engine::Postgres => format!("(SELECT jsonb_array_elements_text(${place}::jsonb)::bigint)"),
    }
}
