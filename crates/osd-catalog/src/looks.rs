//! When something was last looked at with success: EDGAR's feed, which leaves no other trace where it
//! brings nothing new.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;

use crate::{
    error::CatalogError,
    stored,
    transaction::{Transaction, Writes},
};

/// When something was last looked at.
#[derive(Debug)]
pub struct Looks<'t, M> {
    pub(crate) tx: &'t Transaction<M>,
}

impl<M: Writes> Looks<'_, M> {
    /// Notes that something was looked at. An earlier look never replaces a later one.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn looked(&self, name: &str, at: DateTime<Utc>) -> Result<(), CatalogError> {
        let sql = "INSERT INTO looks (name, looked_at) VALUES ($1, $2) ON CONFLICT (name) \
                   DO UPDATE SET looked_at = excluded.looked_at \
                   WHERE excluded.looked_at > looks.looked_at";
        let values = [name.into(), stored::instant(at).into()];
        self.tx.run(sql, values).await.map(drop)
    }
}

impl<M> Looks<'_, M> {
    /// When something was last looked at; none where it never was.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn last(&self, name: &str) -> Result<Option<DateTime<Utc>>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Look {
            looked_at: DateTime<Utc>,
        }
        let sql = "SELECT looked_at FROM looks WHERE name = $1";
        let row: Option<Look> = self.tx.row(sql, [name.into()]).await?;
        Ok(row.map(|row| row.looked_at))
    }
}
