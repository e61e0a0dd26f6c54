//! What people do about work, and who works.

use chrono::{DateTime, Utc};
use osd_catalog::{
    Catalog, CatalogError, Claim, Order, WorkKind, WorkState, WorkerRow, Write,
    list::{ListQuery, SortBy, Start},
};

use crate::engines::{minutes, noon};

async fn enqueue(catalog: &Catalog, orders: &[(WorkKind, &str)]) {
    let orders: Vec<Order> = orders
        .iter()
        .map(|(kind, key)| Order {
            kind: *kind,
            key: (*key).into(),
            payload: None,
            priority: 0,
            not_before: noon(),
        })
        .collect();
    let write = catalog.write().await.unwrap();
    write.work().enqueue(&orders, noon()).await.unwrap();
    write.commit().await.unwrap();
}

/// What a worker that does everything takes, by number and key.
async fn claim(catalog: &Catalog, now: DateTime<Utc>) -> Vec<(i64, String)> {
    let write = catalog.write().await.unwrap();
    let claim = Claim {
        kinds: &[WorkKind::Fetch, WorkKind::Read],
        limit: 10,
        worker: "w",
        lease: minutes(5),
        early: false,
    };
    let claimed = write.work().claim(claim, now).await.unwrap();
    write.commit().await.unwrap();
    claimed.into_iter().map(|one| (one.id, one.key)).collect()
}

async fn state(catalog: &Catalog, id: i64) -> (WorkState, Option<String>) {
    let read = catalog.read().await.unwrap();
    let item = read.work().find(id).await.unwrap().unwrap();
    (item.state, item.last_error)
}

