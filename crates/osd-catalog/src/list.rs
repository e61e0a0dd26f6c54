//! What a list is asked for: which rows, in which order, which of them. The words are the same for
//! rows in memory and for rows in SQL.

pub(crate) mod sql;

use std::{borrow::Cow, cmp::Ordering};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a cell of a list holds, and what it is compared with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value<'a> {
    /// Nothing.
    #[serde(rename = "n")]
    Absent,
    /// A whole number.
    #[serde(rename = "i")]
    Int(i64),
    /// A fraction, never NaN. Kept by its bits: it must come back as it was.
    #[serde(rename = "r", with = "bits")]
    Ratio(f64),
    /// A text.
    #[serde(rename = "t")]
    Text(Cow<'a, str>),
    /// A day.
    #[serde(rename = "d")]
    Day(NaiveDate),
    /// Whether it is so.
    #[serde(rename = "f")]
    Flag(bool),
    /// Several texts; not sorted by.
    #[serde(rename = "l")]
    Texts(Vec<Cow<'a, str>>),
    /// Something that is no single value, such as an object; not sorted by.
    #[serde(rename = "o")]
    Object,
}

mod bits {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(value: &f64, to: S) -> Result<S::Ok, S::Error> {
        value.to_bits().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
        u64::deserialize(from).map(f64::from_bits)
    }
}

impl<'a> Value<'a> {
    /// A text that may be absent.
    pub fn text(text: Option<&'a str>) -> Self {
        text.map_or(Self::Absent, |text| Self::Text(Cow::Borrowed(text)))
    }

    /// A whole number that may be absent.
    pub fn int(number: Option<i64>) -> Self {
        number.map_or(Self::Absent, Self::Int)
    }

    /// A fraction that may be absent.
    pub fn ratio(ratio: Option<f64>) -> Self {
        ratio.map_or(Self::Absent, Self::Ratio)
    }

    /// A count.
    pub fn count(count: u64) -> Self {
        Self::Int(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// The same, borrowing nothing.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::Texts(texts) => {
                let owned = texts.into_iter().map(|text| Cow::Owned(text.into_owned()));
                Value::Texts(owned.collect())
            }
            Self::Absent => Value::Absent,
            Self::Int(number) => Value::Int(number),
            Self::Ratio(ratio) => Value::Ratio(ratio),
            Self::Day(day) => Value::Day(day),
            Self::Flag(flag) => Value::Flag(flag),
            Self::Object => Value::Object,
        }
    }

    /// The order of two values of one column: what is absent comes last in either direction.
    pub fn order(&self, other: &Value<'_>, descending: bool) -> Ordering {
        match (self, other) {
            (Self::Absent, Value::Absent) => Ordering::Equal,
            (Self::Absent, _) => Ordering::Greater,
            (_, Value::Absent) => Ordering::Less,
            _ if descending => self.natural(other).reverse(),
            _ => self.natural(other),
        }
    }

    /// Whether its text, or one of its texts, is such.
    fn any_text(&self, is_such: impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Text(text) => is_such(text),
            Self::Texts(texts) => texts.iter().any(|text| is_such(text)),
            _ => false,
        }
    }

    /// The order of two values that are there; values of different kinds do not meet.
    fn natural(&self, other: &Value<'_>) -> Ordering {
        match (self, other) {
            (Self::Int(a), Value::Int(b)) => a.cmp(b),
            (Self::Ratio(a), Value::Ratio(b)) => a.total_cmp(b),
            (Self::Text(a), Value::Text(b)) => a.as_bytes().cmp(b.as_bytes()),
            (Self::Day(a), Value::Day(b)) => a.cmp(b),
            (Self::Flag(a), Value::Flag(b)) => a.cmp(b),
            _ => Ordering::Equal,
        }
    }
}

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Equal.
    Eq,
    /// Not equal, or absent.
    Ne,
    /// Greater.
    Gt,
    /// Greater or equal.
    Gte,
    /// Less.
    Lt,
    /// Less or equal.
    Lte,
}

