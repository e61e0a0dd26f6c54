//! What periods add up to, and how they compare with the quarter before: derived from snapshots,
//! and replaced whole in the transaction that swaps one.

mod counts;
mod flow;
mod row;

use std::collections::{BTreeMap, BTreeSet};

use osd_domain::{
    Cik, Period, Price, SecurityId,
    amendment::Standing,
    change::{Basis, WholeBook},
};
use rust_decimal::Decimal;
use sea_orm::{FromQueryResult, Value};

pub use self::{counts::ChangeCounts, flow::SecurityFlow};
use crate::{
    error::CatalogError,
    managers::search_values,
    stored,
    transaction::{Transaction, Writes, keys, where_it_differs},
};

/// A manager's portfolio of a period, in figures. Values are in dollars; what does not fit 64
/// bits is kept as the nearest that does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManagerSummary {
    /// The report period.
    pub period: Period,
    /// The manager.
    pub cik: Cik,
    /// What is known of the portfolio.
    pub standing: Standing,
    /// Filings for the period.
    pub filings: u64,
    /// Sum of all effective rows; absent where there is no portfolio.
    pub value: Option<i128>,
    /// Positions.
    pub positions: u64,
    /// Value of the shares.
    pub shares_value: i128,
    /// Value of the debt.
    pub principal_value: i128,
    /// Value under the puts.
    pub put_value: i128,
    /// Value under the calls.
    pub call_value: i128,
    /// Sum of all effective rows a quarter before; absent where there was no portfolio.
    pub previous_value: Option<i128>,
    /// Whether it could be compared with the quarter before, and why not; absent in what an older
    /// version wrote.
    pub basis: Option<Basis>,
    /// What happened to its positions; absent without a quarter before.
    pub changes: Option<ChangeCounts>,
    /// Filings that count although their unit is not certain.
    pub quarantined: u64,
    /// Value of the ten largest positions of shares.
    pub top10_value: i128,
    /// Shares bought, at what they were worth at the end of the period; absent where the quarters
    /// cannot be compared.
    pub bought_value: Option<i128>,
    /// Shares sold, at what they were worth a quarter before; likewise.
    pub sold_value: Option<i128>,
    /// What sets the two books apart as wholes.
    pub whole_book: WholeBook,
}

/// A [`ManagerSummary`] under the manager's latest name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedManagerSummary {
    /// The manager's latest name.
    pub name: String,
    /// The figures.
    pub summary: ManagerSummary,
}

/// A security of a period over all portfolios, in figures. Values are in dollars, kept as those
/// of [`ManagerSummary`] are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecuritySummary {
    /// The report period.
    pub period: Period,
    /// The security.
    pub security: SecurityId,
    /// Managers that hold it.
    pub holders: u64,
    /// Value held, options apart.
    pub value: i128,
    /// Shares held; absent in what an older version wrote.
    pub shares: Option<Decimal>,
    /// Principal held, in dollars of face value; likewise.
    pub principal: Option<Decimal>,
    /// Managers that hold puts on it.
    pub put_holders: u64,
    /// Managers that hold calls on it.
    pub call_holders: u64,
    /// What managers did with it; absent without a quarter before.
    pub changes: Option<ChangeCounts>,
    /// How much of it they bought and sold; likewise, and absent in what an older version wrote.
    pub flow: Option<SecurityFlow>,
    /// The consensus price of a share in dollars, where there is one.
    pub price: Option<Price>,
    /// Managers that agree on it.
    pub price_managers: u64,
}

/// A period beside the quarter before, over all managers with a portfolio in both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The report period.
    pub period: Period,
    /// Its snapshot.
    pub snapshot_id: String,
    /// The snapshot of the quarter before.
    pub previous_snapshot_id: Option<String>,
    /// Managers that could be compared.
    pub managers_compared: u64,
    /// What happened to their positions.
    pub changes: ChangeCounts,
    /// The version of the rules by which it was compared; absent in what an older version wrote, and in
    /// what may be wrong.
    pub compared_by: Option<u32>,
}

/// What is known of whole books of a period beside those of the quarter before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WholeBooks {
    /// Managers that filed for the first time.
    pub first_filing: BTreeSet<Cik>,
    /// What sets two books apart as wholes, where something does.
    pub books: BTreeMap<Cik, WholeBook>,
}

/// What periods add up to, and how they compare.
#[derive(Debug)]
pub struct Summaries<'t, M> {
    pub(crate) tx: &'t Transaction<M>,
}

