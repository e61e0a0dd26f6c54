//! What an operator has to know, and what is told of it.

use osd_catalog::{AlarmMessage, AlarmSeen, AlarmState, Catalog, Claim, Order, WorkKind};
use osd_domain::FilingState;

use crate::engines::{accession, berkshire, minutes, noon, period};

const WAYS: [&str; 2] = ["mail", "webhook"];

fn feed(what: &str) -> AlarmSeen {
    AlarmSeen {
        name: "feed".into(),
        what: what.into(),
        advice: "look".into(),
        since: noon() - minutes(30),
    }
}

async fn raise(catalog: &Catalog, what: &str, at: i64) -> bool {
    let write = catalog.write().await.unwrap();
    let raised = write
        .alarms()
        .raise(&feed(what), &WAYS, noon() + minutes(at))
        .await;
    write.commit().await.unwrap();
    raised.unwrap()
}

async fn clear(catalog: &Catalog, at: i64) -> bool {
    let write = catalog.write().await.unwrap();
    let cleared = write
        .alarms()
        .clear("feed", &WAYS, noon() + minutes(at))
        .await;
    write.commit().await.unwrap();
    cleared.unwrap()
}

/// Takes a message for a minute.
async fn take(catalog: &Catalog, ways: &[&str], at: i64) -> Option<AlarmMessage> {
    let write = catalog.write().await.unwrap();
    let (now, until) = (noon() + minutes(at), noon() + minutes(at + 1));
    let taken = write.alarms().take_message(ways, now, until).await;
    write.commit().await.unwrap();
    taken.unwrap()
}

async fn told(catalog: &Catalog, message: &AlarmMessage, at: i64) {
    let write = catalog.write().await.unwrap();
    write
        .alarms()
        .told(message, noon() + minutes(at))
        .await
        .unwrap();
    write.commit().await.unwrap();
}

