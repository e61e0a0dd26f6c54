//! A snapshot on its way: out of the house as files on disk, and in from a backup.

use std::{
    fs::{self, File},
    path::PathBuf,
};

use tempfile::TempDir;

use crate::{
    Manifest, Published, SnapshotError, SnapshotId, Snapshots,
    faults::{faults, seen},
    store::Lock,
    writer::MANIFEST,
};

/// The files of a snapshot on this machine's disk. They stay there while this is held.
#[derive(Debug)]
pub struct OnDisk {
    folder: PathBuf,
    manifest: Manifest,
    _lease: Option<Lock>,
}

impl OnDisk {
    pub(crate) fn new(folder: PathBuf, manifest: Manifest, lease: Option<Lock>) -> Self {
        Self {
            folder,
            manifest,
            _lease: lease,
        }
    }

    /// What it is made of.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Name and place of each file, the manifest last.
    pub fn files(&self) -> impl Iterator<Item = (&str, PathBuf)> {
        let names = self.manifest.files.keys().map(String::as_str);
        let names = names.chain([MANIFEST]);
        names.map(|name| (name, self.folder.join(name)))
    }
}

/// A snapshot that comes from elsewhere, file by file. Dropped before [`Self::finish`], nothing of it
/// stays.
#[derive(Debug)]
pub struct Receiving {
    snapshots: Snapshots,
    folder: TempDir,
    id: SnapshotId,
}

impl Receiving {
    pub(crate) fn new(snapshots: Snapshots, folder: TempDir, id: SnapshotId) -> Self {
        Self {
            snapshots,
            folder,
            id,
        }
    }

    /// The snapshot that it will be.
    pub fn id(&self) -> &SnapshotId {
        &self.id
    }

    /// Begins one of its files.
    ///
    /// # Errors
    /// [`SnapshotError::Damaged`] for a name that no file of a snapshot has, [`SnapshotError::Io`].
    pub fn file(&self, name: &str) -> Result<File, SnapshotError> {
        let stem = name.strip_suffix(".parquet").or(name.strip_suffix(".json"));
        let is_plain = |stem: &str| stem.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        if !stem.is_some_and(is_plain) {
            let what = format!("{name:?} is no file of a snapshot");
            return Err(SnapshotError::Damaged(what));
        }
        let path = self.folder.path().join(name);
        File::create(&path).map_err(SnapshotError::io("create", path))
    }

    /// Holds the files to their manifest, makes them durable and moves them to where readers find them.
    ///
    /// # Errors
    /// [`SnapshotError::Damaged`] where a file is not what the id stands for, [`SnapshotError::Io`],
    /// [`SnapshotError::Store`].
    pub fn finish(self) -> Result<Published, SnapshotError> {
        let path = self.folder.path().join(MANIFEST);
        let seen = seen(self.folder.path())?;
        let (faults, manifest) = faults(&self.id, &seen, || {
            let bytes = fs::read(&path).map_err(SnapshotError::io("read", &path))?;
            Manifest::of(&self.id, &bytes, || path.display().to_string())
        })?;
        let fault = faults.first();
        let damaged = fault.map(|fault| format!("{} of {}: {}", fault.file, self.id, fault.found));
        let manifest = match (damaged, manifest) {
            (None, Some(manifest)) => manifest,
            (damaged, _) => return Err(SnapshotError::Damaged(damaged.unwrap_or_default())),
        };
        for name in seen.keys() {
            let path = self.folder.path().join(name);
            let synced = File::open(&path).and_then(|file| file.sync_all());
            synced.map_err(SnapshotError::io("sync", path))?;
        }
        let published = Published {
            id: self.id,
            manifest,
        };
        self.snapshots.keep(self.folder, &published)?;
        Ok(published)
    }
}
