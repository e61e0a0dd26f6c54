use serde::Serialize;

use super::{column::Shape, page::Page};

/// An answer that hands out a page of a list.
pub trait Listing: Serialize {
    /// The field that holds the rows.
    const ROWS: &'static str;
    /// A row of it.
    type Item: Serialize;

    /// The columns of the rows.
    fn shapes() -> Vec<Shape>;

    /// The rows.
    fn rows(&self) -> impl Iterator<Item = &Self::Item>;

    /// Which part of the list they are.
    fn page(&self) -> &Page;

    /// What a file with the rows is called, without its extension.
    fn file_name(&self) -> String;
}
