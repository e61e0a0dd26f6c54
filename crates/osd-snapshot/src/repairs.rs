//! `repairs.parquet`: the rows with cells that cannot be right, and what they would be.

use std::collections::BTreeMap;

use osd_domain::{Accession, Cik, Repair, printed::Canonical};
use rust_decimal::Decimal;

use crate::{
    SnapshotError,
    columns::{Cells, Column, Holds, Rows, parse, parse_option},
};

pub(crate) const COLUMNS: &[Column] = &[
    ("cik", Holds::Int),
    ("accession", Holds::Text),
    ("ordinal", Holds::Small),
    ("fault", Holds::Text),
    ("value", Holds::Text),
    ("amount", Holds::Text),
    ("cusip", Holds::Text),
    ("market_price", Holds::Text),
    ("managers", Holds::Small),
];

/// The repairs of each filing that has some, in the order of rows.
pub(crate) type Repairs = BTreeMap<Accession, Vec<Repair>>;

pub(crate) fn append(rows: &mut Rows, cik: Cik, accession: Accession, repair: &Repair) {
    let number = |number: &Option<Decimal>| number.map(|number| number.canonical().into_owned());
    let small = |number: u32| i32::try_from(number).ok();
    rows.int(i64::try_from(cik.number()).ok())
        .text(Some(accession.to_string()))
        .small(small(repair.ordinal))
        .text(Some(repair.fault.as_str()))
        .text(number(&repair.value))
        .text(number(&repair.amount))
        .text(repair.cusip.as_ref().map(|cusip| cusip.as_str()))
        .text(number(&repair.market_price))
        .small(repair.managers.and_then(small));
}

/// The repairs of a batch, with their filings.
pub(crate) fn decode(
    batch: &arrow_array::RecordBatch,
) -> Result<Vec<(Accession, Repair)>, SnapshotError> {
    let cells = Cells::of(batch);
    let accession = cells.text("accession")?;
    let ordinal = cells.small("ordinal")?;
    let fault = cells.text("fault")?;
    let value = cells.text("value")?;
    let amount = cells.text("amount")?;
    let cusip = cells.text("cusip")?;
    let market_price = cells.text("market_price")?;
    let managers = cells.small("managers")?;
    let natural = |cell: Option<i32>| cell.and_then(|number| u32::try_from(number).ok());
    cells
        .rows()
        .map(|row| {
            let repair = Repair {
                ordinal: natural(ordinal(row)).unwrap_or_default(),
                fault: parse("fault", fault(row))?,
                value: parse_option("value", value(row))?,
                amount: parse_option("amount", amount(row))?,
                cusip: parse_option("cusip", cusip(row))?,
                market_price: parse_option("market_price", market_price(row))?,
                managers: natural(managers(row)),
            };
            Ok((parse("accession", accession(row))?, repair))
        })
        .collect()
}
