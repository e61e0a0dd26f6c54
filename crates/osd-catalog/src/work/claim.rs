//! Taking work, and reporting on it.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{FromQueryResult, Value};

use super::{Claim, Claimed, Work, WorkKind};
use crate::{
    error::CatalogError,
    stored,
    transaction::{KEYS_A_STATEMENT, Transaction, Writes, places},
};

#[derive(FromQueryResult)]
struct Taken {
    id: i64,
    kind: String,
    key: String,
    payload: Option<String>,
    attempts: i64,
    priority: i64,
    updated_at: DateTime<Utc>,
}

/// What is due of a kind, the first in line; without the lock that follows on PostgreSQL. It stands
/// in a `WITH … AS MATERIALIZED`, lest PostgreSQL run it more than once in a statement and take
/// more than the limit.
pub(crate) const DUE: &str = "SELECT id FROM work \
     WHERE kind = $1 AND state = 'waiting' AND not_before <= $2 \
     ORDER BY priority DESC, id LIMIT $3";

/// What workers hold whose lease ran out; likewise.
pub(crate) const EXPIRED: &str = "SELECT id FROM work WHERE state = 'running' AND lease_until < $1";

/// Nothing waits longer for its time.
const EARLY: TimeDelta = TimeDelta::days(366);

/// What makes an item of a worker's one that waits. The run to come is the one it was ordered
/// again for.
const LET_GO: &str = "state = 'waiting', again = FALSE, \
     lease_owner = NULL, lease_until = NULL, progress = NULL";

