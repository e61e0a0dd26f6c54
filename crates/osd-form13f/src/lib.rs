#![doc = include_str!("../README.md")]

mod cover;
mod html;
mod noting;
mod number;
mod papers;
mod prose;
mod reading;
mod table;
mod text;
mod xml;

pub use self::reading::{Reading, read};

/// Version of this reader. It goes up with every change that can change a reading, so that what
/// was read by an older one is read again.
pub const READER_VERSION: u32 = 3;
