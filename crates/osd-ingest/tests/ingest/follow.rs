//! EDGAR followed by the clock, whatever its mood.

use std::{path::Path, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use osd_catalog::WorkState;
use osd_testkit::{
    Submission,
    fake_edgar::{Fault, When},
    period, universe,
};

use crate::{
    simulated::Day,
    street::{Street, report, street_with},
};

#[tokio::test]
async fn what_is_filed_is_served_within_two_minutes_near_a_deadline() {
    // Times in Washington; the deadline is the 14th.
    let times = [
        "2024-11-13T10:03:10",
        "2024-11-13T10:04:55",
        "2024-11-13T10:19:05",
        "2024-11-13T10:33:01",
    ];
    let reports: Vec<Submission> = (1..).zip(times).map(|(n, at)| report(n, at, 100)).collect();
    let street = street_with(&reports).await;
    let day = Day::begin("2024-11-13T14:55:00Z", street).await;
    let served = std::sync::Mutex::new(Vec::new());
    let look = || async {
        let read = day.street.house.catalog.read().await.unwrap();
        let next = served.lock().unwrap().len();
        let Some(report) = reports.get(next) else {
            return true;
        };
        let cik = report.manager().cik();
        let summary = read
            .summaries()
            .manager_in(cik, period("2024Q3"))
            .await
            .unwrap();
        if summary.is_some() {
            served.lock().unwrap().push((day.clock)());
        }
        false
    };
    day.follow_until("2024Q4", TimeDelta::hours(2), look).await;
    for (at, served) in times.iter().zip(served.into_inner().unwrap()) {
        let accepted = chrono::NaiveDateTime::parse_from_str(at, "%Y-%m-%dT%H:%M:%S").unwrap();
        // Eastern Standard Time.
        let accepted: DateTime<Utc> = accepted.and_utc() + TimeDelta::hours(5);
        let lag = served - accepted;
        assert!(
            lag > TimeDelta::zero() && lag < TimeDelta::seconds(130),
            "{at}: {lag}"
        );
    }
    assert!(day.fake.max_in_any_second() <= 8);
}

#[tokio::test]
async fn a_filing_that_only_the_index_of_the_day_names_is_taken_in_that_night() {
    let report = report(5, "2024-11-13T10:03:10", 100);
    let street = street_with(std::slice::from_ref(&report)).await;
    let day = Day::begin("2024-11-14T02:50:00Z", street).await;
    // The feed is out of order all the time.
    day.fake
        .fault(Fault::Unavailable, When::until_cleared().at("cgi-bin"));
    let is_served = || day.all_is_served(1);
    day.follow_until("2024Q4", TimeDelta::hours(1), is_served)
        .await;
    let asked = day.fake.requests();
    let of_day = asked
        .iter()
        .filter(|one| one.path.contains("master.20241113.idx"));
    assert!(of_day.count() >= 1);
}

#[tokio::test]
async fn a_filing_in_the_feed_that_is_not_in_the_archive_yet_is_tried_again() {
    let report = report(5, "2024-11-13T10:03:10", 100);
    let street = street_with(std::slice::from_ref(&report)).await;
    let day = Day::begin("2024-11-13T15:00:00Z", street).await;
    let late = Fault::ArchiveLate {
        by: Duration::from_secs(20 * 60),
    };
    day.fake.fault(late, When::until_cleared());
    day.follow_until("2024Q4", TimeDelta::minutes(40), || day.all_is_served(1))
        .await;
    let read = day.street.house.catalog.read().await.unwrap();
    assert!(read.work().failed().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_block_is_waited_for_and_nothing_is_asked_meanwhile() {
    let report = report(5, "2024-11-13T10:03:10", 100);
    let street = street_with(std::slice::from_ref(&report)).await;
    let day = Day::begin("2024-11-13T15:00:00Z", street).await;
    day.fake
        .fault(Fault::Ban, When::next(1).at("Archives/edgar/data"));
    day.follow_until("2024Q4", TimeDelta::minutes(40), || day.all_is_served(1))
        .await;
    let asked = day.fake.requests();
    let met = |fault: &'static str| asked.iter().filter(move |one| one.faults.contains(&fault));
    // One request met it; had others come within ten minutes, each would have met it, too.
    assert_eq!(met("ban").count(), 1);
    let read = day.street.house.catalog.read().await.unwrap();
    let failed = read.work().counts().await.unwrap();
    assert!(
        failed.keys().all(|(_, state)| *state != WorkState::Failed),
        "{failed:?}"
    );
}

/// Follows what lies in the street's folder with faults at every turn, and holds what comes out to
/// what comes of the folder itself.
async fn comes_out_whole(
    street: Street,
    plain: &Street,
    at: &str,
    (from, open): (&str, &str),
    filings: u64,
) {
    let expected = plain.current().await;
    let day = Day::begin(at, street).await;
    day.fake.faults_at_random(0.15, 7);
    day.fake
        .fault(Fault::Undeclared, When::by_chance(0.002, 11));
    // The open quarter's index lacks rows every other time; the site's clock is wrong, and what is new
    // comes late, now and then.
    let open = format!("Archives/edgar/full-index/{open}");
    for (fault, when) in [
        ("index-rewritten=1", When::by_chance(0.5, 17).at(&open)),
        ("index-late=60", When::by_chance(0.2, 19)),
        ("archive-late=60", When::by_chance(0.2, 23)),
        ("clock-skew=7200", When::by_chance(0.2, 29)),
    ] {
        day.fake.fault(fault.parse().unwrap(), when);
    }
    // Pauses of hours lie between the tries.
    day.hurry(Duration::from_secs(2));
    day.fake.fault(Fault::Ban, When::by_chance(0.002, 13));
    day.follow_until(from, TimeDelta::hours(60), || day.all_is_served(filings))
        .await;
    assert_eq!(day.street.current().await, expected);
    assert!(
        day.fake.max_in_any_second() <= 8,
        "{}",
        day.fake.max_in_any_second()
    );
    let met = day.fake.faults_met();
    assert!(met.len() >= 12, "{met:?}");
    let read = day.street.house.catalog.read().await.unwrap();
    let left = read.filings().left(10).await.unwrap();
    assert_eq!(left, []);
}

#[tokio::test]
async fn with_every_fault_at_random_nothing_is_lost_or_doubled() {
    let universe = universe(5);
    let plain = Street::on_sqlite().await;
    universe.mirror(plain.edgar()).write().unwrap();
    assert!(plain.take_in("2021Q1", "2024Q4").await.is_whole());
    let street = Street::on_sqlite().await;
    universe.mirror(street.edgar()).write().unwrap();
    let filings = universe.submissions.len() as u64;
    comes_out_whole(
        street,
        &plain,
        "2024-12-05T14:00:00Z",
        ("2021Q1", "2024/QTR4"),
        filings,
    )
    .await;
}

#[tokio::test]
async fn with_every_fault_at_random_nothing_of_the_real_filings_is_lost_or_doubled() {
    let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/edgar");
    if !real.exists() {
        return;
    }
    let street = || async {
        let street = Street::on_sqlite().await;
        std::fs::remove_dir_all(street.edgar()).unwrap();
        std::os::unix::fs::symlink(&real, street.edgar()).unwrap();
        street
    };
    let plain = street().await;
    let taken_in = plain.take_in("1999Q1", "2026Q3").await;
    assert!(taken_in.is_whole(), "{:?}", taken_in.failed);
    let filings = taken_in.filings;
    let street = street().await;
    comes_out_whole(
        street,
        &plain,
        "2026-09-01T14:00:00Z",
        ("1999Q1", "2026/QTR3"),
        filings,
    )
    .await;
}
