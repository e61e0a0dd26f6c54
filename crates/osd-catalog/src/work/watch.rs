//! Looking at the work, and clearing away what is done.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;

use super::{OpenWork, Work, WorkItem, WorkKind, WorkState, row};
use crate::{
    error::CatalogError,
    stored,
    transaction::{Writes, keys, places},
};

/// Says twice what it wants: `state <> 'done'` is what the index is about. Sorted by us, for
/// SQLite would rather walk the whole table in the order of ids.
pub(crate) const FAILED: &str = "SELECT * FROM work WHERE state <> 'done' AND state = 'failed'";

#[derive(FromQueryResult)]
struct Open {
    due: i64,
    later: i64,
    next_due: Option<DateTime<Utc>>,
    running: i64,
}

#[derive(FromQueryResult)]
struct Counted {
    kind: String,
    state: String,
    items: i64,
}

impl<M> Work<'_, M> {
    /// The work of these kinds that is not done.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn open(
        &self,
        kinds: &[WorkKind],
        now: DateTime<Utc>,
    ) -> Result<OpenWork, CatalogError> {
        if kinds.is_empty() {
            return Ok(OpenWork::default());
        }
        let sql = format!(
            "SELECT COUNT(CASE WHEN state = 'waiting' AND not_before <= $1 THEN 1 END) AS due, \
             COUNT(CASE WHEN state = 'waiting' AND not_before > $1 THEN 1 END) AS later, \
             MIN(CASE WHEN state = 'waiting' AND not_before > $1 THEN not_before END) AS next_due, \
             COUNT(CASE WHEN state = 'running' THEN 1 END) AS running \
             FROM work WHERE state <> 'done' AND kind IN ({})",
            places(2, kinds.len())
        );
        let kinds = kinds.iter().map(|kind| kind.as_str().into());
        let values = [stored::instant(now).into()].into_iter().chain(kinds);
        let row: Option<Open> = self.tx.row(&sql, values).await?;
        Ok(row.map_or_else(OpenWork::default, |row| OpenWork {
            waiting_due: stored::counted(row.due),
            waiting_later: stored::counted(row.later),
            next_due: row.next_due,
            running: stored::counted(row.running),
        }))
    }

    /// Which of these are ordered of a kind and not done: they wait, or somebody has them in hand.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn ordered<K: ToString>(
        &self,
        kind: WorkKind,
        wanted: impl IntoIterator<Item = K>,
    ) -> Result<BTreeSet<String>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Ordered {
            key: String,
        }
        let sql = format!(
            "SELECT key FROM work WHERE kind = $1 AND key IN {} \
             AND state <> 'done' AND state IN ('waiting', 'running')",
            self.tx.keys_at(2)
        );
        let values = [kind.as_str().into(), keys(wanted)];
        let rows: Vec<Ordered> = self.tx.rows(&sql, values).await?;
        Ok(rows.into_iter().map(|row| row.key).collect())
    }

    /// The workers that hold work, by name.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn owners(&self) -> Result<Vec<String>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Owner {
            lease_owner: String,
        }
        let sql = "SELECT DISTINCT lease_owner FROM work \
                   WHERE state = 'running' AND lease_owner IS NOT NULL ORDER BY lease_owner";
        let rows: Vec<Owner> = self.tx.rows(sql, []).await?;
        Ok(rows.into_iter().map(|row| row.lease_owner).collect())
    }

    /// The items that were given up, the oldest first.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn failed(&self) -> Result<Vec<WorkItem>, CatalogError> {
        let mut rows: Vec<row::Model> = self.tx.rows(FAILED, []).await?;
        rows.sort_unstable_by_key(|row| row.id);
        rows.into_iter().map(|row| self.read(row)).collect()
    }

    /// How many items of each kind are in each state that occurs.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn counts(&self) -> Result<BTreeMap<(WorkKind, WorkState), u64>, CatalogError> {
        let sql = "SELECT kind, state, COUNT(*) AS items FROM work GROUP BY kind, state";
        let rows: Vec<Counted> = self.tx.rows(sql, []).await?;
        rows.into_iter()
            .map(|row| {
                let kind = self.tx.parse("work.kind", &row.kind)?;
                let state = self.tx.parse("work.state", &row.state)?;
                Ok(((kind, state), stored::counted(row.items)))
            })
            .collect()
    }
}

impl<M: Writes> Work<'_, M> {
    /// Clears away what was done before `instant`, and gives how much that was.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn prune(&self, instant: DateTime<Utc>) -> Result<u64, CatalogError> {
        let sql = "DELETE FROM work WHERE state = 'done' AND updated_at < $1";
        self.tx.run(sql, [stored::instant(instant).into()]).await
    }
}
