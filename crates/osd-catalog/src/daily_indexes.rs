//! Daily indexes: on which days EDGAR's index was looked at, and what was found.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::OnConflict,
};

use crate::{
    error::CatalogError,
    stored,
    transaction::{Transaction, Writes},
};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "daily_indexes")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub day: Date,
        pub state: String,
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
    /// What was found where the index of a day should be.
    DailyIndexState {
        /// An index, and its filings were discovered.
        Read = "read",
        /// None: EDGAR has no index of the day (yet).
        NoIndex = "no_index",
    }
}

/// The index of a day as it was last looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailyIndex {
    /// The day on which the filings were made, in Washington.
    pub day: NaiveDate,
    /// What was found.
    pub state: DailyIndexState,
    /// Filings of the 13F family in it.
    pub rows: u64,
    /// `ETag` it came with, to ask again cheaply.
    pub etag: Option<String>,
    /// `Last-Modified` it came with, likewise.
    pub last_modified: Option<String>,
    /// When it was looked at.
    pub checked_at: DateTime<Utc>,
}

/// The daily indexes that were looked at.
#[derive(Debug)]
pub struct DailyIndexes<'t, M> {
    pub(crate) tx: &'t Transaction<M>,
}

impl<M: Writes> DailyIndexes<'_, M> {
    /// Keeps what was found, in place of what was found before.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn record(&self, found: &[DailyIndex]) -> Result<(), CatalogError> {
        use row::Column as C;
        let replace = OnConflict::column(C::Day)
            .update_columns([C::State, C::Rows, C::Etag, C::LastModified, C::CheckedAt])
            .to_owned();
        let rows = found.iter().map(|one| row::Model {
            day: one.day,
            state: one.state.to_string(),
            rows: stored::count(one.rows),
            etag: one.etag.as_deref().map(stored::text),
            last_modified: one.last_modified.as_deref().map(stored::text),
            checked_at: stored::instant(one.checked_at),
        });
        self.tx
            .insert::<row::Entity>(rows.collect(), Some(replace))
            .await
            .map(drop)
    }
}

impl<M> DailyIndexes<'_, M> {
    /// The days from `first` on that were looked at, in order, at most `limit` of them.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn since(
        &self,
        first: NaiveDate,
        limit: u64,
    ) -> Result<Vec<DailyIndex>, CatalogError> {
        let rows = row::Entity::find()
            .filter(row::Column::Day.gte(first))
            .order_by_asc(row::Column::Day)
            .limit(limit)
            .all(self.tx.connection())
            .await;
        let rows = rows.map_err(|error| self.tx.failed(error))?;
        rows.into_iter()
            .map(|row| {
                Ok(DailyIndex {
                    day: row.day,
                    state: self.tx.parse("daily_indexes.state", &row.state)?,
                    rows: stored::counted(row.rows),
                    etag: row.etag,
                    last_modified: row.last_modified,
                    checked_at: row.checked_at,
                })
            })
            .collect()
    }
}
