//! What can be said to `osd bench`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use osd_domain::Period;

#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// Make quarters as large and as uneven as the real ones, from a seed
    Generate(Generate),
}

#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// The folder in which they are to lie: a new one, or an empty one
    #[arg(value_name = "DIR")]
    pub(crate) target: PathBuf,
    /// As a folder laid out as sec.gov, or published in a home folder
    #[arg(long = "as", value_enum, default_value_t = Made::Home, value_name = "WHAT")]
    pub(crate) made: Made,
    /// Managers that report holdings for a quarter; one more in five files a notice
    #[arg(long, default_value_t = 8_000, value_name = "N")]
    pub(crate) managers: u64,
    /// Rows of a quarter, about
    #[arg(long, default_value_t = 3_300_000, value_name = "N")]
    pub(crate) lines: u64,
    /// Report periods
    #[arg(long, default_value_t = 8, value_name = "N")]
    pub(crate) periods: u16,
    /// The last report period
    #[arg(long, default_value = "2025Q1", value_name = "PERIOD")]
    pub(crate) last: Period,
    /// The same seed makes the same filings
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) seed: u64,
}

/// What generated quarters are made into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Made {
    /// A folder laid out as sec.gov, for `osd ingest --edgar`
    Filings,
    /// A home folder with everything published, for `osd --home`
    Home,
}
