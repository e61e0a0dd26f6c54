//! Snapshots in a bucket: `<period>/<id>/<file>`. The manifest comes last and goes first, so that a
//! snapshot is there whole or not at all.

mod upkeep;

use std::{
    collections::BTreeMap,
    fs::File,
    future::Future,
    io::{Read as _, Write as _},
    path::Path as FsPath,
    sync::{Arc, mpsc},
    time::SystemTime,
};

use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt as _, WriteMultipart, path::Path};
use osd_bucket::{StoreError, is_absent};
use osd_domain::Period;
use sha2::{Digest as _, Sha256};
use tokio::runtime::Runtime;

use super::SnapshotId;
use crate::{FileFacts, Manifest, SnapshotError, writer::MANIFEST};

/// Files above this go up in parts of this length, in bytes.
const PART: usize = 8 << 20;
/// Parts under way at a time.
const PARTS: usize = 4;
/// Files that come down at a time, and snapshots that are asked about at a time.
const AT_ONCE: usize = 8;
/// Manifests kept in memory; each is a few kilobytes.
const MANIFESTS: u64 = 2048;

/// The bucket. Its work runs on threads of its own, so that whoever waits for it, on whatever
/// thread, never waits for itself.
pub(super) struct Remote {
    shared: Arc<Shared>,
    runtime: Option<Runtime>,
}

struct Shared {
    store: Arc<dyn ObjectStore>,
    name: String,
    manifests: moka::sync::Cache<SnapshotId, Known>,
}

/// A manifest, and its bytes as they were published: other versions may write others.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) manifest: Manifest,
    pub(super) bytes: Bytes,
}

