//! Snapshots in a bucket, against a server: whole or not at all, verified, and within a bound on
//! this machine's disk.

#![cfg(test)]

use std::{
    fs,
    path::{Path as FsPath, PathBuf},
    sync::{Arc, Barrier},
};

use object_store::{ObjectStore, ObjectStoreExt as _, path::Path};
use osd_bucket::{Bucket, Settings, VARIABLES};
use osd_domain::{Filing, FilingRef, FilingState, Line, Period, Printed, Unit, court::Witnesses};
use osd_snapshot::{FaultKind, Published, SnapshotError, SnapshotId, Snapshots};
use osd_testkit::moto::{MotoBucket, fresh_bucket};
use tempfile::TempDir;

const PLENTY: u64 = 1 << 30;

fn period() -> Period {
    "2025Q1".parse().unwrap()
}

/// A bucket with folders before it.
struct Street {
    moto: MotoBucket,
    folders: TempDir,
}

impl Street {
    fn new() -> Self {
        Self {
            moto: fresh_bucket(),
            folders: tempfile::tempdir().unwrap(),
        }
    }

    fn store(&self) -> Arc<dyn ObjectStore> {
        let mut settings = Settings::default();
        for (name, value) in self.moto.variables() {
            let known = VARIABLES.iter().find(|known| known.name == name);
            settings.set(*known.unwrap(), value);
        }
        let place = self.moto.place("osd").parse().unwrap();
        Bucket::open(place, &settings).unwrap().room("snapshots")
    }

    fn cache(&self, machine: &str) -> PathBuf {
        self.folders.path().join(machine)
    }

    /// The snapshots as a process on some machine sees them.
    fn on(&self, machine: &str, limit: u64) -> Snapshots {
        Snapshots::bucket(self.store(), "s3://the-bucket", self.cache(machine), limit).unwrap()
    }

    /// Does something to the objects.
    fn tamper<T>(&self, with: impl AsyncFnOnce(Arc<dyn ObjectStore>) -> T) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(with(self.store()))
    }
}

fn object(published: &Published, name: &str) -> Path {
    Path::from(format!("{}/{}/{name}", period(), published.id))
}

/// Publishes a filing whose issuer is `word`, in `rows` rows.
fn publish(snapshots: &Snapshots, word: &str, rows: u32) -> Published {
    let mut filing = Filing::discovered(FilingRef {
        accession: "0000000001-25-000001".parse().unwrap(),
        cik: "1".parse().unwrap(),
        name: "MANAGER".into(),
        form: "13F-HR".parse().unwrap(),
        filed: "2025-05-15".parse().unwrap(),
        co_filers: Vec::new(),
    });
    filing.period = Some(period());
    filing.state = FilingState::Read;
    filing.unit = Some(Unit::Dollars);
    // Text that no codec makes small, the same for the same word.
    let noise = |ordinal: u32| {
        let mut state = u64::from(ordinal) + 1;
        let mut next = || {
            state = state.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
            format!("{:016x}", state ^ (state >> 29))
        };
        (0..16).map(|_| next()).collect::<String>()
    };
    let lines: Vec<Line> = (1..=rows)
        .map(|ordinal| Line {
            ordinal,
            issuer: format!("{word} {}", noise(ordinal)),
            cusip: Printed::new("037833100", "037833100".parse().ok()),
            value: Printed::exact(1000.into()),
            amount: Printed::exact(10.into()),
            ..Line::default()
        })
        .collect();
    let mut writer = snapshots.begin(period(), 1, "tester").unwrap();
    writer.push(&filing, &lines).unwrap();
    writer
        .finish::<SnapshotError>(Witnesses::default())
        .unwrap()
}

fn issuers(snapshots: &Snapshots, id: &SnapshotId) -> Vec<String> {
    let snapshot = snapshots.open(period(), id).unwrap();
    let lines = snapshot.lines(&snapshot.filings()[0]).unwrap();
    let first_word = |line: Line| line.issuer.split(' ').next().unwrap().to_owned();
    lines.into_iter().map(first_word).collect()
}

