//! Managers, and the names they filed under.

mod named;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use osd_domain::{Accession, Cik, Period};
use sea_orm::{
    FromQueryResult, Value,
    sea_query::{Expr, OnConflict},
};

use crate::{
    error::CatalogError,
    filings::file_number,
    fold::{containing, fold},
    stored,
    transaction::{Transaction, Writes, keys},
};

pub use self::named::NamedManager;
#[cfg(test)]
pub(crate) use self::named::named_sql;

mod manager {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "managers")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub cik: i64,
        pub name: String,
        pub name_folded: String,
        pub named_on: Date,
        pub named_by: String,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod name {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "manager_names")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub cik: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub name_folded: String,
        pub first_filed: Date,
        pub last_filed: Date,
        pub last_accession: String,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A name that a filing gave its manager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameSeen {
    /// The manager.
    pub cik: Cik,
    /// The name of that day.
    pub name: String,
    /// Date filed.
    pub filed: NaiveDate,
    /// The filing.
    pub accession: Accession,
}

/// A name and the filing dates between which it was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedName {
    /// The name.
    pub name: String,
    /// Date of the first filing under it.
    pub first_filed: NaiveDate,
    /// Date of the last filing under it.
    pub last_filed: NaiveDate,
    /// The last filing under it.
    pub last_accession: Accession,
}

/// Which managers to list.
#[derive(Debug, Clone, Copy)]
pub struct ManagerQuery<'q> {
    /// Those with this in a name, current or former, or with exactly this CIK.
    pub search: Option<&'q str>,
    /// At most so many.
    pub limit: u64,
    /// Leaving out the first so many.
    pub offset: u64,
}

/// A manager in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManagerRow {
    /// The manager.
    pub cik: Cik,
    /// Its latest name.
    pub name: String,
    /// Filings of which it is the manager of record, read or not.
    pub filings: u64,
    /// The first report period among them.
    pub first_period: Option<Period>,
    /// The last report period among them.
    pub last_period: Option<Period>,
}

/// A manager with what finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownManager {
    /// The manager.
    pub row: ManagerRow,
    /// Every name it filed under as [`fold`] gives it, a line each.
    pub names_folded: String,
}

/// The managers and their dated names.
#[derive(Debug)]
pub struct Managers<'t, M> {
    pub(crate) tx: &'t Transaction<M>,
}

impl<M: Writes> Managers<'_, M> {
    /// Takes in names. The result is that of the set of all that was ever seen: order and
    /// repetition do not matter.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn observe(&self, seen: &[NameSeen]) -> Result<(), CatalogError> {
        let mut names: BTreeMap<(i64, String), name::Model> = BTreeMap::new();
        let mut managers: BTreeMap<i64, manager::Model> = BTreeMap::new();
        for one in seen {
            let row = name_row(one);
            let manager = manager_row(&row);
            managers
                .entry(row.cik)
                .and_modify(|kept| {
                    if latest(kept) < latest(&manager) {
                        kept.clone_from(&manager);
                    }
                })
                .or_insert(manager);
            names
                .entry((row.cik, row.name.clone()))
                .and_modify(|kept| merge(kept, &row))
                .or_insert(row);
        }
        let managers = managers.into_values().collect();
        self.tx
            .insert::<manager::Entity>(managers, Some(keep_latest_name()))
            .await?;
        let names = names.into_values().collect();
        self.tx
            .insert::<name::Entity>(names, Some(widen_dates()))
            .await?;
        Ok(())
    }
}

fn name_row(seen: &NameSeen) -> name::Model {
    name::Model {
        cik: stored::cik(seen.cik),
        name: stored::text(&seen.name),
        name_folded: fold(&seen.name),
        first_filed: seen.filed,
        last_filed: seen.filed,
        last_accession: seen.accession.to_string(),
    }
}

fn manager_row(name: &name::Model) -> manager::Model {
    manager::Model {
        cik: name.cik,
        name: name.name.clone(),
        name_folded: name.name_folded.clone(),
        named_on: name.last_filed,
        named_by: name.last_accession.clone(),
    }
}

fn latest(manager: &manager::Model) -> (NaiveDate, &str, &str) {
    (manager.named_on, &manager.named_by, &manager.name)
}

