//! Figures on their way out.

use osd_domain::printed::Canonical;
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use serde::Serialize;
use utoipa::ToSchema;

/// Dollars as JSON hands them out.
pub(crate) fn dollars(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

/// An amount as a whole number; the filed one stands in the filing's lines.
pub(crate) fn whole(amount: Decimal) -> i64 {
    let rounded = amount.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    rounded.to_i64().unwrap_or(if amount.is_sign_negative() {
        i64::MIN
    } else {
        i64::MAX
    })
}

/// A ratio, rounded to six places: the only place where a decimal becomes a float.
pub(crate) fn ratio(value: Decimal) -> f64 {
    let rounded = value.round_dp_with_strategy(6, RoundingStrategy::MidpointAwayFromZero);
    rounded.to_f64().unwrap_or_default()
}

/// A number as filed: an integer, or its exact digits as text where it has a fraction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Figure {
    /// A whole number.
    Whole(i64),
    /// The digits of a number with a fraction, or of one beyond 64 bits.
    Exact(String),
}

impl Figure {
    /// The same to sort by and compare with.
    pub(crate) fn rounded(&self) -> Option<f64> {
        match self {
            // Dollars and shares stay far below 2^53.
            Self::Whole(whole) => whole.to_f64(),
            Self::Exact(digits) => digits.parse().ok(),
        }
    }
}

impl From<Decimal> for Figure {
    fn from(value: Decimal) -> Self {
        match value
            .to_i64()
            .filter(|whole| Decimal::from(*whole) == value)
        {
            Some(whole) => Self::Whole(whole),
            None => Self::Exact(value.canonical().into_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_as_filed_loses_nothing() {
        let json = |text: &str| {
            let value: Decimal = text.parse().unwrap();
            serde_json::to_string(&Figure::from(value)).unwrap()
        };
        assert_eq!(json("663857"), "663857");
        assert_eq!(json("663857.00"), "663857");
        assert_eq!(json("-1.50"), "\"-1.5\"");
        assert_eq!(json("10000000000000000000"), "\"10000000000000000000\"");
    }

    #[test]
    fn figures_are_rounded_once_and_away_from_zero() {
        assert_eq!(whole("0.5".parse().unwrap()), 1);
        assert_eq!(whole("-0.5".parse().unwrap()), -1);
        assert_eq!(ratio("0.1234567".parse().unwrap()), 0.123_457);
    }
}
