//! What do the rows of a filing say, as filed, and what was understood of them?

use osd_catalog::list::Value;
use osd_domain::{
    Accession, Line,
    repair::{Counted, Fault, Repair},
    unit::in_dollars,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Figure,
    figures::dollars,
    filing::{self, FiledRows, FilingAnswer, LineAnswer},
};
use crate::{
    Counter, Problem,
    list::{
        Column, Kind, Listing, Page, Request, Row, Shape,
        declared::{Field, columns, objects},
        pick,
    },
};

/// A filing with the rows of its information table.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LinesAnswer {
    /// The filing.
    #[serde(flatten)]
    pub filing: FilingAnswer,
    /// The rows as filed, beside what was understood of them.
    pub lines: Vec<UnderstoodLine>,
    /// Which part of them all these are.
    pub page: Page,
}

/// A row as filed, and what it counts as.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnderstoodLine {
    /// The row as filed.
    #[serde(flatten)]
    pub line: LineAnswer,
    /// The security that it is a position in: its CUSIP, where it has a sound one.
    #[schema(example = "037833100")]
    pub security: String,
    /// `shares`, `principal`, `put` or `call`.
    #[schema(value_type = String, example = "shares")]
    pub kind: osd_domain::Kind,
    /// The value in dollars, by the unit of the filing and after repairs; null where none is printed.
    pub value_in_dollars: Option<i64>,
    /// What is wrong with the row, and what it would be; empty but for rows that cannot be right.
    pub repairs: Vec<RepairAnswer>,
}

/// What is wrong with a row.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RepairAnswer {
    /// What is wrong: `value_in_amounts`, `swapped_columns`, `absurd_price` …
    #[schema(value_type = String, example = "swapped_columns")]
    pub fault: Fault,
    /// The value it would be, in the unit of the filing; null where it stands.
    pub value: Option<Figure>,
    /// The amount it would be; null where it stands.
    pub amount: Option<Figure>,
    /// The CUSIP it would be; null where it stands.
    pub cusip: Option<String>,
    /// The market price it was held against, in dollars.
    pub market_price: Option<String>,
    /// Managers behind that price.
    pub managers: Option<u32>,
}

impl Listing for LinesAnswer {
    const ROWS: &'static str = "lines";
    type Item = UnderstoodLine;

    fn shapes() -> Vec<Shape> {
        UnderstoodLine::shapes()
    }

    fn rows(&self) -> impl Iterator<Item = &UnderstoodLine> {
        self.lines.iter()
    }

    fn page(&self) -> &Page {
        &self.page
    }

    fn file_name(&self) -> String {
        format!("lines-{}", self.filing.accession)
    }
}

impl Row for UnderstoodLine {
    fn columns() -> Vec<Column<Self>> {
        let mut columns = columns!(Self {
            Kind::Int => line.ordinal,
            Kind::Text => line.issuer,
            Kind::Text => line.class,
            Kind::Code => line.cusip,
            Kind::Code => line.figi,
            Kind::Number => line.value,
            Kind::Number => line.amount,
            Kind::Code => line.amount_type,
            Kind::Code => line.put_call,
            Kind::Code => line.discretion,
            Kind::Code => line.other_managers,
            Kind::Number => line.vote_sole,
            Kind::Number => line.vote_shared,
            Kind::Number => line.vote_none,
            Kind::Code => line.cusip_understood,
            Kind::Code => security,
            Kind::Code => kind,
            Kind::Int => value_in_dollars,
            Kind::Object => line.as_printed,
        });
        columns.push(Column::new("repairs", Kind::Object, |row: &Self| {
            objects(&row.repairs)
        }));
        columns.extend(columns!(Self {
            Kind::Int => line.document,
            Kind::Int => line.first_line,
            Kind::Int => line.last_line,
        }));
        columns
    }

    fn tie(&self) -> Value<'_> {
        self.line.ordinal.value()
    }
}

/// Answers for the rows of a filing; in their order unless told otherwise.
pub async fn answer(
    counter: &Counter,
    accession: Accession,
    list: &Request,
) -> Result<LinesAnswer, Problem> {
    let about = format!("lines {accession}");
    let asked = list.read(&UnderstoodLine::all_shapes(), "ordinal", &about, 1)?;
    let (filing, filed) = filing::with_rows(counter, accession).await?;
    let lines = filed.lines.iter();
    let rows: Vec<UnderstoodLine> = lines.map(|line| understood(line, &filed)).collect();
    let picked = pick(&rows, &asked);
    let lines = picked.places.into_iter().map(|place| rows[place].clone());
    Ok(LinesAnswer {
        filing,
        lines: lines.collect(),
        page: picked.page,
    })
}

fn understood(line: &Line, filed: &FiledRows) -> UnderstoodLine {
    let counted = Counted::new(line, &filed.repairs);
    let key = counted.key();
    let value = counted.value().zip(filed.unit);
    UnderstoodLine {
        line: LineAnswer::of(line),
        security: key.security.to_string(),
        kind: key.kind(),
        value_in_dollars: value.map(|(value, unit)| dollars(in_dollars(value, unit))),
        repairs: counted.repairs().iter().map(told).collect(),
    }
}

fn told(repair: &Repair) -> RepairAnswer {
    RepairAnswer {
        fault: repair.fault,
        value: repair.value.map(Figure::from),
        amount: repair.amount.map(Figure::from),
        cusip: repair.cusip.map(|cusip| cusip.to_string()),
        market_price: repair
            .market_price
            .map(|price| price.normalize().to_string()),
        managers: repair.managers,
    }
}
