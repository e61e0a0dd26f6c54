//! Everything anew from the vault alone, without EDGAR.

use std::collections::{BTreeMap, BTreeSet};

use futures::{StreamExt, TryStreamExt, stream};
use osd_catalog::WorkKind;
use osd_domain::{Accession, Filing, FilingRef, Period};
use osd_vault::Key;

use crate::{
    Event, House, IngestError, Outcome, Presence,
    error::{blocking, in_words},
    mend,
    tasks::{discover, publish, publish::Lines, read, reference},
    worker::Worker,
};

/// Submissions that are read before they are stored in one transaction.
const BATCH: usize = 256;
/// Submissions that are read at a time.
const AT_ONCE: usize = 4;

/// How a rebuild ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Reference files that were read again.
    pub reference_files: u64,
    /// Submissions that were read again.
    pub filings: u64,
    /// Submissions in the vault that tell too little about themselves to be entered anew.
    pub unknown: Vec<Accession>,
    /// Filings that the kept indexes name and whose submissions are not in the vault. Not all of
    /// them need ever have been wanted.
    pub not_kept: u64,
    /// The id of each period's snapshot before and after.
    pub periods: BTreeMap<Period, (Option<String>, Option<String>)>,
    /// What was not done.
    pub outcome: Outcome,
}

/// Reads submissions again and publishes their periods from what was read: all of them, or
/// those of some periods. The catalog may be empty: it is made again from the vault.
pub async fn rebuild(
    house: &House,
    presence: &Presence,
    periods: &[Period],
    loops: usize,
) -> Result<Rebuilt, IngestError> {
    let house = &House {
        fetcher: None,
        ..house.clone()
    };
    let before = current(house).await?;
    let lost = mend::give_up_lost(house).await?;
    let mut rebuilt = Rebuilt::default();
    let mut failed = Vec::new();
    let kept: BTreeSet<Accession> = house.vault.submissions().try_collect().await?;
    if periods.is_empty() {
        let (files, damaged) = reference::enter_kept(house).await?;
        rebuilt.reference_files = files;
        failed.extend(
            damaged
                .into_iter()
                .map(|(file, error)| (WorkKind::Reference, file.to_string(), in_words(&error))),
        );
        enter(house, &kept, &mut rebuilt).await?;
    }
    let mut wanted: Vec<Accession> = kept.into_iter().collect();
    if !periods.is_empty() {
        let read = house.catalog.read().await?;
        let mut of_periods = BTreeSet::new();
        for period in periods {
            of_periods.extend(
                read.filings()
                    .of_period(*period)
                    .await?
                    .iter()
                    .map(|filing| filing.accession),
            );
        }
        wanted.retain(|accession| of_periods.contains(accession));
    }

    let mut changed: BTreeSet<Period> = periods.iter().copied().chain(lost).collect();
    house.progress.tell(Event::Planned {
        kind: WorkKind::Read,
        count: wanted.len() as u64,
    });
    for batch in wanted.chunks(BATCH) {
        let again = read_again(house, batch).await?;
        rebuilt.filings += again.filings;
        changed.extend(again.periods);
        failed.extend(again.failed);
        house.progress.tell(Event::Done {
            kind: WorkKind::Read,
            count: again.filings,
        });
    }

    rebuilt.outcome = publish_all(house, presence, &changed, Lines::FromVault, loops).await?;
    rebuilt.outcome.failed.extend(failed);
    rebuilt.periods = beside(&before, house, &changed).await?;
    Ok(rebuilt)
}

/// Judges and publishes periods anew from what was read of their filings: all that are published, or
/// some. Submissions are read again only where no published snapshot has their rows.
pub async fn judge(
    house: &House,
    presence: &Presence,
    periods: &[Period],
    loops: usize,
) -> Result<Rebuilt, IngestError> {
    let before = current(house).await?;
    let wanted: BTreeSet<Period> = match periods.is_empty() {
        true => before.keys().copied().collect(),
        false => periods.iter().copied().collect(),
    };
    let outcome = publish_all(house, presence, &wanted, Lines::Again, loops).await?;
    Ok(Rebuilt {
        outcome,
        periods: beside(&before, house, &wanted).await?,
        ..Rebuilt::default()
    })
}

async fn publish_all(
    house: &House,
    presence: &Presence,
    periods: &BTreeSet<Period>,
    lines: Lines,
    loops: usize,
) -> Result<Outcome, IngestError> {
    let orders: Vec<_> = periods
        .iter()
        .rev()
        .map(|period| publish::order(*period, house.now()))
        .collect();
    let write = house.catalog.write().await?;
    let planned = write.work().enqueue(&orders, house.now()).await?;
    write.commit().await?;
    house.progress.tell(Event::Planned {
        kind: WorkKind::Publish,
        count: planned,
    });
    Worker::new(house, presence, lines).drain(loops).await
}

