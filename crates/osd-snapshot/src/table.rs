//! A Parquet file on its way in and out: written with its digest on a thread of its own, read by
//! row range.

mod dictionary;
mod file;
mod keys;
mod page;
mod read;
mod slice;
mod write;

pub(crate) use self::{
    dictionary::Dictionaries,
    read::Table,
    slice::Coded,
    write::{LAYOUT, Layout, Sealed, TableWriter},
};

/// Rows that are gathered before they are encoded, and read at a time.
const BATCH_ROWS: usize = 8_192;
