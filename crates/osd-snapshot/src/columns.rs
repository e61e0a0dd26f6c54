//! Columns by name: what every file of a snapshot is made of.

use std::{ops::Range, sync::Arc};

use arrow_array::{
    Array, ArrayRef, ArrowPrimitiveType, Date32Array, Int32Array, Int64Array, PrimitiveArray,
    RecordBatch, TimestampMicrosecondArray,
    builder::{
        Date32Builder, Int32Builder, Int64Builder, StringBuilder, TimestampMicrosecondBuilder,
    },
};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use chrono::{DateTime, NaiveDate, Utc};

use crate::{SnapshotError, codes::Texts};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Text, of which many cells have the same.
    Text,
    /// Text, of which hardly two cells have the same.
    Unlike,
    /// JSON of our own, of which hardly two cells are the same and one is asked for at a time.
    Json,
    /// A whole number of 64 bits that is near the one of the row before.
    Int,
    /// A whole number of 64 bits that has nothing to do with the row before.
    Figure,
    /// A whole number of 32 bits.
    Small,
    /// A calendar day.
    Day,
    /// An instant, UTC, in microseconds.
    Instant,
}

/// Name and contents of a column. Every column may be null.
pub(crate) type Column = (&'static str, Holds);

/// The Arrow schema of a list of columns.
pub(crate) fn schema(columns: &[Column]) -> SchemaRef {
    let fields: Vec<Field> = columns
        .iter()
        .map(|(name, holds)| {
            let data_type = match holds {
                Holds::Text | Holds::Unlike | Holds::Json => DataType::Utf8,
                Holds::Int | Holds::Figure => DataType::Int64,
                Holds::Small => DataType::Int32,
                Holds::Day => DataType::Date32,
                Holds::Instant => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            };
            Field::new(*name, data_type, true)
        })
        .collect();
    Arc::new(Schema::new(fields))
}

enum Builder {
    Text(StringBuilder),
    Int(Int64Builder),
    Small(Int32Builder),
    Day(Date32Builder),
    Instant(TimestampMicrosecondBuilder),
}

impl Builder {
    /// Appends cells of a column; none where it is of another type.
    fn copy(&mut self, column: &dyn Array, rows: Range<usize>) -> Option<()> {
        match self {
            Self::Text(cells) => {
                let texts = Texts::of(column)?;
                rows.for_each(|row| cells.append_option(texts.get(row)));
            }
            Self::Int(cells) => cells.append_array(&of_rows(column, rows)?),
            Self::Small(cells) => cells.append_array(&of_rows(column, rows)?),
            Self::Day(cells) => cells.append_array(&of_rows(column, rows)?),
            Self::Instant(cells) => {
                let instants: TimestampMicrosecondArray = of_rows(column, rows)?;
                instants.iter().for_each(|cell| cells.append_option(cell));
            }
        }
        Some(())
    }
}

/// Rows of a column; none where it is of another type.
fn of_rows<T: ArrowPrimitiveType>(
    column: &dyn Array,
    rows: Range<usize>,
) -> Option<PrimitiveArray<T>> {
    let column: &PrimitiveArray<T> = column.as_any().downcast_ref()?;
    Some(column.slice(rows.start, rows.len()))
}

/// Rows under construction. Cells are appended in the order of the columns.
pub(crate) struct Rows {
    schema: SchemaRef,
    builders: Vec<Builder>,
    next: usize,
    rows: usize,
}

impl Rows {
    pub(crate) fn new(columns: &[Column]) -> Self {
        let builders = columns
            .iter()
            .map(|(_, holds)| match holds {
                Holds::Text | Holds::Unlike | Holds::Json => Builder::Text(StringBuilder::new()),
                Holds::Int | Holds::Figure => Builder::Int(Int64Builder::new()),
                Holds::Small => Builder::Small(Int32Builder::new()),
                Holds::Day => Builder::Day(Date32Builder::new()),
                Holds::Instant => Builder::Instant(TimestampMicrosecondBuilder::new()),
            })
            .collect();
        Self {
            schema: schema(columns),
            builders,
            next: 0,
            rows: 0,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    fn cell(&mut self) -> Option<&mut Builder> {
        let at = self.next;
        self.next = (at + 1) % self.builders.len();
        self.rows += usize::from(self.next == 0);
        self.builders.get_mut(at)
    }

    pub(crate) fn text(&mut self, value: Option<impl AsRef<str>>) -> &mut Self {
        match self.cell() {
            Some(Builder::Text(cells)) => cells.append_option(value),
            _ => debug_assert!(false, "a text was appended to a column of another kind"),
        }
        self
    }

    pub(crate) fn int(&mut self, value: Option<i64>) -> &mut Self {
        match self.cell() {
            Some(Builder::Int(cells)) => cells.append_option(value),
            _ => debug_assert!(false, "an int was appended to a column of another kind"),
        }
        self
    }

    pub(crate) fn small(&mut self, value: Option<i32>) -> &mut Self {
        match self.cell() {
            Some(Builder::Small(cells)) => cells.append_option(value),
            _ => debug_assert!(
                false,
                "a small int was appended to a column of another kind"
            ),
        }
        self
    }

    pub(crate) fn day(&mut self, value: Option<NaiveDate>) -> &mut Self {
        match self.cell() {
            Some(Builder::Day(cells)) => {
                cells
                    .append_option(value.map(|day| (day - NaiveDate::default()).num_days() as i32));
            }
            _ => debug_assert!(false, "a day was appended to a column of another kind"),
        }
        self
    }

    pub(crate) fn instant(&mut self, value: Option<DateTime<Utc>>) -> &mut Self {
        match self.cell() {
            Some(Builder::Instant(cells)) => {
                cells.append_option(value.map(|at| at.timestamp_micros()));
            }
            _ => debug_assert!(false, "an instant was appended to a column of another kind"),
        }
        self
    }

    /// Appends rows of a batch with the same columns.
    pub(crate) fn copy(
        &mut self,
        batch: &RecordBatch,
        rows: Range<usize>,
    ) -> Result<(), SnapshotError> {
        if batch.num_columns() != self.builders.len() {
            return Err(SnapshotError::Damaged("a row has other columns".to_owned()));
        }
        for (builder, column) in self.builders.iter_mut().zip(batch.columns()) {
            let copied = builder.copy(column.as_ref(), rows.clone());
            let other = || SnapshotError::Damaged("a column is of another type".to_owned());
            copied.ok_or_else(other)?;
        }
        self.rows += rows.len();
        Ok(())
    }

    /// The rows so far; this starts anew.
    pub(crate) fn take(&mut self) -> Result<RecordBatch, SnapshotError> {
        let arrays: Vec<ArrayRef> = self
            .builders
            .iter_mut()
            .map(|builder| -> ArrayRef {
                match builder {
                    Builder::Text(cells) => Arc::new(cells.finish()),
                    Builder::Int(cells) => Arc::new(cells.finish()),
                    Builder::Small(cells) => Arc::new(cells.finish()),
                    Builder::Day(cells) => Arc::new(cells.finish()),
                    Builder::Instant(cells) => Arc::new(cells.finish().with_timezone("UTC")),
                }
            })
            .collect();
        self.rows = 0;
        RecordBatch::try_new(self.schema.clone(), arrays)
            .map_err(|error| SnapshotError::Damaged(error.to_string()))
    }
}

/// The cells of a batch that was read, by column name.
pub(crate) struct Cells<'a> {
    batch: &'a RecordBatch,
}

impl<'a> Cells<'a> {
    pub(crate) fn of(batch: &'a RecordBatch) -> Self {
        Self { batch }
    }

    pub(crate) fn rows(&self) -> std::ops::Range<usize> {
        0..self.batch.num_rows()
    }

    /// A column of one type.
    pub(crate) fn column<A: Array + 'static>(&self, name: &str) -> Result<&'a A, SnapshotError> {
        let array = self.batch.column_by_name(name);
        array
            .and_then(|array| array.as_any().downcast_ref())
            .ok_or_else(|| {
                SnapshotError::Damaged(format!("column {name} is missing or of another type"))
            })
    }

    /// A column of any type.
    pub(crate) fn any(&self, name: &str) -> Result<&'a dyn Array, SnapshotError> {
        let missing = || SnapshotError::Damaged(format!("column {name} is missing"));
        Ok(self
            .batch
            .column_by_name(name)
            .ok_or_else(missing)?
            .as_ref())
    }

    /// A column of its own: the cells are shared.
    pub(crate) fn array<A: Array + Clone + 'static>(&self, name: &str) -> Result<A, SnapshotError> {
        self.column(name).cloned()
    }

    /// The same of a column that may not have been asked for.
    pub(crate) fn array_if_there<A: Array + Clone + 'static>(
        &self,
        name: &str,
    ) -> Result<Option<A>, SnapshotError> {
        let is_there = self.batch.column_by_name(name).is_some();
        is_there.then(|| self.array(name)).transpose()
    }

    pub(crate) fn text(
        &self,
        name: &str,
    ) -> Result<impl Fn(usize) -> Option<&'a str> + use<'a>, SnapshotError> {
        let column = self.any(name)?;
        let none = || SnapshotError::Damaged(format!("column {name} holds no texts"));
        let texts = Texts::of(column).ok_or_else(none)?;
        Ok(move |row| texts.get(row))
    }

    pub(crate) fn int(
        &self,
        name: &str,
    ) -> Result<impl Fn(usize) -> Option<i64> + use<'a>, SnapshotError> {
        let array: &Int64Array = self.column(name)?;
        Ok(move |row| array.is_valid(row).then(|| array.value(row)))
    }

    pub(crate) fn small(
        &self,
        name: &str,
    ) -> Result<impl Fn(usize) -> Option<i32> + use<'a>, SnapshotError> {
        let array: &Int32Array = self.column(name)?;
        Ok(move |row| array.is_valid(row).then(|| array.value(row)))
    }

    /// A column that older snapshots do not have; empty there.
    pub(crate) fn small_or_none(
        &self,
        name: &str,
    ) -> Result<impl Fn(usize) -> Option<i32> + use<'a>, SnapshotError> {
        let is_there = self.batch.column_by_name(name).is_some();
        let cell = is_there.then(|| self.small(name)).transpose()?;
        Ok(move |row| cell.as_ref().and_then(|cell| cell(row)))
    }

    /// The same of texts.
    pub(crate) fn text_or_none(
        &self,
        name: &str,
    ) -> Result<impl Fn(usize) -> Option<&'a str> + use<'a>, SnapshotError> {
        let is_there = self.batch.column_by_name(name).is_some();
        let cell = is_there.then(|| self.text(name)).transpose()?;
        Ok(move |row| cell.as_ref().and_then(|cell| cell(row)))
    }

    /// The same of whole numbers.
    pub(crate) fn int_or_none(
        &self,
        name: &str,
    ) -> Result<impl Fn(usize) -> Option<i64> + use<'a>, SnapshotError> {
        let is_there = self.batch.column_by_name(name).is_some();
        let cell = is_there.then(|| self.int(name)).transpose()?;
        Ok(move |row| cell.as_ref().and_then(|cell| cell(row)))
    }

    pub(crate) fn day(
        &self,
        name: &str,
    ) -> Result<impl Fn(usize) -> Option<NaiveDate> + use<'a>, SnapshotError> {
        let array: &Date32Array = self.column(name)?;
        Ok(move |row| {
            array
                .is_valid(row)
                .then(|| array.value_as_date(row))
                .flatten()
        })
    }

    pub(crate) fn instant(
        &self,
        name: &str,
    ) -> Result<impl Fn(usize) -> Option<DateTime<Utc>> + use<'a>, SnapshotError> {
        let array: &TimestampMicrosecondArray = self.column(name)?;
        Ok(move |row| {
            array
                .is_valid(row)
                .then(|| DateTime::from_timestamp_micros(array.value(row)))
                .flatten()
        })
    }
}

