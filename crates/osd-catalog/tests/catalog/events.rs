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

    async fn a_lineage_has_the_splits_of_all_its_cusips(catalog: Catalog) {
        let split = |ratio| Split {
            ratio: Ratio::new(ratio, 1).unwrap(), managers: 9, of: 10, price_before: None, price_now: None,
        };
        for (quarter, security, ratio) in [("2014Q2", "38259P508", 2), ("2022Q3", "02079K305", 20)] {
            let mut changes = MarketChanges::default();
            changes.add_split(id(security), split(ratio));
            changes.add_split(id("67066G104"), split(10));
            replace(&catalog, quarter, &changes).await;
        }
        let mut changes = MarketChanges::default();
        changes.add_cusip_change(change("38259P508", "02079K305"));
        replace(&catalog, "2015Q4", &changes).await;
        let read = catalog.read().await.unwrap();
        for security in ["38259P508", "02079K305"] {
            let lineage = read.security_events().lineage(&id(security)).await.unwrap();
            assert_eq!(lineage.securities(), [id("38259P508"), id("02079K305")]);
            let splits: Vec<_> = lineage.splits().iter().map(|(at, of, _)| (*at, of.clone())).collect();
            assert_eq!(
                splits,
                [(period("2014Q2"), id("38259P508")), (period("2022Q3"), id("02079K305"))]
            );
            let first = lineage.adjust(&id("38259P508"), period("2014Q1"), 1.into());
            assert_eq!(first, 40.into());
        }
    }
}
