//! What can be said on the command line: the contract that scripts rely on.

mod alarms;
mod ask;
mod bench;
mod decide;
mod dev;
mod ingest;
mod list;
mod serve;
mod upkeep;
mod work;

use std::path::PathBuf;

pub(crate) use self::{
    alarms::Alarms,
    ask::{
        By, Changes, Check, Filing, History, Holders, Issuer, Managers, Movers, Periods, Portfolio,
        Quality, Search, Security, Snapshots, Successions, Ticker,
    },
    bench::{Bench, Generate, Made},
    decide::{Journal, Link, Override, Relate},
    dev::{Dev, FakeEdgarOptions, Start},
    ingest::{Edgar, Ingest, Rebuild},
    list::List,
    serve::{Role, Serve},
    upkeep::{Backup, Restore, Verify},
    work::{Gaps, Retry, Watched, Work, WorkOrder},
};
use bytesize::ByteSize;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// What institutional managers reported to the SEC on Form 13F: from EDGAR's indexes to
/// portfolios and what changed in them.
#[derive(Debug, Parser)]
#[command(name = "osd", version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Cli {
    /// The folder that holds all state
    #[arg(long, global = true, env = "OSD_HOME", value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) store: Store,
    /// How answers are printed
    #[arg(long, global = true, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
    /// Say more on stderr (twice: everything)
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Where vault and snapshots are.
#[derive(Debug, Clone, Args)]
pub(crate) struct Store {
    /// A place in an S3-compatible bucket for vault and snapshots, instead of the home folder
    #[arg(
        long = "store",
        global = true,
        env = "OSD_STORE",
        value_name = "s3://BUCKET/PREFIX"
    )]
    pub(crate) location: Option<String>,
    /// The folder for snapshots downloaded from the bucket; `cache` in the home folder unless given
    #[arg(long, global = true, env = "OSD_CACHE", value_name = "DIR")]
    pub(crate) cache: Option<PathBuf>,
    /// How large that folder may grow
    #[arg(
        long,
        global = true,
        env = "OSD_CACHE_SIZE",
        value_name = "SIZE",
        default_value = "20GB"
    )]
    pub(crate) cache_size: ByteSize,
}

/// How answers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// For programs: the whole answer
    Json,
    /// For spreadsheets: the rows of the answer
    Csv,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Take in filings: index, submission, reading, publication
    Ingest(Ingest),
    /// Find managers, securities, issuers, tickers and filings by what you type; typos are forgiven
    Search(Search),
    /// What a manager held, and what changed since the quarter before
    Portfolio(Portfolio),
    /// What a manager did since the quarter before, what was traded most first
    Changes(Changes),
    /// A manager's quarters in figures
    History(History),
    /// Who held a security, and what they changed
    Holders(Holders),
    /// What a security is, what it was known by, and its quarters over all managers
    Security(Security),
    /// Who held any security of an issuer
    Issuer(Issuer),
    /// Which securities had a ticker, and when
    Ticker(Ticker),
    /// List managers
    Managers(Managers),
    /// List managers that go on under another CIK
    Successions(Successions),
    /// Show a filing as filed
    Filing(Filing),
    /// List report periods, or say what there is of one
    Periods(Periods),
    /// List the snapshots that serve the periods
    Snapshots(Snapshots),
    /// Securities by what all managers bought and sold since the quarter before
    Movers(Movers),
    /// How this installation stands: what it has, what it serves, what is left to do
    Status,
    /// Which filings are known and not in, and why; which indexes were not looked at
    Gaps(Gaps),
    /// List the work, and steer it
    Work(Work),
    /// What is done by the clock, and when
    Schedules,
    /// How much was read, and how well
    Check(Check),
    /// What was noticed, judged, repaired and overridden, a row each
    Quality(Quality),
    /// Decide what the evidence did not, or decided wrongly; the journal keeps who, when and why
    Override(Override),
    /// Decide that a security goes on under another CUSIP, or does not; the journal keeps it
    Relate(Relate),
    /// Decide that a manager goes on under another CIK, or that it does not
    Link(Link),
    /// List the decisions that people made
    Journal(Journal),
    /// Read and publish everything anew from the vault alone
    Rebuild(Rebuild),
    /// Serve the answers over HTTP, with their documentation at /api/docs, and follow EDGAR
    Serve(Serve),
    /// Bring the catalog's tables up to this version
    Migrate,
    /// Say what is configured, reachable and stale, and what to do about it
    Doctor(Edgar),
    /// What is wrong now, and what was: freshness or completeness that was lost
    Alarms(Alarms),
    /// Read everything, and say what is lost, damaged, stale or stray
    Verify(Verify),
    /// Put the catalog into one file, with vault and snapshots if asked, while others work
    Backup(Backup),
    /// Make a home again from a backup
    Restore(Restore),
    /// Make quarters as large as the real ones, and measure on them
    #[command(subcommand)]
    Bench(Bench),
    /// For those who change the program or try it out without sec.gov
    #[command(subcommand)]
    Dev(Dev),
}
