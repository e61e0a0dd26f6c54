//! Prices: what a row says of the price of its security, and what the market says.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    line::{AmountType, Row},
    unit::Unit,
};

/// A price of a share, in millionths of a dollar; or, as filed, of the unit the filing prints in.
/// Whole numbers, so that every machine comes to the same verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Decimal", into = "Decimal")]
pub struct Price(i64);

/// Millionths in one.
const ONE: i64 = 1_000_000;

impl Price {
    /// A price in millionths; none of nothing.
    pub fn of_millionths(millionths: i64) -> Option<Self> {
        (millionths > 0).then_some(Self(millionths))
    }

    /// The price in millionths of a dollar.
    pub fn millionths(self) -> i64 {
        self.0
    }

    /// The price that `value` for `amount` shares makes, in the unit of the value. None where
    /// either is not above zero, or the price is beyond all measure.
    pub fn of(value: Decimal, amount: Decimal) -> Option<Self> {
        if value <= Decimal::ZERO || amount <= Decimal::ZERO {
            return None;
        }
        if (value.scale(), amount.scale()) == (0, 0)
            && let (Ok(value), Ok(amount)) = (
                u64::try_from(value.mantissa()),
                u64::try_from(amount.mantissa()),
            )
            && let Some(over) = value.checked_mul(ONE as u64)
        {
            // Nearly every row: one division of 64 bits.
            let millionths = over.checked_div(amount)?;
            return i64::try_from(millionths).ok().and_then(Self::of_millionths);
        }
        let ten = |exponent: u32| 10_i128.checked_pow(exponent);
        let over = value
            .mantissa()
            .checked_mul(i128::from(ONE))?
            .checked_mul(ten(amount.scale())?)?;
        let under = amount.mantissa().checked_mul(ten(value.scale())?)?;
        let millionths = over.checked_div(under)?;
        i64::try_from(millionths).ok().and_then(Self::of_millionths)
    }

    /// The price that a row of shares implies, in the unit its filing prints in. Rows of principal
    /// and of options say nothing: theirs are values of something else.
    pub fn as_filed(row: &impl Row) -> Option<Self> {
        let is_principal = row.amount_type() == Some(AmountType::Principal);
        if is_principal || row.put_call().is_some() {
            return None;
        }
        Self::of(row.value()?, row.amount()?)
    }

    /// A price as filed in dollars, if the filing prints in `unit`.
    pub fn in_dollars(self, unit: Unit) -> Self {
        Self(self.0.saturating_mul(unit.dollars()))
    }

    /// The price in dollars, to six places.
    pub fn dollars(self) -> Decimal {
        Decimal::new(self.0, 6)
    }

    /// Whether it is the other to within a factor: between `1/factor` and `factor` times it.
    pub fn is_within(self, factor: i64, other: Self) -> bool {
        let times = |price: Self| i128::from(price.0) * i128::from(factor);
        i128::from(self.0) <= times(other) && i128::from(other.0) <= times(self)
    }

    /// Whether it is the other to within a number of per cent of the larger.
    pub fn is_near(self, percent: i64, other: Self) -> bool {
        let (low, high) = (self.0.min(other.0), self.0.max(other.0));
        i128::from(high - low) * 100 <= i128::from(high) * i128::from(percent)
    }

    /// The price that makes one of this: that of shares and value in each other's place, both as
    /// filed.
    pub fn inverse(self) -> Option<Self> {
        Self::of_millionths(
            i64::try_from(i128::from(ONE) * i128::from(ONE) / i128::from(self.0)).ok()?,
        )
    }
}

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.dollars().normalize().fmt(f)
    }
}

/// The middle of prices in ascending order; of an even number the lower of the two in the middle,
/// which is a price that somebody printed.
pub(crate) fn median(sorted: &[Price]) -> Option<Price> {
    sorted.get(sorted.len().checked_sub(1)? / 2).copied()
}

impl From<Price> for Decimal {
    fn from(price: Price) -> Self {
        price.dollars()
    }
}

impl TryFrom<Decimal> for Price {
    type Error = String;

    fn try_from(dollars: Decimal) -> Result<Self, String> {
        Self::of(dollars, Decimal::ONE).ok_or_else(|| format!("{dollars} is no price"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(value: &str, amount: &str) -> Option<i64> {
        Price::of(value.parse().unwrap(), amount.parse().unwrap()).map(Price::millionths)
    }

    #[test]
    fn a_price_is_value_by_amount_and_nothing_is_no_price() {
        assert_eq!(price("66639000000", "300000000"), Some(222_130_000));
        assert_eq!(price("12.5", "0.5"), Some(25_000_000));
        assert_eq!(price("1", "3"), Some(333_333));
        assert_eq!(
            (price("0", "5"), price("5", "0"), price("-1", "5")),
            (None, None, None)
        );
        assert_eq!(
            price(
                "79228162514264337593543950335",
                "0.0000000000000000000000000001"
            ),
            None
        );
    }

    #[test]
    fn nearness_is_the_same_from_either_side() {
        let of = |millionths| Price::of_millionths(millionths).unwrap();
        assert!(of(10).is_within(5, of(50)) && of(50).is_within(5, of(10)));
        assert!(!of(10).is_within(5, of(51)) && !of(51).is_within(5, of(10)));
        assert!(of(80).is_near(20, of(100)) && !of(79).is_near(20, of(100)));
        assert_eq!(of(20_000_000).inverse(), Some(of(50_000)));
    }
}
