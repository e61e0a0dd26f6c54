//! A book: what a manager holds, in one quarter.

use osd_domain::{AmountType, PutCall};

use super::securities::{Securities, Security, Sort, signed};
use crate::{dice::Dice, market::paper::Row};

/// What a manager likes to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taste {
    Anything,
    Only(Sort),
    Options,
}

/// A position that a manager keeps over the quarters.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    security: Security,
    put_call: Option<PutCall>,
    amount: i64,
}

impl Kept {
    /// A position of so many dollars.
    pub(super) fn buy(
        taste: Taste,
        dollars: i64,
        securities: &Securities,
        dice: &mut Dice,
    ) -> Self {
        let security = match taste {
            Taste::Only(sort) => securities.pick_of(sort, dice),
            Taste::Anything | Taste::Options => securities.pick(dice),
        };
        let may_be_option = security.amount_type() == AmountType::Shares;
        let put_call = match (taste, dice.below(50)) {
            (Taste::Options, roll) if may_be_option => {
                [Some(PutCall::Put), Some(PutCall::Call)][usize::from(roll % 2 == 0)]
            }
            (Taste::Anything, 0) if may_be_option => Some(PutCall::Put),
            (Taste::Anything, 1) if may_be_option => Some(PutCall::Call),
            _ => None,
        };
        let cents = i128::from(dollars) * 10_000 / i128::from(security.price[1]);
        Self {
            amount: i64::try_from(cents).unwrap_or(i64::MAX / 1_000_000).max(1),
            put_call,
            security: security.clone(),
        }
    }

    /// The row of one of the three quarters.
    pub(super) fn row(&self, quarter: usize, dice: &mut Dice) -> Row {
        // Most amounts stay; some are traded.
        let amount = match (quarter, dice.below(4)) {
            (1, _) | (_, 1..) => self.amount,
            _ => (self.amount * (70 + signed(dice.below(61))) / 100).max(1),
        };
        let price = self.security.price[quarter];
        let price = match dice.below(100) {
            0 => price * [1, 10, 1, 3, 40][dice.pick(5)] / [1, 1, 10, 2, 1][dice.pick(5)],
            1..10 => price * (90 + signed(dice.below(21))) / 100,
            _ => price,
        };
        Row {
            issuer: self.security.issuer.clone(),
            cusip: self.security.cusip,
            dollars: i128::from(amount) * i128::from(price.max(1)) / 10_000,
            amount,
            amount_type: self.security.amount_type(),
            put_call: self.put_call,
            managers: None,
        }
    }
}
