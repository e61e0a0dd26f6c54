//! Rows of several lines each: lines too long for the page were broken, or a row was set in two.

use crate::text::{
    role,
    section::Section,
    sheet::{LineKind, Sheet},
    token::{Kind, Token},
};

/// Where in its row the line with the CUSIP stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::text) enum Cusip {
    First,
    Last,
}

/// The sheet with each row on one line. None where no row has more than one.
pub(in crate::text) fn joined<'a>(
    sheet: &Sheet<'a>,
    sections: &[Section],
    cusip: Cusip,
) -> Option<Sheet<'a>> {
    let mut joined = Sheet {
        text: sheet.text.clone(),
        document: sheet.document,
        ..Sheet::default()
    };
    let mut is_stacked = false;
    for section in sections {
        for at in &section.heading {
            if let Some(line) = sheet.lines.get(*at) {
                joined.put_line(sheet.tokens(line), line.number, line.last);
            }
        }
        let mut row = Row::default();
        let lines = sheet.lines.get(section.body.clone()).unwrap_or_default();
        for line in lines {
            let tokens = sheet.tokens(line);
            let is_anchor = line.kind == LineKind::Anchor
                || (line.kind == LineKind::Body && ends_in_cusip(sheet, tokens));
            if cusip == Cusip::First && is_anchor {
                is_stacked |= row.end(&mut joined);
            }
            match line.kind {
                LineKind::Anchor | LineKind::Body => {
                    let is_inside = cusip == Cusip::Last || is_anchor || row.has_cusip;
                    if is_inside {
                        row.take(tokens, line.number, line.last, is_anchor);
                    }
                }
                LineKind::Blank => {}
                _ => is_stacked |= row.end(&mut joined),
            }
            if cusip == Cusip::Last && is_anchor {
                is_stacked |= row.end(&mut joined);
            }
        }
        is_stacked |= row.end(&mut joined);
    }
    is_stacked.then_some(joined)
}

/// Whether a name stands on the line and, at its end, what may be a CUSIP: the figures come on the
/// next.
fn ends_in_cusip(sheet: &Sheet<'_>, tokens: &[Token]) -> bool {
    let Some((last, before)) = tokens.split_last() else {
        return false;
    };
    last.end - last.start >= 7
        && role::is_cusip_like(sheet.of_token(last))
        && before.iter().any(|token| token.kind == Kind::Word)
        && !before.iter().any(|token| token.kind.is_number() && token.left + 30 > last.left)
}

/// A row broken over more lines than these is none.
const MAX_LINES: u32 = 6;

#[derive(Debug, Default)]
struct Row {
    tokens: Vec<Token>,
    lines: u32,
    first: u32,
    last: u32,
    width: u32,
    has_cusip: bool,
}

impl Row {
    fn take(&mut self, tokens: &[Token], first: u32, last: u32, is_anchor: bool) {
        if self.lines >= MAX_LINES {
            return;
        }
        if self.lines == 0 {
            self.first = first;
        }
        self.lines += 1;
        self.last = last;
        self.has_cusip |= is_anchor;
        let shift = self.width;
        for token in tokens {
            let (left, right) = (token.left + shift, token.right + shift);
            self.width = right + 2;
            self.tokens.push(Token {
                left,
                right,
                ..*token
            });
        }
    }

    /// Puts the row on the sheet. Returns whether it had several lines.
    fn end(&mut self, sheet: &mut Sheet<'_>) -> bool {
        let row = std::mem::take(self);
        if row.has_cusip {
            sheet.put_line(&row.tokens, row.first, row.last);
        }
        row.has_cusip && row.lines > 1
    }
}
