use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use sha2::{Digest, Sha256};

use super::{Cusip, ParseIdError, serde_as_text};

/// What a security is known by here. It is not a CUSIP: blank, malformed and changed CUSIPs
/// exist, and an operator may have to hide CUSIPs. Where the filing gives nine characters it
/// reads as they do; else it is `~` and a digest of what the filing does give, so that the same
/// facts get the same id in whatever order filings arrive.
#[derive(Clone)]
pub struct SecurityId(
    /// The text, with noughts behind it where it is shorter: there are millions of these, and they
    /// sort as their texts do.
    [u8; LONGEST],
);

/// What is known of each security.
pub type BySecurity<T> = std::collections::HashMap<SecurityId, T, foldhash::fast::FixedState>;

/// `~` and sixteen digits.
const LONGEST: usize = 17;

impl SecurityId {
    /// The text as numbers, which sort as it does: millions of them are compared.
    fn numbers(&self) -> (u128, u8) {
        let [first @ .., last] = self.0;
        (u128::from_be_bytes(first), last)
    }

    /// The id of a security whose CUSIP is understood.
    pub fn of_cusip(cusip: Cusip) -> Self {
        Self::of_text(cusip.as_str())
    }

    /// Cuts off what is longer than any id; only ids come here.
    fn of_text(text: &str) -> Self {
        let mut id = [0; LONGEST];
        for (place, byte) in id.iter_mut().zip(text.bytes()) {
            *place = byte;
        }
        Self(id)
    }

    /// The id of a security whose CUSIP is not: from the CUSIP as printed and from issuer and
    /// class, upper case and with runs of blanks as one.
    pub fn of_names(cusip_as_printed: &str, issuer: &str, class: &str) -> Self {
        let mut digest = Sha256::new();
        for part in [cusip_as_printed, issuer, class] {
            let mut words = part.split_whitespace();
            if let Some(first) = words.next() {
                digest.update(first.to_uppercase());
            }
            for word in words {
                digest.update(" ");
                digest.update(word.to_uppercase());
            }
            digest.update([0]);
        }
        Self::of_text(&format!("~{}", hex::encode(&digest.finalize()[..8])))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        let length = self.0.iter().position(|byte| *byte == 0);
        let text = self.0.get(..length.unwrap_or(LONGEST));
        // Only ASCII gets in.
        std::str::from_utf8(text.unwrap_or_default()).unwrap_or_default()
    }

    /// The text, with noughts behind one that is shorter.
    pub fn as_bytes(&self) -> &[u8; LONGEST] {
        &self.0
    }

    /// The id with these bytes, as [`Self::as_bytes`] gives them.
    pub fn from_bytes(bytes: [u8; LONGEST]) -> Option<Self> {
        let id = Self(bytes).as_str().parse().ok()?;
        (id == Self(bytes)).then_some(id)
    }

    /// The CUSIP it stands for, where it stands for one.
    pub fn cusip(&self) -> Option<Cusip> {
        self.as_str().parse().ok()
    }
}

impl PartialEq for SecurityId {
    fn eq(&self, other: &Self) -> bool {
        self.numbers() == other.numbers()
    }
}

impl Eq for SecurityId {}

impl Ord for SecurityId {
    fn cmp(&self, other: &Self) -> Ordering {
        self.numbers().cmp(&other.numbers())
    }
}

impl PartialOrd for SecurityId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for SecurityId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.numbers().hash(state);
    }
}

impl fmt::Display for SecurityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for SecurityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for SecurityId {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(cusip) = text.parse() {
            return Ok(Self::of_cusip(cusip));
        }
        let digits = text.strip_prefix('~').unwrap_or_default();
        if digits.len() == 16
            && digits
                .bytes()
                .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        {
            return Ok(Self::of_text(text));
        }
        Err(ParseIdError::new(
            text,
            "a CUSIP of nine characters such as 037833100",
        ))
    }
}

serde_as_text!(SecurityId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_security_without_a_cusip_keeps_one_id_whatever_the_spacing() {
        let one = SecurityId::of_names("", "Acme  Corp", "COM");
        assert_eq!(one, SecurityId::of_names(" ", "ACME CORP", "Com"));
        assert_ne!(one, SecurityId::of_names("", "ACME", "CORP COM"));
        assert_eq!(one.cusip(), None);
        assert_eq!(one.as_str().parse::<SecurityId>().unwrap(), one);
    }

    #[test]
    fn securities_sort_as_their_texts_do() {
        let names = ["", "A", "B"].map(|name| SecurityId::of_names("", name, "COM"));
        let cusips = ["037833100", "594918104", "G29183103"].map(|cusip| cusip.parse().unwrap());
        let mut all: Vec<SecurityId> = names.into_iter().chain(cusips).collect();
        all.sort();
        let texts: Vec<&str> = all.iter().map(SecurityId::as_str).collect();
        let mut sorted = texts.clone();
        sorted.sort_unstable();
        assert_eq!(texts, sorted);
    }

    #[test]
    fn a_security_with_a_cusip_reads_as_it() {
        let apple: Cusip = "037833100".parse().unwrap();
        let id = SecurityId::of_cusip(apple);
        assert_eq!((id.as_str(), id.cusip()), ("037833100", Some(apple)));
    }
}
