//! Information tables in text: no layout is fixed, so several readings compete, and the one that
//! fits best what the filing prints about itself is taken.

mod assemble;
mod bands;
mod cells;
mod code;
mod contest;
mod cusip;
mod glued;
mod grammar;
mod halves;
mod heading;
mod layout;
mod record;
mod role;
mod rows;
mod score;
mod section;
mod sheet;
mod space;
mod token;
mod totals;
mod wraps;

use osd_domain::{Layout, Line, Note};

use crate::html::HtmlTable;

use self::{
    contest::Contest,
    grammar::Hints,
    layout::{
        Plan,
        aligned::{self, Over},
        delimited, grid, listed,
        marked::{self, By},
        stacked,
    },
    section::Section,
    sheet::Sheet,
    space::{LeftOut, Space},
};
pub(crate) use score::Expected;

/// A document in which a table may stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page<'a> {
    /// Position of the document in the submission, from 1.
    pub(crate) document: u32,
    /// The line of the document on which `text` begins, from 1.
    pub(crate) first_line: u32,
    /// Its text.
    pub(crate) text: &'a str,
    /// Where the text was rendered from HTML, the line of the source on which each line began.
    pub(crate) lines: Option<&'a [u32]>,
    /// The tables of an HTML document.
    pub(crate) tables: &'a [HtmlTable],
}

/// What was read of a filing's text tables.
#[derive(Debug)]
pub(crate) struct TextTable {
    /// The layout that fit best.
    pub(crate) layout: Layout,
    /// The rows, numbered on over all tables.
    pub(crate) lines: Vec<Line>,
    /// What was noticed.
    pub(crate) notes: Vec<Note>,
}

/// What documents of text turned out to hold.
#[derive(Debug)]
pub(crate) enum Found {
    /// A table.
    Table(TextTable),
    /// CUSIPs, and no rows that could be read.
    CusipsAlone,
    /// Nothing of a table.
    Nothing,
}

/// Reads the tables of all documents, each in the way that fits all of them best.
pub(crate) fn read(pages: &[Page<'_>], expected: Expected, notes: &mut Vec<Note>) -> Found {
    let mut laid = lay_out(pages, Laid::of);
    let behind: Vec<Vec<Section>> = laid.iter_mut().map(Laid::take_behind).collect();
    let mut contest = Contest::new(expected);
    if pages.iter().any(|page| !page.tables.is_empty()) {
        let grids = lay_out(pages, Laid::of_grid);
        contest.enter_banded(Layout::Html, &grids, |laid| match laid.is_grid {
            true => grid::plan(&laid.sheet, &laid.sections),
            false => Columns::Marks
                .plan(laid)
                .or_else(|| Columns::Alignment.plan(laid)),
        });
    }
    let rows: usize = laid.iter().map(Laid::rows).sum();
    for page in pages {
        // Delimiters are told apart document by document; one that others lack is none.
        let sheets = delimited::sheets(page.text, page.document, page.first_line, rows);
        for sheet in sheets {
            let laid = [Laid::from(sheet.numbered_as(*page))];
            contest.enter_banded(Layout::Delimited, &laid, |laid| {
                delimited::plan(&laid.sheet, &laid.sections)
            });
        }
    }
    compete(&laid, &mut contest);
    if !contest.is_perfect() && behind.iter().any(|sections| !sections.is_empty()) {
        for (laid, behind) in laid.iter_mut().zip(behind) {
            laid.sections.extend(behind);
            laid.sections.sort_by_key(|section| section.body.start);
        }
        contest.reopen();
        compete(&laid, &mut contest);
    }
    let left_out = contest.left_out();
    let left_out = left_out.unwrap_or_else(|| LeftOut::of(laid.iter().map(|laid| &laid.sheet)));
    notes.extend(left_out.notes());
    match contest.finish() {
        Some(table) => Found::Table(table),
        None if laid.iter().any(Laid::has_cusips) => Found::CusipsAlone,
        None => Found::Nothing,
    }
}

/// Lays out all documents, as far as there is space for them.
fn lay_out<'a>(pages: &[Page<'a>], laid: impl Fn(Page<'a>, Space) -> Laid<'a>) -> Vec<Laid<'a>> {
    let mut space = Space::default();
    let pages = pages.iter().map(|page| {
        let laid = laid(*page, space);
        space = space.beside(&laid.sheet);
        laid
    });
    pages.collect()
}

