//! How much of a filing is looked at: many times what any filing known holds, so that no document
//! can take more time and memory than there is.

use osd_domain::Note;

use super::sheet::{self, Sheet};
use crate::noting;

/// Lines that are laid out of a filing: many times those of the largest known.
const MOST_LINES: usize = 1_000_000;

/// Tokens that are laid out of a filing: those of 300,000 rows.
const MOST_TOKENS: usize = 4_000_000;

/// How much of a filing may still be laid out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Space {
    pub(super) lines: usize,
    pub(super) tokens: usize,
}

impl Default for Space {
    fn default() -> Self {
        Self {
            lines: MOST_LINES,
            tokens: MOST_TOKENS,
        }
    }
}

impl Space {
    /// What is left beside a sheet.
    pub(super) fn beside(self, sheet: &Sheet<'_>) -> Self {
        Self {
            lines: self.lines.saturating_sub(sheet.lines.len()),
            tokens: self.tokens.saturating_sub(sheet.tokens.len()),
        }
    }
}

/// What was not laid out.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LeftOut {
    /// Lines for which there was no space.
    pub(super) lines: u64,
    /// Whether it was the tokens of the lines before that took it.
    pub(super) is_of_tokens: bool,
    /// Lines with more tokens than are looked at.
    pub(super) ends: u64,
}

impl LeftOut {
    /// What was left out of all these sheets.
    pub(super) fn of<'s, 'a: 's>(sheets: impl Iterator<Item = &'s Sheet<'a>>) -> Self {
        sheets.fold(Self::default(), |all, sheet| Self {
            lines: all.lines + sheet.left_out.lines,
            is_of_tokens: all.is_of_tokens || sheet.left_out.is_of_tokens,
            ends: all.ends + sheet.left_out.ends,
        })
    }

    /// A note for each kind.
    pub(super) fn notes(self) -> impl Iterator<Item = Note> {
        let lines = if self.is_of_tokens {
            noting::left_out("lines beyond tokens", MOST_TOKENS, self.lines)
        } else {
            noting::left_out("lines", MOST_LINES, self.lines)
        };
        let ends = noting::left_out("ends of lines", sheet::MAX_TOKENS, self.ends);
        lines.into_iter().chain(ends)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::sheet::MAX_TOKENS, *};

    #[test]
    fn what_there_is_no_space_for_is_counted() {
        let text = "one\ntwo\nthree\nfour\n";
        let of = |lines, tokens| Sheet::of(text, 1, 1, Space { lines, tokens });
        let sheet = of(2, 9);
        assert_eq!((sheet.lines.len(), sheet.left_out.lines), (2, 3));
        let sheet = of(9, 3);
        assert_eq!((sheet.tokens.len(), sheet.left_out.lines), (3, 2));
        let beside = Space {
            lines: 9,
            tokens: 5,
        }
        .beside(&sheet);
        assert_eq!((beside.lines, beside.tokens), (6, 2));
    }

    #[test]
    fn a_line_is_laid_out_as_far_as_tables_are_wide() {
        for (tokens, ends) in [(MAX_TOKENS, 0), (MAX_TOKENS + 1, 1)] {
            let text = "A ".repeat(tokens);
            let sheet = Sheet::of(&text, 1, 1, Space::default());
            assert_eq!(
                (sheet.tokens.len(), sheet.left_out.ends),
                (MAX_TOKENS, ends)
            );
        }
    }
}
