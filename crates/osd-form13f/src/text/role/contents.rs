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
        let is_any = |test: fn(Kind) -> bool| u32::from(cell.iter().any(|t| test(t.kind)));
        self.cusips += is_any(Kind::is_cusip);
        self.shapes += u32::from(cusip::is_like(sheet.span(cell)));
        self.numbers += is_any(Kind::is_number);
        self.types += is_any(|kind| matches!(kind, Kind::AmountType(_)));
        self.options += is_any(|kind| matches!(kind, Kind::PutCall(_)));
        self.discretions += is_any(|kind| matches!(kind, Kind::Discretion(_)));
        self.crosses += is_any(|kind| kind == Kind::Cross);
        self.nothings += is_any(|kind| kind == Kind::Nothing);
    }
}
