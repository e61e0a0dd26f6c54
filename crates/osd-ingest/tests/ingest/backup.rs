//! Backups: on both engines and across them, while others write, and whatever happens to the file.

use std::{fs, io::Write as _, path::Path};

use futures::TryStreamExt;
use osd_catalog::{Catalog, CatalogError, DecisionKind, Engine, sqlite_url};
use osd_ingest::{
    BackedUp, BackupError, BackupOrder, BackupScope, FindingKind, IngestError, Overruling,
    Severity, VerifyScope, backup, overrule, restore, verify,
};
use osd_testkit::{Universe, period, postgres, universe};
use serde_json::Value;
use sha2::Digest as _;

use crate::street::Street;

const FROM: &str = "2021Q1";
const TO: &str = "2024Q4";

const EVERYTHING: BackupOrder = BackupOrder {
    scope: BackupScope::All,
    with_vault: true,
    with_snapshots: true,
    force: false,
};
const CATALOG: BackupOrder = BackupOrder {
    with_vault: false,
    with_snapshots: false,
    ..EVERYTHING
};
const WHOLE: VerifyScope = VerifyScope {
    vault: true,
    catalog: true,
    snapshots: true,
    period: None,
};

/// Every row of every table but the revision, by table.
async fn rows(catalog: &Catalog) -> Vec<(String, Vec<Vec<Value>>)> {
    let read = catalog.read().await.unwrap();
    let mut all = Vec::new();
    for table in read.tables().await.unwrap() {
        let rows = read.rows_of(&table).await.unwrap();
        let rows = rows.try_collect().await.unwrap();
        all.push((table.name.clone(), rows));
    }
    all
}

/// A street with filings, and a decision with letters that have to be quoted.
async fn with_filings(street: Street, universe: &Universe) -> Street {
    universe.mirror(street.edgar()).write().unwrap();
    assert!(street.take_in(FROM, TO).await.is_whole());
    let read = street.house.catalog.read().await.unwrap();
    let filings = read.filings().of_period(period("2022Q1")).await.unwrap();
    drop(read);
    let decision = Overruling {
        filing: filings[0].accession,
        kind: DecisionKind::Unit,
        choice: Some("dollars".to_owned()),
        actor: "tester".to_owned(),
        why: "\"quoted\",\nÜber two lines".to_owned(),
    };
    let presence = street.house.enter("decider").unwrap();
    overrule(&street.house, &presence, &decision, 1)
        .await
        .unwrap();
    street
}

async fn on(engine: Engine) -> Street {
    match engine {
        Engine::Sqlite => Street::on_sqlite().await,
        Engine::Postgres => Street::on(&postgres::fresh_database()).await,
    }
}

async fn backed_up(street: &Street, order: BackupOrder) -> BackedUp {
    let path = street.folder.path().join("osd.backup");
    backup(&street.house, order, &path).await.unwrap()
}

async fn restored(street: &Street, made: &BackedUp) {
    let restored = restore(&street.house, &made.path, "restorer", false).await;
    let restored = restored.unwrap();
    assert_eq!(
        (restored.rows, restored.objects, restored.snapshots),
        (made.rows, made.objects, made.snapshots)
    );
}

