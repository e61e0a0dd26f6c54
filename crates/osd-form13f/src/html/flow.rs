//! Text as it is set into lines.

use super::tokens::Place;

/// Lines of text, and where in the source each began.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rendered {
    /// The lines, each with a `\n` at its end.
    pub(crate) text: String,
    /// For each line, the number of the line in the source on which it began, from 1.
    pub(crate) lines: Vec<u32>,
}

impl Rendered {
    fn end_line(&mut self, source_line: u32) {
        self.text.push('\n');
        self.lines.push(source_line);
    }

    /// Adds a line.
    pub(super) fn push_line(&mut self, line: &str, source_line: u32) {
        self.text.push_str(line);
        self.end_line(source_line);
    }

    /// The lines with their places.
    pub(super) fn each(&self) -> impl Iterator<Item = (&str, u32)> {
        self.text.lines().zip(self.lines.iter().copied())
    }
}

/// A blank that is kept where others are run together.
const KEPT_BLANK: char = '\u{a0}';

/// Lines that are being set.
#[derive(Debug, Default)]
pub(super) struct Flow {
    ended: Rendered,
    /// The source line of the line that is begun, where one is.
    begun: Option<u32>,
    /// Whether blanks were read since the last word.
    is_blank_due: bool,
    /// Whether line ends and blanks are kept as they stand.
    pub(super) is_verbatim: bool,
    /// Whether a verbatim text has yet to begin: a line end at its head is not part of it.
    is_head: bool,
    /// Whether a break was the last that came, so that a person would see one more, empty line.
    pub(super) ends_in_break: bool,
}

impl Flow {
    /// Sets text that stands at `place`. `symbols` says that its font shows symbols.
    pub(super) fn push(&mut self, text: &str, place: &Place<'_>, symbols: bool) {
        for (number, line) in text.split('\n').enumerate() {
            // An entity may stand for a line end that the source does not have.
            let passed = u32::try_from(number).unwrap_or(u32::MAX);
            let source_line = place.first_line.saturating_add(passed);
            let source_line = source_line.min(place.last_line);
            if self.is_verbatim {
                if number > 0 && !std::mem::take(&mut self.is_head) {
                    self.end_line(source_line.saturating_sub(1).max(place.first_line));
                }
                self.set(line, source_line, symbols);
                continue;
            }
            self.is_blank_due |= number > 0;
            for (number, word) in line.split([' ', '\t', '\r', '\u{c}']).enumerate() {
                self.is_blank_due |= number > 0;
                self.set(word, source_line, symbols);
            }
        }
    }

    fn set(&mut self, word: &str, source_line: u32, symbols: bool) {
        for character in word.chars().filter_map(|c| shown(c, symbols)) {
            if self.begun.is_none() {
                self.begun = Some(source_line);
            } else if self.is_blank_due {
                self.ended.text.push(' ');
            }
            self.is_blank_due = false;
            self.is_head = false;
            self.ends_in_break = false;
            self.ended.text.push(character);
        }
    }

    /// Ends the line, even where it is empty.
    pub(super) fn end_line(&mut self, source_line: u32) {
        self.is_blank_due = false;
        self.ends_in_break = true;
        let begun = self.begun.take().unwrap_or(source_line);
        self.ended.end_line(begun);
    }

    /// Ends the line where there is one.
    pub(super) fn end_block(&mut self) {
        self.is_blank_due = false;
        if let Some(begun) = self.begun.take() {
            self.ended.end_line(begun);
        }
    }

    /// Begins or ends verbatim text, on lines of its own.
    pub(super) fn set_verbatim(&mut self, is_verbatim: bool) {
        self.end_block();
        self.is_verbatim = is_verbatim;
        self.is_head = is_verbatim;
    }

    /// Adds a line as it is.
    pub(super) fn push_line(&mut self, line: &str, source_line: u32) {
        self.end_block();
        self.ends_in_break = false;
        self.ended.push_line(line, source_line);
    }

    /// How many lines have ended.
    pub(super) fn count(&self) -> usize {
        self.ended.lines.len()
    }

    /// The lines, with blanks that are kept as such.
    pub(super) fn into_lines(mut self) -> Rendered {
        self.end_block();
        self.ended
    }

    /// The lines as a person would see them.
    pub(super) fn into_seen(self) -> Rendered {
        let lines = self.into_lines();
        let mut seen = Rendered::default();
        seen.text.reserve(lines.text.len());
        for (line, source_line) in lines.each() {
            let line = line.trim_end();
            let blanks = |c| if c == KEPT_BLANK { ' ' } else { c };
            seen.text.extend(line.chars().map(blanks));
            seen.end_line(source_line);
        }
        seen
    }
}

/// How a character is shown; None for those that are not.
fn shown(character: char, symbols: bool) -> Option<char> {
    Some(match character {
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => KEPT_BLANK,
        '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' => return None,
        '\t' => character,
        _ if character.is_control() => return None,
        _ if symbols => symbol(character),
        _ => character,
    })
}

/// The boxes of the symbol fonts in which covers are ticked.
fn symbol(character: char) -> char {
    match character {
        'x' | 'R' | 'S' | 'T' | '\u{fd}' | '\u{fe}' | '\u{f078}' | '\u{f0fd}' | '\u{f0fe}' => '☒',
        'o' | 'q' | '\u{a3}' | '\u{a8}' | '\u{f06f}' | '\u{f071}' | '\u{f0a8}' => '☐',
        'ü' | '\u{f0fc}' => '✓',
        _ => character,
    }
}
