//! By which rules there can be rows in the ledger.

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

impl QualityKind {
    /// The rules by which there can be rows of this kind.
    pub fn rules(self) -> Vec<String> {
        fn names<T: ToString>(all: &[T]) -> impl Iterator<Item = String> {
            all.iter().map(ToString::to_string)
        }
        match self {
            Self::Note => names(Note::CODES).collect(),
            Self::Verdict => {
                let effects = EffectReason::ALL.iter().copied().map(effect_rule);
                names(UnitRule::ALL).chain(effects).collect()
            }
            Self::Repair => names(Fault::ALL).collect(),
            Self::Override => names(Overruled::ALL).collect(),
        }
    }
}
