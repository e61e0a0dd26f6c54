//! The vault against its digests.

use futures::{StreamExt, TryStreamExt, stream};
use osd_domain::{Accession, Period};
use osd_vault::{Key, Lying, VaultError};

use super::{
    Verified,
    finding::{FindingKind, Subject, Suspect},
};
use crate::{House, IngestError};

/// Objects that are read at a time: each is in memory while it is.
const AT_ONCE: usize = 8;

/// Reads every object, or those of the filings of a period, one after the other and some at a time.
pub(super) async fn all(
    house: &House,
    period: Option<Period>,
    verified: &mut Verified,
) -> Result<Vec<Suspect>, IngestError> {
    let lying = match period {
        None => house.vault.lying().boxed(),
        Some(period) => {
            let kept = submissions_of(house, period).await?;
            let keys = kept.into_iter().map(|accession| {
                Ok(Lying::Object {
                    key: Key::Submission(accession),
                    bytes: 0,
                })
            });
            stream::iter(keys).boxed()
        }
    };
    let mut looked_at = lying
        .map(|lying| async move {
            match lying? {
                Lying::Object { key, .. } => object(house, key).await,
                Lying::Stray(path) => Ok((None, stray(house, path).await?)),
            }
        })
        .buffer_unordered(AT_ONCE);
    let mut found = Vec::new();
    while let Some((bytes, suspect)) = looked_at.try_next().await? {
        verified.objects += u64::from(bytes.is_some());
        verified.bytes += bytes.unwrap_or_default();
        found.extend(suspect);
    }
    Ok(found)
}

async fn submissions_of(house: &House, period: Period) -> Result<Vec<Accession>, IngestError> {
    let read = house.catalog.read().await?;
    let filings = read
        .filings()
        .page_of_kept(Some(period), None, u64::MAX)
        .await?;
    Ok(filings.iter().map(|filing| filing.accession).collect())
}

/// One object: its length as it was sent, where it is whole, and what is wrong with it.
pub(super) async fn object(
    house: &House,
    key: Key,
) -> Result<(Option<u64>, Option<Suspect>), IngestError> {
    match house.vault.get(&key).await {
        Ok(kept) => Ok((kept.map(|kept| kept.bytes.len() as u64), None)),
        Err(VaultError::Damaged { what, .. }) => {
            let kind = FindingKind::ObjectDamaged;
            let suspect = Suspect::new(Subject::Object(key), kind, key, what);
            Ok((Some(0), Some(suspect)))
        }
        Err(error) => Err(error.into()),
    }
}

/// A file that is none of the vault's.
pub(super) async fn stray(house: &House, path: String) -> Result<Option<Suspect>, IngestError> {
    let is_there = house.vault.has_stray(&path).await?;
    Ok(is_there.then(|| {
        let found = "no object of the vault has such a name";
        let subject = Subject::Stray(path.clone());
        Suspect::new(subject, FindingKind::StrayFile, path, found)
    }))
}
