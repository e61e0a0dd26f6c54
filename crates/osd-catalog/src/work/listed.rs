//! Work, item by item.

use super::{Work, WorkItem, WorkState, row};
use crate::{
    error::CatalogError,
    list::{
        Comparison, ListQuery, Test, Value,
        sql::{SqlColumn, SqlList},
    },
};

/// What can be asked of work, with its number as SQL names it.
const fn columns(id: &'static str) -> [SqlColumn; 9] {
    [
        SqlColumn::new("id", id),
        SqlColumn::new("kind", "w.kind"),
        SqlColumn::new("key", "w.key"),
        SqlColumn::new("state", "w.state"),
        SqlColumn::new("priority", "w.priority"),
        SqlColumn::new("attempts", "w.attempts"),
        SqlColumn::new("worker", "w.lease_owner").nullable(),
        SqlColumn::new("progress", "w.progress").nullable(),
        SqlColumn::new("last_error", "w.last_error").nullable(),
    ]
}

const OF_MANY: [SqlColumn; 9] = columns("w.id");
/// SQLite would rather walk the whole table in the order of ids than find few by their index.
const OF_FEW: [SqlColumn; 9] = columns("+w.id");

const fn list(from: &'static str, columns: &'static [SqlColumn]) -> SqlList {
    SqlList {
        select: "w.*",
        from,
        columns,
        ties: &["id"],
        searched: "(LOWER(w.key) LIKE {} ESCAPE '\\' \
                   OR LOWER(COALESCE(w.last_error, '')) LIKE {} ESCAPE '\\')",
    }
}

/// The list of work. What is done stays on it for some days.
pub(crate) const LIST: SqlList = list("work w", &OF_MANY);
/// Work in one state. The state is said in words here: what an index is about cannot come as a value.
const WAITING: SqlList = list("(SELECT * FROM work WHERE state = 'waiting') w", &OF_MANY);
const RUNNING: SqlList = list("(SELECT * FROM work WHERE state = 'running') w", &OF_FEW);
pub(crate) const FAILED: SqlList = list("(SELECT * FROM work WHERE state = 'failed') w", &OF_FEW);

/// The list that has all that is asked for, and as little beside it as can be.
fn list_for(query: &ListQuery) -> &'static SqlList {
    let asked = |state: WorkState| {
        query.filters.iter().any(|filter| {
            let text = Value::Text(state.as_str().into());
            let is_it = match &filter.test {
                Test::Compared(Comparison::Eq, value) => *value == text,
                Test::In(values) => values.iter().all(|value| *value == text),
                _ => false,
            };
            filter.column == "state" && is_it
        })
    };
    match () {
        () if asked(WorkState::Failed) => &FAILED,
        () if asked(WorkState::Running) => &RUNNING,
        () if asked(WorkState::Waiting) => &WAITING,
        () => &LIST,
    }
}

impl<M> Work<'_, M> {
    /// A page of the list of work, and one more where there is one.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn list(&self, query: &ListQuery) -> Result<Vec<WorkItem>, CatalogError> {
        let page = list_for(query).page(query);
        let rows: Vec<row::Model> = self.tx.rows(&page.sql, page.values).await?;
        rows.into_iter().map(|row| self.read(row)).collect()
    }

    /// How many items pass.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn count(&self, query: &ListQuery) -> Result<u64, CatalogError> {
        let count = list_for(query).count(query);
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
        let payload = row.payload.as_deref();
        let payload = payload.map(|text| self.tx.parse_json("work.payload", text));
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
            payload: payload.transpose()?,
            last_error: row.last_error,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}
