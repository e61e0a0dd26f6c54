use std::{fmt, str::FromStr};

use super::{Cusip, ParseIdError, SecurityId, serde_as_text};

/// What an issuer is known by here: the first six characters of its securities' CUSIPs. That is a
/// heuristic: the six are assigned to one issuer, but a large issuer has several of them, a fund
/// family shares one among its funds, and a reorganization brings another. A security without a
/// CUSIP stands alone, under its own id.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IssuerId(Box<str>);

/// How many characters of a CUSIP are the issuer's.
const LENGTH: usize = 6;

impl IssuerId {
    /// The issuer of a security.
    pub fn of(security: &SecurityId) -> Self {
        let text = security.as_str();
        let six = security.cusip().and_then(|_| text.get(..LENGTH));
        Self(six.unwrap_or(text).into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it issued a security.
    pub fn issued(&self, security: &SecurityId) -> bool {
        Self::of(security) == *self
    }
}

impl fmt::Display for IssuerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for IssuerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for IssuerId {
    type Err = ParseIdError;

    /// Reads six characters, or the id of one of the issuer's securities.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(security) = text.parse::<SecurityId>() {
            return Ok(Self::of(&security));
        }
        // Six characters are those of an issuer if a CUSIP may begin with them.
        match format!("{text}000").parse::<Cusip>() {
            Ok(cusip) => Ok(Self::of(&SecurityId::of_cusip(cusip))),
            Err(_) => Err(ParseIdError::new(
                text,
                "the six characters of an issuer such as 037833, or a CUSIP of nine",
            )),
        }
    }
}

serde_as_text!(IssuerId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_of_one_issuer_share_six_characters() {
        let of = |text: &str| IssuerId::of(&text.parse().unwrap());
        assert_eq!(of("02079K107"), of("02079K305"));
        assert_ne!(of("02079K107"), of("38259P508"));
        for text in ["02079K", "02079k", "02079K305", "02079K 10 7"] {
            assert_eq!(text.parse(), Ok(of("02079K107")), "{text}");
        }
        for text in ["", "02079", "02079K1", "02079!"] {
            assert!(text.parse::<IssuerId>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_security_without_a_cusip_stands_alone() {
        let [one, other] = ["COM", "PFD"].map(|class| SecurityId::of_names("", "ACME", class));
        assert_ne!(IssuerId::of(&one), IssuerId::of(&other));
        assert_eq!(IssuerId::of(&one).as_str(), one.as_str());
        assert!(IssuerId::of(&one).issued(&one));
    }
}