impl<M: Writes> Work<'_, M> {
    /// Takes what is due for a worker: items of one kind, the first of its kinds that has any, by
    /// priority (higher first), then age. What another worker held longer than its lease is due
    /// again. Nothing is taken of a kind that is paused.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn claim(
        &self,
        claim: Claim<'_>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Claimed>, CatalogError> {
        let now = stored::instant(now);
        self.expire(now).await?;
        let paused = self.paused().await?;
        let kinds = claim.kinds.iter().copied();
        for kind in kinds.filter(|kind| !paused.contains_key(kind)) {
            let taken = self.take(kind, &claim, now).await?;
            if !taken.is_empty() {
                return Ok(taken);
            }
        }
        Ok(Vec::new())
    }

    async fn expire(&self, now: DateTime<Utc>) -> Result<u64, CatalogError> {
        let sql = format!(
            "WITH expired AS MATERIALIZED ({EXPIRED}{}) \
             UPDATE work SET {LET_GO}, updated_at = $1 WHERE id IN (SELECT id FROM expired)",
            self.tx.skip_locked()
        );
        self.tx.run(&sql, [now.into()]).await
    }

    async fn take(
        &self,
        kind: WorkKind,
        claim: &Claim<'_>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Claimed>, CatalogError> {
        let sql = format!(
            "WITH due AS MATERIALIZED ({DUE}{}) \
             UPDATE work SET state = 'running', attempts = attempts + 1, lease_owner = $4, \
             lease_until = $5, updated_at = $6 WHERE id IN (SELECT id FROM due) \
             RETURNING id, kind, key, payload, attempts, priority, updated_at",
            self.tx.skip_locked()
        );
        let until = now
            .checked_add_signed(claim.lease)
            .unwrap_or(DateTime::<Utc>::MAX_UTC);
        let due_by = if claim.early { now + EARLY } else { now };
        let values: [Value; 6] = [
            kind.as_str().into(),
            due_by.into(),
            stored::count(claim.limit).into(),
            claim.worker.into(),
            stored::instant(until).into(),
            now.into(),
        ];
        let mut rows: Vec<Taken> = self.tx.rows(&sql, values).await?;
        // RETURNING keeps no order.
        rows.sort_unstable_by_key(|row| (std::cmp::Reverse(row.priority), row.id));
        rows.into_iter().map(|row| row.read(self.tx)).collect()
    }

    /// Reports items done, all or none. One that was ordered again meanwhile waits anew.
    ///
    /// # Errors
    /// [`CatalogError::LeaseLost`] where the worker does not hold one of them any more: the
    /// transaction must be rolled back, for another worker does or did the same;
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn complete(
        &self,
        worker: &str,
        ids: &[i64],
        now: DateTime<Utc>,
    ) -> Result<(), CatalogError> {
        let ids: BTreeSet<i64> = ids.iter().copied().collect();
        let ids: Vec<i64> = ids.into_iter().collect();
        let mut held = 0;
        for some in ids.chunks(KEYS_A_STATEMENT) {
            let sql = format!(
                "UPDATE work SET state = CASE WHEN again THEN 'waiting' ELSE 'done' END, \
                 attempts = CASE WHEN again THEN 0 ELSE attempts END, again = FALSE, \
                 lease_owner = NULL, lease_until = NULL, progress = NULL, last_error = NULL, \
                 updated_at = $2 \
                 WHERE state = 'running' AND lease_owner = $1 AND id IN ({})",
                places(3, some.len())
            );
            let values = [worker.into(), stored::instant(now).into()];
            let keys = some.iter().map(|&id| id.into());
            held += self.tx.run(&sql, values.into_iter().chain(keys)).await?;
        }
        fence(worker, ids.len(), held)
    }

    /// Has what was ordered again while a worker does it not be done before an instant.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn rest(
        &self,
        worker: &str,
        id: i64,
        until: DateTime<Utc>,
    ) -> Result<(), CatalogError> {
        let sql = "UPDATE work SET not_before = $3 WHERE state = 'running' AND lease_owner = $1 \
                   AND id = $2 AND again AND not_before < $3";
        let values = [worker.into(), id.into(), stored::instant(until).into()];
        self.tx.run(sql, values).await.map(drop)
    }

    /// Reports that an item failed. It is tried again at `retry_at`; without that it is given up,
    /// unless it was ordered again meanwhile.
    ///
    /// # Errors
    /// [`CatalogError::LeaseLost`] as [`Self::complete`]; [`CatalogError::Busy`],
    /// [`CatalogError::Database`].
    pub async fn fail(
        &self,
        worker: &str,
        id: i64,
        error: &str,
        retry_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<(), CatalogError> {
        let sql = match retry_at {
            Some(_) => "UPDATE work SET state = 'waiting', not_before = $5,",
            None => {
                "UPDATE work SET state = CASE WHEN again THEN 'waiting' ELSE 'failed' END, \
                 attempts = CASE WHEN again THEN 0 ELSE attempts END,"
            }
        };
        let sql = format!(
            "{sql} again = FALSE, lease_owner = NULL, lease_until = NULL, progress = NULL, \
             last_error = $3, updated_at = $4 \
             WHERE state = 'running' AND lease_owner = $1 AND id = $2"
        );
        let error = stored::text(error);
        let values: [Value; 4] = [
            worker.into(),
            id.into(),
            error.into(),
            stored::instant(now).into(),
        ];
        let retry_at = retry_at.map(|at| stored::instant(at).into());
        let held = self
            .tx
            .run(&sql, values.into_iter().chain(retry_at))
            .await?;
        fence(worker, 1, held)
    }

    /// Holds everything that a worker holds until `until`, and gives how much that is: its sign of
    /// life.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn renew(&self, worker: &str, until: DateTime<Utc>) -> Result<u64, CatalogError> {
        let sql = "UPDATE work SET lease_until = $2 WHERE state = 'running' AND lease_owner = $1";
        self.tx
            .run(sql, [worker.into(), stored::instant(until).into()])
            .await
    }

    /// Says how far an item has come. One that the worker does not hold is left alone.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn report(
        &self,
        worker: &str,
        id: i64,
        progress: &str,
        now: DateTime<Utc>,
    ) -> Result<(), CatalogError> {
        let sql = "UPDATE work SET progress = $3, updated_at = $4 \
                   WHERE state = 'running' AND lease_owner = $1 AND id = $2";
        let progress = stored::text(progress);
        let now = stored::instant(now);
        self.tx
            .run(sql, [worker.into(), id.into(), progress.into(), now.into()])
            .await
            .map(drop)
    }

    /// Lets go everything that a worker holds, and gives how much that is: for one that is known
    /// to be dead, or that stops.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn release(&self, worker: &str, now: DateTime<Utc>) -> Result<u64, CatalogError> {
        let sql = format!(
            "UPDATE work SET {LET_GO}, updated_at = $2 \
             WHERE state = 'running' AND lease_owner = $1"
        );
        self.tx
            .run(&sql, [worker.into(), stored::instant(now).into()])
            .await
    }
}

/// Whether a worker held everything it reported on.
fn fence(worker: &str, items: usize, held: u64) -> Result<(), CatalogError> {
    match (items as u64).saturating_sub(held) {
        0 => Ok(()),
        lost => Err(CatalogError::LeaseLost {
            worker: worker.to_owned(),
            items,
            lost,
        }),
    }
}

impl Taken {
    fn read<M>(self, tx: &Transaction<M>) -> Result<Claimed, CatalogError> {
        let payload = self.payload.as_deref();
        Ok(Claimed {
            id: self.id,
            kind: tx.parse("work.kind", &self.kind)?,
            payload: payload
                .map(|text| tx.parse_json("work.payload", text))
                .transpose()?,
            key: self.key,
            priority: self.priority,
            attempts: stored::counted(self.attempts),
            claimed_at: self.updated_at,
        })
    }
}
