//! A few rows of a Parquet file, column by column: numbers of the pages that hold them, and keys of texts
//! that are kept unpacked.

use std::{
    ops::Range,
    sync::{Arc, mpsc::sync_channel},
};

use arrow_array::{
    Array, ArrayRef, ArrowPrimitiveType, Int32Array, PrimitiveArray, RecordBatch, StringArray,
    new_null_array, types as arrow,
};
use arrow_schema::DataType;
use parquet::{
    basic::Encoding,
    column::{
        page::{Page, PageReader},
        reader::ColumnReaderImpl,
    },
    data_type::{self as physical, DataType as Physical},
    errors::{ParquetError, Result as Read},
};

use super::{
    BATCH_ROWS,
    dictionary::Place,
    keys::Keys,
    page::Chunk,
    read::{Batches, Table},
};
use crate::{SnapshotError, codes::CodedArray};

/// Batches that are read ahead.
const AHEAD: usize = 2;

/// Rows of one row group, no more than are read at a time.
struct Slice<'t> {
    table: &'t Table,
    group: usize,
    rows: Range<usize>,
}

/// Batches of rows with each text as a code, and the texts that codes stand for. No batch has rows of
/// two row groups.
pub(crate) enum Coded {
    /// By page: row groups, and rows of them that are still to be read.
    Pages {
        table: Table,
        columns: Vec<usize>,
        slices: std::vec::IntoIter<(usize, Range<usize>)>,
    },
    /// Of a file whose pages cannot be found.
    Chunks(Batches),
}

impl Table {
    /// The rows of a range, batch by batch; of these columns, or of all.
    pub(crate) fn coded(&self, range: Range<u64>, columns: Option<&[&str]>) -> Coded {
        if !self.is_indexed {
            return Coded::Chunks(self.coded_slice(range, columns));
        }
        let is_wanted = |name: &str| columns.is_none_or(|columns| columns.contains(&name));
        let fields = self.coded.schema().fields().iter().enumerate();
        let wanted = fields.filter(|(_, field)| is_wanted(field.name()));
        let slices = self.groups(range).into_iter().flat_map(of_pages);
        Coded::Pages {
            columns: wanted.map(|(column, _)| column).collect(),
            slices: slices.collect::<Vec<_>>().into_iter(),
            table: self.clone(),
        }
    }
}

/// Rows of a row group in pieces that end where pages do.
fn of_pages((group, rows): (usize, Range<usize>)) -> impl Iterator<Item = (usize, Range<usize>)> {
    let pieces = rows.start / BATCH_ROWS..rows.end.div_ceil(BATCH_ROWS);
    pieces.map(move |piece| {
        let (from, to) = (piece * BATCH_ROWS, (piece + 1) * BATCH_ROWS);
        (group, rows.start.max(from)..rows.end.min(to))
    })
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

impl Iterator for Coded {
    type Item = Result<RecordBatch, SnapshotError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Chunks(batches) => batches.next(),
            Self::Pages {
                table,
                columns,
                slices,
            } => {
                let (group, rows) = slices.next()?;
                let slice = Slice { table, group, rows };
                Some(slice.batch(columns))
            }
        }
    }
}

