//! The quality ledger: every note, verdict, repair and override, one a row. Derived of filings and
//! snapshots, and replaced in the transactions that change those.

mod rule;

use std::collections::BTreeMap;

use osd_domain::{Accession, Cik, Period, named};
use sea_orm::FromQueryResult;

pub use self::rule::{Overruled, UnitRule, effect_rule};
use crate::{
    error::CatalogError,
    list::{
        ListQuery,
        sql::{SqlColumn, SqlList},
    },
    stored,
    transaction::{Transaction, Writes},
};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "quality")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub accession: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub place: i64,
        pub cik: i64,
        pub period: Option<String>,
        pub year: i64,
        pub kind: String,
        pub rule: String,
        pub line: Option<i64>,
        pub detail: String,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

named! {
    /// What a row of the ledger is.
    QualityKind {
        /// Something noticed while a filing was read.
        Note = "note",
        /// Something decided about a filing by evidence.
        Verdict = "verdict",
        /// A row that cannot be right as filed.
        Repair = "repair",
        /// Something that a person decided about a filing.
        Override = "override",
    }
}

/// A row of the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct QualityRow {
    /// The filing.
    pub accession: Accession,
    /// Its place among the rows of the filing, from 0.
    pub place: u64,
    /// The manager of record.
    pub cik: Cik,
    /// The report period of the filing, where it has one.
    pub period: Option<Period>,
    /// The year in which it was filed.
    pub year: i32,
    /// What the row is.
    pub kind: QualityKind,
    /// The note's code, the verdict's reason, the repair's fault, or what was overridden.
    pub rule: String,
    /// The row of the information table, for one.
    pub line: Option<u32>,
    /// Arguments and evidence.
    pub detail: serde_json::Value,
}

/// How many rows there are by one rule in one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualityTotal {
    /// What the rows are.
    pub kind: QualityKind,
    /// The rule.
    pub rule: String,
    /// The year in which the filings were filed.
    pub year: i32,
    /// Rows.
    pub rows: u64,
    /// Filings that have one.
    pub filings: u64,
}

/// The quality ledger.
#[derive(Debug)]
pub struct Quality<'t, M> {
    pub(crate) tx: &'t Transaction<M>,
}

impl<M: Writes> Quality<'_, M> {
    /// Replaces the rows of a period, and those of the filings that the new ones are of, whatever
    /// period they had.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn replace_period(
        &self,
        period: Period,
        rows: &[QualityRow],
    ) -> Result<(), CatalogError> {
        let sql = "SELECT * FROM quality WHERE period = $1";
        let known: Vec<row::Model> = self.tx.rows(sql, [period.to_string().into()]).await?;
        let known = by_filing(known);
        // There are many of them, and mostly few that are not as they were.
        let mut new = by_filing(rows.iter().map(of).collect());
        let gone = known.keys().filter(|filing| !new.contains_key(*filing));
        let mut replaced: Vec<String> = gone.cloned().collect();
        new.retain(|filing, rows| known.get(filing) != Some(rows));
        replaced.extend(new.keys().cloned());
        let rows = new.into_values().flatten().collect();
        self.replace_rows(replaced, rows).await
    }

    /// Replaces the rows of filings.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn replace(
        &self,
        filings: &[Accession],
        rows: &[QualityRow],
    ) -> Result<(), CatalogError> {
        let accessions = filings.iter().map(ToString::to_string).collect();
        let rows = by_filing(rows.iter().map(of).collect());
        let rows = rows.into_values().flatten().collect();
        self.replace_rows(accessions, rows).await
    }

    /// Replaces the rows of filings by these, which are sorted.
    async fn replace_rows(
        &self,
        mut filings: Vec<String>,
        rows: Vec<row::Model>,
    ) -> Result<(), CatalogError> {
        if filings.is_empty() {
            return Ok(());
        }
        filings.sort_unstable();
        filings.dedup();
        let keys = self.tx.keys_at(1);
        let sql = format!("DELETE FROM quality WHERE accession IN {keys}");
        self.tx.run(&sql, [stored::json(&filings).into()]).await?;
        self.tx.load::<row::Entity>(rows, None).await.map(drop)
    }
}

/// The rows of each filing, in their order.
fn by_filing(mut rows: Vec<row::Model>) -> BTreeMap<String, Vec<row::Model>> {
    rows.sort_unstable_by_key(|row| row.place);
    let mut filings: BTreeMap<String, Vec<row::Model>> = BTreeMap::new();
    for row in rows {
        filings.entry(row.accession.clone()).or_default().push(row);
    }
    filings
}

