//! `lines.parquet`: the rows of information tables, as filed.

use std::collections::BTreeMap;

use arrow_array::RecordBatch;
use osd_domain::{Cik, Line, Place, Printed, Votes, printed::Canonical};
use rust_decimal::{Decimal, prelude::ToPrimitive};

use crate::{
    SnapshotError,
    columns::{Cells, Column, Holds, Rows},
    table::Layout,
};

pub(crate) const COLUMNS: &[Column] = &[
    ("cik", Holds::Int),
    ("accession", Holds::Text),
    ("ordinal", Holds::Small),
    ("security", Holds::Text),
    ("issuer", Holds::Text),
    ("class", Holds::Text),
    ("figi", Holds::Text),
    ("value", Holds::Figure),
    ("amount", Holds::Figure),
    ("amount_type", Holds::Text),
    ("put_call", Holds::Text),
    ("discretion", Holds::Text),
    ("other_managers", Holds::Text),
    ("vote_sole", Holds::Figure),
    ("vote_shared", Holds::Figure),
    ("vote_none", Holds::Figure),
    ("as_printed", Holds::Unlike),
    ("document", Holds::Small),
    ("first_line", Holds::Small),
    ("last_line", Holds::Small),
];

/// How rows lie: the larger a row group, the fewer bytes its dictionaries take, in the file and
/// unpacked; the smaller a page, the less is unpacked for the rows of one filing.
pub(crate) const LAYOUT: Layout = Layout {
    group_rows: 1_048_576,
    page_rows: 2_048,
};

/// The cells of one row that are not printed in the usual spelling: field and text. A number
/// that no whole number of 64 bits can hold stands there too, as `<field>.exact`.
pub(crate) type Odd = BTreeMap<String, String>;

pub(crate) fn append(rows: &mut Rows, cik: Cik, accession: &str, line: &Line) {
    let mut odd = Odd::new();
    let code = |odd: &mut Odd, field: &str, text: Option<&str>| {
        if let Some(text) = text {
            odd.insert(field.to_owned(), text.to_owned());
        }
    };
    code(&mut odd, "cusip", line.cusip.odd_text());
    code(&mut odd, "amount_type", line.amount_type.odd_text());
    code(&mut odd, "put_call", line.put_call.odd_text());
    code(&mut odd, "discretion", line.discretion.odd_text());
    rows.int(i64::try_from(cik.number()).ok())
        .text(Some(accession))
        .small(i32::try_from(line.ordinal).ok())
        .text(Some(line.security().as_str()))
        .text(Some(&line.issuer))
        .text(Some(&line.class))
        .text(line.figi.as_deref())
        .int(number("value", &line.value, &mut odd))
        .int(number("amount", &line.amount, &mut odd))
        .text(line.amount_type.get().map(|code| code.as_str()))
        .text(line.put_call.get().map(|code| code.as_str()))
        .text(line.discretion.get().map(|code| code.as_str()))
        .text(line.other_managers.as_deref())
        .int(number("vote_sole", &line.votes.sole, &mut odd))
        .int(number("vote_shared", &line.votes.shared, &mut odd))
        .int(number("vote_none", &line.votes.none, &mut odd));
    let as_printed = (!odd.is_empty()).then(|| serde_json::to_string(&odd).unwrap_or_default());
    let place = |part: fn(Place) -> u32| i32::try_from(line.place.map(part)?).ok();
    rows.text(as_printed)
        .small(place(|place| place.document))
        .small(place(|place| place.first_line))
        .small(place(|place| place.last_line));
}

/// The number for its column, rounded to a whole one; what that loses goes to `odd`.
fn number(field: &str, cell: &Printed<Decimal>, odd: &mut Odd) -> Option<i64> {
    if let Some(text) = cell.odd_text() {
        odd.insert(field.to_owned(), text.to_owned());
    }
    let value = cell.get()?;
    if value.scale() == 0
        && let Ok(whole) = i64::try_from(value.mantissa())
    {
        return Some(whole);
    }
    let whole = value.round().to_i64();
    if whole.map(Decimal::from) != Some(value) {
        odd.insert(format!("{field}.exact"), value.canonical().into_owned());
    }
    whole
}

