//! The commands, one file each, and how they end.

mod alarms;
mod backup;
mod bench;
mod changes;
mod check;
mod dev;
mod doctor;
mod filing;
mod gaps;
mod history;
mod holders;
mod ingest;
mod issuer;
mod journal;
mod link;
mod managers;
mod migrate;
mod movers;
mod overrule;
mod periods;
mod portfolio;
mod quality;
mod rebuild;
mod relate;
mod restore;
mod schedules;
mod search;
mod security;
mod serve;
mod status;
mod successions;
mod ticker;
mod verify;
mod work;

use std::{fmt, io, process::ExitCode};

use osd_api::{
    Problem,
    list::{LIMIT, Listing, Request},
};

use crate::{
    cli::{Cli, Command, Format},
    home::Home,
    render::Pages,
};

/// Runs the command.
pub(crate) async fn run(cli: Cli) -> Result<ExitCode, Failure> {
    let home = Home::new(cli.home, cli.store);
    let format = cli.format;
    match cli.command {
        Command::Ingest(command) => ingest::run(&home, format, command).await,
        Command::Search(command) => search::run(&home, format, command).await,
        Command::Portfolio(command) => portfolio::run(&home, format, command).await,
        Command::Changes(command) => changes::run(&home, format, command).await,
        Command::History(command) => history::run(&home, format, command).await,
        Command::Holders(command) => holders::run(&home, format, command).await,
        Command::Security(command) => security::run(&home, format, command).await,
        Command::Issuer(command) => issuer::run(&home, format, command).await,
        Command::Ticker(command) => ticker::run(&home, format, command).await,
        Command::Managers(command) => managers::run(&home, format, command).await,
        Command::Successions(command) => successions::run(&home, format, command).await,
        Command::Filing(command) => filing::run(&home, format, command).await,
        Command::Periods(command) => periods::run(&home, format, command).await,
        Command::Movers(command) => movers::run(&home, format, command).await,
        Command::Status => status::run(&home, format).await,
        Command::Gaps(command) => gaps::run(&home, format, command).await,
        Command::Work(command) => work::run(&home, format, command).await,
        Command::Schedules => schedules::run(&home, format).await,
        Command::Snapshots(command) => periods::snapshots(&home, format, command).await,
        Command::Check(command) => check::run(&home, format, command).await,
        Command::Quality(command) => quality::run(&home, format, command).await,
        Command::Override(command) => overrule::run(&home, format, command).await,
        Command::Relate(command) => relate::run(&home, format, command).await,
        Command::Link(command) => link::run(&home, format, command).await,
        Command::Journal(command) => journal::run(&home, format, command).await,
        Command::Rebuild(command) => rebuild::run(&home, format, command).await,
        Command::Serve(command) => serve::run(&home, command).await,
        Command::Migrate => migrate::run(&home, format).await,
        Command::Bench(command) => bench::run(&home, format, command).await,
        Command::Dev(command) => dev::run(command).await,
        Command::Alarms(command) => alarms::run(&home, format, command).await,
        Command::Verify(command) => verify::run(&home, format, command).await,
        Command::Backup(command) => backup::run(&home, format, command).await,
        Command::Restore(command) => restore::run(&home, format, command).await,
        Command::Doctor(edgar) => doctor::run(&home, format, &edgar).await,
    }
}

/// Pieces of work that are done at a time: while one waits for the disk or the catalog, another
/// goes on.
pub(crate) fn loops() -> usize {
    2 * processors()
}

pub(crate) fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, Into::into)
}

/// Why a command did not do all of what it was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It could not: exit status 1.
    NotDone(anyhow::Error),
    /// It was asked in a way that makes no sense: exit status 2.
    Usage(String),
}

impl Failure {
    pub(crate) fn usage(reason: impl Into<String>) -> Self {
        Self::Usage(reason.into())
    }

    /// Says why on stderr, and gives the exit status.
    pub(crate) fn report(self) -> ExitCode {
        match self {
            Self::NotDone(error) => {
                eprintln!("osd: {}", in_words(&error));
                ExitCode::from(1)
            }
            Self::Usage(reason) => {
                eprintln!("osd: {reason}");
                ExitCode::from(2)
            }
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotDone(error) => f.write_str(&in_words(error)),
            Self::Usage(reason) => f.write_str(reason),
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::BadInput { .. } => Self::Usage(problem.to_string()),
            other => Self::NotDone(other.into()),
        }
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::NotDone(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::NotDone(error.into())
    }
}

/// An answer as JSON.
fn json(answer: &impl serde::Serialize) -> Result<serde_json::Value, Failure> {
    Ok(serde_json::to_value(answer).map_err(anyhow::Error::from)?)
}

/// Prints a list that is asked for page by page: a long one is never in memory as a whole.
async fn by_page<A: Listing>(
    format: Format,
    list: Request,
    ask: impl AsyncFn(Request) -> Result<A, Problem>,
) -> Result<ExitCode, Failure> {
    let columns = columns::<A>();
    let mut pages = Pages::of_list(format, &columns, A::ROWS);
    let wanted = list.limit;
    let mut next = Some(Request {
        limit: Some(wanted.unwrap_or(LIMIT).min(LIMIT)),
        ..list
    });
    let mut printed = 0;
    let mut whole = None;
    while let Some(request) = next {
        let answer = ask(request.clone()).await?;
        let rows = answer.rows().map(json).collect::<Result<Vec<_>, _>>()?;
        pages.page(&rows)?;
        printed += rows.len() as u64;
        let page = answer.page().clone();
        let left = wanted.map_or(LIMIT, |wanted| wanted.saturating_sub(printed).min(LIMIT));
        next = request.after(&page).filter(|_| left > 0);
        if let Some(next) = &mut next {
            next.limit = Some(left);
        }
        let first = whole.get_or_insert_with(|| page.clone());
        first.next = page.next;
    }
    if let Some(page) = &mut whole {
        page.limit = wanted.unwrap_or(page.total);
    }
    pages.finish_with(whole.as_ref())?;
    Ok(ExitCode::SUCCESS)
}

/// The columns of a list of answers.
fn columns<A: Listing>() -> Vec<&'static str> {
    let shapes = A::shapes().into_iter();
    shapes.map(|shape| shape.name).collect()
}

/// A name for this process that no other has had.
fn worker_name() -> String {
    format!("{}-{:016x}", std::process::id(), rand::random::<u64>())
}

/// An error with its causes, each said once: many messages name their cause already.
fn in_words(error: &anyhow::Error) -> String {
    let mut words = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if words.is_empty() {
            words = cause;
        } else if !words.contains(&cause) {
            words.push_str(": ");
            words.push_str(&cause);
        }
    }
    words
}
