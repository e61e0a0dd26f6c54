use std::{io, path::PathBuf};

use super::contents::FORMAT;

/// Why a backup was not made or not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Something lies where the backup is to go.
    #[error("{} is there already: name another file, or say --force", .0.display())]
    Exists(PathBuf),
    /// The file is no backup, or not as it was made.
    #[error("{} is no whole backup ({why}): take another copy of it", path.display())]
    NotWhole {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A later version of the program made it.
    #[error(
        "{} is a backup of format {format}, and this program reads those up to {FORMAT}: upgrade osd, then restore",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version of its format.
        format: u32,
    },
    /// Workers are alive in the home that is to be restored.
    #[error("workers are alive in this home ({}): stop them, then restore", .0.join(", "))]
    AtWork(Vec<String>),
    /// The file system refused.
    #[error("cannot {what} {}: {source}", path.display())]
    Io {
        /// What was being done.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}
