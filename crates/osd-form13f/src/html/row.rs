//! Rows: cells in their columns, as one row or as the several that are written into one.

use super::flow::Rendered;

/// A row that has a filled cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HtmlRow {
    /// The number of the line in the source on which the row begins, from 1.
    pub(crate) line: u32,
    /// The number of the line on which its last cell ends.
    pub(crate) last_line: u32,
    /// Its filled cells, from left to right. An empty cell takes its column and is not listed.
    pub(crate) cells: Vec<HtmlCell>,
}

/// A filled cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HtmlCell {
    /// What it says: lines parted by `\n`, runs of blanks made one.
    pub(crate) text: String,
    /// The column of the grid in which it begins, from 0.
    pub(crate) column: u16,
    /// How many columns it takes.
    pub(crate) span: u16,
}

impl HtmlRow {
    /// The row as one line.
    pub(super) fn line_of_text(&self) -> String {
        let cells = self.cells.iter().map(|cell| cell.text.replace('\n', " "));
        cells.collect::<Vec<_>>().join("  ")
    }
}

impl HtmlCell {
    fn end(&self) -> u16 {
        self.column.saturating_add(self.span)
    }
}

/// Bytes that are kept of a cell's text. A whole column of a large table may stand in one cell.
const MOST_TEXT: usize = 1 << 20;

/// A cell whose place is known and whose text is whole.
pub(super) struct PlacedCell {
    column: u16,
    span: u16,
    /// The cell's lines, each without blanks around it.
    lines: Rendered,
    ends_in_break: bool,
    pub(super) is_cut: bool,
}

impl PlacedCell {
    /// A cell of these lines; None where it is empty.
    pub(super) fn of<'l>(
        cell_lines: impl Iterator<Item = (&'l str, u32)>,
        (column, span): (u16, u16),
        ends_in_break: bool,
    ) -> Option<Self> {
        let mut lines = Rendered::default();
        let mut is_cut = false;
        for (line, source_line) in cell_lines {
            if lines.text.len() + line.len() > MOST_TEXT {
                is_cut = true;
                break;
            }
            lines.push_line(&run_together(line), source_line);
        }
        let is_empty = lines.text.trim().is_empty() && !is_cut;
        (!is_empty).then_some(Self {
            column,
            span,
            lines,
            ends_in_break,
            is_cut,
        })
    }

    /// Whether the cell reads as `count` lines. A break at its end may begin an empty one.
    fn reads_as(&self, count: usize) -> bool {
        let lines = self.lines.lines.len();
        lines == count || (self.ends_in_break && lines + 1 == count)
    }

    /// All lines as one text, without empty ones around it.
    fn text(&self) -> String {
        self.lines.text.trim().to_owned()
    }

    fn cell(&self, text: &str) -> HtmlCell {
        HtmlCell {
            text: text.to_owned(),
            column: self.column,
            span: self.span,
        }
    }
}

/// Makes rows of the filled cells of one.
pub(super) fn rows(cells: &[PlacedCell], line: u32, last_line: u32) -> Vec<HtmlRow> {
    let mut rows = split(cells).unwrap_or_else(|| {
        let cells = cells.iter().map(|cell| cell.cell(&cell.text())).collect();
        vec![HtmlRow {
            line,
            last_line,
            cells,
        }]
    });
    for row in &mut rows {
        merge_spacers(&mut row.cells);
    }
    rows.retain(|row| !row.cells.is_empty());
    rows
}

/// The rows that are written into one, where every filled cell holds as many lines and one of them
/// a number on each. Headings that run over several lines have words.
fn split(cells: &[PlacedCell]) -> Option<Vec<HtmlRow>> {
    let count = cells.iter().map(|cell| cell.lines.lines.len()).max()?;
    let is_even = cells.iter().all(|cell| cell.reads_as(count));
    let is_column = |cell: &PlacedCell| {
        let mut lines = cell.lines.text.lines();
        cell.lines.lines.len() == count
            && lines.all(|line| line.bytes().any(|byte| byte.is_ascii_digit()))
    };
    if count < 2 || cells.len() < 2 || !is_even || !cells.iter().any(is_column) {
        return None;
    }
    let mut lines: Vec<_> = cells.iter().map(|cell| (cell, cell.lines.each())).collect();
    let mut row = || {
        let mut row = HtmlRow {
            line: u32::MAX,
            last_line: 0,
            cells: Vec::with_capacity(cells.len()),
        };
        for (cell, lines) in &mut lines {
            if let Some((text, line)) = lines.next()
                && !text.is_empty()
            {
                row.line = row.line.min(line);
                row.last_line = row.last_line.max(line);
                row.cells.push(cell.cell(text));
            }
        }
        row
    };
    Some((0..count).map(|_| row()).collect())
}

/// Joins `$`, `(`, `)` and `%` that stand in cells of their own with the number next to them. The
/// column is that of the number, as in the rows that have no such sign.
fn merge_spacers(cells: &mut Vec<HtmlCell>) {
    let mut merged: Vec<HtmlCell> = Vec::with_capacity(cells.len());
    for mut cell in cells.drain(..) {
        if let Some(before) = merged.last_mut()
            && before.end() == cell.column
        {
            if is_closing(&cell.text) && is_number(&before.text) {
                before.text.push_str(&cell.text);
                before.span = before.span.saturating_add(cell.span);
                continue;
            }
            if is_opening(&before.text) && (is_number(&cell.text) || is_opening(&cell.text)) {
                cell.text.insert_str(0, &before.text);
                merged.pop();
            }
        }
        merged.push(cell);
    }
    *cells = merged;
}

fn is_opening(text: &str) -> bool {
    matches!(text, "$" | "(" | "$(" | "($")
}

fn is_closing(text: &str) -> bool {
    matches!(text, ")" | "%" | ")%" | "%)")
}

/// Whether a text is a number that a sign may belong to.
fn is_number(text: &str) -> bool {
    let is_part = |b: u8| b.is_ascii_digit() || b" ,.-+$(".contains(&b);
    !is_opening(text) && !text.is_empty() && text.bytes().all(is_part)
}

/// A line with its runs of blanks made one.
fn run_together(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    for word in line.split_whitespace() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}
