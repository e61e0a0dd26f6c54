//! What a list is asked for, read against its columns. Nothing that is not understood is passed
//! over: a filter that is left out gives a wrong answer.

use osd_catalog::{
    fold,
    list::{Comparison, Filter, ListQuery, SortBy, Start, Test, Value},
};

use super::{
    column::{Kind, Shape},
    cursor,
    page::Page,
};
use crate::Problem;

/// Rows that a page has unless told otherwise.
pub const DEFAULT_LIMIT: u64 = 100;
/// Rows that a page has at the most.
pub const LIMIT: u64 = 1_000;

/// Filters that a question may have.
const FILTERS: usize = 20;
/// Values that `in` may have.
const VALUES: usize = 100;
/// Columns to sort by.
const SORTS: usize = 5;
/// Letters that a value may have, all of an `in` together.
const LONGEST: usize = 2_000;
/// Letters of a search, and its words.
const SEARCH: usize = 200;
const WORDS: usize = 10;

/// What a list is asked for, in words.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Columns to sort by, with commas between them, `-` before one for descending.
    pub sort: Option<String>,
    /// Filters: `column:test:value`.
    pub filters: Vec<String>,
    /// Words to search for.
    pub search: Option<String>,
    /// Columns to hand out, with commas between them; all unless given.
    pub fields: Option<String>,
    /// At most so many rows; all unless given.
    pub limit: Option<u64>,
    /// Leaving out the first so many.
    pub offset: u64,
    /// `page.next` of the page before, instead of an offset.
    pub cursor: Option<String>,
}

/// What a list is asked for, understood.
#[derive(Debug, Clone)]
pub struct Question {
    /// Which rows, in which order.
    pub query: ListQuery,
    digest: String,
}

impl Question {
    /// The cursor of the page that begins at `offset`, after the row that is sorted by these values.
    pub(crate) fn cursor(&self, offset: u64, values: Vec<Value<'_>>) -> String {
        cursor::write(&self.digest, offset, values)
    }
}

impl Request {
    /// A page as large as pages are unless told otherwise.
    pub fn page() -> Self {
        Self {
            limit: Some(DEFAULT_LIMIT),
            ..Self::default()
        }
    }

    /// The same for the page after one; none where there is none.
    pub fn after(&self, page: &Page) -> Option<Self> {
        Some(Self {
            cursor: Some(page.next.clone()?),
            offset: 0,
            ..self.clone()
        })
    }

    /// The same with a filter more.
    pub fn with(mut self, column: &str, test: &str, value: impl std::fmt::Display) -> Self {
        self.filters.push(format!("{column}:{test}:{value}"));
        self
    }

    /// Reads it for a list with these columns. `default_sort` is as [`Self::sort`]; `about` names the
    /// list and what else decides which rows it has, `ties` how many values make a row unique.
    ///
    /// # Errors
    /// [`Problem::BadInput`], which names the parameter and what is allowed.
    pub fn read(
        &self,
        shapes: &[Shape],
        default_sort: &str,
        about: &str,
        ties: usize,
    ) -> Result<Question, Problem> {
        let (all, asked) = (shapes, visible(shapes));
        let shapes = asked.as_slice();
        let sort = match self.sort.as_deref() {
            Some(sort) => read_sort(sort, shapes)?,
            None => read_sort(default_sort, all)?,
        };
        if self.filters.len() > FILTERS {
            let reason = format!("{} are more than {FILTERS}", self.filters.len());
            return Err(Problem::bad("filter", reason));
        }
        let filters = self.filters.iter().map(|text| read_filter(text, shapes));
        let filters: Vec<Filter> = filters.collect::<Result<_, _>>()?;
        let words = read_search(self.search.as_deref())?;
        self.fields(shapes)?;
        let digest = cursor::digest(&format!("{about}\n{sort:?}\n{filters:?}\n{words:?}"));
        let start = match &self.cursor {
            None => Start::Offset(self.offset),
            Some(_) if self.offset > 0 => {
                return Err(Problem::bad("cursor", "not together with offset"));
            }
            Some(text) => cursor::read(text, &digest, sort.len() + ties)?,
        };
        Ok(Question {
            query: ListQuery {
                filters,
                words,
                sort,
                start,
                limit: self.limit,
            },
            digest,
        })
    }

