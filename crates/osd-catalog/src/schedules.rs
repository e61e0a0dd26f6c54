//! What was fired when: a schedule fires once for each time that it is due, however many schedulers
//! see it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;

use crate::{
    error::CatalogError,
    stored,
    transaction::{Transaction, Writes},
};

/// A schedule that fired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Firing {
    /// The time for which it did.
    pub due: DateTime<Utc>,
    /// When it did.
    pub fired_at: DateTime<Utc>,
    /// The scheduler.
    pub fired_by: String,
}

/// What was fired when.
#[derive(Debug)]
pub struct Schedules<'t, M> {
    pub(crate) tx: &'t Transaction<M>,
}

#[derive(FromQueryResult)]
struct Fired {
    schedule: String,
    due: DateTime<Utc>,
    fired_at: DateTime<Utc>,
    fired_by: String,
}

impl<M: Writes> Schedules<'_, M> {
    /// Notes that a schedule fires for the time at which it was due, and gives whether it does: not
    /// where it has already. What it orders belongs into the same transaction.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn fire(&self, schedule: &str, firing: &Firing) -> Result<bool, CatalogError> {
        let sql = "INSERT INTO firings (schedule, due, fired_at, fired_by) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT DO NOTHING";
        let values = [
            schedule.into(),
            stored::instant(firing.due).into(),
            stored::instant(firing.fired_at).into(),
            firing.fired_by.as_str().into(),
        ];
        Ok(self.tx.run(sql, values).await? > 0)
    }

    /// Forgets firings before `instant`, but for the last of each schedule.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn prune(&self, instant: DateTime<Utc>) -> Result<u64, CatalogError> {
        let sql = "DELETE FROM firings WHERE due < $1 AND due < \
                   (SELECT MAX(f.due) FROM firings f WHERE f.schedule = firings.schedule)";
        self.tx.run(sql, [stored::instant(instant).into()]).await
    }
}

impl<M> Schedules<'_, M> {
    /// The last firing of each schedule that ever fired, by name.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn last(&self) -> Result<BTreeMap<String, Firing>, CatalogError> {
        let sql = "SELECT schedule, due, fired_at, fired_by FROM firings WHERE due = \
                   (SELECT MAX(f.due) FROM firings f WHERE f.schedule = firings.schedule)";
        let rows: Vec<Fired> = self.tx.rows(sql, []).await?;
        let firings = rows.into_iter().map(|row| {
            let firing = Firing {
                due: row.due,
                fired_at: row.fired_at,
                fired_by: row.fired_by,
            };
            (row.schedule, firing)
        });
        Ok(firings.collect())
    }
}
