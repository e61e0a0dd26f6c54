//! The walk over a document: which table, row and cell is open, and what becomes of the text.

use super::{
    Html, HtmlTable,
    element::Element,
    flow::{Flow, Rendered},
    grid::Grid,
    row::{PlacedCell, rows},
    tokens::{self, Place, Sink, Tag},
};

/// Tables that may stand in each other. One that is deeper ends the one around it.
const DEEPEST: usize = 16;

/// Cells that are kept of a document, several times those of the largest filing.
pub(super) const MOST_CELLS: usize = 2_000_000;

/// Reads a document.
pub(super) fn walk(html: &str) -> Html {
    let mut walk = Walk {
        cells_left: MOST_CELLS,
        ..Walk::default()
    };
    tokens::read(html, &mut walk);
    while !walk.open.is_empty() {
        walk.end_table();
    }
    // Tables inside others are finished before them.
    walk.tables.sort_unstable_by_key(|&(opened, _)| opened);
    Html {
        text: walk.page.into_seen(),
        tables: walk.tables.into_iter().map(|(_, table)| table).collect(),
        left_out: walk.left_out,
    }
}

#[derive(Default)]
struct Walk {
    /// What stands outside all tables.
    page: Flow,
    /// The tables that are open, the innermost last.
    open: Vec<OpenTable>,
    /// Those that are finished, with their places among all that were opened.
    tables: Vec<(u32, HtmlTable)>,
    opened: u32,
    cells_left: usize,
    /// Cells of which all or the end was left out.
    left_out: u64,
    /// Whether text is not shown, and not in a table either.
    is_hidden: bool,
    has_symbol_font: bool,
    /// Whether a table of the SEC's plain text is open.
    is_plain_table: bool,
}

#[derive(Default)]
struct OpenTable {
    /// How many tables were opened before it.
    opened: u32,
    /// Whether a tag began it, and not a row or cell outside all tables.
    is_tagged: bool,
    grid: Grid,
    row: Option<OpenRow>,
    finished: HtmlTable,
    /// How many lines its surroundings had when it began.
    lines_before: usize,
}

struct OpenRow {
    line: u32,
    last_line: u32,
    cells: Vec<OpenCell>,
    /// Whether the last of the cells is still open.
    is_cell_open: bool,
}

#[derive(Default)]
struct OpenCell {
    flow: Flow,
    /// Its column, and how many it takes.
    place: (u16, u16),
    /// Whether verbatim text or a table stands in it, so that its lines must stay as they are.
    keeps_lines: bool,
    /// Where a table stands in it: how many lines stand before that, and so are its own.
    own_lines: Option<usize>,
}

impl Sink for Walk {
    fn open(&mut self, tag: &Tag, place: &Place<'_>) {
        self.has_symbol_font |= tag.has_symbol_font;
        match tag.element {
            Element::Table => self.open_table(place),
            Element::Row => self.open_row(place),
            Element::Cell => self.open_cell(tag, place),
            Element::TablePart => self.end_row(),
            Element::Break => self.flow().end_line(place.first_line),
            Element::Block => self.flow().end_block(),
            Element::Pre => {
                self.flow().set_verbatim(true);
                if let Some(cell) = self.cell() {
                    cell.keeps_lines = true;
                }
            }
            Element::Hidden => self.is_hidden = true,
            Element::ColumnMark | Element::LineMark => self.mark(tag.element, place),
            Element::Styled | Element::Other => {}
        }
        // What is hidden has lost its end where the page goes on.
        self.is_hidden &= matches!(tag.element, Element::Hidden | Element::Other);
    }

    fn close(&mut self, element: Element, place: &Place<'_>) {
        match element {
            Element::Table if self.is_plain_table => {
                self.mark(element, place);
                self.is_plain_table = false;
                self.flow().set_verbatim(false);
            }
            Element::Table => self.end_table(),
            Element::Row => self.end_row(),
            Element::Cell => self.end_cell(),
            Element::Block => self.flow().end_block(),
            Element::Pre => self.flow().set_verbatim(false),
            Element::Hidden => self.is_hidden = false,
            Element::ColumnMark | Element::LineMark => self.mark(element, place),
            Element::Styled => self.has_symbol_font = false,
            Element::TablePart | Element::Break | Element::Other => {}
        }
    }

    fn text(&mut self, text: &str, place: &Place<'_>) {
        if self.is_hidden {
            return;
        }
        let symbols = self.has_symbol_font;
        self.flow().push(text, place, symbols);
        if let Some(row) = self.open.last_mut().and_then(|table| table.row.as_mut())
            && row.is_cell_open
            && !text.trim().is_empty()
        {
            row.last_line = place.last_written_line();
        }
    }
}

impl Walk {
    /// The cell that is open, in the innermost table that has one.
    fn cell(&mut self) -> Option<&mut OpenCell> {
        cell_of(&mut self.open)
    }

    /// Where text goes. In a table and outside its cells, that is where the table stands.
    fn flow(&mut self) -> &mut Flow {
        cell_of(&mut self.open).map_or(&mut self.page, |cell| &mut cell.flow)
    }

    /// A mark of the SEC's plain text belongs to that text.
    fn mark(&mut self, element: Element, place: &Place<'_>) {
        let flow = self.flow();
        if flow.is_verbatim {
            flow.push(place.source, place, false);
        } else if element == Element::LineMark {
            flow.end_block();
        }
    }

