//! How fast work gets done, and whether any is in hand.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::FromQueryResult;

use super::{Work, WorkKind};
use crate::{error::CatalogError, stored};

/// How much work of a kind was done lately.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DoneLately {
    /// Pieces done in the last ten minutes.
    pub ten_minutes: u64,
    /// Pieces done in the last hour.
    pub hour: u64,
}

/// In the index of what is done, from the hour on.
pub(crate) const DONE: &str = "SELECT kind, COUNT(*) AS hour, \
     COUNT(CASE WHEN updated_at >= $2 THEN 1 END) AS ten_minutes \
     FROM work WHERE state = 'done' AND updated_at >= $1 GROUP BY kind";

#[derive(FromQueryResult)]
struct Done {
    kind: String,
    hour: i64,
    ten_minutes: i64,
}

impl<M> Work<'_, M> {
    /// How much of each kind was done lately; kinds of which nothing was are not there.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn done_lately(
        &self,
        now: DateTime<Utc>,
    ) -> Result<BTreeMap<WorkKind, DoneLately>, CatalogError> {
        let since = [TimeDelta::hours(1), TimeDelta::minutes(10)]
            .map(|span| stored::instant(now - span).into());
        let rows: Vec<Done> = self.tx.rows(DONE, since).await?;
        rows.into_iter()
            .map(|row| {
                let done = DoneLately {
                    ten_minutes: stored::counted(row.ten_minutes),
                    hour: stored::counted(row.hour),
                };
                Ok((self.tx.parse("work.kind", &row.kind)?, done))
            })
            .collect()
    }

    /// How many pieces workers hold that have shown a sign of life in time.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn held(&self, now: DateTime<Utc>) -> Result<u64, CatalogError> {
        let sql = "SELECT COUNT(*) AS count FROM work \
                   WHERE state = 'running' AND lease_until >= $1";
        self.tx.count(sql, vec![stored::instant(now).into()]).await
    }
}
