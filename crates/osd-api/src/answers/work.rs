//! What is there to do, who does it, and what became of it?

pub mod kinds;
pub mod workers;

use chrono::{DateTime, Utc};
use osd_catalog::{WorkItem, WorkKind, WorkState, list::Value};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Counter, Problem,
    list::{Column, Kind, Listing, Page, Request, Row, Shape, page_of},
};

/// Work: what waits, runs and failed, and what was done in the last days.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WorkListAnswer {
    /// The pieces.
    pub work: Vec<WorkAnswer>,
    /// Which part of the list they are.
    pub page: Page,
}

/// A piece of work.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WorkAnswer {
    /// Its number.
    pub id: i64,
    /// What to do: `fetch`, `read`, `publish` …
    #[schema(value_type = String, example = "fetch")]
    pub kind: WorkKind,
    /// To what: an accession number, a period, an index quarter, a file.
    #[schema(example = "0000950123-25-005701")]
    pub key: String,
    /// `waiting`, `running`, `done` or `failed`.
    #[schema(value_type = String, example = "waiting")]
    pub state: WorkState,
    /// Higher ones are done first.
    pub priority: i64,
    /// How often it was begun since it was ordered.
    pub attempts: u64,
    /// Not to be done before.
    pub not_before: DateTime<Utc>,
    /// The worker that holds it.
    pub worker: Option<String>,
    /// How far its worker has come, in the worker's words.
    pub progress: Option<String>,
    /// Why it failed the last time.
    pub last_error: Option<String>,
    /// What else its worker has to know.
    #[schema(value_type = Option<Object>)]
    pub payload: Option<serde_json::Value>,
    /// When it was ordered.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl Listing for WorkListAnswer {
    const ROWS: &'static str = "work";
    type Item = WorkAnswer;

    fn shapes() -> Vec<Shape> {
        WorkRow::shapes()
    }

    fn rows(&self) -> impl Iterator<Item = &WorkAnswer> {
        self.work.iter()
    }

    fn page(&self) -> &Page {
        &self.page
    }

    fn file_name(&self) -> String {
        "work".to_owned()
    }
}

/// A piece of work as a row of a list.
pub struct WorkRow(WorkItem);

impl Row for WorkRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("id", Kind::Int, |row: &Self| Value::Int(row.0.id)),
            Column::new("kind", Kind::OneOf(kind_names), |row: &Self| {
                Value::text(Some(row.0.kind.as_str()))
            }),
            Column::new("key", Kind::Code, |row: &Self| {
                Value::text(Some(&row.0.key))
            }),
            Column::new("state", Kind::OneOf(states), |row: &Self| {
                Value::text(Some(row.0.state.as_str()))
            }),
            Column::new("priority", Kind::Int, |row: &Self| {
                Value::Int(row.0.priority)
            }),
            Column::new("attempts", Kind::Int, |row: &Self| {
                Value::count(row.0.attempts)
            }),
            Column::new("not_before", Kind::Told, |_| Value::Object),
            Column::new("worker", Kind::Code, |row: &Self| {
                Value::text(row.0.worker.as_deref())
            }),
            Column::new("progress", Kind::Code, |row: &Self| {
                Value::text(row.0.progress.as_deref())
            }),
            Column::new("last_error", Kind::Code, |row: &Self| {
                Value::text(row.0.last_error.as_deref())
            }),
            Column::new("payload", Kind::Told, |_| Value::Object),
            Column::new("created_at", Kind::Told, |_| Value::Object),
            Column::new("updated_at", Kind::Told, |_| Value::Object),
        ]
    }

    fn tie(&self) -> Value<'_> {
        Value::Int(self.0.id)
    }
}

pub(crate) fn kind_names() -> Vec<&'static str> {
    WorkKind::ALL.iter().map(|one| one.as_str()).collect()
}

fn states() -> Vec<&'static str> {
    WorkState::ALL.iter().map(|one| one.as_str()).collect()
}

/// A page of the list of work; what was ordered last first unless told otherwise.
pub async fn answer(counter: &Counter, list: &Request) -> Result<WorkListAnswer, Problem> {
    let asked = list.read(&WorkRow::all_shapes(), "-id", "work", 1)?;
    let read = counter.catalog.read().await?;
    let total = read.work().count(&asked.query).await?;
    let rows = read.work().list(&asked.query).await?;
    let mut rows: Vec<WorkRow> = rows.into_iter().map(WorkRow).collect();
    let page = page_of(&mut rows, total, &asked, &["id"]);
    Ok(WorkListAnswer {
        work: rows.into_iter().map(|row| piece(row.0)).collect(),
        page,
    })
}

/// One piece of work, whole.
///
/// # Errors
/// [`Problem::NoWork`] where there is none of this number, or not any more.
pub async fn one(counter: &Counter, id: i64) -> Result<WorkAnswer, Problem> {
    let found = counter.catalog.read().await?.work().find(id).await?;
    found.map(piece).ok_or(Problem::NoWork(id))
}

fn piece(item: WorkItem) -> WorkAnswer {
    WorkAnswer {
        id: item.id,
        kind: item.kind,
        key: item.key,
        state: item.state,
        priority: item.priority,
        attempts: item.attempts,
        not_before: item.not_before,
        worker: item.worker,
        progress: item.progress,
        last_error: item.last_error,
        payload: item.payload,
        created_at: item.created_at,
        updated_at: item.updated_at,
    }
}
