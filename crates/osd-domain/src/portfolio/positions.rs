//! Positions by key: in one row of memory, for books of thousands of them are made, gone through in order
//! and dropped.

use itertools::{EitherOrBoth, Itertools};

use crate::position::{Position, PositionKey};

/// Positions in the order of their keys, one a key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Positions(Vec<(PositionKey, Position)>);

impl Positions {
    /// No positions.
    pub(super) const NONE: Self = Self(Vec::new());

    /// Of positions that are in the order of their keys, one a key.
    pub(super) fn sorted(positions: Vec<(PositionKey, Position)>) -> Self {
        debug_assert!(positions.is_sorted_by(|(a, _), (b, _)| a < b));
        Self(positions)
    }

    /// Adds others; those under the same key are added up.
    pub(super) fn add(&mut self, others: Self) {
        if self.0.is_empty() {
            *self = others;
            return;
        }
        let held = std::mem::take(&mut self.0);
        let both = held
            .into_iter()
            .merge_join_by(others.0, |(a, _), (b, _)| a.cmp(b));
        self.0 = both
            .map(|one| match one {
                EitherOrBoth::Left(one) | EitherOrBoth::Right(one) => one,
                EitherOrBoth::Both((key, mut position), (_, more)) => {
                    position.add(&more);
                    (key, position)
                }
            })
            .collect();
    }

    /// The position under a key.
    pub fn get(&self, key: &PositionKey) -> Option<&Position> {
        let place = self.0.binary_search_by(|(held, _)| held.cmp(key)).ok()?;
        self.0.get(place).map(|(_, position)| position)
    }

    /// Whether there is one under a key.
    pub fn contains_key(&self, key: &PositionKey) -> bool {
        self.get(key).is_some()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, with their keys.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&PositionKey, &Position)> {
        self.0.iter().map(|(key, position)| (key, position))
    }

    /// The keys.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &PositionKey> {
        self.0.iter().map(|(key, _)| key)
    }

    /// All of them without.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &Position> {
        self.0.iter().map(|(_, position)| position)
    }
}

impl IntoIterator for Positions {
    type Item = (PositionKey, Position);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl FromIterator<(PositionKey, Position)> for Positions {
    fn from_iter<I: IntoIterator<Item = (PositionKey, Position)>>(positions: I) -> Self {
        let mut all: Vec<(PositionKey, Position)> = positions.into_iter().collect();
        // Stable: what comes first under a key gives it its names.
        all.sort_by(|(a, _), (b, _)| a.cmp(b));
        all.dedup_by(|(later, more), (earlier, position)| {
            let is_same = later == earlier;
            if is_same {
                position.add(more);
            }
            is_same
        });
        Self(all)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::{Accession, AmountType, SecurityId, position::Sources};

    fn position(security: u8, filing: u32, amount: i64) -> (PositionKey, Position) {
        let key = PositionKey {
            security: SecurityId::of_names(&security.to_string(), "", ""),
            amount_type: Some(AmountType::Shares),
            put_call: None,
        };
        let source: Accession = format!("0000000001-25-{filing:06}").parse().unwrap();
        let position = Position {
            cusip: None,
            issuer: filing.to_string().into(),
            class: "COM".into(),
            value: amount.into(),
            amount: amount.into(),
            value_filed: amount.into(),
            amount_filed: amount.into(),
            rows: 1,
            sources: Sources::from_elem(source, 1),
        };
        (key, position)
    }

    proptest! {
        #[test]
        fn filings_added_to_one_another_are_what_a_tree_adds_up(
            filings in prop::collection::vec(prop::collection::vec((0..12_u8, 0..9_i64), 0..9), 0..5)
        ) {
            let mut tree: BTreeMap<PositionKey, Position> = BTreeMap::new();
            let mut sum = Positions::NONE;
            for (filing, rows) in (0..).zip(&filings) {
                let rows = rows.iter().map(|(security, amount)| position(*security, filing, *amount));
                for (key, position) in rows.clone() {
                    tree.entry(key).and_modify(|held| held.add(&position)).or_insert(position);
                }
                sum.add(rows.collect());
            }
            prop_assert_eq!(sum.len(), tree.len());
            prop_assert!(tree.keys().all(|key| sum.get(key) == tree.get(key)));
            prop_assert!(sum.iter().eq(&tree));
        }
    }
}
