//! Pages of a Parquet file, found by the index of pages and unpacked on the thread that asks: a slice
//! of a few rows touches twenty columns, and a decompressor for each would cost more than what it
//! unpacks.

mod header;

use std::{cell::RefCell, ops::Range, sync::Arc};

use bytes::Bytes;
use parquet::{
    arrow::arrow_reader::RowGroups,
    basic::Compression,
    column::page::{Page, PageIterator, PageMetadata, PageReader},
    errors::{ParquetError, Result},
    file::{
        metadata::{ParquetMetaData, RowGroupMetaData},
        page_index::offset_index::PageLocation,
    },
};

use self::header::{Header, Kind};
use super::file::SharedFile;

thread_local! {
    static DECOMPRESSOR: RefCell<Option<zstd::bulk::Decompressor<'static>>> =
        const { RefCell::new(None) };
}

/// Some row groups of a file.
pub(super) struct Groups<'t> {
    pub(super) file: &'t SharedFile,
    pub(super) footer: &'t Arc<ParquetMetaData>,
    pub(super) groups: &'t [usize],
}

/// Whether every page can be found by the index, and is packed as this program packs pages.
pub(super) fn are_indexed(footer: &ParquetMetaData) -> bool {
    let is_zstd = |group: &RowGroupMetaData| {
        let columns = group.columns().iter();
        columns
            .map(|column| column.compression())
            .all(|packed| matches!(packed, Compression::ZSTD(_)))
    };
    let has_pages = |group: usize, columns: usize| {
        (0..columns).all(|column| pages(footer, group, column).is_some_and(|all| !all.is_empty()))
    };
    let mut groups = footer.row_groups().iter().enumerate();
    groups.all(|(at, group)| is_zstd(group) && has_pages(at, group.num_columns()))
}

/// Where the data pages of a column lie in a row group.
fn pages(footer: &ParquetMetaData, group: usize, column: usize) -> Option<&[PageLocation]> {
    let index = footer.page_index()?.offset_index(group, column)?;
    Some(index.page_locations())
}

impl RowGroups for Groups<'_> {
    fn num_rows(&self) -> usize {
        let rows = self.row_groups().map(RowGroupMetaData::num_rows);
        rows.map(|rows| usize::try_from(rows).unwrap_or(0)).sum()
    }

    fn column_chunks(&self, column: usize) -> Result<Box<dyn PageIterator>> {
        Ok(Box::new(Chunks {
            file: self.file.clone(),
            footer: Arc::clone(self.footer),
            groups: Vec::from(self.groups).into_iter(),
            column,
        }))
    }

    fn row_groups(&self) -> Box<dyn Iterator<Item = &RowGroupMetaData> + '_> {
        Box::new(self.groups.iter().map(|at| self.footer.row_group(*at)))
    }

    fn metadata(&self) -> &ParquetMetaData {
        self.footer
    }
}

/// The chunks of a column, one a row group.
struct Chunks {
    file: SharedFile,
    footer: Arc<ParquetMetaData>,
    groups: std::vec::IntoIter<usize>,
    column: usize,
}

impl Iterator for Chunks {
    type Item = Result<Box<dyn PageReader>>;

    fn next(&mut self) -> Option<Self::Item> {
        let group = self.groups.next()?;
        let (file, footer) = (self.file.clone(), Arc::clone(&self.footer));
        Some(Ok(Box::new(Chunk::of(file, footer, group, self.column))))
    }
}

impl PageIterator for Chunks {}

/// The pages of a column in a row group.
pub(super) struct Chunk {
    file: SharedFile,
    footer: Arc<ParquetMetaData>,
    group: usize,
    column: usize,
    /// Whether its dictionary comes next.
    has_dictionary: bool,
    /// The data page after that.
    next: usize,
}

/// Where a page lies in the file, and its rows in the row group.
struct Place {
    bytes: Range<u64>,
    rows: usize,
}

impl Chunk {
    pub(super) fn of(
        file: SharedFile,
        footer: Arc<ParquetMetaData>,
        group: usize,
        column: usize,
    ) -> Self {
        let of_column = footer.row_group(group).column(column);
        Self {
            has_dictionary: of_column.dictionary_page_offset().is_some(),
            file,
            footer,
            group,
            column,
            next: 0,
        }
    }