    /// Whether it can be read for a list with these columns, before anything is begun.
    ///
    /// # Errors
    /// [`Problem::BadInput`], which names the parameter and what is allowed.
    pub fn check(&self, shapes: &[Shape]) -> Result<(), Problem> {
        let sortable = shapes.iter().find(|shape| shape.kind.is_sortable());
        let any = sortable.map_or("", |shape| shape.name);
        self.read(shapes, any, "", 0).map(drop)
    }

    /// The columns to hand out, in the order of the list; all where none is given.
    ///
    /// # Errors
    /// [`Problem::BadInput`], which names those that there are.
    pub fn fields(&self, shapes: &[Shape]) -> Result<Option<Vec<&'static str>>, Problem> {
        let fields = self.fields.as_deref();
        fields.map(|text| read_fields(text, shapes)).transpose()
    }
}

/// The columns that are fields of a row.
fn visible(shapes: &[Shape]) -> Vec<Shape> {
    let shapes = shapes.iter().copied();
    shapes.filter(|shape| !shape.is_hidden).collect()
}

fn names<'s>(shapes: impl IntoIterator<Item = &'s Shape>) -> String {
    let names = shapes.into_iter().map(|shape| shape.name);
    names.collect::<Vec<_>>().join(", ")
}

fn read_sort(text: &str, shapes: &[Shape]) -> Result<Vec<SortBy>, Problem> {
    let mut sort: Vec<SortBy> = Vec::new();
    for part in text.split(',') {
        let (name, descending) = part
            .strip_prefix('-')
            .map_or((part, false), |name| (name, true));
        let sortable = shapes.iter().filter(|shape| shape.kind.is_sortable());
        let Some(shape) = sortable.clone().find(|shape| shape.name == name) else {
            let reason = format!(
                "{:?} is no field to sort by; take some of {}, with - for descending",
                shown(part),
                names(sortable)
            );
            return Err(Problem::bad("sort", reason));
        };
        let column = shape.name;
        if sort.iter().any(|by| by.column == column) {
            return Err(Problem::bad("sort", format!("{column} stands twice")));
        }
        sort.push(SortBy { column, descending });
        if sort.len() > SORTS {
            let reason = format!("more than {SORTS} fields to sort by");
            return Err(Problem::bad("sort", reason));
        }
    }
    Ok(sort)
}

fn read_fields(text: &str, shapes: &[Shape]) -> Result<Vec<&'static str>, Problem> {
    let asked: Vec<&str> = text.split(',').take(shapes.len() + 1).collect();
    let is_known = |name: &&&str| !shapes.iter().any(|shape| shape.name == **name);
    if let Some(unknown) = asked.iter().find(is_known) {
        let reason = format!(
            "{:?} is no field of a row; take some of {}",
            shown(unknown),
            names(shapes)
        );
        return Err(Problem::bad("fields", reason));
    }
    let picked = shapes.iter().filter(|shape| asked.contains(&shape.name));
    Ok(picked.map(|shape| shape.name).collect())
}

fn read_search(text: Option<&str>) -> Result<Vec<String>, Problem> {
    let Some(text) = text else {
        return Ok(Vec::new());
    };
    if text.chars().count() > SEARCH {
        let reason = format!("it is longer than {SEARCH} letters");
        return Err(Problem::bad("search", reason));
    }
    let folded = fold(text);
    let words: Vec<String> = folded.split_whitespace().map(ToOwned::to_owned).collect();
    match words.len() {
        0 if text.trim().is_empty() => Ok(words),
        0 => {
            let reason = format!("{text:?} has no letter and no digit to search for");
            Err(Problem::bad("search", reason))
        }
        1..=WORDS => Ok(words),
        _ => Err(Problem::bad("search", format!("more than {WORDS} words"))),
    }
}

