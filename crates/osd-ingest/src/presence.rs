//! Who is alive on this machine.
//!
//! A worker holds a lock on a file of its own for as long as its process lives; the system lets
//! go of it even after `kill -9`. Whoever can take the lock of another knows that it is gone,
//! and can give back at once what it held. Workers on other machines are known by their leases.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

/// The sign that a worker is alive. Dropped when it leaves.
#[derive(Debug)]
pub struct Presence {
    name: String,
    path: PathBuf,
    _lock: File,
}

impl Presence {
    pub(crate) fn enter(folder: &Path, name: &str) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let path = path(folder, name);
        let lock = File::create_new(&path)?;
        lock.lock()?;
        Ok(Self {
            name: name.to_owned(),
            path,
            _lock: lock,
        })
    }

    /// The worker's name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        // A worker that leaves in order has given everything back; its file is of no use.
        let _ = fs::remove_file(&self.path);
    }
}

/// A worker that is gone. Its file stays until [`Departed::forget`], so that whoever clears up
/// after it and is killed on the way leaves the sign for the next.
#[derive(Debug)]
pub(crate) struct Departed {
    path: PathBuf,
    _lock: File,
}

impl Departed {
    /// Takes over from a worker of this machine, where it is gone and nobody else has.
    pub(crate) fn find(folder: &Path, name: &str) -> io::Result<Option<Self>> {
        let path = path(folder, name);
        let lock = match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened?,
        };
        match lock.try_lock() {
            Ok(()) => Ok(Some(Self { path, _lock: lock })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    pub(crate) fn forget(self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// The workers of this machine that are alive, by name.
///
/// # Errors
/// Where the folder cannot be read; one that is not there has nobody in it.
pub(crate) fn alive(folder: &Path) -> io::Result<Vec<String>> {
    let mut alive = Vec::new();
    for name in names(folder) {
        let lock = match File::open(path(folder, &name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            opened => opened?,
        };
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => alive.push(name),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    alive.sort_unstable();
    Ok(alive)
}

/// The names under which workers of this machine have entered.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            Some(
                entry
                    .file_name()
                    .to_str()?
                    .strip_suffix(".lock")?
                    .to_owned(),
            )
        })
        .collect()
}

fn path(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.lock"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_takes_over_from_the_living() {
        let folder = tempfile::tempdir().unwrap();
        let alive = Presence::enter(folder.path(), "a").unwrap();
        assert!(Departed::find(folder.path(), "a").unwrap().is_none());
        assert!(
            Departed::find(folder.path(), "elsewhere")
                .unwrap()
                .is_none()
        );
        assert_eq!(names(folder.path()), ["a"]);
        assert_eq!(super::alive(folder.path()).unwrap(), ["a"]);
        drop(alive);
        assert_eq!(names(folder.path()), [] as [&str; 0]);
    }

    #[test]
    fn one_takes_over_from_the_dead_and_only_one() {
        let folder = tempfile::tempdir().unwrap();
        // A killed process leaves its file, without a lock on it.
        File::create_new(path(folder.path(), "b")).unwrap();
        assert_eq!(super::alive(folder.path()).unwrap(), [""; 0]);
        let departed = Departed::find(folder.path(), "b").unwrap().unwrap();
        assert!(Departed::find(folder.path(), "b").unwrap().is_none());
        departed.forget();
        assert_eq!(names(folder.path()), [] as [&str; 0]);
    }
}
