//! The totals of the summary page: their labels, and the numbers behind them.

use osd_domain::cover::PrintedUnit;
use rust_decimal::Decimal;

use super::{
    NEAR,
    amount::{self, Answer},
    page::Page,
};

pub(super) const ENTRY_TOTAL: [(&str, &str); 9] = [
    ("TABLE ENTRY", "TOTAL"),
    ("ENTRY TOTAL", ""),
    // A slip that is copied from quarter to quarter.
    ("TABLE ENTRY VALUE", ""),
    ("TABLE ENTRIES", "TOTAL"),
    ("ENTRIES TOTAL", ""),
    ("TABLE TOTAL", "ENTRIES"),
    ("TOTAL ENTRIES", ""),
    ("TOTAL ENTRY", ""),
    ("NUMBER OF ENTRIES", ""),
];

pub(super) const VALUE_TOTAL: [(&str, &str); 6] = [
    ("TABLE VALUE", "TOTAL"),
    ("VALUE TOTAL", ""),
    ("TABLE TOTAL", "VALUE"),
    ("TOTAL VALUE", ""),
    ("MARKET VALUE TOTAL", ""),
    ("TOTAL MARKET VALUE", ""),
];

pub(super) const INCLUDED_COUNT: [(&str, &str); 3] = [
    ("NUMBER OF OTHER INCLUDED MANAGERS", ""),
    ("NUMBER OF OTHER MANAGERS INCLUDED", ""),
    ("NUMBER OF INCLUDED MANAGERS", ""),
];

/// The number behind the first of the labels that has one, with its unit; or else what stands
/// there and is no number.
pub(super) fn total<'s>(
    page: &Page<'s>,
    labels: &[(&str, &str)],
) -> (Option<(Decimal, Option<PrintedUnit>)>, Option<&'s str>) {
    let mut unread = None;
    for (label, end) in labels {
        let mut rest = page.from(page.part.start);
        while let Some(place) = rest.find(&[label]) {
            rest = rest.from(place.end);
            let Some(start) = label_end(&rest, end) else {
                continue;
            };
            match amount::read(page.near(start, NEAR).printed()) {
                Answer::Amount(value, unit) => {
                    let between = page.sheet.printed(place.end..start);
                    return (
                        Some((value, unit.or_else(|| amount::unit_in(between)))),
                        None,
                    );
                }
                Answer::Unread(text) => unread = unread.or(Some(text)),
                Answer::Blank => {}
            }
        }
    }
    (None, unread)
}

/// Where a label ends whose last word may stand a little further on: `Value (x $1000) Total`.
fn label_end(rest: &Page<'_>, last: &str) -> Option<usize> {
    const GAP: usize = 40;
    if last.is_empty() {
        return Some(rest.part.start);
    }
    let place = rest.near(rest.part.start, GAP).find(&[last])?;
    let between = rest.sheet.folded(rest.part.start..place.start).trim();
    let is_aside = between.is_empty() || between.starts_with(['(', '[', ',', '-', 'X', '$', 'I']);
    is_aside.then_some(place.end)
}
