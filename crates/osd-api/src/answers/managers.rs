//! Which managers are there?

use std::collections::BTreeMap;

use osd_catalog::{KnownManager, ManagerSummary, fold, list::Value};
use osd_domain::{Cik, Period, amendment::Standing};
use serde::Serialize;
use utoipa::ToSchema;

use super::figures::dollars;
use crate::{
    Counter, Problem,
    counter::blocking,
    list::{Column, Kind, Listing, Page, Request, Row, Shape, pick},
    tables::of_everything,
};

/// A question for managers.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// Those that filed for this report period, with what they held.
    pub period: Option<Period>,
    /// Which of them, in which order: by value, largest first, in a period, else by name.
    pub list: Request,
}

/// Managers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ManagersAnswer {
    /// The report period asked for.
    #[schema(value_type = Option<String>, example = "2025Q1")]
    pub period: Option<Period>,
    /// The managers.
    pub managers: Vec<ManagerAnswer>,
    /// Which part of the list they are.
    pub page: Page,
}

/// A manager in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ManagerAnswer {
    /// CIK.
    #[schema(value_type = u64, example = 1067983)]
    pub cik: Cik,
    /// The name by which it goes now.
    pub name: String,
    /// Filings known of it; in a period, those for the period.
    pub filings: u64,
    /// The first report period among all its filings.
    #[schema(value_type = Option<String>, example = "1999Q1")]
    pub first_period: Option<Period>,
    /// The last report period among all its filings.
    #[schema(value_type = Option<String>, example = "2025Q2")]
    pub last_period: Option<Period>,
    /// What its portfolio of the period rests on; only in a period.
    #[schema(value_type = Option<String>, example = "held")]
    pub standing: Option<Standing>,
    /// Sum of all effective rows of the period, in dollars; only where it has a portfolio.
    pub value: Option<i64>,
    /// Positions of the period; only where it has a portfolio.
    pub positions: Option<u64>,
    /// Sum of a quarter before, in dollars; only where it had a portfolio.
    pub previous_value: Option<i64>,
    /// Value now less value before; only where it had both.
    pub value_change: Option<i64>,
}

/// A manager as a row of a list.
#[derive(Debug)]
pub struct ManagerRow {
    answer: ManagerAnswer,
    /// What the list is sorted by for its name.
    name_folded: String,
    /// All its names as a search sees them, a line each.
    names: String,
}

impl Row for ManagerRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("cik", Kind::Int, |row: &Self| row.tie()),
            Column::new("name", Kind::Text, |row: &Self| {
                Value::text(Some(&row.answer.name))
            })
            .sorted_by(|row| Value::text(Some(&row.name_folded))),
            Column::new("filings", Kind::Int, |row: &Self| {
                Value::count(row.answer.filings)
            }),
            Column::new("first_period", Kind::Code, |row: &Self| {
                period(row.answer.first_period)
            }),
            Column::new("last_period", Kind::Code, |row: &Self| {
                period(row.answer.last_period)
            }),
            Column::new("standing", Kind::OneOf(standings), |row: &Self| {
                Value::text(row.answer.standing.map(Standing::as_str))
            }),
            Column::new("value", Kind::Int, |row: &Self| {
                Value::int(row.answer.value)
            }),
            Column::new("positions", Kind::Int, |row: &Self| {
                row.answer.positions.map_or(Value::Absent, Value::count)
            }),
            Column::new("previous_value", Kind::Int, |row: &Self| {
                Value::int(row.answer.previous_value)
            }),
            Column::new("value_change", Kind::Int, |row: &Self| {
                Value::int(row.answer.value_change)
            }),
        ]
    }

    fn tie(&self) -> Value<'_> {
        Value::count(self.answer.cik.number())
    }

    /// By a name, current or former, or by exactly its CIK.
    fn is_found(&self, words: &[String]) -> bool {
        let is_cik = |word: &str| word.parse() == Ok(self.answer.cik);
        match words {
            [word] if is_cik(word) => true,
            _ => words.iter().all(|word| self.names.contains(word.as_str())),
        }
    }
}

