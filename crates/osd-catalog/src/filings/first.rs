//! When managers filed for the first time.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use osd_domain::{Cik, Period};
use sea_orm::{FromQueryResult, Value};

use super::Filings;
use crate::{error::CatalogError, stored};

/// In its index alone.
pub(crate) const FIRST_PERIODS: &str =
    "SELECT cik, MIN(period) AS period FROM filings WHERE period IS NOT NULL GROUP BY cik";

impl<M> Filings<'_, M> {
    /// The first report period that each manager filed for, whatever became of the filing; by the end
    /// of a day where one is given.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn first_periods(
        &self,
        as_of: Option<NaiveDate>,
    ) -> Result<BTreeMap<Cik, Period>, CatalogError> {
        #[derive(FromQueryResult)]
        struct First {
            cik: i64,
            period: String,
        }
        let rows: Vec<First> = match as_of {
            None => self.tx.rows(FIRST_PERIODS, []).await?,
            Some(day) => {
                let sql = FIRST_PERIODS.replace("GROUP", "AND accepted_on <= $1 GROUP");
                self.tx.rows(&sql, [day.into()]).await?
            }
        };
        rows.into_iter()
            .map(|row| {
                let cik = self.tx.parse_cik(row.cik)?;
                Ok((cik, self.tx.parse("filings.period", &row.period)?))
            })
            .collect()
    }

    /// The first report period that a manager filed for, by the end of a day where one is given.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn first_period(
        &self,
        cik: Cik,
        as_of: Option<NaiveDate>,
    ) -> Result<Option<Period>, CatalogError> {
        #[derive(FromQueryResult)]
        struct First {
            period: Option<String>,
        }
        let mut sql = String::from("SELECT MIN(period) AS period FROM filings WHERE cik = $1");
        let mut values: Vec<Value> = vec![stored::cik(cik).into()];
        if let Some(day) = as_of {
            sql.push_str(" AND accepted_on <= $2");
            values.push(day.into());
        }
        let row: Option<First> = self.tx.row(&sql, values).await?;
        self.tx
            .parse_optional("filings.period", row.and_then(|row| row.period).as_deref())
    }
}
