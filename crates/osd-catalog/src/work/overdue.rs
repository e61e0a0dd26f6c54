//! Work that nobody takes, work that fails again and again, and work that was given up.

use chrono::{DateTime, Utc};
use sea_orm::{FromQueryResult, Value};

use super::{Work, WorkKind};
use crate::{error::CatalogError, stored, transaction::places};

/// Work that could have been taken for long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overdue {
    /// Pieces.
    pub items: u64,
    /// Since when the first of them is due.
    pub since: DateTime<Utc>,
}

/// Work that fails, or was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Pieces.
    pub items: u64,
    /// What the first of them was to do.
    pub kind: WorkKind,
    /// To what.
    pub key: String,
    /// Why it failed the last time.
    pub error: String,
    /// Since when it fails; of what was given up, when that was.
    pub since: DateTime<Utc>,
}

fn given_up_sql(kinds: usize) -> String {
    format!(
        "SELECT kind, key, last_error, updated_at AS since, COUNT(*) OVER () AS items FROM work \
         WHERE state <> 'done' AND state = 'failed' AND kind IN ({}) \
         ORDER BY updated_at, id LIMIT 1",
        places(1, kinds)
    )
}

/// While it is tried again it is no less in trouble.
pub(crate) fn failing_sql(kinds: usize) -> String {
    format!(
        "SELECT kind, key, last_error, created_at AS since, COUNT(*) OVER () AS items FROM work \
         WHERE state <> 'done' AND state <> 'failed' AND kind IN ({}) \
         AND attempts > 1 AND last_error IS NOT NULL AND created_at <= ${} \
         ORDER BY created_at, id LIMIT 1",
        places(1, kinds),
        kinds + 1
    )
}

impl<M> Work<'_, M> {
    /// Work of kinds that nobody paused that was due by `instant` and waits; none where there is none.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn overdue(&self, instant: DateTime<Utc>) -> Result<Option<Overdue>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Found {
            items: i64,
            since: Option<DateTime<Utc>>,
        }
        let sql = "SELECT COUNT(*) AS items, MIN(not_before) AS since FROM work \
                   WHERE state = 'waiting' AND not_before <= $1 \
                   AND kind NOT IN (SELECT kind FROM pauses)";
        let row: Option<Found> = self.tx.row(sql, [stored::instant(instant).into()]).await?;
        Ok(row.and_then(|row| {
            Some(Overdue {
                items: stored::counted(row.items),
                since: row.since?,
            })
        }))
    }

    /// Whether somebody holds work under a lease that has not run out.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn is_in_hand(&self, now: DateTime<Utc>) -> Result<bool, CatalogError> {
        let sql = "SELECT COUNT(*) AS count FROM work WHERE state = 'running' AND lease_until > $1";
        Ok(self.tx.count(sql, [stored::instant(now).into()]).await? > 0)
    }

    /// Work of these kinds that was given up, and the first of it; none where there is none.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn given_up(&self, kinds: &[WorkKind]) -> Result<Option<Trouble>, CatalogError> {
        self.trouble(&given_up_sql(kinds.len()), kinds, None).await
    }

    /// Work of these kinds that was ordered by `instant`, was tried more than once and failed, and is
    /// not done nor given up; none where there is none.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn failing(
        &self,
        kinds: &[WorkKind],
        instant: DateTime<Utc>,
    ) -> Result<Option<Trouble>, CatalogError> {
        let instant = Some(stored::instant(instant));
        self.trouble(&failing_sql(kinds.len()), kinds, instant)
            .await
    }

    async fn trouble(
        &self,
        sql: &str,
        kinds: &[WorkKind],
        instant: Option<DateTime<Utc>>,
    ) -> Result<Option<Trouble>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Found {
            items: i64,
            kind: String,
            key: String,
            last_error: Option<String>,
            since: DateTime<Utc>,
        }
        if kinds.is_empty() {
            return Ok(None);
        }
        let kinds = kinds.iter().map(|kind| Value::from(kind.as_str()));
        let values = kinds.chain(instant.map(Value::from));
        let row: Option<Found> = self.tx.row(sql, values).await?;
        let trouble = row.map(|row| {
            Ok(Trouble {
                items: stored::counted(row.items),
                kind: self.tx.parse("work.kind", &row.kind)?,
                key: row.key,
                error: row.last_error.unwrap_or_default(),
                since: row.since,
            })
        });
        trouble.transpose()
    }
}
