use std::{fmt, str::FromStr};

use super::{ParseIdError, serde_as_text};

/// An accession number: EDGAR's name for one submission, `0000950123-25-005701`. Its first ten
/// digits name the agent that sent it, not the manager. Sorts as its text does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Accession {
    agent: u64,
    year: u8,
    sequence: u32,
}

impl Accession {
    /// The agent that sent the submission: the first ten digits.
    pub fn agent(self) -> u64 {
        self.agent
    }

    /// The last two digits of the year in which the number was given out.
    pub fn year(self) -> u8 {
        self.year
    }

    /// Whether the SEC's staff keyed in a paper filing under this number (agent 9999999997).
    pub fn is_paper(self) -> bool {
        self.agent == 9_999_999_997
    }
}

impl fmt::Display for Accession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:010}-{:02}-{:06}",
            self.agent, self.year, self.sequence
        )
    }
}

impl fmt::Debug for Accession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Accession {
    type Err = ParseIdError;

    /// Reads the number with its hyphens, or as eighteen digits without.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || ParseIdError::new(text, "an accession number such as 0000950123-25-005701");
        let trimmed = text.trim();
        let bytes = trimmed.as_bytes();
        let digits: String = match bytes.len() {
            20 if bytes[10] == b'-' && bytes[13] == b'-' => {
                [&bytes[..10], &bytes[11..13], &bytes[14..]]
                    .concat()
                    .iter()
                    .map(|&b| char::from(b))
                    .collect()
            }
            18 => trimmed.to_owned(),
            _ => return Err(error()),
        };
        if digits.len() != 18 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(error());
        }
        Ok(Self {
            agent: digits[..10].parse().map_err(|_| error())?,
            year: digits[10..12].parse().map_err(|_| error())?,
            sequence: digits[12..].parse().map_err(|_| error())?,
        })
    }
}

serde_as_text!(Accession);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_spellings() {
        let dashed: Accession = "0000950123-25-005701".parse().unwrap();
        assert_eq!(dashed, "000095012325005701".parse().unwrap());
        assert_eq!(dashed.to_string(), "0000950123-25-005701");
        assert!(!dashed.is_paper());
        assert!(
            "9999999997-05-015667"
                .parse::<Accession>()
                .unwrap()
                .is_paper()
        );
    }

    #[test]
    fn refuses_what_only_looks_like_one() {
        for bad in [
            "",
            "0000950123-25-05701",
            "0000950123-25-00570x",
            "é00095012325005701",
            "00009501232-5-005701",
        ] {
            assert!(bad.parse::<Accession>().is_err(), "{bad}");
        }
    }

    #[test]
    fn sorts_as_its_text_does() {
        let mut texts = [
            "0001067983-99-000001",
            "0000950123-25-005701",
            "0000950123-09-900000",
        ];
        let mut ids: Vec<Accession> = texts.iter().map(|t| t.parse().unwrap()).collect();
        texts.sort_unstable();
        ids.sort_unstable();
        assert_eq!(
            ids.iter().map(ToString::to_string).collect::<Vec<_>>(),
            texts
        );
    }
}
