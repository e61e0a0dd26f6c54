#![doc = include_str!("../README.md")]

pub mod archive;
pub mod charset;
pub mod clock;
pub mod content;
pub mod fails;
pub mod index;
pub mod sgml;
pub mod tickers;
