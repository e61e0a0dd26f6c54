//! How much more some managers have of what others had.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::hearing::{Grown, Left};
use crate::position::PositionKey;

/// What successors have more than before of what predecessors had.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Joint {
    /// Positions of which the former have exactly as much more as the latter had.
    pub(super) exact: BTreeSet<PositionKey>,
    /// Positions of the latter.
    pub(super) of: u32,
    /// Thousandths of the latter's value of which the former have more.
    pub(super) permille: u32,
}

impl Joint {
    pub(super) fn of(left: &[&Left<'_>], grown: &[&Grown]) -> Self {
        let mut held: BTreeMap<&PositionKey, (Decimal, i128)> = BTreeMap::new();
        for (key, (amount, value)) in left.iter().flat_map(|one| one.gone.held.iter()) {
            let sum = held.entry(key).or_default();
            sum.0 = sum.0.saturating_add(amount);
            sum.1 = sum.1.saturating_add(value);
        }
        let (mut all, mut shared) = (0, 0);
        let mut exact = BTreeSet::new();
        for (key, (amount, value)) in &held {
            let growth: Decimal = grown
                .iter()
                .filter_map(|one| one.growth.get(*key))
                .fold(Decimal::ZERO, |sum, growth| sum.saturating_add(*growth));
            all += value;
            if growth > Decimal::ZERO {
                shared += value;
            }
            if growth == *amount && tells(*amount) {
                exact.insert((*key).clone());
            }
        }
        let permille = (shared * 1_000).checked_div(all).unwrap_or_default();
        Self {
            exact,
            of: u32::try_from(held.len()).unwrap_or(u32::MAX),
            permille: u32::try_from(permille).unwrap_or_default(),
        }
    }

    pub(super) fn positions(&self) -> u32 {
        u32::try_from(self.exact.len()).unwrap_or(u32::MAX)
    }

    /// Whether at least so many positions are exactly the same, and one of so many that there were.
    pub(super) fn has(&self, fewest: u32, one_of: u32) -> bool {
        let positions = self.positions();
        positions >= fewest && positions.saturating_mul(one_of) >= self.of
    }
}

/// Whether an amount is one that two managers hardly have by chance: small and round ones are
/// common.
pub(super) fn tells(amount: Decimal) -> bool {
    amount >= Decimal::ONE_THOUSAND && !(amount % Decimal::ONE_HUNDRED).is_zero()
}
