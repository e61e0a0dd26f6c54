//! The cover page and the summary page, from XML.

mod date;
mod page;

pub(crate) use self::page::read;
