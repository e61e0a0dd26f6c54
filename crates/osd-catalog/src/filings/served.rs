//! When new filings were first served: what the lag behind EDGAR is measured by.

use chrono::{DateTime, Days, TimeDelta, Utc};
use osd_domain::{Accession, Period};
use sea_orm::FromQueryResult;

use super::{Filings, NOT_SETTLED};
use crate::{
    error::CatalogError,
    stored,
    transaction::{Transaction, Writes},
};

/// Filings that are older when they are first served were not waited for: history is taken in.
const NEW_FOR: Days = Days::new(7);
/// How long it is kept when a filing was first served.
const KEPT: TimeDelta = TimeDelta::days(30);

/// A new filing that is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Served {
    /// The filing.
    pub accession: Accession,
    /// When EDGAR accepted it.
    pub accepted_at: DateTime<Utc>,
    /// When the first publication that has it became current.
    pub served_at: DateTime<Utc>,
}

/// Those accepted last. The table holds those of a month.
pub(crate) const SERVED: &str = "SELECT s.accession, f.accepted_at, s.served_at FROM served s \
     JOIN filings f ON f.accession = s.accession WHERE f.accepted_at IS NOT NULL \
     ORDER BY f.accepted_at DESC, s.accession DESC LIMIT $1";

/// Notes that the new filings of a period that were read are served from now on; those that were
/// before keep their time. One that was read after the publication had begun is noted a publication
/// early.
pub(crate) async fn mark_served<M: Writes>(
    tx: &Transaction<M>,
    period: Period,
    now: DateTime<Utc>,
) -> Result<(), CatalogError> {
    let sql = format!(
        "INSERT INTO served (accession, served_at) SELECT accession, $1 FROM filings \
         WHERE period = $2 AND filed >= $3 AND state NOT IN {NOT_SETTLED} ON CONFLICT DO NOTHING"
    );
    let today = now.date_naive();
    let first = today.checked_sub_days(NEW_FOR).unwrap_or(today);
    let now = stored::instant(now);
    let values = [now.into(), period.to_string().into(), first.into()];
    tx.run(&sql, values).await?;
    let sql = "DELETE FROM served WHERE served_at < $1";
    let before = stored::instant(now - KEPT);
    tx.run(sql, [before.into()]).await.map(drop)
}

impl<M> Filings<'_, M> {
    /// The new filings that are served, those that EDGAR accepted last first. One that does not say
    /// when it was accepted is not among them.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn served(&self, limit: u64) -> Result<Vec<Served>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Row {
            accession: String,
            accepted_at: DateTime<Utc>,
            served_at: DateTime<Utc>,
        }
        let rows: Vec<Row> = self.tx.rows(SERVED, [stored::count(limit).into()]).await?;
        rows.into_iter()
            .map(|row| {
                Ok(Served {
                    accession: self.tx.parse("served.accession", &row.accession)?,
                    accepted_at: row.accepted_at,
                    served_at: row.served_at,
                })
            })
            .collect()
    }
}
