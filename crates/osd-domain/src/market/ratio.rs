//! So many shares now for so many before.

use std::{fmt, str::FromStr};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::whole::whole;

/// So many shares now for so many before, in lowest terms: `10/1` for a split of ten for one, `1/50`
/// for a reverse split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ratio {
    now: u32,
    before: u32,
}

impl Ratio {
    /// One for one: nothing changes.
    pub const ONE: Self = Self { now: 1, before: 1 };

    /// `now` shares for `before`; none where one of them is nought.
    pub fn new(now: u32, before: u32) -> Option<Self> {
        let divisor = gcd(now, before);
        (now > 0 && before > 0).then(|| Self {
            now: now / divisor,
            before: before / divisor,
        })
    }

    /// What a split may be: whole numbers, their inverses, and the small fractions of stock dividends.
    pub fn of_splits() -> impl Iterator<Item = Self> {
        let whole = (2..=50).chain([60, 70, 75, 80, 100, 120, 125, 150, 200, 250, 300, 400, 500]);
        let whole = whole.flat_map(|n| [(n, 1), (1, n)]);
        let parts = [
            (3, 2),
            (2, 3),
            (4, 3),
            (3, 4),
            (5, 2),
            (2, 5),
            (5, 3),
            (3, 5),
            (5, 4),
            (4, 5),
            (7, 2),
            (6, 5),
            (11, 10),
            (21, 20),
        ];
        whole
            .chain(parts)
            .filter_map(|(now, before)| Self::new(now, before))
    }

    /// An amount of before, in shares of now; fractions stay.
    pub fn adjust(self, amount: Decimal) -> Decimal {
        if self == Self::ONE {
            return amount;
        }
        let product = amount.saturating_mul(self.now.into());
        product
            .checked_div(self.before.into())
            .unwrap_or_default()
            .round_dp(6)
    }

    /// Whether `now` is `before` times the ratio, with `rows` fractions dropped or rounded up.
    pub fn fits(self, before: Decimal, now: Decimal, rows: u32) -> bool {
        if let Some((before, now)) = whole(before).zip(whole(now)) {
            // Whole numbers need no division, of which there are as many as positions.
            let [of_now, of_before] = [self.now, self.before].map(i128::from);
            let off = (i128::from(before) * of_now - i128::from(now) * of_before).abs();
            return off < of_before * i128::from(rows.max(1));
        }
        (self.adjust(before) - now).abs() < Decimal::from(rows.max(1))
    }

    /// Which of two ratios is the smaller one.
    pub(super) fn by_size(self, other: Self) -> std::cmp::Ordering {
        let cross = |a: u32, b: u32| u64::from(a) * u64::from(b);
        cross(self.now, other.before).cmp(&cross(other.now, self.before))
    }

    /// Whether `before` times the ratio is `now` or less.
    pub(super) fn is_below(self, before: i64, now: i64) -> bool {
        let times = |amount: i64, part: u32| i128::from(amount) * i128::from(part);
        times(before, self.now) <= times(now, self.before)
    }

    /// Whether the ratio is all that happened: to the last digit where it is one for one.
    pub fn is_all(self, before: Decimal, now: Decimal, rows: u32) -> bool {
        if self.is_one() {
            before == now
        } else {
            self.fits(before, now, rows)
        }
    }

    /// Whether nothing changes.
    pub fn is_one(self) -> bool {
        self == Self::ONE
    }

    /// Both parts: now, before.
    pub fn parts(self) -> (u32, u32) {
        (self.now, self.before)
    }
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.now, self.before)
    }
}

impl FromStr for Ratio {
    type Err = String;

    /// Reads `10/1`.
    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/');
        parts
            .and_then(|(now, before)| Self::new(now.parse().ok()?, before.parse().ok()?))
            .ok_or_else(|| format!("{text:?} is no ratio such as 10/1"))
    }
}

impl TryFrom<String> for Ratio {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Ratio> for String {
    fn from(ratio: Ratio) -> Self {
        ratio.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_in_lowest_terms_and_never_of_nothing() {
        assert_eq!(Ratio::new(20, 2), "10/1".parse().ok());
        assert_eq!(Ratio::new(0, 1), None);
        assert!("10".parse::<Ratio>().is_err());
    }

    #[test]
    fn fractions_of_shares_are_dropped_or_rounded() {
        let reverse = Ratio::new(1, 50).unwrap();
        let [before, below, above, other] = [1_234, 24, 25, 26].map(Decimal::from);
        assert_eq!(reverse.adjust(before), "24.68".parse().unwrap());
        assert!(reverse.fits(before, below, 1) && reverse.fits(before, above, 1));
        assert!(!reverse.fits(before, other, 1) && reverse.fits(before, other, 2));
    }
}
