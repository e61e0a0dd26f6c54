//! The fake EDGAR: it answers as the real one was seen to, nothing is out before its time, and what
//! goes wrong is what was asked for.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod ask;
mod faults;
mod indexes;
mod lists;
mod out;
mod real_mirror;
mod site;
