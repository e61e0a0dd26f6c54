//! Filings by what the vault should hold of them.

use osd_domain::{Accession, FilingState, Period};
use sea_orm::{FromQueryResult, Value};

use super::{Filings, Submission};
use crate::{error::CatalogError, stored, transaction::keys};

/// A filing, as far as its bytes are concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFiling {
    /// The filing.
    pub accession: Accession,
    /// How far it has come.
    pub state: FilingState,
    /// What is known of its bytes. Absent where none were fetched, and where the filing was entered from
    /// what the vault held.
    pub submission: Option<Submission>,
}

const COLUMNS: &str = "SELECT accession, state, submission_sha256 AS sha256, \
                       submission_bytes AS bytes FROM filings";

#[derive(FromQueryResult)]
struct Found {
    accession: String,
    state: String,
    sha256: Option<String>,
    bytes: Option<i64>,
}

impl<M> Filings<'_, M> {
    /// A page of the filings of a report period, or of all: at most `limit` after one of them, in the
    /// order of accession numbers.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn page_of_kept(
        &self,
        period: Option<Period>,
        after: Option<Accession>,
        limit: u64,
    ) -> Result<Vec<KeptFiling>, CatalogError> {
        let after = after.map_or(String::new(), |accession| accession.to_string());
        let mut sql = format!("{COLUMNS} WHERE accession > $1");
        let mut values: Vec<Value> = vec![after.into(), stored::count(limit).into()];
        if let Some(period) = period {
            sql.push_str(" AND period = $3");
            values.push(period.to_string().into());
        }
        sql.push_str(" ORDER BY accession LIMIT $2");
        self.kept(&sql, values).await
    }

    /// Those of these filings that are known, in the order of accession numbers.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn kept_of(&self, wanted: &[Accession]) -> Result<Vec<KeptFiling>, CatalogError> {
        let keys_at = self.tx.keys_at(1);
        let sql = format!("{COLUMNS} WHERE accession IN {keys_at} ORDER BY accession");
        self.kept(&sql, vec![keys(wanted)]).await
    }

    async fn kept(&self, sql: &str, values: Vec<Value>) -> Result<Vec<KeptFiling>, CatalogError> {
        let rows: Vec<Found> = self.tx.rows(sql, values).await?;
        rows.into_iter()
            .map(|row| {
                Ok(KeptFiling {
                    accession: self.tx.parse("filings.accession", &row.accession)?,
                    state: self.tx.parse("filings.state", &row.state)?,
                    submission: row.sha256.zip(row.bytes).map(|(sha256, bytes)| Submission {
                        sha256,
                        bytes: stored::counted(bytes),
                    }),
                })
            })
            .collect()
    }
}
