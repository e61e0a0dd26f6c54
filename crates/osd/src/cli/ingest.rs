//! Where filings come from, and that they are taken in or read anew.

use std::num::NonZeroU32;

use clap::Args;
use osd_domain::{Cik, Period};

/// Where filings come from.
#[derive(Debug, Clone, Args)]
pub(crate) struct Edgar {
    /// EDGAR, or a folder laid out as sec.gov lays it out
    #[arg(
        long,
        env = "OSD_EDGAR",
        value_name = "URL|DIR",
        default_value = "https://www.sec.gov"
    )]
    pub(crate) edgar: String,
    /// Who is asking, with an e-mail address: the SEC wants to know whom to write to
    #[arg(long, env = "OSD_USER_AGENT", value_name = "NAME EMAIL")]
    pub(crate) user_agent: Option<String>,
    /// Requests a second to sec.gov, by this process; the SEC allows ten
    #[arg(long, env = "OSD_EDGAR_RATE", default_value = "8", value_name = "N")]
    pub(crate) rate: NonZeroU32,
}

#[derive(Debug, Args)]
pub(crate) struct Ingest {
    #[command(flatten)]
    pub(crate) edgar: Edgar,
    /// First index quarter
    #[arg(long, value_name = "PERIOD", default_value = "1993Q1")]
    pub(crate) from: Period,
    /// Last index quarter; the current one unless given
    #[arg(long, value_name = "PERIOD")]
    pub(crate) to: Option<Period>,
    /// Only this manager's filings (may be repeated)
    #[arg(long = "manager", value_name = "CIK")]
    pub(crate) managers: Vec<Cik>,
    /// Without the SEC's reference files (prices and tickers)
    #[arg(long)]
    pub(crate) no_reference: bool,
    /// Pieces of work done at a time; two a processor unless given
    #[arg(long, env = "OSD_WORKERS", value_name = "N")]
    pub(crate) workers: Option<usize>,
}

#[derive(Debug, Args)]
pub(crate) struct Rebuild {
    /// Only this report period (may be repeated); everything unless given
    #[arg(long = "period", value_name = "PERIOD")]
    pub(crate) periods: Vec<Period>,
    /// Judge and publish anew what was read, without reading submissions again
    #[arg(long)]
    pub(crate) verdicts: bool,
}
