//! Which managers go on under another CIK?

use osd_catalog::list::Value;
use osd_domain::{
    Cik, Period,
    succession::{SuccessionEvidence, SuccessionSource},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Counter, Problem,
    list::{
        Column, Kind, Listing, Page, Request, Row, Shape,
        declared::{columns, objects},
        pick,
    },
};

/// A question for successions.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// Only those that lead to this manager or away from it, directly or through others.
    pub manager: Option<Cik>,
    /// Which of them, in which order: by period, predecessor and successor unless told otherwise.
    pub list: Request,
}

/// Managers that go on under another CIK.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SuccessionsAnswer {
    /// The successions.
    pub successions: Vec<SuccessionAnswer>,
    /// Which part of the list they are.
    pub page: Page,
}

impl Listing for SuccessionsAnswer {
    const ROWS: &'static str = "successions";
    type Item = SuccessionAnswer;

    fn shapes() -> Vec<Shape> {
        SuccessionAnswer::shapes()
    }

    fn rows(&self) -> impl Iterator<Item = &SuccessionAnswer> {
        self.successions.iter()
    }

    fn page(&self) -> &Page {
        &self.page
    }

    fn file_name(&self) -> String {
        "successions".to_owned()
    }
}

impl Row for SuccessionAnswer {
    fn columns() -> Vec<Column<Self>> {
        let mut columns = columns!(Self {
            Kind::Code => period,
            Kind::Int => from,
            Kind::Text => from_name,
            Kind::Int => to,
            Kind::Text => to_name,
            Kind::Code => source,
        });
        columns.push(Column::new("evidence", Kind::Object, |row: &Self| {
            objects(&row.evidence)
        }));
        columns
    }

    fn tie(&self) -> Value<'_> {
        let Self {
            period, from, to, ..
        } = self;
        Value::Text(format!("{period} {:010} {:010}", from.number(), to.number()).into())
    }
}

/// A manager that goes on under another CIK.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SuccessionAnswer {
    /// The first period under the new CIK.
    #[schema(value_type = String, example = "2024Q3")]
    pub period: Period,
    /// CIK of the predecessor.
    #[schema(value_type = u64, example = 1364742)]
    pub from: Cik,
    /// The name by which it goes now.
    pub from_name: String,
    /// CIK of the successor.
    #[schema(value_type = u64, example = 2012383)]
    pub to: Cik,
    /// The name by which it goes now.
    pub to_name: String,
    /// `evidence`, or `decision` where a person decided.
    #[schema(value_type = String, example = "evidence")]
    pub source: SuccessionSource,
    /// What it rests on: objects with `because`.
    #[schema(value_type = Vec<Object>)]
    pub evidence: Vec<SuccessionEvidence>,
}

/// Answers the question.
pub async fn answer(counter: &Counter, question: &Question) -> Result<SuccessionsAnswer, Problem> {
    let about = format!("successions {:?}", question.manager);
    let shapes = SuccessionAnswer::all_shapes();
    let asked = question.list.read(&shapes, "period,from,to", &about, 1)?;
    let read = counter.catalog.read().await?;
    let links = match question.manager {
        Some(cik) if read.managers().names_of(&[cik]).await?.is_empty() => {
            return Err(Problem::NoManager(cik));
        }
        Some(cik) => read.successions().chain(cik).await?,
        None => read.successions().standing(None).await?,
    };
    let ciks: Vec<Cik> = links.iter().flat_map(|link| [link.from, link.to]).collect();
    let names = read.managers().names_of(&ciks).await?;
    let name = |cik: &Cik| names.get(cik).cloned().unwrap_or_else(|| cik.to_string());
    let rows = links.into_iter().map(|link| SuccessionAnswer {
        period: link.period,
        from_name: name(&link.from),
        to_name: name(&link.to),
        from: link.from,
        to: link.to,
        source: link.source,
        evidence: link.evidence,
    });
    let rows: Vec<SuccessionAnswer> = rows.collect();
    let picked = pick(&rows, &asked);
    let shown = picked.places.into_iter();
    Ok(SuccessionsAnswer {
        successions: shown.map(|place| rows[place].clone()).collect(),
        page: picked.page,
    })
}
