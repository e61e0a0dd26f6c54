//! What a filing says of its unit by itself alone: the first of three phases.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Unit, UnitEvidence, Weighed};
use crate::{
    cover::PrintedUnit,
    filing::Filing,
    price::{Price, median},
};

/// What speaks for a filing's unit in itself alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prior {
    /// The evidence.
    pub evidence: Vec<Weighed>,
}

/// What a filing declares of itself that speaks for its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declared {
    /// Date filed.
    pub filed: NaiveDate,
    /// Whether its form is an amendment.
    pub is_amendment: bool,
    /// The unit printed with its value total.
    pub value_total_unit: Option<PrintedUnit>,
    /// The sum of its values as printed.
    pub value_printed: Option<Decimal>,
}

impl From<&Filing> for Declared {
    fn from(filing: &Filing) -> Self {
        Self {
            filed: filing.filed,
            is_amendment: filing.form.is_amendment(),
            value_total_unit: filing.cover.value_total_unit,
            value_printed: filing.value_printed,
        }
    }
}

impl Prior {
    /// From what the filing declares, and the prices its share rows imply as filed, one a security.
    pub fn of(filing: &Declared, mut prices: Vec<Price>) -> Self {
        prices.sort_unstable();
        let rule = Unit::by_filing_date(filing.filed);
        let mut evidence = vec![Weighed {
            evidence: UnitEvidence::FilingDateRule {
                filed: filing.filed,
            },
            weight: RULE * rule.sign(),
        }];
        evidence.extend(words(filing));
        evidence.extend(own_prices(&prices));
        evidence.extend(book_size(filing));
        Self { evidence }
    }

    /// The sum of what speaks.
    pub fn points(&self) -> i32 {
        self.evidence.iter().map(|one| one.weight).sum()
    }

    /// The likelier unit, where there is one.
    pub fn unit(&self) -> Option<Unit> {
        match self.points() {
            0 => None,
            points if points > 0 => Some(Unit::Dollars),
            _ => Some(Unit::Thousands),
        }
    }
}

/// One filer in thirty does not follow the rule: 82 of 2,395 in one set of the SEC's.
const RULE: i32 = 15;
/// Words that contradict the rows were met, so they decide nothing alone.
const WORDS: i32 = 10;
/// One book in thirty is of a kind whose prices are odd, however many they are; of books of twenty
/// securities or more, one in a hundred.
const OWN_PRICES: i32 = 15;
const OWN_PRICES_OF_MANY: i32 = 20;
const MANY: usize = 20;

fn words(filing: &Declared) -> Option<Weighed> {
    let printed = filing.value_total_unit?;
    let weight = match printed {
        PrintedUnit::Thousands => -WORDS,
        PrintedUnit::Dollars => WORDS,
        // A total in millions says nothing of the rows.
        PrintedUnit::Millions => return None,
    };
    let evidence = UnitEvidence::CoverWords { printed };
    Some(Weighed { evidence, weight })
}

fn own_prices(sorted: &[Price]) -> Option<Weighed> {
    let middle = median(sorted)?;
    let points: i32 = sorted
        .iter()
        .map(|price| plausibility(*price) - plausibility(price.in_dollars(Unit::Thousands)))
        .fold(0, i32::saturating_add);
    let most = match sorted.len() {
        MANY.. => OWN_PRICES_OF_MANY,
        _ => OWN_PRICES,
    };
    Some(Weighed {
        evidence: UnitEvidence::OwnPrices {
            securities: u32::try_from(sorted.len()).unwrap_or(u32::MAX),
            median_if_dollars: middle.dollars().normalize(),
        },
        weight: points.clamp(-most, most),
    })
}

/// How likely a price of a share is, in decibans below certainty: that of a lognormal with its
/// middle at 35 dollars and two thirds of all prices from 10 to 125, in which 4 of 100 are
/// anything at all (warrants, rights, `Class A` shares at 700,000 dollars).
fn plausibility(price: Price) -> i32 {
    const BELOW: [(i64, i32); 14] = [
        (10_000, -24),
        (100_000, -23),
        (500_000, -21),
        (1_000_000, -18),
        (2_000_000, -13),
        (5_000_000, -7),
        (10_000_000, -4),
        (20_000_000, -2),
        (120_000_000, -1),
        (200_000_000, -4),
        (400_000_000, -8),
        (1_000_000_000, -14),
        (3_000_000_000, -19),
        (10_000_000_000, -22),
    ];
    BELOW
        .iter()
        .find(|(bound, _)| price.millionths() < *bound)
        .map_or(-24, |(_, points)| *points)
}

/// How the size of the book speaks. A manager has to report from 100 million dollars on (Exchange
/// Act section 13(f)(1)), and goes on for the rest of the year when it falls below. An amendment
/// may hold a part only, so a small one says nothing.
fn book_size(filing: &Declared) -> Option<Weighed> {
    let printed = filing.value_printed.filter(|sum| *sum > Decimal::ZERO)?;
    let in_unit = |unit: Unit| {
        printed
            .checked_mul(unit.dollars().into())
            .unwrap_or(Decimal::MAX)
    };
    let is_part = filing.is_amendment;
    let likely = |unit| size_plausibility(in_unit(unit), is_part);
    Some(Weighed {
        evidence: UnitEvidence::BookSize { printed },
        weight: likely(Unit::Dollars) - likely(Unit::Thousands),
    })
}

fn size_plausibility(dollars: Decimal, is_part: bool) -> i32 {
    const MILLION: i64 = 1_000_000;
    const BELOW: [(i64, i32); 11] = [
        (1, -40),
        (10, -30),
        (30, -20),
        (60, -12),
        (100, -6),
        (1_000, 0),
        (10_000, -3),
        (50_000, -8),
        (200_000, -13),
        (1_000_000, -18),
        (10_000_000, -30),
    ];
    if is_part && dollars < Decimal::from(1_000 * MILLION) {
        return 0;
    }
    BELOW
        .iter()
        .find(|(bound, _)| dollars < Decimal::from(bound * MILLION))
        .map_or(-50, |(_, points)| *points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_prices_are_likelier_than_odd_ones() {
        let dollars = |cents: i64| Price::of_millionths(cents * 10_000).unwrap();
        assert!(plausibility(dollars(3_500)) > plausibility(dollars(250)));
        assert!(plausibility(dollars(250)) > plausibility(dollars(25)));
        assert!(plausibility(dollars(50_000)) > plausibility(dollars(3_500_000)));
    }

    #[test]
    fn a_book_below_the_floor_is_unlikely_and_a_part_of_one_is_not() {
        let size =
            |millions: i64, part| size_plausibility(Decimal::from(millions * 1_000_000), part);
        assert!(size(8, false) < size(8_000, false));
        assert_eq!(size(8, true), 0);
        assert!(size(8_000_000, true) < 0);
    }
}
