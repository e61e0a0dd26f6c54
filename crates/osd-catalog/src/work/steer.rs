//! What people do about work: try again, cancel, pause.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::FromQueryResult;

use super::{Work, WorkKind};
use crate::{
    error::CatalogError,
    stored,
    transaction::{KEYS_A_STATEMENT, Writes, places},
};

/// Who paused a kind of work, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

#[derive(FromQueryResult)]
struct Paused {
    kind: String,
    paused_by: String,
    paused_at: DateTime<Utc>,
}

const TRY_NOW: &str = "UPDATE work SET state = 'waiting', attempts = 0, not_before = $1, \
     updated_at = $1 WHERE state <> 'done' AND state IN ('failed', 'waiting')";

impl<M: Writes> Work<'_, M> {
    /// Has items that failed, or that wait for their time, done as soon as a worker is free, their
    /// attempts forgotten. Gives how many they are.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn try_now(&self, ids: &[i64], now: DateTime<Utc>) -> Result<u64, CatalogError> {
        let mut tried = 0;
        for some in ids.chunks(KEYS_A_STATEMENT) {
            let sql = format!("{TRY_NOW} AND id IN ({})", places(2, some.len()));
            let now = [stored::instant(now).into()].into_iter();
            let ids = some.iter().map(|&id| id.into());
            tried += self.tx.run(&sql, now.chain(ids)).await?;
        }
        Ok(tried)
    }

    /// The same for everything that failed, of one kind or of all; with `before`, only what failed
    /// before that instant.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn try_failed(
        &self,
        kinds: &[WorkKind],
        before: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<u64, CatalogError> {
        if kinds.is_empty() {
            return Ok(0);
        }
        let sql = format!(
            "UPDATE work SET state = 'waiting', attempts = 0, not_before = $1, updated_at = $1 \
             WHERE state <> 'done' AND state = 'failed' AND updated_at < $2 AND kind IN ({})",
            places(3, kinds.len())
        );
        // The clocks of workers differ a little.
        let before = before.unwrap_or(now + TimeDelta::days(1));
        let instants = [now, before].map(|instant| stored::instant(instant).into());
        let kinds = kinds.iter().map(|kind| kind.as_str().into());
        self.tx.run(&sql, instants.into_iter().chain(kinds)).await
    }

    /// Gives items up that wait or run, for a reason. A worker that holds one is told so when it
    /// reports, and nothing of what it did is kept. Gives how many they are.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn cancel(
        &self,
        ids: &[i64],
        why: &str,
        now: DateTime<Utc>,
    ) -> Result<u64, CatalogError> {
        let mut canceled = 0;
        for some in ids.chunks(KEYS_A_STATEMENT) {
            let sql = format!(
                "UPDATE work SET state = 'failed', again = FALSE, lease_owner = NULL, \
                 lease_until = NULL, progress = NULL, last_error = $1, updated_at = $2 \
                 WHERE state IN ('waiting', 'running') AND id IN ({})",
                places(3, some.len())
            );
            let values = [stored::text(why).into(), stored::instant(now).into()];
            let ids = some.iter().map(|&id| id.into());
            canceled += self.tx.run(&sql, values.into_iter().chain(ids)).await?;
        }
        Ok(canceled)
    }

    /// Has no more work of these kinds be taken until it is resumed. What workers hold they finish.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn pause(
        &self,
        kinds: &[WorkKind],
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<(), CatalogError> {
        let sql = "INSERT INTO pauses (kind, paused_by, paused_at) VALUES ($1, $2, $3) \
                   ON CONFLICT DO NOTHING";
        for kind in kinds {
            let by = stored::text(by);
            let values = [kind.as_str().into(), by.into(), stored::instant(now).into()];
            self.tx.run(sql, values).await?;
        }
        Ok(())
    }

    /// Has work of these kinds be taken again, and gives how many of them were paused.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn resume(&self, kinds: &[WorkKind]) -> Result<u64, CatalogError> {
        let mut resumed = 0;
        for kind in kinds {
            let sql = "DELETE FROM pauses WHERE kind = $1";
            resumed += self.tx.run(sql, [kind.as_str().into()]).await?;
        }
        Ok(resumed)
    }
}

impl<M> Work<'_, M> {
    /// The kinds of work that are paused.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn paused(&self) -> Result<BTreeMap<WorkKind, Pause>, CatalogError> {
        let sql = "SELECT kind, paused_by, paused_at FROM pauses";
        let rows: Vec<Paused> = self.tx.rows(sql, []).await?;
        rows.into_iter()
            .map(|row| {
                let pause = Pause {
                    by: row.paused_by,
                    at: row.paused_at,
                };
                Ok((self.tx.parse("pauses.kind", &row.kind)?, pause))
            })
            .collect()
    }
}
