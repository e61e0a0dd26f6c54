//! Reading every byte in the bucket, and setting aside.

use futures::StreamExt as _;
use object_store::{ObjectStore as _, ObjectStoreExt as _, path::Path};
use osd_bucket::is_absent;
use osd_domain::Period;
use sha2::{Digest as _, Sha256};

use super::{
    super::{DAMAGED, SnapshotId},
    Remote, Shared, snapshot,
};
use crate::{SnapshotError, faults::Seen, writer::MANIFEST};

impl Remote {
    /// The periods of which something lies there, in order.
    pub(in super::super) fn periods(&self) -> Result<Vec<Period>, SnapshotError> {
        self.wait(move |shared| async move {
            let found = shared.store.list_with_delimiter(None).await;
            let found = found.map_err(shared.failed("list", &Path::default()))?;
            let names = found.common_prefixes.into_iter();
            let periods = names.filter_map(|folder| folder.filename()?.parse().ok());
            let mut periods: Vec<Period> = periods.collect();
            periods.sort_unstable();
            Ok(periods)
        })
    }

    /// Length and sha256 of everything that lies there of a snapshot. A manifest that is kept in memory
    /// is forgotten: it may be another one by now.
    pub(in super::super) fn seen(
        &self,
        period: Period,
        id: &SnapshotId,
    ) -> Result<Seen, SnapshotError> {
        let id = id.clone();
        self.wait(move |shared| async move {
            shared.manifests.invalidate(&id);
            let mut seen = Seen::new();
            for found in shared.list(&snapshot(period, &id)).await? {
                let name = found.location.filename().unwrap_or_default().to_owned();
                if let Some(facts) = shared.digest(&found.location).await? {
                    seen.insert(name, facts);
                }
            }
            Ok(seen)
        })
    }

    /// Moves a snapshot out of the way, its manifest first.
    pub(in super::super) fn set_aside(
        &self,
        period: Period,
        id: &SnapshotId,
        name: &str,
    ) -> Result<(), SnapshotError> {
        let (id, name) = (id.clone(), name.to_owned());
        self.wait(move |shared| async move {
            shared.manifests.invalidate(&id);
            let mut files = shared.list(&snapshot(period, &id)).await?;
            files.sort_by_key(|file| file.location.filename() != Some(MANIFEST));
            for file in files {
                let to = Path::from(format!("{DAMAGED}/{name}/{}", file.location));
                match shared.store.rename(&file.location, &to).await {
                    Err(error) if is_absent(&error) => {}
                    moved => moved.map_err(shared.failed("set aside", &file.location))?,
                }
            }
            Ok(())
        })
    }
}

impl Shared {
    /// Length and sha256 of an object; absent where it is gone by now.
    async fn digest(&self, path: &Path) -> Result<Option<(u64, String)>, SnapshotError> {
        let found = match self.store.get(path).await {
            Err(error) if is_absent(&error) => return Ok(None),
            found => found.map_err(self.failed("read", path))?,
        };
        let (mut bytes, mut digest) = (0, Sha256::new());
        let mut chunks = found.into_stream();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(self.failed("read", path))?;
            bytes += chunk.len() as u64;
            digest.update(&chunk);
        }
        Ok(Some((bytes, hex::encode(digest.finalize()))))
    }
}
