//! What can be said on the command line: the contract that scripts rely on.

mod alarms;
mod bench;
mod dev;
mod serve;
mod upkeep;
mod work;

use std::{num::NonZeroU32, path::PathBuf};

pub(crate) use self::{
    alarms::Alarms,
    bench::{Bench, Generate, Made},
    dev::{Dev, FakeEdgarOptions, Start},
    serve::{Role, Serve},
    upkeep::{Backup, Restore, Verify},
    work::{Gaps, Retry, Watched, Work, WorkOrder},
};
use bytesize::ByteSize;
use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use osd_api::{
    Problem,
    answers::search::HitKind,
    list::{Listing, Request},
};
use osd_catalog::{DecisionKind, QualityKind};
use osd_domain::{
    Accession, Change, Cik, Grade, IssuerId, Period, SecurityId, Unit, amendment::Effect,
    market::Ratio,
};

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

/// Which rows of a list, in which order.
#[derive(Debug, Clone, Args)]
pub(crate) struct List {
    /// The fields to sort by, with - before one for descending
    #[arg(long, value_name = "[-]FIELD,…", allow_hyphen_values = true)]
    pub(crate) sort: Option<String>,
    /// Only rows with this (may be repeated): value:gte:1000000, change:in:NEW,ADD, issuer:has:apple
    #[arg(long = "filter", value_name = "FIELD:TEST:VALUE")]
    pub(crate) filters: Vec<String>,
    /// Only rows with these words in one of their texts
    #[arg(long, value_name = "WORDS")]
    pub(crate) search: Option<String>,
    /// At most so many rows
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
    /// Leave out the first so many rows
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) offset: u64,
}

impl List {
    pub(crate) fn is_given(&self) -> bool {
        let Self {
            sort,
            filters,
            search,
            limit,
            offset,
        } = self;
        let texts = sort.is_some() || search.is_some() || !filters.is_empty();
        texts || limit.is_some() || *offset > 0
    }

    /// What the list of an answer is asked for.
    ///
    /// # Errors
    /// Where it has no such columns.
    pub(crate) fn request<A: Listing>(self) -> Result<Request, Problem> {
        let request = Request {
            sort: self.sort,
            filters: self.filters,
            search: self.search,
            limit: self.limit,
            offset: self.offset,
            ..Request::default()
        };
        request.check(&A::shapes())?;
        Ok(request)
    }
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// Words of a name in any order, a ticker, a CIK, a CUSIP or its beginning, an accession number
    #[arg(required = true, value_name = "WORD")]
    pub(crate) words: Vec<String>,
    /// Only hits of these kinds: manager, security, issuer, ticker, filing
    #[arg(long = "kind", value_name = "KIND,…", value_delimiter = ',')]
    pub(crate) kinds: Vec<HitKind>,
    /// At most so many; 10 unless given, never above 100
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
}

#[derive(Debug, Args)]
pub(crate) struct Portfolio {
    /// The manager
    pub(crate) cik: Cik,
    /// The report period; the manager's latest unless given
    pub(crate) period: Option<Period>,
    /// Only filings accepted by the end of this day (Eastern) count
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<NaiveDate>,
    #[command(flatten)]
    pub(crate) list: List,
    /// Add up the portfolios of the managers that it continues and that continue it
    #[arg(long)]
    pub(crate) merged: bool,
    /// The steps from the raw sum of all rows to the total, instead of positions
    #[arg(
        long,
        requires = "period",
        conflicts_with_all = ["List", "merged"]
    )]
    pub(crate) bridge: bool,
    /// One row for each set of included managers that rows name, or for each issuer over all its
    /// classes, instead of positions
    #[arg(
        long,
        value_enum,
        value_name = "WHAT",
        requires = "period",
        conflicts_with_all = ["bridge", "merged"]
    )]
    pub(crate) by: Option<By>,
}

/// What the rows of a portfolio are added up by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// By the other included managers that rows name
    Manager,
    /// By issuer
    Issuer,
}

