#![doc = include_str!("../README.md")]

mod dice;
pub mod fake_edgar;
mod generator;
mod holding;
mod manager;
pub mod market;
mod mirror;
pub mod moto;
pub mod postgres;
pub mod redis;
mod reference;
pub mod sample;
mod submission;
mod universe;

pub use self::{
    generator::{Archived, Generator, Quarter, Size},
    holding::Holding,
    manager::Manager,
    mirror::Mirror,
    reference::{FailsFile, company_tickers},
    submission::{Submission, TextTable, Wrapper},
    universe::{Truth, Universe, universe},
};

use chrono::NaiveDate;
use osd_domain::Period;

/// The quarter written `2025Q1`.
///
/// # Panics
/// Where `text` is no quarter.
pub fn period(text: &str) -> Period {
    text.parse().expect("a quarter such as 2025Q1")
}

/// The day written `2025-05-15`.
///
/// # Panics
/// Where `text` is no day.
pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day such as 2025-05-15")
}
