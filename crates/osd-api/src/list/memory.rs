//! Lists of rows in memory: keys are sorted, and only the rows of the page are handed on.

#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use osd_catalog::list::{SortBy, Start, Test, Value};

use super::{
    column::{Column, Row},
    page::Page,
    request::Question,
};

/// The rows of a page, by their places among all, and the page itself.
pub(crate) struct Picked {
    pub(crate) places: Vec<usize>,
    pub(crate) page: Page,
}

/// Picks the rows that a question asks for.
pub(crate) fn pick<R: Row>(rows: &[R], question: &Question) -> Picked {
    let query = &question.query;
    let columns = R::columns();
    let wanted = wanted(rows, &columns, question);
    let total = wanted.len();
    let keys = Keys::of(rows, wanted, &columns, &query.sort);

    let mut order: Vec<usize> = (0..total).collect();
    let mut skipped = 0;
    match &query.start {
        Start::Offset(offset) => skipped = usize::try_from(*offset).unwrap_or(usize::MAX),
        Start::After { values, .. } => order.retain(|one| keys.is_after(*one, values)),
    }
    let limit = query.limit.and_then(|limit| usize::try_from(limit).ok());
    let end = skipped.saturating_add(limit.unwrap_or(usize::MAX));
    let has_more = end < order.len();
    if has_more {
        order.select_nth_unstable_by(end, |a, b| keys.order(*a, *b));
        order.truncate(end);
    }
    order.sort_unstable_by(|a, b| keys.order(*a, *b));
    let shown = order.get(skipped..).unwrap_or_default();

    let offset = query.start.offset();
    let next = shown.last().filter(|_| has_more).map(|last| {
        let after = offset + shown.len() as u64;
        question.cursor(after, keys.whole(*last))
    });
    Picked {
        page: Page {
            total: total as u64,
            limit: query.limit.unwrap_or(total as u64),
            offset,
            next,
        },
        places: shown.iter().map(|one| keys.places[*one]).collect(),
    }
}

/// The places of the rows that pass.
fn wanted<R: Row>(rows: &[R], columns: &[Column<R>], question: &Question) -> Vec<usize> {
    let query = &question.query;
    let tests: Vec<(&Column<R>, &Test)> = query
        .filters
        .iter()
        .filter_map(|filter| Some((find(columns, filter.column)?, &filter.test)))
        .collect();
    let passes = |row: &R| {
        let mut tests = tests.iter();
        tests.all(|(column, test)| test.passes(&(column.get)(row)))
            && (query.words.is_empty() || row.is_found(&query.words))
    };
    (0..rows.len())
        .filter(|place| passes(&rows[*place]))
        .collect()
}

fn find<'c, R>(columns: &'c [Column<R>], name: &str) -> Option<&'c Column<R>> {
    columns.iter().find(|column| column.shape.name == name)
}

/// What the wanted rows are sorted by, row after row.
struct Keys<'r, R> {
    rows: &'r [R],
    /// The places of the wanted rows among all.
    places: Vec<usize>,
    values: Vec<Value<'r>>,
    descending: Vec<bool>,
}

impl<'r, R: Row> Keys<'r, R> {
    fn of(rows: &'r [R], places: Vec<usize>, columns: &[Column<R>], sort: &[SortBy]) -> Self {
        let by = sort
            .iter()
            .filter_map(|by| Some((find(columns, by.column)?, by.descending)));
        let (by, descending): (Vec<&Column<R>>, Vec<bool>) = by.unzip();
        let mut values = Vec::with_capacity(places.len() * by.len());
        for place in &places {
            values.extend(by.iter().map(|column| (column.sorted_by)(&rows[*place])));
        }
        Self {
            rows,
            places,
            values,
            descending,
        }
    }

    fn of_row(&self, row: usize) -> &[Value<'r>] {
        let width = self.descending.len();
        &self.values[row * width..(row + 1) * width]
    }

    fn row(&self, row: usize) -> &'r R {
        &self.rows[self.places[row]]
    }

    /// What a row is sorted by, and what makes it unique.
    fn whole(&self, row: usize) -> Vec<Value<'_>> {
        let mut values = self.of_row(row).to_vec();
        values.push(self.row(row).tie());
        values
    }

    fn order(&self, a: usize, b: usize) -> Ordering {
        let values = self.by_values(self.of_row(a), self.of_row(b));
        values.then_with(|| self.row(a).tie_order(self.row(b)))
    }

    /// Whether a row comes after the one with these values and this tie.
    fn is_after(&self, row: usize, values: &[Value<'_>]) -> bool {
        let Some((tie, values)) = values.split_last() else {
            return true;
        };
        let order = self.by_values(self.of_row(row), values);
        order.then_with(|| self.row(row).tie().order(tie, false)) == Ordering::Greater
    }

    fn by_values(&self, a: &[Value<'_>], b: &[Value<'_>]) -> Ordering {
        let pairs = a.iter().zip(b).zip(&self.descending);
        pairs
            .map(|((a, b), descending)| a.order(b, *descending))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}