/// A document laid out and divided.
#[derive(Debug)]
struct Laid<'a> {
    sheet: Sheet<'a>,
    sections: Vec<Section>,
    hints: Hints,
    is_grid: bool,
}

impl<'a> Laid<'a> {
    fn of(page: Page<'a>, space: Space) -> Self {
        let sheet = Sheet::of(page.text, page.document, page.first_line, space);
        Self::from(sheet.numbered_as(page))
    }

    /// The grid of an HTML document's tables; the text of any other.
    fn of_grid(page: Page<'a>, space: Space) -> Self {
        if page.tables.is_empty() {
            return Self::of(page, space);
        }
        let sheet = grid::sheet(page.tables, page.document, page.first_line, space);
        Self {
            is_grid: true,
            ..Self::from(sheet)
        }
    }

    fn from(sheet: Sheet<'a>) -> Self {
        let mut sections = section::divide(&sheet);
        sections.retain(|section| section.may_hold_rows(&sheet));
        let hints = Hints {
            order: role::order(&sheet, &sections),
            has_no_class: heading::has_no_class(&sheet, &sections),
        };
        Self {
            sheet,
            sections,
            hints,
            is_grid: false,
        }
    }

    /// Takes out what stands behind the end of a table, where rows stand inside one.
    fn take_behind(&mut self) -> Vec<Section> {
        let is_inside =
            |section: &Section| !section.is_behind && section.anchors + section.coded > 0;
        if !self.sections.iter().any(is_inside) {
            return Vec::new();
        }
        self.sections
            .extract_if(.., |section| section.is_behind)
            .collect()
    }

    fn has_cusips(&self) -> bool {
        self.sections.iter().any(|section| section.anchors > 0)
    }

    fn rows(&self) -> usize {
        let counts = self.sections.iter().map(Section::rows);
        counts.sum()
    }
}

/// What columns may go by.
#[derive(Debug, Clone, Copy)]
enum Columns {
    Marks,
    Rule,
    Alignment,
    AlignmentOfEach,
}

impl Columns {
    /// All of them, the most telling first.
    const ALL: [Self; 4] = [
        Self::Marks,
        Self::Rule,
        Self::Alignment,
        Self::AlignmentOfEach,
    ];

    fn layout(self) -> Layout {
        match self {
            Self::Marks | Self::Rule => Layout::Marked,
            Self::Alignment | Self::AlignmentOfEach => Layout::Aligned,
        }
    }

    fn plan(self, laid: &Laid<'_>) -> Option<Plan> {
        let (sheet, sections) = (&laid.sheet, &laid.sections);
        match self {
            Self::Marks => marked::plan(sheet, sections, By::Marks),
            Self::Rule => marked::plan(sheet, sections, By::Rule),
            Self::Alignment => aligned::plan(sheet, sections, Over::All),
            Self::AlignmentOfEach => aligned::plan(sheet, sections, Over::Each),
        }
    }
}

fn compete<'a>(laid: &[Laid<'a>], contest: &mut Contest) {
    let enter = |columns: Columns, contest: &mut Contest| {
        contest.enter_banded(columns.layout(), laid, |laid| columns.plan(laid))
    };
    // The order of the tokens is the second opinion on the first columns found; what else could
    // draw columns is asked only where that settles nothing.
    let mut columns = Columns::ALL.into_iter();
    let _ = columns.find(|columns| enter(*columns, contest));
    contest.enter_ragged(Layout::Ragged, laid);
    for columns in columns {
        enter(columns, contest);
    }
    if contest.is_won() {
        return;
    }
    let turned = laid.iter().filter_map(|laid| listed::turned(&laid.sheet));
    let turned: Vec<Laid<'a>> = turned.map(Laid::from).collect();
    if !turned.is_empty() {
        contest.enter_banded(Layout::Stacked, &turned, |laid| {
            delimited::plan(&laid.sheet, &laid.sections)
        });
    }
    for by in [
        stacked::By::CusipFirst,
        stacked::By::CusipLast,
        stacked::By::Blanks,
    ] {
        if contest.is_won() {
            return;
        }
        let joined = laid
            .iter()
            .filter_map(|laid| stacked::joined(&laid.sheet, &laid.sections, by).map(Laid::from));
        let joined: Vec<Laid<'a>> = joined.collect();
        if !joined.is_empty() {
            contest.enter_ragged(Layout::Stacked, &joined);
        }
    }
}
