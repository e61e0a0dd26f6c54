use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::ParseIdError;

/// A Central Index Key: EDGAR's number for a filer. At most ten digits; leading zeros carry no
/// meaning, so `0001067983` and `1067983` are the same manager. JSON: an integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cik(u64);

impl Cik {
    /// The largest number of ten digits.
    pub const MAX: u64 = 9_999_999_999;

    /// The key with this number, where it has ten digits or fewer and is not zero.
    pub fn new(number: u64) -> Option<Self> {
        (1..=Self::MAX).contains(&number).then_some(Self(number))
    }

    /// The number.
    pub fn number(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Cik {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for Cik {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        (trimmed.len() <= 10 && trimmed.bytes().all(|b| b.is_ascii_digit()))
            .then(|| trimmed.parse().ok().and_then(Self::new))
            .flatten()
            .ok_or_else(|| ParseIdError::new(text, "a CIK of one to ten digits, such as 1067983"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_zeros_carry_no_meaning() {
        let padded: Cik = "0001067983".parse().unwrap();
        assert_eq!(padded, Cik::new(1_067_983).unwrap());
        assert_eq!(padded.to_string(), "1067983");
    }

    #[test]
    fn what_is_no_cik_is_named_in_the_error() {
        for bad in ["", "0", "12345678901", "-5", "1067983a", "+7"] {
            let error = bad.parse::<Cik>().unwrap_err();
            assert!(error.to_string().contains(&format!("{bad:?}")), "{error}");
        }
    }
}