fn merge(kept: &mut name::Model, seen: &name::Model) {
    kept.first_filed = kept.first_filed.min(seen.first_filed);
    if (kept.last_filed, &kept.last_accession) < (seen.last_filed, &seen.last_accession) {
        kept.last_filed = seen.last_filed;
        kept.last_accession.clone_from(&seen.last_accession);
    }
}

/// [`latest`], in SQL.
fn keep_latest_name() -> OnConflict {
    use manager::Column as C;
    OnConflict::column(C::Cik)
        .update_columns([C::Name, C::NameFolded, C::NamedOn, C::NamedBy])
        .action_and_where(Expr::cust(
            "(excluded.named_on, excluded.named_by, excluded.name) \
             > (managers.named_on, managers.named_by, managers.name)",
        ))
        .to_owned()
}

/// [`merge`], in SQL; what is known already is not written again.
fn widen_dates() -> OnConflict {
    use name::Column as C;
    let later = "(excluded.last_filed, excluded.last_accession) \
                 > (manager_names.last_filed, manager_names.last_accession)";
    let if_later = |column: &str| {
        Expr::cust(format!(
            "CASE WHEN {later} THEN excluded.{column} ELSE manager_names.{column} END"
        ))
    };
    OnConflict::columns([C::Cik, C::Name])
        .value(
            C::FirstFiled,
            Expr::cust(
                "CASE WHEN excluded.first_filed < manager_names.first_filed \
                 THEN excluded.first_filed ELSE manager_names.first_filed END",
            ),
        )
        .value(C::LastFiled, if_later("last_filed"))
        .value(C::LastAccession, if_later("last_accession"))
        .action_and_where(Expr::cust(format!(
            "excluded.first_filed < manager_names.first_filed OR {later}"
        )))
        .to_owned()
}

#[derive(FromQueryResult)]
struct Listed {
    cik: i64,
    name: String,
    filings: i64,
    first_period: Option<String>,
    last_period: Option<String>,
}

/// `$1` a pattern or null for all, `$2` a CIK or null.
const MATCHES: &str = "($1 IS NULL OR m.cik = $2 OR EXISTS \
     (SELECT 1 FROM manager_names n WHERE n.cik = m.cik AND n.name_folded LIKE $1 ESCAPE '\\'))";

const LISTED: &str = "m.cik, m.name, \
     (SELECT COUNT(*) FROM filings f WHERE f.cik = m.cik) AS filings, \
     (SELECT MIN(f.period) FROM filings f WHERE f.cik = m.cik) AS first_period, \
     (SELECT MAX(f.period) FROM filings f WHERE f.cik = m.cik) AS last_period";

/// Every manager; their filings are counted in one go through the index that has them in order.
pub(crate) const ALL: &str = "SELECT m.cik, m.name, COALESCE(f.filings, 0) AS filings, \
     f.first_period, f.last_period FROM managers m LEFT JOIN \
     (SELECT cik, COUNT(*) AS filings, MIN(period) AS first_period, MAX(period) AS last_period \
     FROM filings GROUP BY cik) f ON f.cik = m.cik ORDER BY m.cik";

pub(crate) fn list_sql() -> String {
    format!(
        "SELECT {LISTED} FROM managers m WHERE {MATCHES} \
         ORDER BY m.name_folded, m.cik LIMIT $3 OFFSET $4"
    )
}