    /// The same from the data page on that holds a row, with the place of its first row: of hundreds of
    /// pages those before it need not be gone through.
    pub(super) fn with_row(mut self, row: usize) -> (Self, usize) {
        let pages = pages(&self.footer, self.group, self.column).unwrap_or_default();
        let first =
            |page: &PageLocation| usize::try_from(page.first_row_index).unwrap_or(usize::MAX);
        let page = pages
            .partition_point(|page| first(page) <= row)
            .saturating_sub(1);
        let first = pages.get(page).map_or(0, first);
        self.next = page;
        (self, first)
    }

    /// The data page that comes next.
    fn place(&self) -> Option<Place> {
        let pages = pages(&self.footer, self.group, self.column)?;
        let page = pages.get(self.next)?;
        let rows = self.footer.row_group(self.group).num_rows();
        let end = pages
            .get(self.next + 1)
            .map_or(rows, |page| page.first_row_index);
        let start = u64::try_from(page.offset).ok()?;
        Some(Place {
            bytes: start..start + u64::try_from(page.compressed_page_size).ok()?,
            rows: usize::try_from(end - page.first_row_index).ok()?,
        })
    }

    /// Where its dictionary lies: before its first data page.
    fn dictionary(&self) -> Option<Range<u64>> {
        let column = self.footer.row_group(self.group).column(self.column);
        let start = u64::try_from(column.dictionary_page_offset()?).ok()?;
        let pages = pages(&self.footer, self.group, self.column)?;
        Some(start..u64::try_from(pages.first()?.offset).ok()?)
    }

    fn page(&self, place: Range<u64>) -> Result<Page> {
        let length = usize::try_from(place.end.saturating_sub(place.start))?;
        let bytes = self.file.bytes(place.start, length)?;
        let header = Header::read(&bytes)?;
        let packed = bytes
            .get(header.length..)
            .and_then(|rest| rest.get(..header.packed))
            .ok_or_else(|| ParquetError::EOF("a page is cut off".to_owned()))?;
        let buf = unpacked(packed, header.unpacked)?;
        let (num_values, encoding) = (header.values, header.encoding);
        Ok(match header.kind {
            Kind::Data { levels } => Page::DataPage {
                buf,
                num_values,
                encoding,
                def_level_encoding: levels,
                rep_level_encoding: levels,
                statistics: None,
            },
            Kind::Dictionary => Page::DictionaryPage {
                buf,
                num_values,
                encoding,
                is_sorted: false,
            },
        })
    }
}

fn unpacked(packed: &[u8], length: usize) -> Result<Bytes> {
    if length == 0 {
        return Ok(Bytes::new());
    }
    DECOMPRESSOR.with_borrow_mut(|kept| {
        let decompressor = match kept {
            Some(kept) => kept,
            None => kept.insert(zstd::bulk::Decompressor::new()?),
        };
        let bytes = decompressor.decompress(packed, length)?;
        if bytes.len() == length {
            Ok(bytes.into())
        } else {
            let reason = format!("a page has {} bytes, not {length}", bytes.len());
            Err(ParquetError::General(reason))
        }
    })
}

impl Iterator for Chunk {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Chunk {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        if std::mem::take(&mut self.has_dictionary)
            && let Some(place) = self.dictionary()
        {
            return self.page(place).map(Some);
        }
        let Some(place) = self.place() else {
            return Ok(None);
        };
        self.next += 1;
        self.page(place.bytes).map(Some)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        if self.has_dictionary {
            return Ok(Some(PageMetadata {
                num_rows: None,
                num_levels: None,
                is_dict: true,
            }));
        }
        Ok(self.place().map(|place| PageMetadata {
            num_rows: Some(place.rows),
            num_levels: None,
            is_dict: false,
        }))
    }

    fn skip_next_page(&mut self) -> Result<()> {
        if !std::mem::take(&mut self.has_dictionary) {
            self.next += 1;
        }
        Ok(())
    }

    /// No cell of a snapshot is a list.
    fn at_record_boundary(&mut self) -> Result<bool> {
        Ok(true)
    }
}
