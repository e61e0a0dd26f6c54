//! What a manager held, as far as it tells who goes on with it.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::{
    line::AmountType,
    market::MarketChanges,
    portfolio::Portfolio,
    position::{Position, PositionKey},
};

/// Amounts and values in dollars, by position.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holdings(BTreeMap<PositionKey, (Decimal, i128)>);

impl Holdings {
    /// Those of a portfolio of now.
    pub fn of(portfolio: &Portfolio) -> Self {
        let positions = portfolio.positions().iter();
        Self::from_iter(positions.map(|(key, position)| (key.clone(), figures(position))))
    }

    /// Those of a portfolio of the quarter before, in shares and under the CUSIPs of now.
    pub fn of_before(portfolio: &Portfolio, market: &MarketChanges) -> Self {
        let positions = portfolio.positions().iter().map(|(key, position)| {
            let (amount, value) = figures(position);
            let successor = market.successor(&key.security);
            let ratio = match successor {
                Some(now) => market.came_from(now).map(|change| change.ratio),
                None => market.split(&key.security).map(|split| split.ratio),
            };
            let counts_shares = key.amount_type != Some(AmountType::Principal);
            let ratio = ratio.filter(|_| counts_shares);
            let key = PositionKey {
                security: successor.unwrap_or(&key.security).clone(),
                ..key.clone()
            };
            let amount = ratio.map_or(amount, |ratio| ratio.adjust(amount));
            (key, (amount, value))
        });
        Self::from_iter(positions)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&PositionKey, (Decimal, i128))> {
        self.0.iter().map(|(key, figures)| (key, *figures))
    }

    pub(super) fn amount(&self, key: &PositionKey) -> Decimal {
        self.0.get(key).map_or(Decimal::ZERO, |(amount, _)| *amount)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(PositionKey, (Decimal, i128))> for Holdings {
    /// Amounts and values under one key are added up; what amounts to nothing is left out.
    fn from_iter<T: IntoIterator<Item = (PositionKey, (Decimal, i128))>>(positions: T) -> Self {
        let mut held: BTreeMap<PositionKey, (Decimal, i128)> = BTreeMap::new();
        for (key, (amount, value)) in positions {
            let sum = held.entry(key).or_default();
            sum.0 = sum.0.saturating_add(amount);
            sum.1 = sum.1.saturating_add(value);
        }
        held.retain(|_, (amount, _)| !amount.is_zero());
        Self(held)
    }
}

fn figures(position: &Position) -> (Decimal, i128) {
    (position.amount, position.value)
}
