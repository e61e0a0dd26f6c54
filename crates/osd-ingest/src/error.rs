use osd_catalog::CatalogError;
use osd_domain::{Accession, Cik, Period, ReferenceFile, SecurityId};
use osd_fetch::FetchError;
use osd_snapshot::SnapshotError;
use osd_vault::{Key, VaultError};

use crate::BackupError;

/// Why work was not done.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The catalog could not be read or written.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// EDGAR did not give what was asked for.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The vault could not be read or written.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// A snapshot could not be read or written.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// A backup was not made or not restored.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// What EDGAR gave is no index.
    #[error(transparent)]
    Index(#[from] osd_edgar::index::NotAnIndex),
    /// The submission is named by an index but not in the archive.
    #[error("EDGAR has no submission at {0}; it is tried again with the next run")]
    NoSubmission(String),
    /// EDGAR says that its feed is not there.
    #[error(
        "EDGAR says that it has no feed of the latest filings, which is always there; it is asked again soon"
    )]
    NoFeed,
    /// A filing that is to be decided about is not known, or belongs to no period.
    #[error(
        "filing {0} is not known here or belongs to no report period; `osd check --filings` lists those that are"
    )]
    NotKnown(Accession),
    /// A security that is to be decided about is not known.
    #[error("no manager reports security {0} in any period that was taken in")]
    NoSecurity(SecurityId),
    /// A period that is to be decided about is not published.
    #[error("nothing is published for {0}; `osd periods` lists what is")]
    NoPeriod(Period),
    /// A link would lead a chain of CUSIPs back to where it began.
    #[error("{from} cannot go on as {to}: it came from it; `osd security {to}` shows the chain")]
    Circle {
        /// What is said to go on.
        from: SecurityId,
        /// As what.
        to: SecurityId,
    },
    /// No filing of a manager is known about whose succession is to be decided.
    #[error("no filing of manager {0} is known here; `osd managers --search NAME` finds managers")]
    NoManager(Cik),
    /// There is no succession to be struck.
    #[error(
        "nothing says that {from} goes on as {to} since {period}; `osd successions --manager {from}` lists what is known"
    )]
    NotLinked {
        /// The predecessor.
        from: Cik,
        /// The successor.
        to: Cik,
        /// The first period under the new CIK.
        period: Period,
    },
    /// The submission is not in the vault.
    #[error("submission {0} is not in the vault; `osd ingest` fetches it again")]
    NotKept(Accession),
    /// Who gave the filing does not give its rows.
    #[error("the rows of filing {0} are not given by whoever read it")]
    NotGiven(Accession),
    /// A reference file that was read is not in the vault any more.
    #[error("reference file {0} is not whole in the vault; `osd ingest` fetches it again")]
    ReferenceLost(ReferenceFile),
    /// What EDGAR gave is no fails-to-deliver file.
    #[error(transparent)]
    Fails(#[from] osd_edgar::fails::NotFails),
    /// What EDGAR gave is no list of companies.
    #[error(transparent)]
    Tickers(#[from] osd_edgar::tickers::NotTickers),
    /// The work order itself cannot be read.
    #[error("work {kind} {key:?} makes no sense: {why}")]
    BadOrder {
        /// Its kind.
        kind: &'static str,
        /// Its key.
        key: String,
        /// What is wrong with it.
        why: String,
    },
    /// The neighbours of a period kept changing while it was published.
    #[error(
        "{0} is being published by others at the same time; it is tried again with the next run"
    )]
    Contended(Period),
    /// A shared catalog points to snapshots that lie in another folder or bucket.
    #[error(
        "none of the snapshots that the catalog points to is in {0}: choose the home folder that \
         they are in with --home or the bucket with --store, or run `osd rebuild` to publish them here"
    )]
    OtherPlace(String),
    /// A thread that read or wrote stopped.
    #[error("a task stopped: {0}")]
    Stopped(String),
    /// The file system refused.
    #[error("{what}: {source}")]
    Io {
        /// What was being done.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
}

/// What the vault lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lost {
    /// A submission.
    Submission(Accession),
    /// A reference file.
    Reference(ReferenceFile),
}

impl IngestError {
    /// What the vault should hold whole and does not: it can be had again from EDGAR.
    pub(crate) fn lost(&self) -> Option<Lost> {
        match self {
            Self::ReferenceLost(file) => Some(Lost::Reference(*file)),
            _ => self.lost_submission().map(Lost::Submission),
        }
    }

    /// The submission that the vault should hold whole and does not.
    pub(crate) fn lost_submission(&self) -> Option<Accession> {
        match self {
            Self::NotKept(accession)
            | Self::Vault(VaultError::Damaged {
                key: Key::Submission(accession),
                ..
            }) => Some(*accession),
            _ => None,
        }
    }

    /// Whether it is what the vault keeps of one file that is at fault, and no other file suffers.
    pub(crate) fn is_about_the_file(&self) -> bool {
        matches!(
            self,
            Self::Vault(VaultError::Damaged { .. }) | Self::Fails(_) | Self::Tickers(_)
        )
    }

    /// Whether the same step may succeed if it is simply done again: two writers met, or the
    /// lease had gone to another worker.
    pub(crate) fn is_passing(&self) -> bool {
        matches!(self, Self::Catalog(error) if error.is_retryable())
    }
}

/// An error with everything that it was caused by.
pub(crate) fn in_words(error: &IngestError) -> String {
    let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    let mut words = error.to_string();
    for cause in causes.map(ToString::to_string) {
        if !words.contains(&cause) {
            words.push_str(": ");
            words.push_str(&cause);
        }
    }
    words
}

/// Runs what computes or reads files away from the threads that wait.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, IngestError> + Send + 'static,
) -> Result<T, IngestError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(IngestError::Stopped(error.to_string())),
    }
}
