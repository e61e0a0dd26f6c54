//! The tasks, one file each.

pub(crate) mod clean_up;
pub(crate) mod daily;
pub(crate) mod discover;
pub(crate) mod feed;
pub(crate) mod fetch;
pub(crate) mod gaps;
mod hearing;
pub(crate) mod publish;
pub(crate) mod read;
pub(crate) mod reference;
mod swap;

use chrono::{DateTime, Utc};
use osd_catalog::{Claimed, Order, WorkKind};

use crate::IngestError;

/// The order to do something at once.
pub(crate) fn order(kind: WorkKind, key: impl ToString, now: DateTime<Utc>) -> Order {
    Order {
        kind,
        key: key.to_string(),
        payload: None,
        priority: 0,
        not_before: now,
    }
}

/// How urgent it is to look what was filed lately.
pub(crate) const LATEST: i32 = 100;

/// What a piece of work is about.
pub(crate) fn key<T>(work: &Claimed) -> Result<T, IngestError>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    work.key
        .parse()
        .map_err(|error: T::Err| IngestError::BadOrder {
            kind: work.kind.as_str(),
            key: work.key.clone(),
            why: error.to_string(),
        })
}
