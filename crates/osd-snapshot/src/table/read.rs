//! Reads a Parquet file by row range.

use std::{
    collections::VecDeque,
    fmt,
    fs::File,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Schema, SchemaRef};
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
    dictionary::Dictionaries,
    file::SharedFile,
    page::{Groups, are_indexed},
};
use crate::SnapshotError;

/// A Parquet file that can be read by row range. Its footer and page index stay in memory, and the
/// file stays open: what was opened can be read to its end, though it is removed meanwhile.
#[derive(Clone)]
pub(crate) struct Table {
    path: PathBuf,
    pub(super) file: SharedFile,
    footer: ArrowReaderMetadata,
    /// The same, where texts are given as the codes that they are written as.
    pub(super) coded: ArrowReaderMetadata,
    /// Whether its pages can be found by their index: those of files of our own can.
    pub(super) is_indexed: bool,
    /// What its dictionaries are kept by.
    pub(super) number: u64,
    pub(super) dictionaries: Dictionaries,
}

impl Table {
    /// Opens a file. Texts that are unpacked for a few rows are kept with those of other files.
    pub(crate) fn open(path: &Path, dictionaries: &Dictionaries) -> Result<Self, SnapshotError> {
        let file = File::open(path).map_err(SnapshotError::io("open", path))?;
        let options = ArrowReaderOptions::new().with_offset_index_policy(PageIndexPolicy::Optional);
        let footer =
            ArrowReaderMetadata::load(&file, options).map_err(SnapshotError::parquet(path))?;
        let options = ArrowReaderOptions::new().with_schema(coded(&footer));
        let coded = ArrowReaderMetadata::try_new(Arc::clone(footer.metadata()), options)
            .map_err(SnapshotError::parquet(path))?;
        Ok(Self {
            coded,
            is_indexed: are_indexed(footer.metadata()),
            number: dictionaries.number(),
            dictionaries: dictionaries.clone(),
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
    pub(crate) fn scan(&self) -> Batches {
        self.slice(0..self.rows(), None)
    }

    /// The rows of a range, batch by batch; of these columns, or of all. Only the pages that hold
    /// them are read.
    pub(crate) fn slice(&self, range: Range<u64>, columns: Option<&[&str]>) -> Batches {
        self.batches(&self.footer, range, columns)
    }

    /// The same with each text as a code and the texts that codes stand for. No batch has codes of more
    /// than one row group.
    pub(super) fn coded_slice(&self, range: Range<u64>, columns: Option<&[&str]>) -> Batches {
        self.batches(&self.coded, range, columns)
    }

    fn batches(
        &self,
        footer: &ArrowReaderMetadata,
        range: Range<u64>,
        columns: Option<&[&str]>,
    ) -> Batches {
        let groups = self.groups(range).into_iter();
        let columns = columns.map(|columns| {
            let descriptor = footer.metadata().file_metadata().schema_descr();
            ProjectionMask::columns(descriptor, columns.iter().copied())
        });
        Batches {
            path: self.path.clone(),
            file: self.file.clone(),
            footer: footer.clone(),
            is_indexed: self.is_indexed,
            columns: columns.unwrap_or_else(ProjectionMask::all),
            groups: groups
                .map(|(group, rows)| (group, selection(&rows)))
                .collect(),
            reader: None,
        }
    }

    /// Rows of one column of a row group, texts as codes.
    pub(super) fn of_group(&self, group: usize, rows: Range<usize>, column: usize) -> Batches {
        let descriptor = self.coded.metadata().file_metadata().schema_descr();
        Batches {
            path: self.path.clone(),
            file: self.file.clone(),
            footer: self.coded.clone(),
            is_indexed: self.is_indexed,
            columns: ProjectionMask::leaves(descriptor, [column]),
            groups: VecDeque::from([(group, selection(&rows))]),
            reader: None,
        }
    }

    /// The row groups that have rows of a range, each with those of its own rows that are in it.
    pub(super) fn groups(&self, range: Range<u64>) -> Vec<(usize, Range<usize>)> {
        let mut groups = Vec::new();
        let mut first = 0_u64;
        for (at, group) in self.footer.metadata().row_groups().iter().enumerate() {
            let rows = u64::try_from(group.num_rows()).unwrap_or(0);
            let from = range.start.clamp(first, first + rows) - first;
            let to = range.end.clamp(first, first + rows) - first;
            if from < to {
                groups.push((at, from as usize..to as usize));
            }
            first += rows;
        }
        groups
    }

    /// Something is wrong with the file.
    pub(super) fn damaged(&self, error: &dyn fmt::Display) -> SnapshotError {
        SnapshotError::Damaged(format!("{}: {error}", self.path.display()))
    }
}

fn selection(rows: &Range<usize>) -> RowSelection {
    vec![
        RowSelector::skip(rows.start),
        RowSelector::select(rows.len()),
    ]
    .into()
}

/// The schema with every text as a code. A column that never has a dictionary stays as it is: codes for
/// it would have to be made up.
fn coded(footer: &ArrowReaderMetadata) -> SchemaRef {
    let groups = footer.metadata().row_groups();
    let has_dictionary = |column: usize| {
        let mut chunks = groups
            .iter()
            .filter_map(|group| group.columns().get(column));
        chunks.any(|chunk| chunk.dictionary_page_offset().is_some())
    };
    let code = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let fields = footer.schema().fields().iter().enumerate();
    let fields = fields.map(|(column, field)| match field.data_type() {
        DataType::Utf8 if has_dictionary(column) => {
            Arc::new(field.as_ref().clone().with_data_type(code.clone()))
        }
        _ => Arc::clone(field),
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// Batches of rows as they are read, one row group after the other.
pub(crate) struct Batches {
    path: PathBuf,
    file: SharedFile,
    footer: ArrowReaderMetadata,
    is_indexed: bool,
    columns: ProjectionMask,
    /// Those that are left, with the rows that are asked for.
    groups: VecDeque<(usize, RowSelection)>,
    reader: Option<ParquetRecordBatchReader>,
}

impl Batches {
    /// A reader of the next row group; none at the end.
    fn next_group(&mut self) -> Result<Option<ParquetRecordBatchReader>, SnapshotError> {
        let Some((group, selection)) = self.groups.pop_front() else {
            return Ok(None);
        };
        let reader = match self.is_indexed {
            true => self.by_page(group, selection),
            false => self.by_chunk(group, selection),
        };
        reader.map(Some).map_err(SnapshotError::parquet(&self.path))
    }

    fn by_page(
        &self,
        group: usize,
        selection: RowSelection,
    ) -> Result<ParquetRecordBatchReader, ParquetError> {
        let (descriptor, mask) = (self.footer.parquet_schema(), self.columns.clone());
        let hint = Some(self.footer.schema().fields());
        let levels = parquet_to_arrow_field_levels(descriptor, mask, hint)?;
        let groups = Groups {
            file: &self.file,
            footer: self.footer.metadata(),
            groups: &[group],
        };
        ParquetRecordBatchReader::try_new_with_row_groups(
            &levels,
            &groups,
            BATCH_ROWS,
            Some(selection),
        )
    }

    fn by_chunk(
        &self,
        group: usize,
        selection: RowSelection,
    ) -> Result<ParquetRecordBatchReader, ParquetError> {
        let (file, footer) = (self.file.clone(), self.footer.clone());
        ParquetRecordBatchReaderBuilder::new_with_metadata(file, footer)
            .with_batch_size(BATCH_ROWS)
            .with_projection(self.columns.clone())
            .with_row_groups(vec![group])
            .with_row_selection(selection)
            .build()
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, SnapshotError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(batch) = self.reader.as_mut().and_then(Iterator::next) {
                let damaged =
                    |error| SnapshotError::Damaged(format!("{}: {error}", self.path.display()));
                return Some(batch.map_err(damaged));
            }
            match self.next_group() {
                Ok(None) => return None,
                Ok(reader) => self.reader = reader,
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

#[cfg(test)]
mod tests;