both_engines! {
    async fn an_alarm_stands_once_and_is_raised_anew_after_it_was_cleared(catalog: Catalog) {
        assert!(!clear(&catalog, 0).await);
        assert!(raise(&catalog, "31 minutes", 1).await);
        assert!(!raise(&catalog, "32 minutes", 2).await);
        assert!(clear(&catalog, 3).await);
        assert!(!clear(&catalog, 4).await);
        assert!(raise(&catalog, "40 minutes", 5).await);

        let read = catalog.read().await.unwrap();
        let rows = read.alarms().list(9).await.unwrap();
        let rows: Vec<_> = rows
            .iter()
            .map(|row| (row.alarm.what.as_str(), row.raised_at, row.seen_at, row.cleared_at))
            .collect();
        let at = |at| noon() + minutes(at);
        let expected = [
            ("40 minutes", at(5), at(5), None),
            ("32 minutes", at(1), at(2), Some(at(3))),
        ];
        assert_eq!(rows, expected);
        let standing = read.alarms().standing().await.unwrap();
        assert_eq!(standing.len(), 1);
        assert_eq!(standing[0].alarm, feed("40 minutes"));
    }

    async fn schedulers_at_once_raise_one_alarm(catalog: Catalog) {
        let at_once = (0..8).map(|_| {
            let catalog = catalog.clone();
            tokio::spawn(async move { raise(&catalog, "x", 0).await })
        });
        let raised = futures::future::join_all(at_once).await;
        assert_eq!(raised.into_iter().filter(|new| *new.as_ref().unwrap()).count(), 1);
    }

    async fn a_change_is_told_once_by_each_way_and_in_order(catalog: Catalog) {
        raise(&catalog, "x", 0).await;
        clear(&catalog, 1).await;
        let mut seen = Vec::new();
        while let Some(message) = take(&catalog, &WAYS, 2).await {
            seen.push((message.way.clone(), message.state));
            told(&catalog, &message, 2).await;
        }
        let (raised, cleared) = (AlarmState::Raised, AlarmState::Cleared);
        let expected = [("mail", raised), ("webhook", raised), ("mail", cleared), ("webhook", cleared)];
        assert_eq!(seen, expected.map(|(way, state)| (way.to_owned(), state)));
        assert_eq!(take(&catalog, &WAYS, 99).await, None);
        let read = catalog.read().await.unwrap();
        assert_eq!(read.alarms().list(1).await.unwrap()[0].told_at, Some(noon() + minutes(2)));
    }

    async fn what_was_not_told_is_taken_again_later_and_holds_up_no_other_way(catalog: Catalog) {
        raise(&catalog, "x", 0).await;
        clear(&catalog, 0).await;
        let first = take(&catalog, &["webhook"], 1).await.unwrap();
        // Another teller finds nothing: neither what is in hand nor that it is over.
        assert_eq!(take(&catalog, &["webhook"], 1).await, None);
        let mail = take(&catalog, &WAYS, 1).await.unwrap();
        assert_eq!(mail.way, "mail");
        let write = catalog.write().await.unwrap();
        write.alarms().not_told(&first, "refused").await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(take(&catalog, &["webhook"], 1).await, None);
        assert_eq!(take(&catalog, &["webhook"], 2).await, Some(first));
    }

    async fn tellers_at_once_never_take_the_same(catalog: Catalog) {
        raise(&catalog, "x", 0).await;
        let at_once = (0..8).map(|_| {
            let catalog = catalog.clone();
            tokio::spawn(async move { take(&catalog, &["mail"], 1).await })
        });
        let taken = futures::future::join_all(at_once).await;
        assert_eq!(taken.into_iter().filter(|one| one.as_ref().unwrap().is_some()).count(), 1);
    }

    async fn what_stands_is_never_forgotten(catalog: Catalog) {
        raise(&catalog, "a", 0).await;
        clear(&catalog, 1).await;
        raise(&catalog, "b", 2).await;
        let write = catalog.write().await.unwrap();
        assert_eq!(write.alarms().prune(noon() + minutes(60)).await.unwrap(), 1);
        write.commit().await.unwrap();
        let read = catalog.read().await.unwrap();
        let rows = read.alarms().list(9).await.unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].alarm.what, "b");
        drop(read);
        // Nor is what is still to be told of it.
        assert_eq!(take(&catalog, &["mail"], 3).await.unwrap().what, "b");
    }

    async fn alarms_change_nothing_that_is_known(catalog: Catalog) {
        let before = catalog.revision().await.unwrap();
        raise(&catalog, "x", 0).await;
        let message = take(&catalog, &WAYS, 1).await.unwrap();
        told(&catalog, &message, 1).await;
        let write = catalog.write().await.unwrap();
        write.looks().looked("feed", noon()).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(catalog.revision().await.unwrap(), before);
    }

    async fn the_last_look_stands_whoever_says_so_last(catalog: Catalog) {
        let write = catalog.write().await.unwrap();
        assert_eq!(write.looks().last("feed").await.unwrap(), None);
        for at in [5, 3] {
            write.looks().looked("feed", noon() + minutes(at)).await.unwrap();
        }
        write.commit().await.unwrap();
        let read = catalog.read().await.unwrap();
        assert_eq!(read.looks().last("feed").await.unwrap(), Some(noon() + minutes(5)));
    }

    async fn filings_that_are_known_for_long_and_not_in_are_behind(catalog: Catalog) {
        let write = catalog.write().await.unwrap();
        let filings = [berkshire(1), berkshire(2), berkshire(3), berkshire(4)];
        write.filings().discover(&filings).await.unwrap();
        // One of a back-fill waits as long as that takes.
        let of_the_past = order(WorkKind::Fetch, accession(4).to_string(), -90);
        write.work().enqueue(&[of_the_past], noon() - minutes(90)).await.unwrap();
        for (number, at) in [(1, 0), (2, -5), (3, 60)] {
            let fetch = Order {
                priority: 100,
                ..order(WorkKind::Fetch, accession(number).to_string(), at)
            };
            write.work().enqueue(&[fetch], noon() + minutes(at)).await.unwrap();
        }
        write.commit().await.unwrap();
        let read = catalog.read().await.unwrap();
        assert_eq!(read.filings().behind(noon() - minutes(6)).await.unwrap(), None);
        let behind = read.filings().behind(noon()).await.unwrap().unwrap();
        assert_eq!(
            (behind.filings, behind.oldest, behind.since),
            (2, accession(2), noon() - minutes(5))
        );
        assert_eq!(read.filings().states().await.unwrap()[&FilingState::Discovered], 4);
    }

    async fn a_period_that_changed_is_unserved_since_it_was_ordered(catalog: Catalog) {
        let write = catalog.write().await.unwrap();
        write.periods().touch(&[period("2025Q1"), period("2024Q4")]).await.unwrap();
        for (of, at) in [("2025Q1", 0), ("2024Q4", 10), ("2024Q3", 0)] {
            let publish = order(WorkKind::Publish, of.to_owned(), at);
            write.work().enqueue(&[publish], noon() + minutes(at)).await.unwrap();
        }
        write.commit().await.unwrap();
        let read = catalog.read().await.unwrap();
        let unserved = async |at| {
            let found = read.periods().unserved(noon() + minutes(at)).await.unwrap();
            found.into_iter().map(|one| (one.period.to_string(), one.since)).collect::<Vec<_>>()
        };
        // The third was never touched.
        assert_eq!(unserved(-1).await, []);
        assert_eq!(unserved(5).await, [("2025Q1".to_owned(), noon())]);
        assert_eq!(unserved(10).await.len(), 2);
    }

    async fn what_nobody_takes_is_overdue_unless_it_is_paused(catalog: Catalog) {
        let write = catalog.write().await.unwrap();
        let orders = [order(WorkKind::Feed, "latest".into(), 0), order(WorkKind::Read, "x".into(), 5)];
        write.work().enqueue(&orders, noon()).await.unwrap();
        assert_eq!(write.work().overdue(noon() - minutes(1)).await.unwrap(), None);
        let overdue = write.work().overdue(noon() + minutes(5)).await.unwrap().unwrap();
        assert_eq!((overdue.items, overdue.since), (2, noon()));
        write.work().pause(&[WorkKind::Feed], "jane", noon()).await.unwrap();
        let overdue = write.work().overdue(noon() + minutes(5)).await.unwrap().unwrap();
        assert_eq!((overdue.items, overdue.since), (1, noon() + minutes(5)));
        write.commit().await.unwrap();
    }

    async fn the_first_that_was_given_up_is_named(catalog: Catalog) {
        let write = catalog.write().await.unwrap();
        let orders = [order(WorkKind::Fetch, "b".into(), 0), order(WorkKind::CleanUp, "c".into(), 0)];
        write.work().enqueue(&orders, noon()).await.unwrap();
        let mut held = Vec::new();
        for kind in [WorkKind::Fetch, WorkKind::CleanUp] {
            let claim = Claim {
                kinds: &[kind],
                limit: 9,
                worker: "w",
                lease: minutes(1),
                early: false,
            };
            held.extend(write.work().claim(claim, noon()).await.unwrap());
        }
        assert_eq!(held.len(), 2);
        assert!(write.work().is_in_hand(noon()).await.unwrap());
        assert!(!write.work().is_in_hand(noon() + minutes(2)).await.unwrap());
        for (work, at) in held.iter().zip([3, 2]) {
            let at = noon() + minutes(at);
            write.work().fail("w", work.id, "disk full", None, at).await.unwrap();
        }
        let given_up = write.work().given_up(&[WorkKind::Fetch]).await.unwrap().unwrap();
        assert_eq!((given_up.items, given_up.key.as_str()), (1, "b"));
        assert_eq!((given_up.error.as_str(), given_up.since), ("disk full", noon() + minutes(3)));
        assert_eq!(write.work().given_up(&[WorkKind::Read]).await.unwrap(), None);
        write.commit().await.unwrap();
    }
}

fn order(kind: WorkKind, key: String, at: i64) -> Order {
    Order {
        kind,
        key,
        payload: None,
        priority: 0,
        not_before: noon() + minutes(at),
    }
}
