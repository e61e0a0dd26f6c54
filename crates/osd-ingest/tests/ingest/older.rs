//! What an older version read and published is read and published again, by no more than it takes.

use std::collections::BTreeMap;

use chrono::Utc;
use osd_catalog::{SnapshotRow, Swap};
use osd_domain::{Note, Period, court::Witnesses};
use osd_form13f::READER_VERSION;
use osd_ingest::judge;
use osd_snapshot::{LINES_SINCE, SCHEMA_VERSION, SnapshotError, SnapshotId};
use osd_testkit::{period, universe};
use sha2::{Digest, Sha256};

use crate::{FROM, TO, street::Street};

/// The periods before and after, with what is served of them.
async fn beside(street: &Street, quarter: Period) -> [(Period, Option<String>); 2] {
    let current: BTreeMap<Period, String> = street.current().await.into_iter().collect();
    [quarter.previous(), quarter.next()].map(|one| (one, current.get(&one).cloned()))
}

/// Makes a period look as an older version left it: read by another reader, published by it.
async fn age(street: &Street, quarter: Period) -> String {
    let house = &street.house;
    let read = house.catalog.read().await.unwrap();
    let row = read.periods().find(quarter).await.unwrap().unwrap();
    let mut filings = read.filings().of_period(quarter).await.unwrap();
    drop(read);
    let mut writer = house
        .snapshots
        .begin(quarter, READER_VERSION - 1, "older")
        .unwrap();
    for filing in &mut filings {
        filing.reader_version = Some(READER_VERSION - 1);
        filing.lines = 0;
        filing.notes = vec![Note::UnreadTable];
        writer.push(filing, &[]).unwrap();
    }
    let published = writer
        .finish::<SnapshotError>(Witnesses::default())
        .unwrap();
    let old = published.id.to_string();
    let write = house.catalog.write().await.unwrap();
    write.filings().save(&filings).await.unwrap();
    let swap = Swap {
        period: quarter,
        expected: row.snapshot.map(|snapshot| snapshot.id),
        neighbors: beside(street, quarter).await,
        new: SnapshotRow {
            id: old.clone(),
            rows: published.manifest.lines,
            bytes: published.manifest.bytes(),
            filings: published.manifest.filings,
        },
        revision: row.revision,
    };
    write.periods().swap(&swap, Utc::now()).await.unwrap();
    write.commit().await.unwrap();
    old
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_older_version_read_and_published_is_read_and_published_again() {
    let street = Street::on_sqlite().await;
    universe(6).mirror(street.edgar()).write().unwrap();
    street.take_in(FROM, TO).await;
    let before = street.current().await;
    let quarter = period("2022Q1");
    let filings = || async {
        let read = street.house.catalog.read().await.unwrap();
        read.filings().of_period(quarter).await.unwrap()
    };
    let read_before = filings().await;
    assert!(read_before.iter().any(|filing| filing.lines > 0));
    let old = age(&street, quarter).await;
    assert!(street.current().await.contains(&(quarter, old)));
    assert_ne!(filings().await, read_before);

    let outcome = street.take_in(TO, TO).await;
    assert!(outcome.is_whole(), "{:?}", outcome.failed);
    assert_eq!(filings().await, read_before);
    assert_eq!(street.current().await, before);
    assert!((1..=3).contains(&outcome.periods()), "with those beside it");

    let outcome = street.take_in(TO, TO).await;
    assert_eq!(
        (outcome.filings, outcome.periods()),
        (0, 0),
        "once is enough"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_of_an_older_version_is_published_again_though_its_filings_are_as_they_were() {
    let street = Street::on_sqlite().await;
    universe(6).mirror(street.edgar()).write().unwrap();
    street.take_in(FROM, TO).await;
    let before = street.current().await;
    let quarter = period("2022Q1");
    let read = street.house.catalog.read().await.unwrap();
    let filings = read.filings().of_period(quarter).await.unwrap();
    drop(read);
    age(&street, quarter).await;
    let write = street.house.catalog.write().await.unwrap();
    write.filings().save(&filings).await.unwrap();
    write.commit().await.unwrap();

    let outcome = street.take_in(TO, TO).await;
    assert_eq!(outcome.filings, 0, "{:?}", outcome.failed);
    assert!((1..=3).contains(&outcome.periods()), "with those beside it");
    assert_eq!(street.current().await, before);
}

/// Makes a snapshot look as one of an older schema: the same files, told of by another manifest.
async fn of_schema(street: &Street, quarter: Period, schema: u32) {
    let house = &street.house;
    let read = house.catalog.read().await.unwrap();
    let served = read.periods().find(quarter).await.unwrap().unwrap();
    drop(read);
    let row = served.snapshot.unwrap();
    let place = street.snapshots().join(quarter.to_string());
    let manifest = place.join(&row.id).join("manifest.json");
    let now = format!("\"schema\": {SCHEMA_VERSION}");
    let older = std::fs::read_to_string(&manifest).unwrap();
    assert!(older.contains(&now));
    let older = older.replace(&now, &format!("\"schema\": {schema}"));
    std::fs::write(&manifest, &older).unwrap();
    let digest = hex::encode(Sha256::digest(&older));
    let id: SnapshotId = digest[..32].parse().unwrap();
    std::fs::rename(place.join(&row.id), place.join(id.as_str())).unwrap();
    let swap = Swap {
        period: quarter,
        expected: Some(row.id.clone()),
        neighbors: beside(street, quarter).await,
        new: SnapshotRow {
            id: id.to_string(),
            ..row
        },
        revision: served.revision,
    };
    let write = house.catalog.write().await.unwrap();
    write.periods().swap(&swap, Utc::now()).await.unwrap();
    write.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_lie_as_they_would_now_are_copied_and_others_are_read_from_submissions() {
    let street = Street::on_sqlite().await;
    universe(6).mirror(street.edgar()).write().unwrap();
    street.take_in(FROM, TO).await;
    let before = street.current().await;
    let quarter = period("2022Q1");
    // What is read from a vault without submissions has to be fetched again first.
    std::fs::remove_dir_all(street.vault()).unwrap();
    let presence = street.house.enter("tester").unwrap();
    for (schema, has_to_read) in [(LINES_SINCE, false), (LINES_SINCE - 1, true)] {
        of_schema(&street, quarter, schema).await;
        assert_ne!(street.current().await, before);
        let again = judge(&street.house, &presence, &[quarter], 1).await;
        let outcome = again.unwrap().outcome;
        assert!(outcome.is_whole(), "{schema}: {:?}", outcome.failed);
        assert_eq!(outcome.filings > 0, has_to_read, "{schema}");
        assert_eq!(street.current().await, before, "{schema}");
    }
}
