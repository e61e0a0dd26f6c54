//! What is odd about a manager, and how that shows on its covers.

use osd_domain::{Cik, Cover, OtherManager};

use super::book::Plan;
use crate::dice::Dice;

/// What is odd about a manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Odd {
    Nothing,
    First,
    Gap,
    NoticeNow,
    NoticeBefore,
    NotYet,
    Omits,
    Reveals,
    ThousandsNow,
    ThousandsBefore,
    Redeemed,
    Includes,
    Drops,
    Renumbers,
}

impl Odd {
    pub(super) fn roll(dice: &mut Dice) -> Self {
        match dice.below(100) {
            0..57 => Self::Nothing,
            57..60 => Self::First,
            60..63 => Self::Gap,
            63..65 => Self::NoticeNow,
            65..67 => Self::NoticeBefore,
            67..69 => Self::NotYet,
            69..73 => Self::Omits,
            73..85 => Self::Reveals,
            85..87 => Self::ThousandsNow,
            87..89 => Self::ThousandsBefore,
            89..94 => Self::Redeemed,
            94..96 => Self::Includes,
            96..98 => Self::Drops,
            _ => Self::Renumbers,
        }
    }

    /// The label of every position, where all have the same.
    pub(super) fn of_all(self) -> Option<&'static str> {
        match self {
            Self::First => Some("FIRST_FILING"),
            Self::Gap | Self::NoticeNow | Self::NoticeBefore | Self::NotYet => {
                Some("NOT_COMPARABLE")
            }
            _ => None,
        }
    }

    pub(super) fn has_now(self) -> bool {
        !matches!(self, Self::NoticeNow | Self::NotYet)
    }

    pub(super) fn has_before(self) -> bool {
        !matches!(self, Self::First | Self::Gap | Self::NoticeBefore)
    }

    pub(super) fn plan(self, dice: &mut Dice) -> Plan {
        match self {
            Self::ThousandsNow | Self::ThousandsBefore => Plan {
                least: 40_000,
                least_dollars: 400_000,
                held_on: 90,
                ..Plan::USUAL
            },
            Self::Redeemed => Plan {
                least: 900,
                thousandths: Some(match dice.below(4) {
                    0 => 1_050 + signed(dice.below(900)),
                    _ => 20 + signed(dice.below(930)),
                }),
                ..Plan::USUAL
            },
            Self::Reveals => Plan {
                fresh: 25,
                ..Plan::USUAL
            },
            Self::Includes | Self::Drops => Plan {
                held_on: 70,
                ..Plan::USUAL
            },
            _ => Plan::USUAL,
        }
    }
}

/// The managers that a report includes: `First` and `Second` in both, `Third` in one of them, and the
/// numbers are given out anew each time.
pub(super) fn cover(odd: Odd, now: bool) -> Cover {
    let list = |managers: &[(u32, u64, &str)]| -> Vec<OtherManager> {
        let manager = |&(number, cik, name): &(u32, u64, &str)| OtherManager {
            number: Some(number),
            cik: Cik::new(cik),
            name: name.to_owned(),
            ..OtherManager::default()
        };
        managers.iter().map(manager).collect()
    };
    let (first, second, third) = ((4, 71, "First"), (11, 72, "Second"), (1, 73, "Third"));
    let included = match (odd, now) {
        (Odd::Includes, true) => list(&[first, second, third]),
        (Odd::Includes, false) | (Odd::Renumbers, false) => {
            list(&[(1, 71, "First"), (2, 72, "Second")])
        }
        (Odd::Renumbers, true) | (Odd::Drops, true) => list(&[(1, 72, "Second"), (2, 71, "First")]),
        (Odd::Drops, false) => list(&[(1, 71, "First"), (2, 72, "Second"), (3, 73, "Third")]),
        _ => Vec::new(),
    };
    Cover {
        included_managers: included,
        confidential_omitted: (odd == Odd::Omits).then_some(now),
        ..Cover::default()
    }
}

/// The printed number of the manager that a position belongs to, every third to nobody in particular.
pub(super) fn own_number(odd: Odd, now: bool, number: usize) -> Option<&'static str> {
    let (first, second) = match (odd, now) {
        (Odd::Includes, true) => ("4", "11"),
        (Odd::Renumbers | Odd::Drops, true) => ("2", "1"),
        (Odd::Includes | Odd::Renumbers | Odd::Drops, false) => ("1", "2"),
        _ => return None,
    };
    [None, Some(first), Some(second)][number % 3]
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or_default()
}