/// The rows of a batch, in their order.
pub(crate) fn decode(batch: &RecordBatch) -> Result<Vec<Line>, SnapshotError> {
    let cells = Cells::of(batch);
    let ordinal = cells.small("ordinal")?;
    let security = cells.text("security")?;
    let issuer = cells.text("issuer")?;
    let class = cells.text("class")?;
    let figi = cells.text("figi")?;
    let value = cells.int("value")?;
    let amount = cells.int("amount")?;
    let amount_type = cells.text("amount_type")?;
    let put_call = cells.text("put_call")?;
    let discretion = cells.text("discretion")?;
    let other_managers = cells.text("other_managers")?;
    let (sole, shared, none) = (
        cells.int("vote_sole")?,
        cells.int("vote_shared")?,
        cells.int("vote_none")?,
    );
    let as_printed = cells.text("as_printed")?;
    let (document, first, last) = (
        cells.small_or_none("document")?,
        cells.small_or_none("first_line")?,
        cells.small_or_none("last_line")?,
    );
    let natural = |cell: Option<i32>| cell.and_then(|number| u32::try_from(number).ok());
    let place = |row| {
        Some(Place {
            document: natural(document(row))?,
            first_line: natural(first(row))?,
            last_line: natural(last(row))?,
        })
    };

    cells
        .rows()
        .map(|row| {
            let odd: Odd = match as_printed(row) {
                None => Odd::new(),
                Some(json) => serde_json::from_str(json).map_err(|error| {
                    SnapshotError::Damaged(format!("column as_printed: {error}"))
                })?,
            };
            Ok(Line {
                ordinal: natural(ordinal(row)).unwrap_or(0),
                issuer: issuer(row).unwrap_or_default().to_owned(),
                class: class(row).unwrap_or_default().to_owned(),
                cusip: code("cusip", cusip(security(row)), &odd)?,
                figi: figi(row).map(ToOwned::to_owned),
                value: figure("value", value(row), &odd)?,
                amount: figure("amount", amount(row), &odd)?,
                amount_type: code("amount_type", amount_type(row), &odd)?,
                put_call: code("put_call", put_call(row), &odd)?,
                discretion: code("discretion", discretion(row), &odd)?,
                other_managers: other_managers(row).map(ToOwned::to_owned),
                votes: Votes {
                    sole: figure("vote_sole", sole(row), &odd)?,
                    shared: figure("vote_shared", shared(row), &odd)?,
                    none: figure("vote_none", none(row), &odd)?,
                },
                place: place(row),
            })
        })
        .collect()
}

/// The CUSIP in the id of a security: what is known by another id has none that is understood.
fn cusip(security: Option<&str>) -> Option<&str> {
    security.filter(|id| !id.starts_with('~'))
}

fn code<T: std::str::FromStr>(
    field: &str,
    cell: Option<&str>,
    odd: &Odd,
) -> Result<Printed<T>, SnapshotError> {
    let value = crate::columns::parse_option(field, cell)?;
    Ok(Printed::from_parts(
        value,
        odd.get(field).map(String::as_str),
    ))
}

fn figure(field: &str, cell: Option<i64>, odd: &Odd) -> Result<Printed<Decimal>, SnapshotError> {
    let exact = odd.get(&format!("{field}.exact")).map(String::as_str);
    let value = match exact {
        Some(text) => crate::columns::parse_option(field, Some(text))?,
        None => cell.map(Decimal::from),
    };
    Ok(Printed::from_parts(
        value,
        odd.get(field).map(String::as_str),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_the_first_schema_have_no_place() {
        let line = Line {
            ordinal: 7,
            issuer: "NUCOR CORP".into(),
            place: Some(Place {
                document: 1,
                first_line: 80,
                last_line: 81,
            }),
            ..Line::default()
        };
        let mut rows = Rows::new(COLUMNS);
        append(
            &mut rows,
            Cik::new(1).unwrap(),
            "0000000001-25-000001",
            &line,
        );
        let batch = rows.take().unwrap();
        assert_eq!(decode(&batch).unwrap(), std::slice::from_ref(&line));

        let before: Vec<usize> = (0..COLUMNS.len() - 3).collect();
        let older = batch.project(&before).unwrap();
        assert_eq!(
            decode(&older).unwrap(),
            [Line {
                place: None,
                ..line
            }]
        );
    }
}
