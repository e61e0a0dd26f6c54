//! A fresh catalog for each test, on either engine, and short words for domain types.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use osd_catalog::{Catalog, sqlite_url};
use osd_domain::{Accession, Cik, Filing, FilingRef, Period};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use tempfile::TempDir;
use tokio::task::JoinHandle;

/// Defines tests that run on both engines, each on a fresh catalog with its tables made.
macro_rules! both_engines {
    ($(async fn $name:ident($catalog:ident: Catalog) $body:block)+) => {$(
        async fn $name($catalog: osd_catalog::Catalog) $body

        mod $name {
            #[tokio::test]
            async fn sqlite() {
                let (_folder, catalog) = crate::engines::on_sqlite().await;
                super::$name(catalog).await;
            }

            #[tokio::test]
            async fn postgres() {
                super::$name(crate::engines::on_postgres().await).await;
            }
        }
    )+};
}

pub(crate) async fn on_sqlite() -> (TempDir, Catalog) {
    let folder = tempfile::tempdir().unwrap();
    let catalog = migrated(&sqlite_url(&folder.path().join("catalog.db"))).await;
    (folder, catalog)
}

pub(crate) async fn on_postgres() -> Catalog {
    migrated(&osd_testkit::postgres::fresh_database()).await
}

/// A catalog on PostgreSQL, and a connection to see from outside what its transactions do.
pub(crate) async fn on_watched_postgres() -> (Catalog, DatabaseConnection) {
    let url = osd_testkit::postgres::fresh_database();
    let catalog = migrated(&url).await;
    (catalog, Database::connect(url).await.unwrap())
}

/// Waits until a transaction waits for another one, or `task` is through without having to.
pub(crate) async fn until_it_waits<T>(watch: &DatabaseConnection, task: &JoinHandle<T>) {
    let waiting = "SELECT COUNT(*) FROM pg_stat_activity \
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while !task.is_finished() {
        let statement = Statement::from_string(DbBackend::Postgres, waiting);
        let row = watch.query_one_raw(statement).await.unwrap().unwrap();
        if row.try_get_by::<i64, _>(0).unwrap() > 0 {
            return;
        }
    }
}

async fn migrated(url: &str) -> Catalog {
    let catalog = Catalog::open(url).await.unwrap();
    catalog.migrate().await.unwrap();
    catalog
}

fn parsed<T: FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

pub(crate) fn period(text: &str) -> Period {
    parsed(text)
}

pub(crate) fn day(text: &str) -> NaiveDate {
    parsed(text)
}

pub(crate) fn accession(number: u32) -> Accession {
    parsed(&format!("0000950123-25-{number:06}"))
}

pub(crate) fn cik(number: u64) -> Cik {
    Cik::new(number).unwrap()
}

/// The moment all tests happen at, odd to the microsecond.
pub(crate) fn noon() -> DateTime<Utc> {
    parsed("2025-05-15T12:00:00.123457Z")
}

pub(crate) fn minutes(count: i64) -> TimeDelta {
    TimeDelta::minutes(count)
}

/// What an index says of a filing of Berkshire Hathaway.
pub(crate) fn berkshire(number: u32) -> FilingRef {
    FilingRef {
        accession: accession(number),
        cik: cik(1_067_983),
        name: "BERKSHIRE HATHAWAY INC".into(),
        form: parsed("13F-HR"),
        filed: day("2025-05-15"),
        co_filers: Vec::new(),
    }
}

/// A filing of which nothing was read.
pub(crate) fn filing(number: u32) -> Filing {
    Filing::discovered(berkshire(number))
}
