//! What stands in a band, counted over rows.

use crate::text::{
    cusip,
    sheet::Sheet,
    token::{Kind, Token},
};

/// What stands in a band, counted over the rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Contents {
    pub(super) filled: u32,
    pub(super) cusips: u32,
    pub(super) shapes: u32,
    pub(super) numbers: u32,
    pub(super) types: u32,
    pub(super) options: u32,
    pub(super) discretions: u32,
    pub(super) crosses: u32,
    pub(super) nothings: u32,
}

impl Contents {
    /// Whether a count is that of half the filled cells at least.
    pub(super) fn is_mostly(&self, count: u32) -> bool {
        self.filled > 0 && count * 2 >= self.filled
    }

    /// Counts a cell.
    pub(super) fn count(&mut self, sheet: &Sheet<'_>, cell: &[Token]) {
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        self.shapes += u32::from(cusip::is_like(sheet.span(cell)));
        // Nearly all cells but names are of one token.
        let mut found = [false; 7];
        for token in cell {
            let [cusip, number, code, option, discretion, cross, nothing] = &mut found;
            *cusip |= token.kind.is_cusip();
            *number |= token.kind.is_number();
            match token.kind {
                Kind::AmountType(_) => *code = true,
                Kind::PutCall(_) => *option = true,
                Kind::Discretion(_) => *discretion = true,
                Kind::Cross => *cross = true,
                Kind::Nothing => *nothing = true,
                _ => {}
            }
        }
        let [cusip, number, code, option, discretion, cross, nothing] = found.map(u32::from);
        self.cusips += cusip;
        self.numbers += number;
        self.types += code;
        self.options += option;
        self.discretions += discretion;
        self.crosses += cross;
        self.nothings += nothing;
    }
}
