//! Writes a Parquet file. Rows are gathered where they come up, and encoded on a thread of their
//! own.

use std::{
    fs::File,
    io::{BufWriter, Write},
    ops::Range,
    path::PathBuf,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread::JoinHandle,
};

use arrow_array::RecordBatch;
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, Encoding, ZstdLevel},
    errors::ParquetError,
    file::properties::{EnabledStatistics, WriterProperties},
    schema::types::ColumnPath,
};
use sha2::{Digest, Sha256};

use super::BATCH_ROWS;
use crate::{
    FileFacts, SnapshotError,
    columns::{Column, Holds, Rows, schema},
};

/// Rows of a page of JSON.
const JSON_PAGE_ROWS: usize = 128;
/// How many rows lie together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    /// In a row group: what a writer has to hold at the most.
    pub(crate) group_rows: usize,
    /// In a data page: what a slice has to decode at the least.
    pub(crate) page_rows: usize,
}

/// Where nothing else is said.
pub(crate) const LAYOUT: Layout = Layout {
    group_rows: 262_144,
    page_rows: 4_096,
};
/// Where zstd takes the least time.
const LEVEL: i32 = 1;
/// Bytes of distinct texts up to which a column has a dictionary in a row group.
const DICTIONARY_BYTES: usize = 8 << 20;
/// Batches that wait to be encoded.
const AHEAD: usize = 4;

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
    to_encode: SyncSender<Step>,
    sealed: Receiver<FileFacts>,
    encoder: JoinHandle<Result<(), SnapshotError>>,
}

enum Step {
    Encode(RecordBatch),
    Seal,
}

impl TableWriter {
    pub(crate) fn create(
        path: PathBuf,
        columns: &[Column],
        layout: Layout,
    ) -> Result<Self, SnapshotError> {
        let file = File::create(&path).map_err(SnapshotError::io("create", &path))?;
        let sink = Digesting {
            inner: BufWriter::new(file),
            digest: Sha256::new(),
            bytes: 0,
        };
        let properties = properties(columns, layout).map_err(SnapshotError::parquet(&path))?;
        let writer = ArrowWriter::try_new(sink, schema(columns), Some(properties))
            .map_err(SnapshotError::parquet(&path))?;
        let (to_encode, steps) = sync_channel(AHEAD);
        let (seal, sealed) = sync_channel(1);
        let encoder = Encoder {
            path: path.clone(),
            writer,
            rows: 0,
        };
        Ok(Self {
            path,
            rows: Rows::new(columns),
            written: 0,
            to_encode,
            sealed,
            encoder: std::thread::spawn(move || encoder.run(&steps, &seal)),
        })
    }

    /// Where the next row is appended, cell by cell.
    pub(crate) fn row(&mut self) -> Result<&mut Rows, SnapshotError> {
        if self.rows.len() >= BATCH_ROWS {
            self.encode()?;
        }
        Ok(&mut self.rows)
    }

    /// Appends rows of a batch with the same columns.
    pub(crate) fn copy(
        &mut self,
        batch: &RecordBatch,
        mut rows: Range<usize>,
    ) -> Result<(), SnapshotError> {
        while !rows.is_empty() {
            let into = self.row()?;
            let free = BATCH_ROWS.saturating_sub(into.len()).max(1);
            let end = rows.end.min(rows.start + free);
            into.copy(batch, rows.start..end)?;
            rows.start = end;
        }
        Ok(())
    }

    /// Rows appended so far.
    pub(crate) fn len(&self) -> u64 {
        self.written + self.rows.len() as u64
    }

    fn encode(&mut self) -> Result<(), SnapshotError> {
        self.written += self.rows.len() as u64;
        let batch = self.rows.take()?;
        // An encoder that stopped says why when the file is sealed.
        drop(self.to_encode.send(Step::Encode(batch)));
        Ok(())
    }