fn is_cached(cache: &FsPath, id: &SnapshotId) -> bool {
    cache.join("2025Q1").join(id.as_str()).exists()
}

#[test]
fn what_one_machine_publishes_another_reads_under_the_id_of_a_folder_on_moto() {
    let street = Street::new();
    let published = publish(&street.on("a", PLENTY), "ONE", 3);
    let folder = Snapshots::folder(street.cache("folder")).unwrap();
    assert_eq!(publish(&folder, "ONE", 3), published);

    let other = street.on("b", PLENTY);
    assert!(other.is_whole(period(), &published.id).unwrap());
    assert_eq!(
        other.manifest(period(), &published.id).unwrap(),
        published.manifest
    );
    assert_eq!(issuers(&other, &published.id), ["ONE", "ONE", "ONE"]);
    let lying: Vec<SnapshotId> = other
        .lying(period())
        .unwrap()
        .into_iter()
        .map(|one| one.0)
        .collect();
    assert_eq!(lying, std::slice::from_ref(&published.id));

    // From the disk: the bucket is not asked for the rows again.
    street.tamper(async |store| {
        store
            .delete(&object(&published, "lines.parquet"))
            .await
            .unwrap()
    });
    assert_eq!(issuers(&street.on("b", PLENTY), &published.id).len(), 3);
    assert!(!other.is_whole(period(), &published.id).unwrap());
}

#[test]
fn a_large_file_goes_up_in_parts_and_comes_down_whole_on_moto() {
    let street = Street::new();
    let published = publish(&street.on("a", PLENTY), "LARGE", 80_000);
    let bytes = published.manifest.files["lines.parquet"].bytes;
    assert!(bytes > 9 << 20, "{bytes} bytes are no two parts");
    let found = street.tamper(async |store| {
        let found = store.head(&object(&published, "lines.parquet")).await;
        found.unwrap()
    });
    assert_eq!(found.size, bytes);
    // A server tells what came in parts by its tag.
    assert!(found.e_tag.unwrap().contains('-'));
    assert_eq!(
        issuers(&street.on("b", PLENTY), &published.id).len(),
        80_000
    );
}

#[test]
fn a_damaged_object_is_noticed_and_published_again_it_is_mended_on_moto() {
    let street = Street::new();
    let publisher = street.on("a", PLENTY);
    let published = publish(&publisher, "SOUND", 3);
    let path = object(&published, "lines.parquet");
    for cut in [false, true] {
        street.tamper(async |store| {
            let mut bytes = store
                .get(&path)
                .await
                .unwrap()
                .bytes()
                .await
                .unwrap()
                .to_vec();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            bytes.truncate(bytes.len() - usize::from(cut));
            store.put(&path, bytes.into()).await.unwrap();
        });
        let reader = street.on("b", PLENTY);
        let refused = reader
            .open(period(), &published.id)
            .err()
            .unwrap()
            .to_string();
        assert!(refused.contains("lines.parquet"), "{refused}");
        assert!(refused.contains("rebuild"), "{refused}");
        assert!(!is_cached(&street.cache("b"), &published.id));

        assert_eq!(publish(&publisher, "SOUND", 3), published);
        assert_eq!(issuers(&reader, &published.id).len(), 3);
        fs::remove_dir_all(street.cache("b")).unwrap();
    }
}

#[test]
fn without_its_manifest_a_snapshot_is_not_there_and_is_swept_by_its_id_on_moto() {
    let street = Street::new();
    let published = publish(&street.on("a", PLENTY), "HALF", 3);
    street.tamper(async |store| {
        store
            .delete(&object(&published, "manifest.json"))
            .await
            .unwrap()
    });
    let reader = street.on("b", PLENTY);
    assert!(!reader.is_whole(period(), &published.id).unwrap());
    assert!(reader.open(period(), &published.id).is_err());
    assert_eq!(reader.lying(period()).unwrap().len(), 1);
    reader.remove(period(), &published.id).unwrap();
    reader.remove(period(), &published.id).unwrap();
    assert!(reader.lying(period()).unwrap().is_empty());
}

