//! Reads a Parquet file by row range.

use std::{
    collections::VecDeque,
    fmt,
    fs::File,
    ops::Range,
    path::{Path, PathBuf},
    sync::{Arc, mpsc::sync_channel},
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
    slice::Coded,
};
use crate::SnapshotError;

/// Batches that are read ahead.
const AHEAD: usize = 2;

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

impl Coded {
    /// The same, worked on by `work` and read ahead on a thread of its own.
    pub(crate) fn ahead<T: Send + 'static>(
        mut self,
        mut work: impl FnMut(RecordBatch) -> Result<T, SnapshotError> + Send + 'static,
    ) -> impl Iterator<Item = Result<T, SnapshotError>> + Send {
        let (give, take) = sync_channel(AHEAD);
        std::thread::spawn(move || {
            for batch in &mut self {
                // Nobody takes any more where reading was given up.
                if give.send(batch.and_then(&mut work)).is_err() {
                    return;
                }
            }
        });
        take.into_iter()
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
mod tests {
    use arrow_array::{Array, ArrayRef, Int32Array, Int64Array};

    use super::*;
    use crate::{
        codes::{CodedArray, Texts},
        columns::{Column, Holds},
        table::{LAYOUT, Layout, TableWriter},
    };

    const COLUMNS: &[Column] = &[
        ("key", Holds::Int),
        ("name", Holds::Text),
        ("rare", Holds::Text),
        ("json", Holds::Json),
        ("small", Holds::Small),
    ];

    fn in_groups(group_rows: usize) -> Layout {
        Layout {
            group_rows,
            ..LAYOUT
        }
    }

    /// Three row groups of five thousand rows, each of more than one page.
    fn table(folder: &Path) -> Table {
        let path = folder.join("rows.parquet");
        let mut writer = TableWriter::create(path.clone(), COLUMNS, in_groups(5_000)).unwrap();
        for row in 0..12_345_i64 {
            let rows = writer.row().unwrap();
            rows.int(Some(row))
                .text(Some(format!("name {}", row % 701)))
                .text((row % 97 == 0).then(|| format!("rare {row}")))
                .text((row % 5 != 0).then(|| format!("{{\"row\":{row}}}")))
                .small(i32::try_from(row % 11).ok());
        }
        drop(writer.seal().unwrap().durable().unwrap());
        Table::open(&path, &Dictionaries::default()).unwrap()
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
                let found = rows(table.slice(range.clone(), columns));
                let expected = rows(by_chunk.slice(range.clone(), columns));
                assert_eq!(found, expected, "{range:?} {columns:?}");
                let count: usize = found.iter().map(RecordBatch::num_rows).sum();
                assert_eq!(count as u64, range.end - range.start);
            }
        }
    }

    /// All cells, row by row, as text.
    fn cells(batches: &[RecordBatch]) -> Vec<Vec<Option<String>>> {
        let of_batch = |batch: &RecordBatch| {
            let columns = batch.columns().iter();
            let int = |column: &ArrayRef, row| {
                let column = column.as_any();
                let long: Option<&Int64Array> = column.downcast_ref();
                let short: Option<&Int32Array> = column.downcast_ref();
                let long = long.map(|cells| cells.value(row));
                long.or_else(|| Some(short?.value(row).into()))
            };
            let cell = |column: &ArrayRef, row| match Texts::of(column.as_ref()) {
                Some(texts) => texts.get(row).map(str::to_owned),
                None if column.is_null(row) => None,
                None => Some(int(column, row).unwrap().to_string()),
            };
            let columns: Vec<&ArrayRef> = columns.collect();
            let row = |row| columns.iter().map(|column| cell(column, row)).collect();
            (0..batch.num_rows()).map(row).collect::<Vec<_>>()
        };
        batches.iter().flat_map(of_batch).collect()
    }

    #[test]
    fn texts_as_codes_are_the_texts() {
        let folder = tempfile::tempdir().unwrap();
        let table = table(folder.path());
        let by_chunk = Table {
            is_indexed: false,
            ..table.clone()
        };
        for range in [0..12_345, 4_090..4_100, 4_990..5_010, 12_344..12_345, 7..7] {
            for columns in [None, Some(["rare", "small"].as_slice())] {
                let plain = cells(&rows(table.slice(range.clone(), columns)));
                let coded = cells(&rows(table.coded_slice(range.clone(), columns)));
                assert_eq!(coded, plain, "{range:?}");
                let few = table
                    .coded(range.clone(), columns)
                    .map(Result::unwrap)
                    .collect::<Vec<_>>();
                assert_eq!(cells(&few), plain, "{range:?}");
                let few = by_chunk
                    .coded(range.clone(), columns)
                    .map(Result::unwrap)
                    .collect::<Vec<_>>();
                assert_eq!(cells(&few), plain, "{range:?}");
                assert_eq!(plain.len() as u64, range.end - range.start);
            }
        }
    }

    #[test]
    fn texts_of_a_few_rows_are_unpacked_once() {
        let folder = tempfile::tempdir().unwrap();
        let table = table(folder.path());
        let texts = |range| {
            let mut rows = table.coded(range, Some(&["name"]));
            let rows = rows.next().unwrap().unwrap();
            let column: &CodedArray = rows.column(0).as_any().downcast_ref().unwrap();
            column.values().to_data().buffers()[1].as_ptr()
        };
        assert_eq!(texts(3..4), texts(4_200..4_300));
        assert_ne!(texts(3..4), texts(5_000..5_001));
    }

    #[test]
    fn a_row_group_of_too_many_texts_has_them_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.parquet");
        let columns: &[Column] = &[("key", Holds::Int), ("text", Holds::Text)];
        let mut writer = TableWriter::create(path.clone(), columns, in_groups(20_000)).unwrap();
        for row in 0..20_000_i64 {
            let text = format!("{row:01000}");
            writer.row().unwrap().int(Some(row)).text(Some(text));
        }
        drop(writer.seal().unwrap().durable().unwrap());
        let table = Table::open(&path, &Dictionaries::default()).unwrap();
        for range in [3..5, 8_000..8_500, 19_990..20_000] {
            let expected = cells(&rows(table.slice(range.clone(), None)));
            let few: Vec<RecordBatch> = table.coded(range, None).map(Result::unwrap).collect();
            assert_eq!(cells(&few), expected);
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
        let table = Table::open(&path, &Dictionaries::default()).unwrap();
        let mut batches = table.slice(0..10, None);
        assert!(batches.any(|batch| batch.is_err()));
    }
}
