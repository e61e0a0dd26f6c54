//! A comparison in figures.

use std::collections::BTreeMap;

use super::{Basis, Change, Compared};
use crate::position::Kind;

/// A comparison in figures. Values are of shares alone: those of options are of something else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangeSummary {
    /// How many positions have which label.
    pub counts: BTreeMap<Change, u64>,
    /// Dollars of the ten largest positions.
    pub top10_value: i128,
    /// Dollars bought, at the prices of now; absent where the quarters cannot be compared.
    pub bought_value: Option<i128>,
    /// Dollars sold, at the prices of before; likewise.
    pub sold_value: Option<i128>,
}

impl ChangeSummary {
    /// The figures of a comparison.
    pub fn of(compared: &Compared) -> Self {
        let mut summary = Self::default();
        let (mut bought, mut sold) = (0, 0);
        let mut values = Vec::new();
        for one in &compared.positions {
            *summary.counts.entry(one.change).or_default() += 1;
            if one.key.kind() != Kind::Shares {
                continue;
            }
            values.push(one.now.value);
            match one.traded() {
                dollars if dollars < 0 => sold -= dollars,
                dollars => bought += dollars,
            }
        }
        values.sort_unstable_by(|a, b| b.cmp(a));
        summary.top10_value = values.into_iter().take(10).sum();
        if compared.basis == Basis::Compared {
            summary.bought_value = Some(bought);
            summary.sold_value = Some(sold);
        }
        summary
    }
}
