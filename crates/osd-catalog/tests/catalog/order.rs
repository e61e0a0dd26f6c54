//! The same writes give the same answers, in the same order, on both engines.

use osd_catalog::{
    Catalog, Claim, FilingQuery, ManagerQuery, NameSeen, Order, SecuritySeen, WorkKind,
};
use osd_domain::{Filing, FilingRef, FilingState};

use crate::engines::{
    accession, berkshire, cik, day, filing, minutes, noon, on_postgres, on_sqlite, period,
};

/// Names that linguistic orders and byte orders put differently.
const NAMES: [&str; 9] = [
    "Zeta",
    "alpha",
    "Älpha",
    "ALPHA",
    "a-lpha",
    "_under",
    "éclair",
    "Éclair",
    "100% \\ off",
];

async fn write(catalog: &Catalog) {
    let write = catalog.write().await.unwrap();
    let names: Vec<NameSeen> = NAMES
        .iter()
        .zip(1..)
        .map(|(name, number)| NameSeen {
            cik: cik(number),
            name: (*name).into(),
            filed: day("2025-05-15"),
            accession: accession(1),
        })
        .collect();
    write.managers().observe(&names).await.unwrap();
    let found: Vec<FilingRef> = (1..9)
        .map(|n| FilingRef {
            cik: cik(u64::from(n % 3) + 1),
            ..berkshire(n)
        })
        .collect();
    write.filings().discover(&found).await.unwrap();
    let read = |n: u32| Filing {
        state: FilingState::Read,
        accepted_at: Some(noon()),
        period: (n < 4).then(|| period("2025Q1")),
        ..filing(n)
    };
    write
        .filings()
        .save(&[read(1), read(3), read(5)])
        .await
        .unwrap();
    let seen: Vec<SecuritySeen> = NAMES
        .iter()
        .map(|issuer| SecuritySeen {
            security: "037833100".parse().unwrap(),
            issuer: (*issuer).into(),
            class: "COM".into(),
            managers: 1,
        })
        .collect();
    write
        .securities()
        .replace_period(period("2025Q1"), &seen)
        .await
        .unwrap();
    let orders: Vec<Order> = NAMES
        .iter()
        .zip(0..)
        .map(|(key, n)| Order {
            kind: WorkKind::Read,
            key: (*key).into(),
            payload: None,
            priority: i32::from(n % 2 == 0),
            not_before: noon() + minutes(n % 3),
        })
        .collect();
    write.work().enqueue(&orders, noon()).await.unwrap();
    write.commit().await.unwrap();
}

async fn answers(catalog: &Catalog) -> Vec<String> {
    write(catalog).await;
    let write = catalog.write().await.unwrap();
    let claim = Claim {
        kinds: WorkKind::ALL,
        limit: 4,
        worker: "é",
        lease: minutes(1),
        early: false,
    };
    let claimed = write
        .work()
        .claim(claim, noon() + minutes(1))
        .await
        .unwrap();
    write.commit().await.unwrap();

    let read = catalog.read().await.unwrap();
    let everyone = ManagerQuery {
        search: None,
        limit: 100,
        offset: 0,
    };
    let alphas = ManagerQuery {
        search: Some("ÄLPHA"),
        ..everyone
    };
    let all = FilingQuery {
        state: None,
        after: None,
        limit: 100,
    };
    vec![
        format!(
            "{:?}",
            claimed
                .iter()
                .map(|one| (&one.key, one.attempts))
                .collect::<Vec<_>>()
        ),
        format!("{:?}", read.managers().list(everyone).await.unwrap()),
        format!("{:?}", read.managers().list(alphas).await.unwrap()),
        format!("{:?}", read.filings().page(&all).await.unwrap()),
        format!(
            "{:?}",
            read.filings().of_manager(cik(2), None).await.unwrap()
        ),
        format!(
            "{:?}",
            read.filings().of_period(period("2025Q1")).await.unwrap()
        ),
        format!("{:?}", read.filings().counts_by_era().await.unwrap()),
        format!("{:?}", read.securities().search("a", 9).await.unwrap()),
        format!(
            "{:?}",
            read.securities()
                .names(&"037833100".parse().unwrap())
                .await
                .unwrap()
        ),
        format!(
            "{:?}",
            read.work().open(WorkKind::ALL, noon()).await.unwrap()
        ),
        format!("{:?}", read.work().counts().await.unwrap()),
        format!("{:?}", read.periods().list().await.unwrap()),
    ]
}

#[tokio::test]
async fn both_engines_answer_alike() {
    let (_folder, sqlite) = on_sqlite().await;
    let postgres = on_postgres().await;
    let (on_sqlite, on_postgres) = (answers(&sqlite).await, answers(&postgres).await);
    for (one, other) in on_sqlite.iter().zip(&on_postgres) {
        assert_eq!(one, other);
    }
    assert!(
        on_sqlite[2].contains("Älpha") && on_sqlite[2].contains("ALPHA"),
        "{}",
        on_sqlite[2]
    );
}
