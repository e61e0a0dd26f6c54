//! A comparison in figures.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
};

use super::{Basis, Change, Compared, Moved};
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

/// How many positions have which label: of millions of them, without a tree to go down for each.
#[derive(Debug, Clone, Default)]
pub struct LabelCounts(
    /// By the label's place in [`Change::ALL`].
    [u64; Change::ALL.len()],
);

impl LabelCounts {
    /// Counts one more.
    pub fn see(&mut self, change: Change) {
        if let Some(count) = self.0.get_mut(change as usize) {
            *count += 1;
        }
    }

    /// Counts all of another's.
    pub fn add(&mut self, other: &Self) {
        for (count, more) in self.0.iter_mut().zip(other.0) {
            *count += more;
        }
    }

    /// What is left without another's; none where those were never counted.
    pub fn without(&self, other: &Self) -> Option<Self> {
        let mut left = self.clone();
        for (count, fewer) in left.0.iter_mut().zip(other.0) {
            *count = count.checked_sub(fewer)?;
        }
        Some(left)
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|count| *count == 0)
    }

    /// The labels that occur, with how often.
    pub fn iter(&self) -> impl Iterator<Item = (Change, u64)> {
        let all = Change::ALL.iter().copied().zip(self.0);
        all.filter(|(_, count)| *count > 0)
    }
}

impl FromIterator<(Change, u64)> for LabelCounts {
    fn from_iter<I: IntoIterator<Item = (Change, u64)>>(counts: I) -> Self {
        let mut all = Self::default();
        for (change, more) in counts {
            if let Some(count) = all.0.get_mut(change as usize) {
                *count += more;
            }
        }
        all
    }
}

/// Adds up the positions of a comparison one by one.
#[derive(Debug, Default)]
pub struct ChangeSum {
    counts: LabelCounts,
    largest: BinaryHeap<Reverse<i128>>,
    bought: i128,
    sold: i128,
}

/// So many are the largest.
const LARGEST: usize = 10;

impl ChangeSum {
    /// Adds a position, of which so many dollars were traded.
    pub fn see(&mut self, position: &Moved<'_>, traded: i128) {
        self.counts.see(position.change);
        if position.key.kind() != Kind::Shares {
            return;
        }
        self.largest.push(Reverse(position.value));
        if self.largest.len() > LARGEST {
            self.largest.pop();
        }
        if traded < 0 {
            self.sold -= traded;
        } else {
            self.bought += traded;
        }
    }

    /// What they come to, where the two portfolios can be compared as `basis` says.
    pub fn finish(self, basis: Basis) -> ChangeSummary {
        let is_compared = basis == Basis::Compared;
        ChangeSummary {
            counts: self.counts.iter().collect(),
            top10_value: self.largest.into_iter().map(|Reverse(value)| value).sum(),
            bought_value: is_compared.then_some(self.bought),
            sold_value: is_compared.then_some(self.sold),
        }
    }
}

impl ChangeSummary {
    /// The figures of a comparison.
    pub fn of(compared: &Compared) -> Self {
        let mut sum = ChangeSum::default();
        for position in &compared.positions {
            sum.see(&position.moved(), position.traded());
        }
        sum.finish(compared.basis)
    }
}
