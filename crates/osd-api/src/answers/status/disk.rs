//! How much room does it take?

use serde::Serialize;
use utoipa::ToSchema;

use crate::{Counter, Problem};

/// Room on disks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DiskStatus {
    /// Bytes of the vault's files, some minutes old at most; null where it is in a bucket, or was not
    /// gone over yet.
    pub vault_bytes: Option<u64>,
    /// Bytes of all snapshots, those that were replaced and stay for a day included.
    pub snapshot_bytes: u64,
    /// Bytes of the catalog.
    pub catalog_bytes: u64,
    /// Bytes that are free where the home folder is; null where that cannot be told.
    pub free_bytes: Option<u64>,
}

pub(super) async fn disk(counter: &Counter) -> Result<DiskStatus, Problem> {
    let read = counter.catalog.read().await?;
    let snapshot_bytes = read.periods().snapshot_bytes().await?;
    drop(read);
    let home = counter.watch.folders.as_ref();
    Ok(DiskStatus {
        vault_bytes: counter.watch.vault.bytes(),
        snapshot_bytes,
        catalog_bytes: counter.catalog.bytes().await?,
        free_bytes: home.and_then(|folders| free(&folders.home)),
    })
}

/// Bytes that are free for this program where a folder is.
fn free(folder: &std::path::Path) -> Option<u64> {
    let found = rustix::fs::statvfs(folder).ok()?;
    found.f_bavail.checked_mul(found.f_frsize)
}