impl Remote {
    pub(super) fn new(store: Arc<dyn ObjectStore>, name: String) -> Result<Self, SnapshotError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("osd-bucket")
            .enable_all()
            .build()
            .map_err(SnapshotError::io("start threads for", &name))?;
        let manifests = moka::sync::Cache::new(MANIFESTS);
        Ok(Self {
            shared: Arc::new(Shared {
                store,
                name,
                manifests,
            }),
            runtime: Some(runtime),
        })
    }

    pub(super) fn name(&self) -> &str {
        &self.shared.name
    }

    /// Runs work on the own threads and waits for it.
    fn wait<T, W>(&self, work: impl FnOnce(Arc<Shared>) -> W) -> Result<T, SnapshotError>
    where
        T: Send + 'static,
        W: Future<Output = Result<T, SnapshotError>> + Send + 'static,
    {
        let stopped = || SnapshotError::Stopped(self.shared.name.clone());
        let (send, receive) = mpsc::sync_channel(1);
        let work = work(Arc::clone(&self.shared));
        let runtime = self.runtime.as_ref().ok_or_else(stopped)?;
        runtime.spawn(async move {
            // Nobody waits any more where the process ends.
            drop(send.send(work.await));
        });
        receive.recv().map_err(|_| stopped())?
    }

    /// Uploads the files of a finished folder; the manifest last.
    pub(super) fn upload(
        &self,
        folder: &FsPath,
        id: &SnapshotId,
        manifest: &Manifest,
    ) -> Result<(), SnapshotError> {
        let (folder, period) = (folder.to_owned(), manifest.period);
        let at = snapshot(period, id);
        let names: Vec<String> = manifest.files.keys().cloned().collect();
        self.wait(move |shared| async move {
            for name in names.iter().map(String::as_str).chain([MANIFEST]) {
                fail::fail_point!("snapshot.upload", |_| std::process::abort());
                shared
                    .put(&folder.join(name), &at.clone().join(name))
                    .await?;
            }
            Ok(())
        })
    }

    /// The manifest.
    pub(super) fn manifest(&self, period: Period, id: &SnapshotId) -> Result<Known, SnapshotError> {
        let asked = id.clone();
        let found =
            self.wait(move |shared| async move { shared.manifest(period, &asked).await })?;
        found.ok_or_else(|| {
            SnapshotError::Damaged(format!("{}/{period}/{id} is not there", self.name()))
        })
    }

    /// Downloads all files but the manifest into a folder, each verified and durable.
    pub(super) fn download(
        &self,
        id: &SnapshotId,
        manifest: &Manifest,
        into: &FsPath,
    ) -> Result<(), SnapshotError> {
        let at = snapshot(manifest.period, id);
        let files: Vec<(String, FileFacts)> = manifest.files.clone().into_iter().collect();
        let into = into.to_owned();
        self.wait(move |shared| async move {
            let (shared, into, at) = (&shared, &into, &at);
            stream::iter(files)
                .map(Ok)
                .try_for_each_concurrent(AT_ONCE, |(name, facts)| async move {
                    shared
                        .get(&at.clone().join(name.as_str()), &facts, &into.join(&name))
                        .await
                })
                .await
        })
    }

    /// Whether each is there with every file as long as its manifest says.
    pub(super) fn are_whole(
        &self,
        ids: &[(Period, SnapshotId)],
    ) -> Result<Vec<bool>, SnapshotError> {
        let ids = ids.to_vec();
        self.wait(move |shared| async move {
            let shared = &shared;
            stream::iter(ids)
                .map(|(period, id)| async move { shared.is_whole(period, &id).await })
                .buffered(AT_ONCE)
                .try_collect()
                .await
        })
    }

    /// What lies there for a period, whole or not, and when it was last changed.
    pub(super) fn lying(
        &self,
        period: Period,
    ) -> Result<Vec<(SnapshotId, SystemTime)>, SnapshotError> {
        self.wait(move |shared| async move {
            let folder = Path::from(period.to_string());
            let mut lying: BTreeMap<SnapshotId, SystemTime> = BTreeMap::new();
            let mut list = shared.store.list(Some(&folder));
            while let Some(found) = list
                .try_next()
                .await
                .map_err(shared.failed("list", &folder))?
            {
                let Some(id) = id_in(&found) else { continue };
                let changed = SystemTime::from(found.last_modified);
                let last = lying.entry(id).or_insert(changed);
                *last = (*last).max(changed);
            }
            Ok(lying.into_iter().collect())
        })
    }

    /// Removes a snapshot, its manifest first.
    pub(super) fn remove(&self, period: Period, id: &SnapshotId) -> Result<(), SnapshotError> {
        let id = id.clone();
        self.wait(move |shared| async move {
            shared.manifests.invalidate(&id);
            let at = snapshot(period, &id);
            shared.delete(&at.clone().join(MANIFEST)).await?;
            let files: Vec<ObjectMeta> = shared.list(&at).await?;
            for file in files {
                shared.delete(&file.location).await?;
            }
            Ok(())
        })
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        // Waiting for the threads is not allowed everywhere that this may be dropped.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Shared {
    fn failed(
        &self,
        doing: &'static str,
        path: &Path,
    ) -> impl FnOnce(object_store::Error) -> SnapshotError {
        let object = format!("{}/{path}", self.name);
        move |error| SnapshotError::Store {
            doing,
            object,
            source: StoreError::of(&error),
        }
    }

    async fn manifest(
        &self,
        period: Period,
        id: &SnapshotId,
    ) -> Result<Option<Known>, SnapshotError> {
        if let Some(known) = self.manifests.get(id) {
            return Ok(Some(known));
        }
        let path = snapshot(period, id).join(MANIFEST);
        let found = match self.store.get(&path).await {
            Err(error) if is_absent(&error) => return Ok(None),
            found => found.map_err(self.failed("read", &path))?,
        };
        let bytes = found.bytes().await.map_err(self.failed("read", &path))?;
        let manifest = Manifest::of(id, &bytes, || format!("{}/{path}", self.name))?;
        let known = Known { manifest, bytes };
        self.manifests.insert(id.clone(), known.clone());
        Ok(Some(known))
    }

    async fn list(&self, folder: &Path) -> Result<Vec<ObjectMeta>, SnapshotError> {
        let list = self.store.list(Some(folder)).try_collect().await;
        list.map_err(self.failed("list", folder))
    }

    async fn delete(&self, path: &Path) -> Result<(), SnapshotError> {
        match self.store.delete(path).await {
            Err(error) if is_absent(&error) => Ok(()),
            deleted => deleted.map_err(self.failed("remove", path)),
        }
    }

    async fn is_whole(&self, period: Period, id: &SnapshotId) -> Result<bool, SnapshotError> {
        let at = snapshot(period, id);
        let lengths: BTreeMap<String, u64> = self
            .list(&at)
            .await?
            .into_iter()
            .filter_map(|found| Some((found.location.filename()?.to_owned(), found.size)))
            .collect();
        if !lengths.contains_key(MANIFEST) {
            return Ok(false);
        }
        let manifest = match self.manifest(period, id).await {
            Ok(Some(known)) => known.manifest,
            Ok(None) | Err(SnapshotError::Damaged(_)) => return Ok(false),
            Err(error) => return Err(error),
        };
        let is_there =
            |(name, facts): (&String, &FileFacts)| lengths.get(name) == Some(&facts.bytes);
        Ok(manifest.files.iter().all(is_there))
    }

    /// Uploads a file: it is there whole or not at all.
    async fn put(&self, from: &FsPath, to: &Path) -> Result<(), SnapshotError> {
        let mut file = File::open(from).map_err(SnapshotError::io("read", from))?;
        let length = file
            .metadata()
            .map_err(SnapshotError::io("read", from))?
            .len();
        if length <= PART as u64 {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)
                .map_err(SnapshotError::io("read", from))?;
            let put = self.store.put(to, bytes.into()).await;
            return put.map(drop).map_err(self.failed("write", to));
        }
        let upload = self.store.put_multipart(to).await;
        let upload = upload.map_err(self.failed("write", to))?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PART);
        let sent = self.send_parts(&mut file, from, &mut upload, to).await;
        match sent {
            Ok(()) => upload
                .finish()
                .await
                .map(drop)
                .map_err(self.failed("write", to)),
            Err(error) => {
                // What was sent costs until it is given up; the first error is what counts.
                drop(upload.abort().await);
                Err(error)
            }
        }
    }

    async fn send_parts(
        &self,
        file: &mut File,
        from: &FsPath,
        upload: &mut WriteMultipart,
        to: &Path,
    ) -> Result<(), SnapshotError> {
        loop {
            let mut part = Vec::with_capacity(PART);
            file.take(PART as u64)
                .read_to_end(&mut part)
                .map_err(SnapshotError::io("read", from))?;
            if part.is_empty() {
                return Ok(());
            }
            fail::fail_point!("snapshot.part", |_| std::process::abort());
            let capacity = upload.wait_for_capacity(PARTS).await;
            capacity.map_err(self.failed("write", to))?;
            upload.put(part.into());
        }
    }

    /// Downloads a file, and refuses one that is not what was published.
    async fn get(&self, from: &Path, facts: &FileFacts, to: &FsPath) -> Result<(), SnapshotError> {
        let damaged = |what: &str| SnapshotError::Damaged(format!("{}/{from} {what}", self.name));
        let found = match self.store.get(from).await {
            Err(error) if is_absent(&error) => return Err(damaged("is not there")),
            found => found.map_err(self.failed("read", from))?,
        };
        if found.meta.size != facts.bytes {
            return Err(damaged("has another length than was published"));
        }
        let mut file = File::create(to).map_err(SnapshotError::io("create", to))?;
        let mut digest = Sha256::new();
        let mut chunks = found.into_stream();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(self.failed("read", from))?;
            digest.update(&chunk);
            file.write_all(&chunk)
                .map_err(SnapshotError::io("write", to))?;
        }
        if hex::encode(digest.finalize()) != facts.sha256 {
            return Err(damaged("has other bytes than were published"));
        }
        file.sync_all().map_err(SnapshotError::io("sync", to))
    }
}

fn snapshot(period: Period, id: &SnapshotId) -> Path {
    Path::from(format!("{period}/{id}"))
}

/// The snapshot that an object belongs to.
fn id_in(found: &ObjectMeta) -> Option<SnapshotId> {
    found.location.parts().nth(1)?.as_ref().parse().ok()
}
