//! What can be said to `osd serve`.

use std::net::SocketAddr;

use clap::{Args, ValueEnum};
use osd_domain::Period;
use osd_ingest::Schedule;

use super::{Edgar, Watched};

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The address to listen on. There is no login yet: leave it at this machine
    #[arg(
        long,
        env = "OSD_LISTEN",
        value_name = "ADDR",
        default_value = "127.0.0.1:8000"
    )]
    pub(crate) listen: SocketAddr,
    #[command(flatten)]
    pub(crate) watched: Watched,
    /// What this process does. Unless given, it serves, and follows EDGAR too where --user-agent or
    /// --edgar say how to ask
    #[arg(long, env = "OSD_ROLES", value_enum, value_delimiter = ',')]
    pub(crate) roles: Vec<Role>,
    #[command(flatten)]
    pub(crate) edgar: Edgar,
    /// The first index quarter whose filings are taken in; the one before the current unless given
    #[arg(long, env = "OSD_FROM", value_name = "PERIOD")]
    pub(crate) from: Option<Period>,
    /// When something is looked at, by the clock in Washington: a pattern of cron, after a bar
    /// another for the days around a deadline, or `off` (may be repeated; also OSD_SCHEDULE_NAME)
    #[arg(long = "schedule", value_name = "NAME=PATTERN", value_parser = schedule)]
    pub(crate) schedules: Vec<(Schedule, String)>,
    /// Pieces of work done at a time, beside two that ask EDGAR; one a processor unless given
    #[arg(long, env = "OSD_WORKERS", value_name = "N")]
    pub(crate) workers: Option<usize>,
}

/// What a process does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Role {
    /// Answers over HTTP
    Web,
    /// Takes filings in and publishes them
    Worker,
    /// Has things be looked at by the clock; any number of them fire once
    Scheduler,
}

/// Reads `feed=*/5 * * * *`.
fn schedule(text: &str) -> Result<(Schedule, String), String> {
    let (name, pattern) = text
        .split_once('=')
        .ok_or_else(|| "expected NAME=PATTERN, such as feed=\"*/5 6-22 * * 1-5\"".to_owned())?;
    let schedule = name.trim().parse().map_err(|_| {
        let names: Vec<&str> = Schedule::ALL.iter().map(|one| one.as_str()).collect();
        format!("{name:?} is none of {}", names.join(", "))
    })?;
    Ok((schedule, pattern.to_owned()))
}
