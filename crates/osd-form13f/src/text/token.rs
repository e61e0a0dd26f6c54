//! Tokens: runs of characters between blanks, with where they stand and what they could be.

use osd_domain::{AmountType, Cusip, Discretion, PutCall};
use rust_decimal::Decimal;

use super::code::Code;
use crate::number;

/// A run of characters of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// First byte in the sheet's text.
    pub(super) start: u32,
    /// Byte after the last.
    pub(super) end: u32,
    /// Column on which it begins, from 0.
    pub(super) left: u32,
    /// Column after the last.
    pub(super) right: u32,
    /// What it could be.
    pub(super) kind: Kind,
    /// The number that it spells plainly, so that it is read once; below zero where it does not.
    pub(super) whole: i64,
}

/// No number is longer.
const LONGEST: usize = 48;

/// No plain number.
const NOT_WHOLE: i64 = -1;

impl Token {
    /// The token that `text` is, from `start` in its sheet and from column `left`.
    pub(super) fn new(text: &str, start: u32, left: u32, right: u32) -> Self {
        let whole = plain(text);
        let kind = match whole {
            // Nine digits may be a CUSIP, and twelve one with zeros behind it.
            Some(_) if text.len() < 9 || text.contains([',', '\'']) => Kind::Number,
            _ => Kind::of(text),
        };
        Self {
            start,
            end: start.saturating_add(u32::try_from(text.len()).unwrap_or(u32::MAX)),
            left,
            right,
            kind,
            whole: whole.unwrap_or(NOT_WHOLE),
        }
    }

    /// The number that it is, or zero for a stroke.
    pub(super) fn figure(&self, text: &str) -> Option<Decimal> {
        match (self.whole, self.kind) {
            (whole @ 0.., _) => Some(whole.into()),
            (_, Kind::Word) => None,
            _ => figure(self.text(text)),
        }
    }

    /// The characters.
    pub(super) fn text<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }

    /// How many columns it shares with a range of columns.
    pub(super) fn overlap(&self, left: u32, right: u32) -> u32 {
        self.right.min(right).saturating_sub(self.left.max(left))
    }
}

/// What a token could be by itself. A column tells more than a cell does: nine digits are a CUSIP
/// in one column and a number of shares in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Anything else.
    Word,
    /// A number. Nine digits may be a CUSIP as well.
    Number,
    /// A CUSIP whose check digit fits, and no number by its look.
    Cusip,
    /// Digits that are a CUSIP whose check digit fits, or a number.
    CusipOrNumber,
    /// Nine characters of letters and digits that are no CUSIP that checks.
    CusipShape,
    /// `SH`, `PRN` and their like.
    AmountType(AmountType),
    /// `PUT`, `CALL` and their like.
    PutCall(PutCall),
    /// `SOLE`, `DEFINED`, `OTHER` and their like.
    Discretion(Discretion),
    /// A cross that ticks a column.
    Cross,
    /// A stroke for nothing.
    Nothing,
    /// A line drawn with `-`, `=`, `_`, `*` or `.`.
    Rule,
    /// A mark of EDGAR's for tables: `<S>`, `<C>`.
    Mark,
    /// Any other tag.
    Tag,
}

impl Kind {
    /// Whether it can be read as a number.
    pub(super) fn is_number(self) -> bool {
        matches!(self, Self::Number | Self::CusipOrNumber)
    }

    /// Whether it is a CUSIP that checks.
    pub(super) fn is_cusip(self) -> bool {
        matches!(self, Self::Cusip | Self::CusipOrNumber)
    }

    /// Whether it is a code of the form.
    pub(super) fn is_code(self) -> bool {
        matches!(
            self,
            Self::AmountType(_) | Self::PutCall(_) | Self::Discretion(_)
        )
    }

    /// What a text is.
    pub(super) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        match bytes {
            [] => Self::Word,
            // A spreadsheet's mark for text.
            [b'\'', ..] => match text.get(1..).map(Self::of) {
                Some(kind @ (Self::Cusip | Self::CusipOrNumber | Self::CusipShape)) => kind,
                _ => Self::Word,
            },
            [b'<', .., b'>'] => tag(text),
            [b'>', b'C' | b'c' | b'S' | b's', b'>'] => Self::Mark,
            [b'-' | b'=' | b'_' | b'.' | b'*' | b'~', ..] if is_rule(bytes) => {
                if bytes.len() > 3 || bytes.first() == Some(&b'=') {
                    Self::Rule
                } else if bytes.first() == Some(&b'*') {
                    Self::Word
                } else {
                    Self::Nothing
                }
            }
            _ if is_hyphenated_cusip(bytes) => Self::Cusip,
            [b'0'..=b'9' | b'$' | b'(' | b'-' | b'.' | b'+', ..] => numeric(text),
            [b'A'..=b'Z' | b'a'..=b'z', ..] => lettered(text),
            _ => Self::Word,
        }
    }
}

