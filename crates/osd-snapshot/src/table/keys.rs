//! Keys of texts as a data page holds them: levels that say which cells are null, and keys of those
//! that are not, both as runs (the "RLE / bit-packing hybrid" of Parquet's encodings).

use arrow_array::Int32Array;
use parquet::errors::{ParquetError, Result};

/// Keys of cells, page after page.
pub(super) struct Keys {
    /// One of any number where a cell is null.
    keys: Vec<i32>,
    is_held: Vec<bool>,
}

impl Keys {
    /// No keys yet, and room for so many.
    pub(super) fn with_room(cells: usize) -> Self {
        Self {
            keys: Vec::with_capacity(cells),
            is_held: Vec::with_capacity(cells),
        }
    }

    /// Adds those of the cells `first..first + count` of a page of a column that may be null, in version
    /// 1 of data pages.
    pub(super) fn add(&mut self, page: &[u8], first: usize, count: usize) -> Result<()> {
        let (levels, rest) = levels(page)?;
        let (width, rest) = rest.split_first().ok_or_else(cut_off)?;
        let (mut before, begin) = (0, self.is_held.len());
        Runs::of(levels, 1).read(0, first, |level, times| before += level as usize * times)?;
        Runs::of(levels, 1).read(first, count, |level, times| {
            self.is_held.extend(std::iter::repeat_n(level != 0, times));
        })?;
        let is_held = self.is_held.get(begin..).unwrap_or_default();
        let held = is_held.iter().filter(|is_held| **is_held).count();
        let mut keys: Vec<u32> = Vec::with_capacity(held);
        Runs::of(rest, *width).read(before, held, |key, times| {
            keys.extend(std::iter::repeat_n(key, times));
        })?;
        let mut keys = keys.into_iter().map(i32::try_from);
        for is_held in is_held {
            let key = if *is_held { keys.next() } else { None };
            let key = key.unwrap_or(Ok(0)).map_err(|_| bad("a key is too large"));
            self.keys.push(key?);
        }
        Ok(())
    }

    pub(super) fn into_array(self) -> Int32Array {
        let is_null = self.is_held.contains(&false);
        Int32Array::new(self.keys.into(), is_null.then(|| self.is_held.into()))
    }
}

/// The levels that a page begins with, and what follows them.
fn levels(page: &[u8]) -> Result<(&[u8], &[u8])> {
    let (length, rest) = page.split_first_chunk().ok_or_else(cut_off)?;
    let length = usize::try_from(u32::from_le_bytes(*length))?;
    rest.split_at_checked(length).ok_or_else(cut_off)
}

fn bad(reason: &str) -> ParquetError {
    ParquetError::General(reason.to_owned())
}

fn cut_off() -> ParquetError {
    ParquetError::EOF("a page is cut off".to_owned())
}

/// Runs of one number, and of packed ones.
struct Runs<'a> {
    rest: &'a [u8],
    /// Bits of a number.
    width: u8,
}

enum Run<'a> {
    /// So many times the same.
    Same(u32, usize),
    /// So many, one behind the other.
    Packed(&'a [u8], usize),
}

impl<'a> Runs<'a> {
    fn of(rest: &'a [u8], width: u8) -> Self {
        Self { rest, width }
    }

