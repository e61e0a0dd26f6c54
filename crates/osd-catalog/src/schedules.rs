//! What is fired when, and what was: a schedule fires once for each time that it is due, however many
//! schedulers see it.

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

/// A schedule as its scheduler follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleRow {
    /// Its name.
    pub name: String,
    /// When it fires, as it was configured; `off` where it never does.
    pub pattern: String,
    /// When it is due next.
    pub next_due: Option<DateTime<Utc>>,
    /// When a scheduler said so.
    pub said_at: DateTime<Utc>,
}

/// What is fired when, and what was.
#[derive(Debug)]
pub struct Schedules<'t, M> {
    pub(crate) tx: &'t Transaction<M>,
}

#[derive(FromQueryResult)]
struct Said {
    name: String,
    pattern: String,
    next_due: Option<DateTime<Utc>>,
    said_at: DateTime<Utc>,
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

    /// Keeps how a scheduler follows its schedules, in place of what was said before.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn say(&self, schedules: &[ScheduleRow]) -> Result<(), CatalogError> {
        let sql = "INSERT INTO schedules (name, pattern, next_due, said_at) \
                   VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO UPDATE SET \
                   pattern = excluded.pattern, next_due = excluded.next_due, \
                   said_at = excluded.said_at";
        for one in schedules {
            let values = [
                one.name.as_str().into(),
                one.pattern.as_str().into(),
                one.next_due.map(stored::instant).into(),
                stored::instant(one.said_at).into(),
            ];
            self.tx.run(sql, values).await?;
        }
        Ok(())
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
    /// The schedules as their scheduler said last, by name; none where none ever ran.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn list(&self) -> Result<Vec<ScheduleRow>, CatalogError> {
        let sql = "SELECT name, pattern, next_due, said_at FROM schedules ORDER BY name";
        let rows: Vec<Said> = self.tx.rows(sql, []).await?;
        let schedules = rows.into_iter().map(|row| ScheduleRow {
            name: row.name,
            pattern: row.pattern,
            next_due: row.next_due,
            said_at: row.said_at,
        });
        Ok(schedules.collect())
    }

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