/// Whether a text is a CUSIP that checks with hyphens between its parts: `025816-10-9`.
fn is_hyphenated_cusip(bytes: &[u8]) -> bool {
    if !matches!(bytes, [_, _, _, _, _, _, b'-', ..]) && !matches!(bytes, [.., b'-', _]) {
        return false;
    }
    let mut compact = [0; 9];
    let mut letters = bytes.iter().filter(|byte| **byte != b'-');
    for (place, letter) in compact.iter_mut().zip(&mut letters) {
        *place = *letter;
    }
    let is_nine = (10..=11).contains(&bytes.len()) && letters.next().is_none();
    let text = std::str::from_utf8(&compact).unwrap_or_default();
    is_nine && cusip(text).is_some_and(|cusip| !cusip.is_suspect())
}

fn is_rule(bytes: &[u8]) -> bool {
    let first = bytes.first();
    bytes.iter().all(|byte| Some(byte) == first)
}

fn tag(text: &str) -> Kind {
    if text.eq_ignore_ascii_case("<C>") || text.eq_ignore_ascii_case("<S>") {
        Kind::Mark
    } else {
        Kind::Tag
    }
}

fn numeric(text: &str) -> Kind {
    if let Some(cusip) = cusip(text) {
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        return match (cusip.is_suspect(), digits) {
            (false, true) => Kind::CusipOrNumber,
            (false, false) => Kind::Cusip,
            (true, true) => Kind::Number,
            (true, false) => shape_or_number(text),
        };
    }
    let is_number = amount(text).is_some() || is_cut_off(text);
    match (padded_cusip(text), is_number) {
        (true, true) => Kind::CusipOrNumber,
        (true, false) => Kind::Cusip,
        (false, true) => Kind::Number,
        (false, false) => Kind::Word,
    }
}

fn shape_or_number(text: &str) -> Kind {
    if amount(text).is_some() {
        Kind::Number
    } else {
        Kind::CusipShape
    }
}

fn lettered(text: &str) -> Kind {
    if text.len() == 9
        && let Some(cusip) = cusip(text)
    {
        return if cusip.is_suspect() {
            Kind::CusipShape
        } else {
            Kind::Cusip
        };
    }
    if padded_cusip(text) {
        return Kind::Cusip;
    }
    if text.len() > 16 {
        return Kind::Word;
    }
    match text {
        "X" | "x" | "XX" | "xx" | "XXX" | "xxx" => return Kind::Cross,
        "N/A" | "n/a" | "NA" | "N/a" => return Kind::Nothing,
        _ => {}
    }
    match Code::of(text) {
        Some(Code::AmountType(code)) => Kind::AmountType(code),
        Some(Code::PutCall(code)) => Kind::PutCall(code),
        Some(Code::Discretion(code)) => Kind::Discretion(code),
        None => Kind::Word,
    }
}

/// A CUSIP that checks with zeros behind it, as some systems print it: `084670702000`.
pub(super) fn padded_cusip(text: &str) -> bool {
    let (Some(id), Some(zeros)) = (text.get(..9), text.get(9..)) else {
        return false;
    };
    let is_padded = (1..=3).contains(&zeros.len()) && zeros.bytes().all(|b| b == b'0');
    is_padded && cusip(id).is_some_and(|cusip| !cusip.is_suspect())
}

/// A CUSIP by its shape: nine letters and digits of which at least four are digits, the first
/// three hold two of them, and the last is one.
pub(super) fn cusip(text: &str) -> Option<Cusip> {
    let bytes = text.as_bytes();
    let digits = |bytes: &[u8]| bytes.iter().filter(|b| b.is_ascii_digit()).count();
    let is_shaped = bytes.len() == 9
        && bytes.last().is_some_and(u8::is_ascii_digit)
        && digits(bytes) >= 4
        && digits(bytes.get(..3).unwrap_or_default()) >= 1
        && bytes
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'*' | b'@' | b'#'));
    is_shaped.then(|| text.parse().ok()).flatten()
}

