//! How well a reading fits what the filing prints about itself, and the shape of the form.

use rust_decimal::Decimal;

use super::record::{Record, Records};

/// What the filing prints about its table, where it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Expected {
    /// Entry total of the cover.
    pub(crate) entries: Option<u64>,
    /// Value total of the cover.
    pub(crate) value: Option<Decimal>,
}

/// A score in thousandths.
pub(super) const PERFECT: u32 = 1000;

/// Whether most rows have both value and amount, or one of them and a code of the form.
pub(super) fn is_table(records: &Records) -> bool {
    let is_row = |row: &&Record| {
        let has_figure = row.value_read.is_some() || row.amount_read.is_some();
        let has_code = !row.amount_type.is_empty() || !row.discretion.is_empty();
        row.is_complete() || (has_figure && has_code)
    };
    let rows = records.rows.iter().filter(is_row).count();
    rows > 0 && rows * 2 >= records.rows.len()
}

/// Scores the rows of a reading, whose values add up to `sum`.
///
/// Three things count: whether there are as many rows as the cover says, whether their values add
/// up to what it says (within half a unit a row, in thousands or in dollars), and whether the rows
/// are shaped as the form has them: CUSIPs that check, votes that add up to the amount. Where the
/// cover gives no total, the others count for more.
pub(super) fn score(records: &Records, sum: Decimal, expected: Expected) -> u32 {
    let rows = records.rows.len();
    if rows == 0 {
        return 0;
    }
    let mut points = 300 * shape(records) / PERFECT;
    let mut of = 300;
    if let Some(entries) = expected.entries {
        points += 350 * nearness(entries, rows as u64) / PERFECT;
        of += 350;
    }
    let total = expected.value.or_else(|| printed_total(records));
    if let Some(total) = total {
        points += 350 * value(rows, sum, total) / PERFECT;
        of += 350;
    }
    points * PERFECT / of
}

/// The last total in the table that is as large as the sum of what stands above it.
fn printed_total(records: &Records) -> Option<Decimal> {
    let largest = records.totals.iter().map(|(_, value)| *value).max()?;
    (largest > Decimal::ZERO).then_some(largest)
}

fn nearness(wanted: u64, found: u64) -> u32 {
    if wanted == found {
        return PERFECT;
    }
    let most = wanted.max(found).max(1);
    let missed = wanted.abs_diff(found).saturating_mul(1000) / most;
    u32::try_from(500u64.saturating_sub(missed / 2)).unwrap_or(0)
}

/// The sum of the values that were read.
pub(super) fn sum(records: &Records) -> Decimal {
    let values = records.rows.iter().filter_map(|row| row.value_read);
    values.fold(Decimal::ZERO, |sum, value| sum.saturating_add(value))
}

/// Whether the values do not add up to the printed total, or to a thousandth or a thousand of it.
pub(super) fn value_is_off(records: &Records, sum: Decimal, expected: Expected) -> bool {
    let total = expected.value.or_else(|| printed_total(records));
    total.is_some_and(|total| value(records.rows.len(), sum, total) < PERFECT - 50)
}

fn value(rows: usize, sum: Decimal, total: Decimal) -> u32 {
    let tolerance = Decimal::from(rows) / Decimal::TWO + Decimal::ONE;
    let thousand = Decimal::ONE_THOUSAND;
    let is_near = |difference: Decimal| difference.abs() <= tolerance;
    if sum == total {
        PERFECT
    } else if is_near(sum - total) {
        PERFECT - 10
    } else if is_near(sum / thousand - total) || is_near(sum - total / thousand) {
        PERFECT - 50
    } else {
        let most = sum.abs().max(total.abs()).max(Decimal::ONE);
        let missed = (sum - total).abs() / most * Decimal::ONE_THOUSAND;
        let missed = missed.trunc().try_into().unwrap_or(1000u32).min(1000);
        400 - missed * 2 / 5
    }
}

/// How far the rows are shaped as the form has them.
pub(super) fn shape(records: &Records) -> u32 {
    let mut points: u64 = 0;
    for row in &records.rows {
        let continues = row.continues.is_some();
        points += match (continues || row.cusip_checks, row.cusip.is_empty()) {
            (true, _) => 350,
            (false, false) => 175,
            (false, true) => 0,
        };
        points += if row.is_complete() { 250 } else { 0 };
        let named = [row.issuer, row.class];
        points += named
            .iter()
            .map(|name| if continues || !name.is_empty() { 75 } else { 0 })
            .sum::<u64>();
        let has_discretion = !row.discretion.is_empty() || row.ticked.is_some();
        points += if has_discretion { 75 } else { 0 };
        points += match row.votes_add_up {
            Some(true) => 175,
            None => 90,
            Some(false) => 0,
        };
    }
    let rows = records.rows.len().max(1) as u64;
    u32::try_from(points / rows).unwrap_or(0)
}
