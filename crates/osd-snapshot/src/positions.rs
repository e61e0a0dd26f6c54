//! `positions-by-security.parquet`: the rows of one filing for one position, added up, in
//! dollars.

use std::{ops::Range, str::FromStr, sync::Arc};

use arrow_array::{Array, Int64Array};
use osd_domain::{
    Accession, AmountType, Cik, Kind, Position, PositionKey, PutCall, SecurityId,
    position::Sources, printed::Canonical,
};
use rust_decimal::{Decimal, prelude::ToPrimitive};

use crate::{
    SnapshotError,
    codes::Codes,
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

    /// All columns but those of what is printed.
    pub(crate) fn columns_of_figures() -> Vec<&'static str> {
        let names = COLUMNS.iter().map(|(name, _)| *name);
        let is_printed = |name: &&str| matches!(*name, "cusip_printed" | "issuer" | "class");
        names.filter(|name| !is_printed(name)).collect()
    }

    /// The rows of a batch, in their order; names where the batch has them.
    pub(crate) fn decode(batch: &arrow_array::RecordBatch) -> Result<Vec<Self>, SnapshotError> {
        let cells = Cells::of(batch);
        let text = |text: &str| Ok(Arc::from(text));
        let security = Codes::of_few(cells.any("security")?, Security::of)?;
        let stakes = Stakes::of(&cells)?;
        // Before schema 5, the column had the security's own, too.
        let printed = cells.text_or_none("cusip_printed")?;
        let cusip_before = cells.text_or_none("cusip")?;
        let names = |column| {
            let cells = batch.column_by_name(column);
            cells.map(|cells| Codes::of_few(cells, text)).transpose()
        };
        let (issuer, class) = (names("issuer")?, names("class")?);
        let name = |names: &Option<Codes<Arc<str>>>, row| {
            let name = names.as_ref().and_then(|names| names.get(row));
            name.cloned().unwrap_or_default()
        };
        let value_filed = cells.int_or_none("value_filed")?;
        let amount_filed = cells.text_or_none("amount_filed")?;
        let added_up = cells.int_or_none("rows")?;
        let nameless = || SnapshotError::Damaged("a position has no security".to_owned());
        cells
            .rows()
            .map(|row| {
                let security = security.get(row).ok_or_else(nameless)?;
                let printed = printed(row).or_else(|| cusip_before(row));
                Ok(Self {
                    key: stakes.key(row, &security.id),
                    cik: stakes.cik(row)?,
                    accession: stakes.accession(row)?,
                    cusip: printed.map(Arc::from).or_else(|| security.cusip.clone()),
                    issuer: name(&issuer, row),
                    class: name(&class, row),
                    value: stakes.value(row),
                    amount: stakes.amount(row),
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
        let stakes = Stakes::of(&cells)?;
        cells
            .rows()
            .map(|row| {
                Ok(Self {
                    cik: stakes.cik(row)?,
                    accession: stakes.accession(row)?,
                    kind: stakes.key(row, of).kind(),
                    value: stakes.value(row),
                    amount: stakes.amount(row),
                })
            })
            .collect()
    }
}

/// A security, and the CUSIP of its rows where no other is printed: its own.
struct Security {
    id: SecurityId,
    cusip: Option<Arc<str>>,
}

impl Security {
    fn of(text: &str) -> Result<Self, SnapshotError> {
        Ok(Self {
            id: parse("security", Some(text))?,
            cusip: (!text.starts_with('~')).then(|| text.into()),
        })
    }
}

/// Who says how much of what kind: cells that are read however much else is.
struct Stakes<'a> {
    cik: &'a Int64Array,
    amount_type: Codes<AmountType>,
    put_call: Codes<PutCall>,
    accession: Codes<Accession>,
    value: &'a Int64Array,
    amount: &'a Int64Array,
    amount_exact: Codes<Decimal>,
}

impl<'a> Stakes<'a> {
    fn of(cells: &Cells<'a>) -> Result<Self, SnapshotError> {
        Ok(Self {
            cik: cells.column("cik")?,
            amount_type: parsed(cells, "amount_type")?,
            put_call: parsed(cells, "put_call")?,
            accession: parsed(cells, "accession")?,
            value: cells.column("value")?,
            amount: cells.column("amount")?,
            amount_exact: parsed(cells, "amount_exact")?,
        })
    }

    fn key(&self, row: usize, security: &SecurityId) -> PositionKey {
        PositionKey {
            security: security.clone(),
            amount_type: self.amount_type.get(row).copied(),
            put_call: self.put_call.get(row).copied(),
        }
    }

    fn cik(&self, row: usize) -> Result<Cik, SnapshotError> {
        manager(whole_number(self.cik, row))
    }

    fn accession(&self, row: usize) -> Result<Accession, SnapshotError> {
        let nameless = || SnapshotError::Damaged("a position has no filing".to_owned());
        self.accession.get(row).copied().ok_or_else(nameless)
    }

    fn value(&self, row: usize) -> i64 {
        whole_number(self.value, row).unwrap_or_default()
    }

    fn amount(&self, row: usize) -> Decimal {
        let exact = self.amount_exact.get(row).copied();
        exact.unwrap_or_else(|| whole_number(self.amount, row).unwrap_or_default().into())
    }
}

fn whole_number(cells: &Int64Array, row: usize) -> Option<i64> {
    cells.is_valid(row).then(|| cells.value(row))
}

/// A column of our own texts.
fn parsed<T: FromStr>(cells: &Cells<'_>, name: &str) -> Result<Codes<T>, SnapshotError> {
    Codes::of_few(cells.any(name)?, |text| parse(name, Some(text)))
}

/// Where the rows of a manager are among those of a security, which come in batches in the order of
/// managers.
pub(crate) fn places_of(
    batches: impl Iterator<Item = Result<arrow_array::RecordBatch, SnapshotError>>,
    manager: Cik,
) -> Result<Range<u64>, SnapshotError> {
    let mut places = 0..0;
    for batch in batches {
        let batch = batch?;
        let managers: &Int64Array = Cells::of(&batch).column("cik")?;
        let number = |cik: &i64| u64::try_from(*cik).unwrap_or_default();
        let managers = managers.values();
        let first = managers.partition_point(|cik| number(cik) < manager.number());
        let end = managers.partition_point(|cik| number(cik) <= manager.number());
        places.start += first as u64;
        places.end += end as u64;
        if end < managers.len() {
            break;
        }
    }
    Ok(places)
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
