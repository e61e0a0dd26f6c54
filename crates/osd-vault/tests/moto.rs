//! The vault in a bucket, against a server.

#![cfg(test)]

use std::sync::Arc;

use futures::{StreamExt as _, TryStreamExt as _, future, stream};
use object_store::{ObjectStore, ObjectStoreExt as _, path::Path};
use osd_bucket::{Bucket, Settings, StoreError, VARIABLES};
use osd_domain::Accession;
use osd_testkit::moto::{MotoBucket, fresh_bucket};
use osd_vault::{Key, Provenance, Put, Vault, VaultError};

const SENT: &str = "<SEC-DOCUMENT>submission</SEC-DOCUMENT>";

fn store_at(moto: &MotoBucket, place: &str) -> Arc<dyn ObjectStore> {
    store_with(moto, place, &[])
}

fn store_with(moto: &MotoBucket, place: &str, more: &[(&str, &str)]) -> Arc<dyn ObjectStore> {
    let mut settings = Settings::default();
    let more = more
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    for (name, value) in moto.variables().into_iter().chain(more) {
        let known = VARIABLES.iter().find(|known| known.name == name);
        settings.set(*known.unwrap(), value);
    }
    Bucket::open(place.parse().unwrap(), &settings)
        .unwrap()
        .room("vault")
}

fn accession(number: u32) -> Accession {
    format!("0000950123-25-{number:06}").parse().unwrap()
}

fn key(number: u32) -> Key {
    Key::Submission(accession(number))
}

fn provenance() -> Provenance {
    Provenance {
        url: "https://www.sec.gov/Archives/edgar/data/1/x.txt".into(),
        fetched_at: "2025-05-15T20:01:02Z".parse().unwrap(),
    }
}

async fn put(vault: &Vault, bytes: &'static str) -> Put {
    vault
        .put(&key(1), &provenance(), bytes.into())
        .await
        .unwrap()
}

#[tokio::test]
async fn bytes_are_put_once_and_come_back_on_moto() {
    let moto = fresh_bucket();
    let vault = Vault::over(store_at(&moto, &moto.place("osd")));
    assert!(!vault.contains(&key(1)).await.unwrap());
    assert_eq!(vault.get(&key(1)).await.unwrap(), None);
    assert_eq!(put(&vault, SENT).await, Put::New);
    assert_eq!(put(&vault, SENT).await, Put::AlreadyThere);
    assert!(matches!(
        put(&vault, "other bytes").await,
        Put::Differs { .. }
    ));
    assert_eq!(vault.get(&key(1)).await.unwrap().unwrap().bytes, SENT);
    assert!(vault.contains(&key(1)).await.unwrap());
}

#[tokio::test]
async fn of_many_at_once_one_writes_on_moto() {
    let moto = fresh_bucket();
    let processes: Vec<Vault> = (0..8)
        .map(|_| Vault::over(store_at(&moto, &moto.place("osd"))))
        .collect();
    let puts = future::join_all(processes.iter().map(|vault| put(vault, SENT))).await;
    let new = puts.iter().filter(|put| **put == Put::New).count();
    let there = puts.iter().filter(|put| **put == Put::AlreadyThere).count();
    assert_eq!((new, there), (1, 7), "{puts:?}");
}

#[tokio::test]
async fn a_store_without_conditions_keeps_too_on_moto() {
    let moto = fresh_bucket();
    let told = [("AWS_CONDITIONAL_PUT", "disabled")];
    let vault = Vault::over(store_with(&moto, &moto.place("osd"), &told));
    assert_eq!(put(&vault, SENT).await, Put::New);
    assert_eq!(put(&vault, SENT).await, Put::AlreadyThere);
    assert_eq!(vault.get(&key(1)).await.unwrap().unwrap().bytes, SENT);
}

#[tokio::test]
async fn a_damaged_object_is_noticed_and_mended_on_moto() {
    let moto = fresh_bucket();
    let store = store_at(&moto, &moto.place("osd"));
    let vault = Vault::over(Arc::clone(&store));
    put(&vault, SENT).await;
    let path = Path::from(key(1).to_string());
    let mut object = store
        .get(&path)
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap()
        .to_vec();
    *object.last_mut().unwrap() ^= 1;
    store.put(&path, object.into()).await.unwrap();
    let read = vault.get(&key(1)).await;
    assert!(matches!(read, Err(VaultError::Damaged { .. })), "{read:?}");
    assert_eq!(put(&vault, SENT).await, Put::Mended);
    assert_eq!(vault.get(&key(1)).await.unwrap().unwrap().bytes, SENT);
}

#[tokio::test]
async fn a_listing_goes_over_all_pages_on_moto() {
    const MANY: u32 = 1_050; // a page has a thousand at most
    let moto = fresh_bucket();
    let store = store_at(&moto, &moto.place("osd"));
    let vault = Vault::over(Arc::clone(&store));
    // Listing reads none of them.
    stream::iter(1..=MANY)
        .map(|number| {
            let store = Arc::clone(&store);
            async move {
                let path = Path::from(key(number).to_string());
                store.put(&path, "x".into()).await.map(drop)
            }
        })
        .buffer_unordered(16)
        .try_collect::<()>()
        .await
        .unwrap();
    let mut listed: Vec<Accession> = vault.submissions().try_collect().await.unwrap();
    listed.sort_unstable();
    let expected: Vec<Accession> = (1..=MANY).map(accession).collect();
    assert_eq!(listed, expected);
}

#[tokio::test]
async fn a_missing_bucket_is_no_empty_vault_on_moto() {
    let moto = fresh_bucket();
    let vault = Vault::over(store_at(&moto, "s3://never-made/osd"));
    let read = vault.get(&key(1)).await;
    let is_told = |error: &VaultError| {
        matches!(
            error,
            VaultError::Store {
                source: StoreError::NoBucket,
                ..
            }
        )
    };
    assert!(read.as_ref().is_err_and(is_told), "{read:?}");
    let listed: Result<Vec<Accession>, _> = vault.submissions().try_collect().await;
    assert!(listed.as_ref().is_err_and(is_told), "{listed:?}");
    let written = vault.put(&key(1), &provenance(), SENT.into()).await;
    assert!(written.as_ref().is_err_and(is_told), "{written:?}");
}

#[tokio::test]
async fn no_key_is_shown_in_debug_on_moto() {
    let moto = fresh_bucket();
    let vault = Vault::over(store_at(&moto, &moto.place("osd")));
    let shown = format!("{vault:?}");
    assert!(
        !shown.contains(&moto.secret) && !shown.contains(&moto.key_id),
        "{shown}"
    );
}
