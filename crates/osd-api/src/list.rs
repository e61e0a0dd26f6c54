//! The one layer of all lists: what a list can be asked for, read against the columns of its rows,
//! and the page that answers it.
//!
//! A list declares its columns once ([`Row::columns`]). They say what can be sorted by, filtered by
//! and picked, what the header of CSV is, and what the documentation lists.

mod column;
mod cursor;
pub(crate) mod declared;
mod listing;
mod memory;
mod page;
mod request;
mod sparse;
mod stored;

pub(crate) use self::{column::has_words, memory::pick, stored::page_of};
pub use self::{
    column::{Column, Kind, Row, Shape},
    listing::Listing,
    page::Page,
    request::{DEFAULT_LIMIT, LIMIT, Question, Request},
    sparse::{cell, keep_fields, to_csv},
};
