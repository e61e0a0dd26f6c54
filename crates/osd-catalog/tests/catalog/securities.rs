//! Securities and their dated names.

use osd_catalog::{Catalog, DatedIssuer, Security, SecuritySeen};
use osd_domain::SecurityId;
use proptest::prelude::*;

use crate::engines::{on_sqlite, on_watched_postgres, period, until_it_waits};

fn id(text: &str) -> SecurityId {
    text.parse().unwrap()
}

fn seen(security: &str, issuer: &str, class: &str, managers: u64) -> SecuritySeen {
    SecuritySeen {
        security: id(security),
        issuer: issuer.into(),
        class: class.into(),
        managers,
    }
}

const META: &str = "30303M102";
const APPLE: &str = "037833100";
const NAMELESS: &str = "~0123456789abcdef";

async fn replace(catalog: &Catalog, quarter: &str, seen: &[SecuritySeen]) {
    let write = catalog.write().await.unwrap();
    write
        .securities()
        .replace_period(period(quarter), seen)
        .await
        .unwrap();
    write.commit().await.unwrap();
}

async fn found(catalog: &Catalog, security: &str) -> Option<Security> {
    let read = catalog.read().await.unwrap();
    read.securities().find(&id(security)).await.unwrap()
}

both_engines! {
    async fn securities_of_an_issuer_are_those_whose_cusips_begin_alike(catalog: Catalog) {
        let (class_c, class_a) = ("02079K107", "02079K305");
        replace(&catalog, "2025Q1", &[
            seen(class_a, "ALPHABET INC", "CAP STK CL A", 9),
            seen(class_c, "ALPHABET INC", "CAP STK CL C", 8),
            seen("02079L109", "OTHER INC", "COM", 7),
            seen(NAMELESS, "NAMELESS", "COM", 1),
        ]).await;
        let read = catalog.read().await.unwrap();
        for (issuer, expected) in [
            ("02079K", vec![id(class_c), id(class_a)]),
            (NAMELESS, vec![id(NAMELESS)]),
            ("037833", vec![]),
        ] {
            let found = read.securities().of_issuer(&issuer.parse().unwrap()).await.unwrap();
            let found: Vec<SecurityId> = found.into_iter().map(|one| one.security).collect();
            assert_eq!(found, expected, "{issuer}");
        }
    }

    async fn the_latest_name_of_most_managers_is_the_present_one(catalog: Catalog) {
        replace(&catalog, "2022Q1", &[
            seen(META, "META PLATFORMS INC", "CL A", 1_200),
            seen(META, "FACEBOOK INC", "CL A", 40),
        ]).await;
        replace(&catalog, "2021Q3", &[seen(META, "FACEBOOK INC", "CL A", 3_000)]).await;
        let meta = found(&catalog, META).await.unwrap();
        assert_eq!((meta.issuer.as_str(), meta.class.as_str()), ("META PLATFORMS INC", "CL A"));
        assert_eq!((meta.first_period, meta.last_period), (period("2021Q3"), period("2022Q1")));
        assert_eq!(meta.cusip().unwrap().as_str(), META);
        let read = catalog.read().await.unwrap();
        let dated = |issuer: &str, first: &str, last: &str| DatedIssuer {
            issuer: issuer.into(),
            class: "CL A".into(),
            first_period: period(first),
            last_period: period(last),
        };
        assert_eq!(read.securities().names(&id(META)).await.unwrap(), [
            dated("META PLATFORMS INC", "2022Q1", "2022Q1"),
            dated("FACEBOOK INC", "2021Q3", "2022Q1"),
        ]);
    }

    async fn as_many_managers_leave_it_to_the_order_of_bytes(catalog: Catalog) {
        replace(&catalog, "2022Q1", &[
            seen(APPLE, "apple inc", "COM", 5),
            seen(APPLE, "Apple Inc", "COM", 5),
        ]).await;
        assert_eq!(found(&catalog, APPLE).await.unwrap().issuer, "Apple Inc");
    }

    async fn publishing_a_period_again_replaces_what_it_said(catalog: Catalog) {
        replace(&catalog, "2022Q1", &[seen(APPLE, "APPL INC", "COM", 1), seen(NAMELESS, "X", "", 1)]).await;
        replace(&catalog, "2022Q1", &[seen(APPLE, "APPLE INC", "COM", 2)]).await;
        assert_eq!(found(&catalog, APPLE).await.unwrap().issuer, "APPLE INC");
        assert_eq!(found(&catalog, NAMELESS).await, None);
        let read = catalog.read().await.unwrap();
        assert_eq!(read.securities().names(&id(APPLE)).await.unwrap().len(), 1);
        drop(read);
        replace(&catalog, "2022Q1", &[]).await;
        assert_eq!(found(&catalog, APPLE).await, None);
    }

    async fn a_search_is_by_name_or_the_beginning_of_a_cusip(catalog: Catalog) {
        replace(&catalog, "2022Q1", &[
            seen(APPLE, "APPLE INC", "COM", 9),
            seen("H1467J104", "CHUBB LTD (PINEAPPLE)", "COM", 9),
            seen(NAMELESS, "Apple_Hospitality 100%", "", 1),
        ]).await;
        replace(&catalog, "2023Q1", &[seen(APPLE, "APPLE INC", "COM", 9)]).await;
        let read = catalog.read().await.unwrap();
        let search = async |text: &str| -> Vec<String> {
            let rows = read.securities().search(text, 10).await.unwrap();
            rows.iter().map(|row| row.security.to_string()).collect()
        };
        assert_eq!(search("apple").await, [APPLE, NAMELESS, "H1467J104"]);
        assert_eq!(search("Apple-Hosp").await, [NAMELESS]);
        assert_eq!(search("h1467j").await, ["H1467J104"]);
        assert_eq!(search("037").await, [APPLE]);
        assert_eq!(search("03").await, [""; 0]);
        assert_eq!(read.securities().search("apple", 1).await.unwrap().len(), 1);
    }

    async fn a_whole_period_goes_in(catalog: Catalog) {
        let many: Vec<SecuritySeen> =
            (0..9_000).map(|n| seen(&format!("{n:09}"), "ISSUER", "COM", 1)).collect();
        replace(&catalog, "2022Q1", &many).await;
        replace(&catalog, "2022Q1", &many[1..]).await;
        let read = catalog.read().await.unwrap();
        assert_eq!(read.securities().search("issuer", 100_000).await.unwrap().len(), 8_999);
    }

    async fn two_periods_published_at_once_both_count(catalog: Catalog) {
        let publishers: Vec<_> = ["2021Q1", "2022Q1", "2023Q1"].into_iter().map(|quarter| {
            let catalog = catalog.clone();
            tokio::spawn(async move { replace(&catalog, quarter, &[seen(APPLE, quarter, "COM", 1)]).await })
        }).collect();
        for publisher in publishers {
            publisher.await.unwrap();
        }
        let apple = found(&catalog, APPLE).await.unwrap();
        assert_eq!((apple.first_period, apple.last_period), (period("2021Q1"), period("2023Q1")));
        assert_eq!(apple.issuer, "2023Q1");
    }
}

