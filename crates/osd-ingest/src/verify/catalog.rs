//! The catalog against the vault.

use std::collections::BTreeSet;

use futures::{StreamExt, TryStreamExt, stream};
use osd_catalog::{Index, IndexState, KeptFiling, Read, ReferenceRecord, ReferenceState, WorkKind};
use osd_domain::{Accession, FilingState, Period, ReferenceFile};
use osd_vault::{Key, Vault, VaultError, Version};

use super::{
    Verified,
    finding::{FindingKind, Subject, Suspect},
};
use crate::{House, IngestError};

/// Filings that are looked at in one transaction.
const PAGE: u64 = 1_000;
/// Headers of objects that are read at a time.
const AT_ONCE: usize = 16;

/// All filings, indexes and reference files, and what the vault has that the catalog does not know.
pub(super) async fn all(
    house: &House,
    period: Option<Period>,
    verified: &mut Verified,
) -> Result<Vec<Suspect>, IngestError> {
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let read = house.catalog.read().await?;
        let page = read.filings().page_of_kept(period, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.accession);
        verified.filings += page.len() as u64;
        found.extend(filings(house, &read, &page).await?);
    }
    if period.is_some() {
        return Ok(found);
    }
    found.extend(unknown(house).await?);
    let read = house.catalog.read().await?;
    let indexes = read.indexes().list().await?;
    let files = read.reference_files().list().await?;
    for record in indexes {
        found.extend(of_index(house, &record).await?);
    }
    for record in files {
        found.extend(of_reference(house, &read, &record).await?);
    }
    Ok(found)
}

/// One filing, known or not.
pub(super) async fn filing(
    house: &House,
    accession: Accession,
) -> Result<Vec<Suspect>, IngestError> {
    let key = Key::Submission(accession);
    let is_kept = house.vault.contains(&key).await?;
    let read = house.catalog.read().await?;
    let known = read.filings().kept_of(&[accession]).await?;
    if known.is_empty() && is_kept {
        return Ok(vec![not_known(accession)]);
    }
    filings(house, &read, &known).await
}

/// What a transaction knows of some filings, against the vault.
async fn filings(
    house: &House,
    read: &Read,
    some: &[KeptFiling],
) -> Result<Vec<Suspect>, IngestError> {
    let unread = unread(read, some).await?;
    let vault = &house.vault;
    let looked_at = stream::iter(some.iter().cloned())
        .map(|filing| async move {
            let held = facts(vault, &Key::Submission(filing.accession)).await?;
            Ok::<_, IngestError>((filing, held))
        })
        .buffer_unordered(AT_ONCE);
    let looked_at: Vec<(KeptFiling, Held)> = looked_at.try_collect().await?;
    let mut found = Vec::new();
    for (filing, held) in looked_at {
        found.extend(submission(&filing, &held));
        if matches!(held, Held::Whole(_)) && unread.contains(&filing.accession) {
            let words = format!(
                "it is {} and in the vault, and nothing orders its reading",
                filing.state
            );
            let kind = FindingKind::FilingUnread;
            let subject = Subject::Filing(filing.accession);
            found.push(Suspect::new(subject, kind, filing.accession, words));
        }
    }
    Ok(found)
}

/// Those that were not read and that nothing orders to be fetched or read.
async fn unread(read: &Read, some: &[KeptFiling]) -> Result<BTreeSet<Accession>, IngestError> {
    let pending = some.iter().filter(|filing| !filing.state.is_settled());
    let pending: Vec<Accession> = pending.map(|filing| filing.accession).collect();
    if pending.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut ordered = read.work().ordered(WorkKind::Read, &pending).await?;
    ordered.extend(read.work().ordered(WorkKind::Fetch, &pending).await?);
    let pending = pending.into_iter();
    Ok(pending
        .filter(|accession| !ordered.contains(&accession.to_string()))
        .collect())
}

/// What the vault has under a key, by its header.
enum Held {
    Nothing,
    Damaged(Key, String),
    Whole(Version),
}

async fn facts(vault: &Vault, key: &Key) -> Result<Held, IngestError> {
    match vault.facts(key).await {
        Ok(Some(version)) => Ok(Held::Whole(version)),
        Ok(None) => Ok(Held::Nothing),
        Err(VaultError::Damaged { what, .. }) => Ok(Held::Damaged(*key, what.to_string())),
        Err(error) => Err(error.into()),
    }
}

fn damaged(key: Key, what: &str) -> Suspect {
    Suspect::new(Subject::Object(key), FindingKind::ObjectDamaged, key, what)
}

