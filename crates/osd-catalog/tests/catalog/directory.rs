//! Everything that has a name or a symbol, and how much is left to do.

use osd_catalog::{
    DatedTicker, ListedTicker, ManagerSummary, NameSeen, Order, SecuritySeen, SecuritySummary,
    WorkKind, WorkState,
};
use osd_domain::{
    amendment::Standing,
    change::WholeBook,
    ticker::{Confidence, Reason},
};

use crate::engines::{accession, berkshire, cik, day, filing, minutes, noon, period};

fn named(number: u64, name: &str, filed: &str) -> NameSeen {
    NameSeen {
        cik: cik(number),
        name: name.into(),
        filed: day(filed),
        accession: accession(1),
    }
}

fn manager(quarter: &str, number: u64, value: Option<i128>) -> ManagerSummary {
    ManagerSummary {
        period: period(quarter),
        cik: cik(number),
        standing: Standing::Held,
        filings: 1,
        value,
        positions: 1,
        shares_value: 0,
        principal_value: 0,
        put_value: 0,
        call_value: 0,
        previous_value: None,
        basis: None,
        changes: None,
        quarantined: 0,
        top10_value: 0,
        bought_value: None,
        sold_value: None,
        whole_book: WholeBook::default(),
    }
}

fn held(quarter: &str, security: &str, holders: u64) -> SecuritySummary {
    SecuritySummary {
        period: period(quarter),
        security: security.parse().unwrap(),
        holders,
        value: 1,
        shares: None,
        principal: None,
        put_holders: 0,
        call_holders: 0,
        changes: None,
        flow: None,
        price: None,
        price_managers: 0,
    }
}

fn seen(security: &str, issuer: &str) -> SecuritySeen {
    SecuritySeen {
        security: security.parse().unwrap(),
        issuer: issuer.into(),
        class: "COM".into(),
        managers: 1,
    }
}

fn symbol(security: &str, ticker: &str, confidence: Confidence, reason: Reason) -> DatedTicker {
    DatedTicker {
        security: security.parse().unwrap(),
        ticker: ticker.into(),
        reason,
        confidence,
        first_day: day("2024-01-02"),
        last_day: day("2024-07-01"),
    }
}

fn listed(number: u64, ticker: &str, name: &str, on: &str) -> ListedTicker {
    ListedTicker {
        cik: cik(number),
        listed: ticker.into(),
        ticker: ticker.into(),
        name: name.into(),
        exchange: None,
        first_seen: day(on),
        last_seen: day(on),
    }
}

const META: &str = "30303M102";
const APPLE: &str = "037833100";

