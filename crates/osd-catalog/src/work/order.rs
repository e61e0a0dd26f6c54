//! Ordering work. An order for what is ordered already makes one item of the two.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    EntityTrait, FromQueryResult, QueryTrait,
    sea_query::{Expr, InsertStatement, OnConflict, Query},
};

use super::{Order, Work, WorkKind, WorkState, row};
use crate::{error::CatalogError, stored, transaction::Writes};

/// Orders that go into one statement.
const ORDERS_A_STATEMENT: usize = 1_000;

type Key = (WorkKind, String);

#[derive(FromQueryResult)]
struct Opened {
    kind: String,
    key: String,
}

impl<M: Writes> Work<'_, M> {
    /// Orders work and gives how many of the orders made new items; the others met an item of the
    /// same kind and key that is not done:
    ///
    /// - one that waits keeps its place, with the higher priority and the earlier time;
    /// - one that runs will be run once more when it is done, for its worker may have looked too
    ///   early;
    /// - one that failed waits anew, its attempts forgotten.
    ///
    /// The payload is that of the latest order.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn enqueue(&self, orders: &[Order], now: DateTime<Utc>) -> Result<u64, CatalogError> {
        self.order(orders, now, &join()).await
    }

    /// Orders what nobody ordered yet, and gives how many items that made. Of others:
    ///
    /// - one that waits keeps its place, with the higher priority, and with the earlier time unless it
    ///   failed before: then its time is one of a pause;
    /// - one that runs or was given up is left as it is.
    ///
    /// For whoever comes by often, and must not hasten what is in trouble.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn remind(&self, orders: &[Order], now: DateTime<Utc>) -> Result<u64, CatalogError> {
        self.order(orders, now, &remember()).await
    }

    async fn order(
        &self,
        orders: &[Order],
        now: DateTime<Utc>,
        meeting: &OnConflict,
    ) -> Result<u64, CatalogError> {
        let orders = merged(orders);
        let orders: Vec<&Order> = orders.values().collect();
        let mut opened = 0;
        for some in orders.chunks(ORDERS_A_STATEMENT) {
            let new = self.insert_new(some, now).await?;
            opened += new.len() as u64;
            let rest: Vec<&Order> = some
                .iter()
                .copied()
                .filter(|order| !new.contains(&(order.kind, order.key.clone())))
                .collect();
            if !rest.is_empty() {
                let statement = insert(&rest, now).on_conflict(meeting.clone()).take();
                self.tx.returning("work", &statement).await?;
            }
        }
        Ok(opened)
    }

    async fn insert_new(
        &self,
        orders: &[&Order],
        now: DateTime<Utc>,
    ) -> Result<BTreeSet<Key>, CatalogError> {
        let keep = not_done().do_nothing().to_owned();
        let mut statement = insert(orders, now);
        statement.on_conflict(keep);
        statement.returning(Query::returning().columns([row::Column::Kind, row::Column::Key]));
        let rows = self.tx.returning("work", &statement).await?;
        rows.iter()
            .map(|row| {
                let opened = Opened::from_query_result(row, "");
                let Opened { kind, key } = opened.map_err(|error| self.tx.failed(error))?;
                Ok((self.tx.parse("work.kind", &kind)?, key))
            })
            .collect()
    }

    /// Lets an item that failed wait anew, due now, its attempts forgotten. Gives whether there
    /// was one.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn retry(
        &self,
        kind: WorkKind,
        key: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, CatalogError> {
        let sql = "UPDATE work SET state = 'waiting', attempts = 0, not_before = $3, \
                   updated_at = $3 \
                   WHERE kind = $1 AND key = $2 AND state <> 'done' AND state = 'failed'";
        let values = [
            kind.as_str().into(),
            key.into(),
            stored::instant(now).into(),
        ];
        Ok(self.tx.run(sql, values).await? > 0)
    }
}

/// One order a kind and key, by the rules of [`Work::enqueue`].
fn merged(orders: &[Order]) -> BTreeMap<Key, Order> {
    let mut merged: BTreeMap<Key, Order> = BTreeMap::new();
    for order in orders {
        merged
            .entry((order.kind, stored::text(&order.key)))
            .and_modify(|kept| {
                kept.priority = kept.priority.max(order.priority);
                kept.not_before = kept.not_before.min(order.not_before);
                kept.payload.clone_from(&order.payload);
            })
            .or_insert_with(|| Order {
                key: stored::text(&order.key),
                ..order.clone()
            });
    }
    merged
}

fn insert(orders: &[&Order], now: DateTime<Utc>) -> InsertStatement {
    let now = stored::instant(now);
    let rows = orders.iter().map(|order| row::ActiveModel {
        id: NotSet,
        kind: Set(order.kind.to_string()),
        key: Set(order.key.clone()),
        payload: Set(order.payload.as_ref().map(ToString::to_string)),
        state: Set(WorkState::Waiting.to_string()),
        priority: Set(order.priority.into()),
        attempts: Set(0),
        again: Set(false),
        not_before: Set(stored::instant(order.not_before)),
        lease_owner: Set(None),
        lease_until: Set(None),
        progress: Set(None),
        last_error: Set(None),
        created_at: Set(now),
        updated_at: Set(now),
    });
    row::Entity::insert_many(rows).into_query()
}

/// Where a new order meets an item that is not done.
fn not_done() -> OnConflict {
    OnConflict::columns([row::Column::Kind, row::Column::Key])
        .target_and_where(Expr::cust("state <> 'done'"))
        .to_owned()
}

/// Reminds of what waits, and has nothing come before its time that failed.
fn remember() -> OnConflict {
    use row::Column as C;
    not_done()
        .value(
            C::Priority,
            Expr::cust(
                "CASE WHEN excluded.priority > work.priority \
                 THEN excluded.priority ELSE work.priority END",
            ),
        )
        .value(
            C::NotBefore,
            Expr::cust(
                "CASE WHEN work.attempts = 0 AND excluded.not_before < work.not_before \
                 THEN excluded.not_before ELSE work.not_before END",
            ),
        )
        .action_and_where(Expr::cust("work.state = 'waiting'"))
        .to_owned()
}

/// Makes one item of the two.
fn join() -> OnConflict {
    use row::Column as C;
    let set = |sql: &'static str| Expr::cust(sql);
    not_done()
        .update_columns([C::Payload, C::UpdatedAt])
        .value(
            C::Priority,
            set(
                "CASE WHEN excluded.priority > work.priority OR work.state = 'failed' \
                 THEN excluded.priority ELSE work.priority END",
            ),
        )
        // The time of an item that runs is over, unless it was ordered again already.
        .value(
            C::NotBefore,
            set(
                "CASE WHEN excluded.not_before < work.not_before OR work.state = 'failed' \
                 OR (work.state = 'running' AND NOT work.again) \
                 THEN excluded.not_before ELSE work.not_before END",
            ),
        )
        .value(C::Again, set("work.state = 'running'"))
        .value(
            C::Attempts,
            set("CASE WHEN work.state = 'failed' THEN 0 ELSE work.attempts END"),
        )
        .value(
            C::State,
            set("CASE WHEN work.state = 'failed' THEN 'waiting' ELSE work.state END"),
        )
        .to_owned()
}
