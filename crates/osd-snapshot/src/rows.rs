//! Rows as they are judged and added up: the columns of `lines.parquet` that this takes, read
//! where they lie.

use std::{borrow::Cow, collections::HashMap, ops::Range, sync::Arc};

use arrow_array::{Array, Int32Array, Int64Array, RecordBatch, StringArray};
use osd_domain::{AmountType, Cusip, PutCall, Row, SecurityId};
use rust_decimal::Decimal;

use crate::{
    SnapshotError,
    columns::{Cells, parse, parse_json, parse_option},
    lines::Odd,
    table::{Batches, Table, TableWriter},
};

/// The columns that are read.
const COLUMNS: &[&str] = &[
    "ordinal",
    "security",
    "issuer",
    "class",
    "value",
    "amount",
    "amount_type",
    "put_call",
    "other_managers",
    "as_printed",
];

/// The rows of a batch.
struct Part {
    batch: RecordBatch,
    ordinal: Int32Array,
    securities: Vec<SecurityId>,
    issuer: StringArray,
    class: StringArray,
    value: Int64Array,
    amount: Int64Array,
    kinds: Vec<(Option<AmountType>, Option<PutCall>)>,
    other_managers: StringArray,
    /// Cells in another spelling than the usual one that matter here, by place in the batch.
    odd: HashMap<usize, OddCells>,
}

/// What of a row's odd cells is judged and added up.
struct OddCells {
    cusip: Option<Box<str>>,
    value: Option<Decimal>,
    amount: Option<Decimal>,
}

impl Part {
    fn of(batch: &RecordBatch) -> Result<Self, SnapshotError> {
        let cells = Cells::of(batch);
        let security = cells.text("security")?;
        let securities = cells.rows().map(|row| parse("security", security(row)));
        let (amount_type, put_call) = (cells.text("amount_type")?, cells.text("put_call")?);
        let kinds = cells.rows().map(|row| {
            let amount_type = parse_option("amount_type", amount_type(row))?;
            Ok((amount_type, parse_option("put_call", put_call(row))?))
        });
        Ok(Self {
            batch: batch.clone(),
            ordinal: cells.array("ordinal")?,
            securities: securities.collect::<Result<_, SnapshotError>>()?,
            issuer: cells.array("issuer")?,
            class: cells.array("class")?,
            value: cells.array("value")?,
            amount: cells.array("amount")?,
            kinds: kinds.collect::<Result<_, SnapshotError>>()?,
            other_managers: cells.array("other_managers")?,
            odd: odd_cells(&cells)?,
        })
    }

    fn len(&self) -> usize {
        self.ordinal.len()
    }
}

fn odd_cells(cells: &Cells<'_>) -> Result<HashMap<usize, OddCells>, SnapshotError> {
    let mut found = HashMap::new();
    let as_printed = cells.text("as_printed")?;
    for row in cells.rows() {
        let Some(json) = as_printed(row) else {
            continue;
        };
        // Rows of whole tables print their figures with commas: that does not matter here.
        if !json.contains(".exact\"") && !json.contains("\"cusip\"") {
            continue;
        }
        let odd: Odd = parse_json("as_printed", Some(json))?.unwrap_or_default();
        let exact = |field: &str| parse_option(field, odd.get(field).map(String::as_str));
        let matters = OddCells {
            cusip: odd.get("cusip").map(|text| text.as_str().into()),
            value: exact("value.exact")?,
            amount: exact("amount.exact")?,
        };
        found.insert(row, matters);
    }
    Ok(found)
}

/// A row where it lies.
#[derive(Clone, Copy)]
pub(crate) struct RowAt<'a> {
    part: &'a Part,
    at: usize,
}

fn text(array: &StringArray, at: usize) -> Option<&str> {
    array.is_valid(at).then(|| array.value(at))
}

fn int(array: &Int64Array, at: usize) -> Option<Decimal> {
    array.is_valid(at).then(|| array.value(at).into())
}

impl RowAt<'_> {
    fn odd(&self) -> Option<&OddCells> {
        if self.part.odd.is_empty() {
            return None;
        }
        self.part.odd.get(&self.at)
    }
}

