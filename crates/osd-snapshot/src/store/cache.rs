//! The folder before a bucket: what was downloaded, for as long as there is room.
//!
//! It is laid out as a folder of snapshots, with three folders beside them:
//!
//! - `.locks/` has two locks for each snapshot. Whoever reads it shares `<id>.use`, so that it does not
//!   go while it is read; the time of this file is when it was last used. Whoever downloads it holds
//!   `<id>.load` alone.
//! - `.loading/` has what is being downloaded. It is moved to its place when it is whole and verified.
//! - `.going/` has what was taken from its place to be removed.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use osd_domain::Period;

use super::{
    Cached, SnapshotId,
    folder::{Folder, has_all, remove_folder, sync_folder},
    lock::Lock,
};
use crate::{Manifest, SnapshotError};

/// Closes a snapshot that this process has open and nobody reads at the moment.
pub(super) type Close<'a> = &'a dyn Fn(Period, &SnapshotId);

pub(super) struct Cache {
    folder: Folder,
    limit: u64,
}

/// A snapshot that lies in the folder.
struct Lying {
    period: Period,
    id: SnapshotId,
    bytes: u64,
    used: SystemTime,
}

impl Cache {
    /// Opens the folder, and removes what processes that died left in it.
    pub(super) fn open(root: PathBuf, limit: u64) -> Result<Self, SnapshotError> {
        let cache = Self {
            folder: Folder::create(root)?,
            limit,
        };
        for name in [".locks", ".loading", ".going"] {
            let path = cache.root().join(name);
            fs::create_dir_all(&path).map_err(SnapshotError::io("create", &path))?;
        }
        for path in entries(&cache.root().join(".going"))? {
            remove_folder(&path)?;
        }
        for path in entries(&cache.root().join(".loading"))? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if let Some(lock) = Lock::try_alone(&cache.lock(&format!("{name}.load")))? {
                remove_folder(&path)?;
                lock.forget();
            }
        }
        cache.forget_locks()?;
        Ok(cache)
    }

    /// Removes locks of snapshots that are not here, where nobody holds them.
    fn forget_locks(&self) -> Result<(), SnapshotError> {
        let here = self.folder.all()?;
        let here: Vec<String> = here.iter().map(|(period, id)| name(*period, id)).collect();
        for path in entries(&self.root().join(".locks"))? {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let is_needed = here.iter().any(|name| *name == stem);
            if !is_needed && let Some(lock) = Lock::try_alone(&path)? {
                lock.forget();
            }
        }
        Ok(())
    }

    pub(super) fn root(&self) -> &Path {
        self.folder.root()
    }

    pub(super) fn path(&self, period: Period, id: &SnapshotId) -> PathBuf {
        self.folder.path(period, id)
    }

    fn lock(&self, name: &str) -> PathBuf {
        self.root().join(".locks").join(name)
    }

    fn loading(&self, period: Period, id: &SnapshotId) -> PathBuf {
        self.root().join(".loading").join(name(period, id))
    }

    /// Shares in what is there, or will be: for as long as the lock is held, it does not go.
    pub(super) fn use_lock(&self, period: Period, id: &SnapshotId) -> Result<Lock, SnapshotError> {
        let lock = Lock::shared(&self.lock(&format!("{}.use", name(period, id))))?;
        lock.touch();
        Ok(lock)
    }

    /// Waits until nobody else of any process downloads it.
    pub(super) fn load_lock(&self, period: Period, id: &SnapshotId) -> Result<Lock, SnapshotError> {
        Lock::alone(&self.lock(&format!("{}.load", name(period, id))))
    }

    /// The manifest of a snapshot that is here whole.
    pub(super) fn whole(
        &self,
        period: Period,
        id: &SnapshotId,
    ) -> Result<Option<Manifest>, SnapshotError> {
        if !self.folder.is_whole(period, id)? {
            return Ok(None);
        }
        self.folder.manifest(period, id).map(Some)
    }

    /// An empty folder to download into. The caller holds the load lock.
    pub(super) fn begin(&self, period: Period, id: &SnapshotId) -> Result<PathBuf, SnapshotError> {
        let loading = self.loading(period, id);
        remove_folder(&loading)?;
        fs::create_dir(&loading).map_err(SnapshotError::io("create", &loading))?;
        Ok(loading)
    }

    /// Moves a whole folder to its place. What is there is damaged, and makes way. The caller holds
    /// the load lock.
    pub(super) fn admit(
        &self,
        from: &Path,
        id: &SnapshotId,
        manifest: &Manifest,
    ) -> Result<(), SnapshotError> {
        sync_folder(from)?;
        fail::fail_point!("snapshot.download", |_| std::process::abort());
        let place = self.path(manifest.period, id);
        let parent = self.root().join(manifest.period.to_string());
        fs::create_dir_all(&parent).map_err(SnapshotError::io("create", &parent))?;
        self.take_away(&place)?;
        fs::rename(from, &place).map_err(SnapshotError::io("move a snapshot to", &place))?;
        sync_folder(&parent)?;
        debug_assert!(has_all(&place, manifest).unwrap_or(false));
        Ok(())
    }

    /// Makes room for `incoming` bytes, those that were not used for longest first. Where what is
    /// left is being read, the folder holds more than its limit until it is not.
    pub(super) fn make_room(&self, incoming: u64, close: Close<'_>) -> Result<(), SnapshotError> {
        let mut lying = self.lying()?;
        let mut held: u64 = lying.iter().map(|one| one.bytes).sum();
        lying.sort_by_key(|one| one.used);
        for one in lying {
            if held.saturating_add(incoming) <= self.limit {
                return Ok(());
            }
            let gone = self.evict(one.period, &one.id)? || {
                close(one.period, &one.id);
                self.evict(one.period, &one.id)?
            };
            if gone {
                held = held.saturating_sub(one.bytes);
            }
        }
        if held.saturating_add(incoming) > self.limit {
            tracing::warn!(
                held,
                incoming,
                limit = self.limit,
                "The cache of snapshots is larger than its limit, for all of it is being read"
            );
        }
        Ok(())
    }

    /// Whether so many bytes more are within the limit.
    pub(super) fn has_room(&self, incoming: u64) -> Result<bool, SnapshotError> {
        let held: u64 = self.lying()?.iter().map(|one| one.bytes).sum();
        Ok(held.saturating_add(incoming) <= self.limit)
    }

    /// Removes a snapshot, where nobody reads it. Says whether it is gone.
    pub(super) fn evict(&self, period: Period, id: &SnapshotId) -> Result<bool, SnapshotError> {
        let lock = self.lock(&format!("{}.use", name(period, id)));
        let Some(lock) = Lock::try_alone(&lock)? else {
            return Ok(false);
        };
        let taken = self.take_away(&self.path(period, id));
        lock.forget();
        taken.map(|()| true)
    }

    /// Removes a folder: it is gone from its place at once, whole.
    fn take_away(&self, place: &Path) -> Result<(), SnapshotError> {
        let going = tempfile::Builder::new()
            .tempdir_in(self.root().join(".going"))
            .map_err(SnapshotError::io("create a folder in", self.root()))?;
        match fs::rename(place, going.path().join("snapshot")) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            moved => moved.map_err(SnapshotError::io("remove", place))?,
        }
        let path = going.path().to_owned();
        going.close().map_err(SnapshotError::io("remove", path))
    }

    fn lying(&self) -> Result<Vec<Lying>, SnapshotError> {
        let mut lying = Vec::new();
        for (period, id) in self.folder.all()? {
            let mut bytes = 0;
            for file in entries(&self.path(period, &id))? {
                // Another process may be removing it.
                bytes += fs::metadata(file).map_or(0, |facts| facts.len());
            }
            let lock = self.lock(&format!("{}.use", name(period, &id)));
            let used = fs::metadata(lock).and_then(|facts| facts.modified());
            lying.push(Lying {
                used: used.unwrap_or(SystemTime::UNIX_EPOCH),
                period,
                id,
                bytes,
            });
        }
        Ok(lying)
    }

    /// How full it is.
    pub(super) fn filled(&self) -> Result<Cached, SnapshotError> {
        let lying = self.lying()?;
        Ok(Cached {
            folder: self.root().to_owned(),
            snapshots: lying.len() as u64,
            bytes: lying.iter().map(|one| one.bytes).sum(),
            limit: self.limit,
        })
    }
}

fn name(period: Period, id: &SnapshotId) -> String {
    format!("{period}-{id}")
}

/// What is in a folder; nothing where there is none.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, SnapshotError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(SnapshotError::io("list", folder))?,
    };
    entries
        .map(|entry| Ok(entry.map_err(SnapshotError::io("list", folder))?.path()))
        .collect()
}
