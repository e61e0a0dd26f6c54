//! CUSIPs understood by the column they stand in: one cell cannot tell whether its eight
//! characters lack the check digit or a zero in front.

use osd_domain::Cusip;

use super::token::{self, padded_cusip};

/// How a column prints its CUSIPs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// In full; a shorter one has lost the zeros that it began with, as spreadsheets do.
    Full,
    /// Without the check digit.
    WithoutCheckDigit,
}

impl Column {
    /// Judges a column by its cells.
    pub(super) fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        let mut eights = 0usize;
        let mut checked = 0usize;
        for cell in cells.map(|cell| cell.trim_start_matches('\'')) {
            match length(cell) {
                9 | 12 => checked += usize::from(checks(cell)),
                8 => eights += usize::from(zeros_before(cell).is_none()),
                _ => {}
            }
        }
        if eights > checked {
            Self::WithoutCheckDigit
        } else {
            Self::Full
        }
    }

    /// What a cell of the column says, where it says something.
    pub(super) fn understand(self, cell: &str) -> Option<Cusip> {
        let cell = cell.trim_start_matches('\'');
        match (length(cell), self) {
            (9, _) => full(cell),
            (8, Self::WithoutCheckDigit) => Cusip::from_first_eight(&compact(cell)),
            (6..=8, Self::Full) => zeros_before(cell),
            // Zeros behind it that are no part of it.
            (10..=12, _) if padded_cusip(cell) => full(cell.get(..9)?),
            _ => None,
        }
    }
}

/// Letters and digits of a cell.
fn length(cell: &str) -> usize {
    cell.bytes().filter(|b| !matches!(b, b' ' | b'-')).count()
}

fn compact(cell: &str) -> String {
    cell.chars().filter(|c| !matches!(c, ' ' | '-')).collect()
}

fn full(cell: &str) -> Option<Cusip> {
    cell.parse().ok()
}

fn checks(cell: &str) -> bool {
    full(cell).is_some_and(|cusip| !cusip.is_suspect()) || padded_cusip(cell)
}

/// The CUSIP that a cell is, once it has its zeros again; only where the check digit agrees.
fn zeros_before(cell: &str) -> Option<Cusip> {
    let cusip: Cusip = format!("{:0>9}", compact(cell)).parse().ok()?;
    (!cusip.is_suspect()).then_some(cusip)
}

/// Whether a cell could be a CUSIP with characters lost: six to nine letters and digits, most of
/// them digits, whatever blanks and hyphens stand between.
pub(super) fn is_like(cell: &str) -> bool {
    let cell = cell.trim_start_matches('\'');
    let mut length = 0;
    let mut digits = 0;
    for byte in cell.bytes() {
        match byte {
            b'0'..=b'9' => {
                length += 1;
                digits += 1;
            }
            b'A'..=b'Z' | b'a'..=b'z' | b'*' | b'@' | b'#' => length += 1,
            b' ' | b'-' => {}
            _ => return false,
        }
    }
    let is_like = (6..=9).contains(&length) && digits >= 4;
    is_like || ((10..=12).contains(&length) && padded_cusip(cell))
}

/// Whether a text is a CUSIP by its shape, blanks and hyphens apart.
pub(super) fn is_shaped(text: &str) -> bool {
    let joined: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    token::cusip(&joined).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn understood(column: &[&str]) -> Vec<Option<String>> {
        let kind = Column::of(column.iter().copied());
        let cells = column.iter();
        cells
            .map(|cell| kind.understand(cell).map(|cusip| cusip.to_string()))
            .collect()
    }

    #[test]
    fn a_column_tells_lost_zeros_from_lost_check_digits() {
        let full = understood(&["037833100", "2824100", "025816 10 9", "594918104"]);
        let full: Vec<_> = full.iter().map(Option::as_deref).collect();
        assert_eq!(
            full,
            [
                Some("037833100"),
                Some("002824100"),
                Some("025816109"),
                Some("594918104")
            ]
        );
        let cut = understood(&["03783310", "00282410", "02581610", "88579Y10"]);
        let cut: Vec<_> = cut.iter().map(Option::as_deref).collect();
        assert_eq!(
            cut,
            [
                Some("037833100"),
                Some("002824100"),
                Some("025816109"),
                Some("88579Y101")
            ]
        );
    }
}
