//! What is put comes back as it was sent, or not at all.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::PathBuf, sync::Arc};

use bytes::Bytes;
use futures::{TryStreamExt as _, future};
use object_store::memory::InMemory;
use osd_domain::{Accession, Period, ReferenceFile};
use osd_vault::{Damage, Digest, Key, Provenance, Put, Vault, VaultError};
use proptest::prelude::*;
use tempfile::TempDir;

const SENT: &[u8] = b"<SEC-DOCUMENT>0000950123-25-005701.txt : 20250515\n</SEC-DOCUMENT>\n";

fn accession(text: &str) -> Accession {
    text.parse().unwrap()
}

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

fn submission() -> Key {
    Key::Submission(accession("0000950123-25-005701"))
}

fn fetched(at: &str) -> Provenance {
    Provenance {
        url: "https://www.sec.gov/Archives/edgar/data/1067983/0000950123-25-005701.txt".into(),
        fetched_at: at.parse().unwrap(),
    }
}

fn monday() -> Provenance {
    fetched("2025-05-19T08:00:00.123456789Z")
}

fn tuesday() -> Provenance {
    fetched("2025-05-20T08:00:00Z")
}

async fn put(vault: &Vault, key: Key, provenance: Provenance, bytes: impl Into<Bytes>) -> Put {
    vault.put(&key, &provenance, bytes.into()).await.unwrap()
}

/// A vault in a folder of its own.
struct Folder {
    vault: Vault,
    root: TempDir,
}

impl Folder {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let vault = Vault::folder(root.path().join("a/vault")).unwrap();
        Self { vault, root }
    }

    /// A vault that keeps `SENT`.
    async fn with_submission() -> Self {
        let this = Self::new();
        assert_eq!(
            put(&this.vault, submission(), monday(), SENT).await,
            Put::New
        );
        this
    }

    fn file(&self, key: &Key) -> PathBuf {
        self.root.path().join("a/vault").join(key.to_string())
    }

    /// What is found wrong after `harm` has been done to the object of `SENT`, which a put mends.
    async fn harmed(harm: impl FnOnce(&mut Vec<u8>)) -> Damage {
        let folder = Self::with_submission().await;
        let file = folder.file(&submission());
        let mut object = fs::read(&file).unwrap();
        harm(&mut object);
        fs::write(&file, object).unwrap();

        let VaultError::Damaged { key, what } = folder.vault.get(&submission()).await.unwrap_err()
        else {
            panic!("another error");
        };
        assert_eq!(key, submission());
        assert_eq!(put(&folder.vault, key, tuesday(), SENT).await, Put::Mended);
        let kept = folder.vault.get(&key).await.unwrap().unwrap();
        assert_eq!((&kept.bytes[..], kept.provenance), (SENT, tuesday()));
        what
    }
}

#[tokio::test]
async fn what_is_put_comes_back() {
    let folder = Folder::new();
    assert_eq!(folder.vault.get(&submission()).await.unwrap(), None);
    assert!(!folder.vault.contains(&submission()).await.unwrap());

    let folder = Folder::with_submission().await;
    let kept = folder.vault.get(&submission()).await.unwrap().unwrap();
    assert_eq!(kept.bytes, SENT);
    assert_eq!(kept.provenance, monday());
    assert_eq!(kept.sha256, Digest::of(SENT));
    assert!(folder.vault.contains(&submission()).await.unwrap());
}

#[tokio::test]
async fn bytes_are_put_once() {
    let folder = Folder::with_submission().await;
    let again = put(&folder.vault, submission(), tuesday(), SENT).await;
    assert_eq!(again, Put::AlreadyThere);

    let other = put(&folder.vault, submission(), tuesday(), "other").await;
    let kept = Digest::of(SENT);
    assert_eq!(other, Put::Differs { kept });

    let kept = folder.vault.get(&submission()).await.unwrap().unwrap();
    assert_eq!((&kept.bytes[..], kept.provenance), (SENT, monday()));
}

#[tokio::test]
async fn writes_to_a_folder_are_fsynced() {
    let vault = format!("{:?}", Folder::new().vault);
    assert!(vault.contains("fsync: true"), "{vault}");
}

