//! Identifiers that parse once and are right from then on.

mod accession;
mod cik;
mod cusip;
mod issuer;
mod period;
mod reference_file;
mod security;

pub use self::{
    accession::Accession,
    cik::Cik,
    cusip::Cusip,
    issuer::IssuerId,
    period::Period,
    reference_file::{HalfMonth, ReferenceFile},
    security::{BySecurity, SecurityId},
};

/// A text that is not the identifier it was taken for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{input:?} is not {expected}")]
pub struct ParseIdError {
    /// What was given.
    pub input: String,
    /// What it should have been, with an example.
    pub expected: &'static str,
}

impl ParseIdError {
    fn new(input: &str, expected: &'static str) -> Self {
        // Ids are short: a long input is bad input, and its head says enough.
        let input = input.chars().take(80).collect();
        Self { input, expected }
    }
}

/// Serializes an identifier as its text and parses it back.
macro_rules! serde_as_text {
    ($id:ty) => {
        impl serde::Serialize for $id {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $id {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use serde_as_text;
