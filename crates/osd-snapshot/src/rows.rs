//! Rows as they are judged and added up: the columns of `lines.parquet` that this takes, read
//! where they lie.

use std::{borrow::Cow, ops::Range, sync::Arc};

use arrow_array::{Array, Int32Array, Int64Array, RecordBatch};
use osd_domain::{AmountType, Cusip, PutCall, Row, SecurityId};
use rust_decimal::Decimal;

use crate::{
    SnapshotError,
    codes::Codes,
    columns::{Cells, parse, parse_json, parse_option},
    lines::Odd,
    table::{Table, TableWriter},
};

/// The columns that are read, but for those that a question does not take.
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

const ORDINAL: &str = "ordinal";
const OTHER_MANAGERS: &str = "other_managers";

/// What is taken of rows beside what every question takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Also {
    /// The ordinals, by which repairs name rows; without them every row has 0.
    pub(crate) ordinals: bool,
    /// The numbers of other included managers; without them no row has any.
    pub(crate) other_managers: bool,
}

impl Also {
    fn columns(self) -> Vec<&'static str> {
        let is_taken = |column: &str| match column {
            ORDINAL => self.ordinals,
            OTHER_MANAGERS => self.other_managers,
            _ => true,
        };
        let columns = COLUMNS.iter().copied();
        columns.filter(|column| is_taken(column)).collect()
    }
}

/// The rows of a batch.
struct Part {
    batch: RecordBatch,
    ordinal: Option<Int32Array>,
    security: Codes<Security>,
    issuer: Codes<Arc<str>>,
    class: Codes<Arc<str>>,
    value: Int64Array,
    amount: Int64Array,
    amount_type: Codes<AmountType>,
    put_call: Codes<PutCall>,
    other_managers: Option<Codes<Arc<str>>>,
    /// Cells in another spelling than the usual one that matter here.
    odd: Codes<Option<OddCells>>,
}

/// A security, as rows ask for it.
struct Security {
    id: SecurityId,
    cusip: Option<Cusip>,
    text: Arc<str>,
}

impl Security {
    fn of(text: &str) -> Result<Self, SnapshotError> {
        let cusip: Option<Cusip> = text.parse().ok();
        let id = match cusip {
            Some(cusip) => SecurityId::of_cusip(cusip),
            None => parse("security", Some(text))?,
        };
        let text = text.into();
        Ok(Self { id, cusip, text })
    }
}

/// What of a row's odd cells is judged and added up.
struct OddCells {
    cusip: Option<Box<str>>,
    value: Option<Decimal>,
    amount: Option<Decimal>,
}

/// How many batches are read.
#[derive(Clone, Copy)]
enum Reading<'a> {
    /// This one.
    Few,
    /// One after the other, after this one, where there is one.
    Pass(Option<&'a Part>),
}

impl<'a> Reading<'a> {
    fn codes<T: 'a>(
        self,
        column: &dyn Array,
        of_part: impl Fn(&'a Part) -> &'a Codes<T>,
        meaning: impl Fn(&str) -> Result<T, SnapshotError>,
    ) -> Result<Codes<T>, SnapshotError> {
        self.codes_if_there(column, |part| Some(of_part(part)), meaning)
    }

    /// The same of a column that the batch before may not have.
    fn codes_if_there<T: 'a>(
        self,
        column: &dyn Array,
        of_part: impl Fn(&'a Part) -> Option<&'a Codes<T>>,
        meaning: impl Fn(&str) -> Result<T, SnapshotError>,
    ) -> Result<Codes<T>, SnapshotError> {
        match self {
            Self::Few => Codes::of_few(column, meaning),
            Self::Pass(before) => Codes::of_pass(column, before.and_then(of_part), meaning),
        }
    }
}

