//! Whatever is damaged is found and named; what is whole is left in peace; what can be mended is mended.

use std::{
    fs,
    path::{Path, PathBuf},
};

use osd_domain::Accession;
use osd_ingest::{Finding, FindingKind, Severity, VerifyScope, verify};
use osd_testkit::{Universe, period, universe};
use osd_vault::Key;

use crate::street::Street;

const WHOLE: VerifyScope = VerifyScope {
    vault: true,
    catalog: true,
    snapshots: true,
    period: None,
};

/// A street with filings and reference files.
async fn street() -> (Street, Universe) {
    let (street, universe) = (Street::on_sqlite().await, universe(1));
    let mut mirror = universe.mirror(street.edgar());
    mirror.add_file(
        "files/company_tickers.json",
        osd_testkit::company_tickers(&[(1, "AAPL", "APPLE INC")]),
    );
    mirror.write().unwrap();
    assert!(street.take_in("2021Q1", "2024Q4").await.is_whole());
    (street, universe)
}

async fn findings(street: &Street) -> Vec<Finding> {
    verify(&street.house, WHOLE, false).await.unwrap().findings
}

/// Only this is found, here, and it is mended by what is ordered.
async fn is_found_and_mended(street: &Street, kind: FindingKind, place: &str) {
    let found = findings(street).await;
    let kinds: Vec<(FindingKind, &str)> = found
        .iter()
        .map(|one| (one.kind, one.place.as_str()))
        .collect();
    assert_eq!(kinds, [(kind, place)], "{found:#?}");
    let before = street.current().await;
    let verified = verify(&street.house, WHOLE, true).await.unwrap();
    assert!(verified.findings[0].ordered, "{verified:?}");
    assert!(verified.ordered > 0);
    let outcome = street.take_in("2024Q4", "2024Q4").await;
    assert!(outcome.is_whole(), "{kind}: {:?}", outcome.failed);
    assert_eq!(findings(street).await, [], "{kind}");
    assert_eq!(street.current().await, before, "{kind}");
}

/// Changes one bit in the middle of a file.
fn flip(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    fs::write(path, bytes).unwrap();
}

fn object(street: &Street, key: &Key) -> PathBuf {
    street.vault().join(key.to_string())
}

fn a_filing(universe: &Universe) -> Accession {
    universe.submissions[3].accession_number()
}

