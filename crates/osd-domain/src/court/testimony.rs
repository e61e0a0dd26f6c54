//! What prices say of a unit, beside other prices.

use std::collections::BTreeMap;

use crate::{
    id::Accession,
    price::Price,
    unit::{Unit, UnitEvidence, Weighed, weight_of_fits},
};

/// Prices of one security in one quarter differ by less than this factor, whoever prints them; a
/// unit is a factor of 1,000.
const LOOSE: i64 = 5;
/// Per cent by which a price that is right may differ from the consensus.
const TIGHT: i64 = 20;

/// How many of a filing's prices fit others, if it prints dollars and if it prints thousands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Fits {
    dollars: u32,
    thousands: u32,
    neither: u32,
    /// Those of the above that fit closely.
    close: u32,
    /// Those that would fit closely with value and amount in each other's place.
    swapped_dollars: u32,
    swapped_thousands: u32,
}

impl Fits {
    /// Counts prices as filed beside those that `other` knows.
    pub(super) fn count(prices: &[(u32, Price)], other: impl Fn(u32) -> Option<Price>) -> Self {
        let mut fits = Self::default();
        for (security, price) in prices {
            let Some(other) = other(*security) else {
                continue;
            };
            let dollars = price.in_dollars(Unit::Dollars);
            let thousands = price.in_dollars(Unit::Thousands);
            if dollars.is_within(LOOSE, other) {
                fits.dollars += 1;
            } else if thousands.is_within(LOOSE, other) {
                fits.thousands += 1;
            } else {
                fits.neither += 1;
            }
            let near = |price: Price| u32::from(price.is_near(TIGHT, other));
            fits.close += near(dollars).max(near(thousands));
            if let Some(swapped) = price.inverse() {
                fits.swapped_dollars += near(swapped.in_dollars(Unit::Dollars));
                fits.swapped_thousands += near(swapped.in_dollars(Unit::Thousands));
            }
        }
        fits
    }

    fn all(self) -> u32 {
        self.dollars + self.thousands + self.neither
    }

    /// Whether three in four of at least three prices fit closely with value and amount in each
    /// other's place, and hardly any where they stand.
    pub(super) fn swapped(self) -> Option<Weighed> {
        let (fits, securities) = if self.swapped_dollars >= self.swapped_thousands {
            (Unit::Dollars, self.swapped_dollars)
        } else {
            (Unit::Thousands, self.swapped_thousands)
        };
        let is_swapped = securities >= 3
            && u64::from(securities) * 4 >= u64::from(self.all()) * 3
            && u64::from(self.close) * 4 <= u64::from(securities);
        is_swapped.then(|| Weighed {
            evidence: UnitEvidence::SwappedColumns { fits, securities },
            weight: fits.sign() * CONSENSUS.1,
        })
    }

    pub(super) fn consensus(self) -> Option<Weighed> {
        let Self {
            dollars: fit_dollars,
            thousands: fit_thousands,
            neither: fit_neither,
            ..
        } = self;
        (self.all() > 0).then(|| Weighed {
            evidence: UnitEvidence::Consensus {
                fit_dollars,
                fit_thousands,
                fit_neither,
            },
            weight: weight_of_fits(fit_dollars, fit_thousands, CONSENSUS),
        })
    }

    pub(super) fn fails_to_deliver(self) -> Option<Weighed> {
        let Self {
            dollars: fit_dollars,
            thousands: fit_thousands,
            neither: fit_neither,
            ..
        } = self;
        (self.all() > 0).then(|| Weighed {
            evidence: UnitEvidence::FailsToDeliver {
                fit_dollars,
                fit_thousands,
                fit_neither,
            },
            weight: weight_of_fits(fit_dollars, fit_thousands, FAILS),
        })
    }
}

/// The weight of the first price that fits, and the most that all of them weigh.
const CONSENSUS: (i32, i32) = (18, 60);
/// The same of fails-to-deliver prices, which are of another day of the quarter.
const FAILS: (i32, i32) = (14, 50);
/// The same of another filing of the manager.
const OTHER_FILING: (i32, i32) = (12, 25);

/// A filing's prices beside those of another filing of the manager, both as filed and both in
/// ascending order of securities. None where they have no security in common that says anything.
pub(super) fn beside(
    prices: &[(u32, Price)],
    accession: Accession,
    alone: i32,
    other: &[(u32, Price)],
) -> Option<Weighed> {
    let other: BTreeMap<u32, Price> = other.iter().copied().collect();
    let (mut alike, mut thousandfold, mut thousandth) = (0, 0, 0);
    for (security, price) in prices {
        let Some(beside) = other.get(security) else {
            continue;
        };
        if price.is_within(LOOSE, *beside) {
            alike += 1;
        } else if price.is_within(LOOSE, beside.in_dollars(Unit::Thousands)) {
            thousandfold += 1;
        } else if price.in_dollars(Unit::Thousands).is_within(LOOSE, *beside) {
            thousandth += 1;
        }
    }
    if alike + thousandfold + thousandth == 0 {
        return None;
    }
    let apart: u32 = thousandfold + thousandth;
    let weight = if alike >= apart.saturating_mul(3) {
        let most = weight_of_fits(alike, apart, OTHER_FILING);
        alone.clamp(-most, most)
    } else if apart >= alike * 3 {
        weight_of_fits(thousandfold, thousandth, OTHER_FILING)
    } else {
        0
    };
    Some(Weighed {
        evidence: UnitEvidence::OtherFiling {
            accession,
            alike,
            thousandfold,
            thousandth,
            alone,
        },
        weight,
    })
}

/// What another filing of the manager for the period says where they have nothing in common: who
/// prints one so, prints the other so, under the same rule.
pub(super) fn same_hand(accession: Accession, alone: i32) -> Weighed {
    Weighed {
        evidence: UnitEvidence::OtherFiling {
            accession,
            alike: 0,
            thousandfold: 0,
            thousandth: 0,
            alone,
        },
        weight: (alone / 2).clamp(-OTHER_FILING.0, OTHER_FILING.0),
    }
}
