//! `positions-by-security.parquet`: the rows of one filing for one position, added up, in
//! dollars.

use std::sync::Arc;

use osd_domain::{
    Accession, AmountType, Cik, Kind, Position, PositionKey, PutCall, SecurityId,
    position::Sources, printed::Canonical,
};
use rust_decimal::{Decimal, prelude::ToPrimitive};

use crate::{
    SnapshotError,
    columns::{Cells, Column, Holds, Rows, dollars, parse, parse_option},
    sort::SortedRow,
};

pub(crate) const COLUMNS: &[Column] = &[
    ("security", Holds::Text),
    ("cusip_printed", Holds::Text),
    ("cik", Holds::Int),
    ("amount_type", Holds::Text),
    ("put_call", Holds::Text),
    ("accession", Holds::Text),
    ("issuer", Holds::Text),
    ("class", Holds::Text),
    ("value", Holds::Figure),
    ("amount", Holds::Figure),
    ("amount_exact", Holds::Text),
    ("value_filed", Holds::Figure),
    ("amount_filed", Holds::Text),
    ("rows", Holds::Int),
];

/// What one filing says of one position. Sorts by security, manager, kind and filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PositionRow {
    /// What keeps the position apart from others.
    pub key: PositionKey,
    /// The manager.
    pub cik: Cik,
    /// The filing.
    pub accession: Accession,
    /// CUSIP as understood, else as printed.
    pub cusip: Option<Arc<str>>,
    /// Issuer, as the first row prints it.
    pub issuer: Arc<str>,
    /// Class, as the first row prints it.
    pub class: Arc<str>,
    /// Dollars.
    pub value: i64,
    /// Shares, or principal in dollars.
    pub amount: Decimal,
    /// Dollars as filed, where rows were repaired.
    pub value_filed: Option<i64>,
    /// The amount as filed, where rows were repaired.
    pub amount_filed: Option<Decimal>,
    /// How many rows were added up.
    pub rows: u32,
}

impl PositionRow {
    pub(crate) fn new(
        cik: Cik,
        accession: Accession,
        key: PositionKey,
        position: Position,
    ) -> Self {
        Self {
            key,
            cik,
            accession,
            value: dollars(position.value),
            amount: position.amount,
            value_filed: (position.value_filed != position.value)
                .then(|| dollars(position.value_filed)),
            amount_filed: (position.amount_filed != position.amount)
                .then_some(position.amount_filed),
            rows: position.rows,
            cusip: position.cusip,
            issuer: position.issuer,
            class: position.class,
        }
    }

    /// The row as a position that rests on its filing.
    pub fn position(&self) -> Position {
        Position {
            cusip: self.cusip.clone(),
            issuer: self.issuer.clone(),
            class: self.class.clone(),
            value: i128::from(self.value),
            amount: self.amount,
            value_filed: i128::from(self.value_filed.unwrap_or(self.value)),
            amount_filed: self.amount_filed.unwrap_or(self.amount),
            rows: self.rows,
            sources: Sources::from_elem(self.accession, 1),
        }
    }

    /// The rows of a batch, in their order.
    pub(crate) fn decode(batch: &arrow_array::RecordBatch) -> Result<Vec<Self>, SnapshotError> {
        let cells = Cells::of(batch);
        let security = cells.text("security")?;
        // Before schema 5, the column had the security's own, too.
        let printed = cells.text_or_none("cusip_printed")?;
        let cusip_before = cells.text_or_none("cusip")?;
        let cik = cells.int("cik")?;
        let amount_type = cells.text("amount_type")?;
        let put_call = cells.text("put_call")?;
        let accession = cells.text("accession")?;
        let issuer = cells.text("issuer")?;
        let class = cells.text("class")?;
        let value = cells.int("value")?;
        let amount = cells.int("amount")?;
        let amount_exact = cells.text("amount_exact")?;
        let value_filed = cells.int_or_none("value_filed")?;
        let amount_filed = cells.text_or_none("amount_filed")?;
        let added_up = cells.int_or_none("rows")?;
        cells
            .rows()
            .map(|row| {
                let exact: Option<Decimal> = parse_option("amount_exact", amount_exact(row))?;
                Ok(Self {
                    key: PositionKey {
                        security: parse("security", security(row))?,
                        amount_type: parse_option("amount_type", amount_type(row))?,
                        put_call: parse_option("put_call", put_call(row))?,
                    },
                    cik: manager(cik(row))?,
                    accession: parse("accession", accession(row))?,
                    cusip: cusip(security(row), printed(row).or_else(|| cusip_before(row))),
                    issuer: issuer(row).unwrap_or_default().into(),
                    class: class(row).unwrap_or_default().into(),
                    value: value(row).unwrap_or_default(),
                    amount: exact.unwrap_or_else(|| amount(row).unwrap_or_default().into()),
                    value_filed: value_filed(row),
                    amount_filed: parse_option("amount_filed", amount_filed(row))?,
                    rows: added_up(row)
                        .and_then(|n| u32::try_from(n).ok())
                        .unwrap_or(1),
                })
            })
            .collect()
    }
}

/// How much one filing says of one position, without the names that it prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PositionFigures {
    /// The manager.
    pub cik: Cik,
    /// The filing.
    pub accession: Accession,
    /// What it is a position in.
    pub kind: Kind,
    /// Dollars.
    pub value: i64,
    /// Shares, or principal in dollars.
    pub amount: Decimal,
}