/// The id of each period's snapshot before and now.
async fn beside(
    before: &BTreeMap<Period, String>,
    house: &House,
    periods: &BTreeSet<Period>,
) -> Result<BTreeMap<Period, (Option<String>, Option<String>)>, IngestError> {
    let after = current(house).await?;
    let ids = periods.iter().map(|period| {
        let ids = (before.get(period).cloned(), after.get(period).cloned());
        (*period, ids)
    });
    Ok(ids.collect())
}

async fn current(house: &House) -> Result<BTreeMap<Period, String>, IngestError> {
    Ok(house
        .catalog
        .read()
        .await?
        .periods()
        .current()
        .await?
        .into_iter()
        .collect())
}

/// Enters what the vault holds into the catalog: filings as the kept indexes name them, and
/// those that no index names as their own headers do.
async fn enter(
    house: &House,
    kept: &BTreeSet<Accession>,
    rebuilt: &mut Rebuilt,
) -> Result<(), IngestError> {
    let mut quarters: Vec<Period> = house
        .vault
        .indexes()
        .await?
        .into_iter()
        .map(|(quarter, _)| quarter)
        .collect();
    quarters.sort_unstable();
    quarters.dedup();
    let mut named = BTreeSet::new();
    for quarter in quarters {
        for version in house.vault.index_versions(quarter).await? {
            let Some(index) = house
                .vault
                .get(&Key::Index {
                    quarter,
                    sha256: version.sha256,
                })
                .await?
            else {
                continue;
            };
            let index = discover::parse(index.bytes).await?;
            named.extend(index.filings.iter().map(|filing| filing.accession));
            let filings: Vec<FilingRef> = index
                .filings
                .into_iter()
                .filter(|filing| kept.contains(&filing.accession))
                .collect();
            let write = house.catalog.write().await?;
            discover::register(&write, &filings, house.now()).await?;
            write.commit().await?;
        }
    }
    rebuilt.not_kept = named.difference(kept).count() as u64;
    let mut unknown = Vec::new();
    let mut unlisted = Vec::new();
    for accession in kept.difference(&named) {
        match by_its_header(house, *accession).await {
            Ok(Some(filing)) => unlisted.push(filing),
            Ok(None) => unknown.push(*accession),
            Err(error) if error.lost_submission().is_some() => unknown.push(*accession),
            Err(error) => return Err(error),
        }
    }
    let write = house.catalog.write().await?;
    discover::register(&write, &unlisted, house.now()).await?;
    write.commit().await?;
    let known = house
        .catalog
        .read()
        .await?
        .filings()
        .find_many(&unknown)
        .await?;
    unknown.retain(|accession| !known.iter().any(|filing| filing.accession == *accession));
    rebuilt.unknown = unknown;
    Ok(())
}

/// The filing as its own SGML header names it.
async fn by_its_header(
    house: &House,
    accession: Accession,
) -> Result<Option<FilingRef>, IngestError> {
    let Some(kept) = house.vault.get(&Key::Submission(accession)).await? else {
        return Ok(None);
    };
    blocking(move || {
        let submission = osd_edgar::sgml::read(&kept.bytes);
        let filing = || {
            let header = submission.header.as_ref()?;
            let first = header.filers.first()?;
            Some(FilingRef {
                accession,
                cik: first.cik?,
                name: first.name.clone().into_owned(),
                form: header.form.as_deref()?.parse().ok()?,
                filed: header.filed?,
                co_filers: header
                    .filers
                    .iter()
                    .skip(1)
                    .filter_map(|filer| filer.cik)
                    .collect(),
            })
        };
        Ok(filing())
    })
    .await
}

/// What became of a batch of submissions.
struct ReadAgain {
    filings: u64,
    periods: BTreeSet<Period>,
    failed: Vec<(WorkKind, String, String)>,
}

/// Reads a batch of submissions from the vault and stores what was read. One that the vault does
/// not hold whole keeps nobody from the others.
async fn read_again(house: &House, batch: &[Accession]) -> Result<ReadAgain, IngestError> {
    let known = house
        .catalog
        .read()
        .await?
        .filings()
        .find_many(batch)
        .await?;
    let answers: Vec<(Accession, Result<Filing, IngestError>)> = stream::iter(&known)
        .map(|filing| async move {
            (
                filing.accession,
                read::read(house, Some(filing), filing.accession).await,
            )
        })
        .buffered(AT_ONCE)
        .collect()
        .await;
    let mut readings = Vec::with_capacity(answers.len());
    let mut failed = Vec::new();
    for (accession, answer) in answers {
        match answer {
            Ok(filing) => readings.push(filing),
            Err(error) => failed.push((WorkKind::Read, accession.to_string(), in_words(&error))),
        }
    }
    let write = house.catalog.write().await?;
    let periods = read::save(&write, &readings, &known).await?;
    write.commit().await?;
    Ok(ReadAgain {
        filings: readings.len() as u64,
        periods,
        failed,
    })
}
