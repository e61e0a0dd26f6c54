//! A reference file of the SEC is fetched, kept and read: tickers go into the catalog, and the
//! period whose end its prices are near is judged again.

mod entry;

use chrono::{DateTime, NaiveDate, Utc};
use osd_catalog::{Claimed, Order, ReferenceRecord, ReferenceState, WorkKind, Write};
use osd_domain::{HalfMonth, Period, ReferenceFile};
use osd_edgar::archive;
use osd_fetch::{Answer, Body, Fetcher, Validators};
use osd_vault::{Key, Provenance};

use self::entry::{Entry, understand};
use super::{key, order, publish};
use crate::{House, IngestError, traded};

/// Raised when the same file would be read differently.
const READER_VERSION: u32 = 1;

/// The orders for the files that belong to report periods filed for in these index quarters, but for
/// those that were read already. Lists of companies change from day to day and are asked for again.
pub(crate) async fn orders(
    house: &House,
    from: Period,
    to: Period,
) -> Result<Vec<Order>, IngestError> {
    let today = house.now().date_naive();
    let mut files: Vec<ReferenceFile> = from
        .previous()
        .through(to)
        .flat_map(archive::fails_of)
        .filter(|file| matches!(file, ReferenceFile::Fails(half) if has_begun(*half, today)))
        .collect();
    let read = house.catalog.read().await?;
    let known = read.reference_files().find_many(&files).await?;
    drop(read);
    let is_read = |file: &ReferenceFile| {
        known.iter().any(|record| {
            record.file == *file
                && record.state == ReferenceState::Read
                && record.reader_version == READER_VERSION
        })
    };
    files.retain(|file| !is_read(file));
    files.extend([
        ReferenceFile::CompanyTickers,
        ReferenceFile::CompanyTickersExchange,
    ]);
    // The newest first, as with filings.
    files.reverse();
    let orders = files
        .iter()
        .map(|file| order(WorkKind::Reference, file, house.now()));
    Ok(orders.collect())
}

/// Whether it is a half of this month or an earlier one: of later ones there can be no file.
fn has_begun(half: HalfMonth, today: NaiveDate) -> bool {
    half.to_string().get(..6) <= today.format("%Y%m").to_string().get(..6)
}

/// What became of the work on a file.
enum Found {
    Missing,
    Unchanged(ReferenceRecord),
    Read(Box<(ReferenceRecord, Entry)>),
}

/// Does a batch of this work, and gives how many files were read, and those that could not be had.
pub(crate) async fn run(
    house: &House,
    fetcher: &Fetcher,
    worker: &str,
    batch: &[Claimed],
) -> Result<(u64, Vec<(Claimed, IngestError)>), IngestError> {
    let mut missing = Vec::new();
    let mut failed = Vec::new();
    let mut read = 0;
    for work in batch {
        let file: ReferenceFile = key(work)?;
        match look(house, fetcher, file).await {
            Ok(Found::Missing) => missing.push((work, record(file, house.now()))),
            Ok(Found::Unchanged(record)) => missing.push((work, record)),
            Ok(Found::Read(found)) => {
                let (record, entry) = *found;
                let write = house.catalog.write().await?;
                write
                    .work()
                    .complete(worker, &[work.id], house.now())
                    .await?;
                enter(&write, &record, &entry, house.now()).await?;
                write.commit().await?;
                read += 1;
            }
            Err(error) => failed.push((work.clone(), error)),
        }
    }
    if !missing.is_empty() {
        let (done, records): (Vec<i64>, Vec<ReferenceRecord>) = missing
            .into_iter()
            .map(|(work, record)| (work.id, record))
            .unzip();
        let write = house.catalog.write().await?;
        write.reference_files().record(&records).await?;
        write.work().complete(worker, &done, house.now()).await?;
        write.commit().await?;
    }
    Ok((read, failed))
}

fn record(file: ReferenceFile, now: DateTime<Utc>) -> ReferenceRecord {
    ReferenceRecord {
        file,
        state: ReferenceState::Missing,
        sha256: None,
        rows: 0,
        unreadable: 0,
        reader_version: READER_VERSION,
        etag: None,
        last_modified: None,
        checked_at: now,
    }
}

/// Asks EDGAR; what an older version of this program read is read again from the vault.
async fn look(house: &House, fetcher: &Fetcher, file: ReferenceFile) -> Result<Found, IngestError> {
    let known = house
        .catalog
        .read()
        .await?
        .reference_files()
        .find(file)
        .await?;
    let mut known = known.filter(|known| known.state == ReferenceState::Read);
    if let Some(old) = known.take_if(|known| known.reader_version != READER_VERSION)
        && let Some(found) = read_again(house, &old).await?
    {
        return Ok(found);
    }
    let validators = known.as_ref().map(|known| Validators {
        etag: known.etag.clone(),
        last_modified: known.last_modified.clone(),
    });
    match (fetcher.reference(file, validators.as_ref()).await?, known) {
        (Answer::Found(body), known) => take(house, file, body, known).await,
        // What was there once stays known though it is there no more.
        (Answer::NotModified | Answer::Missing, Some(known)) => Ok(unchanged(known, house.now())),
        (Answer::NotModified | Answer::Missing, None) => Ok(Found::Missing),
    }
}