/// Reads `column:test:value`.
fn read_filter(text: &str, shapes: &[Shape]) -> Result<Filter, Problem> {
    let bad = |reason: String| Problem::bad("filter", reason);
    if text.len() > LONGEST {
        return Err(bad(format!("one is longer than {LONGEST} letters")));
    }
    let mut parts = text.splitn(3, ':');
    let (Some(name), Some(test)) = (parts.next(), parts.next()) else {
        return Err(bad(format!(
            "{:?} is not of the form field:test:value, such as value:gte:1000000",
            shown(text)
        )));
    };
    let asked = shapes.iter().filter(|shape| !shape.kind.tests().is_empty());
    let Some(shape) = asked.clone().find(|shape| shape.name == name) else {
        return Err(bad(format!(
            "{:?} is no field to filter by; take one of {}",
            shown(name),
            names(asked)
        )));
    };
    if !shape.kind.tests().contains(&test) {
        return Err(bad(format!(
            "{:?} is no test for {name}; take one of {}",
            shown(test),
            shape.kind.tests().join(", ")
        )));
    }
    let test = read_test(shape, test, parts.next())?;
    Ok(Filter {
        column: shape.name,
        test,
    })
}

fn read_test(shape: &Shape, test: &str, value: Option<&str>) -> Result<Test, Problem> {
    let bad = |reason: String| Problem::bad("filter", reason);
    let name = shape.name;
    let value = match (test, value) {
        ("present", None) => return Ok(Test::Present),
        ("absent", None) => return Ok(Test::Absent),
        ("present" | "absent", Some(_)) => {
            return Err(bad(format!("{name}:{test} takes no value")));
        }
        (_, None) => return Err(bad(format!("{name}:{test} lacks its value"))),
        (_, Some(value)) => value,
    };
    let compared = |how| Ok(Test::Compared(how, read_value(shape, value)?));
    match test {
        "eq" => compared(Comparison::Eq),
        "ne" => compared(Comparison::Ne),
        "gt" => compared(Comparison::Gt),
        "gte" => compared(Comparison::Gte),
        "lt" => compared(Comparison::Lt),
        "lte" => compared(Comparison::Lte),
        "has" if !matches!(shape.kind, Kind::Text) => {
            Ok(Test::HasLetters(value.to_ascii_lowercase()))
        }
        "has" => match fold(value).as_str() {
            "" => Err(bad(format!(
                "{:?} has no letter and no digit to look for",
                shown(value)
            ))),
            folded => Ok(Test::Has(folded.to_owned())),
        },
        _ => {
            let values: Vec<&str> = value.split(',').collect();
            if values.len() > VALUES {
                return Err(bad(format!("{name}:in has more than {VALUES} values")));
            }
            let values = values.into_iter().map(|value| read_value(shape, value));
            Ok(Test::In(values.collect::<Result<_, _>>()?))
        }
    }
}

/// Reads a value as the column holds it.
fn read_value(shape: &Shape, text: &str) -> Result<Value<'static>, Problem> {
    let bad = |what: &str| {
        let reason = format!("{}: {:?} is {what}", shape.name, shown(text));
        Problem::bad("filter", reason)
    };
    match shape.kind {
        Kind::Int => text
            .parse()
            .map(Value::Int)
            .map_err(|_| bad("no whole number")),
        Kind::Number => match text.parse::<f64>() {
            Ok(ratio) if ratio.is_finite() => Ok(Value::Ratio(ratio)),
            _ => Err(bad("no number such as 0.25")),
        },
        Kind::Day => text
            .parse()
            .map(Value::Day)
            .map_err(|_| bad("no day such as 2025-06-30")),
        Kind::Flag => text
            .parse()
            .map(Value::Flag)
            .map_err(|_| bad("neither true nor false")),
        Kind::OneOf(known) if !known().contains(&text) => {
            Err(bad(&format!("none of {}", known().join(", "))))
        }
        _ => Ok(Value::Text(text.to_owned().into())),
    }
}

/// As much of a text as an error needs.
fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}
