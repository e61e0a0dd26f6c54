//! `manifest.json`: what a snapshot is made of.

use std::collections::BTreeMap;

use osd_domain::Period;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{SnapshotError, store::SnapshotId};

/// The version of the files' schema. Another version means other bytes for the same filings. All
/// versions up to this one are read: 2 added to `lines` where each row is printed; 3 added the
/// verdicts on filings, prices, and `repairs.parquet`; 4 added tickers to `securities` and
/// keeps the shares and the principal of a security apart; 5 left out of `lines` and positions the
/// CUSIP that the id of the security says, and lays files down in other pages and groups, as 6 and 7
/// do; 7 added to `filings` how many managers a cover names as reporting, and 8 why a filing does what it
/// does.
pub const SCHEMA_VERSION: u32 = 8;

/// The version since which the rows of `lines` are copied as they are, and not read again.
pub const LINES_SINCE: u32 = 7;

/// The content of `manifest.json`. Its digest is the id of the snapshot, so that the id stands
/// for every byte of every file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the files' schema.
    pub schema: u32,
    /// Version of the reader that read the filings.
    pub reader: u32,
    /// The report period.
    pub period: Period,
    /// Filings, superseded ones and those without rows included.
    pub filings: u64,
    /// Managers that filed.
    pub managers: u64,
    /// Securities held.
    pub securities: u64,
    /// Rows of information tables.
    pub lines: u64,
    /// Sum of all effective rows, in dollars.
    pub value: i64,
    /// The files, by name.
    pub files: BTreeMap<String, FileFacts>,
}

/// What is known of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// Rows.
    pub rows: u64,
    /// Length in bytes.
    pub bytes: u64,
    /// sha256 of the bytes, hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// The bytes of `manifest.json`.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, SnapshotError> {
        let mut bytes = serde_json::to_vec_pretty(self)
            .map_err(|error| SnapshotError::Damaged(format!("manifest.json: {error}")))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, SnapshotError> {
        serde_json::from_slice(bytes)
            .map_err(|error| SnapshotError::Damaged(format!("manifest.json: {error}")))
    }

    /// The manifest of the snapshot `id`, and of no other. `place` is where the bytes come from.
    pub(crate) fn of(
        id: &SnapshotId,
        bytes: &[u8],
        place: impl FnOnce() -> String,
    ) -> Result<Self, SnapshotError> {
        if Self::id(bytes) == *id {
            Self::from_bytes(bytes)
        } else {
            let what = format!("{} is not the manifest of {id}", place());
            Err(SnapshotError::Damaged(what))
        }
    }

    /// The id of the snapshot with this manifest.
    pub(crate) fn id(bytes: &[u8]) -> SnapshotId {
        let digest = Sha256::digest(bytes);
        SnapshotId::from_digest(&digest)
    }

    /// The digest of the lines: what the filings of the period say as filed, and nothing that was
    /// decided of them.
    pub fn lines_digest(&self) -> Option<&str> {
        self.files
            .get(crate::writer::LINES)
            .map(|file| file.sha256.as_str())
    }

    /// Bytes of all files together, the manifest's own apart.
    pub fn bytes(&self) -> u64 {
        self.files.values().map(|file| file.bytes).sum()
    }
}
