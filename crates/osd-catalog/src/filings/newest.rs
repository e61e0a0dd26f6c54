//! The filings that came last, and those that wait to be read.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use osd_domain::{Filing, Period};
use sea_orm::FromQueryResult;

use super::Filings;
use crate::{error::CatalogError, stored};

/// Of the last day on which any was filed, the one accepted last.
pub(crate) const NEWEST: &str = "SELECT accession FROM filings \
     WHERE filed = (SELECT MAX(filed) FROM filings) \
     ORDER BY accepted_at DESC NULLS LAST, accession DESC LIMIT 1";

/// In an index of those alone.
pub(crate) const WAITING: &str = "SELECT filed, COUNT(*) AS filings FROM filings \
     WHERE state IN ('discovered', 'fetched') GROUP BY filed";

impl<M> Filings<'_, M> {
    /// The newest filing: filed last, and accepted last on that day.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn newest(&self) -> Result<Option<Filing>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Found {
            accession: String,
        }
        let Some(row) = self.tx.row::<Found>(NEWEST, []).await? else {
            return Ok(None);
        };
        let accession = self.tx.parse("filings.accession", &row.accession)?;
        self.find(accession).await
    }

    /// How many filings the reader has not been over, by the report period that filings of their day
    /// are mostly for: the quarter before. What each is for is not known before it is read.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn waiting(&self) -> Result<BTreeMap<Period, u64>, CatalogError> {
        #[derive(FromQueryResult)]
        struct OfDay {
            filed: NaiveDate,
            filings: i64,
        }
        let mut waiting = BTreeMap::new();
        for row in self.tx.rows::<OfDay>(WAITING, []).await? {
            let period = Period::containing(row.filed).previous();
            *waiting.entry(period).or_default() += stored::counted(row.filings);
        }
        Ok(waiting)
    }
}
