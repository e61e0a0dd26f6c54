//! Which filings are there, and what became of them?

#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, Utc};
use osd_catalog::list::Value;
use osd_domain::{Accession, Cik, Era, Filing, FilingState, Grade, Period, Unit};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Figure, NoteAnswer, managers::period, reason};
use crate::{
    Counter, Problem,
    list::{Column, Kind, Listing, Page, Request, Row, Shape, page_of},
};

/// Filings.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FilingsAnswer {
    /// The filings.
    pub filings: Vec<FilingCheck>,
    /// Which part of the list they are.
    pub page: Page,
}

/// What was read of a filing beside what its cover says.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FilingCheck {
    /// Accession number.
    #[schema(value_type = String)]
    pub accession: Accession,
    /// CIK of the manager of record.
    #[schema(value_type = u64)]
    pub cik: Cik,
    /// The manager's name as of this filing.
    pub manager: String,
    /// Form type.
    #[schema(value_type = String)]
    pub form: osd_domain::Form,
    /// Report period.
    #[schema(value_type = Option<String>)]
    pub period: Option<Period>,
    /// Date filed.
    pub filed: NaiveDate,
    /// When EDGAR accepted it, where known.
    pub accepted_at: Option<DateTime<Utc>>,
    /// The day, Eastern, on which EDGAR accepted it, as far as known.
    pub accepted_on: NaiveDate,
    /// Era, by filing date.
    #[schema(value_type = String)]
    pub era: Era,
    /// The dress of its table.
    pub layout: Option<String>,
    /// What it turned out to be.
    pub state: String,
    /// The unit of its values by the rule of the day, `thousands` or `dollars`; what was judged stands
    /// in the filing itself.
    pub unit: Option<String>,
    /// What its cover says that it is: `holdings`, `notice`, `combination`.
    pub report_type: Option<String>,
    /// What its cover says that an amendment does: `restatement` or `new_holdings`.
    pub amendment_kind: Option<String>,
    /// Rows read; null where no table was read.
    pub lines: Option<u64>,
    /// Sum of the values read, in the printed unit; null where no table was read.
    pub value_printed: Option<Figure>,
    /// The cover's entry total.
    pub entries_reported: Option<u64>,
    /// The cover's value total, in the printed unit.
    pub value_reported: Option<Figure>,
    /// How well what was read fits what the cover says.
    pub grade: Option<String>,
    /// What was noticed: codes with their arguments.
    pub notes: Vec<NoteAnswer>,
    /// Why the grade is not A, in words; nothing where it is, or where there is none.
    pub reasons: Vec<String>,
}

impl Listing for FilingsAnswer {
    const ROWS: &'static str = "filings";
    type Item = FilingCheck;

    fn shapes() -> Vec<Shape> {
        FilingRow::shapes()
    }

    fn rows(&self) -> impl Iterator<Item = &FilingCheck> {
        self.filings.iter()
    }

    fn page(&self) -> &Page {
        &self.page
    }

    fn file_name(&self) -> String {
        "filings".to_owned()
    }
}

/// A filing as a row of a list.
pub struct FilingRow(Filing);

/// A row that stands for a filing.
pub(crate) trait OfFiling {
    fn filing(&self) -> &Filing;
}

impl OfFiling for FilingRow {
    fn filing(&self) -> &Filing {
        &self.0
    }
}

/// The columns of a filing: the fields of [`FilingCheck`].
pub(crate) fn columns<R: OfFiling>() -> Vec<Column<R>> {
    let mut columns = identity();
    columns.extend(reading());
    columns
}

impl Row for FilingRow {
    fn columns() -> Vec<Column<Self>> {
        columns()
    }

    fn tie(&self) -> Value<'_> {
        Value::Text(self.0.accession.to_string().into())
    }
}

/// What was filed by whom.
fn identity<R: OfFiling>() -> Vec<Column<R>> {
    vec![
        Column::new("accession", Kind::Code, |row: &R| {
            Value::Text(row.filing().accession.to_string().into())
        }),
        Column::new("cik", Kind::Int, |row: &R| {
            Value::count(row.filing().cik.number())
        }),
        Column::new("manager", Kind::Text, |row: &R| {
            Value::text(Some(&row.filing().name))
        }),
        Column::new("form", Kind::Code, |row: &R| {
            Value::text(Some(row.filing().form.as_str()))
        }),
        Column::new("period", Kind::Code, |row: &R| period(row.filing().period)),
        Column::new("filed", Kind::Day, |row: &R| Value::Day(row.filing().filed)),
        Column::new("accepted_at", Kind::Told, |_| Value::Object),
        Column::new("accepted_on", Kind::Day, |row: &R| {
            Value::Day(row.filing().accepted_on)
        }),
        Column::new("era", Kind::OneOf(eras), |row: &R| {
            Value::text(Some(row.filing().era().as_str()))
        }),
    ]
}

