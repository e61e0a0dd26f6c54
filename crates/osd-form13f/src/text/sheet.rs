//! A document laid out: its lines, and the tokens on them.

use std::borrow::Cow;

use super::{
    Page,
    glued::glued,
    space::{LeftOut, Space},
    token::{Kind, Token},
};

/// Tokens of a line past this many are not looked at; no table is that wide.
pub(super) const MAX_TOKENS: usize = 400;

/// About as many bytes as a token takes with the blanks before it, and a line.
const BYTES_A_TOKEN: usize = 8;
const BYTES_A_LINE: usize = 64;

/// Columns between tab stops.
const TAB: u32 = 8;

/// A document as lines of tokens.
#[derive(Debug, Default)]
pub(super) struct Sheet<'a> {
    /// What the tokens point into.
    pub(super) text: Cow<'a, str>,
    /// Position of the document in the submission, from 1.
    pub(super) document: u32,
    /// Its lines.
    pub(super) lines: Vec<SheetLine>,
    /// The tokens of all lines.
    pub(super) tokens: Vec<Token>,
    /// What was not laid out.
    pub(super) left_out: LeftOut,
    space: Space,
    /// The first token of the line that is being laid out.
    line_start: usize,
    /// Whether that line has more tokens than are looked at.
    is_cut: bool,
}

/// A line of a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct SheetLine {
    /// Its first line in the document, from 1.
    pub(super) number: u32,
    /// Its last: the same, but where a row was put together from several lines.
    pub(super) last: u32,
    first_token: u32,
    end_token: u32,
    /// What it is.
    pub(super) kind: LineKind,
}

/// What a line is by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    /// Nothing on it.
    Blank,
    /// A drawn line, of several pieces or one.
    Rule,
    /// `<S>` and `<C>` marks.
    Marks,
    /// Words of a table's heading.
    Heading,
    /// `<TABLE>` or `<PAGE>`, where something new begins.
    Begin,
    /// `</TABLE>`.
    End,
    /// A CUSIP that checks stands on it.
    Anchor,
    /// Anything else.
    Body,
}

impl<'a> Sheet<'a> {
    /// A sheet of a text without lines yet.
    pub(super) fn empty(text: Cow<'a, str>, document: u32, space: Space) -> Self {
        Self {
            text,
            document,
            space,
            ..Self::default()
        }
    }

    /// A sheet for the same lines in another order.
    pub(super) fn emptied(&self) -> Self {
        Self {
            left_out: self.left_out,
            ..Self::empty(self.text.clone(), self.document, Space::default())
        }
    }

