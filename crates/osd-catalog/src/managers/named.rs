//! What questions about a portfolio need to know of managers.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use osd_domain::{Cik, Period};
use sea_orm::{FromQueryResult, Statement, Value};

use crate::{
    catalog::Catalog,
    error::CatalogError,
    stored::{parsed, parsed_cik},
    transaction::{keys, numbers_at},
};

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

#[derive(FromQueryResult)]
struct Row {
    cik: i64,
    name: String,
    first_period: Option<String>,
}

impl Catalog {
    /// What is known of managers; first periods by the end of a day where one is given. Those that are
    /// not known are left out. One statement needs no transaction, which would take three for one.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn named_managers(
        &self,
        ciks: &BTreeSet<Cik>,
        as_of: Option<NaiveDate>,
    ) -> Result<BTreeMap<Cik, NamedManager>, CatalogError> {
        let sql = named_sql(&numbers_at(self.engine, 1), as_of.is_some());
        let ciks: Vec<Cik> = ciks.iter().copied().collect();
        let values = [keys(&ciks)].into_iter().chain(as_of.map(Value::from));
        let backend = self.readers.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let rows = Row::find_by_statement(statement).all(&self.readers).await;
        let rows = rows.map_err(|error| self.failed(error))?;
        let read = |row: Row| {
            let first = row.first_period.as_deref();
            let first = first.map(|first| parsed(&self.database, "filings.period", first));
            let named = NamedManager {
                name: row.name,
                first_period: first.transpose()?,
            };
            Ok((parsed_cik(&self.database, row.cik)?, named))
        };
        rows.into_iter().map(read).collect()
    }
}
