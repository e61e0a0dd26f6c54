#![doc = include_str!("../README.md")]

mod alarms;
mod asked;
mod backup;
mod catalog;
mod daily_indexes;
mod directory;
mod error;
mod events;
mod filings;
mod fold;
mod indexes;
mod journal;
pub mod list;
mod looks;
mod managers;
mod migration;
mod periods;
#[cfg(test)]
mod plans;
mod quality;
mod reference_files;
mod revision;
mod schedules;
mod securities;
mod stored;
mod successions;
mod summaries;
mod tickers;
mod transaction;
mod work;
mod workers;

pub use self::{
    alarms::{AlarmMessage, AlarmRow, AlarmSeen, AlarmState, Alarms},
    backup::{ColumnKind, ColumnShape, Restoring, TableShape},
    catalog::{Catalog, Engine, sqlite_url},
    daily_indexes::{DailyIndex, DailyIndexState, DailyIndexes},
    directory::{Directory, ListedManager, ListedSecurity, ListedSymbol},
    error::CatalogError,
    events::{ChainLink, SecurityEvents},
    filings::{
        Behind, Coverage, Discovered, EraCounts, FilingQuery, Filings, Gap, GapReason, GapWork,
        KeptFiling, QuarterCounts, Served, Submission,
    },
    fold::fold,
    indexes::{Index, IndexState, Indexes},
    journal::{
        Decision, DecisionKind, Journal, JournalEntry, JournalQuery, LinkChoice, LinkSubject,
        SuccessionChoice,
    },
    looks::Looks,
    managers::{
        DatedName, KnownManager, ManagerQuery, ManagerRow, Managers, NameSeen, NamedManager,
    },
    periods::{PeriodRow, Periods, Publication, SnapshotRow, Swap, Unserved},
    quality::{Overruled, Quality, QualityKind, QualityRow, QualityTotal, UnitRule, effect_rule},
    reference_files::{ReferenceFiles, ReferenceRecord, ReferenceState},
    revision::Revision,
    schedules::{Firing, ScheduleRow, Schedules},
    securities::{DatedIssuer, Securities, Security, SecuritySeen},
    successions::Successions,
    summaries::{
        ChangeCounts, Comparison, ManagerSummary, NamedManagerSummary, SecurityFlow,
        SecuritySummary, Summaries, WholeBooks,
    },
    tickers::{DatedTicker, ListedTicker, Tickers},
    transaction::{Durable, DurableWrite, Read, Reading, Transaction, Write, Writes, Writing},
    work::{
        Backlog, Claim, Claimed, DoneLately, OpenWork, Order, Overdue, Pause, Trouble, Work,
        WorkItem, WorkKind, WorkState,
    },
    workers::{WorkerRow, Workers},
};
