//! Answers, one file a question. The command line and the API hand out the same ones.
//!
//! In JSON, dollars, amounts and counts are integers, ratios are fractions rounded to six
//! places, periods read `2025Q1`, days `2025-05-15`, instants RFC 3339 in UTC; what is absent
//! is null.

mod beside;
pub mod bridge;
pub mod changes;
pub mod check;
mod completeness;
pub mod cover;
pub mod coverage;
pub mod document;
mod figures;
pub mod filing;
pub mod filings;
pub mod gaps;
pub mod history;
pub mod holders;
pub mod included_managers;
pub mod issuer;
pub mod issuers;
mod latest;
pub mod lines;
pub mod manager;
pub mod managers;
mod members;
pub mod movers;
mod note;
pub mod period;
pub mod periods;
pub mod portfolio;
mod position;
pub mod quality;
mod reason;
pub mod reported_by;
pub mod schedules;
pub mod search;
pub mod securities;
pub mod security;
pub mod security_history;
pub mod security_quarters;
pub mod status;
pub mod successions;
pub mod ticker;
mod whole;
pub mod work;

pub use self::{figures::Figure, members::LinkedManager, note::NoteAnswer};
