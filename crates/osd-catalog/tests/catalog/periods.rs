//! Report periods and their snapshots.

use std::collections::BTreeMap;

use osd_catalog::{Catalog, CatalogError, PeriodRow, SnapshotRow, Swap};
use osd_domain::{Filing, FilingState};

use crate::engines::{filing, minutes, noon, on_watched_postgres, period, until_it_waits};

fn snapshot(id: &str) -> SnapshotRow {
    SnapshotRow {
        id: id.into(),
        rows: 110,
        bytes: 4_096,
        filings: 2,
    }
}

/// The swap from `expected` to `new` in 2025Q1, whose neighbors have no snapshot.
fn swap(expected: Option<&str>, new: &str, revision: u64) -> Swap {
    Swap {
        period: period("2025Q1"),
        expected: expected.map(Into::into),
        neighbors: [(period("2024Q4"), None), (period("2025Q2"), None)],
        new: snapshot(new),
        revision,
    }
}

async fn done(catalog: &Catalog, swap: &Swap, minute: i64) -> Result<(), CatalogError> {
    let write = catalog.write().await?;
    write.periods().swap(swap, noon() + minutes(minute)).await?;
    write.commit().await
}

async fn touch(catalog: &Catalog, quarters: &[&str]) {
    let periods: Vec<_> = quarters.iter().map(|text| period(text)).collect();
    let write = catalog.write().await.unwrap();
    write.periods().touch(&periods).await.unwrap();
    write.commit().await.unwrap();
}