fn standings() -> Vec<&'static str> {
    Standing::ALL.iter().map(|one| one.as_str()).collect()
}

pub(super) fn period(period: Option<Period>) -> Value<'static> {
    period.map_or(Value::Absent, |period| {
        Value::Text(period.to_string().into())
    })
}

impl Listing for ManagersAnswer {
    const ROWS: &'static str = "managers";
    type Item = ManagerAnswer;

    fn shapes() -> Vec<Shape> {
        ManagerRow::shapes()
    }

    fn rows(&self) -> impl Iterator<Item = &ManagerAnswer> {
        self.managers.iter()
    }

    fn page(&self) -> &Page {
        &self.page
    }

    fn file_name(&self) -> String {
        match self.period {
            Some(period) => format!("managers-{period}"),
            None => "managers".to_owned(),
        }
    }
}

/// Answers the question.
pub async fn answer(counter: &Counter, question: &Question) -> Result<ManagersAnswer, Problem> {
    let period = question.period;
    let default_sort = if period.is_some() { "-value" } else { "name" };
    let about = format!("managers {period:?}");
    let asked = question
        .list
        .read(&ManagerRow::all_shapes(), default_sort, &about, 1)?;
    let (catalog, everything) = of_everything(&counter.catalog.revision().await?);
    let key = (catalog, everything, period);
    let make = rows(counter, period);
    let rows = counter.tables.managers.get(key, make).await?;
    blocking(move || {
        let picked = pick(&rows, &asked);
        let managers = picked.places.into_iter();
        Ok(ManagersAnswer {
            period,
            managers: managers.map(|place| rows[place].answer.clone()).collect(),
            page: picked.page,
        })
    })
    .await
}

/// All managers, or those of a period.
async fn rows(counter: &Counter, period: Option<Period>) -> Result<Vec<ManagerRow>, Problem> {
    let read = counter.catalog.read().await?;
    let known = read.managers().all().await?;
    let Some(period) = period else {
        return Ok(known.into_iter().map(ManagerRow::of).collect());
    };
    if read.periods().serving(&[period]).await?.is_empty() {
        return Err(Problem::NoPeriod(period));
    }
    let mut known: BTreeMap<Cik, KnownManager> =
        known.into_iter().map(|one| (one.row.cik, one)).collect();
    let summaries = read.summaries().all_managers_of(period).await?;
    let rows = summaries.into_iter().map(|summary| {
        let mut row = match known.remove(&summary.cik) {
            Some(known) => ManagerRow::of(known),
            None => ManagerRow::nameless(summary.cik),
        };
        row.in_period(&summary);
        row
    });
    Ok(rows.collect())
}

impl ManagerRow {
    /// Roughly what it takes in memory.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Self>() + self.answer.name.len() + self.name_folded.len() + self.names.len()
    }

    fn of(known: KnownManager) -> Self {
        let KnownManager { row, names_folded } = known;
        Self {
            name_folded: fold(&row.name),
            names: names_folded,
            answer: ManagerAnswer {
                cik: row.cik,
                name: row.name,
                filings: row.filings,
                first_period: row.first_period,
                last_period: row.last_period,
                standing: None,
                value: None,
                positions: None,
                previous_value: None,
                value_change: None,
            },
        }
    }

    /// A manager that no filing ever named goes by its number.
    fn nameless(cik: Cik) -> Self {
        Self::of(KnownManager {
            row: osd_catalog::ManagerRow {
                cik,
                name: cik.to_string(),
                filings: 0,
                first_period: None,
                last_period: None,
            },
            names_folded: cik.to_string(),
        })
    }

    fn in_period(&mut self, summary: &ManagerSummary) {
        let held = summary.standing.has_rows();
        let change = summary.value.zip(summary.previous_value);
        let answer = &mut self.answer;
        answer.filings = summary.filings;
        answer.standing = Some(summary.standing);
        answer.value = summary.value.map(dollars);
        answer.positions = held.then_some(summary.positions);
        answer.previous_value = summary.previous_value.map(dollars);
        answer.value_change = change.map(|(now, before)| dollars(now - before));
    }
}
