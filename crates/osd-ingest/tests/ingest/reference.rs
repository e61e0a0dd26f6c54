//! Reference files of the SEC: a witness from outside, and tickers.

use osd_domain::{Confidence, Period, Unit};
use osd_ingest::{House, rebuild};
use osd_snapshot::Snapshot;
use osd_testkit::{FailsFile, Holding, Manager, Mirror, Submission, company_tickers, period};

use crate::street::Street;

const FILED: &str = "2024Q2";

/// A new manager that prints thousands though dollars are due, of shares whose prices are of the odd
/// kind that tells nothing: alone, nobody can say what its unit is.
fn straggler() -> Submission {
    Manager::new(1_234_567, "Odd Capital LLC")
        .files(period("2024Q1"))
        .on("2024-05-10")
        .holding(
            Holding::shares("BERKSHIRE HATHAWAY INC DEL", "CL A", "084670108")
                .amount(300)
                .value(190_332),
        )
        .holding(
            Holding::shares("NVR INC", "COM", "62944T105")
                .amount(500)
                .value(4_050),
        )
        .holding(
            Holding::shares("SEABOARD CORP DEL", "COM", "811543107")
                .amount(900)
                .value(2_901),
        )
        .holding(
            Holding::shares("CHIPOTLE MEXICAN GRILL INC", "COM", "169656105")
                .amount(700)
                .value(2_035),
        )
}

fn fails() -> FailsFile {
    let day = "20240401";
    FailsFile::of("202404a")
        .row(
            day,
            "084670108",
            "BRKA",
            "BERKSHIRE HATHAWAY INC-CL A",
            "634440.00",
        )
        .row(day, "62944T105", "NVR", "NVR INC", "8099.96")
        .row(day, "811543107", "SEB", "SEABOARD CORP", "3223.94")
        .row(
            day,
            "169656105",
            "CMG",
            "CHIPOTLE MEXICAN GRILL INC",
            "2906.77",
        )
}

async fn street(files: impl FnOnce(&mut Mirror)) -> Street {
    let street = Street::on_sqlite().await;
    let mut mirror = Mirror::new(street.edgar());
    files(mirror.add(&straggler()));
    mirror.write().unwrap();
    street
}

async fn published(house: &House) -> std::sync::Arc<Snapshot> {
    let quarter = period("2024Q1");
    let read = house.catalog.read().await.unwrap();
    let row = read.periods().find(quarter).await.unwrap().unwrap();
    let id = row.snapshot.unwrap().id.parse().unwrap();
    house.snapshots.open(quarter, &id).unwrap()
}

async fn unit(house: &House) -> (Unit, Option<Confidence>) {
    let snapshot = published(house).await;
    let filing = &snapshot.filings()[0];
    (filing.unit, filing.unit_confidence)
}

async fn tickers(house: &House) -> Vec<Option<String>> {
    let snapshot = published(house).await;
    let securities = snapshot.securities().iter();
    securities.map(|one| one.ticker.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn prices_from_outside_decide_where_nobody_else_can() {
    let alone = street(|_| {}).await;
    assert!(alone.take_in(FILED, FILED).await.is_whole());
    let (_, confidence) = unit(&alone.house).await;
    assert_ne!(confidence, Some(Confidence::Certain));
    assert_eq!(tickers(&alone.house).await, [const { None }; 4]);

    let beside = street(|mirror| {
        mirror.add_fails(&fails());
    })
    .await;
    let outcome = beside.take_in(FILED, FILED).await;
    assert!(outcome.is_whole(), "{:?}", outcome.failed);
    assert_eq!((outcome.reference_files, outcome.periods()), (1, 1));
    let certain = (Unit::Thousands, Some(Confidence::Certain));
    assert_eq!(unit(&beside.house).await, certain);
    let known = ["BRKA", "CMG", "NVR", "SEB"].map(|ticker| Some(ticker.to_owned()));
    assert_eq!(tickers(&beside.house).await, known);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_comes_later_changes_the_verdict_as_if_it_had_come_first() {
    let first = street(|mirror| {
        mirror.add_fails(&fails());
    })
    .await;
    first.take_in(FILED, FILED).await;

    let later = street(|_| {}).await;
    later.take_in(FILED, FILED).await;
    assert_ne!(later.current().await, first.current().await);
    Mirror::new(later.edgar())
        .add_fails(&fails())
        .write()
        .unwrap();
    let outcome = later.take_in(FILED, FILED).await;
    assert_eq!((outcome.reference_files, outcome.periods()), (1, 1));
    assert_eq!(later.current().await, first.current().await);

    // And no third time.
    let outcome = later.take_in(FILED, FILED).await;
    assert_eq!((outcome.reference_files, outcome.periods()), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn reference_files_are_entered_again_from_the_vault() {
    let street = street(|mirror| {
        let listed = company_tickers(&[(1_067_983, "BRK-A", "BERKSHIRE HATHAWAY INC")]);
        mirror
            .add_fails(&fails())
            .add_file("files/company_tickers.json", listed);
    })
    .await;
    let outcome = street.take_in(FILED, FILED).await;
    assert_eq!(outcome.reference_files, 2);
    let again = street.take_in(FILED, FILED).await;
    assert_eq!(again.reference_files, 0, "neither has changed");
    std::fs::remove_dir_all(street.edgar()).unwrap();

    let empty = Street::on_sqlite().await;
    let house = House {
        vault: street.house.vault.clone(),
        ..empty.house.clone()
    };
    let presence = house.enter("tester").unwrap();
    let rebuilt = rebuild(&house, &presence, &[], 2).await.unwrap();
    assert!(rebuilt.outcome.is_whole(), "{:?}", rebuilt.outcome.failed);
    assert_eq!(rebuilt.reference_files, 2);
    assert_eq!(empty.current().await, street.current().await);
    let read = house.catalog.read().await.unwrap();
    let seen = read.tickers().of_ticker("BRKA", 10).await.unwrap();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].security.as_str(), "084670108");
    assert_eq!(seen[0].first_day.to_string(), "2024-04-01");
    let listed = read.tickers().listed("BRKA", 10).await.unwrap();
    assert_eq!(listed[0].name, "BERKSHIRE HATHAWAY INC");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_the_vault_lost_is_had_again_when_its_period_is_published() {
    let street = street(|mirror| {
        mirror.add_fails(&fails());
    })
    .await;
    street.take_in(FILED, FILED).await;
    let before = street.current().await;
    let kept = street.vault().join("reference");
    std::fs::remove_dir_all(kept).unwrap();

    let write = street.house.catalog.write().await.unwrap();
    let quarter: Period = period("2024Q1");
    write.periods().touch(&[quarter]).await.unwrap();
    write.commit().await.unwrap();
    let outcome = street.take_in(FILED, FILED).await;
    assert!(outcome.is_whole(), "{:?}", outcome.failed);
    assert_eq!(outcome.reference_files, 1);
    assert_eq!(street.current().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_none_is_named_and_keeps_nothing_else_from_being_done() {
    let street = street(|mirror| {
        mirror.add_file(&fails().path(), "PK no zip file at all");
    })
    .await;
    let outcome = street.take_in(FILED, FILED).await;
    assert_eq!((outcome.filings, outcome.periods()), (1, 1));
    let [(_, key, reason)] = outcome.failed.as_slice() else {
        panic!("{outcome:?}")
    };
    assert_eq!(key, "cnsfails202404a.zip");
    assert!(reason.contains("fails-to-deliver"), "{reason}");
}
