//! What was noticed, judged, repaired and overridden?

use osd_catalog::{QualityKind, QualityRow, Read, list};
use osd_domain::{Accession, Cik, Period};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::managers::period;
use crate::{
    Counter, Problem,
    list::{Column, Kind, Listing, Page, Request, Row, Shape, page_of},
    tables::of_everything,
};

/// Rows of the quality ledger.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QualityListAnswer {
    /// The rows.
    pub quality: Vec<QualityAnswer>,
    /// Which part of the list they are.
    pub page: Page,
}

/// A row of the quality ledger.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QualityAnswer {
    /// The filing.
    #[schema(value_type = String)]
    pub accession: Accession,
    /// Its place among the rows of the filing, from 0.
    pub place: u64,
    /// CIK of the manager of record.
    #[schema(value_type = u64)]
    pub cik: Cik,
    /// The report period of the filing, where it has one.
    #[schema(value_type = Option<String>)]
    pub period: Option<Period>,
    /// The year in which it was filed.
    pub year: i32,
    /// `note`, `verdict`, `repair` or `override`.
    #[schema(value_type = String)]
    pub kind: QualityKind,
    /// The note's code, the verdict's reason, the repair's fault, or what was overridden.
    #[schema(example = "entries_differ")]
    pub rule: String,
    /// The row of the information table, for a repair.
    pub line: Option<u32>,
    /// Arguments and evidence.
    #[schema(value_type = Object)]
    pub detail: Value,
}

/// How many rows there are by one rule in one year.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QualityTotalAnswer {
    /// `note`, `verdict`, `repair` or `override`.
    #[schema(value_type = String)]
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

impl Listing for QualityListAnswer {
    const ROWS: &'static str = "quality";
    type Item = QualityAnswer;

    fn shapes() -> Vec<Shape> {
        LedgerRow::shapes()
    }

    fn rows(&self) -> impl Iterator<Item = &QualityAnswer> {
        self.quality.iter()
    }

    fn page(&self) -> &Page {
        &self.page
    }

    fn file_name(&self) -> String {
        "quality".to_owned()
    }
}

/// A row of the ledger as a row of a list.
pub struct LedgerRow(QualityRow);

impl Row for LedgerRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("accession", Kind::Code, |row: &Self| {
                list::Value::Text(row.0.accession.to_string().into())
            }),
            Column::new("place", Kind::Int, |row: &Self| {
                list::Value::count(row.0.place)
            }),
            Column::new("cik", Kind::Int, |row: &Self| {
                list::Value::count(row.0.cik.number())
            }),
            Column::new("period", Kind::Code, |row: &Self| period(row.0.period)),
            Column::new("year", Kind::Int, |row: &Self| {
                list::Value::Int(row.0.year.into())
            }),
            Column::new("kind", Kind::OneOf(kinds), |row: &Self| {
                list::Value::text(Some(row.0.kind.as_str()))
            }),
            Column::new("rule", Kind::OneOf(rules), |row: &Self| {
                list::Value::text(Some(&row.0.rule))
            }),
            Column::new("line", Kind::Int, |row: &Self| {
                list::Value::int(row.0.line.map(i64::from))
            }),
            Column::new("detail", Kind::Told, |_| list::Value::Object),
        ]
    }

    fn tie(&self) -> list::Value<'_> {
        list::Value::Text(format!("{} {:020}", self.0.accession, self.0.place).into())
    }
}

/// A rule that is none of these is misspelt, and an empty list would say that all is well.
fn rules() -> Vec<&'static str> {
    let kinds = QualityKind::ALL.iter();
    kinds.flat_map(|kind| kind.rules()).collect()
}

fn kinds() -> Vec<&'static str> {
    QualityKind::ALL.iter().map(|one| one.as_str()).collect()
}

/// A page of the ledger, by accession number and place unless told otherwise.
pub async fn answer(counter: &Counter, list: &Request) -> Result<QualityListAnswer, Problem> {
    let ties = ["accession", "place"];
    let asked = list.read(
        &LedgerRow::all_shapes(),
        "accession,place",
        "quality",
        ties.len(),
    )?;
    let read = counter.catalog.read().await?;
    let total = read.quality().count(&asked.query).await?;
    let rows = read.quality().list(&asked.query).await?;
    let mut rows: Vec<LedgerRow> = rows.into_iter().map(LedgerRow).collect();
    let page = page_of(&mut rows, total, &asked, &ties);
    let quality = rows.into_iter().map(|LedgerRow(row)| QualityAnswer {
        accession: row.accession,
        place: row.place,
        cik: row.cik,
        period: row.period,
        year: row.year,
        kind: row.kind,
        rule: row.rule,
        line: row.line,
        detail: row.detail,
    });
    Ok(QualityListAnswer {
        quality: quality.collect(),
        page,
    })
}

/// How many rows there are by rule and year.
pub async fn totals(counter: &Counter) -> Result<Vec<QualityTotalAnswer>, Problem> {
    let read = counter.catalog.read().await?;
    let key = of_everything(&read.revision().await?);
    let totals = counter.tables.quality_totals.get(key, count(&read));
    Ok(Vec::clone(&*totals.await?))
}

async fn count(read: &Read) -> Result<Vec<QualityTotalAnswer>, Problem> {
    let totals = read.quality().totals().await?;
    let answers = totals.into_iter().map(|total| QualityTotalAnswer {
        kind: total.kind,
        rule: total.rule,
        year: total.year,
        rows: total.rows,
        filings: total.filings,
    });
    Ok(answers.collect())
}