#[tokio::test]
async fn an_object_in_a_folder_is_readable_by_zstd() {
    let folder = Folder::with_submission().await;
    let object = fs::File::open(folder.file(&submission())).unwrap();
    assert_eq!(zstd::decode_all(object).unwrap(), SENT);
}

#[tokio::test]
async fn every_damage_is_seen_and_mended() {
    let no_header = [
        Folder::harmed(Vec::clear).await,
        Folder::harmed(|object| object.truncate(7)).await,
        Folder::harmed(|object| object.truncate(100)).await,
        Folder::harmed(|object| object[0] ^= 1).await,
        Folder::harmed(|object| object[7] = 0xFF).await, // a header of 4 GB
    ];
    assert_eq!(no_header, [const { Damage::NoHeader }; 5]);

    let broken_header = Folder::harmed(|object| object[8] = b'[').await;
    assert!(matches!(broken_header, Damage::BrokenHeader(_)));

    let truncated = Folder::harmed(|object| object.truncate(object.len() - 10)).await;
    assert!(matches!(truncated, Damage::BrokenContent(_)));
    let longer = Folder::harmed(|object| object.extend_from_slice(b"garbage")).await;
    assert!(matches!(longer, Damage::BrokenContent(_)));
}

#[tokio::test]
async fn other_content_under_the_same_header_is_seen() {
    let length = SENT.len() as u64;
    let what = Folder::harmed(|object| replace_content(object, b"short"));
    let (declared, held) = (length, 5);
    assert_eq!(what.await, Damage::Length { declared, held });

    let what = Folder::harmed(|object| replace_content(object, &[SENT, SENT].concat()));
    let (declared, held) = (length, length + 1);
    assert_eq!(what.await, Damage::Length { declared, held });

    let other = SENT.to_ascii_uppercase();
    let what = Folder::harmed(|object| replace_content(object, &other));
    let (declared, held) = (Digest::of(SENT), Digest::of(&other));
    assert_eq!(what.await, Damage::Digest { declared, held });

    let what = Folder::harmed(|object| object.truncate(end_of_header(object)));
    assert!(matches!(what.await, Damage::BrokenContent(_)));
}

fn end_of_header(object: &[u8]) -> usize {
    8 + u32::from_le_bytes(object[4..8].try_into().unwrap()) as usize
}

fn replace_content(object: &mut Vec<u8>, content: &[u8]) {
    object.truncate(end_of_header(object));
    object.extend(zstd::encode_all(content, 3).unwrap());
}

#[tokio::test]
async fn no_flipped_bit_goes_unseen() {
    let folder = Folder::with_submission().await;
    let file = folder.file(&submission());
    let object = fs::read(&file).unwrap();
    for at in 0..object.len() {
        let mut flipped = object.clone();
        flipped[at] ^= 0x01;
        fs::write(&file, flipped).unwrap();
        match folder.vault.get(&submission()).await {
            // The address and the time are not digested, but the bytes are always those sent.
            Ok(kept) => assert_eq!(kept.unwrap().bytes, SENT, "byte {at}"),
            Err(VaultError::Damaged { .. }) => {}
            Err(other) => panic!("byte {at}: {other}"),
        }
    }
}

#[tokio::test]
async fn an_index_is_known_by_its_content() {
    let vault = Folder::new().vault;
    let key = Key::index(period("2025Q1"), b"as of Monday");
    let error = vault.put(&key, &monday(), "as of Tuesday".into()).await;
    assert!(matches!(error, Err(VaultError::OtherBytes { .. })));
    assert!(!vault.contains(&key).await.unwrap());
}

