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
        parquet_to_arrow_field_levels,
    },
    errors::ParquetError,
    file::metadata::PageIndexPolicy,
};

use super::{
    BATCH_ROWS,
    file::SharedFile,
    page::{Groups, are_indexed},
};
use crate::SnapshotError;

/// A Parquet file that can be read by row range. Its footer and page index stay in memory, and the
/// file stays open: what was opened can be read to its end, though it is removed meanwhile.
#[derive(Clone)]
pub(crate) struct Table {
    path: PathBuf,
    file: SharedFile,
    footer: ArrowReaderMetadata,
    /// Whether its pages can be found by their index: those of files of our own can.
    is_indexed: bool,
}

impl Table {
    pub(crate) fn open(path: &Path) -> Result<Self, SnapshotError> {
        let file = File::open(path).map_err(SnapshotError::io("open", path))?;
        let options = ArrowReaderOptions::new().with_offset_index_policy(PageIndexPolicy::Optional);
        let footer =
            ArrowReaderMetadata::load(&file, options).map_err(SnapshotError::parquet(path))?;
        Ok(Self {
            is_indexed: are_indexed(footer.metadata()),
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
        let descriptor = self.footer.parquet_schema();
        let mask = match columns {
            Some(columns) => ProjectionMask::columns(descriptor, columns.iter().copied()),
            None => ProjectionMask::all(),
        };
        let selected = RowSelection::from(selectors);
        let reader = match self.is_indexed {
            true => self.by_page(&groups, mask, selected),
            false => self.by_chunk(groups, mask, selected),
        };
        Ok(Batches {
            path: self.path.clone(),
            reader: reader.map_err(SnapshotError::parquet(&self.path))?,
        })
    }

    fn by_page(
        &self,
        groups: &[usize],
        mask: ProjectionMask,
        selected: RowSelection,
    ) -> Result<ParquetRecordBatchReader, ParquetError> {
        let hint = Some(self.footer.schema().fields());
        let levels = parquet_to_arrow_field_levels(self.footer.parquet_schema(), mask, hint)?;
        let groups = Groups {
            file: &self.file,
            footer: self.footer.metadata(),
            groups,
        };
        ParquetRecordBatchReader::try_new_with_row_groups(
            &levels,
            &groups,
            BATCH_ROWS,
            Some(selected),
        )
    }

    fn by_chunk(
        &self,
        groups: Vec<usize>,
        mask: ProjectionMask,
        selected: RowSelection,
    ) -> Result<ParquetRecordBatchReader, ParquetError> {
        let file = self.file.clone();
        ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.footer.clone())
            .with_batch_size(BATCH_ROWS)
            .with_row_groups(groups)
            .with_row_selection(selected)
            .with_projection(mask)
            .build()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        columns::{Column, Holds},
        table::TableWriter,
    };

    const COLUMNS: &[Column] = &[
        ("key", Holds::Int),
        ("name", Holds::Text),
        ("rare", Holds::Text),
        ("json", Holds::Json),
        ("small", Holds::Small),
    ];

    /// Three row groups of five thousand rows, each of more than one page.
    fn table(folder: &Path) -> Table {
        let path = folder.join("rows.parquet");
        let mut writer = TableWriter::create(path.clone(), COLUMNS, 5_000).unwrap();
        for row in 0..12_345_i64 {
            let rows = writer.row().unwrap();
            rows.int(Some(row))
                .text(Some(format!("name {}", row % 701)))
                .text((row % 97 == 0).then(|| format!("rare {row}")))
                .text((row % 5 != 0).then(|| format!("{{\"row\":{row}}}")))
                .small(i32::try_from(row % 11).ok());
        }
        drop(writer.seal().unwrap().durable().unwrap());
        Table::open(&path).unwrap()
    }

    fn rows(batches: Batches) -> Vec<RecordBatch> {
        batches.map(Result::unwrap).collect()
    }

    #[test]
    fn pages_that_are_found_by_their_index_give_what_whole_chunks_give() {
        let folder = tempfile::tempdir().unwrap();
        let table = table(folder.path());
        assert!(table.is_indexed);
        let by_chunk = Table {
            is_indexed: false,
            ..table.clone()
        };
        let columns: [Option<&[&str]>; 3] = [None, Some(&["name"]), Some(&["key", "rare", "json"])];
        for range in [
            0..1,
            0..12_345,
            17..4_200,
            4_990..5_010,
            9_999..10_001,
            12_344..12_345,
            7..7,
        ] {
            for columns in columns {
                let found = rows(table.slice(range.clone(), columns).unwrap());
                let expected = rows(by_chunk.slice(range.clone(), columns).unwrap());
                assert_eq!(found, expected, "{range:?} {columns:?}");
                let count: usize = found.iter().map(RecordBatch::num_rows).sum();
                assert_eq!(count as u64, range.end - range.start);
            }
        }
    }

    #[test]
    fn a_page_that_is_damaged_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.parquet");
        drop(table(folder.path()));
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[4..200].fill(0xff);
        std::fs::write(&path, bytes).unwrap();
        let table = Table::open(&path).unwrap();
        let mut batches = table.slice(0..10, None).unwrap();
        assert!(batches.any(|batch| batch.is_err()));
    }
}
