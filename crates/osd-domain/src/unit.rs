//! The unit of a filing's values: thousands of dollars, or dollars. What the rule of the day
//! prescribes is not always what a filer prints, so the unit is a verdict: see [`UnitVerdict`].

mod evidence;
mod prior;
mod verdict;

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};

pub use self::{
    evidence::{UnitEvidence, Weighed},
    prior::{Declared, Prior},
    verdict::{Confidence, UnitVerdict},
};
use crate::named::named;
pub(crate) use evidence::weight_of_fits;

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

    /// The unit that the rule in force on the filing date prescribes: from 2023-01-03 on values
    /// are in dollars, whatever the report period (SEC Release 34-95148, amended Form 13F).
    pub fn by_filing_date(filed: NaiveDate) -> Self {
        let switch = NaiveDate::from_ymd_opt(2023, 1, 3).unwrap_or_default();
        if filed >= switch {
            Self::Dollars
        } else {
            Self::Thousands
        }
    }

    /// 1 for dollars, -1 for thousands: the sign of what speaks for the unit.
    pub(crate) fn sign(self) -> i32 {
        match self {
            Self::Thousands => -1,
            Self::Dollars => 1,
        }
    }
}

/// A printed value in whole dollars, rounded half away from zero: the only way from a printed
/// value to dollars.
pub fn in_dollars(printed: Decimal, unit: Unit) -> i128 {
    if printed.scale() == 0 {
        // Nearly every row.
        let most = Decimal::MAX.mantissa();
        let whole = printed.mantissa().saturating_mul(unit.dollars().into());
        return if whole.abs() <= most { whole } else { most };
    }
    let exact = printed
        .checked_mul(Decimal::from(unit.dollars()))
        .unwrap_or(Decimal::MAX);
    let whole = exact.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    whole.trunc().mantissa()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_turns_on_the_filing_date() {
        let by = |day: &str| Unit::by_filing_date(day.parse().unwrap());
        assert_eq!(by("2023-01-02"), Unit::Thousands);
        assert_eq!(by("2023-01-03"), Unit::Dollars);
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
