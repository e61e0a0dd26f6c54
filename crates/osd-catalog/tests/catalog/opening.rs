//! Opening a catalog, and making its tables.

use osd_catalog::{Catalog, CatalogError, Engine, sqlite_url};
use osd_testkit::postgres::{fresh_database, over_tcp};

use crate::engines::{noon, on_postgres, on_sqlite, period};

/// How many there are.
const MIGRATIONS: usize = 23;

both_engines! {
    async fn tables_are_made_once(catalog: Catalog) {
        assert_eq!(catalog.pending_migrations().await.unwrap(), [""; 0]);
        assert_eq!(catalog.migrate().await.unwrap(), [""; 0]);
        catalog.check().await.unwrap();
    }
}

#[tokio::test]
async fn each_engine_says_what_it_is() {
    let (_folder, sqlite) = on_sqlite().await;
    assert_eq!(sqlite.engine(), Engine::Sqlite);
    let postgres = on_postgres().await;
    assert_eq!(postgres.engine(), Engine::Postgres);
    let major: u32 = postgres.engine_version().await.unwrap()[..2]
        .parse()
        .unwrap();
    assert!(major >= 13, "{major}");
}

#[tokio::test]
async fn sqlite_is_new_enough_for_a_wal_with_several_writers() {
    let (_folder, catalog) = on_sqlite().await;
    let version = catalog.engine_version().await.unwrap();
    let parts: Vec<u32> = version
        .split('.')
        .map(|part| part.parse().unwrap())
        .collect();
    assert!(parts >= vec![3, 51, 3], "{version}");
}

#[tokio::test]
async fn a_file_with_an_odd_name_is_a_catalog_like_any_other() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("my catalog? 100% #1.db");
    let catalog = Catalog::open(&sqlite_url(&file)).await.unwrap();
    assert_eq!(
        catalog.pending_migrations().await.unwrap().len(),
        MIGRATIONS
    );
    assert_eq!(catalog.migrate().await.unwrap().len(), MIGRATIONS);
    assert!(file.exists());
    drop(catalog);
    let again = Catalog::open(&sqlite_url(&file)).await.unwrap();
    assert_eq!(again.migrate().await.unwrap().len(), 0);
}

#[tokio::test]
async fn postgres_over_tcp_without_tls() {
    let url = over_tcp(&fresh_database()).replace("postgres://", "postgresql://");
    let catalog = Catalog::open(&url).await.unwrap();
    assert_eq!(catalog.migrate().await.unwrap().len(), MIGRATIONS);
}

#[tokio::test]
async fn what_is_wrong_is_said_with_the_database_and_without_its_password() {
    let folder = tempfile::tempdir().unwrap();
    let missing = sqlite_url(&folder.path().join("no/such/folder/catalog.db"));
    let error = Catalog::open(&missing).await.unwrap_err().to_string();
    assert!(
        error.contains("no/such/folder") && error.contains("folder exists"),
        "{error}"
    );

    let nobody = "postgres://osd:s3cret@127.0.0.1:1/osd";
    let error = Catalog::open(nobody).await.unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, CatalogError::Open { .. }), "{text}");
    assert!(
        text.contains("osd@127.0.0.1:1/osd") && !text.contains("s3cret"),
        "{text}"
    );

    for url in [
        "mysql://root:s3cret@host/db",
        "sqlite::memory:",
        "catalog.db",
        "",
    ] {
        let error = Catalog::open(url).await.unwrap_err();
        assert!(
            matches!(error, CatalogError::NotACatalog { .. }),
            "{url}: {error}"
        );
        assert!(!error.to_string().contains("s3cret"), "{error}");
    }
}

#[tokio::test]
async fn without_its_tables_a_catalog_asks_for_migrate() {
    let folder = tempfile::tempdir().unwrap();
    for url in [
        sqlite_url(&folder.path().join("catalog.db")),
        fresh_database(),
    ] {
        let catalog = Catalog::open(&url).await.unwrap();
        let read = catalog.read().await.unwrap();
        let error = read.periods().find(period("2025Q1")).await.unwrap_err();
        assert!(matches!(error, CatalogError::NotMigrated { .. }), "{error}");
        assert!(error.to_string().contains("osd migrate"), "{error}");
        assert!(!error.is_retryable());
    }
}

/// As several processes do that start on a new catalog at once.
async fn opened_and_migrated_at_once(url: String) {
    let racers = (0..6).map(|_| {
        let url = url.clone();
        tokio::spawn(async move {
            let catalog = Catalog::open(&url).await?;
            catalog.migrate().await.map(|names| names.len())
        })
    });
    let mut applied = Vec::new();
    for racer in racers.collect::<Vec<_>>() {
        applied.push(racer.await.unwrap().unwrap());
    }
    applied.sort_unstable();
    assert_eq!(applied, [0, 0, 0, 0, 0, MIGRATIONS]);
    let catalog = Catalog::open(&url).await.unwrap();
    catalog
        .read()
        .await
        .unwrap()
        .work()
        .open(&[], noon())
        .await
        .unwrap();
}

mod migrating_at_once {
    #[tokio::test(flavor = "multi_thread")]
    async fn sqlite() {
        let folder = tempfile::tempdir().unwrap();
        let url = osd_catalog::sqlite_url(&folder.path().join("catalog.db"));
        super::opened_and_migrated_at_once(url).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn postgres() {
        super::opened_and_migrated_at_once(osd_testkit::postgres::fresh_database()).await;
    }
}
