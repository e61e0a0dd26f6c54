//! A Parquet file on its way in and out: written with its digest on a thread of its own, read by
//! row range.

mod file;
mod page;
mod read;
mod write;

pub(crate) use self::{
    read::{Batches, Table},
    write::{GROUP_ROWS, Sealed, TableWriter},
};

/// Rows that are gathered before they are encoded, and read at a time.
const BATCH_ROWS: usize = 8_192;
