//! What questions about a portfolio need to know of managers.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use osd_domain::{Cik, Period};
use sea_orm::{FromQueryResult, Value};

use super::Managers;
use crate::{error::CatalogError, transaction::keys};

/// A manager by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedManager {
    /// The name by which it goes now.
    pub name: String,
    /// The first report period that it filed for, whatever became of the filing.
    pub first_period: Option<Period>,
}

/// Of managers, and by the end of a day where there is one.
pub(crate) fn named_sql(managers: &str, by_day: bool) -> String {
    let until = if by_day {
        " AND f.accepted_on <= $2"
    } else {
        ""
    };
    format!(
        "SELECT m.cik, m.name, \
         (SELECT MIN(f.period) FROM filings f WHERE f.cik = m.cik{until}) AS first_period \
         FROM managers m WHERE m.cik IN {managers}"
    )
}

impl<M> Managers<'_, M> {
    /// What is known of managers; first periods by the end of a day where one is given. Those that are
    /// not known are left out.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn named(
        &self,
        ciks: &BTreeSet<Cik>,
        as_of: Option<NaiveDate>,
    ) -> Result<BTreeMap<Cik, NamedManager>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Row {
            cik: i64,
            name: String,
            first_period: Option<String>,
        }
        let sql = named_sql(&self.tx.numbers_at(1), as_of.is_some());
        let ciks: Vec<Cik> = ciks.iter().copied().collect();
        let values = [keys(&ciks)].into_iter().chain(as_of.map(Value::from));
        let rows: Vec<Row> = self.tx.rows(&sql, values).await?;
        let read = |row: Row| {
            let first = row.first_period.as_deref();
            let named = NamedManager {
                name: row.name,
                first_period: self.tx.parse_optional("filings.period", first)?,
            };
            Ok((self.tx.parse_cik(row.cik)?, named))
        };
        rows.into_iter().map(read).collect()
    }
}
