//! An open file that many read at once, each at its own place.

use std::{
    fs::File,
    io::{self, Read},
    sync::Arc,
};

use bytes::{Buf, Bytes, buf::Reader};
use parquet::{
    errors::Result,
    file::reader::{ChunkReader, Length},
};

/// A file that is read by position: no seek, so that readers share one handle, and one call for
/// each chunk.
#[derive(Clone)]
pub(super) struct SharedFile {
    file: Arc<File>,
    length: u64,
}

impl SharedFile {
    pub(super) fn new(file: File) -> io::Result<Self> {
        Ok(Self {
            length: file.metadata()?.len(),
            file: Arc::new(file),
        })
    }

    /// So many bytes from a place on.
    pub(super) fn bytes(&self, start: u64, length: usize) -> io::Result<Bytes> {
        self.read_at(start, length)
    }

    fn read_at(&self, start: u64, length: usize) -> io::Result<Bytes> {
        let mut buffer = vec![0; length];
        read_exact_at(&self.file, &mut buffer, start)?;
        Ok(buffer.into())
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, buffer: &mut [u8], start: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, start)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut buffer: &mut [u8], mut start: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, buffer, start)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                buffer = &mut buffer[read..];
                start += read as u64;
            }
        }
    }
    Ok(())
}

impl Length for SharedFile {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for SharedFile {
    type T = Reader<Bytes>;

    /// What is wanted from here on is not said: the reader of a file without an index of pages asks so.
    fn get_read(&self, start: u64) -> Result<Self::T> {
        let mut rest = self.file.try_clone()?;
        io::Seek::seek(&mut rest, io::SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        rest.read_to_end(&mut bytes)?;
        Ok(Bytes::from(bytes).reader())
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        Ok(self.read_at(start, length)?)
    }
}
