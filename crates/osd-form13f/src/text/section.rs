//! Sections: stretches of a document between one heading of a table and the next.

use std::ops::Range;

use super::{
    heading::Word,
    sheet::{LineKind, Sheet},
    token::{Kind, Token},
};

/// Marks or pieces of a rule fewer than these draw no columns.
const MIN_COLUMNS: usize = 5;

/// A heading stands within so many lines above the rows.
const HEADING_LINES: usize = 25;

/// A heading and the lines below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Section {
    /// Lines of its heading.
    pub(super) heading: Vec<usize>,
    /// The line of `<S>` and `<C>` marks, where enough of them stand on one.
    pub(super) marks: Option<usize>,
    /// The line that rules the columns, where one does.
    pub(super) rule: Option<usize>,
    /// The lines that may hold rows.
    pub(super) body: Range<usize>,
    /// Lines on which a CUSIP that checks stands.
    pub(super) anchors: usize,
    /// Whether it stands behind the end of a table, and none begins: a list that its filer left
    /// there, of what was omitted for one, or rows behind an end tag that came too early.
    pub(super) is_behind: bool,
    /// Whether it holds the second half of a table too wide for the page: a heading of discretion
    /// and voting authority, and of neither value nor CUSIP.
    pub(super) is_second_half: bool,
    /// Lines with three numbers or more and the codes of a row.
    pub(super) coded: usize,
    /// Lines with three numbers or more on which none does.
    pub(super) others: usize,
}

impl Section {
    /// Whether its rows have CUSIPs that check; one or two may do so by chance.
    pub(super) fn has_cusips(&self) -> bool {
        self.anchors > 0 && self.anchors * 5 >= self.others
    }

    /// About how many rows it has.
    pub(super) fn rows(&self) -> usize {
        self.anchors.max(self.others)
    }

    /// Whether it may hold rows: it has CUSIPs, or the codes of rows, or a heading of both value
    /// and amount.
    pub(super) fn may_hold_rows(&self, sheet: &Sheet<'_>) -> bool {
        self.has_cusips() || self.coded > 0 || self.is_second_half || {
            let has = |word| self.words(sheet).any(|(_, found)| found == word);
            has(Word::Value) && has(Word::Amount) && (has(Word::Issuer) || has(Word::Cusip))
        }
    }

    /// The words of its heading with the tokens that spell them.
    pub(super) fn words<'s>(
        &'s self,
        sheet: &'s Sheet<'_>,
    ) -> impl Iterator<Item = (Token, Word)> + 's {
        let near = self.body.start.saturating_sub(HEADING_LINES);
        self.heading
            .iter()
            .filter(move |at| **at >= near)
            .filter_map(|&at| sheet.lines.get(at))
            .flat_map(|line| sheet.tokens(line))
            .filter_map(|token| Some((*token, Word::of(sheet.of_token(token))?)))
    }
}

/// Divides a document into its sections, in order.
pub(super) fn divide(sheet: &Sheet<'_>) -> Vec<Section> {
    let mut divider = Divider::default();
    for at in 0..sheet.lines.len() {
        divider.take(sheet, at);
    }
    divider.end(sheet.lines.len());
    let mut sections = divider.sections;
    for section in &mut sections {
        let has = |word| section.words(sheet).any(|(_, found)| found == word);
        section.is_second_half = section.anchors == 0
            && has(Word::Voting)
            && (has(Word::Discretion) || has(Word::Manager))
            && !has(Word::Value)
            && !has(Word::Cusip);
    }
    sections
}

#[derive(Debug, Default)]
struct Divider {
    sections: Vec<Section>,
    open: Option<Section>,
    /// Whether the open section has rows, so that a heading begins another.
    has_rows: bool,
    /// Whether a table ended, and none began since.
    is_behind: bool,
}

impl Divider {
    fn take(&mut self, sheet: &Sheet<'_>, at: usize) {
        let Some(line) = sheet.lines.get(at) else {
            return;
        };
        match line.kind {
            LineKind::Heading => {
                let section = self.heading(at);
                section.heading.push(at);
                section.body = at + 1..at + 1;
            }
            LineKind::Marks | LineKind::Begin => {
                self.is_behind &= line.kind == LineKind::Marks;
                self.marks(sheet, at);
            }
            LineKind::Rule => {
                let pieces = pieces(sheet, at);
                if !self.has_rows
                    && pieces >= MIN_COLUMNS
                    && let Some(section) = &mut self.open
                {
                    section.rule = Some(at);
                    section.body.start = at + 1;
                }
            }
            LineKind::End => {
                self.end(at);
                self.is_behind = true;
            }
            LineKind::Anchor => {
                self.has_rows = true;
                let is_behind = self.is_behind;
                let section = self.open.get_or_insert_with(|| Section {
                    body: at..at,
                    is_behind,
                    ..Section::default()
                });
                section.anchors += 1;
            }
            LineKind::Blank | LineKind::Body => {
                let tokens = sheet.tokens(line);
                let numbers = tokens.iter().filter(|t| t.kind.is_number()).count();
                // Rows without a CUSIP are rows as well: a heading below them is another's.
                let has_name = tokens.iter().any(|token| token.kind == Kind::Word);
                if numbers >= 3 && (self.open.is_some() || (is_coded(tokens) && has_name)) {
                    self.has_rows = true;
                    let is_behind = self.is_behind;
                    let section = self.open.get_or_insert_with(|| Section {
                        body: at..at,
                        is_behind,
                        ..Section::default()
                    });
                    section.others += 1;
                    section.coded += usize::from(is_coded(tokens) && has_name);
                }
            }
        }
    }

    fn marks(&mut self, sheet: &Sheet<'_>, at: usize) {
        let marks = sheet.lines.get(at).map_or(0, |line| {
            let tokens = sheet.tokens(line).iter();
            tokens.filter(|token| token.kind == Kind::Mark).count()
        });
        if marks >= MIN_COLUMNS {
            let section = self.heading(at);
            section.marks = Some(at);
            section.body.start = at + 1;
        } else if let Some(section) = &mut self.open
            && !self.has_rows
        {
            section.body.start = at + 1;
        }
    }

    /// The section that a line of a heading belongs to.
    fn heading(&mut self, at: usize) -> &mut Section {
        if self.has_rows {
            self.end(at);
        }
        let is_behind = self.is_behind;
        self.open.get_or_insert_with(|| Section {
            is_behind,
            ..Section::default()
        })
    }

    fn end(&mut self, at: usize) {
        self.has_rows = false;
        if let Some(mut section) = self.open.take() {
            section.body.end = at.max(section.body.start);
            self.sections.push(section);
        }
    }
}

/// Whether the codes of a row are among some tokens: SH or PRN, and discretion; or a cross.
pub(super) fn is_coded(tokens: &[Token]) -> bool {
    let has = |test: fn(Kind) -> bool| tokens.iter().any(|token| test(token.kind));
    let has_codes = has(|kind| matches!(kind, Kind::AmountType(_)))
        && has(|kind| matches!(kind, Kind::Discretion(_)));
    has_codes || has(|kind| kind == Kind::Cross)
}

/// How many pieces a drawn line has.
fn pieces(sheet: &Sheet<'_>, at: usize) -> usize {
    sheet.lines.get(at).map_or(0, |line| {
        let tokens = sheet.tokens(line).iter();
        tokens
            .filter(|token| matches!(token.kind, Kind::Rule | Kind::Nothing))
            .count()
    })
}