    fn open_table(&mut self, place: &Place<'_>) {
        if is_plain_table(place.behind) {
            self.flow().set_verbatim(true);
            self.is_plain_table = true;
            self.mark(Element::Table, place);
            return;
        }
        // Outside a cell there is no place for a table: the one before has lost its end.
        let is_in_cell = |table: &OpenTable| table.row.as_ref().is_some_and(|r| r.is_cell_open);
        while let Some(table) = self.open.last()
            && (!is_in_cell(table) || !table.is_tagged || self.open.len() >= DEEPEST)
        {
            self.end_table();
        }
        let around = self.flow();
        around.end_block();
        let lines_before = around.count();
        self.push_table(OpenTable {
            is_tagged: true,
            lines_before,
            ..OpenTable::default()
        });
    }

    fn push_table(&mut self, mut table: OpenTable) {
        table.opened = self.opened;
        self.opened = self.opened.saturating_add(1);
        self.open.push(table);
    }

    fn open_row(&mut self, place: &Place<'_>) {
        self.end_row();
        if self.open.is_empty() {
            self.page.end_block();
            self.push_table(OpenTable::default());
        }
        if let Some(table) = self.open.last_mut() {
            table.row = Some(OpenRow {
                line: place.first_line,
                last_line: place.last_line,
                cells: Vec::new(),
                is_cell_open: false,
            });
        }
    }

    fn open_cell(&mut self, tag: &Tag, place: &Place<'_>) {
        if self.open.last().is_none_or(|table| table.row.is_none()) {
            self.open_row(place);
        }
        self.end_cell();
        let Some(table) = self.open.last_mut() else {
            return;
        };
        let Some(row) = table.row.as_mut() else {
            return;
        };
        row.last_line = place.last_line;
        let left = self.cells_left.checked_sub(1);
        let placed = left.and_then(|left| {
            self.cells_left = left;
            table.grid.place(tag.columns, tag.rows)
        });
        let Some(placed) = placed else {
            self.left_out += 1;
            return;
        };
        row.is_cell_open = true;
        row.cells.push(OpenCell {
            place: placed,
            ..OpenCell::default()
        });
    }

    fn end_cell(&mut self) {
        if let Some(row) = self.open.last_mut().and_then(|table| table.row.as_mut()) {
            row.is_cell_open = false;
        }
    }

    fn end_row(&mut self) {
        let Some(table) = self.open.last_mut() else {
            return;
        };
        let Some(row) = table.row.take() else {
            return;
        };
        table.grid.next_row();
        let keeps_lines = row.cells.iter().any(|cell| cell.keeps_lines);
        let mut placed = Vec::with_capacity(row.cells.len());
        let mut seen = Vec::new();
        for cell in row.cells {
            let ends_in_break = cell.flow.ends_in_break;
            let lines = cell.flow.into_lines();
            let own = lines.each().take(cell.own_lines.unwrap_or(usize::MAX));
            placed.extend(PlacedCell::of(own, cell.place, ends_in_break));
            seen.push(lines);
        }
        let made = rows(&placed, row.line, row.last_line);
        self.left_out += placed.iter().filter(|cell| cell.is_cut).count() as u64;
        let around = self.flow();
        if keeps_lines || placed.len() == 1 {
            for (line, source_line) in seen.iter().flat_map(Rendered::each) {
                around.push_line(line, source_line);
            }
        } else {
            for row in &made {
                around.push_line(&row.line_of_text(), row.line);
            }
        }
        if let Some(table) = self.open.last_mut() {
            table.finished.rows.extend(made);
        }
    }

    fn end_table(&mut self) {
        self.end_row();
        let Some(OpenTable {
            finished: table,
            lines_before,
            opened,
            ..
        }) = self.open.pop()
        else {
            return;
        };
        if let Some(cell) = self.cell() {
            if let [row] = table.rows.as_slice()
                && row.cells.len() == 1
            {
                // A frame around the text of the cell.
                return;
            }
            cell.keeps_lines = true;
            if !table.rows.is_empty() {
                cell.own_lines.get_or_insert(lines_before);
            }
        }
        if !table.rows.is_empty() {
            self.tables.push((opened, table));
        }
    }
}

/// The cell that is open, in the innermost table that has one.
fn cell_of(open: &mut [OpenTable]) -> Option<&mut OpenCell> {
    let rows = open.iter_mut().rev().filter_map(|t| t.row.as_mut());
    rows.filter(|row| row.is_cell_open)
        .find_map(|row| row.cells.last_mut())
}

/// Whether a `<TABLE>` begins a table of the SEC's plain text: its first tags are those marks, and
/// not rows.
fn is_plain_table(behind: &str) -> bool {
    /// More than a caption and the headings of a plain table take.
    const LOOK_AHEAD: usize = 4096;
    let ahead = behind.as_bytes();
    let ahead = ahead.get(..LOOK_AHEAD).unwrap_or(ahead);
    memchr::memchr_iter(b'<', ahead)
        .take(8)
        .filter_map(|at| Element::opened_by(ahead.get(at + 1..).unwrap_or_default()))
        .find_map(|element| match element {
            Element::ColumnMark => Some(true),
            Element::Table | Element::Row | Element::Cell | Element::TablePart => Some(false),
            _ => None,
        })
        .unwrap_or(false)
}
