//! A period that is published again compares only those managers that are not as they were, and says what it
//! would say if it had compared all.

use std::sync::{Arc, Mutex};

use osd_catalog::{Comparison, ManagerSummary, SecuritySummary};
use osd_domain::{Cik, Period, market::MarketChanges};
use osd_ingest::{Event, House, IngestRange, Progress, ingest, judge};
use osd_testkit::{Generator, Mirror, Size, period};

use crate::street::Street;

const FROM: &str = "2023Q3";
const TO: &str = "2024Q2";

/// How many managers each publication compared.
#[derive(Default)]
struct Compared(Mutex<Vec<(Period, u64)>>);

impl Progress for Compared {
    fn tell(&self, event: Event) {
        if let Event::Published {
            period, compared, ..
        } = event
        {
            self.0.lock().unwrap().push((period, compared));
        }
    }
}

/// Everything that comparing says of a period.
type Says = (
    Vec<ManagerSummary>,
    Vec<SecuritySummary>,
    Option<Comparison>,
    MarketChanges,
);

async fn says(house: &House, period: Period) -> Says {
    let read = house.catalog.read().await.unwrap();
    (
        read.summaries().all_managers_of(period).await.unwrap(),
        read.summaries().securities_of(period).await.unwrap(),
        read.summaries().comparison(period).await.unwrap(),
        read.security_events().of_period(period).await.unwrap(),
    )
}

/// A street whose EDGAR has four quarters of these managers, and they.
async fn street_of(seed: u64, compared: &Arc<Compared>) -> (Street, Vec<Cik>) {
    let size = Size {
        managers: 40,
        lines: 3_500,
    };
    let generator = Generator::new(seed, size).unwrap();
    let mut street = Street::on_sqlite().await;
    street.house.progress = Arc::clone(compared) as Arc<dyn Progress>;
    let mut mirror = Mirror::new(street.edgar());
    let mut managers = Vec::new();
    for quarter in period(FROM).through(period(TO)) {
        for submission in generator.quarter(quarter).submissions() {
            managers.push(submission.manager().cik());
            mirror.add(&submission);
        }
    }
    mirror.write().unwrap();
    managers.sort_unstable();
    managers.dedup();
    (street, managers)
}

async fn take_in(street: &Street, managers: &[Cik]) {
    let presence = street.house.enter("tester").unwrap();
    let range = IngestRange {
        from: period(FROM),
        // What is filed for a quarter stands in the index of the next, and late amendments later.
        to: period("2025Q4"),
        managers: managers.to_vec(),
        reference: false,
    };
    let outcome = ingest(&street.house, &presence, &range, 2).await.unwrap();
    assert!(outcome.is_whole(), "{:?}", outcome.failed);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_gone_on_from_comes_to_what_comparing_all_comes_to() {
    for seed in 1..=2 {
        let compared = Arc::new(Compared::default());
        let (street, managers) = street_of(seed, &compared).await;
        let (most, few) = managers.split_at(managers.len() * 3 / 4);
        take_in(&street, most).await;
        compared.0.lock().unwrap().clear();
        for batch in few.chunks(4) {
            take_in(&street, batch).await;
        }
        let published = std::mem::take(&mut *compared.0.lock().unwrap());
        let gone_on = published.iter().filter(|(period, compared)| {
            *period != FROM.parse().unwrap() && *compared < most.len() as u64 / 2
        });
        assert!(gone_on.count() * 2 > published.len(), "{published:?}");

        let quarters: Vec<Period> = period(FROM).through(period(TO)).collect();
        let mut gone_on = Vec::new();
        for quarter in &quarters {
            gone_on.push(says(&street.house, *quarter).await);
        }
        let presence = street.house.enter("judge").unwrap();
        judge(&street.house, &presence, &quarters, 2).await.unwrap();
        for (quarter, gone_on) in quarters.iter().zip(gone_on) {
            let anew = says(&street.house, *quarter).await;
            assert!(!anew.0.is_empty());
            assert_eq!(gone_on, anew, "{quarter} of seed {seed}");
        }
    }
}
