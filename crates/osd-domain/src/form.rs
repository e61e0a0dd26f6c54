//! The form types of the 13F family, as EDGAR spells them.

use std::{fmt, str::FromStr};

use crate::id::serde_as_text;

/// A form type of the 13F family as EDGAR's indexes spell it: `13F-HR`, `13F-NT/A`, `13FCONP`.
/// One that is not known is kept as it stands ([`FormKind::Other`]): nothing is lost.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Form(Box<str>);

/// What a form of the 13F family is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FormKind {
    /// `13F-HR`: a holdings report or combination report.
    HoldingsReport,
    /// `13F-NT`: a notice that others report the holdings.
    Notice,
    /// `13F-CTR`: a request for confidential treatment, made public.
    ConfidentialTreatmentRequest,
    /// `13F-E`: a voluntary electronic report of the years before 1999-04-01.
    Electronic,
    /// `13FCONP`: a confidential filing on paper, of which EDGAR holds a stub.
    PaperConfidential,
    /// Another form whose name begins with `13F`.
    Other,
}

impl Form {
    /// What the form is for.
    pub fn kind(&self) -> FormKind {
        match self.0.strip_suffix("/A").unwrap_or(&self.0) {
            "13F-HR" => FormKind::HoldingsReport,
            "13F-NT" => FormKind::Notice,
            "13F-CTR" => FormKind::ConfidentialTreatmentRequest,
            "13F-E" => FormKind::Electronic,
            "13FCONP" => FormKind::PaperConfidential,
            _ => FormKind::Other,
        }
    }

    /// Whether it amends an earlier filing.
    pub fn is_amendment(&self) -> bool {
        self.0.ends_with("/A")
    }

    /// The form type as EDGAR spells it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The form type is not of the 13F family.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a form of the 13F family, such as 13F-HR or 13F-NT/A")]
pub struct NotForm13F(String);

impl FromStr for Form {
    type Err = NotForm13F;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let spelled = text.trim().to_ascii_uppercase();
        if spelled.starts_with("13F") && spelled.len() <= 20 {
            Ok(Self(spelled.into()))
        } else {
            Err(NotForm13F(text.chars().take(40).collect()))
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

serde_as_text!(Form);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_family_and_only_the_family() {
        let known = [
            ("13F-HR", FormKind::HoldingsReport, false),
            ("13F-HR/A", FormKind::HoldingsReport, true),
            ("13f-nt/a", FormKind::Notice, true),
            ("13F-CTR", FormKind::ConfidentialTreatmentRequest, false),
            ("13F-E", FormKind::Electronic, false),
            ("13FCONP", FormKind::PaperConfidential, false),
            ("13F-XX", FormKind::Other, false),
        ];
        for (text, kind, amendment) in known {
            let form: Form = text.parse().unwrap();
            assert_eq!(
                (form.kind(), form.is_amendment()),
                (kind, amendment),
                "{text}"
            );
        }
        for other in ["10-K", "SC 13F1", ""] {
            assert!(other.parse::<Form>().is_err(), "{other}");
        }
    }
}