/// What is asked of a cell. An absent one is only not equal, or absent.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// Compared with a value.
    Compared(Comparison, Value<'static>),
    /// Equal to one of these.
    In(Vec<Value<'static>>),
    /// Contains these words, given as [`fold`](crate::fold) gives them: of texts.
    Has(String),
    /// Contains these letters, given in lower case: of codes.
    HasLetters(String),
    /// Is there.
    Present,
    /// Is not there.
    Absent,
}

impl Test {
    /// Whether a cell passes.
    pub fn passes(&self, cell: &Value<'_>) -> bool {
        let is_there = *cell != Value::Absent;
        match self {
            Self::Present => is_there,
            Self::Absent => !is_there,
            Self::Compared(Comparison::Ne, value) => {
                !is_there || cell.natural(value) != Ordering::Equal
            }
            Self::Compared(comparison, value) => is_there && comparison.holds(cell.natural(value)),
            Self::In(values) => {
                let equal = |value: &Value<'_>| cell.natural(value) == Ordering::Equal;
                is_there && values.iter().any(equal)
            }
            Self::Has(folded) => cell.any_text(|text| crate::fold(text).contains(folded.as_str())),
            Self::HasLetters(letters) => {
                cell.any_text(|text| text.to_ascii_lowercase().contains(letters.as_str()))
            }
        }
    }
}

impl Comparison {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Eq => order.is_eq(),
            Self::Ne => order.is_ne(),
            Self::Gt => order.is_gt(),
            Self::Gte => order.is_ge(),
            Self::Lt => order.is_lt(),
            Self::Lte => order.is_le(),
        }
    }
}

/// A test of one column.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// The column.
    pub column: &'static str,
    /// The test.
    pub test: Test,
}

/// A column to sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SortBy {
    /// The column.
    pub column: &'static str,
    /// Largest first.
    pub descending: bool,
}

/// Where a page begins.
#[derive(Debug, Clone, PartialEq)]
pub enum Start {
    /// After so many rows.
    Offset(u64),
    /// After the row with these values of the columns sorted by, the unique ones last. It is the
    /// place of that row that is given as `offset`.
    After {
        /// How many rows came before the page.
        offset: u64,
        /// The values of the last of them.
        values: Vec<Value<'static>>,
    },
}

impl Start {
    /// How many rows come before the page.
    pub fn offset(&self) -> u64 {
        match self {
            Self::Offset(offset) | Self::After { offset, .. } => *offset,
        }
    }
}

/// A question for a page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListQuery {
    /// All of these must pass.
    pub filters: Vec<Filter>,
    /// Each of these words must be somewhere, as [`fold`](crate::fold) gives them.
    pub words: Vec<String>,
    /// The order; what makes it unique comes after.
    pub sort: Vec<SortBy>,
    /// Where the page begins.
    pub start: Start,
    /// How many rows it has at the most; all where none is given.
    pub limit: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_values_come_last_in_either_direction() {
        for descending in [false, true] {
            let mut values = [Value::Absent, Value::Int(1), Value::Int(2)];
            values.sort_by(|a, b| a.order(b, descending));
            assert_eq!(values[2], Value::Absent);
            assert_eq!(values[0], Value::Int(if descending { 2 } else { 1 }));
        }
    }

    #[test]
    fn what_is_absent_is_only_not_equal_or_absent() {
        let passes = |test: Test| test.passes(&Value::Absent);
        assert!(passes(Test::Absent));
        assert!(passes(Test::Compared(Comparison::Ne, Value::Int(0))));
        for comparison in [
            Comparison::Eq,
            Comparison::Gt,
            Comparison::Gte,
            Comparison::Lt,
            Comparison::Lte,
        ] {
            assert!(!passes(Test::Compared(comparison, Value::Int(0))));
        }
        assert!(!passes(Test::Present));
        assert!(!passes(Test::In(vec![Value::Int(0)])));
        assert!(!passes(Test::Has(String::new())));
        assert!(!passes(Test::HasLetters(String::new())));
    }

    #[test]
    fn fractions_come_back_as_they_were() {
        let ratio = Value::Ratio(0.1 + 0.2);
        let text = serde_json::to_string(&ratio).unwrap();
        assert_eq!(serde_json::from_str::<Value<'_>>(&text).unwrap(), ratio);
    }
}
