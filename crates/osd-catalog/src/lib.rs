#![doc = include_str!("../README.md")]

mod backup;
mod catalog;
mod directory;
mod error;
mod events;
mod filings;
mod fold;
mod indexes;
mod journal;
pub mod list;
mod managers;
mod migration;
mod periods;
#[cfg(test)]
mod plans;
mod quality;
mod reference_files;
mod revision;
mod securities;
mod stored;
mod successions;
mod summaries;
mod tickers;
mod transaction;
mod work;

pub use self::{
    backup::{ColumnKind, ColumnShape, Restoring, TableShape},
    catalog::{Catalog, Engine, sqlite_url},
    directory::{Directory, ListedManager, ListedSecurity, ListedSymbol},
    error::CatalogError,
    events::{ChainLink, SecurityEvents},
    filings::{Coverage, Discovered, EraCounts, FilingQuery, Filings, KeptFiling, Submission},
    fold::fold,
    indexes::{Index, IndexState, Indexes},
    journal::{
        Decision, DecisionKind, Journal, JournalEntry, JournalQuery, LinkChoice, LinkSubject,
        SuccessionChoice,
    },
    managers::{DatedName, KnownManager, ManagerQuery, ManagerRow, Managers, NameSeen},
    periods::{PeriodRow, Periods, Publication, SnapshotRow, Swap},
    quality::{Overruled, Quality, QualityKind, QualityRow, QualityTotal, UnitRule, effect_rule},
    reference_files::{ReferenceFiles, ReferenceRecord, ReferenceState},
    revision::Revision,
    securities::{DatedIssuer, Securities, Security, SecuritySeen},
    successions::Successions,
    summaries::{
        ChangeCounts, Comparison, ManagerSummary, NamedManagerSummary, SecurityFlow,
        SecuritySummary, Summaries, WholeBooks,
    },
    tickers::{DatedTicker, ListedTicker, Tickers},
    transaction::{Durable, DurableWrite, Read, Reading, Transaction, Write, Writes, Writing},
    work::{Backlog, Claim, Claimed, OpenWork, Order, Work, WorkItem, WorkKind, WorkState},
};
