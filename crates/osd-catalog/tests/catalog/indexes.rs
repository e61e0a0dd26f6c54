//! Index quarters.

use osd_catalog::{Index, IndexState};

use crate::engines::{minutes, noon, period};

fn no_index(quarter: &str) -> Index {
    Index {
        period: period(quarter),
        state: IndexState::NoIndex,
        sha256: None,
        rows: 0,
        etag: None,
        last_modified: None,
        checked_at: noon(),
    }
}

both_engines! {
    async fn the_last_look_at_a_quarter_stands(catalog: Catalog) {
        let read = Index {
            state: IndexState::Read,
            sha256: Some("ab".repeat(32)),
            rows: 8_412,
            etag: Some("\"5f-1\"".into()),
            last_modified: Some("Thu, 15 May 2025 22:00:00 GMT".into()),
            checked_at: noon() + minutes(1),
            ..no_index("2025Q2")
        };
        let write = catalog.write().await.unwrap();
        let indexes = write.indexes();
        indexes.record(&no_index("2025Q2")).await.unwrap();
        indexes.record(&no_index("2025Q1")).await.unwrap();
        indexes.record(&read).await.unwrap();
        write.commit().await.unwrap();

        let tx = catalog.read().await.unwrap();
        assert_eq!(tx.indexes().find(period("2025Q2")).await.unwrap(), Some(read.clone()));
        assert_eq!(tx.indexes().find(period("1993Q1")).await.unwrap(), None);
        assert_eq!(tx.indexes().list().await.unwrap(), [no_index("2025Q1"), read]);
    }
}