impl Slice<'_> {
    fn batch(&self, columns: &[usize]) -> Result<RecordBatch, SnapshotError> {
        let damaged = |error| self.table.damaged(&error);
        let schema = self.table.coded.schema().project(columns);
        let schema = schema.map_err(damaged)?;
        let of_each = columns.iter().zip(schema.fields());
        let arrays = of_each.map(|(column, field)| self.column(*column, field.data_type()));
        let arrays: Vec<ArrayRef> = arrays.collect::<Result<_, _>>()?;
        RecordBatch::try_new(Arc::new(schema), arrays).map_err(damaged)
    }

    fn column(&self, column: usize, holds: &DataType) -> Result<ArrayRef, SnapshotError> {
        let cells = match holds {
            DataType::Int64 => self.numbers::<physical::Int64Type, arrow::Int64Type>(column),
            DataType::Int32 => self.numbers::<physical::Int32Type, arrow::Int32Type>(column),
            DataType::Dictionary(..) => return self.texts(column, holds),
            DataType::Utf8 => self.plain_texts(column),
            _ => return self.by_arrow(column),
        };
        cells.map_err(|error| self.table.damaged(&error))
    }

    fn chunk(&self, column: usize) -> Chunk {
        let footer = Arc::clone(self.table.coded.metadata());
        Chunk::of(self.table.file.clone(), footer, self.group, column)
    }

    /// Cells of a column: a level for each, nought where it is null, and those that are not.
    fn cells<P: Physical>(&self, column: usize) -> Read<(Vec<i16>, Vec<P::T>)> {
        let descriptor = self.table.coded.parquet_schema().column(column);
        let (chunk, first) = self.chunk(column).with_row(self.rows.start);
        let mut reader = ColumnReaderImpl::<P>::new(descriptor, Box::new(chunk));
        let misplaced = || ParquetError::General("a page does not begin where it says".to_owned());
        let skipped = self.rows.start.checked_sub(first);
        reader.skip_records(skipped.ok_or_else(misplaced)?)?;
        let (mut levels, mut cells) = (Vec::with_capacity(self.rows.len()), Vec::new());
        while levels.len() < self.rows.len() {
            let left = self.rows.len() - levels.len();
            let (read, ..) = reader.read_records(left, Some(&mut levels), None, &mut cells)?;
            if read == 0 {
                return Err(ParquetError::EOF("a column has too few rows".to_owned()));
            }
        }
        Ok((levels, cells))
    }

    fn numbers<P: Physical, A: ArrowPrimitiveType<Native = P::T>>(
        &self,
        column: usize,
    ) -> Read<ArrayRef> {
        let (levels, numbers) = self.cells::<P>(column)?;
        if numbers.len() == levels.len() {
            return Ok(Arc::new(PrimitiveArray::<A>::from_iter_values(numbers)));
        }
        let mut numbers = numbers.into_iter();
        let cell = |level: i16| (level > 0).then(|| numbers.next()).flatten();
        let cells: PrimitiveArray<A> = levels.into_iter().map(cell).collect();
        Ok(Arc::new(cells))
    }

    /// Texts that have no keys.
    fn plain_texts(&self, column: usize) -> Read<ArrayRef> {
        let (levels, texts) = self.cells::<physical::ByteArrayType>(column)?;
        let mut texts = texts.iter();
        let cell = |level: &i16| {
            let text = (*level > 0).then(|| texts.next()).flatten();
            text.map(physical::ByteArray::as_utf8).transpose()
        };
        let cells: StringArray = levels.iter().map(cell).collect::<Read<_>>()?;
        Ok(Arc::new(cells))
    }

    fn texts(&self, column: usize, holds: &DataType) -> Result<ArrayRef, SnapshotError> {
        let damaged = |error| self.table.damaged(&error);
        let place = Place {
            file: self.table.number,
            group: self.group,
            column,
        };
        let dictionaries = &self.table.dictionaries;
        let texts = dictionaries.of(place, || self.dictionary(column))?;
        if texts.is_empty() {
            return Ok(new_null_array(holds, self.rows.len()));
        }
        // A row group of too many different texts has them as they are.
        let Some(keys) = self.keys(column).map_err(damaged)? else {
            return self.by_arrow(column);
        };
        let coded = CodedArray::try_new(keys, Arc::new(texts));
        Ok(Arc::new(coded.map_err(|error| self.table.damaged(&error))?))
    }

    /// Keys of texts; none where a page has texts.
    fn keys(&self, column: usize) -> Read<Option<Int32Array>> {
        let mut cells = Keys::with_room(self.rows.len());
        let (mut chunk, mut first) = self.chunk(column).with_row(self.rows.start);
        while first < self.rows.end
            && let Some(page) = chunk.peek_next_page()?
        {
            let end = first + page.num_rows.unwrap_or(0);
            let (from, to) = (self.rows.start.max(first), self.rows.end.min(end));
            if page.is_dict || from >= to {
                chunk.skip_next_page()?;
            } else if let Some(Page::DataPage { buf, encoding, .. }) = chunk.get_next_page()? {
                if encoding != Encoding::RLE_DICTIONARY {
                    return Ok(None);
                }
                cells.add(&buf, from - first, to - from)?;
            }
            first = end;
        }
        Ok(Some(cells.into_array()))
    }

    /// The texts that keys stand for.
    fn dictionary(&self, column: usize) -> Result<StringArray, SnapshotError> {
        let first = Slice {
            rows: 0..1,
            ..*self
        };
        let cells = first.by_arrow(column)?;
        let coded: Option<&CodedArray> = cells.as_any().downcast_ref();
        let texts = coded.and_then(|coded| coded.values().as_any().downcast_ref());
        let nothing = || self.table.damaged(&"a column has no dictionary");
        texts.cloned().ok_or_else(nothing)
    }

    /// The cells of a column as arrow's reader reads them.
    fn by_arrow(&self, column: usize) -> Result<ArrayRef, SnapshotError> {
        let mut batches = self.table.of_group(self.group, self.rows.clone(), column);
        let batch = batches.next().transpose()?;
        let cells = batch.and_then(|batch| batch.columns().first().cloned());
        let nothing = || self.table.damaged(&"a column has too few rows");
        cells.ok_or_else(nothing)
    }
}
