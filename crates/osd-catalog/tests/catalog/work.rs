//! The work table: ordered, claimed, fenced, tried again.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use osd_catalog::{
    Catalog, CatalogError, Claim, Claimed, OpenWork, Order, WorkKind, WorkState, Write,
};

use crate::engines::{minutes, noon};

fn order(kind: WorkKind, key: &str) -> Order {
    Order {
        kind,
        key: key.into(),
        payload: None,
        priority: 0,
        not_before: noon(),
    }
}

fn fetch(key: &str) -> Order {
    order(WorkKind::Fetch, key)
}

async fn enqueue(catalog: &Catalog, orders: &[Order]) -> u64 {
    let write = catalog.write().await.unwrap();
    let opened = write.work().enqueue(orders, noon()).await.unwrap();
    write.commit().await.unwrap();
    opened
}

async fn claim_of(
    catalog: &Catalog,
    worker: &str,
    kinds: &[WorkKind],
    limit: u64,
    now: DateTime<Utc>,
) -> Vec<Claimed> {
    let write = catalog.write().await.unwrap();
    let claim = Claim {
        kinds,
        limit,
        worker,
        lease: TimeDelta::minutes(5),
        early: false,
    };
    let claimed = write.work().claim(claim, now).await.unwrap();
    write.commit().await.unwrap();
    claimed
}

async fn claim(catalog: &Catalog, worker: &str, now: DateTime<Utc>) -> Vec<Claimed> {
    claim_of(catalog, worker, &[WorkKind::Fetch], 10, now).await
}

fn keys(claimed: &[Claimed]) -> Vec<&str> {
    claimed.iter().map(|one| one.key.as_str()).collect()
}

async fn complete(catalog: &Catalog, worker: &str, ids: &[i64]) -> Result<(), CatalogError> {
    let write: Write = catalog.write().await?;
    write.work().complete(worker, ids, noon()).await?;
    write.commit().await
}

async fn open(catalog: &Catalog, now: DateTime<Utc>) -> OpenWork {
    let read = catalog.read().await.unwrap();
    read.work().open(WorkKind::ALL, now).await.unwrap()
}

