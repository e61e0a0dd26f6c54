//! For whom does a manager hold what it reports?

use chrono::NaiveDate;
use osd_catalog::list::Value;
use osd_domain::{
    Cik, Period,
    amendment::Standing,
    attribution::{AttributedRows, AttributionNote, IncludedManager},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    figures::dollars,
    members::Members,
    portfolio::{FilingInPortfolio, Manager, Totals, filings, totals},
    whole::{Whole, of_whole},
};
use crate::{
    Counter, Problem,
    list::{Column, Kind, Listing, Page, Request, Row, Shape, declared, pick},
};

/// A question for a portfolio by included manager.
#[derive(Debug, Clone)]
pub struct Question {
    /// The manager.
    pub cik: Cik,
    /// The report period.
    pub period: Period,
    /// Only filings accepted by the end of this day (Eastern) count.
    pub as_of: Option<NaiveDate>,
    /// Which parts, in which order: by number unless told otherwise.
    pub list: Request,
}

/// A portfolio by the other included managers that its rows name. The parts add up to the totals.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IncludedManagersAnswer {
    /// The manager.
    pub manager: Manager,
    /// The report period.
    #[schema(value_type = String, example = "2025Q1")]
    pub period: Period,
    /// The day asked for.
    pub as_of: Option<NaiveDate>,
    /// `held`, or `partial` where a filing that counts could not be read.
    #[schema(value_type = String, example = "held")]
    pub standing: Standing,
    /// Every filing of the manager for the period, in their order, with what it does.
    pub filings: Vec<FilingInPortfolio>,
    /// Totals of the portfolio.
    pub totals: Totals,
    /// The parts: rows that name no other manager first, then by number.
    pub parts: Vec<IncludedManagersPart>,
    /// Which of them these are.
    pub page: Page,
}

impl Listing for IncludedManagersAnswer {
    const ROWS: &'static str = "parts";
    type Item = IncludedManagersPart;

    fn shapes() -> Vec<Shape> {
        PartRow::shapes()
    }

    fn rows(&self) -> impl Iterator<Item = &IncludedManagersPart> {
        self.parts.iter()
    }

    fn page(&self) -> &Page {
        &self.page
    }

    fn file_name(&self) -> String {
        format!("included-managers-{}-{}", self.manager.cik, self.period)
    }
}

/// A part as a row of a list.
struct PartRow {
    /// Its place by number.
    place: u64,
    answer: IncludedManagersPart,
}

impl Row for PartRow {
    fn columns() -> Vec<Column<Self>> {
        let mut columns = declared::columns!(Self {
            Kind::Texts => answer.printed,
        });
        columns.extend([
            Column::new("numbers", Kind::Texts, |row: &Self| {
                texts(row.answer.numbers.iter().flatten())
            }),
            Column::new("names", Kind::Texts, |row: &Self| {
                texts(row.answer.names.iter().flatten())
            }),
            Column::new("ciks", Kind::Texts, |row: &Self| {
                texts(row.answer.ciks.iter().flatten())
            }),
            Column::new("file_numbers", Kind::Texts, |row: &Self| {
                texts(row.answer.file_numbers.iter().flatten())
            }),
        ]);
        columns.extend(declared::columns!(Self {
            Kind::Int => answer.rows,
            Kind::Int => answer.positions,
            Kind::Int => answer.shares_value,
            Kind::Int => answer.principal_value,
            Kind::Int => answer.put_value,
            Kind::Int => answer.call_value,
        }));
        columns.extend([
            Column::new("notes", Kind::Object, |row: &Self| {
                declared::objects(&row.answer.notes)
            }),
            Column::new("sources", Kind::Texts, |row: &Self| {
                texts(&row.answer.sources)
            }),
            Column::hidden("place", |row: &Self| row.tie()),
        ]);
        columns
    }

    fn tie(&self) -> Value<'_> {
        Value::count(self.place)
    }

    /// By a name, or a column as printed.
    fn is_found(&self, words: &[String]) -> bool {
        let names = self.answer.names.iter().flatten();
        let texts = names.chain(&self.answer.printed);
        let texts: Vec<String> = texts.map(|text| osd_catalog::fold(text)).collect();
        words
            .iter()
            .all(|word| texts.iter().any(|text| text.contains(word.as_str())))
    }
}