    /// Writes what is left. The file can be read when this returns, and is made durable meanwhile.
    pub(crate) fn seal(mut self) -> Result<Sealed, SnapshotError> {
        self.encode()?;
        fail::fail_point!("snapshot.close", |_| std::process::abort());
        drop(self.to_encode.send(Step::Seal));
        let stopped = || SnapshotError::Damaged(format!("{} was given up", self.path.display()));
        match self.sealed.recv() {
            Ok(facts) => Ok(Sealed {
                path: self.path,
                facts,
                encoder: self.encoder,
            }),
            Err(_) => match self.encoder.join() {
                Ok(Err(error)) => Err(error),
                _ => Err(stopped()),
            },
        }
    }
}

/// A Parquet file that is written to its end.
pub(crate) struct Sealed {
    path: PathBuf,
    facts: FileFacts,
    encoder: JoinHandle<Result<(), SnapshotError>>,
}

impl Sealed {
    /// What is known of the file, once it is on disk.
    pub(crate) fn durable(self) -> Result<FileFacts, SnapshotError> {
        let stopped = |_| SnapshotError::Damaged(format!("{} was given up", self.path.display()));
        self.encoder.join().map_err(stopped)??;
        Ok(self.facts)
    }
}

struct Encoder {
    path: PathBuf,
    writer: ArrowWriter<Digesting<BufWriter<File>>>,
    rows: u64,
}

impl Encoder {
    fn run(
        mut self,
        steps: &Receiver<Step>,
        sealed: &SyncSender<FileFacts>,
    ) -> Result<(), SnapshotError> {
        for step in steps {
            match step {
                Step::Encode(batch) => {
                    self.rows += batch.num_rows() as u64;
                    self.writer
                        .write(&batch)
                        .map_err(SnapshotError::parquet(&self.path))?;
                }
                Step::Seal => return self.seal(sealed),
            }
        }
        // The file was given up.
        Ok(())
    }

    fn seal(self, sealed: &SyncSender<FileFacts>) -> Result<(), SnapshotError> {
        let Self { path, writer, rows } = self;
        let sink = writer.into_inner().map_err(SnapshotError::parquet(&path))?;
        let file = sink
            .inner
            .into_inner()
            .map_err(|error| SnapshotError::io("write", &path)(error.into_error()))?;
        // Nobody waits any more where the snapshot was given up.
        drop(sealed.send(FileFacts {
            rows,
            bytes: sink.bytes,
            sha256: hex::encode(sink.digest.finalize()),
        }));
        file.sync_all().map_err(SnapshotError::io("sync", &path))
    }
}

/// How columns are laid down. Nothing here may depend on the day or the machine: the bytes are
/// the id.
fn properties(columns: &[Column], layout: Layout) -> Result<WriterProperties, ParquetError> {
    let mut properties = WriterProperties::builder()
        .set_created_by("osd-snapshot".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(LEVEL)?))
        .set_statistics_enabled(EnabledStatistics::None)
        .set_dictionary_page_size_limit(DICTIONARY_BYTES)
        .set_data_page_row_count_limit(layout.page_rows)
        .set_write_batch_size(layout.page_rows)
        .set_max_row_group_row_count(Some(layout.group_rows));
    // Rows are sorted by it: readers find theirs by what a group begins and ends with.
    if let Some((first, _)) = columns.first() {
        let column = ColumnPath::from(*first);
        properties = properties.set_column_statistics_enabled(column, EnabledStatistics::Chunk);
    }
    for (name, holds) in columns {
        let column = ColumnPath::from(*name);
        properties = match holds {
            Holds::Text => properties,
            Holds::Unlike => properties.set_column_dictionary_enabled(column, false),
            // One cell is asked for at a time.
            Holds::Json => properties
                .set_write_batch_size(JSON_PAGE_ROWS)
                .set_column_data_page_row_count_limit(column.clone(), JSON_PAGE_ROWS)
                .set_column_dictionary_enabled(column, false),
            _ => properties
                .set_column_dictionary_enabled(column.clone(), false)
                .set_column_encoding(column, encoding(*holds)),
        };
    }
    Ok(properties.build())
}

/// How numbers are laid down. What follows on each other is near the one before; the high bytes of
/// figures, which do not, are nearly all noughts.
fn encoding(holds: Holds) -> Encoding {
    match holds {
        Holds::Figure => Encoding::BYTE_STREAM_SPLIT,
        _ => Encoding::DELTA_BINARY_PACKED,
    }
}
