//! By which rules there can be rows in the ledger.

use std::sync::LazyLock;

use osd_domain::{Fault, Note, amendment::EffectReason, named};

use super::QualityKind;

named! {
    /// What a verdict on the unit of a filing comes to.
    UnitRule {
        /// The unit is the one that the filing date calls for.
        ByRule = "unit_by_rule",
        /// The unit is another, by evidence.
        AgainstRule = "unit_against_rule",
        /// The evidence does not decide.
        Quarantined = "unit_quarantined",
    }
}

named! {
    /// What a person can overrule in a filing.
    Overruled {
        /// The unit of its values.
        Unit = "unit",
        /// What it does to what was filed before it.
        Effect = "effect",
    }
}

/// The rule of a verdict on what an amendment does.
pub fn effect_rule(because: EffectReason) -> String {
    format!("effect_{because}")
}

/// The rules of verdicts on what amendments do.
static EFFECT_RULES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let reasons = EffectReason::ALL.iter().copied();
    reasons.map(effect_rule).collect()
});

impl QualityKind {
    /// The rules by which there can be rows of this kind.
    pub fn rules(self) -> Vec<&'static str> {
        match self {
            Self::Note => Note::CODES.to_vec(),
            Self::Verdict => {
                let units = UnitRule::ALL.iter().map(|rule| rule.as_str());
                units
                    .chain(EFFECT_RULES.iter().map(String::as_str))
                    .collect()
            }
            Self::Repair => Fault::ALL.iter().map(|fault| fault.as_str()).collect(),
            Self::Override => Overruled::ALL.iter().map(|one| one.as_str()).collect(),
        }
    }
}
