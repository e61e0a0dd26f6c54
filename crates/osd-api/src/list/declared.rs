//! Columns that are fields of an answer.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use osd_catalog::list::Value;
use osd_domain::{Accession, Cik, IssuerId, Period, SecurityId};

use crate::answers::Figure;

/// A field as a cell of a list.
pub(crate) trait Field {
    /// What it holds.
    fn value(&self) -> Value<'_>;
}

/// The columns of an answer: kind and field. What stands behind `=>` is the way to the answer from
/// the row that holds it.
macro_rules! columns {
    ($row:ty { $($kind:expr => $($field:ident).+),+ $(,)? }) => {
        vec![$({
            const NAME: &str = $crate::list::declared::last(stringify!($($field).+));
            $crate::list::Column::new(NAME, $kind, |row: &$row| {
                $crate::list::declared::Field::value(&row.$($field).+)
            })
        }),+]
    };
}
pub(crate) use columns;

/// The field at the end of a path.
pub(crate) const fn last(path: &'static str) -> &'static str {
    let bytes = path.as_bytes();
    let mut from = bytes.len();
    while from > 0 && bytes[from - 1] != b'.' && bytes[from - 1] != b' ' {
        from -= 1;
    }
    path.split_at(from).1
}

impl Field for i64 {
    fn value(&self) -> Value<'_> {
        Value::Int(*self)
    }
}

impl Field for u64 {
    fn value(&self) -> Value<'_> {
        Value::count(*self)
    }
}

impl Field for u32 {
    fn value(&self) -> Value<'_> {
        Value::Int(i64::from(*self))
    }
}

impl Field for i32 {
    fn value(&self) -> Value<'_> {
        Value::Int(i64::from(*self))
    }
}

impl Field for f64 {
    fn value(&self) -> Value<'_> {
        Value::Ratio(*self)
    }
}

impl Field for bool {
    fn value(&self) -> Value<'_> {
        Value::Flag(*self)
    }
}

impl Field for NaiveDate {
    fn value(&self) -> Value<'_> {
        Value::Day(*self)
    }
}

impl Field for String {
    fn value(&self) -> Value<'_> {
        Value::text(Some(self))
    }
}

impl Field for SecurityId {
    fn value(&self) -> Value<'_> {
        Value::text(Some(self.as_str()))
    }
}

impl Field for Cik {
    fn value(&self) -> Value<'_> {
        Value::count(self.number())
    }
}

impl Field for Figure {
    fn value(&self) -> Value<'_> {
        Value::ratio(self.rounded())
    }
}

impl<T: Field> Field for Option<T> {
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Absent, Field::value)
    }
}

/// Several of something: texts where they can be said as such.
impl<T: std::fmt::Display> Field for Vec<T> {
    fn value(&self) -> Value<'_> {
        match self.is_empty() {
            true => Value::Absent,
            false => Value::Texts(self.iter().map(|one| one.to_string().into()).collect()),
        }
    }
}

impl<K, V> Field for BTreeMap<K, V> {
    fn value(&self) -> Value<'_> {
        match self.is_empty() {
            true => Value::Absent,
            false => Value::Object,
        }
    }
}

/// What is a text to the outside.
macro_rules! said {
    ($($kind:ty),+ $(,)?) => {$(
        impl Field for $kind {
            fn value(&self) -> Value<'_> {
                Value::Text(self.to_string().into())
            }
        }
    )+};
}

said!(
    Accession,
    IssuerId,
    Period,
    osd_domain::Change,
    osd_domain::Kind,
    osd_domain::amendment::Standing,
    osd_domain::change::Basis,
    osd_domain::succession::SuccessionSource,
    osd_catalog::QualityKind,
);

/// Objects: there, or none.
pub(crate) fn objects<T>(all: &[T]) -> Value<'static> {
    match all.is_empty() {
        true => Value::Absent,
        false => Value::Object,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_named_for_its_field() {
        assert_eq!(last("answer . shares_value"), "shares_value");
        assert_eq!(last("answer.value"), "value");
        assert_eq!(last("value"), "value");
    }
}