impl Row for RowAt<'_> {
    fn ordinal(&self) -> u32 {
        u32::try_from(self.part.ordinal.value(self.at)).unwrap_or(0)
    }

    fn security(&self) -> SecurityId {
        self.part.securities[self.at].clone()
    }

    fn cusip(&self) -> Option<Cusip> {
        self.part.securities[self.at].cusip()
    }

    fn printed_cusip(&self) -> Cow<'_, str> {
        match self.odd().and_then(|odd| odd.cusip.as_deref()) {
            Some(printed) => Cow::Borrowed(printed),
            None => match self.cusip() {
                Some(cusip) => Cow::Owned(cusip.to_string()),
                None => Cow::Borrowed(""),
            },
        }
    }

    fn issuer(&self) -> &str {
        text(&self.part.issuer, self.at).unwrap_or_default()
    }

    fn class(&self) -> &str {
        text(&self.part.class, self.at).unwrap_or_default()
    }

    fn value(&self) -> Option<Decimal> {
        let exact = self.odd().and_then(|odd| odd.value);
        exact.or_else(|| int(&self.part.value, self.at))
    }

    fn amount(&self) -> Option<Decimal> {
        let exact = self.odd().and_then(|odd| odd.amount);
        exact.or_else(|| int(&self.part.amount, self.at))
    }

    fn amount_type(&self) -> Option<AmountType> {
        self.part.kinds[self.at].0
    }

    fn put_call(&self) -> Option<PutCall> {
        self.part.kinds[self.at].1
    }

    fn other_managers(&self) -> Option<&str> {
        text(&self.part.other_managers, self.at)
    }
}

/// The rows of a filing, in parts of batches.
#[derive(Default)]
pub(crate) struct RowsOf {
    parts: Vec<(Arc<Part>, Range<usize>)>,
}

impl RowsOf {
    /// The rows of a range, which lie anywhere.
    pub(crate) fn read(lines: &Table, range: Range<u64>) -> Result<Self, SnapshotError> {
        let mut rows = Self::default();
        if range.is_empty() {
            return Ok(rows);
        }
        for batch in lines.slice(range, Some(COLUMNS))? {
            let part = Part::of(&batch?)?;
            let all = 0..part.len();
            rows.parts.push((Arc::new(part), all));
        }
        Ok(rows)
    }

    /// The rows, in their order.
    pub(crate) fn rows(&self) -> Vec<RowAt<'_>> {
        let parts = self.parts.iter();
        parts
            .flat_map(|(part, places)| places.clone().map(move |at| RowAt { part, at }))
            .collect()
    }

    /// Appends the rows as they are, all cells of them: they were read by [`Cursor::of_all_cells`].
    pub(crate) fn copy_to(&self, lines: &mut TableWriter) -> Result<(), SnapshotError> {
        for (part, places) in &self.parts {
            for at in places.clone() {
                lines.row()?.copy(&part.batch, at)?;
            }
        }
        Ok(())
    }
}

/// Reads filing after filing in the order of the file, each batch once.
pub(crate) struct Cursor {
    lines: Table,
    /// Those that are read; all where none are named.
    columns: Option<&'static [&'static str]>,
    batches: Option<Batches>,
    /// The batch that was read last, and the place of its first row in the file.
    last: Option<(Arc<Part>, u64)>,
    /// The place of the row behind it.
    next: u64,
}

impl Cursor {
    pub(crate) fn new(lines: Table) -> Self {
        Self {
            lines,
            columns: Some(COLUMNS),
            batches: None,
            last: None,
            next: 0,
        }
    }

    /// One that reads what is neither judged nor added up, too.
    pub(crate) fn of_all_cells(lines: Table) -> Self {
        Self {
            columns: None,
            ..Self::new(lines)
        }
    }

    /// The rows of a range that does not begin before the ones read so far.
    pub(crate) fn read(&mut self, range: Range<u64>) -> Result<RowsOf, SnapshotError> {
        let mut rows = RowsOf::default();
        if range.is_empty() {
            return Ok(rows);
        }
        if self.batches.is_none() {
            let rest = range.start..self.lines.rows();
            self.next = range.start;
            self.batches = Some(self.lines.slice(rest, self.columns)?);
        }
        let held_from = self.last.as_ref().map_or(self.next, |(_, first)| *first);
        if range.start < held_from {
            return Err(SnapshotError::Damaged(format!(
                "filings do not have their lines in their order: row {}",
                range.start
            )));
        }
        loop {
            if let Some((part, first)) = &self.last {
                let place = |row: u64| row.clamp(*first, self.next) - first;
                let places = place(range.start) as usize..place(range.end) as usize;
                if !places.is_empty() {
                    rows.parts.push((Arc::clone(part), places));
                }
            }
            if self.next >= range.end {
                return Ok(rows);
            }
            let batch = self.batches.as_mut().and_then(Iterator::next).transpose()?;
            let Some(batch) = batch else {
                let end = range.end;
                return Err(SnapshotError::Damaged(format!("no row {end} of lines")));
            };
            self.last = Some((Arc::new(Part::of(&batch)?), self.next));
            self.next += batch.num_rows() as u64;
        }
    }
}
