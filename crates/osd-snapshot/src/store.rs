//! Where snapshots lie.

use std::{
    fmt,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

use osd_domain::Period;

use crate::{Manifest, Snapshot, SnapshotError, SnapshotWriter, writer::MANIFEST};

/// Bytes of footers and directories of snapshots that are kept in memory.
const OPEN_BYTES: u64 = 128 << 20;
/// The folder of snapshots under construction.
const WRITING: &str = ".writing";

/// The id of a snapshot: the first 32 hexadecimal digits of its manifest's sha256.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SnapshotId(Box<str>);

impl SnapshotId {
    pub(crate) fn from_digest(digest: &[u8]) -> Self {
        let mut id = hex::encode(digest);
        id.truncate(32);
        Self(id.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SnapshotId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for SnapshotId {
    type Err = SnapshotError;

    fn from_str(text: &str) -> Result<Self, SnapshotError> {
        let sound =
            text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if sound {
            Ok(Self(text.into()))
        } else {
            Err(SnapshotError::Damaged(format!(
                "{text:?} is no snapshot id"
            )))
        }
    }
}

/// A snapshot that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Its id.
    pub id: SnapshotId,
    /// What it is made of.
    pub manifest: Manifest,
}

/// The snapshots of all periods, in a folder. Cheap to clone.
#[derive(Clone)]
pub struct Snapshots {
    root: Arc<Path>,
    open: moka::sync::Cache<(Period, SnapshotId), Arc<Snapshot>>,
}

impl Snapshots {
    /// The snapshots in `root`; the folder is made where it does not exist.
    pub fn folder(root: impl Into<PathBuf>) -> Result<Self, SnapshotError> {
        let root: PathBuf = root.into();
        fs::create_dir_all(&root).map_err(SnapshotError::io("create", &root))?;
        Ok(Self {
            root: root.into(),
            open: moka::sync::Cache::builder()
                .max_capacity(OPEN_BYTES)
                .weigher(|_, open: &Arc<Snapshot>| u32::try_from(open.memory()).unwrap_or(u32::MAX))
                .build(),
        })
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn path(&self, period: Period, id: &SnapshotId) -> PathBuf {
        self.root.join(period.to_string()).join(id.as_str())
    }

    fn writing(&self, worker: &str) -> PathBuf {
        self.root.join(WRITING).join(worker)
    }

    /// Begins a snapshot of `period`, read by version `reader` of the reader. It is written
    /// aside, under the name of the worker, so that [`Self::discard`] can clear up after it.
    pub fn begin(
        &self,
        period: Period,
        reader: u32,
        worker: &str,
    ) -> Result<SnapshotWriter, SnapshotError> {
        let aside = self.writing(worker);
        fs::create_dir_all(&aside).map_err(SnapshotError::io("create", &aside))?;
        let folder = tempfile::Builder::new()
            .prefix(&format!("{period}-"))
            .tempdir_in(&aside)
            .map_err(SnapshotError::io("create a folder in", &aside))?;
        SnapshotWriter::create(self.clone(), folder, period, reader)
    }

    /// Moves a finished folder to where readers find it. A snapshot that is already there has
    /// the same bytes, unless it was damaged: then the new one takes its place.
    pub(crate) fn keep(
        &self,
        folder: tempfile::TempDir,
        published: &Published,
    ) -> Result<(), SnapshotError> {
        sync_folder(folder.path())?;
        let parent = self.root.join(published.manifest.period.to_string());
        fs::create_dir_all(&parent).map_err(SnapshotError::io("create", &parent))?;
        let place = parent.join(published.id.as_str());
        if place.exists() {
            if is_whole(&place, &published.manifest) {
                return Ok(());
            }
            fs::remove_dir_all(&place).map_err(SnapshotError::io("replace the damaged", &place))?;
        }
        match fs::rename(folder.path(), &place) {
            // Another worker was first with the same bytes.
            Err(_) if is_whole(&place, &published.manifest) => Ok(()),
            moved => moved.map_err(SnapshotError::io("move a snapshot to", &place)),
        }?;
        sync_folder(&parent)?;
        sync_folder(&self.root)
    }

    /// Opens a snapshot; its footers and directories stay in a bounded cache.
    pub fn open(&self, period: Period, id: &SnapshotId) -> Result<Arc<Snapshot>, SnapshotError> {
        let path = self.path(period, id);
        self.open
            .try_get_with((period, id.clone()), || {
                Snapshot::open(&path, id, self.manifest(period, id)?).map(Arc::new)
            })
            .map_err(|error| match Arc::try_unwrap(error) {
                Ok(error) => error,
                Err(shared) => SnapshotError::Damaged(shared.to_string()),
            })
    }

    /// The manifest of a snapshot, without opening the rest of it.
    pub fn manifest(&self, period: Period, id: &SnapshotId) -> Result<Manifest, SnapshotError> {
        let path = self.path(period, id).join(MANIFEST);
        let bytes = fs::read(&path).map_err(SnapshotError::io("read", &path))?;
        if Manifest::id(&bytes) != *id {
            return Err(SnapshotError::Damaged(format!(
                "{} is not the manifest of {id}",
                path.display()
            )));
        }
        Manifest::from_bytes(&bytes)
    }

    /// Whether every file of a snapshot is there and has the length its manifest gives.
    pub fn is_whole(&self, period: Period, id: &SnapshotId) -> bool {
        self.manifest(period, id)
            .is_ok_and(|manifest| is_whole(&self.path(period, id), &manifest))
    }

    /// The ids of the snapshots that lie in the folder of a period, published or not, with the
    /// time they were last changed.
    pub fn lying(
        &self,
        period: Period,
    ) -> Result<Vec<(SnapshotId, std::time::SystemTime)>, SnapshotError> {
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

    /// Removes a snapshot that nobody points to any more. One that is gone already is no error.
    pub fn remove(&self, period: Period, id: &SnapshotId) -> Result<(), SnapshotError> {
        self.open.invalidate(&(period, id.clone()));
        fail::fail_point!("snapshot.remove", |_| std::process::abort());
        remove_folder(&self.path(period, id))
    }

    /// Clears up what a worker that is gone left half-written.
    pub fn discard(&self, worker: &str) -> Result<(), SnapshotError> {
        remove_folder(&self.writing(worker))
    }

    /// The workers that have something half-written, or had.
    pub fn writers(&self) -> Vec<String> {
        let entries = fs::read_dir(self.root.join(WRITING))
            .into_iter()
            .flatten()
            .flatten();
        entries
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect()
    }
}

fn remove_folder(path: &Path) -> Result<(), SnapshotError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(SnapshotError::io("remove", path)),
    }
}

fn is_whole(place: &Path, manifest: &Manifest) -> bool {
    manifest.files.iter().all(|(name, facts)| {
        fs::metadata(place.join(name)).is_ok_and(|found| found.len() == facts.bytes)
    })
}

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(path: &Path) -> Result<(), SnapshotError> {
    File::open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(SnapshotError::io("sync", path))
}
