//! What did EDGAR send?

use bytes::Bytes;
use osd_domain::Accession;
use osd_vault::{Digest, Key};

use super::filing::submission_url;
use crate::{Counter, Problem};

/// What is known of a submission before it is read.
#[derive(Debug, Clone)]
pub struct DocumentFacts {
    /// The accession number.
    pub accession: Accession,
    /// The digest of its bytes.
    pub sha256: Digest,
    /// Their number.
    pub length: u64,
    /// Where the SEC has it.
    pub url: String,
}

/// What is known of the submission of a filing, without reading it.
///
/// # Errors
/// [`Problem::NoFiling`], [`Problem::NotKept`].
pub async fn facts(counter: &Counter, accession: Accession) -> Result<DocumentFacts, Problem> {
    let read = counter.catalog.read().await?;
    let filing = read.filings().find(accession).await?;
    drop(read);
    let filing = filing.ok_or(Problem::NoFiling(accession))?;
    let url = submission_url(filing.cik, accession);
    match counter.vault.facts(&Key::Submission(accession)).await? {
        Some(kept) => Ok(DocumentFacts {
            accession,
            sha256: kept.sha256,
            length: kept.length,
            url,
        }),
        None => Err(Problem::NotKept { accession, url }),
    }
}

/// The bytes of a submission as they were received.
///
/// # Errors
/// [`Problem::NotKept`] where they are gone since [`facts`] saw them.
pub async fn bytes(counter: &Counter, facts: &DocumentFacts) -> Result<Bytes, Problem> {
    let accession = facts.accession;
    let kept = counter.vault.get(&Key::Submission(accession)).await?;
    let kept = kept.ok_or_else(|| Problem::NotKept {
        accession,
        url: facts.url.clone(),
    })?;
    Ok(kept.bytes)
}
