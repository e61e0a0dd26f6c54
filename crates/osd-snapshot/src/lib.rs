#![doc = include_str!("../README.md")]

mod adding_up;
mod alike;
mod books;
mod codes;
mod columns;
mod error;
mod faults;
mod filings;
mod lines;
mod managers;
mod manifest;
mod market;
mod names;
mod passes;
mod pieces;
mod positions;
mod reader;
mod receiving;
mod repairs;
mod rows;
mod securities;
mod sort;
mod store;
mod table;
mod writer;

pub use self::{
    error::SnapshotError,
    faults::{Fault, FaultKind},
    filings::{FilingDetails, FilingEntry},
    managers::ManagerEntry,
    manifest::{FileFacts, LINES_SINCE, Manifest, SCHEMA_VERSION},
    market::market_changes,
    passes::InOrder,
    pieces::in_order,
    positions::{PositionFigures, PositionRow},
    reader::Snapshot,
    receiving::{OnDisk, Receiving},
    securities::SecurityEntry,
    store::{Cached, Published, SnapshotId, Snapshots},
    writer::{Copying, SnapshotWriter},
};
