//! What can be said to `osd bench`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use osd_domain::Period;

#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// Make quarters as large and as uneven as the real ones, from a seed
    Generate(Generate),
    /// Measure how fast submissions in XML are read, beside bare tokens of the same bytes
    Read(Read),
    /// Measure how fast a period of the home is published, beside its writer and plain writing
    Publish(Publish),
    /// Measure how long it takes until filings added to the home's latest period are served, while
    /// clients ask; they stay in the home, which must be a generated one
    Add(Add),
    /// Measure a back-fill from an EDGAR on this machine: requests a second beside the rate it is told
    Fetch(Fetch),
    /// Measure how long it takes from EDGAR's feed to the answer while the home's latest period is
    /// published; the filings stay in the home, which must be a generated one
    Follow(Follow),
    /// Measure answers in the process itself
    Ask(Ask),
    /// Measure the server under many clients, beside the answer that costs nothing
    Serve(ServeMany),
}

#[derive(Debug, Args)]
pub(crate) struct Read {
    /// Rows that are read
    #[arg(long, default_value_t = 40_000, value_name = "N")]
    pub(crate) lines: u64,
    /// The report period of the submissions
    #[arg(long, default_value = "2025Q1", value_name = "PERIOD")]
    pub(crate) period: Period,
    /// The same seed makes the same submissions
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) seed: u64,
}

#[derive(Debug, Args)]
pub(crate) struct Publish {
    /// The report period; the latest unless given
    #[arg(long, value_name = "PERIOD")]
    pub(crate) period: Option<Period>,
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// Reports that are added, of managers that the home does not know
    #[arg(long, default_value_t = 50, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=5_000))]
    pub(crate) filings: u64,
    /// Clients that ask meanwhile
    #[arg(long, default_value_t = 8, value_name = "N")]
    pub(crate) clients: usize,
}

#[derive(Debug, Args)]
pub(crate) struct Fetch {
    /// Managers that report for the quarter; one more in five files a notice
    #[arg(long, default_value_t = 1_000, value_name = "N")]
    pub(crate) managers: u64,
    /// Rows of their reports, about
    #[arg(long, default_value_t = 400_000, value_name = "N")]
    pub(crate) lines: u64,
    /// Requests a second
    #[arg(long, default_value_t = 8, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10))]
    pub(crate) rate: u32,
    /// The report period
    #[arg(long, default_value = "2025Q1", value_name = "PERIOD")]
    pub(crate) period: Period,
    /// The same seed makes the same submissions
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) seed: u64,
}

#[derive(Debug, Args)]
pub(crate) struct Follow {
    /// How often the period is published beside a new filing
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=30))]
    pub(crate) rounds: u32,
}

#[derive(Debug, Args)]
pub(crate) struct Ask {
    /// How often each kind of question is asked
    #[arg(long, default_value_t = 400, value_name = "N")]
    pub(crate) times: usize,
}

#[derive(Debug, Args)]
pub(crate) struct ServeMany {
    /// Clients that ask at a time
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub(crate) clients: usize,
    /// Questions of each kind that each client asks
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(crate) questions: usize,
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
