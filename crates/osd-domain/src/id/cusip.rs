use std::{fmt, str::FromStr};

use super::{ParseIdError, serde_as_text};

/// A nine-character security identifier as it is understood: upper case, no blanks. Its last
/// character is a check digit; filers err, so a wrong one is [`Cusip::is_suspect`], not refused.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cusip([u8; 9]);

impl Cusip {
    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        // Only ASCII gets in, through `from_str`.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether the check digit does not fit the eight characters before it, or the whole is the
    /// placeholder of nine zeros.
    pub fn is_suspect(&self) -> bool {
        self.0 == *b"000000000" || self.check_digit() != self.0[8]
    }

    /// The identifier whose first eight characters are given, with the check digit they call for.
    /// None where they are not eight letters, digits or `*@#`.
    pub fn from_first_eight(text: &str) -> Option<Self> {
        let Self(mut id) = format!("{text}0").parse().ok()?;
        id[8] = Self(id).check_digit();
        Some(Self(id))
    }

    /// The check digit that the first eight characters call for: the "modulus 10 double add
    /// double" of the CUSIP standard (ANSI X9.6).
    fn check_digit(&self) -> u8 {
        let sum: u32 = self.0[..8]
            .iter()
            .enumerate()
            .map(|(place, &byte)| {
                let value = match byte {
                    b'0'..=b'9' => u32::from(byte - b'0'),
                    b'A'..=b'Z' => u32::from(byte - b'A') + 10,
                    b'*' => 36,
                    b'@' => 37,
                    _ => 38,
                };
                let weighted = if place % 2 == 1 { value * 2 } else { value };
                weighted / 10 + weighted % 10
            })
            .sum();
        b'0' + u8::try_from((10 - sum % 10) % 10).unwrap_or_default()
    }
}

impl fmt::Display for Cusip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Cusip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Cusip {
    type Err = ParseIdError;

    /// Reads nine letters, digits or `*@#`, whatever their case and whatever blanks or hyphens
    /// stand between them (`025816 10 9`). Fewer or more characters are never padded or cut:
    /// eight may lack the check digit or a leading zero, and one cell cannot tell which.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || ParseIdError::new(text, "a CUSIP of nine characters such as 037833100");
        let mut id = [0; 9];
        let mut length = 0;
        for byte in text.bytes() {
            match byte {
                b' ' | b'-' | b'\t' | b'\n' | b'\r' => continue,
                b'0'..=b'9' | b'A'..=b'Z' | b'*' | b'@' | b'#' if length < 9 => id[length] = byte,
                b'a'..=b'z' if length < 9 => id[length] = byte.to_ascii_uppercase(),
                _ => return Err(error()),
            }
            length += 1;
        }
        if length == 9 {
            Ok(Self(id))
        } else {
            Err(error())
        }
    }
}

serde_as_text!(Cusip);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_of_known_securities() {
        for good in [
            "037833100",
            "025816109",
            "H1467J104",
            "02079K107",
            "68243Q106",
        ] {
            assert!(!good.parse::<Cusip>().unwrap().is_suspect(), "{good}");
        }
        for wrong in ["037833101", "000000000", "025816108"] {
            assert!(wrong.parse::<Cusip>().unwrap().is_suspect(), "{wrong}");
        }
    }

    #[test]
    fn blanks_hyphens_and_case_do_not_matter() {
        assert_eq!(
            "025816 10 9".parse::<Cusip>().unwrap().as_str(),
            "025816109"
        );
        assert_eq!("h1467j-104".parse::<Cusip>().unwrap().as_str(), "H1467J104");
    }

    #[test]
    fn other_lengths_are_never_padded_or_cut() {
        for bad in ["", "03783310", "0378331000", "03783310!", "03783310é"] {
            assert!(bad.parse::<Cusip>().is_err(), "{bad}");
        }
    }
}
