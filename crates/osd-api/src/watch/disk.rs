//! How much room the vault takes: half a million files are not counted while somebody waits.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// The vault is gone over at most once in so long.
const ONCE_IN: Duration = Duration::from_secs(60);
/// And takes at most one part in so many of the time.
const REST: u32 = 20;

/// The folder of the vault, and what it was found to take.
#[derive(Clone)]
pub(crate) struct Vault {
    folder: Option<PathBuf>,
    found: Arc<Mutex<Found>>,
}

#[derive(Default)]
struct Found {
    bytes: Option<u64>,
    /// When it may be gone over next; never while it is.
    next: Next,
}

#[derive(Default, Clone, Copy, PartialEq)]
enum Next {
    #[default]
    Now,
    Never,
    At(Instant),
}

impl Vault {
    pub(crate) fn at(folder: Option<PathBuf>) -> Self {
        Self {
            folder,
            found: Arc::default(),
        }
    }

    /// Bytes of its files as they were found last; it is gone over behind the asker's back where that
    /// is long ago. None before it was, and where it is in a bucket.
    pub(crate) fn bytes(&self) -> Option<u64> {
        if let Some(walk) = self.begin() {
            tokio::task::spawn_blocking(walk);
        }
        self.lock().bytes
    }

    /// The same, gone over while the asker waits.
    pub(crate) async fn measured(&self) -> Option<u64> {
        if let Some(walk) = self.begin()
            && let Err(error) = tokio::task::spawn_blocking(walk).await
        {
            tracing::warn!(%error, "The vault could not be gone over");
        }
        self.lock().bytes
    }

    /// What goes over it, where it is time and nobody does.
    fn begin(&self) -> Option<impl FnOnce() + Send + use<>> {
        let folder = self.folder.clone()?;
        let begun = Instant::now();
        let mut found = self.lock();
        let is_time = match found.next {
            Next::Now => true,
            Next::Never => false,
            Next::At(next) => next <= begun,
        };
        if !is_time {
            return None;
        }
        found.next = Next::Never;
        drop(found);
        let vault = self.clone();
        Some(move || {
            let bytes = size(&folder);
            if let Err(error) = &bytes {
                tracing::warn!(%error, "The vault could not be gone over");
            }
            let rest = (begun.elapsed() * REST).max(ONCE_IN);
            *vault.lock() = Found {
                bytes: bytes.ok(),
                next: Next::At(Instant::now() + rest),
            };
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Bytes of all files in a folder and below. What goes away meanwhile takes none.
fn size(folder: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    let mut left = vec![folder.to_owned()];
    while let Some(folder) = left.pop() {
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            match entry.metadata() {
                Ok(one) if one.is_dir() => left.push(entry.path()),
                Ok(one) => bytes += one.len(),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_vault_is_gone_over_once_a_minute_at_most() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("submissions")).unwrap();
        fs::write(folder.path().join("submissions/a"), [0; 100]).unwrap();
        let vault = Vault::at(Some(folder.path().to_owned()));
        assert_eq!(vault.measured().await, Some(100));
        fs::write(folder.path().join("b"), [0; 11]).unwrap();
        assert_eq!(vault.measured().await, Some(100));
        tokio::time::advance(ONCE_IN * REST).await;
        assert_eq!(vault.measured().await, Some(111));
    }

    #[tokio::test]
    async fn where_there_is_no_vault_nothing_is_known_of_it() {
        assert_eq!(Vault::at(None).measured().await, None);
        assert_eq!(
            Vault::at(Some("/nowhere/at/all".into())).measured().await,
            Some(0)
        );
    }
}