impl PositionFigures {
    /// The columns that they are read from.
    pub(crate) const COLUMNS: &[&str] = &[
        "cik",
        "amount_type",
        "put_call",
        "accession",
        "value",
        "amount",
        "amount_exact",
    ];

    /// The rows of a batch of one security, in their order.
    pub(crate) fn decode(
        batch: &arrow_array::RecordBatch,
        of: &SecurityId,
    ) -> Result<Vec<Self>, SnapshotError> {
        let cells = Cells::of(batch);
        let cik = cells.int("cik")?;
        let amount_type = cells.text("amount_type")?;
        let put_call = cells.text("put_call")?;
        let accession = cells.text("accession")?;
        let value = cells.int("value")?;
        let amount = cells.int("amount")?;
        let amount_exact = cells.text("amount_exact")?;
        cells
            .rows()
            .map(|row| {
                let exact: Option<Decimal> = parse_option("amount_exact", amount_exact(row))?;
                let key = PositionKey {
                    security: of.clone(),
                    amount_type: parse_option("amount_type", amount_type(row))?,
                    put_call: parse_option("put_call", put_call(row))?,
                };
                Ok(Self {
                    cik: manager(cik(row))?,
                    accession: parse("accession", accession(row))?,
                    kind: key.kind(),
                    value: value(row).unwrap_or_default(),
                    amount: exact.unwrap_or_else(|| amount(row).unwrap_or_default().into()),
                })
            })
            .collect()
    }
}

impl SortedRow {
    pub(crate) fn append(&self, rows: &mut Rows) {
        let (whole, is_other) = whole(self.amount);
        rows.text(Some(self.key.security.as_str()))
            .text(self.cusip_printed.as_deref())
            .int(i64::try_from(self.cik.number()).ok())
            .text(self.key.amount_type.map(AmountType::as_str))
            .text(self.key.put_call.map(PutCall::as_str))
            .text(Some(&self.filing))
            .text(Some(&self.issuer))
            .text(Some(&self.class))
            .int(Some(self.value))
            .int(whole)
            .text(is_other.then(|| self.amount.canonical()))
            .int(self.value_filed)
            .text(self.amount_filed.as_ref().map(Canonical::canonical))
            .int(Some(self.rows.into()));
    }
}

/// An amount as a whole number, and whether it is another.
fn whole(amount: Decimal) -> (Option<i64>, bool) {
    if amount.scale() == 0
        && let Ok(whole) = i64::try_from(amount.mantissa())
    {
        return (Some(whole), false);
    }
    let whole = amount.round().to_i64();
    (whole, whole.map(Decimal::from) != Some(amount))
}

/// The CUSIP of a row: where no other was printed, the security's own.
fn cusip(security: Option<&str>, printed: Option<&str>) -> Option<Arc<str>> {
    let own = security.filter(|id| !id.starts_with('~'));
    printed.or(own).map(Into::into)
}

/// The manager in a `cik` column.
pub(crate) fn manager(cell: Option<i64>) -> Result<Cik, SnapshotError> {
    cell.and_then(|number| u64::try_from(number).ok())
        .and_then(Cik::new)
        .ok_or_else(|| SnapshotError::Damaged(format!("column cik holds {cell:?}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn row(security: &str, cusip_printed: Option<&str>) -> SortedRow {
        SortedRow {
            key: PositionKey {
                security: security.parse().unwrap(),
                amount_type: Some(AmountType::Shares),
                put_call: None,
            },
            cik: Cik::new(1).unwrap(),
            accession: "0000000001-25-000001".parse().unwrap(),
            filing: "0000000001-25-000001".into(),
            cusip_printed: cusip_printed.map(Into::into),
            issuer: "APPLE INC".into(),
            class: "COM".into(),
            value: 222,
            amount: "1.5".parse().unwrap(),
            value_filed: None,
            amount_filed: Some("1500".parse().unwrap()),
            rows: 2,
        }
    }

    #[test]
    fn a_cusip_is_the_security_s_own_or_what_is_printed_in_its_place() {
        let mut rows = Rows::new(COLUMNS);
        row("037833100", None).append(&mut rows);
        row("~0123456789abcdef", Some("03783310")).append(&mut rows);
        row("~0123456789abcdef", None).append(&mut rows);
        let read = PositionRow::decode(&rows.take().unwrap()).unwrap();
        let cusips: Vec<_> = read.iter().map(|row| row.cusip.as_deref()).collect();
        assert_eq!(cusips, [Some("037833100"), Some("03783310"), None]);
        let amounts = (read[0].amount, read[0].amount_filed);
        assert_eq!(amounts, ("1.5".parse().unwrap(), "1500".parse().ok()));
    }

    #[test]
    fn rows_of_older_schemas_have_a_column_for_the_cusip() {
        let mut rows = Rows::new(COLUMNS);
        row("037833100", Some("037833100")).append(&mut rows);
        let batch = rows.take().unwrap();
        let written = batch.schema();
        let renamed = written.fields().iter().map(|field| {
            let is_cusip = field.name() == "cusip_printed";
            let name = if is_cusip { "cusip" } else { field.name() };
            field.as_ref().clone().with_name(name)
        });
        let schema = arrow_schema::Schema::new(renamed.collect::<Vec<_>>());
        let older =
            arrow_array::RecordBatch::try_new(Arc::new(schema), batch.columns().to_vec()).unwrap();
        let read = PositionRow::decode(&older).unwrap();
        assert_eq!(read[0].cusip.as_deref(), Some("037833100"));
    }
}
