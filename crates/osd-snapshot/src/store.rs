//! Where snapshots lie.

mod bucket;
mod cache;
mod folder;
mod lock;
mod remote;
mod upkeep;

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
    time::SystemTime,
};

use object_store::ObjectStore;
use osd_domain::Period;

use self::{bucket::Bucket, folder::Folder};
pub(crate) use self::{folder::sync_folder, lock::Lock};
use crate::{Manifest, Snapshot, SnapshotError, SnapshotWriter, table::Dictionaries};

/// Bytes of footers and directories of snapshots that are kept in memory.
const OPEN_BYTES: u64 = 128 << 20;
/// The folder of snapshots under construction.
const WRITING: &str = ".writing";
/// The folder of snapshots that were set aside.
const DAMAGED: &str = ".damaged";

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

/// What lies on disk of a bucket's snapshots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cached {
    /// The folder.
    pub folder: PathBuf,
    /// How many snapshots.
    pub snapshots: u64,
    /// Their bytes.
    pub bytes: u64,
    /// How many bytes there may be.
    pub limit: u64,
}

/// The snapshots of all periods, in a folder, or in a bucket with a folder before it. Cheap to
/// clone. Everything here waits for disks or for the network: call it where that is allowed.
#[derive(Clone)]
pub struct Snapshots {
    place: Place,
    open: moka::sync::Cache<(Period, SnapshotId), Arc<Snapshot>>,
    dictionaries: Dictionaries,
}

#[derive(Clone)]
enum Place {
    Folder(Folder),
    Bucket(Arc<Bucket>),
}

/// Where they lie.
impl fmt::Debug for Snapshots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Snapshots({})", self.place())
    }
}

impl Snapshots {
    /// The snapshots in `root`; the folder is made where it does not exist.
    pub fn folder(root: impl Into<PathBuf>) -> Result<Self, SnapshotError> {
        Ok(Self::at(Place::Folder(Folder::create(root.into())?)))
    }

    /// The snapshots in a bucket, which is called `name` in messages. A snapshot is downloaded
    /// whole into the folder `cache` before it is opened, and those that were not used for longest
    /// leave the folder where it would hold more than `limit` bytes. Any number of processes may
    /// share the folder.
    pub fn bucket(
        store: Arc<dyn ObjectStore>,
        name: impl Into<String>,
        cache: impl Into<PathBuf>,
        limit: u64,
    ) -> Result<Self, SnapshotError> {
        let bucket = Bucket::open(store, name.into(), cache.into(), limit)?;
        Ok(Self::at(Place::Bucket(Arc::new(bucket))))
    }

    fn at(place: Place) -> Self {
        Self {
            place,
            dictionaries: Dictionaries::default(),
            open: moka::sync::Cache::builder()
                .max_capacity(OPEN_BYTES)
                .weigher(|_, open: &Arc<Snapshot>| u32::try_from(open.memory()).unwrap_or(u32::MAX))
                .build(),
        }
    }

    /// Where they lie, in words.
    pub fn place(&self) -> String {
        match &self.place {
            Place::Folder(folder) => folder.root().display().to_string(),
            Place::Bucket(bucket) => bucket.name().to_owned(),
        }
    }

    /// What lies on disk of a bucket's snapshots; absent where they lie in a folder anyway.
    pub fn cached(&self) -> Result<Option<Cached>, SnapshotError> {
        match &self.place {
            Place::Folder(_) => Ok(None),
            Place::Bucket(bucket) => bucket.cached().map(Some),
        }
    }

    /// The folder on this machine's disk: of all snapshots, or of those of a bucket that were
    /// downloaded.
    pub fn root(&self) -> &Path {
        match &self.place {
            Place::Folder(folder) => folder.root(),
            Place::Bucket(bucket) => bucket.local(),
        }
    }

