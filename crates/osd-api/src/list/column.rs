//! The columns of a list, declared once.

use std::cmp::Ordering;

use osd_catalog::list::Value;

/// What a column holds, and so what can be asked of it.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A text in words. A search goes through it.
    Text,
    /// A text that stands for something: an identifier, a period.
    Code,
    /// One of these words.
    OneOf(fn() -> Vec<&'static str>),
    /// A whole number.
    Int,
    /// A number that need not be whole.
    Number,
    /// A day.
    Day,
    /// True or false.
    Flag,
    /// Several texts.
    Texts,
    /// An object, or several.
    Object,
    /// Something that is handed out, and cannot be asked for.
    Told,
}

impl Kind {
    /// Whether rows can be sorted by it.
    pub fn is_sortable(self) -> bool {
        !matches!(self, Self::Texts | Self::Object | Self::Told)
    }

    /// The tests that it can be put to.
    pub fn tests(self) -> &'static [&'static str] {
        match self {
            Self::Text | Self::Code => &[
                "eq", "ne", "in", "gt", "gte", "lt", "lte", "has", "present", "absent",
            ],
            Self::OneOf(_) | Self::Int | Self::Number | Self::Day => &[
                "eq", "ne", "in", "gt", "gte", "lt", "lte", "present", "absent",
            ],
            Self::Flag => &["eq", "ne", "present", "absent"],
            Self::Texts => &["has", "present", "absent"],
            Self::Object => &["present", "absent"],
            Self::Told => &[],
        }
    }

    /// What it holds, in a word or two.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Code => "code",
            Self::OneOf(_) => "one of",
            Self::Int => "whole number",
            Self::Number => "number",
            Self::Day => "day",
            Self::Flag => "true or false",
            Self::Texts => "texts",
            Self::Object => "objects",
            Self::Told => "told only",
        }
    }
}

/// A column as the outside sees it.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Its name: the field of the row.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it is no field of the row, and only sorts lists that nobody sorted otherwise.
    pub(crate) is_hidden: bool,
}

/// A column of rows in memory.
pub struct Column<R> {
    /// Its name and kind.
    pub shape: Shape,
    pub(super) get: fn(&R) -> Value<'_>,
    /// What it is sorted by, where that is not what it holds.
    pub(super) sorted_by: fn(&R) -> Value<'_>,
}

impl<R> Column<R> {
    /// A column that holds what `get` gives.
    pub(crate) fn new(name: &'static str, kind: Kind, get: fn(&R) -> Value<'_>) -> Self {
        Self {
            shape: Shape {
                name,
                kind,
                is_hidden: false,
            },
            get,
            sorted_by: get,
        }
    }

    /// A column that lists are sorted by unless told otherwise, and that is no field of a row.
    pub(crate) fn hidden(name: &'static str, get: fn(&R) -> Value<'_>) -> Self {
        let mut column = Self::new(name, Kind::Int, get);
        column.shape.is_hidden = true;
        column
    }

    /// The same, sorted by something else.
    pub(crate) fn sorted_by(self, sorted_by: fn(&R) -> Value<'_>) -> Self {
        Self { sorted_by, ..self }
    }
}

/// Whether each of these folded words is in a text.
pub(crate) fn has_words(text: &str, words: &[String]) -> bool {
    let folded = osd_catalog::fold(text);
    words.iter().all(|word| folded.contains(word.as_str()))
}

/// A row of a list in memory.
pub trait Row: Sized {
    /// Its columns, in the order of CSV.
    fn columns() -> Vec<Column<Self>>;

    /// What no other row of the list has: it settles the order of rows that are otherwise alike.
    fn tie(&self) -> Value<'_>;

    /// The order of two ties; as [`Self::tie`] has it, where that can be told without making them.
    fn tie_order(&self, other: &Self) -> Ordering {
        self.tie().order(&other.tie(), false)
    }

    /// Whether a search for these folded words finds it: each is in one of its texts.
    fn is_found(&self, words: &[String]) -> bool {
        let mut texts = String::new();
        for column in Self::columns() {
            if let (Kind::Text, Value::Text(text)) = (column.shape.kind, (column.get)(self)) {
                texts.push_str(&text);
                texts.push('\n');
            }
        }
        has_words(&texts, words)
    }

    /// The columns without what fills them, hidden ones included.
    fn all_shapes() -> Vec<Shape> {
        let columns = Self::columns().into_iter();
        columns.map(|column| column.shape).collect()
    }

    /// The columns that are fields of a row.
    fn shapes() -> Vec<Shape> {
        let mut shapes = Self::all_shapes();
        shapes.retain(|shape| !shape.is_hidden);
        shapes
    }
}
