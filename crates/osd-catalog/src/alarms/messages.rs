//! What is to be told of alarms: one message a change of state and way, taken by one teller at a time.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;

use super::Alarms;
use crate::{
    error::CatalogError,
    stored,
    transaction::{Writes, keys},
};

osd_domain::named! {
    /// What became of an alarm.
    AlarmState {
        /// It was raised.
        Raised = "raised",
        /// What it was about is over.
        Cleared = "cleared",
    }
}

/// Something to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlarmMessage {
    /// The alarm's name.
    pub name: String,
    /// When the alarm was raised.
    pub raised_at: DateTime<Utc>,
    /// What became of it.
    pub state: AlarmState,
    /// The way by which it is told.
    pub way: String,
    /// When it became so.
    pub at: DateTime<Utc>,
    /// What was seen last.
    pub what: String,
    /// What to do about it.
    pub advice: String,
}

#[derive(FromQueryResult)]
struct Taken {
    name: String,
    raised_at: DateTime<Utc>,
    state: String,
    way: String,
    at: DateTime<Utc>,
    what: String,
    advice: String,
}

/// What a way may be told now: nothing that another teller has in hand, and that an alarm is over
/// only once it is told that there was one.
const UNTOLD: &str = "m.told_at IS NULL \
     AND (m.telling_until IS NULL OR m.telling_until <= $1) \
     AND (m.state = 'raised' OR NOT EXISTS (SELECT 1 FROM alarm_messages e \
     WHERE e.name = m.name AND e.raised_at = m.raised_at AND e.way = m.way \
     AND e.state = 'raised' AND e.told_at IS NULL))";

impl<M: Writes> Alarms<'_, M> {
    pub(super) async fn order_messages(
        &self,
        name: &str,
        state: AlarmState,
        ways: &[&str],
        at: DateTime<Utc>,
    ) -> Result<(), CatalogError> {
        let sql = "INSERT INTO alarm_messages (name, raised_at, state, way, at) \
                   SELECT name, raised_at, $2, $3, $4 FROM alarms \
                   WHERE name = $1 AND cleared_at IS NULL ON CONFLICT DO NOTHING";
        for way in ways {
            let values = [name.into(), state.as_str().into(), (*way).into(), at.into()];
            self.tx.run(sql, values).await?;
        }
        Ok(())
    }

    /// Takes a message that is to be told by one of these ways, what was
    /// never tried first, and holds it until
    /// `until`: another teller, or the same, takes it then where it was not told.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn take_message(
        &self,
        ways: &[&str],
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<AlarmMessage>, CatalogError> {
        let find = format!(
            "SELECT m.name, m.raised_at, m.state, m.way, m.at, a.what, a.advice \
             FROM alarm_messages m JOIN alarms a ON a.name = m.name AND a.raised_at = m.raised_at \
             WHERE {UNTOLD} AND m.way IN {} ORDER BY CASE WHEN m.telling_until IS NULL THEN 0 ELSE 1 END, m.telling_until, \
             m.at, m.name, m.way LIMIT 1",
            self.tx.keys_at(2)
        );
        let now = stored::instant(now);
        let Some(found): Option<Taken> = self.tx.row(&find, [now.into(), keys(ways)]).await? else {
            return Ok(None);
        };
        // Whoever took it since it was found has it.
        let take = "UPDATE alarm_messages SET telling_until = $6 WHERE name = $1 \
                    AND raised_at = $2 AND state = $3 AND way = $4 AND told_at IS NULL \
                    AND (telling_until IS NULL OR telling_until <= $5)";
        let values = [
            found.name.as_str().into(),
            found.raised_at.into(),
            found.state.as_str().into(),
            found.way.as_str().into(),
            now.into(),
            stored::instant(until).into(),
        ];
        if self.tx.run(take, values).await? == 0 {
            return Ok(None);
        }
        Ok(Some(AlarmMessage {
            state: self.tx.parse("alarm_messages.state", &found.state)?,
            name: found.name,
            raised_at: found.raised_at,
            way: found.way,
            at: found.at,
            what: found.what,
            advice: found.advice,
        }))
    }

    /// Notes that a message was told: it is never told again.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn told(
        &self,
        message: &AlarmMessage,
        now: DateTime<Utc>,
    ) -> Result<(), CatalogError> {
        let sql = "UPDATE alarm_messages SET told_at = $5, last_error = NULL WHERE name = $1 \
                   AND raised_at = $2 AND state = $3 AND way = $4 AND told_at IS NULL";
        let [name, raised_at, state, way] = key(message);
        let values = [name, raised_at, state, way, stored::instant(now).into()];
        self.tx.run(sql, values).await.map(drop)
    }

    /// Keeps why a message could not be told. It stays held until the time it was taken for.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn not_told(&self, message: &AlarmMessage, error: &str) -> Result<(), CatalogError> {
        let sql = "UPDATE alarm_messages SET last_error = $5 WHERE name = $1 \
                   AND raised_at = $2 AND state = $3 AND way = $4 AND told_at IS NULL";
        let [name, raised_at, state, way] = key(message);
        let values = [name, raised_at, state, way, stored::text(error).into()];
        self.tx.run(sql, values).await.map(drop)
    }
}

fn key(message: &AlarmMessage) -> [sea_orm::Value; 4] {
    [
        message.name.as_str().into(),
        stored::instant(message.raised_at).into(),
        message.state.as_str().into(),
        message.way.as_str().into(),
    ]
}
