//! The securities of the market, and what happens to them between the two quarters.

use osd_domain::{AmountType, Cusip, PutCall};

use crate::{dice::Dice, market::paper::cusip};

/// So many securities; the lower the number, the more managers have one.
const LISTED: u64 = 3_000;
/// Of the well-known ones enough managers have them to see what happens to all.
const WELL_KNOWN: u64 = 700;

/// A security in both quarters.
#[derive(Debug, Clone)]
pub(super) struct Security {
    pub(super) issuer: String,
    pub(super) issuer_before: String,
    pub(super) cusip: Cusip,
    pub(super) cusip_before: Cusip,
    /// Shares now for shares before.
    pub(super) ratio: (i64, i64),
    /// Hundredths of a dollar a share.
    pub(super) cents: i64,
    pub(super) cents_before: i64,
    pub(super) amount_type: AmountType,
}

impl Security {
    pub(super) fn splits(&self) -> bool {
        self.ratio != (1, 1)
    }

    /// An amount of before in shares of now, a fraction dropped.
    pub(super) fn adjusted(&self, amount: i64) -> i64 {
        amount * self.ratio.0 / self.ratio.1
    }
}

/// All securities, and how managers come to have them.
#[derive(Debug)]
pub(super) struct Securities {
    all: Vec<Security>,
}

const SPLITS: [(i64, i64); 11] = [
    (2, 1),
    (3, 1),
    (4, 1),
    (5, 1),
    (7, 1),
    (10, 1),
    (20, 1),
    (3, 2),
    (1, 5),
    (1, 10),
    (1, 50),
];

impl Securities {
    pub(super) fn listed(dice: &mut Dice) -> Self {
        let all = (0..LISTED).map(|number| security(number, dice));
        Self { all: all.collect() }
    }

    /// One that a manager has, the well-known ones more often; as shares, rarely as an option.
    pub(super) fn pick(&self, dice: &mut Dice) -> (usize, Option<PutCall>) {
        let bound = dice.below(LISTED) + 1;
        let rank = dice.below(bound);
        let place = usize::try_from(rank).unwrap_or_default();
        let is_debt = self.get(place).amount_type == AmountType::Principal;
        let put_call = match dice.below(50) {
            0 if !is_debt => Some(PutCall::Put),
            1 if !is_debt => Some(PutCall::Call),
            _ => None,
        };
        (place, put_call)
    }

    pub(super) fn get(&self, place: usize) -> &Security {
        &self.all[place % self.all.len()]
    }
}

fn security(number: u64, dice: &mut Dice) -> Security {
    let own = cusip(number);
    let name = format!("ISSUER{number} HOLDINGS");
    let amount_type = match number % 33 {
        32 => AmountType::Principal,
        _ => AmountType::Shares,
    };
    let is_known = number < WELL_KNOWN && amount_type == AmountType::Shares;
    let ratio = SPLITS[dice.pick(SPLITS.len())];
    let (ratio, cusip_before) = match dice.below(100) {
        0..9 if is_known => (ratio, own),
        9 if is_known => ((1, 1), cusip(LISTED + number)),
        10 if is_known => (ratio, cusip(LISTED + number)),
        _ => ((1, 1), own),
    };
    // Reverse splits are made of what is cheap, splits of what is dear.
    let cents_before = match ratio {
        _ if amount_type == AmountType::Principal => 95,
        (1, n) if n > 1 => 50 + signed(dice.below(400)),
        (n, 1) if n > 1 => 20_000 + signed(dice.below(80_000)),
        _ => {
            [300, 1_200, 2_500, 3_500, 5_000, 8_000, 15_000, 40_000][dice.pick(8)]
                + signed(dice.below(300))
        }
    };
    let moved = cents_before * (85 + signed(dice.below(31))) / 100;
    let issuer = match dice.below(3) {
        0 if cusip_before != own => format!("{name} LTD"),
        _ => name.clone(),
    };
    Security {
        issuer,
        issuer_before: name,
        cusip: own,
        cusip_before,
        ratio,
        cents: (moved * ratio.1 / ratio.0).max(1),
        cents_before,
        amount_type,
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or_default()
}