impl Part {
    fn of(batch: &RecordBatch, reading: Reading<'_>) -> Result<Self, SnapshotError> {
        let cells = Cells::of(batch);
        let column = |name| cells.any(name);
        let text = |text: &str| Ok(Arc::from(text));
        let amount_type = |text: &str| parse("amount_type", Some(text));
        let put_call = |text: &str| parse("put_call", Some(text));
        let part = Self {
            batch: batch.clone(),
            ordinal: cells.array_if_there(ORDINAL)?,
            security: reading.codes(column("security")?, |one| &one.security, Security::of)?,
            issuer: reading.codes(column("issuer")?, |one| &one.issuer, text)?,
            class: reading.codes(column("class")?, |one| &one.class, text)?,
            value: cells.array("value")?,
            amount: cells.array("amount")?,
            amount_type: reading.codes(
                column("amount_type")?,
                |one| &one.amount_type,
                amount_type,
            )?,
            put_call: reading.codes(column("put_call")?, |one| &one.put_call, put_call)?,
            other_managers: match batch.column_by_name(OTHER_MANAGERS) {
                Some(others) => {
                    Some(reading.codes_if_there(others, |one| one.other_managers.as_ref(), text)?)
                }
                None => None,
            },
            odd: reading.codes(column("as_printed")?, |one| &one.odd, odd_cells)?,
        };
        match part.security.is_everywhere() {
            true => Ok(part),
            false => Err(SnapshotError::Damaged("a row has no security".to_owned())),
        }
    }

    fn len(&self) -> usize {
        self.value.len()
    }
}

/// The cells of a row that are not printed in the usual spelling, where that matters here: rows of
/// whole tables print their figures with commas, which does not.
fn odd_cells(json: &str) -> Result<Option<OddCells>, SnapshotError> {
    if !json.contains(".exact\"") && !json.contains("\"cusip\"") {
        return Ok(None);
    }
    let odd: Odd = parse_json("as_printed", Some(json))?.unwrap_or_default();
    let exact = |field: &str| parse_option(field, odd.get(field).map(String::as_str));
    Ok(Some(OddCells {
        cusip: odd.get("cusip").map(|text| text.as_str().into()),
        value: exact("value.exact")?,
        amount: exact("amount.exact")?,
    }))
}

/// A row where it lies.
#[derive(Clone, Copy)]
pub(crate) struct RowAt<'a> {
    part: &'a Part,
    at: usize,
}

fn int(array: &Int64Array, at: usize) -> Option<Decimal> {
    array.is_valid(at).then(|| array.value(at).into())
}

impl<'a> RowAt<'a> {
    fn odd(&self) -> Option<&'a OddCells> {
        self.part.odd.get(self.at)?.as_ref()
    }

    /// Every row has one: a part is not made otherwise.
    fn known(&self) -> Option<&'a Security> {
        self.part.security.get(self.at)
    }
}

impl Row for RowAt<'_> {
    fn ordinal(&self) -> u32 {
        let ordinal = self.part.ordinal.as_ref().map(|all| all.value(self.at));
        ordinal
            .and_then(|ordinal| u32::try_from(ordinal).ok())
            .unwrap_or(0)
    }

    fn security(&self) -> SecurityId {
        let nothing = || SecurityId::of_names("", "", "");
        self.known().map_or_else(nothing, |one| one.id.clone())
    }

    fn cusip(&self) -> Option<Cusip> {
        self.known()?.cusip
    }

    fn printed_cusip(&self) -> Cow<'_, str> {
        match self.odd().and_then(|odd| odd.cusip.as_deref()) {
            Some(printed) => Cow::Borrowed(printed),
            None => match self.known().filter(|one| one.cusip.is_some()) {
                Some(security) => Cow::Borrowed(&security.text),
                None => Cow::Borrowed(""),
            },
        }
    }

    fn issuer(&self) -> &str {
        self.part.issuer.get(self.at).map_or("", AsRef::as_ref)
    }

    fn class(&self) -> &str {
        self.part.class.get(self.at).map_or("", AsRef::as_ref)
    }

    fn shared_cusip(&self) -> Option<Arc<str>> {
        let security = self.known().filter(|one| one.cusip.is_some())?;
        Some(Arc::clone(&security.text))
    }

    fn shared_issuer(&self) -> Arc<str> {
        let issuer = self.part.issuer.get(self.at);
        issuer.map_or_else(Arc::default, Arc::clone)
    }

    fn shared_class(&self) -> Arc<str> {
        let class = self.part.class.get(self.at);
        class.map_or_else(Arc::default, Arc::clone)
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
        self.part.amount_type.get(self.at).copied()
    }

    fn put_call(&self) -> Option<PutCall> {
        self.part.put_call.get(self.at).copied()
    }

    fn other_managers(&self) -> Option<&str> {
        let others = self.part.other_managers.as_ref()?;
        others.get(self.at).map(AsRef::as_ref)
    }
}

