//! Columns printed one after the other, each as a list below a mark and its heading: the n-th row
//! is the n-th of each list.

use super::delimited::CELL_WIDTH;
use crate::text::{
    sheet::{LineKind, Sheet, SheetLine},
    token::Token,
};

/// Lists fewer than these are no table.
const MIN_LISTS: usize = 5;

/// A column: the lines of its heading, and those of its cells.
#[derive(Debug, Default)]
struct List<'s> {
    heading: Vec<&'s SheetLine>,
    cells: Vec<&'s SheetLine>,
    is_below_heading: bool,
}

/// The sheet with each row on one line, a column in a range of its own. None where the document
/// has no such lists, or lists of unlike lengths.
pub(in crate::text) fn turned<'a>(sheet: &Sheet<'a>) -> Option<Sheet<'a>> {
    let lists = lists(sheet);
    let rows = lists.first()?.cells.len();
    let is_table =
        lists.len() >= MIN_LISTS && rows > 0 && lists.iter().all(|l| l.cells.len() == rows);
    if !is_table {
        return None;
    }
    let mut turned = sheet.emptied();
    let headings = lists
        .iter()
        .map(|list| list.heading.as_slice())
        .collect::<Vec<_>>();
    put(&mut turned, sheet, &headings);
    for row in 0..rows {
        let cells = lists
            .iter()
            .map(|list| list.cells.get(row..=row).unwrap_or_default());
        put(&mut turned, sheet, &cells.collect::<Vec<_>>());
    }
    Some(turned)
}

fn lists<'s>(sheet: &'s Sheet<'_>) -> Vec<List<'s>> {
    let mut lists: Vec<List<'s>> = Vec::new();
    for line in &sheet.lines {
        match line.kind {
            LineKind::Marks if sheet.tokens(line).len() == 1 => lists.push(List::default()),
            LineKind::End => break,
            LineKind::Rule => {
                if let Some(list) = lists.last_mut() {
                    list.is_below_heading = true;
                }
            }
            LineKind::Blank => {}
            _ => {
                if let Some(list) = lists.last_mut() {
                    let is_heading = !list.is_below_heading && list.cells.is_empty();
                    let place = if is_heading {
                        &mut list.heading
                    } else {
                        &mut list.cells
                    };
                    place.push(line);
                }
            }
        }
    }
    lists
}

/// Puts a line together from the lines of its cells.
fn put(turned: &mut Sheet<'_>, sheet: &Sheet<'_>, columns: &[&[&SheetLine]]) {
    let mut tokens = Vec::new();
    for (column, lines) in (0..).zip(columns) {
        let mut at: u32 = CELL_WIDTH.saturating_mul(column);
        for token in lines.iter().flat_map(|line| sheet.tokens(line)) {
            let width = token.right - token.left;
            tokens.push(Token {
                left: at,
                right: at + width,
                ..*token
            });
            at += width + 1;
        }
    }
    let lines = || columns.iter().flat_map(|lines| lines.iter());
    let first = lines().map(|line| line.number).min().unwrap_or_default();
    let last = lines().map(|line| line.last).max().unwrap_or_default();
    turned.put_line(&tokens, first, last);
}
