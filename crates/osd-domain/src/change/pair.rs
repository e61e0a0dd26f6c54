//! One position of two quarters, whatever it was known by.

use std::borrow::Cow;

use itertools::Itertools;
use rust_decimal::Decimal;

use super::whole::Thousandfold;
use crate::{
    line::AmountType,
    market::{CusipChange, MarketChanges, Ratio, Split},
    portfolio::{Portfolio, Positions},
    position::{Position, PositionKey},
};

/// One position in both quarters, or in one of them.
#[derive(Debug, Clone)]
pub(super) struct Pair<'a> {
    /// What it is known by now; for one that is gone, what it was known by.
    pub(super) key: PositionKey,
    /// What it was known by before, where that was something else.
    pub(super) key_before: Option<PositionKey>,
    pub(super) now: Option<&'a Position>,
    pub(super) before: Option<&'a Position>,
    pub(super) split: Option<&'a Split>,
    pub(super) cusip_change: Option<&'a CusipChange>,
}

impl<'a> Pair<'a> {
    /// Every position of either portfolio, in the order of keys.
    pub(super) fn all(
        now: &'a Portfolio,
        before: &'a Portfolio,
        market: &'a MarketChanges,
    ) -> Vec<Self> {
        let (now, before) = (now.positions(), before.positions());
        let before = Held::all(now, before, market);
        let joined = now
            .iter()
            .merge_join_by(before, |(key, _), held| (*key).cmp(&held.key));
        joined
            .filter_map(|one| {
                let (now, before) = one.left_and_right();
                let key_now = now.map(|(key, _)| key.clone());
                let key = key_now.or_else(|| Some(before.as_ref()?.key.as_ref().clone()))?;
                let (key_before, change) = before.as_ref().and_then(|held| held.renamed).unzip();
                Some(Self {
                    split: before.as_ref().and_then(|held| held.split),
                    key_before: key_before.cloned(),
                    now: now.map(|(_, position)| position),
                    before: before.map(|held| held.position),
                    cusip_change: change,
                    key,
                })
            })
            .collect()
    }

    pub(super) fn is_in_both(&self) -> bool {
        self.now.is_some() && self.before.is_some()
    }

    /// Shares now for shares before.
    pub(super) fn ratio(&self) -> Ratio {
        let counts_shares = self.key.amount_type != Some(AmountType::Principal);
        match (self.split, self.cusip_change) {
            (Some(split), _) => split.ratio,
            (None, Some(change)) if counts_shares => change.ratio,
            _ => Ratio::ONE,
        }
    }

    /// The amounts as filed, before and now, the former in shares of now.
    pub(super) fn filed(&self) -> (Decimal, Decimal) {
        let amount = |side: Option<&Position>| side.map_or(Decimal::ZERO, |one| one.amount_filed);
        (self.ratio().adjust(amount(self.before)), amount(self.now))
    }

    /// The amounts as they count, before and now, the former in shares of now; both in ones, where
    /// one side's whole book is in thousands.
    pub(super) fn amounts(&self, thousandfold: Option<&Thousandfold>) -> (Decimal, Decimal) {
        let amount = |side: Option<&Position>| side.map_or(Decimal::ZERO, |one| one.amount);
        let is_repaired =
            |side: Option<&Position>| side.is_some_and(|one| one.amount != one.amount_filed);
        let amounts = (self.ratio().adjust(amount(self.before)), amount(self.now));
        match thousandfold {
            Some(_) if is_repaired(self.before) || is_repaired(self.now) => amounts,
            Some(thousandfold) => thousandfold.removed(amounts),
            None => amounts,
        }
    }

    /// How many rows may have dropped a fraction of a share.
    pub(super) fn rows(&self) -> u32 {
        let rows = |side: Option<&Position>| side.map_or(0, |one| one.rows);
        rows(self.now).max(rows(self.before))
    }
}

/// A position of before, under what it is known by now.
struct Held<'a> {
    key: Cow<'a, PositionKey>,
    position: &'a Position,
    /// What it was known by, and the change, where that was something else.
    renamed: Option<(&'a PositionKey, &'a CusipChange)>,
    /// The split, where it is known by the same.
    split: Option<&'a Split>,
}

impl<'a> Held<'a> {
    /// All of them, in the order of their keys now.
    fn all(
        now: &Positions,
        before: &'a Positions,
        market: &'a MarketChanges,
    ) -> impl Iterator<Item = Self> {
        let mut renamed = Vec::new();
        let mut kept = Vec::with_capacity(before.len());
        for (key, position) in before.iter() {
            let mut held = Self {
                key: Cow::Borrowed(key),
                position,
                renamed: None,
                split: None,
            };
            // Nothing happened to nearly all of them.
            if !market.concerns(&key.security) {
                kept.push(held);
                continue;
            }
            match goes_on(key, now, before, market) {
                Some((key_now, change)) => {
                    (held.key, held.renamed) = (Cow::Owned(key_now), Some((key, change)));
                    renamed.push(held);
                }
                None => {
                    held.split = split_of(key, market);
                    kept.push(held);
                }
            }
        }
        renamed.sort_by(|a, b| a.key.cmp(&b.key));
        kept.into_iter().merge_by(renamed, |a, b| a.key <= b.key)
    }
}

