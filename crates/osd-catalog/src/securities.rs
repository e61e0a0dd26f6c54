//! Securities, and what the filings of each period call them.

mod current;

use std::collections::BTreeSet;

use osd_domain::{Cusip, IssuerId, Period, SecurityId};
use sea_orm::FromQueryResult;

use crate::{
    error::CatalogError,
    fold::{beginning, containing, fold},
    stored,
    transaction::{Transaction, Writes, keys, where_it_differs},
};

mod name {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "security_names")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub security_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub period: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub issuer: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub class: String,
        pub managers: i64,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What filings of a period call a security. One spelling a security and period is enough, that
/// of most managers; more are welcome, but there are many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecuritySeen {
    /// The security.
    pub security: SecurityId,
    /// Issuer.
    pub issuer: String,
    /// Class.
    pub class: String,
    /// Managers that spell it so.
    pub managers: u64,
}

/// A security under its present name: that of the latest period, by most managers, the first in
/// the order of bytes among equals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Security {
    /// The security.
    pub security: SecurityId,
    /// Issuer.
    pub issuer: String,
    /// Class.
    pub class: String,
    /// The first period in which it was held.
    pub first_period: Period,
    /// The last period in which it was held.
    pub last_period: Period,
}

impl Security {
    /// Its CUSIP, where it has one.
    pub fn cusip(&self) -> Option<Cusip> {
        self.security.cusip()
    }
}

/// A name of a security and the periods between which it was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedIssuer {
    /// Issuer.
    pub issuer: String,
    /// Class.
    pub class: String,
    /// The first period.
    pub first_period: Period,
    /// The last period.
    pub last_period: Period,
}

/// The securities and their dated issuer names and classes.
#[derive(Debug)]
pub struct Securities<'t, M> {
    pub(crate) tx: &'t Transaction<M>,
}

impl<M: Writes> Securities<'_, M> {
    /// Replaces what the filings of a period call securities. The securities themselves follow:
    /// the result is that of the latest observations of all periods, whatever the order in which
    /// periods were published.
    ///
    /// On PostgreSQL, transactions that do this wait for each other from here to their ends; it
    /// belongs after [`crate::Periods::swap`], which locks the period.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn replace_period(
        &self,
        period: Period,
        seen: &[SecuritySeen],
    ) -> Result<(), CatalogError> {
        self.tx.lock_table("securities").await?;
        let rows = name_rows(period, seen);
        let mut gone = self.forget_others(period, &rows).await?;
        use name::Column as C;
        let write =
            where_it_differs::<name::Entity>(&[C::SecurityId, C::Period, C::Issuer, C::Class]);
        let written = self.tx.load::<name::Entity>(rows.clone(), Some(write));
        if written.await? == 0 && gone.is_empty() {
            return Ok(());
        }
        for row in &rows {
            gone.remove(&row.security_id);
        }
        self.see(period, rows).await?;
        self.follow(gone).await
    }

    /// Removes the names of a period that are not among `rows`, and gives whose they were.
    async fn forget_others(
        &self,
        period: Period,
        rows: &[name::Model],
    ) -> Result<BTreeSet<String>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Id {
            security_id: String,
        }
        // No name has the sign that parts them here.
        let sql = format!(
            "DELETE FROM security_names WHERE period = $1 AND \
             security_id || '\u{1f}' || issuer || '\u{1f}' || class NOT IN {} \
             RETURNING security_id",
            self.tx.keys_at(2)
        );
        let named = |row: &name::Model| {
            let (id, issuer, class) = key(row);
            [id, issuer, class].join("\u{1f}")
        };
        let values = [period.to_string().into(), keys(rows.iter().map(named))];
        let others: Vec<Id> = self.tx.rows(&sql, values).await?;
        Ok(others.into_iter().map(|row| row.security_id).collect())
    }
}

fn name_rows(period: Period, seen: &[SecuritySeen]) -> Vec<name::Model> {
    let mut rows: Vec<name::Model> = seen
        .iter()
        .map(|one| name::Model {
            security_id: one.security.to_string(),
            period: period.to_string(),
            issuer: stored::text(&one.issuer),
            class: stored::text(&one.class),
            managers: stored::count(one.managers),
        })
        .collect();
    // The same spelling twice is the same observation: the higher count stands.
    rows.sort_unstable_by(|a, b| key(a).cmp(&key(b)).then(b.managers.cmp(&a.managers)));
    rows.dedup_by(|later, kept| key(later) == key(kept));
    rows
}