both_engines! {
    async fn each_touch_is_a_revision(catalog: Catalog) {
        touch(&catalog, &["2025Q1", "2024Q4", "2025Q1"]).await;
        touch(&catalog, &["2025Q1"]).await;
        touch(&catalog, &[]).await;
        let read = catalog.read().await.unwrap();
        let listed = read.periods().list().await.unwrap();
        let revisions: Vec<_> = listed.iter().map(|row| (row.period, row.revision)).collect();
        assert_eq!(revisions, [(period("2024Q4"), 1), (period("2025Q1"), 2)]);
        assert!(listed.iter().all(|row| row.is_stale() && row.snapshot.is_none()));
        assert_eq!(read.periods().find(period("1999Q1")).await.unwrap(), None);
    }

    async fn a_lost_snapshot_is_current_no_more_and_can_come_back(catalog: Catalog) {
        touch(&catalog, &["2025Q1"]).await;
        done(&catalog, &swap(None, "a", 1), 0).await.unwrap();
        let lose = async |id: &str| {
            let write = catalog.write().await.unwrap();
            write.periods().lose(period("2025Q1"), id, noon()).await.unwrap();
            write.commit().await.unwrap();
        };
        lose("another").await;
        let current = async || catalog.read().await.unwrap().periods().current().await.unwrap();
        assert_eq!(current().await, [(period("2025Q1"), "a".to_owned())]);

        lose("a").await;
        assert_eq!(current().await, []);
        let read = catalog.read().await.unwrap();
        assert!(read.periods().find(period("2025Q1")).await.unwrap().unwrap().is_stale());
        let retired = read.periods().retired_before(noon() + minutes(1)).await.unwrap();
        assert_eq!(retired, [(period("2025Q1"), "a".to_owned())]);
        drop(read);

        done(&catalog, &swap(None, "a", 1), 2).await.unwrap();
        let read = catalog.read().await.unwrap();
        assert_eq!(read.periods().retired_before(noon() + minutes(9)).await.unwrap(), []);
    }

    async fn a_swap_publishes_and_retires(catalog: Catalog) {
        touch(&catalog, &["2025Q1"]).await;
        let of = |number, state| Filing { period: Some(period("2025Q1")), state, ..filing(number) };
        let write = catalog.write().await.unwrap();
        let filings = [of(1, FilingState::Read), of(2, FilingState::Read), of(3, FilingState::Notice)];
        write.filings().save(&filings).await.unwrap();
        write.commit().await.unwrap();

        done(&catalog, &swap(None, "aa", 1), 0).await.unwrap();
        touch(&catalog, &["2025Q1"]).await;
        done(&catalog, &swap(Some("aa"), "bb", 2), 10).await.unwrap();

        let read = catalog.read().await.unwrap();
        let found = read.periods().find(period("2025Q1")).await.unwrap().unwrap();
        assert_eq!(found, PeriodRow {
            period: period("2025Q1"),
            revision: 2,
            published_revision: 2,
            snapshot: Some(snapshot("bb")),
            filings: BTreeMap::from([(FilingState::Read, 2), (FilingState::Notice, 1)]),
        });
        assert!(!found.is_stale());
        assert_eq!(catalog.revision().await.unwrap(), read.revision().await.unwrap());
        let asked = [period("2024Q4"), period("2025Q1")];
        let serving = read.periods().serving(&asked).await.unwrap();
        assert_eq!(serving, BTreeMap::from([(period("2025Q1"), "bb".to_owned())]));
        assert_eq!(read.periods().serving(&asked[..1]).await.unwrap(), BTreeMap::new());
        assert_eq!(read.periods().latest().await.unwrap(), Some(period("2025Q1")));
        // The neighbors were only locked.
        assert_eq!(read.periods().list().await.unwrap(), [found]);
        assert_eq!(read.periods().current().await.unwrap(), [(period("2025Q1"), "bb".into())]);
        assert_eq!(read.periods().retired_before(noon() + minutes(10)).await.unwrap(), []);
        let after = read.periods().retired_before(noon() + minutes(11)).await.unwrap();
        assert_eq!(after, [(period("2025Q1"), "aa".into())]);
    }

    async fn a_swap_against_another_snapshot_is_refused(catalog: Catalog) {
        done(&catalog, &swap(None, "aa", 1), 0).await.unwrap();
        let error = done(&catalog, &swap(None, "bb", 1), 1).await.unwrap_err();
        let CatalogError::Conflict { period: at, expected, found } = error else {
            panic!("{error}");
        };
        assert_eq!((at, expected, found), (period("2025Q1"), None, Some("aa".into())));

        let mut beside = swap(Some("aa"), "bb", 1);
        beside.neighbors[0].1 = Some("zz".into());
        let error = done(&catalog, &beside, 1).await.unwrap_err();
        assert!(matches!(error, CatalogError::Conflict { period: at, .. } if at == period("2024Q4")));
        assert!(!error.is_retryable());
        let read = catalog.read().await.unwrap();
        assert_eq!(read.periods().current().await.unwrap(), [(period("2025Q1"), "aa".into())]);
        assert_eq!(read.periods().retired_before(noon() + minutes(99)).await.unwrap(), []);
    }

    async fn the_same_snapshot_again_stays_current(catalog: Catalog) {
        done(&catalog, &swap(None, "aa", 1), 0).await.unwrap();
        done(&catalog, &swap(Some("aa"), "aa", 3), 1).await.unwrap();
        let read = catalog.read().await.unwrap();
        let found = read.periods().find(period("2025Q1")).await.unwrap().unwrap();
        assert_eq!((found.published_revision, found.snapshot), (3, Some(snapshot("aa"))));
        assert_eq!(read.periods().retired_before(noon() + minutes(99)).await.unwrap(), []);
    }

    async fn a_retired_snapshot_can_become_current_again(catalog: Catalog) {
        done(&catalog, &swap(None, "aa", 1), 0).await.unwrap();
        done(&catalog, &swap(Some("aa"), "bb", 2), 1).await.unwrap();
        done(&catalog, &swap(Some("bb"), "aa", 3), 2).await.unwrap();
        let read = catalog.read().await.unwrap();
        assert_eq!(read.periods().current().await.unwrap(), [(period("2025Q1"), "aa".into())]);
        let retired = read.periods().retired_before(noon() + minutes(99)).await.unwrap();
        assert_eq!(retired, [(period("2025Q1"), "bb".into())]);
    }

    async fn only_a_retired_snapshot_is_forgotten(catalog: Catalog) {
        done(&catalog, &swap(None, "aa", 1), 0).await.unwrap();
        done(&catalog, &swap(Some("aa"), "bb", 2), 1).await.unwrap();
        let write = catalog.write().await.unwrap();
        assert!(!write.periods().forget(period("2025Q1"), "bb").await.unwrap());
        assert!(write.periods().forget(period("2025Q1"), "aa").await.unwrap());
        assert!(!write.periods().forget(period("2025Q1"), "aa").await.unwrap());
        write.commit().await.unwrap();
        let read = catalog.read().await.unwrap();
        assert_eq!(read.periods().retired_before(noon() + minutes(99)).await.unwrap(), []);
        assert_eq!(read.periods().current().await.unwrap(), [(period("2025Q1"), "bb".into())]);
    }

    async fn of_two_publishers_at_once_one_is_refused(catalog: Catalog) {
        touch(&catalog, &["2024Q4", "2025Q1", "2025Q2"]).await;
        let publishers: Vec<_> = ["aa", "bb", "cc"].into_iter().map(|id| {
            let catalog = catalog.clone();
            tokio::spawn(async move { done(&catalog, &swap(None, id, 1), 0).await })
        }).collect();
        let mut refused = 0;
        for publisher in publishers {
            match publisher.await.unwrap() {
                Ok(()) => {}
                Err(CatalogError::Conflict { .. }) => refused += 1,
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(refused, 2);
    }

    async fn neighbors_published_at_once_see_each_other(catalog: Catalog) {
        // Each expects the other to have no snapshot: only one of them can be right.
        let next = Swap {
            period: period("2025Q2"),
            expected: None,
            neighbors: [(period("2025Q1"), None), (period("2025Q3"), None)],
            new: snapshot("dd"),
            revision: 1,
        };
        let (one, other) = (catalog.clone(), catalog.clone());
        let swap = swap(None, "aa", 1);
        let outcomes = tokio::join!(done(&one, &swap, 0), done(&other, &next, 0));
        let errors: Vec<_> = [outcomes.0, outcomes.1].into_iter().filter_map(Result::err).collect();
        assert!(matches!(errors[..], [CatalogError::Conflict { .. }]), "{errors:?}");
    }
}

#[tokio::test]
async fn on_postgres_a_publisher_waits_for_the_one_before_it() {
    let (catalog, watch) = on_watched_postgres().await;
    touch(&catalog, &["2024Q4", "2025Q1", "2025Q2", "2025Q3"]).await;
    let first = catalog.write().await.unwrap();
    first
        .periods()
        .swap(&swap(None, "aa", 1), noon())
        .await
        .unwrap();
    let next = Swap {
        period: period("2025Q2"),
        expected: None,
        neighbors: [(period("2025Q1"), None), (period("2025Q3"), None)],
        new: snapshot("dd"),
        revision: 1,
    };
    let second = {
        let catalog = catalog.clone();
        tokio::spawn(async move { done(&catalog, &next, 0).await })
    };
    until_it_waits(&watch, &second).await;
    first.commit().await.unwrap();
    let error = second.await.unwrap().unwrap_err();
    assert!(matches!(error, CatalogError::Conflict { .. }), "{error}");
}
