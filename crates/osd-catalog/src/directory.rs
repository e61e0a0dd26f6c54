//! Everything that has a name or a symbol, read whole: what a search is made from.

use chrono::NaiveDate;
use osd_domain::{Cik, Period, SecurityId};
use sea_orm::FromQueryResult;

use crate::{error::CatalogError, stored, transaction::Transaction};

/// A manager, with what its last portfolio is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedManager {
    /// The manager.
    pub cik: Cik,
    /// Its latest name.
    pub name: String,
    /// Dollars in the last period in which it has a portfolio.
    pub value: Option<i64>,
}

/// A security, with who held it in the last period in which it was held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedSecurity {
    /// The security.
    pub security: SecurityId,
    /// Issuer, as most managers print it now.
    pub issuer: String,
    /// Class, likewise.
    pub class: String,
    /// The last period in which it was held.
    pub last_period: Period,
    /// Managers that held shares or principal then.
    pub holders: u64,
}

/// A ticker and a security that had it, by trustworthy symbols.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedSymbol {
    /// The security.
    pub security: SecurityId,
    /// The ticker, upper case and without separators.
    pub ticker: String,
    /// The last day on which it is seen with it.
    pub last_day: NaiveDate,
}

/// Everything that has a name or a symbol.
#[derive(Debug)]
pub struct Directory<'t, M> {
    pub(crate) tx: &'t Transaction<M>,
}

const MANAGERS: &str = "SELECT m.cik, m.name, s.value FROM managers m \
     LEFT JOIN (SELECT cik, MAX(period) AS period FROM manager_summaries \
       WHERE value IS NOT NULL GROUP BY cik) l ON l.cik = m.cik \
     LEFT JOIN manager_summaries s ON s.period = l.period AND s.cik = l.cik \
     ORDER BY m.cik";

const SECURITIES: &str = "SELECT c.security_id, c.issuer, c.class, c.last_period, s.holders \
     FROM securities c LEFT JOIN security_summaries s \
     ON s.period = c.last_period AND s.security_id = c.security_id ORDER BY c.security_id";

const FORMER_ISSUERS: &str = "SELECT DISTINCT n.security_id, n.issuer FROM security_names n \
     JOIN securities c ON c.security_id = n.security_id AND c.issuer <> n.issuer \
     ORDER BY n.security_id, n.issuer";

const SYMBOLS: &str = "SELECT security_id, ticker, MAX(last_day) AS last_day FROM tickers \
     WHERE confidence <> 'doubtful' GROUP BY security_id, ticker ORDER BY ticker, security_id";

#[derive(FromQueryResult)]
struct Named {
    cik: i64,
    name: String,
    value: Option<i64>,
}

#[derive(FromQueryResult)]
struct Held {
    security_id: String,
    issuer: String,
    class: String,
    last_period: String,
    holders: Option<i64>,
}

#[derive(FromQueryResult)]
struct Symbol {
    security_id: String,
    ticker: String,
    last_day: String,
}

impl<M> Directory<'_, M> {
    /// All managers, by CIK.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn managers(&self) -> Result<Vec<ListedManager>, CatalogError> {
        let rows: Vec<Named> = self.tx.rows(MANAGERS, []).await?;
        rows.into_iter()
            .map(|row| {
                Ok(ListedManager {
                    cik: self.tx.parse_cik(row.cik)?,
                    name: row.name,
                    value: row.value,
                })
            })
            .collect()
    }

    /// The names that managers went by and go by no more, by CIK, the latest first.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn former_names(&self) -> Result<Vec<(Cik, String)>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Former {
            cik: i64,
            name: String,
        }
        let sql = "SELECT n.cik, n.name FROM manager_names n \
                   JOIN managers m ON m.cik = n.cik AND m.name <> n.name \
                   ORDER BY n.cik, n.last_filed DESC, n.name";
        let rows: Vec<Former> = self.tx.rows(sql, []).await?;
        rows.into_iter()
            .map(|row| Ok((self.tx.parse_cik(row.cik)?, row.name)))
            .collect()
    }

    /// All securities that were ever held, by id.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn securities(&self) -> Result<Vec<ListedSecurity>, CatalogError> {
        let rows: Vec<Held> = self.tx.rows(SECURITIES, []).await?;
        rows.into_iter()
            .map(|row| {
                Ok(ListedSecurity {
                    security: self.tx.parse("securities.security_id", &row.security_id)?,
                    issuer: row.issuer,
                    class: row.class,
                    last_period: self.tx.parse("securities.last_period", &row.last_period)?,
                    holders: stored::counted(row.holders.unwrap_or_default()),
                })
            })
            .collect()
    }

    /// The names of issuers that filings printed for securities and that are not their present ones, by
    /// security and name.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn former_issuers(&self) -> Result<Vec<(SecurityId, String)>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Former {
            security_id: String,
            issuer: String,
        }
        let rows: Vec<Former> = self.tx.rows(FORMER_ISSUERS, []).await?;
        rows.into_iter()
            .map(|row| {
                let security = self
                    .tx
                    .parse("security_names.security_id", &row.security_id)?;
                Ok((security, row.issuer))
            })
            .collect()
    }

    /// The tickers of securities, by ticker and security; those that nobody should be shown unasked are
    /// left out.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn symbols(&self) -> Result<Vec<ListedSymbol>, CatalogError> {
        let rows: Vec<Symbol> = self.tx.rows(SYMBOLS, []).await?;
        rows.into_iter()
            .map(|row| {
                Ok(ListedSymbol {
                    security: self.tx.parse("tickers.security_id", &row.security_id)?,
                    ticker: row.ticker,
                    last_day: self.tx.parse("tickers.last_day", &row.last_day)?,
                })
            })
            .collect()
    }

    /// The tickers that companies list, each with the name of the company that listed it last.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn listed(&self) -> Result<Vec<(String, String)>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Listed {
            ticker: String,
            name: String,
        }
        let sql = "SELECT ticker, name FROM listed_tickers \
                   ORDER BY ticker, last_seen DESC, cik, listed";
        let rows: Vec<Listed> = self.tx.rows(sql, []).await?;
        let mut listed: Vec<_> = rows.into_iter().map(|row| (row.ticker, row.name)).collect();
        listed.dedup_by(|later, kept| later.0 == kept.0);
        Ok(listed)
    }
}
