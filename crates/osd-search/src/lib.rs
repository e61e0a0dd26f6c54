#![doc = include_str!("../README.md")]

mod build;
mod entry;
mod ids;
mod index;
mod names;
mod postings;
mod rank;
mod words;

pub use self::{
    entry::{Code, CodeKind, Entry, Kind, Name},
    index::{Index, Query},
    rank::Hit,
    words::fold,
};
