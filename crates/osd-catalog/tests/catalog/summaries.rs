//! Summaries of periods.

use osd_catalog::{
    Catalog, ChangeCounts, Comparison, ManagerSummary, NameSeen, SecurityFlow, SecuritySummary,
};
use osd_domain::{
    Change, Price,
    amendment::Standing,
    change::{Basis, WholeBook},
};
use rust_decimal::Decimal;

use crate::engines::{accession, cik, day, period};

fn manager(quarter: &str, number: u64, value: Option<i128>) -> ManagerSummary {
    ManagerSummary {
        period: period(quarter),
        cik: cik(number),
        standing: if value.is_some() {
            Standing::Held
        } else {
            Standing::NoHoldings
        },
        filings: 2,
        value,
        positions: 40,
        shares_value: 1,
        principal_value: 2,
        put_value: 3,
        call_value: 4,
        previous_value: Some(5),
        basis: Some(Basis::Compared),
        changes: Some(counts(&[
            (Change::New, 1),
            (Change::Exit, 5),
            (Change::SplitOnly, 2),
        ])),
        quarantined: 1,
        top10_value: 6,
        bought_value: Some(7),
        sold_value: None,
        whole_book: WholeBook {
            managers_differ: true,
            ..WholeBook::default()
        },
    }
}

fn security(quarter: &str, id: &str) -> SecuritySummary {
    SecuritySummary {
        period: period(quarter),
        security: id.parse().unwrap(),
        holders: 3,
        value: 66_639_000_000,
        shares: "300000000.5".parse().ok(),
        principal: Some(1_000.into()),
        put_holders: 1,
        call_holders: 0,
        changes: None,
        flow: Some(SecurityFlow {
            value_change: -5,
            previous_shares: "1000.5".parse().unwrap(),
            shares_change: "-0.25".parse().unwrap(),
            bought_value: 7,
            sold_value: 12,
        }),
        price: Price::try_from(Decimal::new(22_213, 2)).ok(),
        price_managers: 3,
    }
}

fn counts(counts: &[(Change, u64)]) -> ChangeCounts {
    counts.iter().copied().collect()
}

async fn replace(catalog: &Catalog, quarter: &str, managers: &[ManagerSummary]) {
    let comparison = Comparison {
        period: period(quarter),
        snapshot_id: "aa".into(),
        previous_snapshot_id: Some("zz".into()),
        managers_compared: managers.len() as u64,
        changes: counts(&[(Change::New, 9), (Change::ProRata, 3)]),
        compared_by: Some(1),
    };
    let securities = [
        security(quarter, "037833100"),
        security(quarter, "~0123456789abcdef"),
    ];
    let write = catalog.write().await.unwrap();
    let summaries = write.summaries();
    summaries
        .replace(period(quarter), managers, &securities, Some(&comparison))
        .await
        .unwrap();
    write.commit().await.unwrap();
}