/// What a position of before is known by now, where that is something else.
fn goes_on<'a>(
    key: &PositionKey,
    now: &Positions,
    before: &Positions,
    market: &'a MarketChanges,
) -> Option<(PositionKey, &'a CusipChange)> {
    let successor = market.successor(&key.security)?;
    let change = market.came_from(successor)?;
    let key_now = PositionKey {
        security: successor.clone(),
        ..key.clone()
    };
    // Who still has the old one, or had the new one already, has two positions.
    let is_one = !now.contains_key(key) && !before.contains_key(&key_now);
    (is_one && change.from == key.security).then_some((key_now, change))
}

/// The split that changed the amount of a position, which principal is not.
fn split_of<'a>(key: &PositionKey, market: &'a MarketChanges) -> Option<&'a Split> {
    let counts_shares = key.amount_type != Some(AmountType::Principal);
    market.split(&key.security).filter(|_| counts_shares)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::{SecurityId, market::LinkSource, position::Sources};

    fn security(number: u8) -> SecurityId {
        SecurityId::of_names(&number.to_string(), "", "")
    }

    /// Shares of these securities, or principal; one may be held as both.
    fn portfolio(held: &BTreeSet<(u8, bool)>) -> Portfolio {
        let position = |(number, is_principal): &(u8, bool)| {
            let amount_type = match is_principal {
                true => AmountType::Principal,
                false => AmountType::Shares,
            };
            let key = PositionKey {
                security: security(*number),
                amount_type: Some(amount_type),
                put_call: None,
            };
            let position = Position {
                cusip: None,
                issuer: "A".into(),
                class: "COM".into(),
                value: i128::from(*number),
                amount: (*number).into(),
                value_filed: i128::from(*number),
                amount_filed: (*number).into(),
                rows: 1,
                sources: Sources::new(),
            };
            (key, position)
        };
        held.iter().map(position).collect()
    }

    /// Securities that split, and others that go on as the one whose number is ten higher.
    fn market(splits: &BTreeSet<u8>, go_on: &BTreeSet<u8>) -> MarketChanges {
        let mut market = MarketChanges::default();
        for number in splits {
            let split = Split {
                ratio: Ratio::new(2, 1).unwrap(),
                managers: 9,
                of: 9,
                price_before: None,
                price_now: None,
            };
            market.add_split(security(*number), split);
        }
        for number in go_on {
            market.add_cusip_change(CusipChange {
                from: security(*number),
                to: security(number + 10),
                ratio: Ratio::ONE,
                managers: 9,
                of: 9,
                source: LinkSource::Holders,
            });
        }
        market
    }

    type Shown<'a> = (
        PositionKey,
        Option<PositionKey>,
        [Option<&'a Position>; 2],
        bool,
        bool,
    );

    /// The same, each key looked up by itself.
    fn looked_up<'a>(
        now: &'a Portfolio,
        before: &'a Portfolio,
        market: &MarketChanges,
    ) -> Vec<Shown<'a>> {
        let (now, before) = (now.positions(), before.positions());
        let known_now = |key: &PositionKey| {
            let of_it = |change: &&CusipChange| change.from == key.security;
            let security = market.cusip_changes().find(of_it).map(|one| one.to.clone());
            let key_now = security.map(|security| PositionKey {
                security,
                ..key.clone()
            });
            let is_free =
                |key_now: &PositionKey| now.get(key).is_none() && before.get(key_now).is_none();
            key_now.filter(is_free).unwrap_or_else(|| key.clone())
        };
        let keys = now.keys().cloned().chain(before.keys().map(known_now));
        let keys: BTreeSet<PositionKey> = keys.collect();
        let shown = |key: PositionKey| {
            let from = before.keys().find(|held| known_now(held) == key);
            let is_renamed = from.is_some_and(|from| *from != key);
            let counts_shares = key.amount_type == Some(AmountType::Shares);
            let is_split = from.is_some() && !is_renamed && counts_shares;
            let position_before = from.and_then(|from| before.get(from));
            let key_before = from.filter(|_| is_renamed).cloned();
            let split = is_split && market.split(&key.security).is_some();
            let both = [now.get(&key), position_before];
            (key, key_before, both, split, is_renamed)
        };
        keys.into_iter().map(shown).collect()
    }

    fn held() -> impl Strategy<Value = BTreeSet<(u8, bool)>> {
        prop::collection::btree_set((0..40_u8, prop::bool::weighted(0.2)), 0..30)
    }

    proptest! {
        #[test]
        fn every_position_is_paired_with_what_it_was_whatever_it_was_known_by(
            now in held(),
            before in held(),
            splits in prop::collection::btree_set(0..40_u8, 0..9),
            go_on in prop::collection::btree_set(0..30_u8, 0..12),
        ) {
            let (held_now, held_before) = (portfolio(&now), portfolio(&before));
            let market = market(&splits, &go_on);
            let pairs = Pair::all(&held_now, &held_before, &market);
            let shown: Vec<Shown<'_>> = pairs.into_iter().map(|pair| {
                let both = [pair.now, pair.before];
                (pair.key, pair.key_before, both, pair.split.is_some(), pair.cusip_change.is_some())
            }).collect();
            prop_assert_eq!(&shown, &looked_up(&held_now, &held_before, &market));
            let count = |side: usize| shown.iter().filter(|one| one.2[side].is_some()).count();
            prop_assert_eq!((count(0), count(1)), (now.len(), before.len()));
        }
    }
}
