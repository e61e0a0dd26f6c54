//! Which filings are there, and what became of them?

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

impl FilingRow {
    fn was_read(&self) -> bool {
        self.0.value_printed.is_some()
    }
}

impl Row for FilingRow {
    fn columns() -> Vec<Column<Self>> {
        let mut columns = identity();
        columns.extend(reading());
        columns
    }

    fn tie(&self) -> Value<'_> {
        Value::Text(self.0.accession.to_string().into())
    }
}

/// What was filed by whom.
fn identity() -> Vec<Column<FilingRow>> {
    vec![
        Column::new("accession", Kind::Code, |row: &FilingRow| row.tie()),
        Column::new("cik", Kind::Int, |row: &FilingRow| {
            Value::count(row.0.cik.number())
        }),
        Column::new("manager", Kind::Text, |row: &FilingRow| {
            Value::text(Some(&row.0.name))
        }),
        Column::new("form", Kind::Code, |row: &FilingRow| {
            Value::text(Some(row.0.form.as_str()))
        }),
        Column::new("period", Kind::Code, |row: &FilingRow| period(row.0.period)),
        Column::new("filed", Kind::Day, |row: &FilingRow| {
            Value::Day(row.0.filed)
        }),
        Column::new("accepted_at", Kind::Told, |_| Value::Object),
        Column::new("accepted_on", Kind::Day, |row: &FilingRow| {
            Value::Day(row.0.accepted_on)
        }),
        Column::new("era", Kind::OneOf(eras), |row: &FilingRow| {
            Value::text(Some(row.0.era().as_str()))
        }),
    ]
}

/// What was read.
fn reading() -> Vec<Column<FilingRow>> {
    vec![
        Column::new("layout", Kind::Code, |row: &FilingRow| {
            Value::text(row.0.layout.map(|layout| layout.as_str()))
        }),
        Column::new("state", Kind::OneOf(states), |row: &FilingRow| {
            Value::text(Some(row.0.state.as_str()))
        }),
        Column::new("unit", Kind::OneOf(units), |row: &FilingRow| {
            Value::text(row.0.unit.map(Unit::as_str))
        }),
        Column::new("report_type", Kind::Code, |row: &FilingRow| {
            Value::text(row.0.cover.report_type.map(|kind| kind.as_str()))
        }),
        Column::new("amendment_kind", Kind::Code, |row: &FilingRow| {
            Value::text(row.0.cover.amendment_kind.map(|kind| kind.as_str()))
        }),
        Column::new("lines", Kind::Int, |row: &FilingRow| match row.was_read() {
            true => Value::count(row.0.lines),
            false => Value::Absent,
        }),
        Column::new("value_printed", Kind::Number, |row: &FilingRow| {
            number(row.0.value_printed)
        }),
        Column::new("entries_reported", Kind::Int, |row: &FilingRow| {
            row.0.cover.entry_total.map_or(Value::Absent, Value::count)
        }),
        Column::new("value_reported", Kind::Number, |row: &FilingRow| {
            number(row.0.cover.value_total)
        }),
        Column::new("grade", Kind::OneOf(grades), |row: &FilingRow| {
            Value::text(row.0.grade.map(Grade::as_str))
        }),
        Column::new("notes", Kind::Object, |row: &FilingRow| {
            match row.0.notes.is_empty() {
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

fn filing_check(filing: Filing) -> FilingCheck {
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
