//! Bytes become what a filing says and what was decided about it.

use std::collections::BTreeSet;

use futures::{StreamExt, stream};
use osd_catalog::{Claimed, NameSeen, WorkKind};
use osd_domain::{Accession, Cik, Filing, FilingRef, Period};
use osd_vault::Key;

use super::{key, order, publish};
use crate::{Event, House, IngestError, error::blocking, ledger};

/// Submissions that are read at a time.
const AT_ONCE: usize = 4;

/// Reads submissions from the vault and puts the publication of their periods on the list.
/// Gives back those that could not be read from the vault, with the reason: what a submission
/// *says* never fails.
pub(crate) async fn run(
    house: &House,
    worker: &str,
    batch: &[Claimed],
) -> Result<Vec<(Claimed, IngestError)>, IngestError> {
    let accessions = batch
        .iter()
        .map(key)
        .collect::<Result<Vec<Accession>, _>>()?;
    let known = house
        .catalog
        .read()
        .await?
        .filings()
        .find_many(&accessions)
        .await?;
    let mut done = Vec::new();
    let mut failed = Vec::new();
    let mut readings = Vec::new();
    let mut lost = Vec::new();
    let mut answers = stream::iter(batch.iter().zip(&accessions))
        .map(|(work, accession)| {
            let filing = known.iter().find(|filing| filing.accession == *accession);
            async move { (work, *accession, read(house, filing, *accession).await) }
        })
        .buffer_unordered(AT_ONCE);
    while let Some((work, accession, answer)) = answers.next().await {
        match answer {
            Ok(filing) => {
                readings.push(filing);
                done.push(work.id);
            }
            // What the vault lost or the disk spoiled is had again from EDGAR.
            Err(error) if house.fetcher.is_some() && error.lost_submission().is_some() => {
                lost.push(order(WorkKind::Fetch, accession, house.now()));
                done.push(work.id);
            }
            Err(error) => failed.push((work.clone(), error)),
        }
    }
    drop(answers);
    readings.sort_by_key(|filing: &Filing| filing.accession);

    let write = house.catalog.write().await?;
    let periods = save(&write, &readings, &known).await?;
    let priority = batch.iter().map(|work| work.priority).max();
    let priority = priority.and_then(|priority| i32::try_from(priority).ok());
    let mut orders = publish::paced(house, &write, &periods, priority.unwrap_or_default()).await?;
    orders.extend(lost);
    let planned = write.work().enqueue(&orders, house.now()).await?;
    write.work().complete(worker, &done, house.now()).await?;
    fail::fail_point!("read.commit", |_| std::process::abort());
    write.commit().await?;
    house.progress.tell(Event::Planned {
        kind: WorkKind::Publish,
        count: planned,
    });
    Ok(failed)
}

/// Stores what was read. The periods that it changes are those the filings belong to now, and
/// those they belonged to before.
pub(crate) async fn save(
    write: &osd_catalog::Write,
    readings: &[Filing],
    known: &[Filing],
) -> Result<BTreeSet<Period>, IngestError> {
    let names: Vec<NameSeen> = readings
        .iter()
        .map(|filing| NameSeen {
            cik: filing.cik,
            name: filing.name.clone(),
            filed: filing.filed,
            accession: filing.accession,
        })
        .collect();
    let periods: BTreeSet<Period> = readings
        .iter()
        .chain(known)
        .filter_map(|filing| filing.period)
        .collect();
    write.filings().save(readings).await?;
    write.managers().observe(&names).await?;
    let without_period: Vec<Accession> = readings
        .iter()
        .filter(|filing| filing.period.is_none())
        .map(|filing| filing.accession)
        .collect();
    write
        .quality()
        .replace(&without_period, &ledger::of_readings(readings))
        .await?;
    write
        .periods()
        .touch(&periods.iter().copied().collect::<Vec<_>>())
        .await?;
    Ok(periods)
}

pub(crate) async fn read(
    house: &House,
    known: Option<&Filing>,
    accession: Accession,
) -> Result<Filing, IngestError> {
    let found = known.map(found).ok_or(IngestError::NotKept(accession))?;
    let kept = house
        .vault
        .get(&Key::Submission(accession))
        .await?
        .ok_or(IngestError::NotKept(accession))?;
    blocking(move || Ok(osd_form13f::read(&kept.bytes, &found).filing)).await
}

/// The filing as the indexes name it, whichever of its filers was found to be the manager of
/// record: the lowest CIK stands for all until the header says more.
pub(crate) fn found(filing: &Filing) -> FilingRef {
    let mut filers: BTreeSet<Cik> = filing.co_filers.iter().copied().collect();
    filers.insert(filing.cik);
    let cik = filers.pop_first().unwrap_or(filing.cik);
    FilingRef {
        accession: filing.accession,
        cik,
        name: filing.name.clone(),
        form: filing.form.clone(),
        filed: filing.filed,
        co_filers: filers.into_iter().collect(),
    }
}
