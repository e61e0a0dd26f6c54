//! One position of two quarters, whatever it was known by.

use std::collections::BTreeSet;

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
        let is_renamed = now
            .keys()
            .any(|key| market.came_from(&key.security).is_some())
            || before
                .keys()
                .any(|key| market.successor(&key.security).is_some());
        if is_renamed {
            return Self::renamed(now, before, market);
        }
        let joined = now
            .iter()
            .merge_join_by(before.iter(), |(a, _), (b, _)| a.cmp(b));
        joined
            .map(|one| {
                let key = one.as_ref().reduce(|now, _| now).0;
                let (now, before) = one.left_and_right();
                Self {
                    key: key.clone(),
                    key_before: None,
                    now: now.map(|(_, position)| position),
                    before: before.map(|(_, position)| position),
                    split: before.and_then(|_| split_of(key, market)),
                    cusip_change: None,
                }
            })
            .collect()
    }

    /// The same where securities of before are known by something else now.
    fn renamed(now: &'a Positions, before: &'a Positions, market: &'a MarketChanges) -> Vec<Self> {
        let goes_on_as = |key: &PositionKey| -> Option<PositionKey> {
            let successor = market.successor(&key.security)?;
            let key_now = PositionKey {
                security: successor.clone(),
                ..key.clone()
            };
            // Who still has the old one, or had the new one already, has two positions.
            (!now.contains_key(key) && !before.contains_key(&key_now)).then_some(key_now)
        };
        let keys: BTreeSet<PositionKey> = now
            .keys()
            .cloned()
            .chain(
                before
                    .keys()
                    .map(|key| goes_on_as(key).unwrap_or_else(|| key.clone())),
            )
            .collect();
        keys.into_iter()
            .map(|key| Self::of(key, now, before, market))
            .collect()
    }

    /// The position of one key, under which it is held now or else was held.
    fn of(
        key: PositionKey,
        now: &'a Positions,
        before: &'a Positions,
        market: &'a MarketChanges,
    ) -> Self {
        let mut pair = Self {
            key_before: None,
            now: now.get(&key),
            before: before.get(&key),
            split: None,
            cusip_change: None,
            key,
        };
        if pair.before.is_some() {
            pair.split = split_of(&pair.key, market);
        } else if let Some(change) = market.came_from(&pair.key.security) {
            let key_before = PositionKey {
                security: change.from.clone(),
                ..pair.key.clone()
            };
            pair.before = before
                .get(&key_before)
                .filter(|_| !now.contains_key(&key_before));
            if pair.before.is_some() {
                pair.cusip_change = Some(change);
                pair.key_before = Some(key_before);
            }
        }
        pair
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

/// The split that changed the amount of a position, which principal is not.
fn split_of<'a>(key: &PositionKey, market: &'a MarketChanges) -> Option<&'a Split> {
    let counts_shares = key.amount_type != Some(AmountType::Principal);
    market.split(&key.security).filter(|_| counts_shares)
}
