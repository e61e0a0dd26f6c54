//! A Parquet file on its way in and out: written with its digest, read by row range.

use std::{
    fs::File,
    io::{BufWriter, Write},
    ops::Range,
    path::{Path, PathBuf},
};

use arrow_array::RecordBatch;
use parquet::{
    arrow::{
        ArrowWriter,
        arrow_reader::{
            ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
            ParquetRecordBatchReaderBuilder, RowSelection, RowSelector,
        },
    },
    basic::{Compression, Encoding},
    file::{metadata::PageIndexPolicy, properties::WriterProperties},
    schema::types::ColumnPath,
};
use sha2::{Digest, Sha256};

use crate::{
    FileFacts, SnapshotError,
    columns::{Column, Holds, Rows, schema},
};

/// Rows of a data page: what a slice has to decode at the least.
const PAGE_ROWS: usize = 8_192;
/// Rows of a row group: what a writer has to hold at the most.
const GROUP_ROWS: usize = 262_144;
/// Rows that are gathered before they are encoded, and read at a time.
const BATCH_ROWS: usize = 8_192;

/// A writer that knows the digest and the length of what passed through it.
struct Digesting<W> {
    inner: W,
    digest: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
        let written = self.inner.write(buffer)?;
        self.digest
            .update(buffer.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

/// A Parquet file under construction.
pub(crate) struct TableWriter {
    path: PathBuf,
    rows: Rows,
    written: u64,
    writer: ArrowWriter<Digesting<BufWriter<File>>>,
}

impl TableWriter {
    pub(crate) fn create(path: PathBuf, columns: &[Column]) -> Result<Self, SnapshotError> {
        let file = File::create(&path).map_err(SnapshotError::io("create", &path))?;
        let sink = Digesting {
            inner: BufWriter::new(file),
            digest: Sha256::new(),
            bytes: 0,
        };
        let writer = ArrowWriter::try_new(sink, schema(columns), Some(properties(columns)))
            .map_err(SnapshotError::parquet(&path))?;
        Ok(Self {
            path,
            rows: Rows::new(columns),
            written: 0,
            writer,
        })
    }

    /// Where the next row is appended, cell by cell.
    pub(crate) fn row(&mut self) -> Result<&mut Rows, SnapshotError> {
        if self.rows.len() >= BATCH_ROWS {
            self.encode()?;
        }
        Ok(&mut self.rows)
    }

    /// Rows appended so far.
    pub(crate) fn len(&self) -> u64 {
        self.written + self.rows.len() as u64
    }

    fn encode(&mut self) -> Result<(), SnapshotError> {
        self.written += self.rows.len() as u64;
        let batch = self.rows.take()?;
        self.writer
            .write(&batch)
            .map_err(SnapshotError::parquet(&self.path))
    }

    /// Writes the footer and makes the file durable.
    pub(crate) fn close(mut self) -> Result<FileFacts, SnapshotError> {
        self.encode()?;
        fail::fail_point!("snapshot.close", |_| std::process::abort());
        let sink = self
            .writer
            .into_inner()
            .map_err(SnapshotError::parquet(&self.path))?;
        let file = sink
            .inner
            .into_inner()
            .map_err(|error| SnapshotError::io("write", &self.path)(error.into_error()))?;
        file.sync_all()
            .map_err(SnapshotError::io("sync", &self.path))?;
        let sha256 = hex::encode(sink.digest.finalize());
        Ok(FileFacts {
            rows: self.written,
            bytes: sink.bytes,
            sha256,
        })
    }
}

/// How columns are laid down. Nothing here may depend on the day or the machine: the bytes are
/// the id.
fn properties(columns: &[Column]) -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_created_by("osd-snapshot".to_owned())
        .set_compression(Compression::LZ4_RAW)
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_write_batch_size(PAGE_ROWS)
        .set_max_row_group_row_count(Some(GROUP_ROWS));
    for (name, holds) in columns {
        if *holds != Holds::Text {
            let column = ColumnPath::from(*name);
            properties = properties
                .set_column_dictionary_enabled(column.clone(), false)
                .set_column_encoding(column, Encoding::DELTA_BINARY_PACKED);
        }
    }
    properties.build()
}

/// A Parquet file that can be read by row range. Its footer and page index stay in memory.
#[derive(Clone)]
pub(crate) struct Table {
    path: PathBuf,
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
            footer,
        })
    }

    pub(crate) fn rows(&self) -> u64 {
        u64::try_from(self.footer.metadata().file_metadata().num_rows()).unwrap_or(0)
    }

    /// All rows, batch by batch.
    pub(crate) fn scan(&self) -> Result<Batches, SnapshotError> {
        let reader = self
            .builder()?
            .build()
            .map_err(SnapshotError::parquet(&self.path))?;
        Ok(Batches {
            path: self.path.clone(),
            reader,
        })
    }

    /// The rows of a range, batch by batch. Only the pages that hold them are decoded.
    pub(crate) fn slice(&self, range: Range<u64>) -> Result<Batches, SnapshotError> {
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
        let reader = self
            .builder()?
            .with_row_groups(groups)
            .with_row_selection(RowSelection::from(selectors))
            .build()
            .map_err(SnapshotError::parquet(&self.path))?;
        Ok(Batches {
            path: self.path.clone(),
            reader,
        })
    }

    fn builder(&self) -> Result<ParquetRecordBatchReaderBuilder<File>, SnapshotError> {
        let file = File::open(&self.path).map_err(SnapshotError::io("open", &self.path))?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.footer.clone());
        Ok(builder.with_batch_size(BATCH_ROWS))
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
