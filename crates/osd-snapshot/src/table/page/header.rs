//! The header of a page.

use parquet::{
    basic::Encoding,
    errors::{ParquetError, Result},
};
use parquet_format_safe::{self as format, PageHeader, thrift::protocol::TCompactInputProtocol};

/// What the header of a page says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) kind: Kind,
    /// Bytes of the header itself.
    pub(super) length: usize,
    /// Bytes of what follows it.
    pub(super) packed: usize,
    /// Bytes of that once it is unpacked.
    pub(super) unpacked: usize,
    pub(super) values: u32,
    pub(super) encoding: Encoding,
}

/// What a page holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Values, with levels in this encoding before them.
    Data { levels: Encoding },
    /// What data pages refer to.
    Dictionary,
}

/// Bytes that texts in a header may take: there are none but statistics.
const MOST: usize = 1 << 20;

impl Header {
    /// Reads the header that bytes begin with.
    pub(super) fn read(bytes: &[u8]) -> Result<Self> {
        let mut rest = bytes;
        let header =
            PageHeader::read_from_in_protocol(&mut TCompactInputProtocol::new(&mut rest, MOST))
                .map_err(|error| bad(&format!("the header of a page: {error}")))?;
        let (kind, values, encoding) =
            match (header.data_page_header, header.dictionary_page_header) {
                (Some(data), None) => {
                    let levels = known_encoding(data.definition_level_encoding)?;
                    (Kind::Data { levels }, data.num_values, data.encoding)
                }
                (None, Some(dictionary)) => {
                    (Kind::Dictionary, dictionary.num_values, dictionary.encoding)
                }
                _ => return Err(bad(&format!("a page is of kind {}", header.type_.0))),
            };
        Ok(Self {
            kind,
            length: bytes.len() - rest.len(),
            packed: usize::try_from(header.compressed_page_size)?,
            unpacked: usize::try_from(header.uncompressed_page_size)?,
            values: u32::try_from(values)?,
            encoding: known_encoding(encoding)?,
        })
    }
}

fn bad(reason: &str) -> ParquetError {
    ParquetError::General(reason.to_owned())
}

fn known_encoding(encoding: format::Encoding) -> Result<Encoding> {
    Ok(match encoding.0 {
        0 => Encoding::PLAIN,
        2 => Encoding::PLAIN_DICTIONARY,
        3 => Encoding::RLE,
        5 => Encoding::DELTA_BINARY_PACKED,
        6 => Encoding::DELTA_LENGTH_BYTE_ARRAY,
        7 => Encoding::DELTA_BYTE_ARRAY,
        8 => Encoding::RLE_DICTIONARY,
        9 => Encoding::BYTE_STREAM_SPLIT,
        number => return Err(bad(&format!("a page is of encoding {number}"))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kind 0, 300 bytes unpacked, 100 packed, 64 values by dictionary, and statistics to pass over.
    const DATA: [u8; 24] = [
        0x15, 0x00, 0x15, 0xd8, 0x04, 0x15, 0xc8, 0x01, 0x2c, 0x15, 0x80, 0x01, 0x15, 0x10, 0x15,
        0x06, 0x15, 0x06, 0x1c, 0x18, 0x01, 0x61, 0x00, 0x00,
    ];

    #[test]
    fn the_header_of_a_data_page_is_read() {
        let bytes = [DATA.as_slice(), &[0x00, 0xff]].concat();
        assert_eq!(
            Header::read(&bytes).unwrap(),
            Header {
                kind: Kind::Data {
                    levels: Encoding::RLE
                },
                length: 25,
                packed: 100,
                unpacked: 300,
                values: 64,
                encoding: Encoding::RLE_DICTIONARY,
            }
        );
    }

    #[test]
    fn a_header_that_is_cut_off_or_of_another_kind_is_an_error() {
        for length in 0..DATA.len() {
            assert!(Header::read(&DATA[..length]).is_err(), "{length}");
        }
        let index_page = [0x15, 0x02, 0x15, 0x02, 0x15, 0x02, 0x00];
        assert!(Header::read(&index_page).is_err());
    }
}