#[test]
fn a_store_that_does_not_answer_has_lost_nothing_on_moto() {
    let street = Street::new();
    let published = publish(&street.on("a", PLENTY), "ONE", 1);
    let mut settings = Settings::default();
    for (name, value) in street.moto.variables() {
        let known = VARIABLES.iter().find(|known| known.name == name);
        settings.set(*known.unwrap(), value);
    }
    let place = "s3://never-made/osd".parse().unwrap();
    let store = Bucket::open(place, &settings).unwrap().room("snapshots");
    let gone = Snapshots::bucket(store, "s3://never-made", street.cache("c"), PLENTY).unwrap();
    let refused = gone
        .is_whole(period(), &published.id)
        .unwrap_err()
        .to_string();
    assert!(refused.contains("no such bucket"), "{refused}");
    let refused = gone
        .open(period(), &published.id)
        .err()
        .unwrap()
        .to_string();
    assert!(refused.contains("no such bucket"), "{refused}");
}

#[test]
fn the_disk_holds_no_more_than_its_limit_and_what_was_used_last_on_moto() {
    let street = Street::new();
    let publisher = street.on("a", PLENTY);
    let all = ["ONE", "TWO", "THREE"].map(|word| publish(&publisher, word, 3));
    let sizes: Vec<u64> = all.iter().map(|one| one.manifest.bytes()).collect();
    // Manifests count too: room for two snapshots, and not for three.
    let limit = sizes.iter().sum::<u64>() - 1;
    let reader = street.on("b", limit);
    let cached = || {
        all.each_ref()
            .map(|one| is_cached(&street.cache("b"), &one.id))
    };
    assert!(reader.prefetch(period(), &all[0].id).unwrap());
    reader.open(period(), &all[1].id).unwrap();
    assert_eq!(cached(), [true, true, false]);
    assert!(
        !reader.prefetch(period(), &all[2].id).unwrap(),
        "there is no room"
    );
    assert_eq!(cached(), [true, true, false]);
    reader.open(period(), &all[0].id).unwrap();
    reader.open(period(), &all[2].id).unwrap();
    assert_eq!(
        cached(),
        [true, false, true],
        "the second was used before the first"
    );
    let filled = reader.cached().unwrap().unwrap();
    assert_eq!(filled.snapshots, 2);
    assert!(filled.bytes <= limit, "{filled:?}");
}

#[test]
fn what_is_being_read_stays_on_disk_and_readable_on_moto() {
    let street = Street::new();
    let publisher = street.on("a", PLENTY);
    let [first, second] = ["ONE", "TWO"].map(|word| publish(&publisher, word, 3));
    // Two processes share the folder, and there is room for one snapshot.
    let (one, other) = (street.on("b", 1), street.on("b", 1));
    let held = one.open(period(), &first.id).unwrap();
    assert_eq!(issuers(&other, &second.id), ["TWO", "TWO", "TWO"]);
    assert_eq!(held.lines(&held.filings()[0]).unwrap().len(), 3);
    assert!(is_cached(&street.cache("b"), &first.id));
    drop((held, one));
    let third = publish(&publisher, "THREE", 3);
    other.open(period(), &third.id).unwrap();
    assert!(
        !is_cached(&street.cache("b"), &first.id),
        "nobody reads it any more"
    );
    assert!(
        !is_cached(&street.cache("b"), &second.id),
        "open, but nobody reads it"
    );
}

#[test]
fn many_at_once_of_several_processes_get_one_download_on_moto() {
    let street = Street::new();
    let published = publish(&street.on("a", PLENTY), "ONE", 3);
    let processes = [(), (), ()].map(|()| street.on("b", PLENTY));
    let start = Arc::new(Barrier::new(9));
    std::thread::scope(|scope| {
        for snapshots in processes.iter().cycle().take(9) {
            let (start, id) = (Arc::clone(&start), &published.id);
            scope.spawn(move || {
                start.wait();
                assert_eq!(issuers(snapshots, id).len(), 3);
            });
        }
    });
    let left = |name: &str| fs::read_dir(street.cache("b").join(name)).unwrap().count();
    assert_eq!((left(".loading"), left(".going")), (0, 0));
    assert_eq!(left(".locks"), 1, "the one by which it is used");
}

