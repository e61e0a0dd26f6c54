//! Reads everything and says what is not as it should be.
//!
//! Whatever looks wrong is looked at a second time, by itself, once everything has been looked at: what
//! others were in the middle of is done by then. The catalog is always asked in one transaction, and in
//! the order in which writers write: a pointer is read before its files, and a folder is listed before
//! it is asked who points to it.

mod catalog;
mod finding;
mod repair;
mod snapshots;
mod vault;

use std::collections::BTreeSet;

use osd_domain::Period;

pub use self::finding::{Finding, FindingKind, Severity};
use self::finding::{Subject, Suspect};
use crate::{House, IngestError};

/// What to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifyScope {
    /// Every object of the vault against its digest.
    pub vault: bool,
    /// The catalog against the vault.
    pub catalog: bool,
    /// The snapshots against their manifests and the catalog.
    pub snapshots: bool,
    /// Only what belongs to this report period.
    pub period: Option<Period>,
}

/// What was looked at, and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Objects of the vault that were read.
    pub objects: u64,
    /// Bytes in them, as they were sent.
    pub bytes: u64,
    /// Filings that were held against the vault.
    pub filings: u64,
    /// Periods whose snapshots were read.
    pub periods: u64,
    /// What is not as it should be, by store, place and kind.
    pub findings: Vec<Finding>,
    /// Pieces of work that were ordered to mend it.
    pub ordered: u64,
}

/// Looks at everything in `scope`. With `repair`, orders the work that mends what can be mended, and sets
/// aside what is damaged; the next run of workers does it.
///
/// # Errors
/// Where a store cannot be read at all: that is no finding.
pub async fn verify(
    house: &House,
    scope: VerifyScope,
    repair: bool,
) -> Result<Verified, IngestError> {
    let mut verified = Verified::default();
    let mut seen = Vec::new();
    if scope.vault {
        seen.extend(vault::all(house, scope.period, &mut verified).await?);
    }
    if scope.catalog {
        seen.extend(catalog::all(house, scope.period, &mut verified).await?);
    }
    if scope.snapshots {
        seen.extend(snapshots::all(house, scope.period, &mut verified).await?);
    }
    let first: BTreeSet<(Subject, FindingKind)> = seen.iter().map(Suspect::key).collect();
    let subjects: BTreeSet<Subject> = seen.into_iter().map(|one| one.subject).collect();
    let mut confirmed = look_again(house, subjects).await?;
    confirmed.retain(|suspect| first.contains(&suspect.key()));
    confirmed.sort_by(|one, other| one.finding.cmp(&other.finding));
    confirmed.dedup_by(|one, other| one.finding == other.finding);
    if repair {
        verified.ordered = order(house, &mut confirmed).await?;
    }
    let findings = confirmed.into_iter().map(|suspect| suspect.finding);
    verified.findings = findings.collect();
    Ok(verified)
}

/// What is still wrong with what looked wrong.
async fn look_again(
    house: &House,
    subjects: BTreeSet<Subject>,
) -> Result<Vec<Suspect>, IngestError> {
    let mut found = Vec::new();
    for subject in subjects {
        found.extend(match subject {
            Subject::Object(key) => Vec::from_iter(vault::object(house, key).await?.1),
            Subject::Stray(path) => Vec::from_iter(vault::stray(house, path).await?),
            Subject::Filing(accession) => catalog::filing(house, accession).await?,
            Subject::Index(quarter) => catalog::index(house, quarter).await?,
            Subject::Reference(file) => catalog::reference(house, file).await?,
            Subject::Period(period) => snapshots::period(house, period).await?,
            Subject::Snapshots(period) => snapshots::strays(house, Some(period)).await?,
        });
    }
    Ok(found)
}

/// Orders what mends these, the worst first, and once for all that is wrong with one thing. Gives how
/// many pieces of work that are.
async fn order(house: &House, confirmed: &mut [Suspect]) -> Result<u64, IngestError> {
    let mut by_severity: Vec<&mut Suspect> = confirmed.iter_mut().collect();
    by_severity.sort_by_key(|suspect| suspect.finding.severity);
    let (mut ordered, mut mended) = (0, BTreeSet::new());
    for suspect in by_severity {
        if suspect.finding.severity == Severity::Stray {
            continue;
        }
        let is_mended = mended.contains(&suspect.subject);
        let count = match is_mended {
            true => 0,
            false => repair::order_of(house, suspect).await?,
        };
        if count > 0 {
            mended.insert(suspect.subject.clone());
        }
        ordered += count;
        suspect.finding.ordered = is_mended || count > 0;
    }
    Ok(ordered)
}
