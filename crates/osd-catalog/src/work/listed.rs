//! Work, item by item.

use super::{Work, WorkItem, row};
use crate::{
    error::CatalogError,
    list::{
        ListQuery,
        sql::{SqlColumn, SqlList},
    },
};

/// The list of work. What is done stays on it for some days.
pub(crate) const LIST: SqlList = SqlList {
    select: "w.*",
    from: "work w",
    columns: &[
        SqlColumn::new("id", "w.id"),
        SqlColumn::new("kind", "w.kind"),
        SqlColumn::new("key", "w.key"),
        SqlColumn::new("state", "w.state"),
        SqlColumn::new("priority", "w.priority"),
        SqlColumn::new("attempts", "w.attempts"),
        SqlColumn::new("worker", "w.lease_owner").nullable(),
        SqlColumn::new("progress", "w.progress").nullable(),
        SqlColumn::new("last_error", "w.last_error").nullable(),
    ],
    ties: &["id"],
    searched: "w.key LIKE {} ESCAPE '\\'",
};

impl<M> Work<'_, M> {
    /// A page of the list of work, and one more where there is one.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn list(&self, query: &ListQuery) -> Result<Vec<WorkItem>, CatalogError> {
        let page = LIST.page(query);
        let rows: Vec<row::Model> = self.tx.rows(&page.sql, page.values).await?;
        rows.into_iter().map(|row| self.read(row)).collect()
    }

    /// How many items pass.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn count(&self, query: &ListQuery) -> Result<u64, CatalogError> {
        let count = LIST.count(query);
        self.tx.count(&count.sql, count.values).await
    }

    /// One item.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn find(&self, id: i64) -> Result<Option<WorkItem>, CatalogError> {
        let sql = "SELECT * FROM work WHERE id = $1";
        let row: Option<row::Model> = self.tx.row(sql, [id.into()]).await?;
        row.map(|row| self.read(row)).transpose()
    }

    pub(super) fn read(&self, row: row::Model) -> Result<WorkItem, CatalogError> {
        Ok(WorkItem {
            id: row.id,
            kind: self.tx.parse("work.kind", &row.kind)?,
            key: row.key,
            state: self.tx.parse("work.state", &row.state)?,
            priority: row.priority,
            attempts: crate::stored::counted(row.attempts),
            not_before: row.not_before,
            worker: row.lease_owner,
            progress: row.progress,
            last_error: row.last_error,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}
