//! Tickers: which security had which, from which day to which, and which company lists it now.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use osd_domain::{
    Cik, SecurityId,
    ticker::{Confidence, Reason},
};
use sea_orm::sea_query::{Expr, OnConflict};

use crate::{
    error::CatalogError,
    stored,
    transaction::{Transaction, Writes},
};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tickers")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub security_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub ticker: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub reason: String,
        pub confidence: String,
        pub first_day: String,
        pub last_day: String,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod listed {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "listed_tickers")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub cik: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub listed: String,
        pub ticker: String,
        pub name: String,
        pub exchange: Option<String>,
        pub first_seen: String,
        pub last_seen: String,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Between which days the SEC's fails-to-deliver files give a security a ticker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedTicker {
    /// The security.
    pub security: SecurityId,
    /// The ticker: upper case, without separators (`BRKB`).
    pub ticker: String,
    /// What the printed symbol was taken for.
    pub reason: Reason,
    /// How far to trust it.
    pub confidence: Confidence,
    /// The first settlement day with it.
    pub first_day: NaiveDate,
    /// The last settlement day with it.
    pub last_day: NaiveDate,
}

/// A ticker as one of the SEC's lists of companies has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedTicker {
    /// The company.
    pub cik: Cik,
    /// As listed: `BRK-B`.
    pub listed: String,
    /// The same by which to compare: `BRKB`.
    pub ticker: String,
    /// The company's name as listed.
    pub name: String,
    /// Where it trades, where a list says so.
    pub exchange: Option<String>,
    /// The first day on which a list that was fetched had it.
    pub first_seen: NaiveDate,
    /// The last such day.
    pub last_seen: NaiveDate,
}

/// The tickers.
#[derive(Debug)]
pub struct Tickers<'t, M> {
    pub(crate) tx: &'t Transaction<M>,
}

impl<M: Writes> Tickers<'_, M> {
    /// Forgets all of them: what was read by another version, or of a file that was mended since, is
    /// not to stay.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn forget(&self) -> Result<(), CatalogError> {
        for table in ["tickers", "listed_tickers"] {
            self.tx.lock_table(table).await?;
            self.tx.run(&format!("DELETE FROM {table}"), []).await?;
        }
        Ok(())
    }

    /// Widens the spans of days by what a file says. The result is the same in whatever order files
    /// come, and however often. Each security, ticker and reason stands in `seen` once.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn see(&self, seen: &[DatedTicker]) -> Result<(), CatalogError> {
        self.tx.lock_table("tickers").await?;
        let rows = seen.iter().map(|one| row::Model {
            security_id: one.security.to_string(),
            ticker: stored::text(&one.ticker),
            reason: one.reason.to_string(),
            confidence: one.confidence.to_string(),
            first_day: one.first_day.to_string(),
            last_day: one.last_day.to_string(),
        });
        use row::Column as C;
        let widen = OnConflict::columns([C::SecurityId, C::Ticker, C::Reason])
            .value(C::FirstDay, Expr::cust(lesser("tickers.first_day")))
            .value(C::LastDay, Expr::cust(greater("tickers.last_day")))
            .to_owned();
        let rows = rows.collect();
        self.tx
            .load::<row::Entity>(rows, Some(widen))
            .await
            .map(drop)
    }

    /// The same of what a list of companies says. Of names and exchanges the last seen stand, and an
    /// exchange that only one list knows is kept.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn list(&self, listed: &[ListedTicker]) -> Result<(), CatalogError> {
        self.tx.lock_table("listed_tickers").await?;
        // A list may name a ticker twice: the first counts.
        let mut rows: BTreeMap<(i64, String), listed::Model> = BTreeMap::new();
        for one in listed {
            let row = listed::Model {
                cik: stored::cik(one.cik),
                listed: stored::text(&one.listed),
                ticker: stored::text(&one.ticker),
                name: stored::text(&one.name),
                exchange: one.exchange.as_deref().map(stored::text),
                first_seen: one.first_seen.to_string(),
                last_seen: one.last_seen.to_string(),
            };
            rows.entry((row.cik, row.listed.clone())).or_insert(row);
        }
        use listed::Column as C;
        const LATER: &str = "CASE WHEN excluded.last_seen >= listed_tickers.last_seen";
        // Of two lists of one day the first name in the order of bytes stands, whichever came first.
        let name = "CASE WHEN excluded.last_seen > listed_tickers.last_seen OR \
             (excluded.last_seen = listed_tickers.last_seen AND excluded.name < listed_tickers.name) \
             THEN excluded.name ELSE listed_tickers.name END";
        let exchange = format!(
            "{LATER} THEN COALESCE(excluded.exchange, listed_tickers.exchange) \
             ELSE COALESCE(listed_tickers.exchange, excluded.exchange) END"
        );
        let widen = OnConflict::columns([C::Cik, C::Listed])
            .value(C::Name, Expr::cust(name))
            .value(C::Exchange, Expr::cust(exchange))
            .value(
                C::FirstSeen,
                Expr::cust(lesser("listed_tickers.first_seen")),
            )
            .value(C::LastSeen, Expr::cust(greater("listed_tickers.last_seen")))
            .to_owned();
        let rows = rows.into_values().collect();
        self.tx
            .load::<listed::Entity>(rows, Some(widen))
            .await
            .map(drop)
    }
}

