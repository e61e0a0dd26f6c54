//! Who works: each process that takes work says so, and how much it has done.

use chrono::{DateTime, Utc};
use sea_orm::{EntityTrait, QueryOrder, sea_query::OnConflict};

use crate::{
    error::CatalogError,
    stored,
    transaction::{Transaction, Writes},
};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "workers")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub roles: String,
        pub started_at: DateTimeUtc,
        pub seen_at: DateTimeUtc,
        pub done: i64,
        pub failed: i64,
        pub requests: i64,
        pub blocked_until: Option<DateTimeUtc>,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A process that works, as it last said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerRow {
    /// Its name, which no other has.
    pub name: String,
    /// What it does: `worker`, `scheduler`, or both, with a comma.
    pub roles: String,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// When it last said that it is there.
    pub seen_at: DateTime<Utc>,
    /// Pieces of work done since it started.
    pub done: u64,
    /// Pieces of work that failed since it started.
    pub failed: u64,
    /// Requests to EDGAR since it started.
    pub requests: u64,
    /// Until when sec.gov refuses to serve it, where it does.
    pub blocked_until: Option<DateTime<Utc>>,
}

/// Who works.
#[derive(Debug)]
pub struct Workers<'t, M> {
    pub(crate) tx: &'t Transaction<M>,
}

impl<M: Writes> Workers<'_, M> {
    /// Keeps what a worker says, in place of what it said before.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn seen(&self, worker: &WorkerRow) -> Result<(), CatalogError> {
        use row::Column as C;
        let replace = OnConflict::column(C::Name)
            .update_columns([
                C::Roles,
                C::StartedAt,
                C::SeenAt,
                C::Done,
                C::Failed,
                C::Requests,
                C::BlockedUntil,
            ])
            .to_owned();
        let row = row::Model {
            name: worker.name.clone(),
            roles: worker.roles.clone(),
            started_at: stored::instant(worker.started_at),
            seen_at: stored::instant(worker.seen_at),
            done: stored::count(worker.done),
            failed: stored::count(worker.failed),
            requests: stored::count(worker.requests),
            blocked_until: worker.blocked_until.map(stored::instant),
        };
        self.tx
            .insert::<row::Entity>(vec![row], Some(replace))
            .await
            .map(drop)
    }

    /// Takes a worker off the list: it left.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn left(&self, name: &str) -> Result<(), CatalogError> {
        let sql = "DELETE FROM workers WHERE name = $1";
        self.tx.run(sql, [name.into()]).await.map(drop)
    }

    /// Forgets those who were last seen before `instant`, and gives how many they were.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn prune(&self, instant: DateTime<Utc>) -> Result<u64, CatalogError> {
        let sql = "DELETE FROM workers WHERE seen_at < $1";
        self.tx.run(sql, [stored::instant(instant).into()]).await
    }
}

impl<M> Workers<'_, M> {
    /// All of them, by name.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn list(&self) -> Result<Vec<WorkerRow>, CatalogError> {
        let rows = row::Entity::find()
            .order_by_asc(row::Column::Name)
            .all(self.tx.connection())
            .await;
        let rows = rows.map_err(|error| self.tx.failed(error))?;
        let workers = rows.into_iter().map(|row| WorkerRow {
            name: row.name,
            roles: row.roles,
            started_at: row.started_at,
            seen_at: row.seen_at,
            done: stored::counted(row.done),
            failed: stored::counted(row.failed),
            requests: stored::counted(row.requests),
            blocked_until: row.blocked_until,
        });
        Ok(workers.collect())
    }
}