both_engines! {
    async fn nothing_is_taken_of_what_is_paused(catalog: Catalog) {
        enqueue(&catalog, &[(WorkKind::Fetch, "f"), (WorkKind::Read, "r")]).await;
        let write: Write = catalog.write().await.unwrap();
        write.work().pause(&[WorkKind::Fetch, WorkKind::Publish], "jane", noon()).await.unwrap();
        write.work().pause(&[WorkKind::Fetch], "joe", noon() + minutes(1)).await.unwrap();
        write.commit().await.unwrap();
        let taken = claim(&catalog, noon()).await;
        assert_eq!(taken.len(), 1);
        assert_eq!(taken[0].1, "r");
        assert!(claim(&catalog, noon()).await.is_empty());

        let read = catalog.read().await.unwrap();
        let paused = read.work().paused().await.unwrap();
        let paused = paused.iter().map(|(kind, one)| (*kind, one.by.as_str(), one.at));
        assert_eq!(
            paused.collect::<Vec<_>>(),
            [(WorkKind::Fetch, "jane", noon()), (WorkKind::Publish, "jane", noon())]
        );
        drop(read);
        let write = catalog.write().await.unwrap();
        assert_eq!(write.work().resume(WorkKind::ALL).await.unwrap(), 2);
        write.commit().await.unwrap();
        assert_eq!(claim(&catalog, noon()).await[0].1, "f");
    }

    async fn what_is_canceled_is_not_done(catalog: Catalog) {
        enqueue(&catalog, &[(WorkKind::Fetch, "runs")]).await;
        let runs = claim(&catalog, noon()).await[0].0;
        enqueue(&catalog, &[(WorkKind::Fetch, "waits")]).await;
        let write = catalog.write().await.unwrap();
        let canceled = write.work().cancel(&[runs, runs + 1], "canceled by jane", noon()).await;
        assert_eq!(canceled.unwrap(), 2);
        write.commit().await.unwrap();
        let expected = (WorkState::Failed, Some("canceled by jane".to_owned()));
        assert_eq!(state(&catalog, runs).await, expected);
        assert_eq!(state(&catalog, runs + 1).await, expected);
        assert!(claim(&catalog, noon() + minutes(60)).await.is_empty());
        // Whoever was at it is told, and its transaction is rolled back.
        let write = catalog.write().await.unwrap();
        let report = write.work().complete("w", &[runs], noon()).await;
        assert!(matches!(report, Err(CatalogError::LeaseLost { .. })));
        write.roll_back().await.unwrap();
        // It can be had again.
        let write = catalog.write().await.unwrap();
        assert_eq!(write.work().try_now(&[runs, 99], noon()).await.unwrap(), 1);
        write.commit().await.unwrap();
        assert_eq!(claim(&catalog, noon()).await, [(runs, "runs".to_owned())]);
    }

    async fn what_failed_is_tried_again_by_kind_and_age(catalog: Catalog) {
        enqueue(&catalog, &[(WorkKind::Fetch, "a"), (WorkKind::Fetch, "b")]).await;
        for (at, (id, _)) in claim(&catalog, noon()).await.into_iter().enumerate() {
            let now = noon() + minutes(at as i64);
            let write = catalog.write().await.unwrap();
            write.work().fail("w", id, "gone", None, now).await.unwrap();
            write.commit().await.unwrap();
        }
        let again = |kinds: &'static [WorkKind], before| {
            let catalog = catalog.clone();
            async move {
                let write = catalog.write().await.unwrap();
                let tried = write.work().try_failed(kinds, before, noon() + minutes(9)).await;
                write.commit().await.unwrap();
                tried.unwrap()
            }
        };
        assert_eq!(again(&[], None).await, 0);
        assert_eq!(again(&[WorkKind::Read], None).await, 0);
        assert_eq!(again(&[WorkKind::Fetch], Some(noon() + minutes(1))).await, 1);
        assert_eq!(claim(&catalog, noon() + minutes(9)).await[0].1, "a");
        assert_eq!(again(WorkKind::ALL, None).await, 1);
    }

    async fn work_is_listed_and_found(catalog: Catalog) {
        enqueue(&catalog, &[(WorkKind::Read, "r"), (WorkKind::Fetch, "a"), (WorkKind::Fetch, "b")])
            .await;
        let query = ListQuery {
            filters: Vec::new(),
            words: Vec::new(),
            sort: vec![SortBy { column: "key", descending: true }],
            start: Start::Offset(0),
            limit: Some(2),
        };
        let read = catalog.read().await.unwrap();
        let listed = read.work().list(&query).await.unwrap();
        let keys: Vec<&str> = listed.iter().map(|item| item.key.as_str()).collect();
        // One more than asked for tells that there is one.
        assert_eq!(keys, ["r", "b", "a"]);
        assert_eq!(read.work().count(&query).await.unwrap(), 3);
        let found = read.work().find(listed[0].id).await.unwrap();
        assert_eq!(found.as_ref(), Some(&listed[0]));
        assert_eq!(read.work().find(999).await.unwrap(), None);
    }

    async fn workers_say_that_they_are_there(catalog: Catalog) {
        let worker = |name: &str, seen: i64, done| WorkerRow {
            name: name.into(),
            roles: "worker,scheduler".into(),
            started_at: noon(),
            seen_at: noon() + minutes(seen),
            done,
            failed: 1,
            requests: 640,
            blocked_until: Some(noon() + minutes(10)),
        };
        let write = catalog.write().await.unwrap();
        for one in [worker("b", 0, 0), worker("a", 1, 2), worker("b", 5, 64)] {
            write.workers().seen(&one).await.unwrap();
        }
        write.commit().await.unwrap();
        let read = catalog.read().await.unwrap();
        assert_eq!(read.workers().list().await.unwrap(), [worker("a", 1, 2), worker("b", 5, 64)]);
        drop(read);
        let write = catalog.write().await.unwrap();
        assert_eq!(write.workers().prune(noon() + minutes(2)).await.unwrap(), 1);
        write.workers().left("b").await.unwrap();
        write.commit().await.unwrap();
        assert!(catalog.read().await.unwrap().workers().list().await.unwrap().is_empty());
    }
}
