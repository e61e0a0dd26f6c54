//! What do the rows of a filing say, as filed, and what was understood of them?

use std::ops::Range;

use osd_catalog::list::{ListQuery, SortBy, Start, Value};
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
        Column, Kind, Listing, Page, Question, Request, Row, Shape,
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
    if let Some(part) = part(&asked.query) {
        let of_page = asked.clone();
        let tell = move |filed| page(&filed, &of_page);
        let (filing, page) = filing::with_rows(counter, accession, Some(part), tell).await?;
        if let Some((lines, page)) = page {
            return Ok(LinesAnswer {
                filing,
                lines,
                page,
            });
        }
    }
    let tell = move |filed| picked(&filed, &asked);
    let (filing, (lines, page)) = filing::with_rows(counter, accession, None, tell).await?;
    Ok(LinesAnswer {
        filing,
        lines,
        page,
    })
}

/// The places of the rows that a page takes, where it takes them as they lie, in their order: beside
/// those of the page, the one before it.
fn part(query: &ListQuery) -> Option<Range<u64>> {
    let in_order = [SortBy {
        column: "ordinal",
        descending: false,
    }];
    let as_they_lie = query.sort == in_order && query.filters.is_empty() && query.words.is_empty();
    let (limit, offset) = (query.limit.filter(|_| as_they_lie)?, query.start.offset());
    Some(offset.saturating_sub(1)..offset.saturating_add(limit))
}

/// The page that begins with the second of these rows, or with the first of all. None where the row
/// before it is not the one that the page before ended with.
fn page(filed: &FiledRows, asked: &Question) -> Option<(Vec<UnderstoodLine>, Page)> {
    let query = &asked.query;
    let offset = query.start.offset();
    let mut lines = filed.lines.as_slice();
    if offset > filed.before {
        let before = lines.split_off_first();
        if let Start::After { values, .. } = &query.start {
            let is_the_last =
                |line: &Line| values.iter().all(|value| *value == line.ordinal.value());
            before.filter(|line| is_the_last(line))?;
        }
    }
    let shown: Vec<UnderstoodLine> = lines.iter().map(|line| understood(line, filed)).collect();
    let end = offset + shown.len() as u64;
    let last = shown.last().filter(|_| end < filed.total);
    let page = Page {
        total: filed.total,
        limit: query.limit.unwrap_or(filed.total),
        offset,
        next: last.map(|last| asked.cursor(end, vec![last.line.ordinal.value(), last.tie()])),
    };
    Some((shown, page))
}

/// The page that all rows of the filing are asked for.
fn picked(filed: &FiledRows, asked: &Question) -> (Vec<UnderstoodLine>, Page) {
    let lines = filed.lines.iter();
    let rows: Vec<UnderstoodLine> = lines.map(|line| understood(line, filed)).collect();
    let picked = pick(&rows, asked);
    let lines = picked.places.into_iter().map(|place| rows[place].clone());
    (lines.collect(), picked.page)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows whose ordinals have gaps.
    fn filed(places: Range<u64>) -> FiledRows {
        let lines = places.clone().map(|place| Line {
            ordinal: u32::try_from(place * 2 + 1).unwrap(),
            ..Line::default()
        });
        FiledRows {
            lines: lines.collect(),
            before: places.start,
            total: 10,
            repairs: Vec::new(),
            unit: None,
        }
    }

    fn read(request: &Request) -> Question {
        let shapes = UnderstoodLine::all_shapes();
        request.read(&shapes, "ordinal", "lines", 1).unwrap()
    }

    fn ordinals(rows: &[UnderstoodLine]) -> Vec<u32> {
        rows.iter().map(|row| row.line.ordinal).collect()
    }

    #[test]
    fn a_page_of_rows_as_they_lie_is_the_one_that_all_rows_give() {
        for (offset, limit) in [
            (0, 3),
            (0, 10),
            (0, 40),
            (4, 3),
            (7, 3),
            (9, 1),
            (10, 3),
            (25, 3),
        ] {
            let mut next = Some(Request {
                offset,
                limit: Some(limit),
                ..Request::default()
            });
            while let Some(request) = next {
                let asked = read(&request);
                let part = part(&asked.query).unwrap();
                let part = part.start.min(10)..part.end.min(10);
                let (lines, page) = page(&filed(part), &asked).unwrap();
                let (expected, expected_page) = picked(&filed(0..10), &asked);
                assert_eq!(ordinals(&lines), ordinals(&expected), "{request:?}");
                assert_eq!(page, expected_page, "{request:?}");
                next = request.after(&page);
            }
        }
    }

    #[test]
    fn rows_that_moved_since_the_page_before_are_looked_for_among_all() {
        let first = Request {
            limit: Some(3),
            ..Request::default()
        };
        let (_, shown) = picked(&filed(0..10), &read(&first));
        let asked = read(&first.after(&shown).unwrap());
        let part = part(&asked.query).unwrap();
        let mut moved = filed(part);
        moved.lines.iter_mut().for_each(|line| line.ordinal += 1);
        assert!(page(&moved, &asked).is_none());
    }

    #[test]
    fn a_question_that_needs_all_rows_reads_no_part() {
        let page = Request {
            limit: Some(3),
            ..Request::default()
        };
        let whole = Request::default();
        let sorted = Request {
            sort: Some("-value".to_owned()),
            ..page.clone()
        };
        let found = Request {
            search: Some("apple".to_owned()),
            ..page.clone()
        };
        let filtered = page.clone().with("value", "gt", 5);
        for request in [whole, sorted, found, filtered] {
            assert_eq!(part(&read(&request).query), None, "{request:?}");
        }
        assert_eq!(part(&read(&page).query), Some(0..3));
    }
}
