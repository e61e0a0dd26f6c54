//! The header of a page: a struct of Thrift's compact protocol.

use parquet::{
    basic::Encoding,
    errors::{ParquetError, Result},
};

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

/// The fields of a page's header, and of the headers in it, by their numbers.
mod field {
    pub(super) const KIND: i16 = 1;
    pub(super) const UNPACKED: i16 = 2;
    pub(super) const PACKED: i16 = 3;
    pub(super) const DATA: i16 = 5;
    pub(super) const DICTIONARY: i16 = 7;
    pub(super) const VALUES: i16 = 1;
    pub(super) const ENCODING: i16 = 2;
    pub(super) const LEVELS: i16 = 3;
}

/// What a page says it is.
const DATA_PAGE: i64 = 0;
const DICTIONARY_PAGE: i64 = 2;
/// Structs in structs, which no header has as many of.
const DEEPEST: usize = 8;

impl Header {
    /// Reads the header that bytes begin with.
    pub(super) fn read(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader { bytes, at: 0 };
        let (mut kind, mut packed, mut unpacked) = (None, None, None);
        let mut of_page = [None; 3];
        let mut last = 0;
        while let Some((id, holds)) = reader.field(last)? {
            last = id;
            match (id, holds) {
                (field::KIND, Holds::Int) => kind = Some(reader.int()?),
                (field::UNPACKED, Holds::Int) => unpacked = Some(reader.size()?),
                (field::PACKED, Holds::Int) => packed = Some(reader.size()?),
                (field::DATA | field::DICTIONARY, Holds::Struct) => of_page = reader.of_page()?,
                (_, holds) => reader.skip(holds, DEEPEST)?,
            }
        }
        let [values, encoding, levels] = of_page;
        let kind = match (kind, levels) {
            (Some(DATA_PAGE), Some(levels)) => Kind::Data {
                levels: known_encoding(levels)?,
            },
            (Some(DICTIONARY_PAGE), _) => Kind::Dictionary,
            (kind, _) => return Err(bad(&format!("a page is of kind {kind:?}"))),
        };
        let missing = || bad("the header of a page lacks something");
        Ok(Self {
            kind,
            length: reader.at,
            packed: packed.ok_or_else(missing)?,
            unpacked: unpacked.ok_or_else(missing)?,
            values: u32::try_from(values.ok_or_else(missing)?)?,
            encoding: known_encoding(encoding.ok_or_else(missing)?)?,
        })
    }
}

fn bad(reason: &str) -> ParquetError {
    ParquetError::General(reason.to_owned())
}

fn known_encoding(number: i64) -> Result<Encoding> {
    Ok(match number {
        0 => Encoding::PLAIN,
        2 => Encoding::PLAIN_DICTIONARY,
        3 => Encoding::RLE,
        5 => Encoding::DELTA_BINARY_PACKED,
        6 => Encoding::DELTA_LENGTH_BYTE_ARRAY,
        7 => Encoding::DELTA_BYTE_ARRAY,
        8 => Encoding::RLE_DICTIONARY,
        9 => Encoding::BYTE_STREAM_SPLIT,
        _ => return Err(bad(&format!("a page is of encoding {number}"))),
    })
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Flag,
    Byte,
    Int,
    Double,
    Text,
    List,
    Struct,
}

impl Holds {
    fn of(code: u8) -> Result<Self> {
        Ok(match code {
            1 | 2 => Self::Flag,
            3 => Self::Byte,
            4..=6 => Self::Int,
            7 => Self::Double,
            8 => Self::Text,
            9 | 10 => Self::List,
            12 => Self::Struct,
            _ => return Err(bad("the header of a page cannot be read")),
        })
    }
}

/// Reads the compact protocol.
struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Reader<'_> {
    fn byte(&mut self) -> Result<u8> {
        let byte = self.bytes.get(self.at).copied();
        self.at += 1;
        byte.ok_or_else(|| ParquetError::EOF("the header of a page is cut off".to_owned()))
    }

    fn number(&mut self) -> Result<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(bad("a number in the header of a page is too long"))
    }

    /// A number with its sign in the last bit.
    fn int(&mut self) -> Result<i64> {
        let number = self.number()?;
        let half = i64::try_from(number >> 1)?;
        Ok(if number & 1 == 0 { half } else { -half - 1 })
    }

    fn size(&mut self) -> Result<usize> {
        Ok(usize::try_from(self.int()?)?)
    }

    /// The next field of a struct, after the one with this number; none at its end.
    fn field(&mut self, last: i16) -> Result<Option<(i16, Holds)>> {
        let byte = self.byte()?;
        if byte == 0 {
            return Ok(None);
        }
        let id = match byte >> 4 {
            0 => i16::try_from(self.int()?)?,
            more => last.saturating_add(more.into()),
        };
        Ok(Some((id, Holds::of(byte & 0x0f)?)))
    }

    /// Values, encoding and the encoding of levels, of the header of a data page or a dictionary.
    fn of_page(&mut self) -> Result<[Option<i64>; 3]> {
        let mut found = [None; 3];
        let mut last = 0;
        while let Some((id, holds)) = self.field(last)? {
            last = id;
            let [values, encoding, levels] = &mut found;
            match (id, holds) {
                (field::VALUES, Holds::Int) => *values = Some(self.int()?),
                (field::ENCODING, Holds::Int) => *encoding = Some(self.int()?),
                (field::LEVELS, Holds::Int) => *levels = Some(self.int()?),
                (_, holds) => self.skip(holds, DEEPEST)?,
            }
        }
        Ok(found)
    }

    fn skip(&mut self, holds: Holds, depth: usize) -> Result<()> {
        let Some(depth) = depth.checked_sub(1) else {
            return Err(bad("the header of a page is too deep"));
        };
        match holds {
            // It stands in the field's own byte.
            Holds::Flag => {}
            Holds::Byte => self.at += 1,
            Holds::Int => drop(self.number()?),
            Holds::Double => self.at += 8,
            Holds::Text => {
                let length = usize::try_from(self.number()?)?;
                self.at = self.at.saturating_add(length);
            }
            Holds::List => {
                let byte = self.byte()?;
                let of = Holds::of(byte & 0x0f)?;
                let count = match byte >> 4 {
                    15 => self.number()?,
                    count => count.into(),
                };
                for _ in 0..count {
                    // A flag in a list takes a byte.
                    let of = if of == Holds::Flag { Holds::Byte } else { of };
                    self.skip(of, depth)?;
                    if self.at > self.bytes.len() {
                        return Err(bad("the header of a page is cut off"));
                    }
                }
            }
            Holds::Struct => {
                let mut last = 0;
                while let Some((id, holds)) = self.field(last)? {
                    last = id;
                    self.skip(holds, depth)?;
                }
            }
        }
        Ok(())
    }
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
