//! Alarms: what an operator has to know because freshness or completeness is lost. Facts come in,
//! alarms go out ([`evaluate`]); [`Watch`] gathers the facts, keeps in the catalog what stands, and has
//! each change told.

mod conditions;
mod disk;
pub(crate) mod facts;
mod hours;
mod limits;
mod tell;
#[cfg(test)]
mod tests;
mod watch;

use chrono::{DateTime, Utc};
use osd_domain::named;

pub use self::{
    conditions::evaluate,
    disk::{Disk, DiskProbe, disk_of},
    facts::{Blocked, Facts},
    limits::{Limits, NotALimit},
    tell::{NotTold, Tell},
    watch::Watch,
};

named! {
    /// What an alarm is about.
    AlarmName {
        /// EDGAR's feed of the latest filings is not looked at.
        Feed = "feed",
        /// The index of the last business day is not in.
        Daily = "daily",
        /// sec.gov refuses to serve this machine.
        Blocked = "blocked",
        /// Filings are known for long and not in.
        Behind = "behind",
        /// What was read is not published.
        Unserved = "unserved",
        /// An index of a quarter, a reference file or the look for gaps fails for hours.
        Failing = "failing",
        /// Work that feeds what is served was given up.
        GivenUp = "given_up",
        /// There is work, and nobody does it.
        NoWorker = "no_worker",
        /// The disk is nearly full.
        Disk = "disk",
    }
}

/// What has to be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// What it is about.
    pub name: AlarmName,
    /// What was seen.
    pub what: String,
    /// Since when it is so.
    pub since: DateTime<Utc>,
    /// What to do about it.
    pub advice: String,
}
