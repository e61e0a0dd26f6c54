//! Filings in, portfolios out: on both engines, in any order, whatever EDGAR's mood.

#![cfg(test)]

mod alarms;
mod backup;
mod follow;
mod goes_on;
mod older;
mod reference;
mod simulated;
mod street;
mod verify;

use std::{path::Path, sync::Arc};

use async_trait::async_trait;
use chrono::{TimeDelta, Utc};
use osd_catalog::{Order, WorkKind};
use osd_domain::{FilingState, Period, amendment::Standing};
use osd_fetch::{Answer, ArchivePath, Edgar, FetchError, Fetcher, Validators};
use osd_ingest::{House, IngestRange, ingest, judge, rebuild};
use osd_testkit::{Holding, Manager, Mirror, Universe, period, postgres, universe};

use self::street::Street;

const FROM: &str = "2021Q1";
const TO: &str = "2024Q4";

async fn comes_out_as_its_truth(street: Street, universe: &Universe) -> Vec<(Period, String)> {
    universe.mirror(street.edgar()).write().unwrap();
    let outcome = street.take_in(FROM, TO).await;
    assert!(outcome.is_whole(), "{:?}", outcome.failed);
    assert_eq!(outcome.filings, universe.submissions.len() as u64);
    let read = street.house.catalog.read().await.unwrap();
    for ((cik, period), truth) in &universe.truth {
        let found = read
            .summaries()
            .manager_in(*cik, *period)
            .await
            .unwrap()
            .expect("a summary");
        let figures = (found.standing, found.value, found.positions);
        match truth {
            Some(truth) => assert_eq!(
                figures,
                (Standing::Held, Some(truth.value.into()), truth.positions),
                "{cik} {period}"
            ),
            None => assert_eq!(figures, (Standing::NoHoldings, None, 0), "{cik} {period}"),
        }
    }
    drop(read);
    street.current().await
}

