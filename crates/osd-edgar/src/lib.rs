#![doc = include_str!("../README.md")]

pub mod archive;
pub mod charset;
pub mod clock;
pub mod content;
pub mod daily;
pub mod fails;
pub mod feed;
pub mod index;
pub mod listing;
pub mod sgml;
pub mod submissions;
pub mod tickers;
