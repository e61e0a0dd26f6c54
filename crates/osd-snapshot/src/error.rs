use std::{io, path::PathBuf};

use osd_bucket::StoreError;

/// Why a snapshot could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The file system refused.
    #[error("{what} {}: {source}", path.display())]
    Io {
        /// What was being done.
        what: &'static str,
        /// To which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The bucket refused or failed.
    #[error("cannot {doing} {object}: {source}")]
    Store {
        /// What was being done: `read`, `write`, `list`, `remove`.
        doing: &'static str,
        /// The object or folder.
        object: String,
        /// What the store says, and what to do.
        source: StoreError,
    },
    /// The threads that ask the bucket are gone: the process ends.
    #[error("work on {0} was interrupted")]
    Stopped(String),
    /// Parquet refused.
    #[error("{}: {source}", path.display())]
    Parquet {
        /// Which file.
        path: PathBuf,
        /// What the library said.
        source: parquet::errors::ParquetError,
    },
    /// What was read is not what a snapshot holds: publish the period anew with `osd rebuild`.
    #[error("damaged snapshot, rebuild the period: {0}")]
    Damaged(String),
    /// The snapshot was written by a later version of this program.
    #[error("snapshot {id} has schema {schema}, which this version cannot read: upgrade osd")]
    Newer {
        /// The snapshot.
        id: crate::SnapshotId,
        /// Version of its files' schema.
        schema: u32,
    },
    /// Filings were handed to the writer out of order.
    #[error("filings must come sorted by manager and accession: {0}")]
    OutOfOrder(String),
}

impl SnapshotError {
    pub(crate) fn io(
        what: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { what, path, source }
    }

    pub(crate) fn parquet(
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(parquet::errors::ParquetError) -> Self {
        let path = path.into();
        move |source| Self::Parquet { path, source }
    }
}