#[test]
fn what_a_process_that_died_left_half_downloaded_is_removed_on_moto() {
    let street = Street::new();
    let published = publish(&street.on("a", PLENTY), "ONE", 3);
    let cache = street.cache("b");
    let half = cache.join(format!(".loading/2025Q1-{}", published.id));
    fs::create_dir_all(&half).unwrap();
    fs::write(half.join("lines.parquet"), "PAR1").unwrap();
    // Another was cut off after it had been moved to its place.
    let broken = cache.join("2025Q1").join(published.id.as_str());
    fs::create_dir_all(&broken).unwrap();
    fs::write(broken.join("lines.parquet"), "PAR1").unwrap();
    let reader = street.on("b", PLENTY);
    assert!(!half.exists());
    assert_eq!(issuers(&reader, &published.id).len(), 3);
}

#[test]
fn every_byte_in_the_bucket_is_verified_and_what_is_damaged_set_aside_on_moto() {
    let street = Street::new();
    let snapshots = street.on("here", PLENTY);
    let published = publish(&snapshots, "APPLE", 10);
    let id = &published.id;
    assert_eq!(snapshots.verify(period(), id).unwrap(), []);
    let all = snapshots.all().unwrap();
    let all: Vec<_> = all.iter().map(|(period, id, _)| (*period, id)).collect();
    assert_eq!(all, [(period(), id)]);

    // What was downloaded is sound; what lies in the bucket counts.
    let lines = object(&published, "lines.parquet");
    let bytes = published.manifest.files["lines.parquet"].bytes;
    let spoiled = vec![7; usize::try_from(bytes).unwrap()];
    street.tamper(async |store| store.put(&lines, spoiled.into()).await.unwrap());
    let faults = snapshots.verify(period(), id).unwrap();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(
        (faults[0].kind, faults[0].file.as_str()),
        (FaultKind::Damaged, "lines.parquet")
    );
    snapshots.set_aside(period(), id, "today").unwrap();
    let faults = snapshots.verify(period(), id).unwrap();
    assert_eq!(faults[0].kind, FaultKind::Lost);
    let aside = Path::from(format!(".damaged/today/{lines}"));
    street.tamper(async |store| store.head(&aside).await.unwrap());
    assert_eq!(publish(&snapshots, "APPLE", 10).id, *id);
    assert_eq!(snapshots.verify(period(), id).unwrap(), []);
}

#[test]
fn a_snapshot_goes_from_one_bucket_to_another_on_moto() {
    let (from, to) = (Street::new(), Street::new());
    let snapshots = from.on("here", PLENTY);
    let published = publish(&snapshots, "APPLE", 10);
    let on_disk = snapshots.on_disk(period(), &published.id).unwrap();
    let other = to.on("there", PLENTY);
    let receive = |spoil: bool| {
        let receiving = other.receive(&published.id, "tester").unwrap();
        assert!(receiving.file("../x.json").is_err());
        for (name, path) in on_disk.files() {
            let mut bytes = fs::read(path).unwrap();
            if spoil && name == "lines.parquet" {
                bytes[9] ^= 1;
            }
            std::io::Write::write_all(&mut receiving.file(name).unwrap(), &bytes).unwrap();
        }
        receiving.finish()
    };
    let spoiled = receive(true).unwrap_err();
    assert!(matches!(spoiled, SnapshotError::Damaged(_)), "{spoiled}");
    assert!(other.all().unwrap().is_empty());
    assert_eq!(receive(false).unwrap(), published);
    assert_eq!(other.verify(period(), &published.id).unwrap(), []);
}
