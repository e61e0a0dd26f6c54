//! The work to be done: one table, from which any number of workers of any number of processes
//! take what is due.
//!
//! An item is known by its kind and key, which stand once as long as they are not done. A worker
//! holds what it claimed under a lease; whoever reports on an item that is not its any more is
//! told so ([`crate::CatalogError::LeaseLost`]) and must roll back, so that no item is done twice.

mod backlog;
mod claim;
mod listed;
mod order;
mod overdue;
mod rate;
mod steer;
mod watch;

#[cfg(test)]
pub(crate) use self::{
    backlog::BY_STATE,
    claim::{DUE, EXPIRED},
    listed::FAILED as FAILED_LIST,
    overdue::failing_sql,
    rate::DONE,
    watch::FAILED,
};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

pub use self::{
    backlog::Backlog,
    overdue::{Overdue, Trouble},
    rate::DoneLately,
    steer::Pause,
};

use crate::transaction::Transaction;

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "work")]
    pub(crate) struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub kind: String,
        pub key: String,
        pub payload: Option<String>,
        pub state: String,
        pub priority: i64,
        pub attempts: i64,
        pub again: bool,
        pub not_before: DateTimeUtc,
        pub lease_owner: Option<String>,
        pub lease_until: Option<DateTimeUtc>,
        pub progress: Option<String>,
        pub last_error: Option<String>,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

osd_domain::named! {
    /// What there is to do.
    WorkKind {
        /// Look at the latest filings, as EDGAR's feed names them.
        Feed = "feed",
        /// Look at the indexes of the last days.
        Daily = "daily",
        /// Read the index of a quarter and take in what it names.
        Discover = "discover",
        /// Fetch a reference file of the SEC and read it.
        Reference = "reference",
        /// Fetch a submission into the vault.
        Fetch = "fetch",
        /// Read a submission.
        Read = "read",
        /// Publish a period.
        Publish = "publish",
        /// Look for filings that are known and not in, and have them taken in.
        Gaps = "gaps",
        /// Remove what was retired.
        CleanUp = "clean_up",
    }
}

osd_domain::named! {
    /// Where a work item stands.
    WorkState {
        /// To be done, once it is due.
        Waiting = "waiting",
        /// Held by a worker.
        Running = "running",
        /// Done.
        Done = "done",
        /// Given up; it waits for a person, or for a new order of the same kind and key.
        Failed = "failed",
    }
}

/// Something to be done.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// What.
    pub kind: WorkKind,
    /// To what: an accession number, a period.
    pub key: String,
    /// What else the worker must know: ids, never data.
    pub payload: Option<Value>,
    /// Higher ones are done first.
    pub priority: i32,
    /// Not to be done before.
    pub not_before: DateTime<Utc>,
}

/// What a worker asks for.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'c> {
    /// The kinds it can do, the preferred first.
    pub kinds: &'c [WorkKind],
    /// At most so many items.
    pub limit: u64,
    /// Its name, which no other living worker has.
    pub worker: &'c str,
    /// How long it may hold them without a sign of life ([`Work::renew`]).
    pub lease: TimeDelta,
    /// Whether it takes what is not due yet, too.
    pub early: bool,
}

/// An item that a worker holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Claimed {
    /// Its number.
    pub id: i64,
    /// What to do.
    pub kind: WorkKind,
    /// To what.
    pub key: String,
    /// What else there is to know.
    pub payload: Option<Value>,
    /// Higher ones are done first.
    pub priority: i64,
    /// How often it was claimed since it was ordered, this time included.
    pub attempts: u64,
    /// When it was claimed.
    pub claimed_at: DateTime<Utc>,
}

/// Work that is not done, in figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OpenWork {
    /// Items that could be claimed now.
    pub waiting_due: u64,
    /// Items that wait for their time.
    pub waiting_later: u64,
    /// When the first of those that wait for their time is due.
    pub next_due: Option<DateTime<Utc>>,
    /// Items that workers hold.
    pub running: u64,
}

/// A work item, whole.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkItem {
    /// Its number.
    pub id: i64,
    /// What to do.
    pub kind: WorkKind,
    /// To what.
    pub key: String,
    /// Where it stands.
    pub state: WorkState,
    /// Higher ones are done first.
    pub priority: i64,
    /// How often it was claimed since it was ordered.
    pub attempts: u64,
    /// Not to be done before.
    pub not_before: DateTime<Utc>,
    /// The worker that holds it.
    pub worker: Option<String>,
    /// How far its worker has come, in the worker's words.
    pub progress: Option<String>,
    /// What else its worker has to know: ids, never data.
    pub payload: Option<Value>,
    /// Why it failed the last time.
    pub last_error: Option<String>,
    /// When it was ordered.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// The work to be done.
#[derive(Debug)]
pub struct Work<'t, M> {
    pub(crate) tx: &'t Transaction<M>,
}