/// What is not as it should be: kind and place.
async fn found(street: &Street) -> Vec<(FindingKind, String)> {
    let verified = verify(&street.house, WHOLE, false).await.unwrap();
    let findings = verified.findings.into_iter();
    findings.map(|one| (one.kind, one.place)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_either_engine_restores_into_either() {
    let universe = universe(1);
    for from in [Engine::Sqlite, Engine::Postgres] {
        let street = with_filings(on(from).await, &universe).await;
        let made = backed_up(&street, EVERYTHING).await;
        assert_eq!(made.left_out, []);
        assert_eq!(made.about.engine, from);
        assert_eq!(made.snapshots, street.current().await.len() as u64);
        assert!(made.objects > universe.submissions.len() as u64, "{made:?}");
        let before = rows(&street.house.catalog).await;
        let journal = before.iter().find(|(table, _)| table == "journal").unwrap();
        assert_eq!(journal.1.len(), 1);
        for into in [Engine::Sqlite, Engine::Postgres] {
            let elsewhere = on(into).await;
            restored(&elsewhere, &made).await;
            assert_eq!(
                rows(&elsewhere.house.catalog).await,
                before,
                "{from} {into}"
            );
            assert_eq!(found(&elsewhere).await, []);
            // It is another catalog, and goes on where the other stood.
            let catalogs = [&street, &elsewhere].map(|street| street.house.catalog.clone());
            let revisions = [
                catalogs[0].revision().await.unwrap().catalog,
                catalogs[1].revision().await.unwrap().catalog,
            ];
            assert_ne!(revisions[0], revisions[1]);
            universe.mirror(elsewhere.edgar()).write().unwrap();
            let again = elsewhere.take_in(FROM, TO).await;
            assert!(again.is_whole(), "{:?}", again.failed);
            assert_eq!((again.filings, again.periods()), (0, 0));
            assert_eq!(elsewhere.current().await, street.current().await);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_for_its_owner_and_replaces_nothing_unasked() {
    let universe = universe(1);
    let street = with_filings(on(Engine::Sqlite).await, &universe).await;
    let made = backed_up(&street, CATALOG).await;
    let mode =
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&made.path).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600, "only its owner may read it");
    let bytes = fs::read(&made.path).unwrap();
    assert_eq!(bytes.len() as u64, made.bytes);

    let taken = backup(&street.house, CATALOG, &made.path).await;
    let error = taken.unwrap_err();
    assert!(matches!(error, IngestError::Backup(BackupError::Exists(_))));
    assert!(error.to_string().contains("--force"), "{error}");
    assert_eq!(fs::read(&made.path).unwrap(), bytes, "it is left alone");
    let force = BackupOrder {
        force: true,
        ..CATALOG
    };
    backup(&street.house, force, &made.path).await.unwrap();
    let left = fs::read_dir(street.folder.path()).unwrap();
    let left = left.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(!left.into_iter().any(|name| name.starts_with(".osd-backup")));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_vault_verify_says_what_is_to_be_fetched_and_repair_has_it_fetched() {
    let universe = universe(1);
    let street = with_filings(on(Engine::Sqlite).await, &universe).await;
    let made = backed_up(&street, CATALOG).await;
    let elsewhere = on(Engine::Sqlite).await;
    restored(&elsewhere, &made).await;
    let verified = verify(&elsewhere.house, WHOLE, true).await.unwrap();
    let lost = |kind| {
        verified
            .findings
            .iter()
            .filter(|one| one.kind == kind)
            .count()
    };
    assert_eq!(
        lost(FindingKind::SubmissionLost),
        universe.submissions.len()
    );
    assert_eq!(
        lost(FindingKind::SnapshotLost),
        street.current().await.len()
    );
    assert!(
        verified.findings.iter().all(|one| one.ordered),
        "{verified:?}"
    );
    universe.mirror(elsewhere.edgar()).write().unwrap();
    let outcome = elsewhere.take_in(TO, TO).await;
    assert!(outcome.is_whole(), "{:?}", outcome.failed);
    assert_eq!(found(&elsewhere).await, []);
    assert_eq!(elsewhere.current().await, street.current().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_decided_can_be_backed_up_alone() {
    let universe = universe(1);
    let street = with_filings(on(Engine::Postgres).await, &universe).await;
    let people = BackupOrder {
        scope: BackupScope::People,
        ..CATALOG
    };
    let made = backed_up(&street, people).await;
    assert_eq!((made.rows, made.objects, made.snapshots), (1, 0, 0));
    let elsewhere = on(Engine::Sqlite).await;
    restored(&elsewhere, &made).await;
    universe.mirror(elsewhere.edgar()).write().unwrap();
    assert!(elsewhere.take_in(FROM, TO).await.is_whole());
    assert_eq!(elsewhere.current().await, street.current().await);
}

/// A small backup, and an empty street to restore it into.
async fn small() -> (Street, BackedUp, Street) {
    let street = Street::on_sqlite().await;
    let made = backed_up(&street, CATALOG).await;
    (street, made, Street::on_sqlite().await)
}

async fn is_refused(street: &Street, path: &Path, why: &str) {
    let error = restore(&street.house, path, "restorer", false).await;
    let error = error.expect_err(why);
    let is_said = matches!(error, IngestError::Backup(BackupError::NotWhole { .. }));
    assert!(is_said, "{why}: {error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_flipped_byte_is_seen() {
    let (street, made, elsewhere) = small().await;
    let bytes = fs::read(&made.path).unwrap();
    let path = street.folder.path().join("flipped");
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << (at % 8);
        fs::write(&path, flipped).unwrap();
        is_refused(&elsewhere, &path, &format!("byte {at}")).await;
    }
    restored(&elsewhere, &made).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_cut_anywhere_is_refused() {
    let (street, made, elsewhere) = small().await;
    let bytes = fs::read(&made.path).unwrap();
    let path = street.folder.path().join("cut");
    for length in 0..bytes.len() {
        fs::write(&path, &bytes[..length]).unwrap();
        is_refused(&elsewhere, &path, &format!("{length} bytes")).await;
    }
    let mut longer = bytes.clone();
    longer.push(0);
    fs::write(&path, longer).unwrap();
    is_refused(&elsewhere, &path, "a byte too many").await;
    restored(&elsewhere, &made).await;
}

/// Packs a tar as a backup is packed, with the digest of what is in it.
fn sealed(tar: &[u8]) -> Vec<u8> {
    let mut packed = zstd::encode_all(tar, 3).unwrap();
    let sha256 = hex::encode(sha2::Sha256::digest(&packed));
    let json = format!("{{\"sha256\":\"{sha256}\"}}");
    packed.write_all(&0x184D_2A5F_u32.to_le_bytes()).unwrap();
    packed
        .write_all(&(json.len() as u32).to_le_bytes())
        .unwrap();
    packed.write_all(json.as_bytes()).unwrap();
    packed
}

#[tokio::test(flavor = "multi_thread")]
async fn members_are_held_to_the_manifest() {
    let universe = universe(1);
    let street = with_filings(on(Engine::Sqlite).await, &universe).await;
    let people = BackupOrder {
        scope: BackupScope::People,
        ..CATALOG
    };
    let made = backed_up(&street, people).await;
    let tar = zstd::decode_all(&fs::read(&made.path).unwrap()[..]).unwrap();
    let path = street.folder.path().join("altered");
    let elsewhere = Street::on_sqlite().await;
    let altered = |from: &str, to: &str| {
        let at = tar
            .windows(from.len())
            .position(|some| some == from.as_bytes());
        let mut altered = tar.clone();
        let at = at.expect(from);
        altered[at..at + to.len()].copy_from_slice(to.as_bytes());
        fs::write(&path, sealed(&altered)).unwrap();
    };
    altered("Über two", "Uber  two");
    is_refused(&elsewhere, &path, "a row that says something else").await;
    altered("\"journal\": 1", "\"journal\": 2");
    is_refused(&elsewhere, &path, "a row that is missing").await;
    altered("\"format\": 1", "\"format\": 9");
    let error = restore(&elsewhere.house, &path, "restorer", false).await;
    let error = error.unwrap_err();
    assert!(matches!(
        error,
        IngestError::Backup(BackupError::Newer { format: 9, .. })
    ));
    let schema = Catalog::schema_version();
    altered(&schema, &schema.replacen("m2026", "m2099", 1));
    let error = restore(&elsewhere.house, &path, "restorer", false).await;
    let error = error.unwrap_err();
    assert!(matches!(
        error,
        IngestError::Catalog(CatalogError::Newer { .. })
    ));
    assert!(error.to_string().contains("upgrade osd"), "{error}");
    restored(&elsewhere, &made).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_restored_over_something_or_beside_workers() {
    let universe = universe(1);
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let street = with_filings(on(engine).await, &universe).await;
        let made = backed_up(&street, CATALOG).await;
        let before = rows(&street.house.catalog).await;
        let error = restore(&street.house, &made.path, "restorer", false).await;
        let error = error.unwrap_err();
        assert!(matches!(
            error,
            IngestError::Catalog(CatalogError::NotEmpty { .. })
        ));
        assert!(error.to_string().contains("--into"), "{error}");

        let alive = street.house.enter("somebody").unwrap();
        let error = restore(&street.house, &made.path, "restorer", true).await;
        let error = error.unwrap_err();
        assert!(matches!(error, IngestError::Backup(BackupError::AtWork(_))));
        assert!(error.to_string().contains("somebody"), "{error}");
        drop(alive);
        assert_eq!(rows(&street.house.catalog).await, before);

        let write = street.house.catalog.write().await.unwrap();
        write.periods().touch(&[period("1999Q4")]).await.unwrap();
        write.commit().await.unwrap();
        restore(&street.house, &made.path, "restorer", true)
            .await
            .unwrap();
        assert_eq!(rows(&street.house.catalog).await, before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_made_while_others_write_is_a_state_that_existed() {
    let universe = universe(3);
    let street = Street::on_sqlite().await;
    universe.mirror(street.edgar()).write().unwrap();
    let house = street.house.clone();
    let mut made = Vec::new();
    {
        let mut taking_in = std::pin::pin!(street.take_in(FROM, TO));
        let mut is_done = false;
        while !is_done {
            let path = street.folder.path().join(format!("{}.backup", made.len()));
            let one = tokio::spawn({
                let house = house.clone();
                async move { backup(&house, CATALOG, &path).await.unwrap() }
            });
            tokio::pin!(one);
            loop {
                tokio::select! {
                    outcome = &mut taking_in, if !is_done => {
                        assert!(outcome.is_whole(), "{:?}", outcome.failed);
                        is_done = true;
                    }
                    backed_up = &mut one => {
                        made.push(backed_up.unwrap());
                        break;
                    }
                }
            }
        }
    }
    let sizes: std::collections::BTreeSet<u64> = made.iter().map(|one| one.rows).collect();
    assert!(sizes.len() > 2, "states in between were met: {sizes:?}");
    for one in made {
        // The same vault and snapshots, and the catalog as it was then.
        let url = sqlite_url(&one.path.with_extension("db"));
        let catalog = Catalog::open(&url).await.unwrap();
        catalog.migrate().await.unwrap();
        let then = osd_ingest::House {
            catalog,
            ..house.clone()
        };
        restore(&then, &one.path, "restorer", false).await.unwrap();
        let verified = verify(&then, WHOLE, false).await.unwrap();
        let mut findings = verified.findings.into_iter();
        let wrong = findings.find(|found| found.severity != Severity::Stray);
        assert_eq!(wrong, None, "of {} rows", one.rows);
    }
}
