//! The unit of a filing's values: thousands of dollars, or dollars.

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::named::named;
named! {
    /// The unit in which a filing prints its values.
    Unit {
        /// Thousands of dollars, the rule until 2023-01-02.
        Thousands = "thousands",
        /// Dollars, the rule since 2023-01-03.
        Dollars = "dollars",
    }
}

impl Unit {
    /// Dollars in one of the unit.
    pub fn dollars(self) -> i64 {
        match self {
            Self::Thousands => 1_000,
            Self::Dollars => 1,
        }
    }
}

/// A unit, and what it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitVerdict {
    /// The unit.
    pub unit: Unit,
    /// Why.
    pub because: UnitEvidence,
}

/// What a unit verdict rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum UnitEvidence {
    /// The rule in force on the filing date: from 2023-01-03 on values are in dollars, whatever
    /// the report period (SEC Release 34-95148, amended Form 13F).
    FilingDateRule {
        /// Date filed.
        filed: NaiveDate,
    },
}

impl UnitVerdict {
    /// The unit that the rule in force on the filing date prescribes.
    pub fn by_filing_date(filed: NaiveDate) -> Self {
        let switch = NaiveDate::from_ymd_opt(2023, 1, 3).unwrap_or_default();
        let unit = if filed >= switch {
            Unit::Dollars
        } else {
            Unit::Thousands
        };
        Self {
            unit,
            because: UnitEvidence::FilingDateRule { filed },
        }
    }
}

/// A printed value in whole dollars, rounded half away from zero: the only way from a printed
/// value to dollars.
pub fn in_dollars(printed: Decimal, unit: Unit) -> i128 {
    let exact = printed
        .checked_mul(Decimal::from(unit.dollars()))
        .unwrap_or(Decimal::MAX);
    let whole = exact.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    whole.trunc().mantissa()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_rule_turns_on_the_filing_date() {
        assert_eq!(
            UnitVerdict::by_filing_date(day("2023-01-02")).unit,
            Unit::Thousands
        );
        assert_eq!(
            UnitVerdict::by_filing_date(day("2023-01-03")).unit,
            Unit::Dollars
        );
    }

    #[test]
    fn fractions_of_a_thousand_are_not_lost() {
        assert_eq!(in_dollars("12.5".parse().unwrap(), Unit::Thousands), 12_500);
        assert_eq!(in_dollars("12.5".parse().unwrap(), Unit::Dollars), 13);
        assert_eq!(
            in_dollars("9000000000000000".parse().unwrap(), Unit::Thousands),
            9_000_000_000_000_000_000
        );
        assert_eq!(in_dollars("-12.5".parse().unwrap(), Unit::Dollars), -13);
    }
}