    fn next(&mut self) -> Result<Run<'a>> {
        if self.width > 32 {
            return Err(bad("a number has more than 32 bits"));
        }
        let header = self.header()?;
        let count = usize::try_from(header >> 1)?;
        if header & 1 == 0 {
            let bytes = self.take(usize::from(self.width).div_ceil(8))?;
            return Ok(Run::Same(number(bytes, 0, self.width), count));
        }
        // Packed ones come in eights; of the last eight, a page may leave out what nobody reads.
        let length = count.saturating_mul(self.width.into()).min(self.rest.len());
        Ok(Run::Packed(self.take(length)?, count.saturating_mul(8)))
    }

    /// A number of seven bits a byte, the lowest first.
    fn header(&mut self) -> Result<u64> {
        let mut header = 0;
        for shift in (0..35).step_by(7) {
            let byte = *self.take(1)?.first().ok_or_else(cut_off)?;
            header |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(header);
            }
        }
        Err(bad("the length of a run is too large"))
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or_else(cut_off)?;
        self.rest = rest;
        Ok(taken)
    }

    /// Shows `count` numbers after the first `skip`, each with how many times it stands there.
    fn read(mut self, skip: usize, count: usize, mut see: impl FnMut(u32, usize)) -> Result<()> {
        let (mut skip, mut left) = (skip, count);
        while left > 0 {
            let run = self.next()?;
            let (Run::Same(_, length) | Run::Packed(_, length)) = run;
            if length == 0 {
                return Err(bad("a run has no length"));
            }
            let passed = skip.min(length);
            let seen = left.min(length - passed);
            skip -= passed;
            left -= seen;
            match run {
                Run::Same(number, _) => see(number, seen),
                Run::Packed(bytes, _) => {
                    if bytes.len() * 8 < (passed + seen) * usize::from(self.width) {
                        return Err(cut_off());
                    }
                    (passed..passed + seen).for_each(|at| see(number(bytes, at, self.width), 1));
                }
            }
        }
        Ok(())
    }
}

/// The packed number at a place, of at most 32 bits.
fn number(bytes: &[u8], at: usize, width: u8) -> u32 {
    let bit = at * usize::from(width);
    let rest = bytes.get(bit / 8..).unwrap_or_default();
    let mut eight = [0; 8];
    let known = rest.len().min(8);
    if let (Some(into), Some(from)) = (eight.get_mut(..known), rest.get(..known)) {
        into.copy_from_slice(from);
    }
    let mask = (1_u64 << width) - 1;
    ((u64::from_le_bytes(eight) >> (bit % 8)) & mask) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Levels: ten times 1, then packed 1 0 1 1 0 1 1 1; keys of three bits: four times 5, then packed
    /// 0 1 2 3 4 5 6 7 and 7 6 5 4 of eight.
    const PAGE: &[u8] = &[
        4, 0, 0, 0, 20, 1, 3, 0xed, 3, 8, 5, 5, 0x88, 0xc6, 0xfa, 0x77, 0x09, 0x00,
    ];

    fn keys(page: &[u8], first: usize, count: usize) -> Result<Vec<Option<i32>>> {
        let mut keys = Keys::with_room(count);
        keys.add(page, first, count)?;
        Ok(keys.into_array().iter().collect())
    }

    fn read(first: usize, count: usize) -> Vec<Option<i32>> {
        keys(PAGE, first, count).unwrap()
    }

    #[test]
    fn runs_and_packed_numbers_are_read_from_any_place() {
        let some = |all: &[i32]| all.iter().copied().map(Some).collect::<Vec<_>>();
        let mut all = some(&[5, 5, 5, 5, 0, 1, 2, 3, 4, 5, 6]);
        all.push(None);
        all.extend(some(&[7, 7]));
        all.push(None);
        all.extend(some(&[6, 5, 4]));
        assert_eq!(read(0, 18), all);
        for first in 0..18 {
            for count in 0..=18 - first {
                assert_eq!(
                    read(first, count),
                    all[first..first + count],
                    "{first} {count}"
                );
            }
        }
    }

    #[test]
    fn a_page_that_is_cut_off_or_asked_for_more_than_it_has_is_an_error() {
        assert!(keys(PAGE, 0, 19).is_err());
        for length in 0..PAGE.len() - 2 {
            assert!(keys(&PAGE[..length], 0, 18).is_err(), "{length}");
        }
    }

    #[test]
    fn no_bytes_are_too_much() {
        let hostile: [&[u8]; 6] = [
            &[0xff; 64],
            &[0, 0, 0, 0, 33, 1],
            &[2, 0, 0, 0, 2, 1, 255, 3],
            &[2, 0, 0, 0, 2, 1, 3, 0, 0],
            &[2, 0, 0, 0, 2, 1, 32, 2, 0xff, 0xff, 0xff, 0xff],
            &[7, 0, 0, 0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1, 0],
        ];
        for page in hostile {
            assert!(keys(page, 0, 1).is_err(), "{page:?}");
        }
    }
}
