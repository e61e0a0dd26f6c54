//! The texts of a column in a row group, once they are unpacked: a slice of a few rows asks for a few of
//! them, and unpacking all of them would be most of its work.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use arrow_array::{Array, StringArray};

use crate::SnapshotError;

/// Bytes of texts that are kept.
const CAPACITY: u64 = 32 << 20;

/// Texts that were asked for lately, of all open files. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Dictionaries {
    texts: moka::sync::Cache<Place, StringArray>,
    files: Arc<AtomicU64>,
}

/// A column in a row group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Place {
    /// The number of an open file.
    pub(super) file: u64,
    pub(super) group: usize,
    pub(super) column: usize,
}

impl Default for Dictionaries {
    fn default() -> Self {
        let weigh = |_: &Place, texts: &StringArray| {
            u32::try_from(texts.get_buffer_memory_size()).unwrap_or(u32::MAX)
        };
        let texts = moka::sync::Cache::builder().max_capacity(CAPACITY);
        Self {
            texts: texts.weigher(weigh).build(),
            files: Arc::default(),
        }
    }
}

impl Dictionaries {
    /// A number for a file that was opened.
    pub(super) fn number(&self) -> u64 {
        self.files.fetch_add(1, Ordering::Relaxed)
    }

    /// The texts of a column, which `read` unpacks. Several that ask at once wait for one that does.
    pub(super) fn of(
        &self,
        place: Place,
        read: impl FnOnce() -> Result<StringArray, SnapshotError>,
    ) -> Result<StringArray, SnapshotError> {
        let shared = |error: Arc<SnapshotError>| SnapshotError::Damaged(error.to_string());
        self.texts.try_get_with(place, read).map_err(shared)
    }
}
