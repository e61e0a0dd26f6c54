//! The unit of work.

use osd_catalog::{Catalog, sqlite_url};
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};

use crate::engines::{on_postgres, on_sqlite, period};

async fn revision(catalog: &Catalog) -> u64 {
    let read = catalog.read().await.unwrap();
    let found = read.periods().find(period("2025Q1")).await.unwrap();
    found.map_or(0, |row| row.revision)
}

both_engines! {
    async fn dropped_it_never_happened(catalog: Catalog) {
        let write = catalog.write().await.unwrap();
        write.periods().touch(&[period("2025Q1")]).await.unwrap();
        drop(write);
        assert_eq!(revision(&catalog).await, 0);
        let write = catalog.write().await.unwrap();
        write.periods().touch(&[period("2025Q1")]).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(revision(&catalog).await, 1);
    }

    async fn a_reader_sees_one_moment(catalog: Catalog) {
        let read = catalog.read().await.unwrap();
        assert!(read.periods().list().await.unwrap().is_empty());
        let write = catalog.write().await.unwrap();
        write.periods().touch(&[period("2025Q1")]).await.unwrap();
        assert_eq!(write.periods().list().await.unwrap().len(), 1);
        write.commit().await.unwrap();
        assert!(read.periods().list().await.unwrap().is_empty());
        drop(read);
        assert_eq!(revision(&catalog).await, 1);
    }

    async fn writers_wait_for_each_other_and_lose_nothing(catalog: Catalog) {
        let writers: Vec<_> = (0..8).map(|_| {
            let catalog = catalog.clone();
            tokio::spawn(async move {
                for _ in 0..10 {
                    let write = catalog.write().await.unwrap();
                    // Reads before it writes: the usual way into an upgrade that fails.
                    write.periods().find(period("2025Q1")).await.unwrap();
                    write.periods().touch(&[period("2025Q1")]).await.unwrap();
                    write.commit().await.unwrap();
                }
            })
        }).collect();
        for writer in writers {
            writer.await.unwrap();
        }
        assert_eq!(revision(&catalog).await, 80);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_openings_of_one_sqlite_file_write_in_turn() {
    let (folder, catalog) = on_sqlite().await;
    let url = sqlite_url(&folder.path().join("catalog.db"));
    let writers: Vec<_> = (0..4)
        .map(|number| {
            let url = url.clone();
            tokio::spawn(async move {
                let catalog = Catalog::open(&url).await.unwrap();
                for _ in 0..10 {
                    if number % 2 == 0 {
                        let write = catalog.write().await.unwrap();
                        // Reads before it writes: the usual way into an upgrade that fails.
                        write.periods().find(period("2025Q1")).await.unwrap();
                        write.periods().touch(&[period("2025Q1")]).await.unwrap();
                        write.commit().await.unwrap();
                    } else {
                        let write = catalog.write_durably().await.unwrap();
                        write.periods().touch(&[period("2025Q1")]).await.unwrap();
                        write.commit().await.unwrap();
                    }
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(revision(&catalog).await, 40);
}

#[tokio::test]
async fn a_deadlock_can_be_tried_again() {
    let catalog = on_postgres().await;
    let (one, other) = (period("2025Q1"), period("2025Q2"));
    let both = catalog.write().await.unwrap();
    both.periods().touch(&[one, other]).await.unwrap();
    both.commit().await.unwrap();

    let (first, second) = (
        catalog.write().await.unwrap(),
        catalog.write().await.unwrap(),
    );
    first.periods().touch(&[one]).await.unwrap();
    second.periods().touch(&[other]).await.unwrap();
    let (first_periods, second_periods) = (first.periods(), second.periods());
    let crossed = [other];
    let crossed_back = [one];
    let outcomes = tokio::join!(
        first_periods.touch(&crossed),
        second_periods.touch(&crossed_back)
    );
    let errors: Vec<_> = [outcomes.0, outcomes.1]
        .into_iter()
        .filter_map(Result::err)
        .collect();
    assert_eq!(errors.len(), 1);
    assert!(errors[0].is_retryable(), "{}", errors[0]);
}

#[tokio::test]
async fn the_sqlite_file_stays_in_wal_mode() {
    let (folder, catalog) = on_sqlite().await;
    catalog
        .write_durably()
        .await
        .unwrap()
        .commit()
        .await
        .unwrap();
    let url = sqlite_url(&folder.path().join("catalog.db"));
    let connection = Database::connect(url).await.unwrap();
    let pragma = Statement::from_string(DbBackend::Sqlite, "PRAGMA journal_mode");
    let row = connection.query_one_raw(pragma).await.unwrap().unwrap();
    assert_eq!(row.try_get_by::<String, _>(0).unwrap(), "wal");
}