/// The value of a number in a table: as [`number::value`], with a footnote mark behind it or
/// without the last bracket.
pub(super) fn amount(text: &str) -> Option<Decimal> {
    if let Some(value) = plain(text.strip_prefix('$').unwrap_or(text)) {
        return Some(value.into());
    }
    let first = text
        .bytes()
        .find(|b| !matches!(b, b'$' | b'(' | b'-' | b'+' | b'.' | b' '))?;
    if !first.is_ascii_digit() {
        return None;
    }
    if is_cut_off(text) {
        return None;
    }
    // A minus behind the figure, as mainframes print it.
    if let Some(value) = text.strip_suffix('-').and_then(plain) {
        return Some(-Decimal::from(value));
    }
    if text.bytes().any(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    number::value(text).or_else(|| {
        let stripped = text.trim_end_matches(['*', '+', '\'', ';', ',', '#']);
        let stripped = match stripped.rfind('(') {
            Some(at) if at > 0 => stripped.get(..at).unwrap_or(stripped),
            _ => stripped,
        };
        (stripped.len() < text.len())
            .then(|| number::value(stripped))
            .flatten()
    })
}

/// Whether a number has lost its last digits to a column that is too narrow: `14,253,25`.
fn is_cut_off(text: &str) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    let Some((rest, last)) = text.rsplit_once(',') else {
        return false;
    };
    let Some((first, middle)) = rest.split_once(',') else {
        return false;
    };
    let is_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    (1..=3).contains(&first.len())
        && (1..=2).contains(&last.len())
        && is_digits(first)
        && is_digits(last)
        && middle
            .split(',')
            .all(|group| group.len() == 3 && is_digits(group))
}

/// The value of a cell of figures: a number, or a stroke for nothing.
pub(super) fn figure(text: &str) -> Option<Decimal> {
    if text.starts_with('-') && matches!(text, "-" | "--" | "---" | "- 0 -" | "-0-") {
        return Some(Decimal::ZERO);
    }
    amount(text)
}

/// Digits with commas between groups of three: nearly all numbers.
fn plain(text: &str) -> Option<i64> {
    let mut value: i64 = 0;
    if text.len() > 20 || text.is_empty() {
        return None;
    }
    let mut since_comma = 0;
    let mut has_comma = false;
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => {
                value = value.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
                since_comma += 1;
            }
            // Swiss managers part thousands with an apostrophe.
            b',' | b'\''
                if since_comma > 0 && (!has_comma || since_comma == 3) && since_comma <= 3 =>
            {
                has_comma = true;
                since_comma = 0;
            }
            _ => return None,
        }
    }
    let is_whole = !has_comma || since_comma == 3;
    (is_whole && value < 10_000_000_000_000_000).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_told_by_its_look() {
        for (text, kind) in [
            ("037833100", Kind::CusipOrNumber),
            ("139945600", Kind::Number),
            ("G1150G111", Kind::Cusip),
            ("g1150g111", Kind::Cusip),
            ("025816-10-9", Kind::Cusip),
            ("02581610-9", Kind::Cusip),
            ("402-346-140", Kind::Word),
            ("00206R109", Kind::CusipShape),
            ("SPONSORED", Kind::Word),
            ("DLJDIRECT", Kind::Word),
            ("1,234", Kind::Number),
            ("$1,234.50", Kind::Number),
            ("(1,234)", Kind::Number),
            ("1,234*", Kind::Number),
            ("1,234(1)", Kind::Number),
            ("1,23", Kind::Word),
            ("14,253,25", Kind::Number),
            ("1'416'500", Kind::Number),
            ("21,790-", Kind::Number),
            ("1,2,3", Kind::Word),
            ("-", Kind::Nothing),
            ("--", Kind::Nothing),
            ("------", Kind::Rule),
            ("<c>", Kind::Mark),
            (">C>", Kind::Mark),
            ("<PAGE>", Kind::Tag),
            ("SH", Kind::AmountType(AmountType::Shares)),
            ("prn", Kind::AmountType(AmountType::Principal)),
            ("Call", Kind::PutCall(PutCall::Call)),
            ("SHARED-OTHER", Kind::Discretion(Discretion::Other)),
            ("X", Kind::Cross),
            ("3COM", Kind::Word),
        ] {
            assert_eq!(Kind::of(text), kind, "{text}");
        }
    }
}
