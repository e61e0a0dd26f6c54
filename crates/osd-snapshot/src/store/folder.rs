//! Snapshots in a folder: `<period>/<id>/<file>`.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use osd_domain::Period;

use super::{DAMAGED, Published, SnapshotId};
use crate::{Manifest, SnapshotError, writer::MANIFEST};

#[derive(Clone)]
pub(super) struct Folder {
    root: Arc<Path>,
}

impl Folder {
    pub(super) fn create(root: PathBuf) -> Result<Self, SnapshotError> {
        fs::create_dir_all(&root).map_err(SnapshotError::io("create", &root))?;
        Ok(Self { root: root.into() })
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn path(&self, period: Period, id: &SnapshotId) -> PathBuf {
        self.root.join(period.to_string()).join(id.as_str())
    }

    /// Moves a finished folder to its place, unless it is there already.
    pub(super) fn keep(
        &self,
        folder: &tempfile::TempDir,
        published: &Published,
    ) -> Result<(), SnapshotError> {
        let parent = self.root.join(published.manifest.period.to_string());
        fs::create_dir_all(&parent).map_err(SnapshotError::io("create", &parent))?;
        let place = parent.join(published.id.as_str());
        if place.exists() {
            if has_all(&place, &published.manifest)? {
                return Ok(());
            }
            fs::remove_dir_all(&place).map_err(SnapshotError::io("replace the damaged", &place))?;
        }
        match fs::rename(folder.path(), &place) {
            // Another worker was first with the same bytes.
            Err(_) if has_all(&place, &published.manifest)? => Ok(()),
            moved => moved.map_err(SnapshotError::io("move a snapshot to", &place)),
        }?;
        sync_folder(&parent)?;
        sync_folder(&self.root)
    }

    pub(super) fn manifest(
        &self,
        period: Period,
        id: &SnapshotId,
    ) -> Result<Manifest, SnapshotError> {
        let path = self.path(period, id).join(MANIFEST);
        let bytes = fs::read(&path).map_err(SnapshotError::io("read", &path))?;
        Manifest::of(id, &bytes, || path.display().to_string())
    }

    pub(super) fn is_whole(&self, period: Period, id: &SnapshotId) -> Result<bool, SnapshotError> {
        match self.manifest(period, id) {
            Ok(manifest) => has_all(&self.path(period, id), &manifest),
            Err(SnapshotError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                Ok(false)
            }
            Err(SnapshotError::Damaged(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub(super) fn lying(
        &self,
        period: Period,
    ) -> Result<Vec<(SnapshotId, SystemTime)>, SnapshotError> {
        let folder = self.root.join(period.to_string());
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(SnapshotError::io("list", &folder))?,
        };
        let mut lying = Vec::new();
        for entry in entries {
            let entry = entry.map_err(SnapshotError::io("list", &folder))?;
            if let Ok(id) = entry.file_name().to_string_lossy().parse() {
                let changed = entry.metadata().and_then(|facts| facts.modified());
                lying.push((
                    id,
                    changed.map_err(SnapshotError::io("look at", entry.path()))?,
                ));
            }
        }
        lying.sort();
        Ok(lying)
    }

    /// The periods that have a folder here, in order.
    pub(super) fn periods(&self) -> Result<Vec<Period>, SnapshotError> {
        let entries = fs::read_dir(&self.root).map_err(SnapshotError::io("list", &*self.root))?;
        let mut periods = Vec::new();
        for entry in entries {
            let entry = entry.map_err(SnapshotError::io("list", &*self.root))?;
            periods.extend(entry.file_name().to_string_lossy().parse::<Period>());
        }
        periods.sort_unstable();
        Ok(periods)
    }

    /// All snapshots that lie here, whole or not.
    pub(super) fn all(&self) -> Result<Vec<(Period, SnapshotId)>, SnapshotError> {
        let mut all = Vec::new();
        for period in self.periods()? {
            let lying = self.lying(period)?;
            all.extend(lying.into_iter().map(|(id, _)| (period, id)));
        }
        Ok(all)
    }

    /// Moves a snapshot out of the way, into a folder of this name.
    pub(super) fn set_aside(
        &self,
        period: Period,
        id: &SnapshotId,
        name: &str,
    ) -> Result<(), SnapshotError> {
        let aside = self.root.join(DAMAGED).join(name).join(period.to_string());
        fs::create_dir_all(&aside).map_err(SnapshotError::io("create", &aside))?;
        let place = self.path(period, id);
        match fs::rename(&place, aside.join(id.as_str())) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            moved => moved.map_err(SnapshotError::io("set aside", &place)),
        }
    }

    pub(super) fn remove(&self, period: Period, id: &SnapshotId) -> Result<(), SnapshotError> {
        remove_folder(&self.path(period, id))
    }
}

/// Whether every file of a manifest is in a folder and has the right length.
pub(super) fn has_all(folder: &Path, manifest: &Manifest) -> Result<bool, SnapshotError> {
    for (name, facts) in &manifest.files {
        let path = folder.join(name);
        match fs::metadata(&path) {
            Ok(found) if found.len() == facts.bytes => {}
            Ok(_) => return Ok(false),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(SnapshotError::io("look at", path)(error)),
        }
    }
    Ok(true)
}

pub(super) fn remove_folder(path: &Path) -> Result<(), SnapshotError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(SnapshotError::io("remove", path)),
    }
}

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(path: &Path) -> Result<(), SnapshotError> {
    File::open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(SnapshotError::io("sync", path))
}