impl<M: Writes> Summaries<'_, M> {
    /// Replaces everything that is derived of a period. The rows given are all of that period,
    /// whatever period they name.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn replace(
        &self,
        period: Period,
        managers: &[ManagerSummary],
        securities: &[SecuritySummary],
        comparison: Option<&Comparison>,
    ) -> Result<(), CatalogError> {
        for table in ["manager_summaries", "comparisons"] {
            let sql = format!("DELETE FROM {table} WHERE period = $1");
            self.tx.run(&sql, [period.to_string().into()]).await?;
        }
        let rows = managers
            .iter()
            .map(|one| row::of_manager(period, one))
            .collect();
        self.tx.load::<row::manager::Entity>(rows, None).await?;
        self.replace_securities(period, securities).await?;
        let rows = comparison
            .into_iter()
            .map(|one| row::of_comparison(period, one))
            .collect();
        self.tx
            .insert::<row::comparison::Entity>(rows, None)
            .await
            .map(drop)
    }
}

impl<M: Writes> Summaries<'_, M> {
    /// Notes that what is derived of a period may be wrong: it is worked out whole when the period is
    /// published next, and nothing goes on from it.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn distrust(&self, period: Period) -> Result<(), CatalogError> {
        let sql = "UPDATE comparisons SET compared_by = NULL WHERE period = $1";
        self.tx
            .run(sql, [period.to_string().into()])
            .await
            .map(drop)
    }

    /// There are many of them, and mostly few that are not as they were.
    async fn replace_securities(
        &self,
        period: Period,
        securities: &[SecuritySummary],
    ) -> Result<(), CatalogError> {
        let gone = format!(
            "DELETE FROM security_summaries WHERE period = $1 AND security_id NOT IN {}",
            self.tx.keys_at(2)
        );
        let ids = keys(securities.iter().map(|one| &one.security));
        self.tx.run(&gone, [period.to_string().into(), ids]).await?;
        let rows = securities.iter().map(|one| row::of_security(period, one));
        use row::security::Column as C;
        let write = where_it_differs::<row::security::Entity>(&[C::Period, C::SecurityId]);
        let rows = rows.collect();
        self.tx
            .load::<row::security::Entity>(rows, Some(write))
            .await
            .map(drop)
    }
}

/// `$1` and `$2` a search, `$3` a period.
const OF_PERIOD: &str = "FROM manager_summaries s LEFT JOIN managers m ON m.cik = s.cik \
     WHERE s.period = $3 AND ($1 IS NULL OR s.cik = $2 OR EXISTS \
     (SELECT 1 FROM manager_names n WHERE n.cik = s.cik AND n.name_folded LIKE $1 ESCAPE '\\'))";