/// What was read.
fn reading<R: OfFiling>() -> Vec<Column<R>> {
    vec![
        Column::new("layout", Kind::Code, |row: &R| {
            Value::text(row.filing().layout.map(|layout| layout.as_str()))
        }),
        Column::new("state", Kind::OneOf(states), |row: &R| {
            Value::text(Some(row.filing().state.as_str()))
        }),
        Column::new("unit", Kind::OneOf(units), |row: &R| {
            Value::text(row.filing().unit.map(Unit::as_str))
        }),
        Column::new("report_type", Kind::Code, |row: &R| {
            Value::text(row.filing().cover.report_type.map(|kind| kind.as_str()))
        }),
        Column::new("amendment_kind", Kind::Code, |row: &R| {
            Value::text(row.filing().cover.amendment_kind.map(|kind| kind.as_str()))
        }),
        Column::new("lines", Kind::Int, |row: &R| {
            match row.filing().value_printed.is_some() {
                true => Value::count(row.filing().lines),
                false => Value::Absent,
            }
        }),
        Column::new("value_printed", Kind::Number, |row: &R| {
            number(row.filing().value_printed)
        }),
        Column::new("entries_reported", Kind::Int, |row: &R| {
            row.filing()
                .cover
                .entry_total
                .map_or(Value::Absent, Value::count)
        }),
        Column::new("value_reported", Kind::Number, |row: &R| {
            number(row.filing().cover.value_total)
        }),
        Column::new("grade", Kind::OneOf(grades), |row: &R| {
            Value::text(row.filing().grade.map(Grade::as_str))
        }),
        Column::new("notes", Kind::Object, |row: &R| {
            match row.filing().notes.is_empty() {
                true => Value::Absent,
                false => Value::Object,
            }
        }),
        Column::new("reasons", Kind::Told, |_| Value::Object),
    ]
}

fn number(printed: Option<Decimal>) -> Value<'static> {
    Value::ratio(printed.and_then(|number| number.to_f64()))
}

fn eras() -> Vec<&'static str> {
    Era::ALL.iter().map(|one| one.as_str()).collect()
}

fn states() -> Vec<&'static str> {
    FilingState::ALL.iter().map(|one| one.as_str()).collect()
}

fn units() -> Vec<&'static str> {
    Unit::ALL.iter().map(|one| one.as_str()).collect()
}

fn grades() -> Vec<&'static str> {
    Grade::ALL.iter().map(|one| one.as_str()).collect()
}

/// A page of all filings, read or not; the newest first unless told otherwise.
pub async fn answer(counter: &Counter, list: &Request) -> Result<FilingsAnswer, Problem> {
    let asked = list.read(&FilingRow::all_shapes(), "-filed,-accession", "filings", 1)?;
    let read = counter.catalog.read().await?;
    let total = read.filings().count(&asked.query).await?;
    let rows = read.filings().list(&asked.query).await?;
    let mut rows: Vec<FilingRow> = rows.into_iter().map(FilingRow).collect();
    let page = page_of(&mut rows, total, &asked, &["accession"]);
    Ok(FilingsAnswer {
        filings: rows.into_iter().map(|row| filing_check(row.0)).collect(),
        page,
    })
}

pub(crate) fn filing_check(filing: Filing) -> FilingCheck {
    let was_read = filing.value_printed.is_some();
    let reasons = reason::of_filing(&filing);
    FilingCheck {
        era: filing.era(),
        accession: filing.accession,
        cik: filing.cik,
        manager: filing.name,
        form: filing.form,
        period: filing.period,
        filed: filing.filed,
        accepted_at: filing.accepted_at,
        accepted_on: filing.accepted_on,
        layout: filing.layout.map(|layout| layout.to_string()),
        state: filing.state.to_string(),
        unit: filing.unit.map(|unit| unit.to_string()),
        report_type: filing.cover.report_type.map(|kind| kind.to_string()),
        amendment_kind: filing.cover.amendment_kind.map(|kind| kind.to_string()),
        lines: was_read.then_some(filing.lines),
        value_printed: filing.value_printed.map(Figure::from),
        entries_reported: filing.cover.entry_total,
        value_reported: filing.cover.value_total.map(Figure::from),
        grade: filing.grade.map(|grade| grade.to_string()),
        notes: NoteAnswer::of_all(&filing.notes),
        reasons,
    }
}