fn submission(filing: &KeptFiling, held: &Held) -> Option<Suspect> {
    let accession = filing.accession;
    let suspect = |kind, found: String| {
        Some(Suspect::new(
            Subject::Filing(accession),
            kind,
            accession,
            found,
        ))
    };
    match (held, &filing.submission) {
        (Held::Nothing, _) if filing.state == FilingState::Discovered => None,
        (Held::Nothing, _) => {
            let found = format!(
                "it is {}, and its submission is not in the vault",
                filing.state
            );
            suspect(FindingKind::SubmissionLost, found)
        }
        (Held::Damaged(key, what), _) => Some(damaged(*key, what)),
        (Held::Whole(_), None) => None,
        (Held::Whole(held), Some(told)) => {
            let sha256 = held.sha256.to_string();
            if (&sha256, held.length) == (&told.sha256, told.bytes) {
                return None;
            }
            let found = format!(
                "the vault has {} bytes with the sha256 {sha256}, the catalog knows {} with {}",
                held.length, told.bytes, told.sha256
            );
            suspect(FindingKind::SubmissionDiffers, found)
        }
    }
}

/// Submissions in the vault that the catalog does not know. It is asked after the vault, for what comes
/// into the vault was known before.
async fn unknown(house: &House) -> Result<Vec<Suspect>, IngestError> {
    let mut found = Vec::new();
    let mut chunks = house.vault.submissions().try_chunks(PAGE as usize);
    while let Some(chunk) = chunks.try_next().await.map_err(|error| error.1)? {
        let read = house.catalog.read().await?;
        let known = read.filings().kept_of(&chunk).await?;
        let known: BTreeSet<Accession> = known.iter().map(|filing| filing.accession).collect();
        let strangers = chunk.into_iter().filter(|one| !known.contains(one));
        found.extend(strangers.map(not_known));
    }
    Ok(found)
}

fn not_known(accession: Accession) -> Suspect {
    let found = format!(
        "{} is a submission that the catalog does not know",
        Key::Submission(accession)
    );
    let kind = FindingKind::SubmissionUnknown;
    Suspect::new(Subject::Filing(accession), kind, accession, found)
}

/// One index quarter.
pub(super) async fn index(house: &House, quarter: Period) -> Result<Vec<Suspect>, IngestError> {
    let record = house.catalog.read().await?.indexes().find(quarter).await?;
    match record {
        Some(record) => of_index(house, &record).await,
        None => Ok(Vec::new()),
    }
}

async fn of_index(house: &House, record: &Index) -> Result<Vec<Suspect>, IngestError> {
    let quarter = record.period;
    let sha256 = record.sha256.as_deref().and_then(|text| text.parse().ok());
    let (IndexState::Read, Some(sha256)) = (record.state, sha256) else {
        return Ok(Vec::new());
    };
    let key = Key::Index { quarter, sha256 };
    Ok(match facts(&house.vault, &key).await? {
        Held::Whole(_) => Vec::new(),
        Held::Damaged(key, what) => vec![damaged(key, &what)],
        Held::Nothing => {
            let found = format!("{key} was read, and is not in the vault");
            let kind = FindingKind::IndexLost;
            vec![Suspect::new(Subject::Index(quarter), kind, quarter, found)]
        }
    })
}

/// One reference file.
pub(super) async fn reference(
    house: &House,
    file: ReferenceFile,
) -> Result<Vec<Suspect>, IngestError> {
    let read = house.catalog.read().await?;
    match read.reference_files().find(file).await? {
        Some(record) => of_reference(house, &read, &record).await,
        None => Ok(Vec::new()),
    }
}

async fn of_reference(
    house: &House,
    read: &Read,
    record: &ReferenceRecord,
) -> Result<Vec<Suspect>, IngestError> {
    let file = record.file;
    let lost = |found: String| {
        let kind = FindingKind::ReferenceLost;
        vec![Suspect::new(Subject::Reference(file), kind, file, found)]
    };
    let sha256 = record.sha256.as_deref().and_then(|text| text.parse().ok());
    match (record.state, sha256) {
        (ReferenceState::Read, Some(sha256)) => {
            let key = Key::Reference { file, sha256 };
            Ok(match facts(&house.vault, &key).await? {
                Held::Whole(_) => Vec::new(),
                Held::Damaged(key, what) => vec![damaged(key, &what)],
                Held::Nothing => lost(format!("{key} was read, and is not in the vault")),
            })
        }
        (ReferenceState::Lost, _) => {
            let ordered = read.work().ordered(WorkKind::Reference, [file]).await?;
            Ok(match ordered.is_empty() {
                true => lost("it was lost, and nothing orders it again".to_owned()),
                false => Vec::new(),
            })
        }
        _ => Ok(Vec::new()),
    }
}
