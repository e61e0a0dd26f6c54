//! What holds for a whole book: amounts in thousands, one redemption, other managers.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Quarter, pair::Pair};
use crate::{
    book::{Book, is_same},
    portfolio::fraction,
    whole::whole,
};

/// What sets two books of one manager apart as wholes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WholeBook {
    /// Amounts in thousands, in one of the two.
    pub thousandfold: Option<Thousandfold>,
    /// One ratio through the book.
    pub one_ratio: Option<OneRatio>,
    /// Whether they include other managers.
    pub managers_differ: bool,
}

/// Amounts that differ by a factor of a thousand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thousandfold {
    /// The quarter whose amounts are a thousandth of what the other's are.
    pub in_thousands: Quarter,
    /// Positions that differ by the factor.
    pub positions: u32,
    /// Positions held in both.
    pub of: u32,
}

/// A ratio that most amounts of a book changed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneRatio {
    /// The amounts it was read from: now, before.
    pub read_from: (Decimal, Decimal),
    /// Positions with this ratio.
    pub positions: u32,
    /// Positions held in both.
    pub of: u32,
}

impl WholeBook {
    pub(super) fn of(pairs: &[Pair<'_>], managers_differ: bool) -> Self {
        let held: Vec<&Pair<'_>> = pairs.iter().filter(|pair| pair.is_in_both()).collect();
        let thousandfold = Thousandfold::find(&held);
        let one_ratio = OneRatio::find(&held, thousandfold.as_ref());
        Self {
            thousandfold,
            one_ratio,
            managers_differ,
        }
    }
}

/// In so few positions nothing is said of the book.
const FEWEST: u32 = 3;

impl Thousandfold {
    fn find(held: &[&Pair<'_>]) -> Option<Self> {
        let of = count(held.len());
        [Quarter::Now, Quarter::Before]
            .into_iter()
            .map(|in_thousands| {
                let fits = |pair: &&&Pair<'_>| is_thousandfold(pair.filed(), in_thousands);
                let positions = count(held.iter().filter(fits).count());
                Self {
                    in_thousands,
                    positions,
                    of,
                }
            })
            .find(|found| found.positions >= FEWEST && found.positions * 5 >= of * 3)
    }

    /// Two amounts (before, now) with the factor removed: the smaller one counted in ones.
    pub(super) fn removed(&self, (before, now): (Decimal, Decimal)) -> (Decimal, Decimal) {
        let thousand = Decimal::ONE_THOUSAND;
        match self.in_thousands {
            Quarter::Now => (before, now.saturating_mul(thousand)),
            Quarter::Before => (before.saturating_mul(thousand), now),
        }
    }
}

/// Whether one amount is the other in thousands, rounded or cut off.
fn is_thousandfold((before, now): (Decimal, Decimal), in_thousands: Quarter) -> bool {
    let (small, large) = match in_thousands {
        Quarter::Now => (now, before),
        Quarter::Before => (before, now),
    };
    // Below one thousand every amount rounds to nothing or one.
    large >= Decimal::ONE_THOUSAND
        && (small.saturating_mul(Decimal::ONE_THOUSAND) - large).abs() < Decimal::ONE_THOUSAND
}

/// A redemption shows in at least so many positions.
const REDEEMED: u32 = 5;
/// So many of the largest positions are tried as the one that shows the ratio.
const TRIED: usize = 12;

/// Accounts are redeemed in dollars and trade in lots: their amounts keep the ratio to one in so many,
/// which says something where they moved by ten times as much.
const CLOSE_IN: i128 = 500;
const CLOSE: Decimal = Decimal::from_parts(CLOSE_IN as u32, 0, 0, false, 0);

impl OneRatio {
    fn find(held: &[&Pair<'_>], thousandfold: Option<&Thousandfold>) -> Option<Self> {
        let amounts: Vec<(Decimal, Decimal)> = held
            .iter()
            .map(|pair| pair.amounts(thousandfold))
            .filter(|(before, now)| !before.is_zero() && !now.is_zero())
            .collect();
        let changed: Vec<(Decimal, Decimal)> = amounts
            .iter()
            .copied()
            .filter(|(before, now)| before != now)
            .collect();
        if count(changed.len()) < REDEEMED {
            return None;
        }
        let (positions, read_from) = largest(&changed)
            .into_iter()
            .filter_map(|(before, now)| {
                let ratio = Self {
                    read_from: (now, before),
                    positions: 0,
                    of: 0,
                };
                Some((ratio.of_most(&changed)?, (now, before)))
            })
            .max_by_key(|(positions, _)| *positions)?;
        let all = count(amounts.len());
        let is_one = positions >= REDEEMED && positions * 2 >= all;
        is_one.then_some(Self {
            read_from,
            positions,
            of: all,
        })
    }

    /// How many of the amounts that changed did so by this ratio, where at least three in five did: in
    /// most books it is soon known that they did not.
    fn of_most(&self, changed: &[(Decimal, Decimal)]) -> Option<u32> {
        let mut others = 0;
        for amounts in changed {
            others += usize::from(!self.tells(*amounts));
            if others * 5 > changed.len() * 2 {
                return None;
            }
        }
        Some(count(changed.len() - others))
    }

    /// Amount now as a fraction of the amount before.
    pub fn ratio(&self) -> Option<Decimal> {
        let (now, before) = self.read_from;
        Some(fraction(now, before)?.round_dp(6))
    }

    /// Whether an amount changed by this ratio, to a whole share.
    pub(super) fn fits(&self, (before, now): (Decimal, Decimal), rows: u32) -> bool {
        let (now_of_one, before_of_one) = self.read_from;
        let all = [before, now, before_of_one, now_of_one].map(whole);
        if let [
            Some(before),
            Some(now),
            Some(before_of_one),
            Some(now_of_one),
        ] = all
            && before_of_one > 0
        {
            return fits_in_whole((before, now), (before_of_one, now_of_one), rows);
        }
        let expected = before
            .saturating_mul(now_of_one)
            .checked_div(before_of_one)
            .unwrap_or_default();
        // The ratio is read from whole shares itself.
        let slack = before.checked_div(before_of_one).unwrap_or_default();
        let off = (now - expected).abs();
        let moved = (before - now).abs();
        let is_close = off.saturating_mul(CLOSE) <= expected
            && moved.saturating_mul(CLOSE) >= expected.saturating_mul(Decimal::TEN);
        is_close || off <= Decimal::from(rows.max(1)) + slack
    }

    /// Whether an amount shows the ratio: large enough that another would not fit as well.
    fn tells(&self, (before, now): (Decimal, Decimal)) -> bool {
        let moved = (before - now).abs();
        moved > Decimal::from(4) && self.fits((before, now), 1)
    }
}

/// The changed amounts of the largest positions, the largest first.
fn largest(changed: &[(Decimal, Decimal)]) -> Vec<(Decimal, Decimal)> {
    let mut top: Vec<(Decimal, (Decimal, Decimal))> = Vec::with_capacity(TRIED + 1);
    for (before, now) in changed {
        let size = (*before).min(*now);
        let place = top.partition_point(|(larger, _)| *larger >= size);
        if place < TRIED {
            top.insert(place, (size, (*before, *now)));
            top.truncate(TRIED);
        }
    }
    top.into_iter().map(|(_, amounts)| amounts).collect()
}

/// [`OneRatio::fits`] in whole numbers, everything times the amount before of the one that shows the
/// ratio: there is nothing to divide.
fn fits_in_whole(
    (before, now): (i64, i64),
    (before_of_one, now_of_one): (i64, i64),
    rows: u32,
) -> bool {
    let times = |a: i64, b: i64| i128::from(a) * i128::from(b);
    let expected = times(before, now_of_one);
    let off = (times(now, before_of_one) - expected).abs();
    let moved = times((before - now).abs(), before_of_one);
    let is_close = off * CLOSE_IN <= expected && moved * CLOSE_IN >= expected * 10;
    is_close || off <= times(before_of_one, i64::from(rows.max(1))) + i128::from(before)
}

/// The included managers that two books have in common, by their places in each, and the names of
/// those that only one has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Common {
    pub(super) before: BTreeSet<usize>,
    pub(super) now: BTreeSet<usize>,
    pub(super) came: Vec<String>,
    pub(super) left: Vec<String>,
}

impl Common {
    /// None where both books include the same managers.
    pub(super) fn of(before: &Book, now: &Book) -> Option<Self> {
        let mut common = Self::default();
        for (place, manager) in now.included().iter().enumerate() {
            let there = before
                .included()
                .iter()
                .position(|one| is_same(one, manager));
            match there {
                Some(there) => {
                    common.now.insert(place);
                    common.before.insert(there);
                }
                None => common.came.push(manager.name.clone()),
            }
        }
        for (place, manager) in before.included().iter().enumerate() {
            if !common.before.contains(&place) {
                common.left.push(manager.name.clone());
            }
        }
        (!common.came.is_empty() || !common.left.is_empty()).then_some(common)
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