both_engines! {
    async fn managers_of_a_period_come_by_value_absent_last(catalog: Catalog) {
        let of = |number, value| manager("2025Q1", number, value);
        replace(&catalog, "2025Q1", &[
            of(3, None), of(9, Some(7)), of(1, Some(7)), of(2, None), of(5, Some(-1)), of(4, Some(0)),
        ]).await;
        let write = catalog.write().await.unwrap();
        let seen = NameSeen {
            cik: cik(9), name: "Acme Capital".into(), filed: day("2025-05-15"), accession: accession(1),
        };
        write.managers().observe(&[seen]).await.unwrap();
        write.commit().await.unwrap();

        let read = catalog.read().await.unwrap();
        let listed = read.summaries().managers_of(period("2025Q1"), None, 10, 0).await.unwrap();
        let order: Vec<u64> = listed.iter().map(|row| row.summary.cik.number()).collect();
        assert_eq!(order, [1, 9, 4, 5, 2, 3]);
        assert_eq!((listed[0].name.as_str(), listed[1].name.as_str()), ("1", "Acme Capital"));
        assert_eq!(listed[1].summary, of(9, Some(7)));
        let page = read.summaries().managers_of(period("2025Q1"), None, 2, 3).await.unwrap();
        assert_eq!(page.iter().map(|r| r.summary.cik.number()).collect::<Vec<_>>(), [5, 2]);
        let found = read.summaries().managers_of(period("2025Q1"), Some("acme"), 9, 0).await.unwrap();
        assert_eq!(found.len(), 1);
        let summaries = read.summaries();
        let count = |search| summaries.count_managers_of(period("2025Q1"), search);
        assert_eq!((count(None).await.unwrap(), count(Some("acme")).await.unwrap()), (6, 1));
    }

    async fn a_period_is_replaced_whole_and_alone(catalog: Catalog) {
        replace(&catalog, "2024Q4", &[manager("2024Q4", 1, Some(4))]).await;
        replace(&catalog, "2025Q1", &[manager("2025Q1", 1, Some(5)), manager("2025Q1", 2, None)]).await;
        replace(&catalog, "2025Q1", &[manager("2025Q1", 1, Some(6))]).await;
        let read = catalog.read().await.unwrap();
        let summaries = read.summaries();
        let history = summaries.manager(cik(1)).await.unwrap();
        assert_eq!(history, [manager("2024Q4", 1, Some(4)), manager("2025Q1", 1, Some(6))]);
        assert_eq!(summaries.manager(cik(2)).await.unwrap(), []);
        let one = summaries.manager_in(cik(1), period("2025Q1")).await.unwrap();
        assert_eq!(one.unwrap().value, Some(6));
        let id = "~0123456789abcdef";
        let history = summaries.security(&id.parse().unwrap()).await.unwrap();
        assert_eq!(history, [security("2024Q4", id), security("2025Q1", id)]);
        let one = summaries.security_in(&id.parse().unwrap(), period("2024Q4")).await.unwrap();
        assert_eq!(one, Some(security("2024Q4", id)));
        let comparison = summaries.comparison(period("2025Q1")).await.unwrap().unwrap();
        assert_eq!(comparison.changes.get(Change::ProRata), 3);
        assert_eq!((comparison.managers_compared, comparison.changes.get(Change::New)), (1, 9));
        drop(read);

        let write = catalog.write().await.unwrap();
        write.summaries().replace(period("2025Q1"), &[], &[], None).await.unwrap();
        write.commit().await.unwrap();
        let read = catalog.read().await.unwrap();
        assert_eq!(read.summaries().comparison(period("2025Q1")).await.unwrap(), None);
        assert_eq!(read.summaries().manager(cik(1)).await.unwrap().len(), 1);
    }

    async fn dollars_beyond_the_column_are_kept_as_the_nearest(catalog: Catalog) {
        replace(&catalog, "2025Q1", &[manager("2025Q1", 1, Some(i128::MAX))]).await;
        let read = catalog.read().await.unwrap();
        let history = read.summaries().manager(cik(1)).await.unwrap();
        assert_eq!(history[0].value, Some(i64::MAX.into()));
    }

    async fn whole_books_and_first_filings_are_found_by_period(catalog: Catalog) {
        let first = ManagerSummary {
            basis: Some(Basis::FirstFiling),
            whole_book: WholeBook::default(),
            ..manager("2025Q1", 2, Some(5))
        };
        let plain = ManagerSummary { whole_book: WholeBook::default(), ..manager("2025Q1", 3, None) };
        replace(&catalog, "2025Q1", &[manager("2025Q1", 1, Some(5)), first, plain]).await;
        let read = catalog.read().await.unwrap();
        let summaries = read.summaries();
        let known = summaries.whole_books(period("2025Q1")).await.unwrap();
        assert_eq!(known.first_filing, [cik(2)].into());
        assert_eq!(known.books.keys().copied().collect::<Vec<_>>(), [cik(1)]);
        for (quarter, number, expected) in [
            ("2024Q4", 2, vec![period("2025Q1")]),
            ("2024Q4", 1, Vec::new()),
            ("2025Q1", 2, Vec::new()),
        ] {
            let found = summaries.first_filings_after(period(quarter), &[cik(number)]).await;
            assert_eq!(found.unwrap(), expected);
        }
    }

    async fn several_securities_come_in_one_list_by_period(catalog: Catalog) {
        for quarter in ["2025Q1", "2024Q4"] {
            replace(&catalog, quarter, &[]).await;
        }
        let read = catalog.read().await.unwrap();
        let asked = ["~0123456789abcdef", "037833100", "191216100"].map(|id| id.parse().unwrap());
        let found = read.summaries().securities(&asked).await.unwrap();
        let expected = [
            security("2024Q4", "037833100"), security("2024Q4", "~0123456789abcdef"),
            security("2025Q1", "037833100"), security("2025Q1", "~0123456789abcdef"),
        ];
        assert_eq!(found, expected);
        assert_eq!(read.summaries().securities(&[]).await.unwrap(), []);
    }
}