impl<M> Summaries<'_, M> {
    /// A manager's periods, in order.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn manager(&self, cik: Cik) -> Result<Vec<ManagerSummary>, CatalogError> {
        let sql = "SELECT * FROM manager_summaries WHERE cik = $1 ORDER BY period";
        let rows: Vec<row::manager::Model> = self.tx.rows(sql, [stored::cik(cik).into()]).await?;
        rows.into_iter()
            .map(|row| row::read_manager(self.tx, row))
            .collect()
    }

    /// One manager in one period.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn manager_in(
        &self,
        cik: Cik,
        period: Period,
    ) -> Result<Option<ManagerSummary>, CatalogError> {
        let sql = "SELECT * FROM manager_summaries WHERE cik = $1 AND period = $2";
        let values = [stored::cik(cik).into(), period.to_string().into()];
        let row: Option<row::manager::Model> = self.tx.row(sql, values).await?;
        row.map(|row| row::read_manager(self.tx, row)).transpose()
    }

    /// The managers of a period, by value (largest first, absent last), then CIK; of all, or of
    /// those a search finds as [`crate::Managers::list`] does.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn managers_of(
        &self,
        period: Period,
        search: Option<&str>,
        limit: u64,
        offset: u64,
    ) -> Result<Vec<NamedManagerSummary>, CatalogError> {
        let sql = format!(
            "SELECT s.*, m.name {OF_PERIOD} ORDER BY s.value DESC NULLS LAST, s.cik \
             LIMIT $4 OFFSET $5"
        );
        let page = [stored::count(limit).into(), stored::count(offset).into()];
        let values = of_period(period, search).into_iter().chain(page);
        let rows: Vec<Named> = self.tx.rows(&sql, values).await?;
        rows.into_iter()
            .map(|row| {
                let summary = row::read_manager(self.tx, row.summary)?;
                // A manager that no filing ever named goes by its number.
                let name = row.name.unwrap_or_else(|| summary.cik.to_string());
                Ok(NamedManagerSummary { name, summary })
            })
            .collect()
    }

    /// Every manager of a period, by CIK.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn all_managers_of(
        &self,
        period: Period,
    ) -> Result<Vec<ManagerSummary>, CatalogError> {
        let sql = "SELECT * FROM manager_summaries WHERE period = $1 ORDER BY cik";
        let rows: Vec<row::manager::Model> = self.tx.rows(sql, [period.to_string().into()]).await?;
        rows.into_iter()
            .map(|row| row::read_manager(self.tx, row))
            .collect()
    }

    /// Every security of a period, by its id.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn securities_of(
        &self,
        period: Period,
    ) -> Result<Vec<SecuritySummary>, CatalogError> {
        let sql = "SELECT * FROM security_summaries WHERE period = $1 ORDER BY security_id";
        let rows: Vec<row::security::Model> =
            self.tx.rows(sql, [period.to_string().into()]).await?;
        rows.into_iter()
            .map(|row| row::read_security(self.tx, row))
            .collect()
    }

    /// How many managers [`Self::managers_of`] finds, page or no page.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn count_managers_of(
        &self,
        period: Period,
        search: Option<&str>,
    ) -> Result<u64, CatalogError> {
        let sql = format!("SELECT COUNT(*) AS count {OF_PERIOD}");
        self.tx.count(&sql, of_period(period, search)).await
    }

    /// The periods after `period` in which one of these managers is taken to have filed for the
    /// first time.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn first_filings_after(
        &self,
        period: Period,
        managers: &[Cik],
    ) -> Result<Vec<Period>, CatalogError> {
        #[derive(FromQueryResult)]
        struct First {
            cik: i64,
            period: String,
        }
        let sql = "SELECT cik, period FROM manager_summaries \
                   WHERE basis = $1 AND period > $2 ORDER BY period";
        let basis = Basis::FirstFiling.to_string();
        let values = [basis.into(), period.to_string().into()];
        let rows: Vec<First> = self.tx.rows(sql, values).await?;
        let managers: BTreeSet<i64> = managers.iter().map(|cik| stored::cik(*cik)).collect();
        let mut found: Vec<Period> = rows
            .into_iter()
            .filter(|row| managers.contains(&row.cik))
            .map(|row| self.tx.parse("manager_summaries.period", &row.period))
            .collect::<Result<_, _>>()?;
        found.dedup();
        Ok(found)
    }

    /// What is known of whole books of a period.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn whole_books(&self, period: Period) -> Result<WholeBooks, CatalogError> {
        #[derive(FromQueryResult)]
        struct Found {
            cik: i64,
            basis: Option<String>,
            whole_book: Option<String>,
        }
        let sql = "SELECT cik, basis, whole_book FROM manager_summaries \
                   WHERE period = $1 AND (whole_book IS NOT NULL OR basis = $2)";
        let first = Basis::FirstFiling.to_string();
        let values = [period.to_string().into(), first.clone().into()];
        let rows: Vec<Found> = self.tx.rows(sql, values).await?;
        let mut known = WholeBooks::default();
        for row in rows {
            let cik = self.tx.parse_cik(row.cik)?;
            if row.basis.as_ref() == Some(&first) {
                known.first_filing.insert(cik);
            }
            if let Some(text) = row.whole_book {
                let book = self.tx.parse_json("manager_summaries.whole_book", &text)?;
                known.books.insert(cik, book);
            }
        }
        Ok(known)
    }

    /// A security's periods, in order.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn security(
        &self,
        security: &SecurityId,
    ) -> Result<Vec<SecuritySummary>, CatalogError> {
        let sql = "SELECT * FROM security_summaries WHERE security_id = $1 ORDER BY period";
        let rows: Vec<row::security::Model> = self.tx.rows(sql, [security.as_str().into()]).await?;
        rows.into_iter()
            .map(|row| row::read_security(self.tx, row))
            .collect()
    }

    /// The periods of several securities, such as those of one chain: by period, then by id.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn securities(
        &self,
        securities: &[SecurityId],
    ) -> Result<Vec<SecuritySummary>, CatalogError> {
        let sql = format!(
            "SELECT * FROM security_summaries WHERE security_id IN {} ORDER BY period, security_id",
            self.tx.keys_at(1)
        );
        let rows: Vec<row::security::Model> = self.tx.rows(&sql, [keys(securities)]).await?;
        rows.into_iter()
            .map(|row| row::read_security(self.tx, row))
            .collect()
    }

    /// One security in one period.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn security_in(
        &self,
        security: &SecurityId,
        period: Period,
    ) -> Result<Option<SecuritySummary>, CatalogError> {
        let sql = "SELECT * FROM security_summaries WHERE security_id = $1 AND period = $2";
        let values = [security.as_str().into(), period.to_string().into()];
        let row: Option<row::security::Model> = self.tx.row(sql, values).await?;
        row.map(|row| row::read_security(self.tx, row)).transpose()
    }

    /// A period beside the quarter before.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn comparison(&self, period: Period) -> Result<Option<Comparison>, CatalogError> {
        let sql = "SELECT * FROM comparisons WHERE period = $1";
        let row: Option<row::comparison::Model> =
            self.tx.row(sql, [period.to_string().into()]).await?;
        row.map(|row| row::read_comparison(self.tx, row))
            .transpose()
    }
}

#[derive(FromQueryResult)]
struct Named {
    name: Option<String>,
    #[sea_orm(nested)]
    summary: row::manager::Model,
}

/// The values of [`OF_PERIOD`].
fn of_period(period: Period, search: Option<&str>) -> [Value; 3] {
    let [pattern, cik] = search_values(search);
    [pattern, cik, period.to_string().into()]
}
