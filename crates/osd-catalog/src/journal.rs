//! The journal: decisions that people made, in the order they made them. It only grows.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;

use crate::{
    error::CatalogError,
    stored,
    transaction::{Durable, Transaction},
};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "journal")]
    pub(super) struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub at: DateTimeUtc,
        pub actor: String,
        pub kind: String,
        pub subject: String,
        pub payload: String,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Who made it: `cli:<user>`, `system`.
    pub actor: String,
    /// What kind of decision it is.
    pub kind: String,
    /// What it is about: `filing:0000950123-25-005701`.
    pub subject: String,
    /// What was decided, and why.
    pub payload: Value,
}

/// A decision as it stands in the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct JournalEntry {
    /// Its number; later entries have higher ones.
    pub id: i64,
    /// The decision.
    pub decision: Decision,
}

/// Which entries to list.
#[derive(Debug, Clone, Copy)]
pub struct JournalQuery<'q> {
    /// Only those about this subject.
    pub subject: Option<&'q str>,
    /// Only those after this number; 0 for all.
    pub after: i64,
    /// At most so many.
    pub limit: u64,
}

/// The journal of human decisions.
#[derive(Debug)]
pub struct Journal<'t, M> {
    pub(crate) tx: &'t Transaction<M>,
}

impl Journal<'_, Durable> {
    /// Adds a decision and gives its number. Only in a transaction that is on disk when it has
    /// committed ([`crate::Catalog::write_durably`]): a decision cannot be made again from the
    /// vault.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn append(&self, decision: &Decision) -> Result<i64, CatalogError> {
        let row = row::ActiveModel {
            id: ActiveValue::NotSet,
            at: ActiveValue::Set(stored::instant(decision.at)),
            actor: ActiveValue::Set(stored::text(&decision.actor)),
            kind: ActiveValue::Set(stored::text(&decision.kind)),
            subject: ActiveValue::Set(stored::text(&decision.subject)),
            payload: ActiveValue::Set(decision.payload.to_string()),
        };
        let added = row::Entity::insert(row).exec(self.tx.connection()).await;
        Ok(added.map_err(|error| self.tx.failed(error))?.last_insert_id)
    }
}

impl<M> Journal<'_, M> {
    /// Entries in the order they were made.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn list(&self, query: JournalQuery<'_>) -> Result<Vec<JournalEntry>, CatalogError> {
        let mut select = row::Entity::find()
            .filter(row::Column::Id.gt(query.after))
            .order_by_asc(row::Column::Id)
            .limit(query.limit);
        if let Some(subject) = query.subject {
            select = select.filter(row::Column::Subject.eq(subject));
        }
        let rows = select.all(self.tx.connection()).await;
        let rows = rows.map_err(|error| self.tx.failed(error))?;
        rows.into_iter()
            .map(|row| {
                let payload = self.tx.parse_json("journal.payload", &row.payload)?;
                let row::Model {
                    id,
                    at,
                    actor,
                    kind,
                    subject,
                    ..
                } = row;
                Ok(JournalEntry {
                    id,
                    decision: Decision {
                        at,
                        actor,
                        kind,
                        subject,
                        payload,
                    },
                })
            })
            .collect()
    }
}
