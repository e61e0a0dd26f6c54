//! How much room there is on the disk of a home.

use std::{io, path::Path, sync::Arc};

/// The room on a disk, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disk {
    /// What this user may still write.
    pub free: u64,
    /// All of it.
    pub total: u64,
}

/// Asks for the room on the disk. Handed in, so that tests can choose it.
pub type DiskProbe = Arc<dyn Fn() -> io::Result<Disk> + Send + Sync>;

/// The room on the disk that a folder lies on.
///
/// # Errors
/// Where the system does not say, as for a folder that is not there.
pub fn disk_of(folder: &Path) -> io::Result<Disk> {
    let found = rustix::fs::statvfs(folder)?;
    Ok(Disk {
        free: found.f_bavail.saturating_mul(found.f_frsize),
        total: found.f_blocks.saturating_mul(found.f_frsize),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_has_room_and_a_folder_that_is_not_there_has_none() {
        let folder = tempfile::tempdir().unwrap();
        let disk = disk_of(folder.path()).unwrap();
        assert!(disk.total > 0 && disk.free <= disk.total, "{disk:?}");
        assert!(disk_of(&folder.path().join("nowhere")).is_err());
    }
}
