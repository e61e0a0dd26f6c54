//! What can be said to `osd dev`.

use std::{net::SocketAddr, path::PathBuf};

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use osd_testkit::fake_edgar::Fault;

#[derive(Debug, Subcommand)]
pub(crate) enum Dev {
    /// Serve a folder laid out as sec.gov the way sec.gov does, faults included
    ///
    /// The address is the first line on stdout. While it runs, POST /fake/faults takes a fault as
    /// {"fault": "slow=250", "path": "Archives/edgar/data", "next": 3}: for the next three requests whose
    /// path begins so. With "probability" and "seed" instead of "next" it comes by chance, with neither
    /// until DELETE /fake/faults. GET /fake/requests lists what was asked, and what went wrong.
    FakeEdgar(FakeEdgarOptions),
}

#[derive(Debug, Args)]
pub(crate) struct FakeEdgarOptions {
    /// The folder, with Archives/edgar in it
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// The address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    pub(crate) listen: SocketAddr,
    /// What goes wrong until it is taken back: missing, ban, undeclared, too-many-requests,
    /// unavailable, truncated-gzip, cut-short, slow, reset, html-page, index-late, index-rewritten,
    /// archive-late, not-in-daily, clock-skew; some with a value, slow=250
    #[arg(long = "fault", value_name = "NAME,…", value_delimiter = ',')]
    pub(crate) faults: Vec<Fault>,
    /// With this probability, from 0 to 1, a request meets a fault that passes by itself
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = probability)]
    pub(crate) random_faults: f64,
    /// The same seed and requests give the same faults at random
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// The time on the site when it starts, such as 2025-05-16T02:30:00Z, or now; it goes on from there
    #[arg(long, value_name = "TIME", default_value = "now", value_parser = start)]
    pub(crate) clock: Start,
}

/// When the clock of the site starts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Start {
    Now,
    At(DateTime<Utc>),
}

fn start(text: &str) -> Result<Start, String> {
    if text == "now" {
        return Ok(Start::Now);
    }
    let instant = text.parse().map(Start::At);
    instant.map_err(|_| format!("{text:?} is no time such as 2025-05-16T02:30:00Z, nor now"))
}

fn probability(text: &str) -> Result<f64, String> {
    let number = text.parse().ok();
    let possible = number.filter(|number| (0.0..=1.0).contains(number));
    possible.ok_or_else(|| format!("{text:?} is no probability from 0 to 1"))
}