both_engines! {
    async fn managers_come_with_their_last_value_and_the_names_they_had(catalog: Catalog) {
        let write = catalog.write().await.unwrap();
        write.managers().observe(&[
            named(7, "Old Name LLC", "2020-02-14"),
            named(7, "New Name LLC", "2025-02-14"),
            named(9, "Notices Only", "2025-02-14"),
        ]).await.unwrap();
        for (quarter, value) in [("2024Q3", Some(10)), ("2024Q4", Some(20)), ("2025Q1", None)] {
            write.summaries().replace(period(quarter), &[manager(quarter, 7, value)], &[], None)
                .await.unwrap();
        }
        write.commit().await.unwrap();
        let read = catalog.read().await.unwrap();
        let all = read.directory().managers().await.unwrap();
        let told: Vec<_> = all.iter().map(|one| (one.cik.number(), one.name.as_str(), one.value)).collect();
        assert_eq!(told, [(7, "New Name LLC", Some(20)), (9, "Notices Only", None)]);
        let former = read.directory().former_names().await.unwrap();
        assert_eq!(former, [(cik(7), "Old Name LLC".to_owned())]);
    }

    async fn securities_come_with_their_last_holders_names_and_symbols(catalog: Catalog) {
        let write = catalog.write().await.unwrap();
        for (quarter, issuer, holders) in [("2021Q3", "FACEBOOK INC", 5), ("2022Q2", "META PLATFORMS INC", 4)] {
            write.summaries().replace(period(quarter), &[], &[held(quarter, META, holders)], None)
                .await.unwrap();
            write.securities().replace_period(period(quarter), &[seen(META, issuer)]).await.unwrap();
        }
        write.securities().replace_period(period("2021Q4"), &[seen(APPLE, "APPLE INC")]).await.unwrap();
        write.tickers().see(&[
            symbol(META, "META", Confidence::Certain, Reason::Plain),
            symbol(META, "META", Confidence::Likely, Reason::NewCusip),
            symbol(APPLE, "AAPLX", Confidence::Doubtful, Reason::Odd),
        ]).await.unwrap();
        write.tickers().list(&[
            listed(1, "AAPL", "Apple Old", "2020-01-02"),
            listed(2, "AAPL", "Apple Inc.", "2025-01-02"),
        ]).await.unwrap();
        write.commit().await.unwrap();
        let read = catalog.read().await.unwrap();
        let directory = read.directory();
        let all = directory.securities().await.unwrap();
        let told: Vec<_> = all.iter().map(|one| (one.issuer.as_str(), one.last_period, one.holders)).collect();
        assert_eq!(told, [
            ("APPLE INC", period("2021Q4"), 0),
            ("META PLATFORMS INC", period("2022Q2"), 4),
        ]);
        let former = directory.former_issuers().await.unwrap();
        assert_eq!(former, [(META.parse().unwrap(), "FACEBOOK INC".to_owned())]);
        let symbols = directory.symbols().await.unwrap();
        assert_eq!(symbols.len(), 1, "one a ticker, and none that is doubtful");
        assert_eq!((symbols[0].ticker.as_str(), symbols[0].last_day), ("META", day("2024-07-01")));
        let listed = directory.listed().await.unwrap();
        assert_eq!(listed, [("AAPL".to_owned(), "Apple Inc.".to_owned())]);
    }

    async fn the_newest_filing_and_those_that_wait(catalog: Catalog) {
        let write = catalog.write().await.unwrap();
        assert_eq!(write.filings().newest().await.unwrap(), None);
        write.filings().discover(&[berkshire(1), berkshire(2), berkshire(3)]).await.unwrap();
        let mut read_one = filing(1);
        read_one.state = osd_domain::FilingState::Read;
        read_one.accepted_at = Some(noon());
        write.filings().save(&[read_one]).await.unwrap();
        write.commit().await.unwrap();
        let read = catalog.read().await.unwrap();
        let newest = read.filings().newest().await.unwrap().unwrap();
        assert_eq!(newest.accession, accession(1), "accepted, while the others are not known to be");
        let waiting = read.filings().waiting().await.unwrap();
        assert_eq!(waiting.into_iter().collect::<Vec<_>>(), [(period("2025Q1"), 2)]);
    }

    async fn the_backlog_is_told_by_kind_and_state(catalog: Catalog) {
        let order = |kind, key: &str| Order {
            kind,
            key: key.to_owned(),
            payload: None,
            priority: 0,
            not_before: noon(),
        };
        let write = catalog.write().await.unwrap();
        let later = noon() + minutes(5);
        write.work().enqueue(&[order(WorkKind::Fetch, "a"), order(WorkKind::Fetch, "b")], noon()).await.unwrap();
        write.work().enqueue(&[order(WorkKind::Publish, "2025Q1")], later).await.unwrap();
        write.commit().await.unwrap();
        let read = catalog.read().await.unwrap();
        let told: Vec<_> = read.work().backlog().await.unwrap().into_iter()
            .map(|one| (one.kind, one.state, one.items, one.oldest >= later))
            .collect();
        assert_eq!(told, [
            (WorkKind::Fetch, WorkState::Waiting, 2, false),
            (WorkKind::Publish, WorkState::Waiting, 1, true),
        ]);
    }
}
