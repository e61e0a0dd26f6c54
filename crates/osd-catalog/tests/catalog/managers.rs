//! Managers and their dated names.

use std::collections::{BTreeMap, BTreeSet};

use osd_catalog::{Catalog, DatedName, ManagerQuery, ManagerRow, NameSeen, NamedManager};
use osd_domain::{Cik, Filing};
use proptest::prelude::*;

use crate::engines::{accession, cik, day, filing, on_sqlite, period};

fn seen(manager: u64, name: &str, filed: &str, number: u32) -> NameSeen {
    NameSeen {
        cik: cik(manager),
        name: name.into(),
        filed: day(filed),
        accession: accession(number),
    }
}

async fn observe(catalog: &Catalog, names: &[NameSeen]) {
    let write = catalog.write().await.unwrap();
    write.managers().observe(names).await.unwrap();
    write.commit().await.unwrap();
}

async fn found(catalog: &Catalog, search: &str) -> Vec<u64> {
    let read = catalog.read().await.unwrap();
    let query = ManagerQuery {
        search: Some(search),
        limit: 10,
        offset: 0,
    };
    let rows = read.managers().list(query).await.unwrap();
    let count = read.managers().count(Some(search)).await.unwrap();
    assert_eq!(count, rows.len() as u64);
    rows.iter().map(|row| row.cik.number()).collect()
}