fn of(one: &QualityRow) -> row::Model {
    row::Model {
        accession: one.accession.to_string(),
        place: stored::count(one.place),
        cik: stored::cik(one.cik),
        period: one.period.map(|period| period.to_string()),
        year: one.year.into(),
        kind: one.kind.to_string(),
        rule: stored::text(&one.rule),
        line: one.line.map(i64::from),
        detail: stored::text(&one.detail.to_string()),
    }
}

impl<M> Quality<'_, M> {
    /// A page of the ledger, and one row more where there is one.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn list(&self, query: &ListQuery) -> Result<Vec<QualityRow>, CatalogError> {
        let page = LIST.page(query);
        let rows: Vec<row::Model> = self.tx.rows(&page.sql, page.values).await?;
        rows.into_iter().map(|row| self.read(row)).collect()
    }

    /// How many rows pass.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn count(&self, query: &ListQuery) -> Result<u64, CatalogError> {
        let count = LIST.count(query);
        self.tx.count(&count.sql, count.values).await
    }

    /// The rules that have rows, by name: all, or those of one kind.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`].
    pub async fn rules(&self, kind: Option<QualityKind>) -> Result<Vec<String>, CatalogError> {
        let totals = self.totals().await?.into_iter();
        let of_kind = totals.filter(|total| kind.is_none_or(|kind| kind == total.kind));
        let mut rules: Vec<String> = of_kind.map(|total| total.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        Ok(rules)
    }

    /// How many rows there are by rule and year: by kind, rule, year.
    ///
    /// # Errors
    /// [`CatalogError::Busy`], [`CatalogError::Database`], [`CatalogError::Stored`].
    pub async fn totals(&self) -> Result<Vec<QualityTotal>, CatalogError> {
        #[derive(FromQueryResult)]
        struct Total {
            kind: String,
            rule: String,
            year: i64,
            rows: i64,
            filings: i64,
        }
        let rows: Vec<Total> = self.tx.rows(TOTALS, []).await?;
        rows.into_iter()
            .map(|row| {
                Ok(QualityTotal {
                    kind: self.tx.parse("quality.kind", &row.kind)?,
                    rule: row.rule,
                    year: i32::try_from(row.year).unwrap_or_default(),
                    rows: stored::counted(row.rows),
                    filings: stored::counted(row.filings),
                })
            })
            .collect()
    }

    fn read(&self, row: row::Model) -> Result<QualityRow, CatalogError> {
        Ok(QualityRow {
            accession: self.tx.parse("quality.accession", &row.accession)?,
            place: stored::counted(row.place),
            cik: self.tx.parse_cik(row.cik)?,
            period: self
                .tx
                .parse_optional("quality.period", row.period.as_deref())?,
            year: i32::try_from(row.year).unwrap_or_default(),
            kind: self.tx.parse("quality.kind", &row.kind)?,
            rule: row.rule,
            line: row.line.and_then(|line| u32::try_from(line).ok()),
            detail: self.tx.parse_json("quality.detail", &row.detail)?,
        })
    }
}

/// The ledger as a list. A search goes through rules and what they rest on, as printed.
pub(crate) const LIST: SqlList = SqlList {
    select: "q.*",
    from: "quality q",
    columns: &[
        SqlColumn::new("accession", "q.accession"),
        SqlColumn::new("place", "q.place"),
        SqlColumn::new("cik", "q.cik"),
        SqlColumn::new("period", "q.period").nullable(),
        SqlColumn::new("year", "q.year"),
        SqlColumn::new("kind", "q.kind"),
        SqlColumn::new("rule", "q.rule"),
        SqlColumn::new("line", "q.line").nullable(),
        SqlColumn::new("detail", "q.detail"),
    ],
    ties: &["accession", "place"],
    searched: "(LOWER(q.rule) LIKE {} ESCAPE '\\' OR LOWER(q.detail) LIKE {} ESCAPE '\\')",
};

/// In its index alone.
pub(crate) const TOTALS: &str = "SELECT kind, rule, year, COUNT(*) AS rows, \
     COUNT(DISTINCT accession) AS filings FROM quality \
     GROUP BY kind, rule, year ORDER BY kind, rule, year";
