//! What the market says of prices: the middle of what managers print.

use crate::{id::Cik, price::Price};

/// Managers, apart from the one that is judged, whose prices make a consensus.
pub const OTHERS: usize = 3;

/// A consensus price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarketPrice {
    /// Dollars a share: a price that one of the managers printed.
    pub price: Price,
    /// Managers whose prices it is the middle of.
    pub managers: u32,
}

/// The middle of the prices of a security, from which any one manager can be left out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Middle {
    managers: usize,
    of_all: Price,
    /// The middle two of all but one: the first where the one left out stands behind it.
    around: Option<((Price, Cik), Price)>,
}

impl Middle {
    /// Of prices in ascending order, one a manager.
    fn of(sorted: &[(Price, Cik)]) -> Option<Self> {
        let managers = sorted.len();
        let price = |at: usize| sorted.get(at).map(|(price, _)| *price);
        let middle = managers.checked_sub(2).map(|others| others / 2);
        Some(Self {
            managers,
            of_all: price(managers.checked_sub(1)? / 2)?,
            around: middle.and_then(|at| Some((*sorted.get(at)?, price(at + 1)?))),
        })
    }

    /// The middle of all, where there are enough.
    pub(super) fn of_all(self) -> MarketPrice {
        MarketPrice {
            price: self.of_all,
            managers: count(self.managers),
        }
    }

    /// The middle of what managers other than `own` print, where there are enough of them.
    pub(super) fn of_others(self, own: Option<(Price, Cik)>) -> Option<MarketPrice> {
        let others = self.managers - usize::from(own.is_some());
        if others < OTHERS {
            return None;
        }
        let price = match own {
            None => self.of_all,
            Some(own) => {
                let (first, second) = self.around?;
                if own > first { first.0 } else { second }
            }
        };
        Some(MarketPrice {
            price,
            managers: count(others),
        })
    }
}

fn count(managers: usize) -> u32 {
    u32::try_from(managers).unwrap_or(u32::MAX)
}

/// The middle of each security's prices, by its number. At most one price a security and manager.
/// There are millions: `prices` are gone through twice rather than kept.
pub(super) fn middles(
    securities: usize,
    prices: impl Iterator<Item = (u32, Price, Cik)> + Clone,
) -> Vec<Option<Middle>> {
    // Where the prices of each security begin, laid one behind the other.
    let mut begins = vec![0_usize; securities + 1];
    for (security, _, _) in prices.clone() {
        if let Some(behind) = begins.get_mut(security as usize + 1) {
            *behind += 1;
        }
    }
    let mut sum = 0;
    for begin in &mut begins {
        sum += *begin;
        *begin = sum;
    }
    let Some((_, price, cik)) = prices.clone().next() else {
        return vec![None; securities];
    };
    let mut laid = vec![(price, cik); sum];
    let mut next = begins.clone();
    for (security, price, cik) in prices {
        if let Some(at) = next.get_mut(security as usize) {
            if let Some(place) = laid.get_mut(*at) {
                *place = (price, cik);
            }
            *at += 1;
        }
    }
    let of_each = begins.windows(2).map(|of| of[0]..of[1]);
    of_each
        .map(|of_one| {
            let all = laid.get_mut(of_one).unwrap_or_default();
            all.sort_unstable();
            Middle::of(all)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::price::median;
    use proptest::prelude::*;

    fn cik(number: usize) -> Cik {
        Cik::new(number as u64 + 1).unwrap()
    }

    proptest! {
        #[test]
        fn leaving_one_out_is_the_middle_of_the_others(
            all in prop::collection::vec(1..50_i64, 2..12), pick in any::<prop::sample::Index>()
        ) {
            let prices: Vec<(u32, Price, Cik)> = all.iter().enumerate()
                .map(|(at, price)| (0, Price::of_millionths(*price).unwrap(), cik(at))).collect();
            let left_out = pick.index(prices.len());
            let middle = middles(1, prices.iter().copied())[0].unwrap();
            let mut others: Vec<Price> = prices.iter().enumerate()
                .filter(|(at, _)| *at != left_out).map(|(_, (_, price, _))| *price).collect();
            others.sort_unstable();
            let found = middle.of_others(Some((prices[left_out].1, cik(left_out))));
            prop_assert_eq!(found.map(|found| found.price), median(&others).filter(|_| others.len() >= OTHERS));
        }
    }
}
