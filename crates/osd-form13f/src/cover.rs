//! The cover page and the summary page: [`read`] from XML, [`text::read`] from text.

mod date;
mod page;
pub(crate) mod text;

pub(crate) use self::page::read;
