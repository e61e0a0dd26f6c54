//! Figures on their way out.

use std::cmp::Ordering;

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

/// What a list is sorted by. Absent values come last in either direction.
#[derive(Debug, Clone, PartialEq)]
pub enum SortKey {
    /// A whole number.
    Int(Option<i64>),
    /// A ratio.
    Ratio(Option<f64>),
    /// A text.
    Text(Option<String>),
}

impl SortKey {
    /// The order of two keys of one field.
    pub fn order(&self, other: &Self, descending: bool) -> Ordering {
        fn directed<T>(
            a: Option<&T>,
            b: Option<&T>,
            descending: bool,
            order: impl Fn(&T, &T) -> Ordering,
        ) -> Ordering {
            match (a, b) {
                (Some(a), Some(b)) if descending => order(b, a),
                (Some(a), Some(b)) => order(a, b),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => Ordering::Equal,
            }
        }
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => directed(a.as_ref(), b.as_ref(), descending, i64::cmp),
            (Self::Ratio(a), Self::Ratio(b)) => {
                directed(a.as_ref(), b.as_ref(), descending, f64::total_cmp)
            }
            (Self::Text(a), Self::Text(b)) => {
                directed(a.as_ref(), b.as_ref(), descending, String::cmp)
            }
            _ => Ordering::Equal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_values_come_last_in_either_direction() {
        for descending in [false, true] {
            let mut keys = [
                SortKey::Int(None),
                SortKey::Int(Some(1)),
                SortKey::Int(Some(2)),
            ];
            keys.sort_by(|a, b| a.order(b, descending));
            assert_eq!(keys[2], SortKey::Int(None));
            assert_eq!(keys[0], SortKey::Int(Some(if descending { 2 } else { 1 })));
        }
    }

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
