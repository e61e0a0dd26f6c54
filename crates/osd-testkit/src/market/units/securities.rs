//! The securities of the market and their prices.

use std::collections::BTreeMap;

use osd_domain::{AmountType, Cusip};
use rust_decimal::Decimal;

use crate::{dice::Dice, market::paper::cusip};

/// So many securities; the lower the number, the more managers have one.
const LISTED: u64 = 9_000;

/// What a security is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Usual,
    /// Rights, warrants and penny stocks: a cent to a dollar.
    Penny,
    /// Class A shares that were never split: thousands of dollars.
    Giant,
    Debt,
}

#[derive(Debug, Clone)]
pub(super) struct Security {
    pub(super) issuer: String,
    pub(super) cusip: Cusip,
    pub(super) sort: Sort,
    /// Ten-thousandths of a dollar a share, in each of three quarters.
    pub(super) price: [i64; 3],
}

impl Security {
    pub(super) fn amount_type(&self) -> AmountType {
        match self.sort {
            Sort::Debt => AmountType::Principal,
            _ => AmountType::Shares,
        }
    }
}

#[derive(Debug)]
pub(super) struct Securities {
    all: Vec<Security>,
}

/// Dollars at even steps of a lognormal distribution around 35, a tenth and ten times of that.
const USUAL: [i64; 16] = [
    3, 6, 9, 12, 16, 20, 26, 32, 38, 46, 56, 70, 95, 135, 210, 480,
];

impl Securities {
    pub(super) fn listed(dice: &mut Dice) -> Self {
        Self {
            all: (0..LISTED).map(|number| security(number, dice)).collect(),
        }
    }

    /// One that a manager has, the well-known ones far more often.
    pub(super) fn pick(&self, dice: &mut Dice) -> &Security {
        let mut bound = LISTED;
        for _ in 0..5 {
            bound = dice.below(bound) + 1;
        }
        // Now and then a choice is somebody's own idea.
        let rank = if dice.below(60) == 0 {
            dice.below(LISTED)
        } else {
            bound - 1
        };
        &self.all[usize::try_from(rank).unwrap_or_default()]
    }

    /// One of a sort.
    pub(super) fn pick_of(&self, sort: Sort, dice: &mut Dice) -> &Security {
        let start = dice.pick(self.all.len());
        let (before, after) = self.all.split_at(start);
        let mut from_there = after.iter().chain(before);
        from_there
            .find(|security| security.sort == sort)
            .unwrap_or(&self.all[0])
    }

    /// The price that the SEC's lists have near the end of the middle quarter.
    pub(super) fn fails(&self, dice: &mut Dice) -> BTreeMap<Cusip, Decimal> {
        let mut prices = BTreeMap::new();
        for (rank, security) in self.all.iter().enumerate() {
            let share = if rank < 1_500 { 60 } else { 25 };
            if security.sort == Sort::Debt || dice.below(100) >= share {
                continue;
            }
            let close = security.price[1] * (75 + signed(dice.below(51))) / 100;
            let price = match dice.below(100) {
                0 => close * [100, 1_000][dice.pick(2)],
                _ => close,
            };
            prices.insert(security.cusip, Decimal::new(price.max(1), 4));
        }
        prices
    }
}

fn security(number: u64, dice: &mut Dice) -> Security {
    let sort = match dice.below(1_000) {
        0..80 => Sort::Penny,
        80..83 => Sort::Giant,
        83..113 => Sort::Debt,
        _ => Sort::Usual,
    };
    let first = match sort {
        Sort::Penny => 100 + signed(dice.below(9_900)),
        Sort::Giant => [1_200, 4_000, 9_000, 120_000, 650_000][dice.pick(5)] * 10_000,
        Sort::Debt => 9_000 + signed(dice.below(2_000)),
        Sort::Usual => USUAL[dice.pick(USUAL.len())] * (8_000 + signed(dice.below(4_000))),
    };
    let mut price = [first; 3];
    for quarter in 1..3 {
        price[quarter] = (price[quarter - 1] * (85 + signed(dice.below(31))) / 100).max(1);
    }
    Security {
        issuer: format!("ISSUER{number} CORP"),
        cusip: cusip(number),
        sort,
        price,
    }
}

pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or_default()
}