    /// Lays out a text whose first line is line `first_line` of document `document`, as far as
    /// there is room.
    pub(super) fn of(text: &'a str, document: u32, first_line: u32, space: Space) -> Self {
        let mut sheet = Self::empty(Cow::Borrowed(text), document, space);
        sheet
            .tokens
            .reserve((text.len() / BYTES_A_TOKEN).min(space.tokens));
        sheet
            .lines
            .reserve((text.len() / BYTES_A_LINE).min(space.lines));
        let mut number = first_line;
        let mut start = 0;
        let bytes = text.as_bytes();
        for end in memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]) {
            if sheet.is_full() {
                sheet.leave_out_line();
            } else {
                sheet.lay_out(text, start, end, number);
            }
            number = number.saturating_add(1);
            start = end + 1;
        }
        sheet
    }

    /// Where the page was rendered from HTML, gives each line the number of the line of the source
    /// that it was rendered from.
    pub(super) fn numbered_as(mut self, page: Page<'_>) -> Self {
        for (line, number) in self.lines.iter_mut().zip(page.lines.unwrap_or_default()) {
            line.number = number.saturating_add(page.first_line).saturating_sub(1);
            line.last = line.number;
        }
        self
    }

    /// Adds a line that only says where something begins or ends.
    pub(super) fn put_bound(&mut self, kind: LineKind, number: u32) {
        self.end_line(self.tokens.len(), number, number);
        if let Some(line) = self.lines.last_mut() {
            line.kind = kind;
        }
    }

    fn lay_out(&mut self, text: &str, start: usize, end: usize, number: u32) {
        let line = text.get(start..end).unwrap_or_default();
        let first = self.tokens.len();
        let mut column: u32 = 0;
        let mut at = 0;
        // EDGAR's mail wrapper put `- ` before a line that began with a hyphen.
        if line.starts_with("- -") {
            at = 2;
        }
        let bytes = line.as_bytes();
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b' ' => {
                    let rest = bytes.get(at..).unwrap_or_default();
                    let blanks = rest.iter().take_while(|byte| **byte == b' ').count();
                    column = column.saturating_add(u32::try_from(blanks).unwrap_or(u32::MAX));
                    at += blanks;
                    continue;
                }
                b'\r' | 0x0b | 0x0c => column = column.saturating_add(1),
                b'\t' => column = (column / TAB + 1).saturating_mul(TAB),
                _ if self.is_line_full() => {
                    self.is_cut = true;
                    break;
                }
                _ => {
                    let from = at;
                    let left = column;
                    let is_tag = byte == b'<';
                    while let Some(&byte) = bytes.get(at) {
                        let is_end = matches!(byte, b' ' | b'\t' | b'\r' | 0x0b | 0x0c);
                        if is_end || (byte == b'<' && at > from) {
                            break;
                        }
                        // One column a character, not one a byte.
                        column += u32::from(byte & 0xc0 != 0x80);
                        at += 1;
                        if is_tag && byte == b'>' {
                            break;
                        }
                    }
                    self.put(text, start + from, start + at, left, column);
                    continue;
                }
            }
            at += 1;
        }
        self.end_line(first, number, number);
    }

    /// Whether no further line can be laid out.
    pub(super) fn is_full(&self) -> bool {
        self.lines.len() >= self.space.lines || self.tokens.len() >= self.space.tokens
    }

    /// Counts a line for which there is no space.
    pub(super) fn leave_out_line(&mut self) {
        self.left_out.lines += 1;
        self.left_out.is_of_tokens = self.lines.len() < self.space.lines;
    }

    fn is_line_full(&self) -> bool {
        self.tokens.len() - self.line_start >= MAX_TOKENS
    }

    /// Adds a token to the line that is being laid out.
    pub(super) fn put(&mut self, text: &str, start: usize, end: usize, left: u32, right: u32) {
        if self.is_line_full() {
            self.is_cut = true;
            return;
        }
        let token = text.get(start..end).unwrap_or_default();
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let whole = Token::new(token, start, left, right);
        let halves = (whole.kind == Kind::Word).then(|| glued(token)).flatten();
        let Some((first, second)) = halves.and_then(|at| token.split_at_checked(at)) else {
            self.tokens.push(whole);
            return;
        };
        let at = u32::try_from(first.len()).unwrap_or_default();
        self.tokens.push(Token::new(first, start, left, left + at));
        self.tokens
            .push(Token::new(second, start + at, left + at, right));
    }

    /// Ends the line whose tokens began at `first`.
    pub(super) fn end_line(&mut self, first: usize, number: u32, last: u32) {
        self.join(first);
        let tokens = self.tokens.get(first..).unwrap_or_default();
        let kind = line_kind(&self.text, tokens);
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.lines.push(SheetLine {
            number,
            last,
            first_token: place(first),
            end_token: place(self.tokens.len()),
            kind,
        });
        self.line_start = self.tokens.len();
        self.left_out.ends += u64::from(std::mem::take(&mut self.is_cut));
    }

    /// Adds a line of tokens that were laid out before.
    pub(super) fn put_line(&mut self, tokens: &[Token], number: u32, last: u32) {
        let first = self.tokens.len();
        self.is_cut = tokens.len() > MAX_TOKENS;
        let tokens = tokens.get(..MAX_TOKENS).unwrap_or(tokens);
        self.tokens.extend_from_slice(tokens);
        self.end_line(first, number, last);
    }

    /// Puts together what belongs together: a dollar sign and its number, a CUSIP with blanks.
    fn join(&mut self, first: usize) {
        let mut kept = first;
        let mut at = first;
        while let Some(&token) = self.tokens.get(at) {
            let (token, taken) = self.joined(at).unwrap_or((token, 1));
            if kept < at + taken - 1
                && let Some(place) = self.tokens.get_mut(kept)
            {
                *place = token;
            }
            kept += 1;
            at += taken;
        }
        self.tokens.truncate(kept);
    }

    fn joined(&self, at: usize) -> Option<(Token, usize)> {
        let (token, next) = (self.tokens.get(at)?, self.tokens.get(at + 1)?);
        let length = token.end.saturating_sub(token.start);
        if !matches!(length, 1 | 6 | 8) {
            return None;
        }
        let (token, next) = (*token, *next);
        if length == 1 && token.text(&self.text) == "$" {
            let joined = Token {
                start: token.start,
                ..next
            };
            return (next.kind.is_number() && next.left.saturating_sub(token.right) < 16)
                .then_some((joined, 2));
        }
        // `025816 10 9`, `025816 109`, `02581610 9`.
        if !matches!(length, 6 | 8) || next.left.saturating_sub(token.right) > 2 {
            return None;
        }
        (2..=3).rev().find_map(|count| {
            let last = *self.tokens.get(at + count - 1)?;
            let pieces = self.tokens.get(at..at + count)?;
            let is_near = pieces.windows(2).all(|pair| match pair {
                [a, b] => b.left.saturating_sub(a.right) <= 2,
                _ => true,
            });
            let letters: u32 = pieces.iter().map(|t| t.end - t.start).sum();
            if !is_near || letters != 9 {
                return None;
            }
            let text: String = pieces.iter().map(|t| t.text(&self.text)).collect();
            let cusip = super::token::cusip(&text)?;
            // Two plain numbers side by side are a CUSIP only by chance.
            let joined = Token {
                end: last.end,
                right: last.right,
                kind: Kind::Cusip,
                ..token
            };
            (!cusip.is_suspect()).then_some((joined, count))
        })
    }

    /// The tokens of a line.
    pub(super) fn tokens(&self, line: &SheetLine) -> &[Token] {
        self.tokens
            .get(line.first_token as usize..line.end_token as usize)
            .unwrap_or_default()
    }

    /// The characters of a token.
    pub(super) fn of_token(&self, token: &Token) -> &str {
        token.text(&self.text)
    }

    /// The characters from the first of some tokens to the last.
    pub(super) fn span(&self, tokens: &[Token]) -> &str {
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => self
                .text
                .get(first.start as usize..last.end as usize)
                .unwrap_or_default(),
            _ => "",
        }
    }
}

