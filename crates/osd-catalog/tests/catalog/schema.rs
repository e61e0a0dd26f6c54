//! Both engines have the same tables, and they are those that the code expects.

use std::collections::BTreeSet;

use osd_catalog::{Catalog, sqlite_url};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};

/// (table, column, nullable, part of the primary key)
type Columns = BTreeSet<(String, String, bool, bool)>;

async fn columns(url: &str, sql: &str) -> Columns {
    Catalog::open(url).await.unwrap().migrate().await.unwrap();
    let connection = Database::connect(url).await.unwrap();
    let rows = query(&connection, sql).await;
    rows.into_iter()
        .map(|row| {
            let text = |index| row.try_get_by::<String, usize>(index).unwrap();
            let flag = |index| row.try_get_by::<bool, usize>(index).unwrap();
            (text(0), text(1), flag(2), flag(3))
        })
        .collect()
}

async fn query(connection: &DatabaseConnection, sql: &str) -> Vec<sea_orm::QueryResult> {
    let backend = connection.get_database_backend();
    connection
        .query_all_raw(Statement::from_string(backend, sql))
        .await
        .unwrap()
}

const ON_SQLITE: &str = "SELECT t.name, c.name, c.\"notnull\" = 0 AND c.pk = 0, c.pk > 0 \
     FROM sqlite_master t, pragma_table_info(t.name) c \
     WHERE t.type = 'table' AND t.name NOT IN ('sqlite_sequence', 'seaql_migrations')";

const ON_POSTGRES: &str = "SELECT c.table_name::text, c.column_name::text, \
     c.is_nullable = 'YES', EXISTS (SELECT 1 FROM information_schema.table_constraints t \
     JOIN information_schema.key_column_usage k USING (constraint_name, table_name) \
     WHERE t.constraint_type = 'PRIMARY KEY' AND k.table_name = c.table_name \
     AND k.column_name = c.column_name) \
     FROM information_schema.columns c \
     WHERE c.table_schema = 'public' AND c.table_name <> 'seaql_migrations'";

#[tokio::test]
async fn both_engines_have_the_same_columns() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = sqlite_url(&folder.path().join("catalog.db"));
    let postgres = osd_testkit::postgres::fresh_database();
    let (on_sqlite, on_postgres) = (
        columns(&sqlite, ON_SQLITE).await,
        columns(&postgres, ON_POSTGRES).await,
    );
    assert_eq!(on_sqlite, on_postgres);
    let tables: BTreeSet<&str> = on_sqlite.iter().map(|column| column.0.as_str()).collect();
    let expected = [
        "alarm_messages",
        "alarms",
        "comparisons",
        "daily_indexes",
        "filing_co_filers",
        "filings",
        "firings",
        "indexes",
        "journal",
        "listed_tickers",
        "looks",
        "manager_names",
        "manager_summaries",
        "managers",
        "pauses",
        "periods",
        "quality",
        "reference_files",
        "revision",
        "schedules",
        "securities",
        "security_events",
        "security_names",
        "security_summaries",
        "served",
        "snapshots",
        "successions",
        "tickers",
        "work",
        "workers",
    ];
    assert_eq!(tables.into_iter().collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn both_engines_have_the_same_indexes() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = sqlite_url(&folder.path().join("catalog.db"));
    let postgres = osd_testkit::postgres::fresh_database();
    let mut names = Vec::new();
    for (url, sql) in [
        (
            sqlite,
            "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
        ),
        (
            postgres,
            "SELECT indexname::text FROM pg_indexes WHERE schemaname = 'public' \
             AND indexname NOT LIKE '%pkey'",
        ),
    ] {
        Catalog::open(&url).await.unwrap().migrate().await.unwrap();
        let connection = Database::connect(url).await.unwrap();
        let rows = query(&connection, sql).await;
        let found: BTreeSet<String> = rows.iter().map(|row| row.try_get_by(0).unwrap()).collect();
        names.push(found);
    }
    // PostgreSQL names some primary keys after their columns.
    let pg: BTreeSet<_> = names[1].intersection(&names[0]).cloned().collect();
    assert_eq!(names[0], pg);
    assert!(names[0].contains("work_not_done"));
}

#[tokio::test]
async fn every_text_on_postgres_compares_byte_by_byte() {
    let url = osd_testkit::postgres::fresh_database();
    Catalog::open(&url).await.unwrap().migrate().await.unwrap();
    let connection = Database::connect(url).await.unwrap();
    let others = query(
        &connection,
        "SELECT table_name::text, column_name::text FROM information_schema.columns \
         WHERE table_schema = 'public' AND table_name <> 'seaql_migrations' \
         AND data_type IN ('text', 'character varying') \
         AND collation_name IS DISTINCT FROM 'C'",
    )
    .await;
    assert!(others.is_empty(), "{others:?}");
}
