//! Managers that go on under another CIK.

use osd_catalog::{Catalog, Decision, SuccessionChoice};
use osd_domain::{
    Succession,
    succession::{SuccessionEvidence, SuccessionSource},
};

use crate::engines::{accession, cik, minutes, noon, period};

fn link(from: u64, to: u64, quarter: &str) -> Succession {
    Succession {
        from: cik(from),
        to: cik(to),
        period: period(quarter),
        source: SuccessionSource::Evidence,
        evidence: vec![
            SuccessionEvidence::NamedByNotice {
                accession: accession(1),
            },
            SuccessionEvidence::SameAmounts {
                positions: 7,
                of: 9,
            },
        ],
    }
}

async fn replace(catalog: &Catalog, quarter: &str, links: &[Succession]) {
    let write = catalog.write().await.unwrap();
    let successions = write.successions();
    successions.replace(period(quarter), links).await.unwrap();
    write.commit().await.unwrap();
}

async fn decide(catalog: &Catalog, at: (u64, u64, &str), choice: SuccessionChoice, minute: i64) {
    let write = catalog.write_durably().await.unwrap();
    let succession = (cik(at.0), cik(at.1), period(at.2));
    let by = ("cli:ada", "their letter says so");
    let decision = Decision::on_succession(succession, choice, by, noon() + minutes(minute));
    write.journal().append(&decision).await.unwrap();
    write.commit().await.unwrap();
}

async fn standing(catalog: &Catalog, manager: Option<u64>) -> Vec<Succession> {
    let read = catalog.read().await.unwrap();
    let found = read.successions().standing(manager.map(cik)).await;
    found.unwrap()
}

async fn chain(catalog: &Catalog, manager: u64) -> Vec<(u64, u64)> {
    let read = catalog.read().await.unwrap();
    let chain = read.successions().chain(cik(manager)).await.unwrap();
    let ends = chain
        .iter()
        .map(|link| (link.from.number(), link.to.number()));
    ends.collect()
}

both_engines! {
    async fn links_come_back_as_they_were_and_are_replaced_whole(catalog: Catalog) {
        let links = [link(1_364_742, 2_012_383, "2024Q3"), link(5, 2_012_383, "2024Q3")];
        replace(&catalog, "2024Q3", &links).await;
        let earlier = link(4, 5, "2020Q1");
        replace(&catalog, "2020Q1", std::slice::from_ref(&earlier)).await;
        let [first, second] = links;
        let all = [earlier.clone(), second.clone(), first.clone()];
        assert_eq!(standing(&catalog, None).await, all);
        assert_eq!(standing(&catalog, Some(5)).await, [earlier.clone(), second]);
        assert_eq!(standing(&catalog, Some(6)).await, []);
        replace(&catalog, "2024Q3", &[]).await;
        assert_eq!(standing(&catalog, None).await, [earlier]);
    }

    async fn a_chain_leads_back_forward_and_to_the_other_parts(catalog: Catalog) {
        replace(&catalog, "2010Q1", &[link(1, 2, "2010Q1")]).await;
        replace(&catalog, "2020Q1", &[link(2, 3, "2020Q1"), link(2, 4, "2020Q1")]).await;
        replace(&catalog, "2022Q1", &[link(8, 9, "2022Q1")]).await;
        for manager in [1, 2, 3, 4] {
            assert_eq!(chain(&catalog, manager).await, [(1, 2), (2, 3), (2, 4)], "{manager}");
        }
        assert_eq!(chain(&catalog, 9).await, [(8, 9)]);
        assert_eq!(chain(&catalog, 7).await, []);
        // A circle ends.
        replace(&catalog, "2023Q1", &[link(9, 8, "2023Q1")]).await;
        assert_eq!(chain(&catalog, 9).await, [(8, 9), (9, 8)]);
    }

    async fn of_decisions_the_last_wins_over_the_evidence(catalog: Catalog) {
        use SuccessionChoice::{Link, Strike};
        let known = link(1, 2, "2024Q3");
        replace(&catalog, "2024Q3", std::slice::from_ref(&known)).await;
        decide(&catalog, (1, 2, "2024Q3"), Strike, 0).await;
        assert_eq!(standing(&catalog, None).await, []);
        assert_eq!(chain(&catalog, 1).await, []);
        // What was struck stays so when the period is published again.
        replace(&catalog, "2024Q3", &[known]).await;
        assert_eq!(standing(&catalog, Some(2)).await, []);

        decide(&catalog, (3, 2, "2021Q1"), Link, 1).await;
        let added = standing(&catalog, Some(2)).await;
        assert_eq!(added.len(), 1);
        assert_eq!(added[0].key(), (period("2021Q1"), cik(3), cik(2)));
        assert_eq!(added[0].source, SuccessionSource::Decision);
        let decided = SuccessionEvidence::Decided {
            actor: "cli:ada".into(),
            on: noon().date_naive(),
            why: "their letter says so".into(),
        };
        assert_eq!(added[0].evidence, [decided]);
        assert_eq!(chain(&catalog, 3).await, [(3, 2)]);
        decide(&catalog, (3, 2, "2021Q1"), Strike, 2).await;
        decide(&catalog, (1, 2, "2024Q3"), Link, 3).await;
        assert_eq!(chain(&catalog, 2).await, [(1, 2)]);
    }
}
