//! A comparison in figures alone, without names: what adding up millions of positions takes.

use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{Basis, Change, Side, WholeBook, decimal, judge, judge::Judge, pair::Pair, pairs};
use crate::{market::MarketChanges, portfolio::fraction, position::PositionKey, whole::whole};

/// What became of one position, in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved<'a> {
    /// What keeps the position apart from others; for one that is gone, what did.
    pub key: &'a PositionKey,
    /// Dollars now; zero where it is not held.
    pub value: i128,
    /// Dollars a quarter before; zero where it was not held; absent without a portfolio then.
    pub previous_value: Option<i128>,
    /// The amount before in shares of now, as [`super::ComparedPosition::previous_adjusted`].
    pub previous_adjusted: Option<Decimal>,
    /// The amount now beside it.
    pub amount_adjusted: Decimal,
    /// What happened.
    pub change: Change,
}

/// What sets two portfolios apart as wholes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedFigures {
    /// Whether they can be compared, and why not.
    pub basis: Basis,
    /// What sets them apart as wholes.
    pub whole: WholeBook,
}

/// Sets two portfolios of a manager side by side as [`super::compare`] does, and shows the figures of
/// every position of either, in the order of keys.
pub fn compare_figures(
    now: Side<'_>,
    before: Side<'_>,
    market: &MarketChanges,
    mut see: impl FnMut(Moved<'_>),
) -> ComparedFigures {
    let pairs = pairs(now, before, market);
    let judge = Judge::new(now, before, &pairs, None);
    let was_known = before.book().is_some();
    for pair in &pairs {
        if pair.now.or(pair.before).is_some() {
            see(Moved::of(pair, &judge, was_known));
        }
    }
    ComparedFigures {
        basis: judge::basis(now, before),
        whole: judge.into_whole(),
    }
}

impl<'a> Moved<'a> {
    fn of(pair: &'a Pair<'_>, judge: &Judge<'_>, was_known: bool) -> Self {
        let (before, now) = pair.amounts(judge.thousandfold());
        let (change, _) = judge.label(pair);
        let previous_value = pair.before.map_or(0, |position| position.value);
        Self {
            key: &pair.key,
            value: pair.now.map_or(0, |position| position.value),
            previous_value: was_known.then_some(previous_value),
            previous_adjusted: was_known.then_some(before),
            amount_adjusted: now,
            change,
        }
    }

    /// Value now less value before, in dollars.
    pub fn value_change(&self) -> Option<i128> {
        Some(self.value - self.previous_value?)
    }

    /// Amount now less amount before, in shares of now.
    pub fn amount_change_adjusted(&self) -> Option<Decimal> {
        Some(self.amount_adjusted - self.previous_adjusted?)
    }

    /// Dollars bought, at the price of now, or sold (below nought), at the price of before, as far as
    /// filings show: nothing where the label is no trade.
    pub fn traded(&self) -> i128 {
        if !self.change.is_trade() {
            return 0;
        }
        let change = self.amount_change_adjusted().unwrap_or_default();
        if change.is_sign_negative() {
            let before = self.previous_value.unwrap_or_default();
            -worth(-change, self.previous_adjusted.unwrap_or_default(), before)
        } else {
            worth(change, self.amount_adjusted, self.value)
        }
    }
}

/// What `part` of an amount is worth, where the whole is worth so many dollars.
fn worth(part: Decimal, all: Decimal, dollars: i128) -> i128 {
    if part == all {
        // What is new or gone is traded as a whole.
        return if all.is_zero() { 0 } else { dollars };
    }
    if let Some((part, all)) = whole(part).zip(whole(all))
        && (0 < part && part <= all)
        && dollars.unsigned_abs() <= MOST_DOLLARS
    {
        let share = nearest(i128::from(part) * PARTS, i128::from(all));
        return nearest(share * dollars, PARTS);
    }
    let share = fraction(part, all).unwrap_or_default().round_dp(12);
    let worth = share.saturating_mul(decimal(dollars));
    worth.round().to_i128().unwrap_or_default()
}

/// A share is counted in so many parts.
const PARTS: i128 = 1_000_000_000_000;
/// Up to so many dollars the product of a share stays exact.
const MOST_DOLLARS: u128 = 10_000_000_000_000_000;

/// A quotient as the nearest whole number, half to even.
fn nearest(dividend: i128, divisor: i128) -> i128 {
    let (down, rest) = (dividend.div_euclid(divisor), dividend.rem_euclid(divisor));
    let goes_up = match (rest * 2).cmp(&divisor) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => down % 2 != 0,
    };
    down + i128::from(goes_up)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whole_numbers_are_worth_what_decimals_are(
            part in 1..10_000_000_000_i64,
            more in 0..10_000_000_000_i64,
            dollars in -1_000_000_000_000..1_000_000_000_000_i128,
        ) {
            let (part, all) = (Decimal::from(part), Decimal::from(part + more));
            let share = fraction(part, all).unwrap().round_dp(12);
            let expected = (share * decimal(dollars)).round().to_i128().unwrap();
            prop_assert_eq!(worth(part, all, dollars), expected);
        }
    }

    #[test]
    fn a_part_of_nothing_is_worth_nothing() {
        assert_eq!(worth(Decimal::ZERO, Decimal::ZERO, 5), 0);
        assert_eq!(worth(Decimal::ONE, Decimal::ZERO, 5), 0);
        assert_eq!(worth(Decimal::ONE, Decimal::TWO, 5), 2);
        assert_eq!(worth(Decimal::ONE, Decimal::TWO, 7), 4);
    }
}
