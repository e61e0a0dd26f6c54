//! The journal: decisions that people made, in the order they made them. It only grows.

mod links;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use osd_domain::{Accession, Cik, Period, named};
use sea_orm::{ActiveValue, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value, json};

pub use self::links::{LinkChoice, LinkSubject};
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

named! {
    /// What people decide about.
    DecisionKind {
        /// The unit of a filing's values.
        Unit = "unit",
        /// What a filing does to what was filed before it.
        Effect = "effect",
        /// Whether a security goes on under another CUSIP.
        CusipLink = "cusip_link",
        /// Whether a manager goes on under another CIK.
        Succession = "succession",
    }
}

named! {
    /// What people decide about a succession.
    SuccessionChoice {
        /// It stands, whatever the evidence says.
        Link = "link",
        /// It does not.
        Strike = "strike",
    }
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

impl Decision {
    /// The decision on a filing: the name of what was chosen, or to let the verdict stand again.
    pub fn on_filing(
        kind: DecisionKind,
        filing: Accession,
        choice: Option<&str>,
        (actor, why): (&str, &str),
        at: DateTime<Utc>,
    ) -> Self {
        Self {
            at,
            actor: actor.to_owned(),
            kind: kind.to_string(),
            subject: format!("filing:{filing}"),
            payload: json!({"choice": choice, "why": why}),
        }
    }

    /// The decision on a succession: predecessor, successor, and the first period under the new CIK.
    pub fn on_succession(
        (from, to, period): (Cik, Cik, Period),
        choice: SuccessionChoice,
        (actor, why): (&str, &str),
        at: DateTime<Utc>,
    ) -> Self {
        Self {
            at,
            actor: actor.to_owned(),
            kind: DecisionKind::Succession.to_string(),
            subject: format!("succession:{from}:{to}:{period}"),
            payload: json!({"choice": choice, "why": why}),
        }
    }

    /// The succession that it is about, where it is about one: period, predecessor, successor.
    pub fn succession(&self) -> Option<(Period, Cik, Cik)> {
        let mut parts = self.subject.strip_prefix("succession:")?.split(':');
        let (from, to) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some((parts.next()?.parse().ok()?, from, to))
    }

    /// The filing that it is about, where it is about one.
    pub fn filing(&self) -> Option<Accession> {
        self.subject.strip_prefix("filing:")?.parse().ok()
    }

    /// The name of what was chosen; none where a choice was taken back.
    pub fn choice(&self) -> Option<&str> {
        self.payload.get("choice")?.as_str()
    }

    /// Why.
    pub fn why(&self) -> &str {
        let why = self.payload.get("why").and_then(Value::as_str);
        why.unwrap_or_default()
    }
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
    /// Only those of this kind.
    pub kind: Option<DecisionKind>,
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
        self.tx.changed("journal", 1);
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
        if let Some(kind) = query.kind {
            select = select.filter(row::Column::Kind.eq(kind.as_str()));
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

    /// The decisions of a kind on filings that stand: of each filing the last, unless it was taken
    /// back.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn standing(
        &self,
        kind: DecisionKind,
    ) -> Result<BTreeMap<Accession, Decision>, CatalogError> {
        let all = JournalQuery {
            subject: None,
            kind: Some(kind),
            after: 0,
            limit: i64::MAX as u64,
        };
        let mut standing = BTreeMap::new();
        for entry in self.list(all).await? {
            if let Some(filing) = entry.decision.filing() {
                standing.insert(filing, entry.decision);
            }
        }
        standing.retain(|_, decision| decision.choice().is_some());
        Ok(standing)
    }
}