#[tokio::test]
async fn an_index_under_the_name_of_another_is_damage() {
    let folder = Folder::new();
    let first = Key::index(period("2025Q1"), b"first");
    let second = Key::index(period("2025Q1"), b"second");
    put(&folder.vault, first, monday(), "first").await;
    fs::rename(folder.file(&first), folder.file(&second)).unwrap();

    let what = Damage::WrongPlace(Digest::of(b"first"));
    match folder.vault.get(&second).await.unwrap_err() {
        VaultError::Damaged { key, what: found } => assert_eq!((key, found), (second, what)),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn versions_of_an_index_are_told_apart_by_time() {
    let vault = Folder::new().vault;
    let q1 = period("2025Q1");
    for (at, text) in [
        ("2025-05-20T08:00:00Z", "newest"),
        ("2025-02-20T08:00:00Z", "oldest"),
        ("2025-03-20T08:00:00Z", "between"),
    ] {
        let key = Key::index(q1, text.as_bytes());
        assert_eq!(put(&vault, key, fetched(at), text).await, Put::New);
    }
    let other = Key::index(period("2024Q4"), b"other");
    put(&vault, other, monday(), "other").await;

    let versions = vault.index_versions(q1).await.unwrap();
    let digests: Vec<Digest> = versions.iter().map(|version| version.sha256).collect();
    let expected = ["oldest", "between", "newest"].map(|text| Digest::of(text.as_bytes()));
    assert_eq!(digests, expected);
    assert_eq!(versions[0].provenance, fetched("2025-02-20T08:00:00Z"));
    assert_eq!(versions[0].length, 6);

    let mut all: Vec<_> = expected.iter().map(|digest| (q1, *digest)).collect();
    all.push((period("2024Q4"), Digest::of(b"other")));
    all.sort_unstable();
    assert_eq!(vault.indexes().await.unwrap(), all);
    assert_eq!(vault.index_versions(period("1993Q1")).await.unwrap(), []);
}

#[tokio::test]
async fn an_index_without_a_header_is_named() {
    let folder = Folder::new();
    let key = Key::index(period("2025Q1"), b"index");
    put(&folder.vault, key, monday(), "index").await;
    for left in ["", "no header"] {
        fs::write(folder.file(&key), left).unwrap();
        match folder
            .vault
            .index_versions(period("2025Q1"))
            .await
            .unwrap_err()
        {
            VaultError::Damaged { key: named, what } => {
                assert_eq!((named, what), (key, Damage::NoHeader));
            }
            other => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn a_reference_file_comes_back_and_is_put_once() {
    let folder = Folder::new();
    let key = Key::reference("cnsfails202009a.zip".parse().unwrap(), SENT);
    assert_eq!(put(&folder.vault, key, monday(), SENT).await, Put::New);
    let again = put(&folder.vault, key, tuesday(), SENT).await;
    assert_eq!(again, Put::AlreadyThere);
    let kept = folder.vault.get(&key).await.unwrap().unwrap();
    assert_eq!((&kept.bytes[..], kept.provenance), (SENT, monday()));

    let other = folder.vault.put(&key, &monday(), "other".into()).await;
    assert!(matches!(other, Err(VaultError::OtherBytes { .. })));
    let second = Key::reference("cnsfails202009b.zip".parse().unwrap(), b"second");
    fs::create_dir_all(folder.file(&second).parent().unwrap()).unwrap();
    fs::copy(folder.file(&key), folder.file(&second)).unwrap();
    match folder.vault.get(&second).await.unwrap_err() {
        VaultError::Damaged { what, .. } => {
            assert_eq!(what, Damage::WrongPlace(Digest::of(SENT)));
        }
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn versions_of_reference_files_are_told_apart_by_file_and_time() {
    let vault = Folder::new().vault;
    let companies = ReferenceFile::CompanyTickers;
    for (at, text) in [
        ("2025-05-20T08:00:00Z", "newer"),
        ("2025-02-20T08:00:00Z", "older"),
    ] {
        let key = Key::reference(companies, text.as_bytes());
        assert_eq!(put(&vault, key, fetched(at), text).await, Put::New);
    }
    let exchange = ReferenceFile::CompanyTickersExchange;
    let key = Key::reference(exchange, b"newer");
    assert_eq!(put(&vault, key, monday(), "newer").await, Put::New);
    put(&vault, submission(), monday(), SENT).await;

    let versions = vault.reference_versions(companies).await.unwrap();
    let digests: Vec<Digest> = versions.iter().map(|version| version.sha256).collect();
    let (older, newer) = (Digest::of(b"older"), Digest::of(b"newer"));
    assert_eq!(digests, [older, newer]);
    assert_eq!(versions[0].length, 5);
    let mut all = [(companies, older), (companies, newer), (exchange, newer)];
    all.sort_unstable();
    assert_eq!(vault.references().await.unwrap(), all);
    let none: ReferenceFile = "cnsfails202009a.zip".parse().unwrap();
    assert_eq!(vault.reference_versions(none).await.unwrap(), []);
    assert_eq!(vault.indexes().await.unwrap(), []);
}

#[tokio::test]
async fn submissions_are_listed_and_other_files_are_not() {
    let folder = Folder::with_submission().await;
    let paper = accession("9999999997-05-015667");
    put(&folder.vault, Key::Submission(paper), monday(), "paper").await;
    let file = folder.file(&submission());
    fs::write(file.with_file_name("README"), "").unwrap();
    fs::write(file.with_extension("zst#1"), "half an object").unwrap();

    let mut listed: Vec<Accession> = folder.vault.submissions().try_collect().await.unwrap();
    listed.sort_unstable();
    assert_eq!(listed, [accession("0000950123-25-005701"), paper]);
}

#[tokio::test]
async fn an_empty_vault_lists_nothing() {
    let vault = Folder::new().vault;
    let listed: Vec<Accession> = vault.submissions().try_collect().await.unwrap();
    assert_eq!(listed, []);
    assert_eq!(vault.indexes().await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_puts_of_one_key_one_writes() {
    let folder = Folder::new();
    let puts = (0..32).map(|_| {
        let vault = folder.vault.clone();
        tokio::spawn(async move { vault.put(&submission(), &monday(), SENT.into()).await })
    });
    let mut new = 0;
    for put in future::join_all(puts).await {
        match put.unwrap().unwrap() {
            Put::New => new += 1,
            put => assert_eq!(put, Put::AlreadyThere),
        }
    }
    assert_eq!(new, 1);
    let kept = folder.vault.get(&submission()).await.unwrap().unwrap();
    assert_eq!(kept.bytes, SENT);
}

#[tokio::test]
async fn a_folder_that_cannot_be_one_is_named() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = Vault::folder(file.path()).unwrap_err().to_string();
    assert!(error.contains(file.path().to_str().unwrap()), "{error}");
}

#[tokio::test]
async fn any_object_store_will_do() {
    let vault = Vault::over(Arc::new(InMemory::new()));
    let index = Key::index(period("2025Q1"), b"index");
    for (key, bytes) in [(submission(), SENT), (index, b"index")] {
        assert_eq!(vault.get(&key).await.unwrap(), None);
        assert_eq!(put(&vault, key, monday(), bytes).await, Put::New);
        assert_eq!(put(&vault, key, monday(), bytes).await, Put::AlreadyThere);
        assert_eq!(vault.get(&key).await.unwrap().unwrap().bytes, bytes);
    }
    let listed: Vec<Accession> = vault.submissions().try_collect().await.unwrap();
    assert_eq!(listed, [accession("0000950123-25-005701")]);
    assert_eq!(
        vault.index_versions(period("2025Q1")).await.unwrap().len(),
        1
    );
}

proptest! {
    #[test]
    fn any_bytes_make_the_round_trip(bytes: Vec<u8>, url: String, seconds in 0..4_000_000_000_i64) {
        let provenance = Provenance {
            url,
            fetched_at: chrono::DateTime::from_timestamp(seconds, 0).unwrap(),
        };
        let bytes = Bytes::from(bytes);
        let vault = Vault::over(Arc::new(InMemory::new()));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let kept = runtime.block_on(async {
            vault.put(&submission(), &provenance, bytes.clone()).await.unwrap();
            vault.get(&submission()).await.unwrap().unwrap()
        });
        prop_assert_eq!(kept.sha256, Digest::of(&bytes));
        prop_assert_eq!((kept.bytes, kept.provenance), (bytes, provenance));
    }
}