#[derive(Debug, Args)]
pub(crate) struct Changes {
    /// The manager
    pub(crate) cik: Cik,
    /// The report period
    pub(crate) period: Period,
    /// Only filings accepted by the end of this day (Eastern) count
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<NaiveDate>,
    /// Only these labels; all but HOLD unless given
    #[arg(long = "label", value_name = "LABEL,…", value_delimiter = ',')]
    pub(crate) labels: Vec<Change>,
    #[command(flatten)]
    pub(crate) list: List,
    /// Add up the portfolios of the managers that it continues and that continue it
    #[arg(long)]
    pub(crate) merged: bool,
}

#[derive(Debug, Args)]
pub(crate) struct History {
    /// The manager
    pub(crate) cik: Cik,
    /// Its position in this security, under all CUSIPs that the security had, instead of figures
    #[arg(long, value_name = "CUSIP", conflicts_with = "List")]
    pub(crate) security: Option<SecurityId>,
    /// Only filings accepted by the end of this day (Eastern) count
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<NaiveDate>,
    /// Add up the portfolios of the managers that it continues and that continue it
    #[arg(long, conflicts_with = "security")]
    pub(crate) merged: bool,
    #[command(flatten)]
    pub(crate) list: List,
}

#[derive(Debug, Args)]
pub(crate) struct Successions {
    /// Only those that lead to this manager or away from it, directly or through others
    #[arg(long, value_name = "CIK")]
    pub(crate) manager: Option<Cik>,
    #[command(flatten)]
    pub(crate) list: List,
}

#[derive(Debug, Args)]
pub(crate) struct Link {
    /// The predecessor
    pub(crate) from: Cik,
    /// The successor
    pub(crate) to: Cik,
    /// The first report period under the new CIK
    pub(crate) period: Period,
    /// It is no succession, whatever the evidence says
    #[arg(long)]
    pub(crate) strike: bool,
    /// Why: it stands in the journal, and beside what rests on it
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: String,
}

#[derive(Debug, Args)]
pub(crate) struct Quality {
    /// How many rows there are by rule and filing year, instead of rows
    #[arg(long, conflicts_with_all = ["kind", "rule", "period", "manager", "filing", "year", "List"])]
    pub(crate) totals: bool,
    /// Only of this kind: note, verdict, repair or override
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<QualityKind>,
    /// Only by this rule: a note's code, a verdict's reason, a repair's fault
    #[arg(long, value_name = "RULE")]
    pub(crate) rule: Option<String>,
    /// Only of filings for this report period
    #[arg(long, value_name = "PERIOD")]
    pub(crate) period: Option<Period>,
    /// Only of filings of this manager
    #[arg(long, value_name = "CIK")]
    pub(crate) manager: Option<Cik>,
    /// Only of this filing
    #[arg(long, value_name = "ACCESSION")]
    pub(crate) filing: Option<Accession>,
    /// Only of filings filed in this year
    #[arg(long, value_name = "YEAR")]
    pub(crate) year: Option<i32>,
    #[command(flatten)]
    pub(crate) list: List,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("decision").required(true))]
pub(crate) struct Override {
    /// The filing
    pub(crate) accession: Accession,
    /// The unit of its values: thousands or dollars
    #[arg(long, value_name = "UNIT", group = "decision")]
    pub(crate) unit: Option<Unit>,
    /// What it does to what was filed before: replaces, adds or repeats
    #[arg(long, value_name = "EFFECT", group = "decision")]
    pub(crate) effect: Option<Effect>,
    /// Leave it to the evidence again: unit or effect
    #[arg(long, value_name = "WHAT", group = "decision")]
    pub(crate) withdraw: Option<DecisionKind>,
    /// Why: it stands in the journal, and beside every number that rests on it
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: String,
}

#[derive(Debug, Args)]
pub(crate) struct Journal {
    /// Only decisions about this filing
    #[arg(long, value_name = "ACCESSION")]
    pub(crate) filing: Option<Accession>,
}

