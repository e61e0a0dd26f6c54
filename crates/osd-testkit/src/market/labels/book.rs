//! What a manager does with one position, and the label of that.

use osd_domain::{AmountType, PutCall};

use super::securities::{Securities, Security};
use crate::dice::Dice;

/// A position in both quarters: amounts, nought where it is not held.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) security: usize,
    pub(super) put_call: Option<PutCall>,
    pub(super) before: i64,
    pub(super) now: i64,
    pub(super) label: &'static str,
}

/// How large the positions of a book are, and what is done with them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    /// The least amount, before.
    pub(super) least: i64,
    /// The least dollars, before.
    pub(super) least_dollars: i64,
    /// All but a few amounts change by so many thousandths.
    pub(super) thousandths: Option<i64>,
    /// So many of 100 positions are held on unchanged, at least.
    pub(super) held_on: u64,
    /// So many of 100 were not held before, at least.
    pub(super) fresh: u64,
}

impl Plan {
    pub(super) const USUAL: Self = Self {
        least: 60,
        least_dollars: 0,
        thousandths: None,
        held_on: 0,
        fresh: 0,
    };
}

/// Form 13F lets positions of fewer shares and less value be left out.
pub(super) fn may_be_left_out(security: &Security, put_call: Option<PutCall>, amount: i64) -> bool {
    let dollars = amount * security.cents_before / 100;
    security.amount_type == AmountType::Shares
        && put_call.is_none()
        && amount < 10_000
        && dollars < 200_000
}

impl Held {
    pub(super) fn of(
        (place, put_call): (usize, Option<PutCall>),
        securities: &Securities,
        plan: Plan,
        dice: &mut Dice,
    ) -> Self {
        let security = securities.get(place);
        let before = amount(security, plan, dice);
        let kept = security.adjusted(before);
        let (now, label) = match dice.below(100) {
            action if action < plan.held_on => held_on(security, kept),
            action if action < plan.held_on + plan.fresh => (kept, "NEW"),
            _ => match (plan.thousandths, dice.below(100)) {
                (Some(thousandths), n) if n < 80 => (rounded(kept, thousandths), "PRO_RATA"),
                (_, ..32) => held_on(security, kept),
                (_, 32..56) => (kept + bought(kept, dice), "ADD"),
                (_, 56..79) => (kept - sold(kept, dice), "REDUCE"),
                (_, 79..89) => (kept, "NEW"),
                (_, 89..97) => (0, "EXIT"),
                _ => (0, "LITTLE"),
            },
        };
        let mut held = Self {
            security: place,
            put_call,
            before,
            now,
            label,
        };
        held.settle(security, plan, dice);
        held
    }

    /// Makes the amounts fit the label, and the label the amounts.
    fn settle(&mut self, security: &Security, plan: Plan, dice: &mut Dice) {
        let little = |amount| may_be_left_out(security, self.put_call, amount);
        match self.label {
            "NEW" => {
                self.now = self.now.max(1);
                self.before = 0;
            }
            "LITTLE" | "EXIT" => {
                if self.label == "LITTLE" && plan.least < 1_000 {
                    let most = (19_500_000 / security.cents_before).clamp(2, 9_900);
                    self.before = 1 + signed(dice.below(most.unsigned_abs()));
                }
                self.label = match little(self.before) {
                    true => "BELOW_THRESHOLD_POSSIBLE",
                    false => "EXIT",
                };
            }
            _ => {}
        }
    }
}

fn held_on(security: &Security, kept: i64) -> (i64, &'static str) {
    let label = if security.splits() {
        "SPLIT_ONLY"
    } else {
        "HOLD"
    };
    (kept, label)
}

/// More, by enough to be no fraction of a share; now and then exactly as much again.
fn bought(kept: i64, dice: &mut Dice) -> i64 {
    match dice.below(20) {
        0 => kept,
        _ => 7 + signed(dice.below(kept.unsigned_abs() + 1)),
    }
}

/// Less, likewise; now and then exactly half.
fn sold(kept: i64, dice: &mut Dice) -> i64 {
    match dice.below(20) {
        0 => kept / 2,
        _ => (7 + signed(dice.below(kept.unsigned_abs()))).min(kept - 1),
    }
}

fn amount(security: &Security, plan: Plan, dice: &mut Dice) -> i64 {
    let scale = [200, 1_000, 5_000, 20_000, 100_000, 400_000][dice.pick(6)];
    // What is left after a reverse split has to show what was done with it.
    let (now, before) = security.ratio;
    let least = plan.least.max(60 * before / now + 60);
    let by_value = plan.least_dollars * 100 / security.cents_before.min(security.cents) + 1;
    least.max(by_value) + signed(dice.below(scale))
}

fn rounded(amount: i64, thousandths: i64) -> i64 {
    ((amount * thousandths + 500) / 1_000).max(1)
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or_default()
}
