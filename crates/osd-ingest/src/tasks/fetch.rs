//! Submissions come into the vault.

use futures::{StreamExt, stream};
use osd_catalog::{Claimed, WorkKind};
use osd_domain::{Accession, Cik};
use osd_fetch::{Answer, Fetcher};
use osd_vault::{Key, Provenance};

use super::{key, order};
use crate::{Event, House, IngestError};

/// Submissions that are under way at a time.
const AT_ONCE: usize = 8;

/// What became of one submission.
pub(crate) struct Fetched {
    accession: Accession,
    sha256: String,
    bytes: u64,
}

/// Fetches submissions and puts the reading of each on the list. Gives back those that could
/// not be had, with the reason.
pub(crate) async fn run(
    house: &House,
    fetcher: &Fetcher,
    worker: &str,
    batch: &[Claimed],
) -> Result<Vec<(Claimed, IngestError)>, IngestError> {
    let accessions = batch
        .iter()
        .map(key)
        .collect::<Result<Vec<Accession>, _>>()?;
    let filings = house
        .catalog
        .read()
        .await?
        .filings()
        .find_many(&accessions)
        .await?;
    let ciks = |accession: Accession| {
        filings
            .iter()
            .find(|filing| filing.accession == accession)
            .map(|filing| {
                std::iter::once(filing.cik)
                    .chain(filing.co_filers.iter().copied())
                    .collect::<Vec<Cik>>()
            })
    };
    let mut fetched = Vec::new();
    let mut done = Vec::new();
    let mut failed = Vec::new();
    let mut answers = stream::iter(batch.iter().zip(&accessions))
        .map(|(work, accession)| {
            let ciks = ciks(*accession).unwrap_or_default();
            async move { (work, fetch(house, fetcher, &ciks, *accession).await) }
        })
        .buffer_unordered(AT_ONCE);
    while let Some((work, answer)) = answers.next().await {
        match answer {
            Ok(kept) => {
                fetched.push(kept);
                done.push(work.id);
            }
            Err(error) => failed.push((work.clone(), error)),
        }
    }
    drop(answers);

    let write = house.catalog.write().await?;
    for kept in &fetched {
        write
            .filings()
            .fetched(kept.accession, &kept.sha256, kept.bytes)
            .await?;
    }
    let orders: Vec<_> = fetched
        .iter()
        .map(|kept| order(WorkKind::Read, kept.accession, house.now()))
        .collect();
    let planned = write.work().enqueue(&orders, house.now()).await?;
    write.work().complete(worker, &done, house.now()).await?;
    write.commit().await?;
    house.progress.tell(Event::Planned {
        kind: WorkKind::Read,
        count: planned,
    });
    Ok(failed)
}

/// Fetches one submission, under whichever of its CIKs the archive has it.
async fn fetch(
    house: &House,
    fetcher: &Fetcher,
    ciks: &[Cik],
    accession: Accession,
) -> Result<Fetched, IngestError> {
    for cik in ciks {
        match fetcher.submission(*cik, accession).await? {
            Answer::Found(body) => {
                let provenance = Provenance {
                    url: body.url,
                    fetched_at: house.now(),
                };
                let bytes = body.bytes.len() as u64;
                let sha256 = osd_vault::Digest::of(&body.bytes).to_string();
                house
                    .vault
                    .put(&Key::Submission(accession), &provenance, body.bytes)
                    .await?;
                return Ok(Fetched {
                    accession,
                    sha256,
                    bytes,
                });
            }
            Answer::Missing | Answer::NotModified => {}
        }
    }
    let path = ciks
        .first()
        .map(|cik| osd_edgar::archive::submission_path(*cik, accession));
    Err(IngestError::NoSubmission(
        path.unwrap_or_else(|| accession.to_string()),
    ))
}