both_engines! {
    async fn a_manager_goes_by_its_latest_name_and_keeps_the_others(catalog: Catalog) {
        observe(&catalog, &[
            seen(7, "Facet Capital", "2010-05-14", 3),
            seen(7, "Acme Capital", "2001-05-15", 1),
            seen(7, "Acme Capital", "2009-02-13", 2),
        ]).await;
        // An old filing that is read late changes no present name.
        observe(&catalog, &[seen(7, "ACME CAPITAL INC", "1999-05-14", 9)]).await;
        let read = catalog.read().await.unwrap();
        let manager = read.managers().find(cik(7)).await.unwrap().unwrap();
        assert_eq!(manager.name, "Facet Capital");
        let dated = |name: &str, first: &str, last: &str, number| DatedName {
            name: name.into(),
            first_filed: day(first),
            last_filed: day(last),
            last_accession: accession(number),
        };
        assert_eq!(read.managers().names(cik(7)).await.unwrap(), [
            dated("Facet Capital", "2010-05-14", "2010-05-14", 3),
            dated("Acme Capital", "2001-05-15", "2009-02-13", 2),
            dated("ACME CAPITAL INC", "1999-05-14", "1999-05-14", 9),
        ]);
        assert_eq!(read.managers().find(cik(8)).await.unwrap(), None);
    }

    async fn on_one_day_the_higher_accession_names_it(catalog: Catalog) {
        observe(&catalog, &[seen(7, "Second", "2025-05-15", 2)]).await;
        observe(&catalog, &[seen(7, "First", "2025-05-15", 1)]).await;
        let read = catalog.read().await.unwrap();
        assert_eq!(read.managers().find(cik(7)).await.unwrap().unwrap().name, "Second");
    }

    async fn a_search_looks_at_all_names_and_the_cik(catalog: Catalog) {
        observe(&catalog, &[
            seen(1_067_983, "BERKSHIRE HATHAWAY INC", "2025-05-15", 1),
            seen(315_090, "L'Oréal & Cie", "2025-05-15", 2),
            seen(12, "100% Owned_Partners", "2025-05-15", 3),
            seen(5, "New Name LP", "2025-05-15", 4),
            seen(5, "Old Berkshire Partners", "2005-05-15", 5),
        ]).await;
        assert_eq!(found(&catalog, "berkshire").await, [1_067_983, 5]);
        assert_eq!(found(&catalog, "LOREAL").await, [315_090]);
        assert_eq!(found(&catalog, "owned-partners").await, [12]);
        assert_eq!(found(&catalog, "0001067983").await, [1_067_983]);
        assert_eq!(found(&catalog, "12").await, [12]);
        assert_eq!(found(&catalog, "no such").await, [0; 0]);
        assert_eq!(catalog.read().await.unwrap().managers().count(None).await.unwrap(), 4);
    }

    async fn the_list_says_how_much_each_filed(catalog: Catalog) {
        observe(&catalog, &[
            seen(2, "zeta", "2025-05-15", 1),
            seen(1, "Alpha", "2025-05-15", 2),
            seen(3, "ALPHA", "2025-05-15", 3),
        ]).await;
        let of = |number, quarter: Option<&str>| Filing {
            cik: cik(2),
            period: quarter.map(period),
            ..filing(number)
        };
        let write = catalog.write().await.unwrap();
        let filings = [of(1, Some("2024Q4")), of(2, Some("2025Q1")), of(3, None)];
        write.filings().save(&filings).await.unwrap();
        write.commit().await.unwrap();
        let read = catalog.read().await.unwrap();
        let query = ManagerQuery { search: None, limit: 2, offset: 0 };
        let first = read.managers().list(query).await.unwrap();
        assert_eq!(first.iter().map(|row| row.cik.number()).collect::<Vec<_>>(), [1, 3]);
        let rest = read.managers().list(ManagerQuery { offset: 2, ..query }).await.unwrap();
        assert_eq!(rest, [ManagerRow {
            cik: cik(2),
            name: "zeta".into(),
            filings: 3,
            first_period: Some(period("2024Q4")),
            last_period: Some(period("2025Q1")),
        }]);
    }

    async fn managers_are_named_with_the_first_period_known_by_a_day(catalog: Catalog) {
        observe(&catalog, &[seen(1, "Alpha", "2025-05-15", 1), seen(2, "Zeta", "2025-05-15", 2)]).await;
        let of = |number, quarter: Option<&str>, accepted: &str| Filing {
            cik: cik(2),
            period: quarter.map(period),
            accepted_on: day(accepted),
            ..filing(number)
        };
        let write = catalog.write().await.unwrap();
        let late = of(3, Some("2024Q1"), "2025-06-02");
        let filings = [of(1, None, "2024-01-02"), of(2, Some("2024Q4"), "2025-02-14"), late];
        write.filings().save(&filings).await.unwrap();
        write.commit().await.unwrap();
        let named = |name: &str, first: Option<&str>| NamedManager {
            name: name.into(),
            first_period: first.map(period),
        };
        let asked = BTreeSet::from([cik(1), cik(2), cik(3)]);
        for (known_by, first) in [
            (None, Some("2024Q1")),
            (Some("2025-06-01"), Some("2024Q4")),
            (Some("2025-02-13"), None),
        ] {
            let known = catalog.named_managers(&asked, known_by.map(day)).await.unwrap();
            let expected = [(cik(1), named("Alpha", None)), (cik(2), named("Zeta", first))];
            assert_eq!(known, BTreeMap::from(expected), "{known_by:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn names_do_not_depend_on_the_order_in_which_they_were_seen(
        facts in prop::collection::vec((1..3_u64, 0..3_usize, 1..4_u32, 0..4_u32), 1..12),
        turn in any::<prop::sample::Index>(),
    ) {
        let names = ["Acme", "ACME", "Facet"];
        let mut seen: Vec<NameSeen> = facts
            .iter()
            .map(|&(manager, name, of_may, number)| {
                seen(manager, names[name], &format!("2025-05-{of_may:02}"), number)
            })
            .collect();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let outcome = |batches: Vec<Vec<NameSeen>>| runtime.block_on(async {
            let (_folder, catalog) = on_sqlite().await;
            for batch in batches {
                observe(&catalog, &batch).await;
            }
            let read = catalog.read().await.unwrap();
            let mut all = Vec::new();
            for manager in [1, 2].map(|number| Cik::new(number).unwrap()) {
                let row = read.managers().find(manager).await.unwrap();
                all.push((row, read.managers().names(manager).await.unwrap()));
            }
            all
        });
        let at_once = outcome(vec![seen.clone()]);
        let by = turn.index(seen.len());
        seen.rotate_left(by);
        let twice = seen.iter().rev().chain(&seen).map(|one| vec![one.clone()]).collect();
        prop_assert_eq!(outcome(twice), at_once);
    }
}