/// The rows of a filing, in parts of batches.
#[derive(Default)]
pub(crate) struct RowsOf {
    parts: Vec<(Arc<Part>, Range<usize>)>,
}

impl RowsOf {
    /// The rows of a range, which lie anywhere.
    pub(crate) fn read(
        lines: &Table,
        range: Range<u64>,
        also: Also,
    ) -> Result<Self, SnapshotError> {
        let mut rows = Self::default();
        for batch in lines.coded(range, Some(&also.columns())) {
            let part = Part::of(&batch?, Reading::Few)?;
            let places = 0..part.len();
            rows.parts.push((Arc::new(part), places));
        }
        Ok(rows)
    }

    /// The rows, in their order.
    pub(crate) fn rows(&self) -> Vec<RowAt<'_>> {
        let all = self.parts.iter().map(|(_, places)| places.len()).sum();
        let mut rows = Vec::with_capacity(all);
        for (part, places) in &self.parts {
            rows.extend(places.clone().map(|at| RowAt { part, at }));
        }
        rows
    }

    /// Appends the rows as they are, all cells of them: they were read by [`Cursor::of_all_cells`].
    pub(crate) fn copy_to(&self, lines: &mut TableWriter) -> Result<(), SnapshotError> {
        for (part, places) in &self.parts {
            lines.copy(&part.batch, places.clone())?;
        }
        Ok(())
    }
}

/// So many rows that nobody asks for are left out rather than read.
const FAR: u64 = 8_192;

/// Reads filing after filing in the order of the file, each batch once.
pub(crate) struct Cursor {
    lines: Table,
    of: Wanted,
    parts: Option<Parts>,
    /// The batch that was read last, and the place of its first row in the file.
    last: Option<(Arc<Part>, u64)>,
    /// The place of the row behind it.
    next: u64,
}

type Parts = Box<dyn Iterator<Item = Result<Arc<Part>, SnapshotError>> + Send>;

/// Which cells of rows are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// Those that are judged and added up.
    Judged,
    /// All, on a thread that reads ahead.
    All,
}

impl Cursor {
    pub(crate) fn new(lines: Table) -> Self {
        Self {
            lines,
            of: Wanted::Judged,
            parts: None,
            last: None,
            next: 0,
        }
    }

    /// One that reads what is neither judged nor added up, too, ahead of who asks.
    pub(crate) fn of_all_cells(lines: Table) -> Self {
        Self {
            of: Wanted::All,
            ..Self::new(lines)
        }
    }

    /// The batches from a row on; what texts mean is taken over from the batch read last.
    fn parts(&self, first: u64) -> Parts {
        let rest = first..self.lines.rows();
        let mut before = self.last.as_ref().map(|(part, _)| Arc::clone(part));
        let mut part = move |batch: RecordBatch| {
            let part = Arc::new(Part::of(&batch, Reading::Pass(before.as_deref()))?);
            before = Some(Arc::clone(&part));
            Ok(part)
        };
        match self.of {
            Wanted::Judged => {
                let batches = self.lines.coded(rest, Some(COLUMNS));
                Box::new(batches.map(move |batch| part(batch?)))
            }
            Wanted::All => Box::new(self.lines.coded(rest, None).ahead(part)),
        }
    }

    /// The rows of a range that does not begin before the ones read so far.
    pub(crate) fn read(&mut self, range: Range<u64>) -> Result<RowsOf, SnapshotError> {
        let mut rows = RowsOf::default();
        if range.is_empty() {
            return Ok(rows);
        }
        let is_far = range.start > self.next.saturating_add(FAR) && self.of == Wanted::Judged;
        if self.parts.is_none() || is_far {
            self.parts = Some(self.parts(range.start));
            (self.last, self.next) = (None, range.start);
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
            let part = self.parts.as_mut().and_then(Iterator::next).transpose()?;
            let Some(part) = part else {
                let end = range.end;
                return Err(SnapshotError::Damaged(format!("no row {end} of lines")));
            };
            let rows = part.len() as u64;
            self.last = Some((part, self.next));
            self.next += rows;
        }
    }
}