fn texts<'a, T: ToString + 'a>(all: impl IntoIterator<Item = &'a T>) -> Value<'static> {
    let texts: Vec<_> = all.into_iter().map(|one| one.to_string().into()).collect();
    match texts.is_empty() {
        true => Value::Absent,
        false => Value::Texts(texts),
    }
}

/// The rows that name one set of included managers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IncludedManagersPart {
    /// The column as rows print it, each spelling once: `43,01`.
    pub printed: Vec<String>,
    /// The numbers, as the list of the first filing that includes the manager gives them; empty where
    /// rows name nobody: they are the filing manager's own.
    pub numbers: Vec<Option<u32>>,
    /// The names, number by number; null for a number that the list does not have.
    pub names: Vec<Option<String>>,
    /// The CIKs, number by number, where given.
    pub ciks: Vec<Option<u64>>,
    /// The Form 13F file numbers, number by number, where given.
    pub file_numbers: Vec<Option<String>>,
    /// Rows.
    pub rows: u64,
    /// Positions that the rows are in. One may be in several parts.
    pub positions: u64,
    /// Dollars of shares.
    pub shares_value: i64,
    /// Dollars of debt.
    pub principal_value: i64,
    /// Dollars under puts.
    pub put_value: i64,
    /// Dollars under calls.
    pub call_value: i64,
    /// What was noticed: `not_listed` for numbers that the list does not have, `not_understood` where
    /// no number could be read.
    #[schema(value_type = Vec<Object>)]
    pub notes: Vec<AttributionNote>,
    /// The filings whose rows they are.
    pub sources: Vec<String>,
}

/// Answers the question.
pub async fn answer(
    counter: &Counter,
    question: Question,
) -> Result<IncludedManagersAnswer, Problem> {
    let Question {
        cik,
        period,
        as_of,
        list,
    } = question;
    let about = format!("included managers {cik} {period} {as_of:?}");
    let asked = list.read(&PartRow::all_shapes(), "place", &about, 1)?;
    let members = Members::of(counter, cik, false, as_of).await?;
    of_whole(counter, members, (period, as_of), move |whole| {
        let Whole {
            members,
            quarters,
            beside,
            standing,
            ..
        } = whole;
        let fold = quarters.now.fold(cik, as_of);
        let attribution = quarters.now.attribution(cik, &fold)?;
        let parts = (0..).zip(attribution.rows().into_iter().map(part));
        let parts = parts.map(|(place, answer)| PartRow { place, answer });
        let parts: Vec<PartRow> = parts.collect();
        let picked = pick(&parts, &asked);
        Ok(IncludedManagersAnswer {
            manager: members.manager,
            period,
            as_of,
            standing,
            filings: filings(&quarters.now, &beside)?,
            totals: totals(&beside),
            parts: picked
                .places
                .into_iter()
                .map(|place| parts[place].answer.clone())
                .collect(),
            page: picked.page,
        })
    })
    .await
}

fn part(rows: AttributedRows) -> IncludedManagersPart {
    let managers = &rows.managers;
    let listed = || managers.iter().map(IncludedManager::listed);
    let cik = |cik: Cik| cik.number();
    let [shares_value, principal_value, put_value, call_value] = rows.by_kind.map(dollars);
    IncludedManagersPart {
        numbers: managers.iter().map(IncludedManager::number).collect(),
        names: listed().map(|one| Some(one?.name.clone())).collect(),
        ciks: listed().map(|one| one?.cik.map(cik)).collect(),
        file_numbers: listed().map(|one| one?.file_number.clone()).collect(),
        printed: rows.printed,
        rows: rows.rows,
        positions: rows.positions,
        shares_value,
        principal_value,
        put_value,
        call_value,
        notes: rows.notes,
        sources: rows.sources.iter().map(ToString::to_string).collect(),
    }
}
