//! Lists in SQL: what the catalog gives, as a page.

use osd_catalog::list::Value;

use super::{
    column::{Column, Row},
    page::Page,
    request::Question,
};

/// The page that rows of SQL are. They are one more than it has where another comes after it, which
/// is taken off. `ties` are the columns that make the order unique.
pub(crate) fn page_of<R: Row>(
    rows: &mut Vec<R>,
    total: u64,
    question: &Question,
    ties: &[&str],
) -> Page {
    let query = &question.query;
    let offset = query.start.offset();
    let limit = query.limit.unwrap_or(total);
    let has_more = rows.len() as u64 > limit;
    if has_more {
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    let columns = R::columns();
    let sorted_by = query.sort.iter().map(|by| by.column);
    let names: Vec<&str> = sorted_by.chain(ties.iter().copied()).collect();
    let next = rows.last().filter(|_| has_more).map(|last| {
        let values = names.iter().map(|name| value(&columns, name, last));
        question.cursor(offset + rows.len() as u64, values.collect())
    });
    Page {
        total,
        limit,
        offset,
        next,
    }
}

fn value<'r, R>(columns: &[Column<R>], name: &str, row: &'r R) -> Value<'r> {
    let column = columns.iter().find(|column| column.shape.name == name);
    column.map_or(Value::Absent, |column| (column.sorted_by)(row))
}