fn key(row: &name::Model) -> (&str, &str, &str) {
    (&row.security_id, &row.issuer, &row.class)
}

#[derive(FromQueryResult)]
struct Found {
    security_id: String,
    issuer: String,
    class: String,
    first_period: String,
    last_period: String,
}

const COLUMNS: &str = "security_id, issuer, class, first_period, last_period";

impl<M> Securities<'_, M> {
    /// One security.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn find(&self, security: &SecurityId) -> Result<Option<Security>, CatalogError> {
        let sql = format!("SELECT {COLUMNS} FROM securities WHERE security_id = $1");
        let row: Option<Found> = self.tx.row(&sql, [security.as_str().into()]).await?;
        row.map(|row| self.read(row)).transpose()
    }

    /// Securities whose issuer has `text` in its present name, or whose CUSIP begins with it (at
    /// least three characters): those whose name begins with it first, then the latest held, then
    /// by name, class and id.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn search(&self, text: &str, limit: u64) -> Result<Vec<Security>, CatalogError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM securities \
             WHERE issuer_folded LIKE $1 ESCAPE '\\' OR (cusip >= $3 AND cusip < $4) \
             ORDER BY CASE WHEN issuer_folded LIKE $2 ESCAPE '\\' THEN 0 ELSE 1 END, \
             last_period DESC, issuer_folded, class, security_id LIMIT $5"
        );
        let folded = fold(text);
        let prefix: String = text
            .split_whitespace()
            .collect::<String>()
            .to_ascii_uppercase();
        let prefix = (prefix.len() >= 3).then_some(prefix);
        // No character of a CUSIP comes after `~`.
        let end = prefix.as_ref().map(|prefix| format!("{prefix}~"));
        let values = [
            containing(&folded).into(),
            beginning(&folded).into(),
            prefix.into(),
            end.into(),
            stored::count(limit).into(),
        ];
        let rows: Vec<Found> = self.tx.rows(&sql, values).await?;
        rows.into_iter().map(|row| self.read(row)).collect()
    }

    /// These securities, by id; those that no filing has are left out.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn find_many(
        &self,
        securities: &[SecurityId],
    ) -> Result<Vec<Security>, CatalogError> {
        let keys_at = self.tx.keys_at(1);
        let sql = format!(
            "SELECT {COLUMNS} FROM securities WHERE security_id IN {keys_at} ORDER BY security_id"
        );
        let rows: Vec<Found> = self.tx.rows(&sql, [keys(securities)]).await?;
        rows.into_iter().map(|row| self.read(row)).collect()
    }

    /// The securities of an issuer that were ever held, by id.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn of_issuer(&self, issuer: &IssuerId) -> Result<Vec<Security>, CatalogError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM securities WHERE security_id >= $1 AND security_id < $2 \
             ORDER BY security_id"
        );
        // No character of an id comes after `~`, with which one without a CUSIP begins; all that
        // follows in such a one is digits and letters.
        let values = [issuer.as_str().into(), format!("{issuer}~").into()];
        let rows: Vec<Found> = self.tx.rows(&sql, values).await?;
        rows.into_iter().map(|row| self.read(row)).collect()
    }

    /// The names of a security with the periods in which they were used, the latest first.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn names(&self, security: &SecurityId) -> Result<Vec<DatedIssuer>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Dated {
            issuer: String,
            class: String,
            first_period: String,
            last_period: String,
        }
        let sql = "SELECT issuer, class, MIN(period) AS first_period, MAX(period) AS last_period \
                   FROM security_names WHERE security_id = $1 GROUP BY issuer, class \
                   ORDER BY MAX(period) DESC, MIN(period) DESC, issuer, class";
        let rows: Vec<Dated> = self.tx.rows(sql, [security.as_str().into()]).await?;
        rows.into_iter()
            .map(|row| {
                Ok(DatedIssuer {
                    first_period: self.tx.parse("security_names.period", &row.first_period)?,
                    last_period: self.tx.parse("security_names.period", &row.last_period)?,
                    issuer: row.issuer,
                    class: row.class,
                })
            })
            .collect()
    }

    fn read(&self, row: Found) -> Result<Security, CatalogError> {
        Ok(Security {
            security: self.tx.parse("securities.security_id", &row.security_id)?,
            issuer: row.issuer,
            class: row.class,
            first_period: self
                .tx
                .parse("securities.first_period", &row.first_period)?,
            last_period: self.tx.parse("securities.last_period", &row.last_period)?,
        })
    }
}