fn lesser(column: &str) -> String {
    chosen(column, '<')
}

fn greater(column: &str) -> String {
    chosen(column, '>')
}

/// The lesser or greater of what stands and what comes, in words that both engines know.
fn chosen(column: &str, sign: char) -> String {
    let (_, name) = column.split_once('.').unwrap_or(("", column));
    format!("CASE WHEN excluded.{name} {sign} {column} THEN excluded.{name} ELSE {column} END")
}

/// Securities that had a ticker, the latest first.
pub(crate) const OF_TICKER: &str =
    "SELECT * FROM tickers WHERE ticker = $1 ORDER BY last_day DESC, security_id DESC LIMIT $2";
/// Companies that list a ticker.
pub(crate) const LISTED: &str =
    "SELECT * FROM listed_tickers WHERE ticker = $1 ORDER BY last_seen DESC, cik, listed LIMIT $2";

impl<M> Tickers<'_, M> {
    /// The tickers that a security had, the latest first.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn of_security(
        &self,
        security: &SecurityId,
    ) -> Result<Vec<DatedTicker>, CatalogError> {
        let sql = "SELECT * FROM tickers WHERE security_id = $1 \
                   ORDER BY last_day DESC, first_day DESC, ticker, reason";
        let rows: Vec<row::Model> = self.tx.rows(sql, [security.as_str().into()]).await?;
        rows.into_iter().map(|row| self.read(row)).collect()
    }

    /// The securities that had a ticker, those that had it last first; `ticker` is upper case and
    /// without separators.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn of_ticker(
        &self,
        ticker: &str,
        limit: u64,
    ) -> Result<Vec<DatedTicker>, CatalogError> {
        let values = [ticker.into(), stored::count(limit).into()];
        let rows: Vec<row::Model> = self.tx.rows(OF_TICKER, values).await?;
        rows.into_iter().map(|row| self.read(row)).collect()
    }

    /// The companies that list a ticker, those that listed it last first.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn listed(
        &self,
        ticker: &str,
        limit: u64,
    ) -> Result<Vec<ListedTicker>, CatalogError> {
        let values = [ticker.into(), stored::count(limit).into()];
        let rows: Vec<listed::Model> = self.tx.rows(LISTED, values).await?;
        rows.into_iter()
            .map(|row| {
                Ok(ListedTicker {
                    cik: self.tx.parse_cik(row.cik)?,
                    listed: row.listed,
                    ticker: row.ticker,
                    name: row.name,
                    exchange: row.exchange,
                    first_seen: self
                        .tx
                        .parse("listed_tickers.first_seen", &row.first_seen)?,
                    last_seen: self.tx.parse("listed_tickers.last_seen", &row.last_seen)?,
                })
            })
            .collect()
    }

    fn read(&self, row: row::Model) -> Result<DatedTicker, CatalogError> {
        Ok(DatedTicker {
            security: self.tx.parse("tickers.security_id", &row.security_id)?,
            ticker: row.ticker,
            reason: self.tx.parse("tickers.reason", &row.reason)?,
            confidence: self.tx.parse("tickers.confidence", &row.confidence)?,
            first_day: self.tx.parse("tickers.first_day", &row.first_day)?,
            last_day: self.tx.parse("tickers.last_day", &row.last_day)?,
        })
    }
}