#[derive(Debug, Args)]
pub(crate) struct Holders {
    /// The security
    pub(crate) cusip: SecurityId,
    /// The report period; the latest in which it was held unless given
    pub(crate) period: Option<Period>,
    /// Only filings accepted by the end of this day (Eastern) count
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<NaiveDate>,
    #[command(flatten)]
    pub(crate) list: List,
}

#[derive(Debug, Args)]
pub(crate) struct Security {
    /// The security
    pub(crate) cusip: SecurityId,
}

#[derive(Debug, Args)]
pub(crate) struct Ticker {
    /// The ticker; case and separators do not matter
    pub(crate) ticker: String,
}

#[derive(Debug, Args)]
pub(crate) struct Issuer {
    /// The issuer: the first six characters of its CUSIPs, or one of them
    pub(crate) issuer: IssuerId,
    /// The report period; the latest in which one of its securities was held unless given
    pub(crate) period: Option<Period>,
    /// Only filings accepted by the end of this day (Eastern) count
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<NaiveDate>,
}

#[derive(Debug, Args)]
pub(crate) struct Relate {
    /// What the security was known by
    pub(crate) old: SecurityId,
    /// What it is known by since
    pub(crate) new: SecurityId,
    /// The first period that has the new one
    pub(crate) period: Period,
    /// Shares now for shares before; one for one unless given
    #[arg(long, value_name = "N:M", value_parser = ratio, conflicts_with_all = ["strike", "withdraw"])]
    pub(crate) ratio: Option<Ratio>,
    /// They are two securities, whatever their holders show
    #[arg(long, conflicts_with = "withdraw")]
    pub(crate) strike: bool,
    /// Leave it to the evidence again
    #[arg(long)]
    pub(crate) withdraw: bool,
    /// Why: it stands in the journal
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: String,
}

/// Reads `10:1`.
fn ratio(text: &str) -> Result<Ratio, String> {
    let parts = text.split_once(':');
    parts
        .and_then(|(now, before)| Ratio::new(now.parse().ok()?, before.parse().ok()?))
        .ok_or_else(|| format!("{text:?} is no ratio such as 10:1"))
}

#[derive(Debug, Args)]
pub(crate) struct Managers {
    /// Those that filed for this report period, largest first
    #[arg(long, value_name = "PERIOD")]
    pub(crate) period: Option<Period>,
    #[command(flatten)]
    pub(crate) list: List,
}

#[derive(Debug, Args)]
pub(crate) struct Periods {
    /// What there is of this report period, instead of a list
    #[arg(conflicts_with = "List")]
    pub(crate) period: Option<Period>,
    #[command(flatten)]
    pub(crate) list: List,
}

#[derive(Debug, Args)]
pub(crate) struct Movers {
    /// The report period; the latest that was published unless given
    pub(crate) period: Option<Period>,
    #[command(flatten)]
    pub(crate) list: List,
}

#[derive(Debug, Args)]
pub(crate) struct Snapshots {
    #[command(flatten)]
    pub(crate) list: List,
}

#[derive(Debug, Args)]
pub(crate) struct Filing {
    /// The filing
    pub(crate) accession: Accession,
    /// With the rows of its information table
    #[arg(long)]
    pub(crate) lines: bool,
    #[command(flatten)]
    pub(crate) list: List,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Counts and shares by filing year and layout, instead of counts by era
    #[arg(long, conflicts_with_all = ["filings", "below", "grades", "List"])]
    pub(crate) coverage: bool,
    /// Every filing
    #[arg(long)]
    pub(crate) filings: bool,
    /// Every filing with a grade below this one, and why
    #[arg(long, value_name = "GRADE", conflicts_with = "grades")]
    pub(crate) below: Option<Grade>,
    /// Every filing with one of these grades, and why
    #[arg(long = "grade", value_name = "GRADE,…", value_delimiter = ',')]
    pub(crate) grades: Vec<Grade>,
    #[command(flatten)]
    pub(crate) list: List,
}

impl Check {
    /// Whether filings are asked for, rather than counts.
    pub(crate) fn wants_filings(&self) -> bool {
        self.filings || self.below.is_some() || !self.grades.is_empty() || self.list.is_given()
    }
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
