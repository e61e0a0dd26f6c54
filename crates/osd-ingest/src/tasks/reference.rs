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

/// Does this work, and gives whether a file was read.
pub(crate) async fn run(
    house: &House,
    fetcher: &Fetcher,
    worker: &str,
    work: &Claimed,
) -> Result<bool, IngestError> {
    let file: ReferenceFile = key(work)?;
    let found = look(house, fetcher, file).await?;
    let write = house.catalog.write().await?;
    write
        .work()
        .complete(worker, &[work.id], house.now())
        .await?;
    let is_read = match found {
        Found::Missing => {
            record_missing(&write, file, house.now()).await?;
            false
        }
        Found::Unchanged(record) => {
            write.reference_files().record(&[record]).await?;
            false
        }
        Found::Read(found) => {
            let (record, entry) = *found;
            enter(&write, &record, &entry, house.now()).await?;
            true
        }
    };
    write.commit().await?;
    Ok(is_read)
}

/// Notes that there is no such file. A period that waited for one that the vault lost is published
/// without it.
async fn record_missing(
    write: &Write,
    file: ReferenceFile,
    now: DateTime<Utc>,
) -> Result<(), IngestError> {
    let known = write.reference_files().find(file).await?;
    write.reference_files().record(&[record(file, now)]).await?;
    match known.map(|known| known.state) {
        Some(ReferenceState::Lost) => publish_near(write, file, now).await,
        _ => Ok(()),
    }
}

/// Orders the publication of the period near whose end a file lies, where it has filings.
async fn publish_near(
    write: &Write,
    file: ReferenceFile,
    now: DateTime<Utc>,
) -> Result<(), IngestError> {
    let ReferenceFile::Fails(half) = file else {
        return Ok(());
    };
    if let Some(period) = traded::period_near(half)
        && write.periods().touch_known(period).await?
    {
        let publish = publish::order(period, now);
        write.work().enqueue(&[publish], now).await?;
    }
    Ok(())
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
    // Last in the transaction: a period that comes to be known meanwhile is then seen.
    match is_as_before {
        true => Ok(()),
        false => publish_near(write, record.file, now).await,
    }
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

/// Enters every reference file of the vault into the catalog anew: of fails-to-deliver files the newest
/// version, of lists of companies all, for each says what was listed on its day. One that is damaged
/// keeps no other from being entered. Gives how many files there are, and what could not be entered.
pub(crate) async fn enter_kept(
    house: &House,
) -> Result<(u64, Vec<(ReferenceFile, IngestError)>), IngestError> {
    let kept = house.vault.references().await?;
    let mut files: Vec<ReferenceFile> = kept.into_iter().map(|(file, _)| file).collect();
    files.dedup();
    let write = house.catalog.write().await?;
    write.tickers().forget().await?;
    write.commit().await?;
    let mut failed = Vec::new();
    for file in &files {
        match enter_versions(house, *file).await {
            Err(error) if error.is_about_the_file() => failed.push((*file, error)),
            entered => entered?,
        }
    }
    Ok((files.len() as u64, failed))
}

async fn enter_versions(house: &House, file: ReferenceFile) -> Result<(), IngestError> {
    let mut versions = house.vault.reference_versions(file).await?;
    if matches!(file, ReferenceFile::Fails(_)) {
        versions.drain(..versions.len().saturating_sub(1));
    }
    for version in versions {
        let sha256 = version.sha256;
        let kept = house.vault.get(&Key::Reference { file, sha256 }).await?;
        let Some(kept) = kept else { continue };
        let fetched = kept.provenance.fetched_at;
        let record = ReferenceRecord {
            sha256: Some(sha256.to_string()),
            ..record(file, house.now())
        };
        let (record, entry) = understand(kept.bytes, record, fetched.date_naive()).await?;
        let write = house.catalog.write().await?;
        enter(&write, &record, &entry, house.now()).await?;
        write.commit().await?;
    }
    Ok(())
}
