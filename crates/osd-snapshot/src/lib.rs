#![doc = include_str!("../README.md")]

mod adding_up;
mod books;
mod columns;
mod error;
mod filings;
mod lines;
mod managers;
mod manifest;
mod market;
mod parquet_file;
mod positions;
mod reader;
mod repairs;
mod securities;
mod sort;
mod store;
mod writer;

pub use self::{
    error::SnapshotError,
    filings::{FilingDetails, FilingEntry},
    managers::ManagerEntry,
    manifest::{FileFacts, Manifest, SCHEMA_VERSION},
    market::market_changes,
    positions::PositionRow,
    reader::Snapshot,
    securities::SecurityEntry,
    store::{Cached, Published, SnapshotId, Snapshots},
    writer::SnapshotWriter,
};