/// The folder of the snapshot that serves a period, and its place as it is said.
async fn a_snapshot(street: &Street) -> (PathBuf, String) {
    let (period, id) = street.current().await[2].clone();
    let place = format!("{period}/{id}");
    (street.folder.path().join("snapshots").join(&place), place)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_home_has_nothing_to_be_found() {
    let (street, universe) = street().await;
    let verified = verify(&street.house, WHOLE, false).await.unwrap();
    assert_eq!(verified.findings, []);
    assert_eq!(verified.filings, universe.submissions.len() as u64);
    assert_eq!(verified.periods, street.current().await.len() as u64);
    assert!(verified.objects > verified.filings && verified.bytes > 0);
    let one = VerifyScope {
        period: Some(period("2022Q2")),
        ..WHOLE
    };
    let of_one = verify(&street.house, one, false).await.unwrap();
    assert_eq!((of_one.findings.len(), of_one.periods), (0, 1));
    assert!(of_one.filings > 0 && of_one.filings < verified.filings);
    assert_eq!(of_one.objects, of_one.filings);
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_that_are_lost_or_damaged_are_named_and_fetched_again() {
    let (street, universe) = street().await;
    let accession = a_filing(&universe);
    let key = Key::Submission(accession);

    flip(&object(&street, &key));
    is_found_and_mended(&street, FindingKind::ObjectDamaged, &key.to_string()).await;
    let aside = street.vault().join("damaged");
    let aside = fs::read_dir(aside).unwrap().next().unwrap().unwrap().path();
    assert!(aside.join(key.to_string()).exists(), "it was set aside");

    fs::remove_file(object(&street, &key)).unwrap();
    is_found_and_mended(&street, FindingKind::SubmissionLost, &accession.to_string()).await;

    let read = street.house.catalog.read().await.unwrap();
    let index = read
        .indexes()
        .find(period("2022Q2"))
        .await
        .unwrap()
        .unwrap();
    drop(read);
    let sha256 = index.sha256.unwrap().parse().unwrap();
    let quarter = index.period;
    let key = Key::Index { quarter, sha256 };
    fs::remove_file(object(&street, &key)).unwrap();
    is_found_and_mended(&street, FindingKind::IndexLost, "2022Q2").await;
    flip(&object(&street, &key));
    is_found_and_mended(&street, FindingKind::ObjectDamaged, &key.to_string()).await;

    let file = osd_domain::ReferenceFile::CompanyTickers;
    let versions = street.house.vault.reference_versions(file).await.unwrap();
    let sha256 = versions[0].sha256;
    let key = Key::Reference { file, sha256 };
    fs::remove_file(object(&street, &key)).unwrap();
    is_found_and_mended(&street, FindingKind::ReferenceLost, &file.to_string()).await;
    flip(&object(&street, &key));
    is_found_and_mended(&street, FindingKind::ObjectDamaged, &key.to_string()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_catalog_has_wrong_of_a_submission_is_set_right() {
    let (street, universe) = street().await;
    let accession = a_filing(&universe);
    let write = street.house.catalog.write().await.unwrap();
    write
        .filings()
        .fetched(accession, &"ab".repeat(32), 7)
        .await
        .unwrap();
    write.commit().await.unwrap();
    is_found_and_mended(
        &street,
        FindingKind::SubmissionDiffers,
        &accession.to_string(),
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strays_are_reported_and_left_alone() {
    let (street, universe) = street().await;
    let key = Key::Submission(a_filing(&universe));
    let unknown: Accession = "0009999999-24-000001".parse().unwrap();
    let planted = object(&street, &Key::Submission(unknown));
    fs::create_dir_all(planted.parent().unwrap()).unwrap();
    fs::copy(object(&street, &key), &planted).unwrap();
    let readme = street.vault().join("submissions/README.md");
    fs::write(&readme, "whose is this?").unwrap();
    let (folder, place) = a_snapshot(&street).await;
    fs::write(folder.join("notes.txt"), "whose is this?").unwrap();
    // Of a period that is known an ingest would sweep it up.
    let id = "0123456789abcdef0123456789abcdef";
    let stray = street.folder.path().join("snapshots/1999Q1").join(id);
    fs::create_dir_all(&stray).unwrap();

    let verified = verify(&street.house, WHOLE, true).await.unwrap();
    let found: Vec<(FindingKind, String, Severity, bool)> = verified
        .findings
        .into_iter()
        .map(|one| (one.kind, one.place, one.severity, one.ordered))
        .collect();
    let stray_place = format!("1999Q1/{id}");
    let expected = [
        (FindingKind::SubmissionUnknown, unknown.to_string()),
        (FindingKind::SnapshotStray, stray_place),
        (FindingKind::SnapshotFileStray, place),
        (FindingKind::StrayFile, "submissions/README.md".to_owned()),
    ];
    let mut expected: Vec<_> = expected
        .into_iter()
        .map(|(kind, place)| (kind, place, Severity::Stray, false))
        .collect();
    let by_place = |list: &mut Vec<(FindingKind, String, Severity, bool)>| list.sort();
    let mut found = found;
    by_place(&mut expected);
    by_place(&mut found);
    assert_eq!(found, expected);
    assert_eq!(verified.ordered, 0);
    for left in [planted, readme, stray] {
        assert!(left.exists(), "{}", left.display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_that_nobody_points_to_is_a_stray_when_its_time_of_grace_is_over() {
    let (street, _) = street().await;
    let (folder, _) = a_snapshot(&street).await;
    let stray = folder.with_file_name("0123456789abcdef0123456789abcdef");
    fs::create_dir(&stray).unwrap();
    assert_eq!(findings(&street).await, []);
    let tomorrow = osd_ingest::House {
        clock: std::sync::Arc::new(|| chrono::Utc::now() + chrono::TimeDelta::hours(25)),
        ..street.house.clone()
    };
    let found = verify(&tomorrow, WHOLE, true).await.unwrap().findings;
    let place = stray.strip_prefix(street.folder.path().join("snapshots"));
    let place = place.unwrap().to_string_lossy().into_owned();
    assert!(
        found
            .iter()
            .all(|one| one.kind == FindingKind::SnapshotStray)
    );
    assert!(found.iter().any(|one| one.place == place), "{found:?}");
    assert!(stray.exists(), "it is left alone");
}

#[tokio::test(flavor = "multi_thread")]
async fn snapshots_that_are_not_whole_are_named_and_published_again() {
    let (street, _) = street().await;
    let (folder, place) = a_snapshot(&street).await;
    for file in ["lines.parquet", "filings.parquet", "manifest.json"] {
        flip(&folder.join(file));
        is_found_and_mended(&street, FindingKind::SnapshotDamaged, &place).await;
        fs::remove_file(folder.join(file)).unwrap();
        is_found_and_mended(&street, FindingKind::SnapshotLost, &place).await;
    }
    let manifest = folder.join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("\"managers\": ", "\"managers\": 1")).unwrap();
    is_found_and_mended(&street, FindingKind::SnapshotDamaged, &place).await;
    fs::remove_dir_all(&folder).unwrap();
    is_found_and_mended(&street, FindingKind::SnapshotLost, &place).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pointers_that_are_behind_or_lead_elsewhere_are_found() {
    let (street, _) = street().await;
    let (at, id) = street.current().await[2].clone();
    let write = street.house.catalog.write().await.unwrap();
    write.periods().touch(&[at]).await.unwrap();
    write.commit().await.unwrap();
    is_found_and_mended(&street, FindingKind::PeriodBehind, &at.to_string()).await;

    // The catalog says something else of the snapshot than its files do.
    let read = street.house.catalog.read().await.unwrap();
    let row = read.periods().find(at).await.unwrap().unwrap();
    let next = read.periods().find(at.next()).await.unwrap().unwrap();
    let before = read.periods().find(at.previous()).await.unwrap().unwrap();
    drop(read);
    let elsewhere = next.snapshot.clone().unwrap();
    let swap = osd_catalog::Swap {
        period: at,
        expected: Some(id.clone()),
        neighbors: [
            (at.previous(), before.snapshot.map(|one| one.id)),
            (at.next(), next.snapshot.map(|one| one.id)),
        ],
        new: elsewhere.clone(),
        revision: row.revision,
    };
    let write = street.house.catalog.write().await.unwrap();
    write
        .periods()
        .swap(&swap, chrono::Utc::now())
        .await
        .unwrap();
    write.commit().await.unwrap();
    let found = findings(&street).await;
    let place = format!("{at}/{}", elsewhere.id);
    assert_eq!(
        (found[0].kind, &found[0].place),
        (FindingKind::SnapshotLost, &place)
    );
    verify(&street.house, WHOLE, true).await.unwrap();
    assert!(street.take_in("2024Q4", "2024Q4").await.is_whole());
    assert_eq!(findings(&street).await, []);
    assert_eq!(street.current().await[2], (at, id));
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_of_the_catalog_are_held_to_the_snapshot() {
    let (street, _) = street().await;
    let (at, id) = street.current().await[2].clone();
    let read = street.house.catalog.read().await.unwrap();
    let summaries = read.summaries();
    let managers = summaries.all_managers_of(at).await.unwrap();
    let securities = summaries.securities_of(at).await.unwrap();
    let comparison = summaries.comparison(at).await.unwrap();
    drop(read);
    let mut wrong = managers.clone();
    let held = wrong.iter_mut().find_map(|one| one.value.as_mut()).unwrap();
    *held += 1;
    let write = street.house.catalog.write().await.unwrap();
    write
        .summaries()
        .replace(at, &wrong, &securities, comparison.as_ref())
        .await
        .unwrap();
    write.commit().await.unwrap();
    is_found_and_mended(&street, FindingKind::FiguresDiffer, &format!("{at}/{id}")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filing_that_the_snapshot_lacks_is_found() {
    let (street, _) = street().await;
    let (at, id) = street.current().await[2].clone();
    let read = street.house.catalog.read().await.unwrap();
    let filings = read.filings().of_period(at).await.unwrap();
    drop(read);
    let mut moved = filings[0].clone();
    moved.lines += 1;
    let write = street.house.catalog.write().await.unwrap();
    write.filings().save(&[moved]).await.unwrap();
    write.commit().await.unwrap();
    let found = findings(&street).await;
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].kind, FindingKind::FilingsDiffer);
    assert_eq!(found[0].place, format!("{at}/{id}"));
    assert!(found[0].found.contains(&filings[0].accession.to_string()));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_runs_at_the_same_time_is_reported() {
    let (street, universe) = (Street::on_sqlite().await, universe(3));
    universe.mirror(street.edgar()).write().unwrap();
    let mut taking_in = std::pin::pin!(street.take_in("2021Q1", "2024Q4"));
    let house = street.house.clone();
    let mut looked = 0;
    loop {
        tokio::select! {
            outcome = &mut taking_in => {
                assert!(outcome.is_whole(), "{:?}", outcome.failed);
                break;
            }
            verified = verify(&house, WHOLE, false) => {
                assert_eq!(verified.unwrap().findings, []);
                looked += 1;
            }
        }
    }
    assert!(looked > 1, "{looked}");
}