    fn writing(&self, worker: &str) -> PathBuf {
        self.root().join(WRITING).join(worker)
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

    /// Brings a finished folder to where readers find it. A snapshot that is already there has
    /// the same bytes, unless it was damaged: then the new one takes its place.
    pub(crate) fn keep(
        &self,
        folder: tempfile::TempDir,
        published: &Published,
    ) -> Result<(), SnapshotError> {
        sync_folder(folder.path())?;
        match &self.place {
            Place::Folder(place) => place.keep(&folder, published),
            Place::Bucket(bucket) => bucket.keep(&folder, published, &self.closer()),
        }
    }

    /// Opens a snapshot; its footers and directories stay in a bounded cache. However many ask for
    /// one of a bucket at once, it is downloaded once.
    pub fn open(&self, period: Period, id: &SnapshotId) -> Result<Arc<Snapshot>, SnapshotError> {
        self.open
            .try_get_with((period, id.clone()), || {
                match &self.place {
                    Place::Folder(folder) => {
                        let manifest = folder.manifest(period, id)?;
                        let path = folder.path(period, id);
                        Snapshot::open(&path, id, manifest, &self.dictionaries)
                    }
                    Place::Bucket(bucket) => {
                        let (path, manifest, lease) = bucket.fetch(period, id, &self.closer())?;
                        let opened = Snapshot::open(&path, id, manifest, &self.dictionaries);
                        Ok(opened?.holding(lease))
                    }
                }
                .map(Arc::new)
            })
            .map_err(|error| match Arc::try_unwrap(error) {
                Ok(error) => error,
                Err(shared) => SnapshotError::Damaged(shared.to_string()),
            })
    }

    /// A snapshot that is open already.
    pub fn opened(&self, period: Period, id: &SnapshotId) -> Option<Arc<Snapshot>> {
        self.open.get(&(period, id.clone()))
    }

    /// How many snapshots are kept open, and roughly how many bytes of memory they take.
    pub fn open_now(&self) -> (u64, u64) {
        (self.open.entry_count(), self.open.weighted_size())
    }

    /// Downloads a snapshot ahead of those who will ask for it, where there is room for it without
    /// another one going. Says whether it is on this machine's disk now.
    pub fn prefetch(&self, period: Period, id: &SnapshotId) -> Result<bool, SnapshotError> {
        match &self.place {
            Place::Folder(_) => Ok(true),
            Place::Bucket(bucket) => bucket.prefetch(period, id),
        }
    }

    /// Closes a snapshot that nobody reads at the moment, so that it may leave the disk.
    fn closer(&self) -> impl Fn(Period, &SnapshotId) + '_ {
        |period, id| {
            self.open.invalidate(&(period, id.clone()));
            self.open.run_pending_tasks();
        }
    }

    /// The manifest of a snapshot, without opening the rest of it.
    pub fn manifest(&self, period: Period, id: &SnapshotId) -> Result<Manifest, SnapshotError> {
        match &self.place {
            Place::Folder(folder) => folder.manifest(period, id),
            Place::Bucket(bucket) => bucket.manifest(period, id),
        }
    }

    /// Whether every file of a snapshot is there and has the length its manifest gives.
    ///
    /// # Errors
    /// Where it cannot be told: a store that does not answer has lost nothing.
    pub fn is_whole(&self, period: Period, id: &SnapshotId) -> Result<bool, SnapshotError> {
        let whole = self.are_whole(&[(period, id.clone())])?;
        Ok(whole == [true])
    }

    /// The same of many, in their order; a bucket is asked about several at a time.
    pub fn are_whole(&self, ids: &[(Period, SnapshotId)]) -> Result<Vec<bool>, SnapshotError> {
        match &self.place {
            Place::Folder(folder) => ids
                .iter()
                .map(|(period, id)| folder.is_whole(*period, id))
                .collect(),
            Place::Bucket(bucket) => bucket.are_whole(ids),
        }
    }

    /// The ids of the snapshots that lie there for a period, published or not, whole or not, with
    /// the time they were last changed.
    pub fn lying(&self, period: Period) -> Result<Vec<(SnapshotId, SystemTime)>, SnapshotError> {
        match &self.place {
            Place::Folder(folder) => folder.lying(period),
            Place::Bucket(bucket) => bucket.lying(period),
        }
    }

    /// Removes a snapshot that nobody points to any more. One that is gone already is no error.
    pub fn remove(&self, period: Period, id: &SnapshotId) -> Result<(), SnapshotError> {
        self.closer()(period, id);
        fail::fail_point!("snapshot.remove", |_| std::process::abort());
        match &self.place {
            Place::Folder(folder) => folder.remove(period, id),
            Place::Bucket(bucket) => bucket.remove(period, id),
        }
    }

    /// Clears up what a worker that is gone left half-written.
    pub fn discard(&self, worker: &str) -> Result<(), SnapshotError> {
        folder::remove_folder(&self.writing(worker))
    }

    /// The workers that have something half-written, or had.
    pub fn writers(&self) -> Vec<String> {
        let entries = fs::read_dir(self.root().join(WRITING))
            .into_iter()
            .flatten()
            .flatten();
        entries
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect()
    }
}
