//! What is left to do, in figures.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;

use super::{Work, WorkKind, WorkState};
use crate::{error::CatalogError, stored};

/// Work of one kind in one state that is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backlog {
    /// What there is to do.
    pub kind: WorkKind,
    /// Waiting, running or failed.
    pub state: WorkState,
    /// Pieces.
    pub items: u64,
    /// When the oldest of them was ordered.
    pub oldest: DateTime<Utc>,
}

/// Those of one state are counted in the index of that state: those that wait are many at times, and
/// those that are done always.
pub(crate) const BY_STATE: [(WorkState, &str); 3] = [
    (
        WorkState::Waiting,
        "SELECT kind, COUNT(*) AS items, MIN(id) AS first \
         FROM work WHERE state = 'waiting' GROUP BY kind",
    ),
    (
        WorkState::Running,
        "SELECT kind, COUNT(*) AS items, MIN(id) AS first \
         FROM work WHERE state = 'running' GROUP BY kind",
    ),
    (
        WorkState::Failed,
        "SELECT kind, COUNT(*) AS items, MIN(id) AS first \
         FROM work WHERE state = 'failed' GROUP BY kind",
    ),
];

#[derive(FromQueryResult)]
struct Counted {
    kind: String,
    items: i64,
    first: i64,
}

impl<M> Work<'_, M> {
    /// What is not done, by kind and state.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn backlog(&self) -> Result<Vec<Backlog>, CatalogError> {
        let mut found = Vec::new();
        for (state, sql) in BY_STATE {
            for row in self.tx.rows::<Counted>(sql, []).await? {
                found.push(self.counted(state, row).await?);
            }
        }
        found.sort_by_key(|one| (one.kind, one.state));
        Ok(found)
    }

    async fn counted(&self, state: WorkState, row: Counted) -> Result<Backlog, CatalogError> {
        #[derive(FromQueryResult)]
        struct Ordered {
            created_at: DateTime<Utc>,
        }
        // Numbers are given out in order; an item that is ordered again keeps its own.
        let sql = "SELECT created_at FROM work WHERE id = $1";
        let oldest: Option<Ordered> = self.tx.row(sql, [row.first.into()]).await?;
        Ok(Backlog {
            kind: self.tx.parse("work.kind", &row.kind)?,
            state,
            items: stored::counted(row.items),
            oldest: oldest.map(|row| row.created_at).unwrap_or_default(),
        })
    }
}
