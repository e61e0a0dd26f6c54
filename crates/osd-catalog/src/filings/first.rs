//! When managers filed for the first time, and under which file numbers.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use osd_domain::{Cik, Period};
use sea_orm::FromQueryResult;

use super::Filings;
use crate::error::CatalogError;

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

    /// The Form 13F file numbers that the filings for a period print, by manager, in one spelling.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn file_numbers(
        &self,
        period: Period,
    ) -> Result<BTreeMap<Cik, BTreeSet<String>>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Printed {
            cik: i64,
            file_number: String,
        }
        let sql = "SELECT DISTINCT cik, file_number FROM filings \
                   WHERE period = $1 AND file_number IS NOT NULL";
        let rows: Vec<Printed> = self.tx.rows(sql, [period.to_string().into()]).await?;
        let mut numbers: BTreeMap<Cik, BTreeSet<String>> = BTreeMap::new();
        for row in rows {
            let cik = self.tx.parse_cik(row.cik)?;
            numbers.entry(cik).or_default().insert(row.file_number);
        }
        Ok(numbers)
    }
}
