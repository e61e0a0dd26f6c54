use std::{io, path::PathBuf};

use osd_bucket::StoreError;

use crate::{digest::Digest, key::Key};

/// Why the vault could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The folder cannot be a vault.
    #[error("cannot keep a vault in {}: give a folder that this user may write to", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The store refused or failed.
    #[error("cannot {doing} {object} in the vault: {source}")]
    Store {
        /// What was being done: `read`, `write`, `list`.
        doing: &'static str,
        /// The object or folder, as a path in the store.
        object: String,
        /// What the store says, and what to do.
        source: StoreError,
    },
    /// The object is there, but is not what was put. Putting the right bytes again mends it.
    #[error("{key} in the vault is damaged ({what}): fetch it again, or restore it from a backup")]
    Damaged {
        /// The object.
        key: Key,
        /// What is wrong with it.
        what: Damage,
    },
    /// The bytes to be kept are not those that the key names.
    #[error("the bytes for {key} have the SHA-256 {sha256}: make the key of the bytes")]
    OtherBytes {
        /// The key, of a version of an index or of a reference file.
        key: Key,
        /// The digest of the bytes given.
        sha256: Digest,
    },
    /// The bytes to be kept are more than the vault reads back.
    #[error("{length} bytes for {key} are more than the vault keeps in one object (1 GiB)")]
    TooLarge {
        /// The key.
        key: Key,
        /// How many bytes were given.
        length: u64,
    },
    /// The bytes could not be packed.
    #[error("cannot compress the bytes of {key}")]
    Compress {
        /// The key.
        key: Key,
        /// What zstd says.
        source: io::Error,
    },
    /// The runtime was shut down, or a worker thread died, before the work was done.
    #[error("work on {key} was interrupted")]
    Interrupted {
        /// The key.
        key: Key,
        /// What the runtime says.
        source: tokio::task::JoinError,
    },
}

/// What is wrong with an object.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// It does not begin with a header frame, or ends within it.
    #[error("no header")]
    NoHeader,
    /// The header frame holds something else than a header.
    #[error("broken header: {0}")]
    BrokenHeader(String),
    /// The bytes cannot be unpacked; the object may be truncated.
    #[error("broken content: {0}")]
    BrokenContent(String),
    /// The header declares more than 1 GiB.
    #[error("declares {0} bytes, more than the vault keeps in one object (1 GiB)")]
    TooLarge(u64),
    /// The bytes are fewer or more than declared. When more, reading stopped at the first.
    #[error("declares {declared} bytes, holds {held}")]
    Length {
        /// As the header says.
        declared: u64,
        /// As found; one more than declared stands for any number above.
        held: u64,
    },
    /// The bytes are not those that were sent.
    #[error("declares the SHA-256 {declared}, holds {held}")]
    Digest {
        /// As the header says.
        declared: Digest,
        /// As found.
        held: Digest,
    },
    /// The object is sound, but belongs under another key.
    #[error("holds the version {0}")]
    WrongPlace(Digest),
}
