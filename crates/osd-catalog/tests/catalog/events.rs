//! Splits and changes of CUSIP.

use osd_catalog::Catalog;
use osd_domain::{
    Price, SecurityId,
    market::{CusipChange, LinkSource, MarketChanges, Ratio, Split},
};
use rust_decimal::Decimal;

use crate::engines::period;

fn id(text: &str) -> SecurityId {
    text.parse().unwrap()
}

fn change(from: &str, to: &str) -> CusipChange {
    CusipChange {
        from: id(from),
        to: id(to),
        ratio: Ratio::ONE,
        managers: 8,
        of: 9,
        source: LinkSource::Holders,
    }
}

async fn replace(catalog: &Catalog, quarter: &str, changes: &MarketChanges) {
    let write = catalog.write().await.unwrap();
    let events = write.security_events();
    events.replace(period(quarter), changes).await.unwrap();
    write.commit().await.unwrap();
}

both_engines! {
    async fn events_come_back_as_they_were_and_are_replaced_whole(catalog: Catalog) {
        let mut changes = MarketChanges::default();
        changes.add_cusip_change(change("38259P508", "02079K305"));
        changes.add_split(id("67066G104"), Split {
            ratio: Ratio::new(10, 1).unwrap(),
            managers: 4_000,
            of: 5_000,
            price_before: Price::try_from(Decimal::new(90_356, 2)).ok(),
            price_now: None,
        });
        replace(&catalog, "2024Q2", &changes).await;
        let read = catalog.read().await.unwrap();
        assert_eq!(read.security_events().of_period(period("2024Q2")).await.unwrap(), changes);
        let nothing = MarketChanges::default();
        assert_eq!(read.security_events().of_period(period("2024Q3")).await.unwrap(), nothing);
        drop(read);
        replace(&catalog, "2024Q2", &nothing).await;
        let read = catalog.read().await.unwrap();
        assert_eq!(read.security_events().of_period(period("2024Q2")).await.unwrap(), nothing);
    }

    async fn a_chain_is_found_from_any_of_its_links(catalog: Catalog) {
        for (quarter, from, to) in [
            ("2015Q4", "38259P508", "02079K305"),
            ("2019Q1", "02079K305", "037833100"),
        ] {
            let mut changes = MarketChanges::default();
            changes.add_cusip_change(change(from, to));
            replace(&catalog, quarter, &changes).await;
        }
        let read = catalog.read().await.unwrap();
        for security in ["38259P508", "02079K305", "037833100"] {
            let chain = read.security_events().chain(&id(security)).await.unwrap();
            let steps: Vec<_> = chain.iter().map(|link| link.period.to_string()).collect();
            assert_eq!(steps, ["2015Q4", "2019Q1"], "{security}");
        }
        assert_eq!(read.security_events().chain(&id("191216100")).await.unwrap(), []);
    }
}
