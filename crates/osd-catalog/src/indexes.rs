//! Index quarters: which of EDGAR's quarterly indexes were looked at, and what was found.

use chrono::{DateTime, Utc};
use osd_domain::Period;
use sea_orm::{EntityTrait, QueryOrder, sea_query::OnConflict};

use crate::{
    error::CatalogError,
    stored,
    transaction::{Transaction, Writes},
};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "indexes")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub period: String,
        pub state: String,
        pub sha256: Option<String>,
        pub rows: i64,
        pub etag: Option<String>,
        pub last_modified: Option<String>,
        pub checked_at: DateTimeUtc,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

osd_domain::named! {
    /// What was found where an index quarter's index should be.
    IndexState {
        /// An index, and its filings were discovered.
        Read = "read",
        /// None: EDGAR has no index of the quarter (yet).
        NoIndex = "no_index",
    }
}

/// An index quarter as it was last looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// The quarter in which the filings were made.
    pub period: Period,
    /// What was found.
    pub state: IndexState,
    /// SHA-256 of the index, in hex.
    pub sha256: Option<String>,
    /// Filings of the 13F family in it.
    pub rows: u64,
    /// `ETag` it came with, to ask again cheaply.
    pub etag: Option<String>,
    /// `Last-Modified` it came with, likewise.
    pub last_modified: Option<String>,
    /// When it was looked at.
    pub checked_at: DateTime<Utc>,
}

/// The index quarters that were looked at.
#[derive(Debug)]
pub struct Indexes<'t, M> {
    pub(crate) tx: &'t Transaction<M>,
}

impl<M: Writes> Indexes<'_, M> {
    /// Keeps what was found, in place of what was found before.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn record(&self, index: &Index) -> Result<(), CatalogError> {
        let row = row::Model {
            period: index.period.to_string(),
            state: index.state.to_string(),
            sha256: index.sha256.clone(),
            rows: stored::count(index.rows),
            etag: index.etag.as_deref().map(stored::text),
            last_modified: index.last_modified.as_deref().map(stored::text),
            checked_at: stored::instant(index.checked_at),
        };
        use row::Column as C;
        let replace = OnConflict::column(C::Period)
            .update_columns([
                C::State,
                C::Sha256,
                C::Rows,
                C::Etag,
                C::LastModified,
                C::CheckedAt,
            ])
            .to_owned();
        self.tx
            .insert::<row::Entity>(vec![row], Some(replace))
            .await
            .map(drop)
    }
}

impl<M> Indexes<'_, M> {
    /// The quarter as it was last looked at.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn find(&self, period: Period) -> Result<Option<Index>, CatalogError> {
        let row = row::Entity::find_by_id(period.to_string())
            .one(self.tx.connection())
            .await;
        let row = row.map_err(|error| self.tx.failed(error))?;
        row.map(|row| self.read(row)).transpose()
    }

    /// All quarters that were looked at, in order.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn list(&self) -> Result<Vec<Index>, CatalogError> {
        let rows = row::Entity::find()
            .order_by_asc(row::Column::Period)
            .all(self.tx.connection())
            .await;
        let rows = rows.map_err(|error| self.tx.failed(error))?;
        rows.into_iter().map(|row| self.read(row)).collect()
    }

    fn read(&self, row: row::Model) -> Result<Index, CatalogError> {
        Ok(Index {
            period: self.tx.parse("indexes.period", &row.period)?,
            state: self.tx.parse("indexes.state", &row.state)?,
            sha256: row.sha256,
            rows: stored::counted(row.rows),
            etag: row.etag,
            last_modified: row.last_modified,
            checked_at: row.checked_at,
        })
    }
}
