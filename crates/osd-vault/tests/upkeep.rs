//! Looking after a vault: what lies there, objects on their way to a backup and back, and setting aside.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::PathBuf};

use bytes::Bytes;
use futures::TryStreamExt as _;
use osd_domain::ReferenceFile;
use osd_vault::{Key, Lying, Provenance, Put, Vault, VaultError, check_object};
use tempfile::TempDir;

const SENT: &[u8] = b"<SEC-DOCUMENT>submission</SEC-DOCUMENT>\n";

fn submission(number: u32) -> Key {
    Key::Submission(format!("0000950123-25-{number:06}").parse().unwrap())
}

fn list_of_companies() -> Key {
    Key::reference(ReferenceFile::CompanyTickers, b"{}")
}

fn provenance() -> Provenance {
    Provenance {
        url: "https://www.sec.gov/Archives/edgar/data/1/x.txt".into(),
        fetched_at: "2025-05-15T20:01:02Z".parse().unwrap(),
    }
}

/// A vault with a submission and a list of companies.
async fn vault() -> (TempDir, Vault) {
    let root = tempfile::tempdir().unwrap();
    let vault = Vault::folder(root.path()).unwrap();
    let sent = Bytes::from_static(SENT);
    vault
        .put(&submission(1), &provenance(), sent)
        .await
        .unwrap();
    let list = Bytes::from_static(b"{}");
    vault
        .put(&list_of_companies(), &provenance(), list)
        .await
        .unwrap();
    (root, vault)
}

fn file(root: &TempDir, key: &Key) -> PathBuf {
    root.path().join(key.to_string())
}

async fn lying(vault: &Vault) -> Vec<String> {
    let all: Vec<Lying> = vault.lying().try_collect().await.unwrap();
    let mut all: Vec<String> = all
        .into_iter()
        .map(|one| match one {
            Lying::Object { key, bytes } => {
                assert!(bytes > 0, "{key}");
                key.to_string()
            }
            Lying::Stray(path) => format!("stray {path}"),
        })
        .collect();
    all.sort_unstable();
    all
}

#[tokio::test]
async fn everything_that_lies_there_is_listed_strays_too() {
    let (root, vault) = vault().await;
    fs::write(root.path().join("submissions/README.md"), "hello").unwrap();
    let expected = [
        list_of_companies().to_string(),
        "stray submissions/README.md".to_owned(),
        submission(1).to_string(),
    ];
    assert_eq!(lying(&vault).await, expected);
    assert!(vault.has_stray("submissions/README.md").await.unwrap());
    assert!(!vault.has_stray("submissions/other.md").await.unwrap());
}

#[tokio::test]
async fn an_object_is_the_same_in_another_vault_with_its_provenance() {
    let (root, vault) = vault().await;
    let packed = vault.object(&submission(1)).await.unwrap().unwrap();
    assert_eq!(packed, fs::read(file(&root, &submission(1))).unwrap());
    assert_eq!(vault.object(&submission(2)).await.unwrap(), None);

    let elsewhere = tempfile::tempdir().unwrap();
    let other = Vault::folder(elsewhere.path()).unwrap();
    let put = other.put_object(&submission(1), packed.clone()).await;
    assert_eq!(put.unwrap(), Put::New);
    let kept = other.get(&submission(1)).await.unwrap().unwrap();
    assert_eq!((kept.provenance, &kept.bytes[..]), (provenance(), SENT));
    let again = other.put_object(&submission(1), packed.clone()).await;
    assert_eq!(again.unwrap(), Put::AlreadyThere);
    fs::write(file(&elsewhere, &submission(1)), "spoiled").unwrap();
    let mended = other.put_object(&submission(1), packed).await;
    assert_eq!(mended.unwrap(), Put::Mended);
    assert_eq!(
        other.get(&submission(1)).await.unwrap().unwrap().bytes,
        SENT
    );
}

#[tokio::test]
async fn an_object_that_is_not_sound_or_belongs_elsewhere_is_not_put() {
    let (_root, vault) = vault().await;
    let packed = vault.object(&submission(1)).await.unwrap().unwrap();
    let mut flipped = packed.to_vec();
    let last = flipped.len() - 6;
    flipped[last] ^= 1;
    let refused = vault.put_object(&submission(2), flipped.into()).await;
    assert!(matches!(refused, Err(VaultError::Damaged { .. })));
    assert!(!vault.contains(&submission(2)).await.unwrap());
    // A version is known by its content.
    let of_another = check_object(&list_of_companies(), &packed);
    assert!(matches!(of_another, Err(VaultError::Damaged { .. })));
}

#[tokio::test]
async fn what_is_set_aside_is_gone_from_the_vault_and_not_from_the_disk() {
    let (root, vault) = vault().await;
    fs::write(file(&root, &submission(1)), "spoiled").unwrap();
    let at = "2025-05-20T08:00:00Z".parse().unwrap();
    let aside = vault.set_aside(&submission(1), at).await.unwrap().unwrap();
    assert_eq!(aside, format!("damaged/20250520T080000Z/{}", submission(1)));
    assert_eq!(fs::read(root.path().join(aside)).unwrap(), b"spoiled");
    assert_eq!(vault.get(&submission(1)).await.unwrap(), None);
    assert_eq!(lying(&vault).await, [list_of_companies().to_string()]);
    assert_eq!(vault.set_aside(&submission(1), at).await.unwrap(), None);
}

#[test]
fn a_path_is_a_key_only_where_it_is_the_objects() {
    for key in [submission(1), list_of_companies()] {
        assert_eq!(key.to_string().parse(), Ok(key));
    }
    for odd in [
        "",
        "/",
        "submissions/../x",
        "submissions//0000950123/25/0000950123-25-000001.txt.zst",
    ] {
        assert!(odd.parse::<Key>().is_err(), "{odd}");
    }
}