impl<M> Managers<'_, M> {
    /// One manager.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn find(&self, cik: Cik) -> Result<Option<ManagerRow>, CatalogError> {
        let sql = format!("SELECT {LISTED} FROM managers m WHERE m.cik = $1");
        let row: Option<Listed> = self.tx.row(&sql, [stored::cik(cik).into()]).await?;
        row.map(|row| self.read(row)).transpose()
    }

    /// The names by which these managers go now; those that are not known are left out.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn names_of(&self, ciks: &[Cik]) -> Result<BTreeMap<Cik, String>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Named {
            cik: i64,
            name: String,
        }
        let keys_at = self.tx.numbers_at(1);
        let sql = format!("SELECT cik, name FROM managers WHERE cik IN {keys_at}");
        let rows: Vec<Named> = self.tx.rows(&sql, [keys(ciks)]).await?;
        rows.into_iter()
            .map(|row| Ok((self.tx.parse_cik(row.cik)?, row.name)))
            .collect()
    }

    /// The manager that files under a Form 13F file number, however its noughts are printed; of
    /// several the one with most filings.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn with_file_number(&self, printed: &str) -> Result<Option<Cik>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Found {
            cik: i64,
        }
        let Some(number) = file_number(printed) else {
            return Ok(None);
        };
        let sql = "SELECT cik FROM filings WHERE file_number = $1 \
                   GROUP BY cik ORDER BY COUNT(*) DESC, cik LIMIT 1";
        let row: Option<Found> = self.tx.row(sql, [number.into()]).await?;
        row.map(|row| self.tx.parse_cik(row.cik)).transpose()
    }

    /// The names a manager filed under, the latest first.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn names(&self, cik: Cik) -> Result<Vec<DatedName>, CatalogError> {
        let sql = "SELECT * FROM manager_names WHERE cik = $1 \
                   ORDER BY last_filed DESC, last_accession DESC, name DESC";
        let rows: Vec<name::Model> = self.tx.rows(sql, [stored::cik(cik).into()]).await?;
        rows.into_iter()
            .map(|row| {
                let last = self
                    .tx
                    .parse("manager_names.last_accession", &row.last_accession)?;
                Ok(DatedName {
                    name: row.name,
                    first_filed: row.first_filed,
                    last_filed: row.last_filed,
                    last_accession: last,
                })
            })
            .collect()
    }

    /// Managers by folded name, then CIK.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn list(&self, query: ManagerQuery<'_>) -> Result<Vec<ManagerRow>, CatalogError> {
        let [pattern, cik] = search_values(query.search);
        let page = [
            stored::count(query.limit).into(),
            stored::count(query.offset).into(),
        ];
        let rows: Vec<Listed> = self
            .tx
            .rows(&list_sql(), [pattern, cik].into_iter().chain(page))
            .await?;
        rows.into_iter().map(|row| self.read(row)).collect()
    }

    /// Every manager, by CIK.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn all(&self) -> Result<Vec<KnownManager>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Named {
            cik: i64,
            name_folded: String,
        }
        let names = "SELECT cik, name_folded FROM manager_names ORDER BY cik, name";
        let mut names_of: BTreeMap<i64, String> = BTreeMap::new();
        for name in self.tx.rows::<Named>(names, []).await? {
            let all = names_of.entry(name.cik).or_default();
            all.push_str(&name.name_folded);
            all.push('\n');
        }
        let rows: Vec<Listed> = self.tx.rows(ALL, []).await?;
        rows.into_iter()
            .map(|row| {
                let names_folded = names_of.remove(&row.cik).unwrap_or_default();
                let row = self.read(row)?;
                Ok(KnownManager { row, names_folded })
            })
            .collect()
    }

    /// How many managers a search finds, or there are.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn count(&self, search: Option<&str>) -> Result<u64, CatalogError> {
        let sql = format!("SELECT COUNT(*) AS count FROM managers m WHERE {MATCHES}");
        self.tx.count(&sql, search_values(search)).await
    }

    fn read(&self, row: Listed) -> Result<ManagerRow, CatalogError> {
        let first = row.first_period.as_deref();
        let last = row.last_period.as_deref();
        Ok(ManagerRow {
            cik: self.tx.parse_cik(row.cik)?,
            name: row.name,
            filings: stored::counted(row.filings),
            first_period: self.tx.parse_optional("filings.period", first)?,
            last_period: self.tx.parse_optional("filings.period", last)?,
        })
    }
}

/// The values of [`MATCHES`].
pub(crate) fn search_values(search: Option<&str>) -> [Value; 2] {
    // A text of punctuation alone folds to nothing. Every name contains that, but it was not
    // meant: the empty pattern finds nobody.
    let pattern = search.map(|text| match fold(text).as_str() {
        "" => String::new(),
        folded => containing(folded),
    });
    let cik = search.and_then(|text| text.parse().ok()).map(stored::cik);
    [pattern.into(), cik.into()]
}
