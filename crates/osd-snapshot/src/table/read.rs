//! Reads a Parquet file by row range.

use std::{
    fs::File,
    ops::Range,
    path::{Path, PathBuf},
};

use arrow_array::RecordBatch;
use parquet::{
    arrow::{
        ProjectionMask,
        arrow_reader::{
            ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
            ParquetRecordBatchReaderBuilder, RowSelection, RowSelector,
        },
    },
    file::metadata::PageIndexPolicy,
};

use super::{BATCH_ROWS, file::SharedFile};
use crate::SnapshotError;

/// A Parquet file that can be read by row range. Its footer and page index stay in memory, and the
/// file stays open: what was opened can be read to its end, though it is removed meanwhile.
#[derive(Clone)]
pub(crate) struct Table {
    path: PathBuf,
    file: SharedFile,
    footer: ArrowReaderMetadata,
}

impl Table {
    pub(crate) fn open(path: &Path) -> Result<Self, SnapshotError> {
        let file = File::open(path).map_err(SnapshotError::io("open", path))?;
        let options = ArrowReaderOptions::new().with_offset_index_policy(PageIndexPolicy::Optional);
        let footer =
            ArrowReaderMetadata::load(&file, options).map_err(SnapshotError::parquet(path))?;
        Ok(Self {
            path: path.to_owned(),
            file: SharedFile::new(file).map_err(SnapshotError::io("open", path))?,
            footer,
        })
    }

    pub(crate) fn rows(&self) -> u64 {
        u64::try_from(self.footer.metadata().file_metadata().num_rows()).unwrap_or(0)
    }

    /// Bytes of memory that it takes to keep the file open.
    pub(crate) fn memory(&self) -> usize {
        self.footer.metadata().memory_size()
    }

    /// All rows, batch by batch.
    pub(crate) fn scan(&self) -> Result<Batches, SnapshotError> {
        self.slice(0..self.rows(), None)
    }

    /// The rows of a range, batch by batch; of these columns, or of all. Only the pages that hold
    /// them are read.
    pub(crate) fn slice(
        &self,
        range: Range<u64>,
        columns: Option<&[&str]>,
    ) -> Result<Batches, SnapshotError> {
        let mut groups = Vec::new();
        let mut selectors = Vec::new();
        let mut first = 0_u64;
        for (at, group) in self.footer.metadata().row_groups().iter().enumerate() {
            let rows = u64::try_from(group.num_rows()).unwrap_or(0);
            let from = range.start.clamp(first, first + rows) - first;
            let to = range.end.clamp(first, first + rows) - first;
            if from < to {
                groups.push(at);
                selectors.push(RowSelector::skip(from as usize));
                selectors.push(RowSelector::select((to - from) as usize));
                selectors.push(RowSelector::skip((rows - to) as usize));
            }
            first += rows;
        }
        let file = self.file.clone();
        let mut builder =
            ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.footer.clone())
                .with_batch_size(BATCH_ROWS)
                .with_row_groups(groups)
                .with_row_selection(RowSelection::from(selectors));
        if let Some(columns) = columns {
            let descriptor = builder.parquet_schema();
            let mask = ProjectionMask::columns(descriptor, columns.iter().copied());
            builder = builder.with_projection(mask);
        }
        let reader = builder
            .build()
            .map_err(SnapshotError::parquet(&self.path))?;
        Ok(Batches {
            path: self.path.clone(),
            reader,
        })
    }
}

/// Batches of rows as they are read.
pub(crate) struct Batches {
    path: PathBuf,
    reader: ParquetRecordBatchReader,
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, SnapshotError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.reader.next()?;
        Some(
            batch.map_err(|error| {
                SnapshotError::Damaged(format!("{}: {error}", self.path.display()))
            }),
        )
    }
}