fn line_kind(text: &str, tokens: &[Token]) -> LineKind {
    let mut marks = 0;
    let mut rules = 0;
    let mut others = 0;
    let mut anchors = 0;
    let mut begin = false;
    for token in tokens {
        match token.kind {
            Kind::Mark => marks += 1,
            Kind::Rule => rules += 1,
            Kind::Nothing => {}
            Kind::Tag => match tag_kind(token.text(text)) {
                Some(LineKind::End) => return LineKind::End,
                Some(_) => begin = true,
                None => {}
            },
            Kind::Cusip | Kind::CusipOrNumber => {
                anchors += 1;
                others += 1;
            }
            _ => others += 1,
        }
    }
    if anchors > 0 {
        return LineKind::Anchor;
    }
    if marks > 0 && others == 0 {
        return LineKind::Marks;
    }
    if begin {
        return LineKind::Begin;
    }
    if rules > 0 && others == 0 {
        return LineKind::Rule;
    }
    if tokens.is_empty()
        || marks + others + rules == 0 && tokens.iter().all(|t| t.kind == Kind::Tag)
    {
        return LineKind::Blank;
    }
    if super::heading::words(text, tokens) >= 2 {
        return LineKind::Heading;
    }
    LineKind::Body
}

fn tag_kind(tag: &str) -> Option<LineKind> {
    let name = tag.trim_matches(['<', '>']).trim();
    if name.eq_ignore_ascii_case("/TABLE") {
        Some(LineKind::End)
    } else if name.eq_ignore_ascii_case("TABLE") || name.eq_ignore_ascii_case("PAGE") {
        Some(LineKind::Begin)
    } else {
        None
    }
}