/// Parses a cell that must hold one of our own texts.
pub(crate) fn parse<T: std::str::FromStr>(
    name: &str,
    text: Option<&str>,
) -> Result<T, SnapshotError> {
    let text = text.unwrap_or_default();
    text.parse()
        .map_err(|_| SnapshotError::Damaged(format!("column {name} holds {text:?}")))
}

/// Parses a cell that may be null.
pub(crate) fn parse_option<T: std::str::FromStr>(
    name: &str,
    text: Option<&str>,
) -> Result<Option<T>, SnapshotError> {
    text.map(|text| parse(name, Some(text))).transpose()
}

/// A count, which is never negative in a sound file.
pub(crate) fn count(name: &str, value: Option<i64>) -> Result<u64, SnapshotError> {
    value
        .and_then(|value| u64::try_from(value).ok())
        .ok_or_else(|| SnapshotError::Damaged(format!("column {name} holds {value:?}")))
}

/// A sum of dollars as a column of 64 bits holds it. Sums reach that bound only where a filer
/// printed nonsense; they stay at the bound then.
pub(crate) fn dollars(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

/// A count as a column of 64 bits holds it.
pub(crate) fn as_int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A cell with JSON of our own.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<String, SnapshotError> {
    serde_json::to_string(value).map_err(|error| SnapshotError::Damaged(error.to_string()))
}

/// What a cell with JSON of our own holds.
pub(crate) fn parse_json<T: serde::de::DeserializeOwned>(
    name: &str,
    text: Option<&str>,
) -> Result<Option<T>, SnapshotError> {
    let parsed = text.map(serde_json::from_str).transpose();
    parsed.map_err(|error| SnapshotError::Damaged(format!("column {name}: {error}")))
}
