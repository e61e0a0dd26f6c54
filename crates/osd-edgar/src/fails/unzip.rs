//! Taking the one text out of a zip file, whatever it is called: many have no ending.
//!
//! What a zip file says of itself is not believed: how many files it may list, how large it may be
//! and how large what is in it are bounded here, and the text's checksum is verified.

use std::io::{Cursor, Read};

use memchr::memmem;
use zip::ZipArchive;

use super::NotFails;

/// The largest zip file that is opened, in bytes. The largest of the SEC has a tenth of it.
const MAX_PACKED: usize = 16 << 20;

/// The largest text that is unpacked, in bytes. The largest of the SEC has a tenth of it.
const MAX_UNPACKED: u64 = 64 << 20;

/// The text in a zip file that holds one.
pub(crate) fn unzip(bytes: &[u8]) -> Result<Vec<u8>, NotFails> {
    unzip_at_most(bytes, MAX_PACKED, MAX_UNPACKED)
}

pub(super) fn unzip_at_most(
    bytes: &[u8],
    packed: usize,
    unpacked: u64,
) -> Result<Vec<u8>, NotFails> {
    let no_zip = |error: zip::result::ZipError| NotFails::NotAZip(error.to_string());
    if bytes.len() > packed {
        let limit = packed as u64;
        return Err(NotFails::TooLarge { limit });
    }
    if is_zip64(bytes) {
        return Err(NotFails::NotAZip("it says that it is huge".to_owned()));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(no_zip)?;
    let packed_error = |error: zip::result::ZipError| NotFails::Packed(error.to_string());
    let mut found = Vec::new();
    for index in 0..archive.len() {
        let is_folder = archive.by_index_raw(index).map_err(packed_error)?.is_dir();
        if !is_folder {
            found.push(index);
        }
    }
    let [index] = found[..] else {
        return Err(NotFails::Entries(found.len()));
    };
    let file = archive.by_index(index).map_err(packed_error)?;
    let mut text = Vec::new();
    file.take(unpacked.saturating_add(1))
        .read_to_end(&mut text)
        .map_err(|error| packed_error(error.into()))?;
    if text.len() as u64 > unpacked {
        return Err(NotFails::TooLarge { limit: unpacked });
    }
    Ok(text)
}

/// Whether a zip file has the second end record of files beyond 4 GiB or 65,535 entries. Nothing as
/// small as this has a use for one, and the library takes memory for as many entries as it claims.
fn is_zip64(bytes: &[u8]) -> bool {
    const END: &[u8] = b"PK\x05\x06";
    const LOCATOR: &[u8] = b"PK\x06\x07";
    // Before the end record, which has 22 bytes and a comment of 65,535 at most.
    const LOCATOR_LENGTH: usize = 20;
    const TAIL: usize = LOCATOR_LENGTH + 22 + 0xFFFF;
    let tail = bytes.get(bytes.len().saturating_sub(TAIL)..);
    let tail = tail.unwrap_or_default();
    memmem::find_iter(tail, END).any(|end| {
        let locator = end.checked_sub(LOCATOR_LENGTH);
        locator.is_some_and(|at| tail.get(at..at + 4) == Some(LOCATOR))
    })
}
