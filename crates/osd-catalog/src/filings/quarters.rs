//! How many filings each index quarter names, and how many of them are in.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use osd_domain::{FilingState, Period};
use sea_orm::FromQueryResult;

use super::Filings;
use crate::{error::CatalogError, stored};

/// The filings that were made in a quarter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QuarterCounts {
    /// Filings known.
    pub known: u64,
    /// Those that the reader has been over.
    pub taken_in: u64,
}

/// In an index alone. Days are folded to quarters here: a quarter is not cut from a day alike on both
/// engines.
pub(crate) const BY_QUARTER: &str =
    "SELECT filed, state, COUNT(*) AS filings FROM filings GROUP BY filed, state";

impl<M> Filings<'_, M> {
    /// All filings by the quarter in which they were made, whose index names them.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn quarters(&self) -> Result<BTreeMap<Period, QuarterCounts>, CatalogError> {
        #[derive(FromQueryResult)]
        struct OfDay {
            filed: NaiveDate,
            state: String,
            filings: i64,
        }
        let mut quarters: BTreeMap<Period, QuarterCounts> = BTreeMap::new();
        for row in self.tx.rows::<OfDay>(BY_QUARTER, []).await? {
            let state: FilingState = self.tx.parse("filings.state", &row.state)?;
            let quarter = quarters.entry(Period::containing(row.filed)).or_default();
            let filings = stored::counted(row.filings);
            quarter.known += filings;
            if !matches!(state, FilingState::Discovered | FilingState::Fetched) {
                quarter.taken_in += filings;
            }
        }
        Ok(quarters)
    }
}
