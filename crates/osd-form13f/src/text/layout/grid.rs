//! Tables in HTML: their grids say which cell stands in which column.

use super::{Plan, delimited};
use crate::{
    html::HtmlTable,
    text::{
        bands::Bands,
        section::Section,
        sheet::{LineKind, Sheet},
        space::Space,
    },
};

/// The tables of a document as a sheet with each cell in a range of columns of its own.
pub(in crate::text) fn sheet(
    tables: &[HtmlTable],
    document: u32,
    first_line: u32,
    space: Space,
) -> Sheet<'static> {
    let mut text = String::new();
    let mut cells = Vec::new();
    for row in tables.iter().flat_map(|table| &table.rows) {
        for cell in &row.cells {
            let start = text.len();
            text.push_str(&cell.text);
            cells.push(start..text.len());
            text.push('\n');
        }
    }
    let mut sheet = Sheet::empty(text.into(), document, space);
    let line_of = |line: u32| line.saturating_add(first_line).saturating_sub(1);
    let text = sheet.text.clone();
    let mut ranges = cells.into_iter();
    for table in tables {
        let first = table
            .rows
            .first()
            .map_or(first_line, |row| line_of(row.line));
        sheet.put_bound(LineKind::Begin, first);
        for row in &table.rows {
            if sheet.is_full() {
                sheet.leave_out_line();
                continue;
            }
            let first = sheet.tokens.len();
            for (cell, range) in row.cells.iter().zip(&mut ranges) {
                let column = u32::from(cell.column);
                delimited::put_cell(&mut sheet, &text, range.start, range.end, column);
            }
            sheet.end_line(first, line_of(row.line), line_of(row.last_line));
        }
        let last = table
            .rows
            .last()
            .map_or(first_line, |row| line_of(row.last_line));
        sheet.put_bound(LineKind::End, last);
    }
    sheet
}

/// The columns of the grids: each table's are its own, as each was set by itself.
pub(in crate::text) fn plan(sheet: &Sheet<'_>, sections: &[Section]) -> Option<Plan> {
    let mut plan = Plan::default();
    for section in sections {
        let lines = sheet.lines.get(section.body.clone()).unwrap_or_default();
        let tokens = lines.iter().flat_map(|line| sheet.tokens(line));
        let widest = tokens.map(|token| token.left).max().unwrap_or(0);
        let cell = |cell| {
            (
                cell * delimited::CELL_WIDTH,
                (cell + 1) * delimited::CELL_WIDTH,
            )
        };
        let bands = (0..=widest / delimited::CELL_WIDTH).map(cell);
        plan.cuts
            .push((Bands::new(bands.collect()), Default::default()));
        plan.of.push(Some(plan.cuts.len() - 1));
    }
    plan.find_roles(sheet, sections);
    (!plan.cuts.is_empty()).then_some(plan)
}