#[tokio::test(flavor = "multi_thread")]
async fn portfolios_are_what_the_managers_held_on_both_engines() {
    let universe = universe(1);
    let on_sqlite = comes_out_as_its_truth(Street::on_sqlite().await, &universe).await;
    let on_postgres =
        comes_out_as_its_truth(Street::on(&postgres::fresh_database()).await, &universe).await;
    assert_eq!(on_sqlite, on_postgres);
    assert!(on_sqlite.len() >= 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_do_not_depend_on_the_order_of_arrival() {
    let universe = universe(2);
    let at_once = comes_out_as_its_truth(Street::on_sqlite().await, &universe).await;

    let backwards = Street::on_sqlite().await;
    universe.mirror(backwards.edgar()).write().unwrap();
    let mut quarters: Vec<Period> = period(FROM).through(period(TO)).collect();
    quarters.reverse();
    for quarter in quarters {
        let quarter = quarter.to_string();
        assert!(backwards.take_in(&quarter, &quarter).await.is_whole());
    }
    assert_eq!(backwards.current().await, at_once);

    let by_manager = Street::on_sqlite().await;
    universe.mirror(by_manager.edgar()).write().unwrap();
    let presence = by_manager.house.enter("tester").unwrap();
    for cik in universe
        .truth
        .keys()
        .map(|(cik, _)| *cik)
        .collect::<std::collections::BTreeSet<_>>()
    {
        let range = IngestRange {
            from: period(FROM),
            to: period(TO),
            managers: vec![cik],
            reference: true,
        };
        assert!(
            ingest(&by_manager.house, &presence, &range, 1)
                .await
                .unwrap()
                .is_whole()
        );
    }
    assert_eq!(by_manager.current().await, at_once);
}

#[tokio::test(flavor = "multi_thread")]
async fn indexes_that_disagree_give_one_answer_whichever_came_first() {
    let (five, nine) = (Manager::new(5, "FIVE"), Manager::new(9, "NINE"));
    let submission = nine.files(period("2022Q4")).on("2023-01-10").holding(
        Holding::shares("APPLE INC", "COM", "037833100")
            .amount(10)
            .value(1_000_000),
    );
    let row = |cik: u64, filed: &str| {
        let accession = submission.accession_number();
        format!("{cik}|NAME {cik}|13F-HR|{filed}|edgar/data/{cik}/{accession}.txt")
    };
    let mut ids = Vec::new();
    for order in [["2022Q4", "2023Q1"], ["2023Q1", "2022Q4"]] {
        let street = Street::on_sqlite().await;
        let mut mirror = Mirror::new(street.edgar());
        mirror.add(&submission);
        // The quarter before lists it under a co-filer, and with a date of the days of thousands.
        mirror.add_row(period("2022Q4"), &row(five.cik().number(), "2022-12-31"));
        mirror.write().unwrap();
        let path = mirror.submission_path(&submission);
        let under_five = street.edgar().join("Archives/edgar/data/5");
        std::fs::create_dir_all(&under_five).unwrap();
        std::fs::copy(&path, under_five.join(path.file_name().unwrap())).unwrap();
        for quarter in order {
            assert!(street.take_in(quarter, quarter).await.is_whole());
        }
        let read = street.house.catalog.read().await.unwrap();
        let filing = read
            .filings()
            .find(submission.accession_number())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (filing.cik.number(), filing.filed.to_string().as_str()),
            (9, "2022-12-31")
        );
        drop(read);
        ids.push(street.current().await);
    }
    assert_eq!(ids[0], ids[1]);
    assert_eq!(ids[0].len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_run_does_nothing_twice() {
    let street = Street::on_sqlite().await;
    universe(3).mirror(street.edgar()).write().unwrap();
    street.take_in(FROM, TO).await;
    let before = street.current().await;
    let again = street.take_in(FROM, TO).await;
    assert_eq!(
        (again.filings, again.periods(), again.failed),
        (0, 0, Vec::new())
    );
    assert_eq!(street.current().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_makes_everything_again_from_the_vault_alone() {
    let street = Street::on_sqlite().await;
    universe(4).mirror(street.edgar()).write().unwrap();
    street.take_in(FROM, TO).await;
    let before = street.current().await;
    std::fs::remove_dir_all(street.edgar()).unwrap();

    // What stands is judged again, and comes out the same.
    let presence = street.house.enter("judge").unwrap();
    let judged = judge(&street.house, &presence, &[], 2).await.unwrap();
    assert!(judged.outcome.is_whole(), "{:?}", judged.outcome.failed);
    assert!(judged.periods.len() >= 8);
    assert!(
        judged
            .periods
            .values()
            .all(|(before, after)| before == after)
    );

    // Catalog and snapshots are lost; the vault is what is left.
    let empty = Street::on_sqlite().await;
    let house = House {
        vault: street.house.vault.clone(),
        ..empty.house.clone()
    };
    let presence = house.enter("tester").unwrap();
    let rebuilt = rebuild(&house, &presence, &[], 2).await.unwrap();
    assert!(
        rebuilt.outcome.is_whole() && rebuilt.unknown.is_empty(),
        "{:?}",
        rebuilt.outcome.failed
    );
    assert_eq!(empty.current().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_quarter_that_comes_later_is_compared_with_the_next() {
    let street = Street::on_sqlite().await;
    universe(5).mirror(street.edgar()).write().unwrap();
    // Most filings for a quarter are made in the next, amendments later still.
    street.take_in("2022Q3", "2022Q3").await;
    let previous = async || {
        let read = street.house.catalog.read().await.unwrap();
        let comparison = read.summaries().comparison(period("2022Q2")).await.unwrap();
        comparison.and_then(|comparison| comparison.previous_snapshot_id)
    };
    let before = previous().await;
    street.take_in("2022Q2", "2022Q2").await;
    let after = previous().await;
    let current: std::collections::BTreeMap<Period, String> =
        street.current().await.into_iter().collect();
    assert_eq!(after.as_ref(), current.get(&period("2022Q1")));
    assert!(after.is_some() && after != before, "{before:?}, {after:?}");
}

fn one_filing(root: &Path) -> (osd_testkit::Submission, Mirror) {
    let manager = Manager::new(1_234_567, "Sample Capital LLC");
    let submission = manager.files(period("2024Q1")).on("2024-05-10").holding(
        Holding::shares("APPLE INC", "COM", "037833100")
            .amount(10)
            .value(1_715),
    );
    let mut mirror = Mirror::new(root);
    mirror.add(&submission);
    mirror.write().unwrap();
    (submission, mirror)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_that_edgar_does_not_have_is_reported_and_had_later() {
    let street = Street::on_sqlite().await;
    let (submission, mirror) = one_filing(&street.edgar());
    let path = mirror.submission_path(&submission);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let outcome = street.take_in("2024Q2", "2024Q2").await;
    let [(WorkKind::Fetch, key, reason)] = outcome.failed.as_slice() else {
        panic!("{outcome:?}")
    };
    assert_eq!(*key, submission.accession_number().to_string());
    assert!(reason.contains("no submission"), "{reason}");
    let known = street
        .house
        .catalog
        .read()
        .await
        .unwrap()
        .filings()
        .find(submission.accession_number())
        .await
        .unwrap();
    assert_eq!(known.unwrap().state, FilingState::Discovered);

    std::fs::write(&path, bytes).unwrap();
    let outcome = street.take_in("2024Q2", "2024Q2").await;
    assert!(outcome.is_whole());
    assert_eq!((outcome.filings, outcome.periods()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_disk_spoiled_is_fetched_again() {
    let street = Street::on_sqlite().await;
    let (submission, _) = one_filing(&street.edgar());
    street.take_in("2024Q2", "2024Q2").await;
    let before = street.current().await;
    let accession = submission.accession_number();
    let kept = street
        .folder
        .path()
        .join("vault")
        .join(osd_vault::Key::Submission(accession).to_string());
    std::fs::write(&kept, b"spoiled").unwrap();

    let order = Order {
        kind: WorkKind::Read,
        key: accession.to_string(),
        payload: None,
        priority: 0,
        not_before: Utc::now() - TimeDelta::seconds(1),
    };
    let write = street.house.catalog.write().await.unwrap();
    write.work().enqueue(&[order], Utc::now()).await.unwrap();
    write.commit().await.unwrap();
    assert!(street.take_in("2024Q2", "2024Q2").await.is_whole());
    assert!(std::fs::metadata(&kept).unwrap().len() > 100);
    assert_eq!(street.current().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_vault_lost_is_had_again_when_its_period_is_published() {
    let street = Street::on_sqlite().await;
    let (submission, _) = one_filing(&street.edgar());
    street.take_in("2024Q2", "2024Q2").await;
    let before = street.current().await;
    let key = osd_vault::Key::Submission(submission.accession_number());
    std::fs::remove_file(street.vault().join(key.to_string())).unwrap();
    std::fs::remove_dir_all(street.folder.path().join("snapshots/2024Q1")).unwrap();

    let presence = street.house.enter("rebuilder").unwrap();
    let rebuilt = rebuild(&street.house, &presence, &[period("2024Q1")], 1)
        .await
        .unwrap();
    let [(WorkKind::Publish, _, reason)] = rebuilt.outcome.failed.as_slice() else {
        panic!("{rebuilt:?}")
    };
    assert!(reason.contains("not in the vault"), "{reason}");

    let outcome = street.take_in("2024Q2", "2024Q2").await;
    assert!(outcome.is_whole(), "{:?}", outcome.failed);
    assert_eq!(street.current().await, before);
    let failed = street
        .house
        .catalog
        .read()
        .await
        .unwrap()
        .work()
        .failed()
        .await
        .unwrap();
    assert_eq!(failed.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn snapshots_that_were_lost_are_published_again() {
    let street = Street::on_sqlite().await;
    universe(6).mirror(street.edgar()).write().unwrap();
    street.take_in(FROM, TO).await;
    let before = street.current().await;
    for quarter in ["2022Q1", "2022Q2"] {
        std::fs::remove_dir_all(street.folder.path().join("snapshots").join(quarter)).unwrap();
    }
    let outcome = street.take_in(FROM, TO).await;
    assert!(outcome.is_whole(), "{:?}", outcome.failed);
    assert_eq!(outcome.filings, 0);
    // Those that were lost, and at most those beside them, which are judged once more beside
    // what came back.
    assert!((2..=4).contains(&outcome.periods()));
    assert_eq!(street.current().await, before);
    assert!(before.iter().all(|(period, id)| {
        street
            .house
            .snapshots
            .is_whole(*period, &id.parse().unwrap())
            .unwrap()
    }));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_spoiled_submission_keeps_no_other_from_being_rebuilt() {
    let street = Street::on_sqlite().await;
    let universe = universe(8);
    universe.mirror(street.edgar()).write().unwrap();
    street.take_in(FROM, TO).await;
    let spoiled = universe.submissions[0].accession_number();
    let key = osd_vault::Key::Submission(spoiled);
    std::fs::write(street.vault().join(key.to_string()), b"spoiled").unwrap();

    let presence = street.house.enter("rebuilder").unwrap();
    let rebuilt = rebuild(&street.house, &presence, &[], 2).await.unwrap();
    assert_eq!(rebuilt.filings, universe.submissions.len() as u64 - 1);
    assert!(
        rebuilt
            .outcome
            .failed
            .iter()
            .any(|(_, key, _)| *key == spoiled.to_string())
    );
}

/// An EDGAR that has had enough of us.
struct Blocking;

#[async_trait]
impl Edgar for Blocking {
    async fn get(
        &self,
        path: &ArchivePath,
        _known: Option<&Validators>,
    ) -> Result<Answer, FetchError> {
        Err(FetchError::Blocked {
            url: self.url(path),
            status: 403,
            attempts: 1,
            wait: FetchError::BLOCK,
        })
    }

    fn url(&self, path: &ArchivePath) -> String {
        format!("https://www.sec.gov/{path}")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_is_an_error_stops_the_run_and_loses_nothing() {
    let street = Street::on_sqlite().await;
    one_filing(&street.edgar());
    let blocked = House {
        fetcher: Some(Fetcher::new(Arc::new(Blocking))),
        ..street.house.clone()
    };
    let presence = blocked.enter("blocked").unwrap();
    let range = IngestRange {
        from: period("1999Q1"),
        to: period("2024Q2"),
        managers: Vec::new(),
        reference: true,
    };
    let outcome = ingest(&blocked, &presence, &range, 1).await.unwrap();
    assert_eq!(
        outcome.failed.len(),
        1,
        "it stops at the first block: {:?}",
        outcome.failed
    );
    assert!(
        outcome.no_index.is_empty(),
        "a block is not a missing index"
    );

    let outcome = street.take_in("2024Q2", "2024Q2").await;
    assert!(outcome.is_whole(), "{:?}", outcome.failed);
    assert_eq!((outcome.filings, outcome.periods()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_edgar_is_no_error_and_every_missing_index_is_named() {
    let street = Street::on_sqlite().await;
    let outcome = street.take_in("2023Q4", "2024Q2").await;
    assert!(outcome.is_whole());
    let mut missing = outcome.no_index;
    missing.sort_unstable();
    assert_eq!(missing, ["2023Q4", "2024Q1", "2024Q2"].map(period));
}