#[tokio::test]
async fn on_postgres_a_period_sees_the_one_published_before_it() {
    let (catalog, watch) = on_watched_postgres().await;
    let first = catalog.write().await.unwrap();
    let newest = [seen(APPLE, "APPLE INC", "COM", 1)];
    first
        .securities()
        .replace_period(period("2025Q1"), &newest)
        .await
        .unwrap();
    let second = {
        let catalog = catalog.clone();
        let older = [seen(APPLE, "APPLE COMPUTER INC", "COM", 1)];
        tokio::spawn(async move { replace(&catalog, "2001Q1", &older).await })
    };
    until_it_waits(&watch, &second).await;
    first.commit().await.unwrap();
    second.await.unwrap();
    let apple = found(&catalog, APPLE).await.unwrap();
    assert_eq!(apple.issuer, "APPLE INC");
    assert_eq!(
        (apple.first_period, apple.last_period),
        (period("2001Q1"), period("2025Q1"))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn securities_do_not_depend_on_the_order_of_publishing(
        facts in prop::collection::vec((0..3_usize, 0..2_usize, 0..3_usize, 1..3_u64), 1..10),
        turn in any::<prop::sample::Index>(),
    ) {
        let quarters = ["2021Q1", "2021Q2", "2022Q1"];
        let published = |order: Vec<usize>| {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(async {
                let (_folder, catalog) = on_sqlite().await;
                for number in order {
                    let seen: Vec<_> = facts
                        .iter()
                        .filter(|fact| fact.0 == number)
                        .map(|&(_, security, issuer, managers)| {
                            seen([APPLE, META][security], ["A", "a", "B"][issuer], "COM", managers)
                        })
                        .collect();
                    replace(&catalog, quarters[number], &seen).await;
                }
                (found(&catalog, APPLE).await, found(&catalog, META).await)
            })
        };
        let mut order = vec![2, 0, 1];
        order.rotate_left(turn.index(3));
        order.push(turn.index(3));
        prop_assert_eq!(published(order), published(vec![0, 1, 2]));
    }
}
