//! HTML: what a person would see of a document, line by line, and the grids of its tables.
//!
//! html5gum makes the tokens, by the rules of browsers, so every oddity of a tag comes out as in a
//! browser. What builds on them here is one walk that keeps no tree: it holds the rows that are
//! open and what is finished, so it is linear in the document and its memory is bounded by it.

mod element;
mod flow;
mod grid;
mod row;
mod tokens;
mod walk;

#[cfg(test)]
mod tests;

use osd_domain::Note;

use self::element::Element;
pub(crate) use self::{flow::Rendered, row::HtmlRow};
use crate::noting;

/// A document of HTML, read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Html {
    /// What a person would see of it.
    pub(crate) text: Rendered,
    /// Its tables in the order in which they begin, those without a filled cell left out.
    pub(crate) tables: Vec<HtmlTable>,
    /// Cells of which all or the end was left out, beyond what is kept of a row, a cell or a
    /// document.
    pub(crate) left_out: u64,
}

/// The grid of a table. Where another table stands in one of its cells, that cell gives what stands
/// before it, so that a table made for the layout of a page has next to nothing; only a table of a
/// single cell, a frame, is part of the cell around it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct HtmlTable {
    /// The rows that have a filled cell.
    pub(crate) rows: Vec<HtmlRow>,
}

impl Html {
    /// The note that cells were left out, where some were.
    pub(crate) fn left_out(&self) -> Option<Note> {
        noting::left_out("cells", walk::MOST_CELLS, self.left_out)
    }
}

/// Reads a document. Lines are counted from 1 by their `\n`.
pub(crate) fn read(html: &str) -> Html {
    walk::walk(html)
}

/// Whether a document is HTML. The SEC's marks of plain text (`<TABLE>`, `<CAPTION>`, `<S>`,
/// `<C>`, `<PAGE>`) look like HTML, and some plain text has a few tags left over from its editor;
/// so other tags must be there, and not few for its length.
pub(crate) fn is_html(body: &[u8]) -> bool {
    let mut tags = 0_usize;
    for at in memchr::memchr_iter(b'<', body) {
        match Element::opened_by(body.get(at + 1..).unwrap_or_default()) {
            // Its lines are those of plain text, and its entities are not.
            Some(Element::Pre) => return true,
            Some(element) if element.is_of_html_alone() => tags += 1,
            _ => {}
        }
    }
    if tags < 4 {
        return false;
    }
    let lines = body.split(|&byte| byte == b'\n');
    let written = lines.filter(|line| !line.trim_ascii().is_empty()).count();
    tags.saturating_mul(16) >= written
}
