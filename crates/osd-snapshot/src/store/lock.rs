//! Locks between the processes of a machine, on files that may be removed.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::SnapshotError;

/// A lock that is held. The system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Waits until nobody holds it alone.
    pub(super) fn shared(path: &Path) -> Result<Self, SnapshotError> {
        Self::take(path, |file| file.lock_shared().map(|()| true))?.ok_or_else(|| unlockable(path))
    }

    /// Waits until nobody else holds it.
    pub(super) fn alone(path: &Path) -> Result<Self, SnapshotError> {
        Self::take(path, |file| file.lock().map(|()| true))?.ok_or_else(|| unlockable(path))
    }

    /// Takes it alone, where nobody holds it.
    pub(super) fn try_alone(path: &Path) -> Result<Option<Self>, SnapshotError> {
        Self::take(path, |file| match file.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        })
    }

    fn take(
        path: &Path,
        lock: impl Fn(&File) -> io::Result<bool>,
    ) -> Result<Option<Self>, SnapshotError> {
        let failed = |error| SnapshotError::io("lock", path)(error);
        loop {
            let file = OpenOptions::new()
                .create(true)
                .truncate(false)
                .write(true)
                .open(path)
                .map_err(failed)?;
            if !lock(&file).map_err(failed)? {
                return Ok(None);
            }
            // While it was waited for, the file may have been removed, and another made.
            let held = file.metadata().map_err(failed)?.ino();
            if fs::metadata(path).is_ok_and(|found| found.ino() == held) {
                return Ok(Some(Self {
                    file,
                    path: path.to_owned(),
                }));
            }
        }
    }

    /// Notes the time: what it protects was used.
    pub(super) fn touch(&self) {
        // At worst, what it protects looks unused for longer than it is.
        let _ = self.file.set_modified(SystemTime::now());
    }

    /// Lets go of a lock that is held alone, and removes its file.
    pub(super) fn forget(self) {
        let _ = fs::remove_file(&self.path);
    }
}

fn unlockable(path: &Path) -> SnapshotError {
    SnapshotError::io("lock", path)(io::ErrorKind::WouldBlock.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_share_and_keep_others_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let (one, other) = (Lock::shared(&path).unwrap(), Lock::shared(&path).unwrap());
        assert!(Lock::try_alone(&path).unwrap().is_none());
        drop(one);
        assert!(Lock::try_alone(&path).unwrap().is_none());
        drop(other);
        assert!(Lock::try_alone(&path).unwrap().is_some());
    }

    #[test]
    fn whoever_waited_for_a_removed_file_holds_the_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let first = Lock::alone(&path).unwrap();
        let waiting = {
            let path = path.clone();
            std::thread::spawn(move || Lock::alone(&path).unwrap())
        };
        first.forget();
        let second = waiting.join().unwrap();
        assert!(path.exists());
        assert!(Lock::try_alone(&path).unwrap().is_none());
        drop(second);
    }
}
