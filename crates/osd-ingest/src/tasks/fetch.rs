//! Submissions come into the vault.

use futures::{StreamExt, stream};
use osd_catalog::{Claimed, Order, WorkKind};
use osd_domain::{Accession, Filing, FilingState};
use osd_fetch::{Answer, Fetcher};
use osd_vault::{Digest, Key, Provenance, VaultError};

use super::{key, order};
use crate::{Event, House, IngestError};

/// Submissions that are under way at a time.
const AT_ONCE: usize = 8;

/// A submission that is in the vault now.
struct Fetched {
    accession: Accession,
    /// How urgent its reading is.
    priority: i32,
    sha256: String,
    bytes: u64,
    /// Whether EDGAR was asked for it. What the vault holds whole already is not asked for again:
    /// a worker may have died after it was kept.
    is_new: bool,
    /// Whether its reading is still to be ordered, though it is not new: a worker died between
    /// the vault and the catalog.
    is_unordered: bool,
}

/// What became of a batch.
pub(crate) struct Batch {
    /// Submissions that EDGAR was asked for and gave.
    pub(crate) fetched: u64,
    /// Those that could not be had, with the reason.
    pub(crate) failed: Vec<(Claimed, IngestError)>,
}

/// Fetches submissions and puts the reading of each on the list.
pub(crate) async fn run(
    house: &House,
    fetcher: &Fetcher,
    worker: &str,
    batch: &[Claimed],
) -> Result<Batch, IngestError> {
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
    let mut kept = Vec::new();
    let mut done = Vec::new();
    let mut failed = Vec::new();
    let mut answers = stream::iter(batch.iter().zip(&accessions))
        .map(|(work, accession)| {
            let filing = filings.iter().find(|filing| filing.accession == *accession);
            let priority = i32::try_from(work.priority).unwrap_or_default();
            async move {
                let fetched = fetch(house, fetcher, filing, *accession).await;
                (
                    work,
                    fetched.map(|fetched| Fetched {
                        priority,
                        ..fetched
                    }),
                )
            }
        })
        .buffer_unordered(AT_ONCE);
    while let Some((work, answer)) = answers.next().await {
        match answer {
            Ok(submission) => {
                kept.push(submission);
                done.push(work.id);
            }
            Err(error) => failed.push((work.clone(), error)),
        }
    }
    drop(answers);

    let write = house.catalog.write().await?;
    for kept in &kept {
        write
            .filings()
            .fetched(kept.accession, &kept.sha256, kept.bytes)
            .await?;
    }
    let to_read = kept.iter().filter(|kept| kept.is_new || kept.is_unordered);
    let orders: Vec<_> = to_read
        .map(|kept| Order {
            priority: kept.priority,
            ..order(WorkKind::Read, kept.accession, house.now())
        })
        .collect();
    let planned = write.work().enqueue(&orders, house.now()).await?;
    write.work().complete(worker, &done, house.now()).await?;
    write.commit().await?;
    house.progress.tell(Event::Planned {
        kind: WorkKind::Read,
        count: planned,
    });
    let fetched = kept.iter().filter(|kept| kept.is_new).count() as u64;
    Ok(Batch { fetched, failed })
}

/// Has one submission in the vault, fetched under whichever of its CIKs the archive has it.
async fn fetch(
    house: &House,
    fetcher: &Fetcher,
    filing: Option<&Filing>,
    accession: Accession,
) -> Result<Fetched, IngestError> {
    let vault_key = Key::Submission(accession);
    let is_unordered = filing.is_none_or(|filing| filing.state == FilingState::Discovered);
    let kept = |bytes: &[u8], sha256: Digest, is_new| Fetched {
        accession,
        priority: 0,
        sha256: sha256.to_string(),
        bytes: bytes.len() as u64,
        is_new,
        is_unordered,
    };
    match house.vault.get(&vault_key).await {
        Ok(Some(found)) => return Ok(kept(&found.bytes, found.sha256, false)),
        Ok(None) | Err(VaultError::Damaged { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let ciks = filing
        .into_iter()
        .flat_map(|filing| std::iter::once(filing.cik).chain(filing.co_filers.iter().copied()));
    let mut path = None;
    for cik in ciks {
        if let Answer::Found(body) = fetcher.submission(cik, accession).await? {
            let provenance = Provenance {
                url: body.url,
                fetched_at: house.now(),
            };
            let fetched = kept(&body.bytes, Digest::of(&body.bytes), true);
            house.vault.put(&vault_key, &provenance, body.bytes).await?;
            return Ok(fetched);
        }
        path.get_or_insert_with(|| osd_edgar::archive::submission_path(cik, accession));
    }
    Err(IngestError::NoSubmission(
        path.unwrap_or_else(|| accession.to_string()),
    ))
}
