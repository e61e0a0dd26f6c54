use std::{net::SocketAddr, num::NonZeroU64};

use clap::{Args, Subcommand};
use osd_catalog::{WorkKind, WorkState};
use osd_domain::Period;

use super::List;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Work {
    #[command(subcommand)]
    pub(crate) order: Option<WorkOrder>,
    /// Only of this kind: fetch, read, publish …
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<WorkKind>,
    /// Only in this state: waiting, running, done or failed
    #[arg(long, value_name = "STATE")]
    pub(crate) state: Option<WorkState>,
    /// Only about this: an accession number, a period, a file
    #[arg(long, value_name = "KEY")]
    pub(crate) key: Option<String>,
    /// Only what this worker holds
    #[arg(long, value_name = "NAME")]
    pub(crate) worker: Option<String>,
    #[command(flatten)]
    pub(crate) list: List,
}

/// What is asked or ordered about work.
#[derive(Debug, Subcommand)]
pub(crate) enum WorkOrder {
    /// Show a piece of work, whole
    Show {
        /// Its number
        id: i64,
    },
    /// How much work of each kind there is, how fast it gets done, and what is paused
    Kinds,
    /// Who works, and how much was done
    Workers,
    /// Try work again that failed, or that waits for its time, as soon as a worker is free
    Retry(Retry),
    /// Give work up that waits or runs
    Cancel {
        /// Its number (may be repeated)
        #[arg(required = true, value_name = "ID")]
        ids: Vec<i64>,
    },
    /// Have no more work be taken until it is resumed; what workers hold they finish
    Pause {
        /// Only work of these kinds; all unless given
        #[arg(value_name = "KIND")]
        kinds: Vec<WorkKind>,
    },
    /// Have work be taken again
    Resume {
        /// Only work of these kinds; all unless given
        #[arg(value_name = "KIND")]
        kinds: Vec<WorkKind>,
    },
    /// Pause everything, and wait until nothing runs any more
    Drain {
        /// Wait no longer than so many seconds
        #[arg(long, value_name = "SECONDS", default_value = "600")]
        timeout: NonZeroU64,
    },
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true))]
pub(crate) struct Retry {
    /// Its number (may be repeated)
    #[arg(value_name = "ID", group = "what")]
    pub(crate) ids: Vec<i64>,
    /// Everything that failed
    #[arg(long, group = "what")]
    pub(crate) failed: bool,
    /// Of what failed, only this kind
    #[arg(long, value_name = "KIND", conflicts_with = "ids")]
    pub(crate) kind: Option<WorkKind>,
}

#[derive(Debug, Args)]
pub(crate) struct Gaps {
    /// Only filings and indexes of this quarter on
    #[arg(long, value_name = "PERIOD")]
    pub(crate) from: Option<Period>,
    #[command(flatten)]
    pub(crate) list: List,
}

/// What a server has for those who run it.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Watched {
    /// Serve this machine's people the steering of the work too, at an address that no other machine
    /// reaches, such as 127.0.0.1:8001
    #[arg(long, env = "OSD_ADMIN", value_name = "ADDR")]
    pub(crate) admin: Option<SocketAddr>,
    /// Serve figures for Prometheus at /metrics to everybody, and not at the admin address alone
    #[arg(long, env = "OSD_METRICS")]
    pub(crate) metrics: bool,
}