both_engines! {
    async fn work_is_taken_by_kind_priority_and_age(catalog: Catalog) {
        let urgent = Order { priority: 9, ..fetch("urgent") };
        let payload = Some(serde_json::json!({"cik": 7, "none": null}));
        let read = Order { payload: payload.clone(), ..order(WorkKind::Read, "r") };
        enqueue(&catalog, &[fetch("a")]).await;
        enqueue(&catalog, &[fetch("b"), urgent, read]).await;
        let kinds = [WorkKind::Publish, WorkKind::Fetch, WorkKind::Read];
        let first = claim_of(&catalog, "w", &kinds, 2, noon()).await;
        assert_eq!(keys(&first), ["urgent", "a"]);
        let second = claim_of(&catalog, "w", &kinds, 2, noon()).await;
        assert_eq!(keys(&second), ["b"]);
        let third = claim_of(&catalog, "w", &kinds, 2, noon()).await;
        assert_eq!((keys(&third), &third[0].payload), (vec!["r"], &payload));
        assert_eq!((third[0].kind, third[0].attempts), (WorkKind::Read, 1));
        assert!(claim_of(&catalog, "w", &kinds, 2, noon()).await.is_empty());
    }

    async fn what_is_not_due_waits(catalog: Catalog) {
        enqueue(&catalog, &[Order { not_before: noon() + minutes(3), ..fetch("later") }]).await;
        assert!(claim(&catalog, "w", noon() + minutes(2)).await.is_empty());
        let expected = OpenWork {
            waiting_later: 1,
            next_due: Some(noon() + minutes(3)),
            ..OpenWork::default()
        };
        assert_eq!(open(&catalog, noon()).await, expected);
        assert_eq!(open(&catalog, noon() + minutes(3)).await.waiting_due, 1);
        assert_eq!(keys(&claim(&catalog, "w", noon() + minutes(3)).await), ["later"]);
        assert_eq!(open(&catalog, noon()).await.running, 1);
    }

    async fn what_is_not_due_is_taken_by_one_that_does_not_wait(catalog: Catalog) {
        let later = Order { not_before: noon() + minutes(3), ..order(WorkKind::Publish, "p") };
        enqueue(&catalog, &[later]).await;
        let write = catalog.write().await.unwrap();
        let kinds = &[WorkKind::Publish];
        let claim = Claim { kinds, limit: 1, worker: "w", lease: minutes(5), early: true };
        let claimed = write.work().claim(claim, noon()).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(keys(&claimed), ["p"]);
        // It is held as long as anything else, and not longer.
        assert_eq!(claim_of(&catalog, "v", kinds, 1, noon() + minutes(4)).await, []);
        assert_eq!(claim_of(&catalog, "v", kinds, 1, noon() + minutes(6)).await.len(), 1);
    }

    async fn two_orders_for_one_thing_are_one_item(catalog: Catalog) {
        let later = Order { not_before: noon() + minutes(9), ..fetch("a") };
        assert_eq!(enqueue(&catalog, &[later, fetch("b"), fetch("b")]).await, 2);
        let newer = Order {
            priority: 5,
            payload: Some(serde_json::json!(2)),
            not_before: noon() + minutes(1),
            ..fetch("a")
        };
        assert_eq!(enqueue(&catalog, &[newer, order(WorkKind::Read, "a")]).await, 1);
        let claimed = claim(&catalog, "w", noon() + minutes(1)).await;
        assert_eq!(keys(&claimed), ["a", "b"]);
        assert_eq!(claimed[0].payload, Some(serde_json::json!(2)));
    }

    async fn what_is_ordered_while_it_runs_is_run_once_more(catalog: Catalog) {
        enqueue(&catalog, &[fetch("a")]).await;
        let first = claim(&catalog, "w", noon()).await;
        let again = Order { payload: Some(serde_json::json!("new")), ..fetch("a") };
        assert_eq!(enqueue(&catalog, &[again]).await, 0);
        assert!(claim(&catalog, "other", noon()).await.is_empty());
        complete(&catalog, "w", &[first[0].id]).await.unwrap();
        let second = claim(&catalog, "w", noon()).await;
        assert_eq!((second[0].id, second[0].attempts), (first[0].id, 1));
        assert_eq!(second[0].payload, Some(serde_json::json!("new")));
        complete(&catalog, "w", &[first[0].id]).await.unwrap();
        assert!(claim(&catalog, "w", noon()).await.is_empty());
        // Done is done: the next order is a new item.
        assert_eq!(enqueue(&catalog, &[fetch("a")]).await, 1);
    }

    async fn a_report_by_one_that_lost_its_lease_is_refused_whole(catalog: Catalog) {
        enqueue(&catalog, &[fetch("a"), fetch("b")]).await;
        let held = claim(&catalog, "slow", noon()).await;
        let ids: Vec<i64> = held.iter().map(|one| one.id).collect();
        assert!(claim(&catalog, "fast", noon() + minutes(5)).await.is_empty());
        let taken = claim_of(&catalog, "fast", &[WorkKind::Fetch], 1, noon() + minutes(6)).await;
        assert_eq!((keys(&taken), taken[0].attempts), (vec!["a"], 2));
        let error = complete(&catalog, "slow", &ids).await.unwrap_err();
        assert!(matches!(error, CatalogError::LeaseLost { items: 2, lost: 2, .. }), "{error}");
        complete(&catalog, "fast", &[taken[0].id]).await.unwrap();

        let write = catalog.write().await.unwrap();
        let error = write.work().fail("slow", ids[0], "late", None, noon()).await.unwrap_err();
        assert!(matches!(error, CatalogError::LeaseLost { .. }), "{error}");
        drop(write);
        assert_eq!(open(&catalog, noon()).await.waiting_due, 1);
    }

    async fn a_worker_that_gives_signs_of_life_keeps_its_work(catalog: Catalog) {
        enqueue(&catalog, &[fetch("a")]).await;
        let held = claim(&catalog, "slow", noon()).await;
        let write = catalog.write().await.unwrap();
        assert_eq!(write.work().renew("slow", noon() + minutes(60)).await.unwrap(), 1);
        assert_eq!(write.work().renew("nobody", noon() + minutes(60)).await.unwrap(), 0);
        write.work().report("slow", held[0].id, "3 of 9", noon()).await.unwrap();
        write.commit().await.unwrap();
        assert!(claim(&catalog, "fast", noon() + minutes(59)).await.is_empty());
        complete(&catalog, "slow", &[held[0].id]).await.unwrap();
    }

    async fn a_failure_is_tried_again_at_its_time_and_then_given_up(catalog: Catalog) {
        enqueue(&catalog, &[fetch("a")]).await;
        let id = claim(&catalog, "w", noon()).await[0].id;
        let fail = async |retry_at| {
            let write = catalog.write().await.unwrap();
            write.work().fail("w", id, "503\u{0}", retry_at, noon()).await.unwrap();
            write.commit().await.unwrap();
        };
        fail(Some(noon() + minutes(7))).await;
        assert!(claim(&catalog, "w", noon() + minutes(6)).await.is_empty());
        assert_eq!(claim(&catalog, "w", noon() + minutes(7)).await[0].attempts, 2);
        fail(None).await;
        assert!(claim(&catalog, "w", noon() + minutes(99)).await.is_empty());
        let read = catalog.read().await.unwrap();
        let failed = read.work().failed().await.unwrap();
        assert_eq!(failed.len(), 1);
        assert_eq!(failed[0].last_error.as_deref(), Some("503"));
        assert_eq!((failed[0].state, failed[0].attempts), (WorkState::Failed, 2));
        drop(read);

        let write = catalog.write().await.unwrap();
        assert!(write.work().retry(WorkKind::Fetch, "a", noon()).await.unwrap());
        assert!(!write.work().retry(WorkKind::Fetch, "a", noon()).await.unwrap());
        write.commit().await.unwrap();
        assert_eq!(claim(&catalog, "w", noon()).await[0].attempts, 1);
    }

    async fn a_new_order_revives_what_failed(catalog: Catalog) {
        enqueue(&catalog, &[fetch("a")]).await;
        let id = claim(&catalog, "w", noon()).await[0].id;
        let write = catalog.write().await.unwrap();
        write.work().fail("w", id, "404", None, noon()).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(enqueue(&catalog, &[fetch("a")]).await, 0);
        let claimed = claim(&catalog, "w", noon()).await;
        assert_eq!((claimed[0].id, claimed[0].attempts), (id, 1));
    }

    async fn a_reminder_orders_what_is_not_ordered_and_hastens_nothing_that_failed(catalog: Catalog) {
        let remind = async |orders: &[Order]| {
            let write = catalog.write().await.unwrap();
            let opened = write.work().remind(orders, noon()).await.unwrap();
            write.commit().await.unwrap();
            opened
        };
        let fail = async |id, retry_at| {
            let write = catalog.write().await.unwrap();
            write.work().fail("w", id, "404", retry_at, noon()).await.unwrap();
            write.commit().await.unwrap();
        };
        let later = noon() + TimeDelta::hours(1);
        enqueue(&catalog, &[Order { not_before: later, ..fetch("waits") }]).await;
        let urgent = Order { priority: 7, ..fetch("waits") };
        assert_eq!(remind(&[fetch("new"), urgent]).await, 1);
        let claimed = claim(&catalog, "w", noon()).await;
        assert_eq!(keys(&claimed), ["waits", "new"]);

        // It runs, then it failed and pauses, then it was given up: the reminder changes nothing.
        let (waits, new) = (claimed[0].id, claimed[1].id);
        assert_eq!(remind(&[fetch("waits"), fetch("new")]).await, 0);
        fail(waits, Some(later)).await;
        fail(new, None).await;
        assert_eq!(remind(&[fetch("waits"), fetch("new")]).await, 0);
        assert_eq!(claim(&catalog, "w", noon()).await, []);
        let claimed = claim(&catalog, "w", later).await;
        assert_eq!((keys(&claimed), claimed[0].attempts), (vec!["waits"], 2));
    }

    async fn what_is_ordered_again_rests_as_long_as_its_worker_says(catalog: Catalog) {
        enqueue(&catalog, &[fetch("again"), fetch("once")]).await;
        let claimed = claim(&catalog, "w", noon()).await;
        assert_eq!(claimed[0].claimed_at, noon());
        enqueue(&catalog, &[fetch("again")]).await;
        let later = noon() + TimeDelta::minutes(1);
        let write = catalog.write().await.unwrap();
        for id in claimed.iter().map(|one| one.id) {
            write.work().rest("w", id, later).await.unwrap();
            // Of another's work nobody decides.
            write.work().rest("x", id, later + TimeDelta::hours(1)).await.unwrap();
            write.work().complete("w", &[id], noon()).await.unwrap();
        }
        write.commit().await.unwrap();
        assert_eq!(claim(&catalog, "w", later - TimeDelta::seconds(1)).await, []);
        assert_eq!(keys(&claim(&catalog, "w", later).await), ["again"]);
    }

    async fn what_was_ordered_again_is_not_given_up(catalog: Catalog) {
        enqueue(&catalog, &[fetch("a")]).await;
        let id = claim(&catalog, "w", noon()).await[0].id;
        enqueue(&catalog, &[fetch("a")]).await;
        let write = catalog.write().await.unwrap();
        write.work().fail("w", id, "odd", None, noon()).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(claim(&catalog, "w", noon()).await[0].id, id);
    }

    async fn a_dead_worker_is_relieved(catalog: Catalog) {
        enqueue(&catalog, &[fetch("a"), fetch("b"), order(WorkKind::Read, "c")]).await;
        claim_of(&catalog, "dead", &[WorkKind::Fetch], 1, noon()).await;
        claim_of(&catalog, "alive", &[WorkKind::Read], 1, noon()).await;
        let write = catalog.write().await.unwrap();
        assert_eq!(write.work().owners().await.unwrap(), ["alive", "dead"]);
        assert_eq!(write.work().release("dead", noon()).await.unwrap(), 1);
        assert_eq!(write.work().owners().await.unwrap(), ["alive"]);
        write.commit().await.unwrap();
        assert_eq!(keys(&claim(&catalog, "w", noon()).await), ["a", "b"]);
    }

    async fn what_is_done_is_counted_and_cleared_away(catalog: Catalog) {
        enqueue(&catalog, &[fetch("a"), fetch("b")]).await;
        let id = claim_of(&catalog, "w", &[WorkKind::Fetch], 1, noon()).await[0].id;
        complete(&catalog, "w", &[id]).await.unwrap();
        let write = catalog.write().await.unwrap();
        let counts = write.work().counts().await.unwrap();
        assert_eq!(counts[&(WorkKind::Fetch, WorkState::Done)], 1);
        assert_eq!(write.work().prune(noon()).await.unwrap(), 0);
        assert_eq!(write.work().prune(noon() + minutes(1)).await.unwrap(), 1);
        let counts = write.work().counts().await.unwrap();
        assert_eq!(counts.into_iter().collect::<Vec<_>>(), [((WorkKind::Fetch, WorkState::Waiting), 1)]);
    }

    async fn workers_at_once_never_get_the_same_item(catalog: Catalog) {
        let orders: Vec<Order> = (0..300).map(|n| fetch(&format!("{n:03}"))).collect();
        assert_eq!(enqueue(&catalog, &orders).await, 300);
        let workers: Vec<_> = (0..6).map(|number| {
            let catalog = catalog.clone();
            tokio::spawn(async move {
                let (worker, mut done) = (format!("w{number}"), Vec::new());
                loop {
                    let claimed = claim_of(&catalog, &worker, &[WorkKind::Fetch], 7, noon()).await;
                    if claimed.is_empty() {
                        return done;
                    }
                    let ids: Vec<i64> = claimed.iter().map(|one| one.id).collect();
                    complete(&catalog, &worker, &ids).await.unwrap();
                    done.extend(claimed.into_iter().map(|one| one.key));
                }
            })
        }).collect();
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.await.unwrap());
        }
        assert_eq!(all.len(), 300);
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 300);
    }

    async fn rolled_back_a_claim_was_never_made(catalog: Catalog) {
        enqueue(&catalog, &[fetch("a")]).await;
        let write = catalog.write().await.unwrap();
        let claim_all = Claim {
            kinds: WorkKind::ALL, limit: 9, worker: "w", lease: TimeDelta::minutes(5), early: false,
        };
        assert_eq!(write.work().claim(claim_all, noon()).await.unwrap().len(), 1);
        write.roll_back().await.unwrap();
        assert_eq!(claim(&catalog, "w", noon()).await[0].attempts, 1);
    }
}
