//! Snapshots in a bucket, with a folder before it.

use std::{
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use object_store::ObjectStore;
use osd_domain::Period;

use super::{
    Cached, Published, SnapshotId,
    cache::{Cache, Close},
    folder::remove_folder,
    lock::Lock,
    remote::{Known, Remote},
};
use crate::{
    Manifest, SnapshotError,
    faults::{self, Fault},
    writer::MANIFEST,
};

pub(super) struct Bucket {
    remote: Remote,
    cache: Cache,
}

impl Bucket {
    pub(super) fn open(
        store: Arc<dyn ObjectStore>,
        name: String,
        cache: PathBuf,
        limit: u64,
    ) -> Result<Self, SnapshotError> {
        Ok(Self {
            remote: Remote::new(store, name)?,
            cache: Cache::open(cache, limit)?,
        })
    }

    pub(super) fn name(&self) -> &str {
        self.remote.name()
    }

    pub(super) fn local(&self) -> &Path {
        self.cache.root()
    }

    pub(super) fn cached(&self) -> Result<Cached, SnapshotError> {
        self.cache.filled()
    }

    /// Uploads a finished folder, even where it is there already: the same bytes again mend what
    /// may have been damaged. What was uploaded is as good as downloaded.
    pub(super) fn keep(
        &self,
        folder: &tempfile::TempDir,
        published: &Published,
        close: Close<'_>,
    ) -> Result<(), SnapshotError> {
        let Published { id, manifest } = published;
        self.remote.upload(folder.path(), id, manifest)?;
        let _use = self.cache.use_lock(manifest.period, id)?;
        let alone = self.cache.load_lock(manifest.period, id)?;
        let admitted = match self.cache.whole(manifest.period, id) {
            Ok(Some(_)) => Ok(()),
            Ok(None) => self
                .cache
                .make_room(manifest.bytes(), close)
                .and_then(|()| self.cache.admit(folder.path(), id, manifest)),
            Err(error) => Err(error),
        };
        alone.forget();
        admitted
    }

    /// A snapshot on this machine's disk, downloaded if it was not there, and what keeps it there.
    pub(super) fn fetch(
        &self,
        period: Period,
        id: &SnapshotId,
        close: Close<'_>,
    ) -> Result<(PathBuf, Manifest, Lock), SnapshotError> {
        let lease = self.cache.use_lock(period, id)?;
        let manifest = match self.cache.whole(period, id)? {
            Some(manifest) => manifest,
            None => {
                let alone = self.cache.load_lock(period, id)?;
                let loaded = self.load(period, id, close);
                alone.forget();
                loaded?
            }
        };
        Ok((self.cache.path(period, id), manifest, lease))
    }

    /// Downloads a snapshot, unless another has while it was waited for.
    fn load(
        &self,
        period: Period,
        id: &SnapshotId,
        close: Close<'_>,
    ) -> Result<Manifest, SnapshotError> {
        if let Some(manifest) = self.cache.whole(period, id)? {
            return Ok(manifest);
        }
        let Known { manifest, bytes } = self.remote.manifest(period, id)?;
        self.cache.make_room(manifest.bytes(), close)?;
        let loading = self.cache.begin(period, id)?;
        let loaded = self
            .remote
            .download(id, &manifest, &loading)
            .and_then(|()| write_manifest(&loading, &bytes))
            .and_then(|()| self.cache.admit(&loading, id, &manifest));
        if let Err(error) = loaded {
            remove_folder(&loading)?;
            return Err(error);
        }
        tracing::info!(%period, %id, bytes = manifest.bytes(), "Downloaded a snapshot");
        Ok(manifest)
    }

    pub(super) fn prefetch(&self, period: Period, id: &SnapshotId) -> Result<bool, SnapshotError> {
        if self.cache.whole(period, id)?.is_some() {
            return Ok(true);
        }
        let manifest = self.remote.manifest(period, id)?.manifest;
        if !self.cache.has_room(manifest.bytes())? {
            return Ok(false);
        }
        self.fetch(period, id, &|_, _| ()).map(|_| true)
    }

    pub(super) fn manifest(
        &self,
        period: Period,
        id: &SnapshotId,
    ) -> Result<Manifest, SnapshotError> {
        match self.cache.whole(period, id)? {
            Some(manifest) => Ok(manifest),
            None => Ok(self.remote.manifest(period, id)?.manifest),
        }
    }

    pub(super) fn are_whole(
        &self,
        ids: &[(Period, SnapshotId)],
    ) -> Result<Vec<bool>, SnapshotError> {
        self.remote.are_whole(ids)
    }

    pub(super) fn lying(
        &self,
        period: Period,
    ) -> Result<Vec<(SnapshotId, SystemTime)>, SnapshotError> {
        self.remote.lying(period)
    }

    pub(super) fn periods(&self) -> Result<Vec<Period>, SnapshotError> {
        self.remote.periods()
    }

    /// What of a snapshot is not as it was published, in the bucket itself.
    pub(super) fn faults(
        &self,
        period: Period,
        id: &SnapshotId,
    ) -> Result<(Vec<Fault>, Option<Manifest>), SnapshotError> {
        let seen = self.remote.seen(period, id)?;
        faults::faults(id, &seen, || Ok(self.remote.manifest(period, id)?.manifest))
    }

    /// Moves a snapshot out of the way, and off this machine's disk where nobody reads it.
    pub(super) fn set_aside(
        &self,
        period: Period,
        id: &SnapshotId,
        name: &str,
    ) -> Result<(), SnapshotError> {
        self.remote.set_aside(period, id, name)?;
        self.cache.evict(period, id).map(drop)
    }

    /// Removes a snapshot from the bucket, and from this machine's disk where nobody reads it.
    pub(super) fn remove(&self, period: Period, id: &SnapshotId) -> Result<(), SnapshotError> {
        self.remote.remove(period, id)?;
        self.cache.evict(period, id).map(drop)
    }
}

fn write_manifest(folder: &Path, bytes: &[u8]) -> Result<(), SnapshotError> {
    let path = folder.join(MANIFEST);
    let write = || {
        let mut file = File::create(&path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(SnapshotError::io("write", &path))
}
