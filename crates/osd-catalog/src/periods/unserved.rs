//! Periods that are published no more as they were read.

use chrono::{DateTime, Utc};
use osd_domain::Period;
use sea_orm::FromQueryResult;

use super::Periods;
use crate::{error::CatalogError, stored};

/// A period whose filings changed and that is not published since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unserved {
    /// The report period.
    pub period: Period,
    /// Since when it is to be published: its order, or what was published after that.
    pub since: DateTime<Utc>,
}

// An order that comes while a period is published keeps the number and the time of the order before:
// what was published since then counts.
const UNSERVED: &str = "SELECT u.period, u.since FROM (SELECT p.period, \
     CASE WHEN s.created_at > w.created_at THEN s.created_at ELSE w.created_at END AS since \
     FROM periods p JOIN work w ON w.kind = 'publish' AND w.key = p.period AND w.state <> 'done' \
     LEFT JOIN snapshots s ON s.period = p.period AND s.id = p.snapshot_id \
     WHERE p.revision > p.published_revision) u WHERE u.since <= $1 ORDER BY u.since, u.period";

impl<M> Periods<'_, M> {
    /// The periods that are to be published since `instant` or earlier, the longest waiting first.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn unserved(&self, instant: DateTime<Utc>) -> Result<Vec<Unserved>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Found {
            period: String,
            since: DateTime<Utc>,
        }
        let rows: Vec<Found> = self
            .tx
            .rows(UNSERVED, [stored::instant(instant).into()])
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Unserved {
                    period: self.tx.parse("periods.period", &row.period)?,
                    since: row.since,
                })
            })
            .collect()
    }
}
