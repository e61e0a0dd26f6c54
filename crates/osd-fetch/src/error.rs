use std::{io, path::PathBuf, time::Duration};

use osd_edgar::content::Rejected;

use crate::path::NotAPath;

/// Why it is not known what is in a file, or whether there is one. The cause is the error's
/// `source`, with what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// sec.gov refuses to serve this machine for a while. It lengthens the block if asked again, so
    /// nothing is asked until it is over.
    #[error(
        "{} and blocks this machine, for {} seconds more: wait, and check that OSD_USER_AGENT names \
         you and that nothing else here asks sec.gov", refusal(url, *status, *attempts), wait.as_secs()
    )]
    Blocked {
        /// The address asked for, or that was to be asked for.
        url: String,
        /// The HTTP status of the refusal; block pages have come with 200, too.
        status: u16,
        /// How often it was asked: not at all where the block was met by another request.
        attempts: u32,
        /// How long to leave sec.gov alone from now on.
        wait: Duration,
    },
    /// What came, the last time that it was asked for, is not the file.
    #[error("what {url} has is not the file (attempts: {attempts}): try again later")]
    Rejected {
        /// The address asked for.
        url: String,
        /// How often it was asked.
        attempts: u32,
        /// What it is instead.
        #[source]
        why: Rejected,
    },
    /// No answer that means anything, the last time that it was asked for.
    #[error("cannot fetch {url} (attempts: {attempts})")]
    Failed {
        /// The address asked for.
        url: String,
        /// How often it was asked.
        attempts: u32,
        /// What went wrong, the last time.
        #[source]
        problem: Problem,
        /// How long the server asks to wait.
        retry_after: Option<Duration>,
    },
    /// Nothing was asked: there cannot be such a file.
    #[error(transparent)]
    Path(#[from] NotAPath),
}

impl FetchError {
    /// How long to leave sec.gov alone, where it said so.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Blocked { wait, .. } => Some(*wait),
            Self::Failed { retry_after, .. } => *retry_after,
            Self::Rejected { .. } | Self::Path(_) => None,
        }
    }

    /// How long sec.gov blocks a machine, by its own page: ten minutes from the last request.
    pub const BLOCK: Duration = Duration::from_secs(600);
}

fn refusal(url: &str, status: u16, attempts: u32) -> String {
    match attempts {
        0 => format!("{url} was not asked for: sec.gov refused another request (status {status})"),
        _ => format!("sec.gov refused {url} (status {status}, attempts: {attempts})"),
    }
}

/// What can go wrong with a request, or with a file in a folder.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// A status that is no answer.
    #[error("the server answered with status {0}: try again later")]
    Status(u16),
    /// Status 403 for a file that its folder names.
    #[error("the server refuses the file, though its folder names it: try again later")]
    Withheld,
    /// Status 403 for a file of which nothing says whether it is there.
    #[error(
        "the server refuses the file, and no listing says whether there is one: try again later"
    )]
    Undecided,
    /// The connection could not be made, broke, or fell silent; or the body is truncated.
    #[error("the connection failed: check the network, or try again later")]
    Connection(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The server sends elsewhere.
    #[error("the server redirects to {0:?}, which is not on the same host: check the base address")]
    Redirect(String),
    /// The server sends from one address to the next.
    #[error("the server redirects in circles: check the base address")]
    Redirects,
    /// The file is larger than the limit.
    #[error("the file is larger than the limit of {limit} bytes: raise it if the file is right")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// The file in the folder cannot be read.
    #[error("the file cannot be read: check that it is a file, and may be read")]
    File(#[source] io::Error),
}

impl SetupError {
    pub(crate) fn redis(error: redis::RedisError) -> Self {
        Self::Redis(error.into())
    }
}

/// Why there is no door to EDGAR: what must be set otherwise.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// Nobody to contact.
    #[error(
        "no e-mail address in the User-Agent {given:?}: set OSD_USER_AGENT to your name and \
         address, such as \"Jane Doe jane@example.com\". The SEC's fair access policy asks \
         automated clients to say whom to contact, and blocks those that do not"
    )]
    NoContact {
        /// What was given.
        given: String,
    },
    /// More requests than the SEC allows.
    #[error(
        "{given} requests a second are more than the SEC allows: set the rate to 10 or lower. It \
         counts over all machines of one user"
    )]
    TooFast {
        /// What was given.
        given: u32,
    },
    /// Not the address of a site.
    #[error("{given} is not the address of a site such as https://www.sec.gov")]
    Base {
        /// What was given, without credentials.
        given: String,
    },
    /// Not the address of a Redis.
    #[error(
        "cannot use the Redis that is named: it should be redis://host:port or unix:///path of its \
         socket (without TLS), see REDIS_URL"
    )]
    Redis(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The HTTP client could not be made.
    #[error("cannot set up the HTTP client")]
    Client(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The folder cannot be opened.
    #[error("cannot open the folder {}: check that it exists and may be read", folder.display())]
    NoFolder {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The folder is there, but is not EDGAR's archive.
    #[error(
        "{} is not laid out as sec.gov: it should hold Archives/edgar/full-index and \
         Archives/edgar/data, or be its Archives or Archives/edgar", folder.display()
    )]
    NotAnArchive {
        /// The folder.
        folder: PathBuf,
    },
}