/// Keeps a file that EDGAR gave, and reads it unless it is the version that is known.
async fn take(
    house: &House,
    file: ReferenceFile,
    body: Body,
    known: Option<ReferenceRecord>,
) -> Result<Found, IngestError> {
    let vault_key = Key::reference(file, &body.bytes);
    let provenance = Provenance {
        url: body.url,
        fetched_at: house.now(),
    };
    let bytes = body.bytes.clone();
    house.vault.put(&vault_key, &provenance, body.bytes).await?;
    let version = ReferenceRecord {
        sha256: vault_key.sha256().map(|sha256| sha256.to_string()),
        etag: body.validators.etag,
        last_modified: body.validators.last_modified,
        ..record(file, house.now())
    };
    match known.filter(|known| known.sha256 == version.sha256) {
        Some(known) => Ok(unchanged(
            ReferenceRecord {
                etag: version.etag,
                last_modified: version.last_modified,
                ..known
            },
            house.now(),
        )),
        None => {
            let day = house.now().date_naive();
            let found = understand(bytes, version, day).await?;
            Ok(Found::Read(Box::new(found)))
        }
    }
}

fn unchanged(known: ReferenceRecord, checked_at: DateTime<Utc>) -> Found {
    Found::Unchanged(ReferenceRecord {
        checked_at,
        ..known
    })
}

async fn read_again(house: &House, known: &ReferenceRecord) -> Result<Option<Found>, IngestError> {
    let Some(sha256) = known.sha256.as_deref().and_then(|text| text.parse().ok()) else {
        return Ok(None);
    };
    let file = known.file;
    let Some(kept) = house.vault.get(&Key::Reference { file, sha256 }).await? else {
        return Ok(None);
    };
    let day = kept.provenance.fetched_at.date_naive();
    let found = understand(kept.bytes, known.clone(), day).await?;
    Ok(Some(Found::Read(Box::new(found))))
}

/// Enters what a file says. Periods near whose end it lies, and that have filings, are published again.
async fn enter(
    write: &Write,
    record: &ReferenceRecord,
    entry: &Entry,
    now: DateTime<Utc>,
) -> Result<(), IngestError> {
    let known = write.reference_files().find(record.file).await?;
    match entry {
        Entry::Fails(seen) => write.tickers().see(seen).await?,
        Entry::Listed(listed) => write.tickers().list(listed).await?,
    }
    write
        .reference_files()
        .record(std::slice::from_ref(record))
        .await?;
    let is_as_before = known.is_some_and(|known| {
        (known.state, &known.sha256, known.reader_version)
            == (ReferenceState::Read, &record.sha256, record.reader_version)
    });
    let ReferenceFile::Fails(half) = record.file else {
        return Ok(());
    };
    // Last in the transaction: a period that comes to be known meanwhile is then seen.
    if let Some(period) = traded::period_near(half).filter(|_| !is_as_before)
        && write.periods().touch_known(period).await?
    {
        let publish = publish::order(period, now);
        write.work().enqueue(&[publish], now).await?;
    }
    Ok(())
}

/// Orders a file that the vault lost, and notes that it is not read.
pub(crate) async fn fetch_again(
    write: &Write,
    file: ReferenceFile,
    now: DateTime<Utc>,
) -> Result<(), IngestError> {
    write.reference_files().lose(file).await?;
    let order = order(WorkKind::Reference, file, now);
    write.work().enqueue(&[order], now).await?;
    Ok(())
}

/// Enters every reference file of the vault into the catalog: of fails-to-deliver files the newest
/// version, of lists of companies all, for each says what was listed on its day. Gives how many
/// files there are.
pub(crate) async fn enter_kept(house: &House) -> Result<u64, IngestError> {
    let mut files: Vec<ReferenceFile> = house
        .vault
        .references()
        .await?
        .into_iter()
        .map(|(file, _)| file)
        .collect();
    files.dedup();
    for file in &files {
        let mut versions = house.vault.reference_versions(*file).await?;
        if matches!(file, ReferenceFile::Fails(_)) {
            versions.drain(..versions.len().saturating_sub(1));
        }
        for version in versions {
            let sha256 = version.sha256;
            let kept = house
                .vault
                .get(&Key::Reference {
                    file: *file,
                    sha256,
                })
                .await?;
            let Some(kept) = kept else { continue };
            let fetched = kept.provenance.fetched_at;
            let record = ReferenceRecord {
                sha256: Some(sha256.to_string()),
                ..record(*file, house.now())
            };
            let (record, entry) = understand(kept.bytes, record, fetched.date_naive()).await?;
            let write = house.catalog.write().await?;
            enter(&write, &record, &entry, house.now()).await?;
            write.commit().await?;
        }
    }
    Ok(files.len() as u64)
}
