//! Cells between tabs, commas, bars or semicolons.

use super::Plan;
use crate::text::{bands::Bands, section::Section, sheet::Sheet, space::Space};

/// Columns that a cell takes on the sheet.
pub(in crate::text) const CELL_WIDTH: u32 = 512;

/// What stands between cells.
const DELIMITERS: [u8; 4] = [b'\t', b'|', b',', b';'];

/// So many lines of cells that are no rows, and none that is: there will be none.
const MANY: usize = 20;

/// A row has at least this many cells.
const MIN_CELLS: usize = 6;

/// The document with each cell in a range of columns of its own, for each delimiter that enough
/// lines use: about as many as there are `rows`.
pub(in crate::text) fn sheets<'a>(
    text: &'a str,
    document: u32,
    first_line: u32,
    rows: usize,
) -> impl Iterator<Item = Sheet<'a>> {
    let mut counts = [0usize; DELIMITERS.len()];
    for (count, delimiter) in counts.iter_mut().zip(DELIMITERS) {
        // Most documents have no bar and no tab at all.
        let first = memchr::memchr(delimiter, text.as_bytes());
        let rest = first.and_then(|at| text.get(at.saturating_sub(200)..));
        let mut others = 0;
        for line in rest.unwrap_or_default().lines() {
            let cells = memchr::memchr_iter(delimiter, line.as_bytes()).count() + 1;
            if cells < MIN_CELLS {
                continue;
            }
            // Commas stand in numbers and lists as well; where they part cells, blanks do not.
            let is_row = delimiter != b',' || !line.trim().contains("   ");
            *count += usize::from(is_row);
            others += usize::from(!is_row);
            if *count == 0 && others > MANY {
                break;
            }
        }
    }
    counts
        .into_iter()
        .zip(DELIMITERS)
        .filter(move |(count, _)| *count > 0 && *count * 2 >= rows)
        .map(move |(_, delimiter)| sheet(text, document, first_line, delimiter))
}

/// The columns of a sheet whose cells were told apart by delimiters.
pub(in crate::text) fn plan(sheet: &Sheet<'_>, sections: &[Section]) -> Option<Plan> {
    let widest = sheet.tokens.iter().map(|token| token.left).max()?;
    let bands = (0..=widest / CELL_WIDTH).map(|cell| (cell * CELL_WIDTH, (cell + 1) * CELL_WIDTH));
    let mut plan = Plan::default();
    let bands = plan.put(Bands::new(bands.collect()));
    plan.of = vec![Some(bands); sections.len()];
    plan.find_roles(sheet, sections);
    Some(plan)
}

fn sheet<'a>(text: &'a str, document: u32, first_line: u32, delimiter: u8) -> Sheet<'a> {
    let mut sheet = Sheet::empty(text.into(), document, Space::default());
    let mut number = first_line;
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        if sheet.is_full() {
            sheet.leave_out_line();
            continue;
        }
        let first = sheet.tokens.len();
        let line = text.get(start..end).unwrap_or_default();
        let mut cell_number = 0;
        for (from, to) in cells(line.as_bytes(), delimiter) {
            put_cell(&mut sheet, text, start + from, start + to, cell_number);
            cell_number += 1;
            if cell_number > 60 {
                break;
            }
        }
        sheet.end_line(first, number, number);
        number = number.saturating_add(1);
        start = end + 1;
    }
    sheet
}

/// The ranges of the cells of a line; a delimiter in double quotes is part of its cell.
fn cells(line: &[u8], delimiter: u8) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut from = 0;
    let mut is_done = false;
    std::iter::from_fn(move || {
        if is_done {
            return None;
        }
        let mut is_quoted = false;
        let rest = line.get(from..).unwrap_or_default();
        let end = rest.iter().position(|&byte| {
            is_quoted ^= byte == b'"';
            byte == delimiter && !is_quoted
        });
        let range = match end {
            Some(end) => (from, from + end),
            None => {
                is_done = true;
                (from, line.len())
            }
        };
        from = range.1 + 1;
        Some(range)
    })
}

/// Puts the tokens of a cell in its range of columns.
pub(in crate::text) fn put_cell(
    sheet: &mut Sheet<'_>,
    text: &str,
    start: usize,
    end: usize,
    cell: u32,
) {
    let bytes = text.as_bytes();
    let base = cell.saturating_mul(CELL_WIDTH);
    let mut at = start;
    let is_blank = |byte: u8| matches!(byte, b' ' | b'\t' | b'\r' | b'"' | b'\n');
    while at < end {
        let is_gap = |at: usize| bytes.get(at).is_none_or(|&byte| is_blank(byte));
        while at < end && is_gap(at) {
            at += 1;
        }
        let from = at;
        while at < end && !is_gap(at) {
            at += 1;
        }
        if from < at {
            let column = |at: usize| {
                let within = u32::try_from(at - start).unwrap_or(u32::MAX);
                base + within.min(CELL_WIDTH - 4)
            };
            sheet.put(
                text,
                from,
                at,
                column(from),
                column(at).max(column(from) + 1),
            );
        }
    }
}
