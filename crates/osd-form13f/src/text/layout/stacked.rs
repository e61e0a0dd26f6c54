//! Rows of several lines each: lines too long for the page were broken, or a row was set in two.

use crate::text::{
    cusip,
    section::Section,
    sheet::{LineKind, Sheet, SheetLine},
    token::{Kind, Token},
};

/// How rows are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::text) enum By {
    /// Each begins with the line of its CUSIP.
    CusipFirst,
    /// Each ends with the line of its CUSIP.
    CusipLast,
    /// Blank lines stand between them.
    Blanks,
}

/// The sheet with each row on one line. None where no row has more than one.
pub(in crate::text) fn joined<'a>(
    sheet: &Sheet<'a>,
    sections: &[Section],
    by: By,
) -> Option<Sheet<'a>> {
    let mut joined = sheet.emptied();
    let mut is_stacked = false;
    let mut rows = Vec::new();
    for section in sections {
        for at in &section.heading {
            if let Some(line) = sheet.lines.get(*at) {
                joined.put_line(sheet.tokens(line), line.number, line.last);
            }
        }
        rows.clear();
        take_rows(sheet, section, by, &mut rows);
        let usual = usual_count(&rows);
        is_stacked |= usual > 1;
        for row in &rows {
            joined.put_row(sheet, row.get(..usual).unwrap_or(row));
        }
    }
    is_stacked.then_some(joined)
}

/// Divides the lines of a section into rows, each with a CUSIP.
fn take_rows<'s>(
    sheet: &'s Sheet<'_>,
    section: &Section,
    by: By,
    rows: &mut Vec<Vec<&'s SheetLine>>,
) {
    let mut row: Vec<&SheetLine> = Vec::new();
    let mut has_cusip = false;
    let mut end = |row: &mut Vec<&'s SheetLine>, has_cusip: &mut bool| {
        let row = std::mem::take(row);
        if std::mem::take(has_cusip) {
            rows.push(row);
        }
    };
    let lines = sheet.lines.get(section.body.clone()).unwrap_or_default();
    for line in lines {
        if line.kind == LineKind::Blank {
            if by == By::Blanks {
                end(&mut row, &mut has_cusip);
            }
            continue;
        }
        let is_anchor = line.kind == LineKind::Anchor
            || (line.kind == LineKind::Body && ends_in_cusip(sheet, sheet.tokens(line)));
        let is_text = matches!(line.kind, LineKind::Anchor | LineKind::Body);
        if !is_text || (by == By::CusipFirst && is_anchor) {
            end(&mut row, &mut has_cusip);
        }
        if is_text && row.len() < MAX_LINES && (by != By::CusipFirst || is_anchor || has_cusip) {
            has_cusip |= is_anchor;
            row.push(line);
        }
        if by == By::CusipLast && is_anchor {
            end(&mut row, &mut has_cusip);
        }
    }
    end(&mut row, &mut has_cusip);
}

/// How many lines most rows have: what goes beyond, below the last row of a page, is a total.
fn usual_count(rows: &[Vec<&SheetLine>]) -> usize {
    let count = |lines: usize| rows.iter().filter(|row| row.len() == lines).count();
    (1..=MAX_LINES)
        .max_by_key(|lines| count(*lines))
        .unwrap_or(1)
}

/// A row broken over more lines than these is none.
const MAX_LINES: usize = 12;

impl Sheet<'_> {
    /// Puts the lines of a row on one.
    fn put_row(&mut self, sheet: &Sheet<'_>, lines: &[&SheetLine]) {
        let mut tokens = Vec::new();
        let mut width = 0;
        for line in lines {
            let shift = width;
            for token in sheet.tokens(line) {
                let (left, right) = (token.left + shift, token.right + shift);
                width = right + 2;
                tokens.push(Token {
                    left,
                    right,
                    ..*token
                });
            }
        }
        let first = lines.first().map_or(0, |line| line.number);
        let last = lines.last().map_or(0, |line| line.last);
        self.put_line(&tokens, first, last);
    }
}

/// Whether a name stands on the line and, at its end, what may be a CUSIP: the figures come on the
/// next.
fn ends_in_cusip(sheet: &Sheet<'_>, tokens: &[Token]) -> bool {
    let Some((last, before)) = tokens.split_last() else {
        return false;
    };
    last.end - last.start >= 7
        && cusip::is_like(sheet.of_token(last))
        && before.iter().any(|token| token.kind == Kind::Word)
        && !before
            .iter()
            .any(|token| token.kind.is_number() && token.left + 30 > last.left)
}
