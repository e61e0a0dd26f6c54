//! Alarms: what stands, what stood, and what is still to be told of it by which way.

mod messages;

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;

pub use self::messages::{AlarmMessage, AlarmState};
use crate::{
    error::CatalogError,
    stored,
    transaction::{Transaction, Writes},
};

/// What is seen and has to be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlarmSeen {
    /// Its name: one alarm a name stands at a time.
    pub name: String,
    /// What was seen, in words.
    pub what: String,
    /// What to do about it, in words.
    pub advice: String,
    /// Since when it is so.
    pub since: DateTime<Utc>,
}

/// An alarm that stands, or stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlarmRow {
    /// What it was last seen to be.
    pub alarm: AlarmSeen,
    /// When it was raised.
    pub raised_at: DateTime<Utc>,
    /// When it was last seen.
    pub seen_at: DateTime<Utc>,
    /// When it was cleared; none where it stands.
    pub cleared_at: Option<DateTime<Utc>>,
    /// When the first message that it was raised went out; none where none did.
    pub told_at: Option<DateTime<Utc>>,
}

/// Alarms.
#[derive(Debug)]
pub struct Alarms<'t, M> {
    pub(crate) tx: &'t Transaction<M>,
}

#[derive(FromQueryResult)]
struct Found {
    name: String,
    raised_at: DateTime<Utc>,
    since: DateTime<Utc>,
    what: String,
    advice: String,
    seen_at: DateTime<Utc>,
    cleared_at: Option<DateTime<Utc>>,
    told_at: Option<DateTime<Utc>>,
}

const FOUND: &str = "SELECT a.name, a.raised_at, a.since, a.what, a.advice, a.seen_at, \
     a.cleared_at, (SELECT MIN(m.told_at) FROM alarm_messages m WHERE m.name = a.name \
     AND m.raised_at = a.raised_at AND m.state = 'raised') AS told_at FROM alarms a";

impl<M: Writes> Alarms<'_, M> {
    /// Raises an alarm, to be told by each of these ways; one that stands is seen again instead, and
    /// keeps since when it is so. Gives whether it is new.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn raise(
        &self,
        alarm: &AlarmSeen,
        ways: &[&str],
        now: DateTime<Utc>,
    ) -> Result<bool, CatalogError> {
        let again = "UPDATE alarms SET what = $2, advice = $3, seen_at = $4 \
                     WHERE name = $1 AND cleared_at IS NULL";
        let now = stored::instant(now);
        let (what, advice) = (stored::text(&alarm.what), stored::text(&alarm.advice));
        let name = alarm.name.as_str();
        let seen = [
            name.into(),
            what.clone().into(),
            advice.clone().into(),
            now.into(),
        ];
        if self.tx.run(again, seen).await? > 0 {
            return Ok(false);
        }
        let insert = "INSERT INTO alarms (name, raised_at, since, what, advice, seen_at) \
                      VALUES ($1, $2, $3, $4, $5, $2) ON CONFLICT DO NOTHING";
        let values = [
            name.into(),
            now.into(),
            stored::instant(alarm.since).into(),
            what.into(),
            advice.into(),
        ];
        let is_new = self.tx.run(insert, values).await? > 0;
        if is_new {
            self.order_messages(name, AlarmState::Raised, ways, now)
                .await?;
        }
        Ok(is_new)
    }

    /// Clears the alarm of this name, which is told by each of these ways, and gives whether one
    /// stood.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn clear(
        &self,
        name: &str,
        ways: &[&str],
        now: DateTime<Utc>,
    ) -> Result<bool, CatalogError> {
        let now = stored::instant(now);
        self.order_messages(name, AlarmState::Cleared, ways, now)
            .await?;
        let sql = "UPDATE alarms SET cleared_at = $2 WHERE name = $1 AND cleared_at IS NULL";
        Ok(self.tx.run(sql, [name.into(), now.into()]).await? > 0)
    }

    /// Forgets alarms that were cleared before `instant`, and what was told of them. Gives how many
    /// alarms they were.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn prune(&self, instant: DateTime<Utc>) -> Result<u64, CatalogError> {
        let instant = stored::instant(instant);
        let of_those = "DELETE FROM alarm_messages WHERE EXISTS (SELECT 1 FROM alarms a \
             WHERE a.name = alarm_messages.name AND a.raised_at = alarm_messages.raised_at \
             AND a.cleared_at < $1)";
        self.tx.run(of_those, [instant.into()]).await?;
        let sql = "DELETE FROM alarms WHERE cleared_at < $1";
        self.tx.run(sql, [instant.into()]).await
    }
}

impl<M> Alarms<'_, M> {
    /// Those that stand first, then those that stood; the last raised first, at most `limit`.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn list(&self, limit: u64) -> Result<Vec<AlarmRow>, CatalogError> {
        let sql = format!(
            "{FOUND} ORDER BY CASE WHEN a.cleared_at IS NULL THEN 0 ELSE 1 END, \
             a.raised_at DESC, a.name LIMIT $1"
        );
        let rows: Vec<Found> = self.tx.rows(&sql, [stored::count(limit).into()]).await?;
        Ok(rows.into_iter().map(AlarmRow::from).collect())
    }

    /// Those that stand, by name.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn standing(&self) -> Result<Vec<AlarmRow>, CatalogError> {
        let sql = format!("{FOUND} WHERE a.cleared_at IS NULL ORDER BY a.name");
        let rows: Vec<Found> = self.tx.rows(&sql, []).await?;
        Ok(rows.into_iter().map(AlarmRow::from).collect())
    }
}

impl From<Found> for AlarmRow {
    fn from(row: Found) -> Self {
        Self {
            alarm: AlarmSeen {
                name: row.name,
                what: row.what,
                advice: row.advice,
                since: row.since,
            },
            raised_at: row.raised_at,
            seen_at: row.seen_at,
            cleared_at: row.cleared_at,
            told_at: row.told_at,
        }
    }
}
