//! The verdict on a unit: everything that speaks, added up.

use serde::{Deserialize, Serialize};

use super::{Unit, UnitEvidence, Weighed};
use crate::named::named;

named! {
    /// How sure a verdict is.
    Confidence {
        /// At least ten thousand to one, or decided by somebody.
        Certain = "certain",
        /// At least fifty to one.
        Likely = "likely",
        /// Less, or strong evidence stands against strong evidence: the filing is quarantined.
        /// Its values are shown in the likelier unit, marked, and no price is taken from them.
        Quarantined = "quarantined",
    }
}

/// A unit, how sure it is, and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitVerdict {
    /// The unit.
    pub unit: Unit,
    /// How sure.
    pub confidence: Confidence,
    /// The sum of the weights, in decibans; above zero for dollars.
    pub points: i32,
    /// Whether the manager's filings for other periods were asked, since the rest was not certain:
    /// then it has to be judged again when they change.
    #[serde(default)]
    pub asked_other_periods: bool,
    /// Everything that was weighed.
    pub evidence: Vec<Weighed>,
}

/// From here on a verdict is certain: 10,000 to one.
const CERTAIN: i32 = 40;
/// From here on a verdict is likely: 50 to one.
const LIKELY: i32 = 17;
/// Where so much stands on either side, and the sum is not certain, something is wrong that is
/// not known.
const TORN: i32 = 28;

impl UnitVerdict {
    /// Adds up evidence. `rule` is the unit that stands where nothing speaks.
    pub fn weigh(rule: Unit, evidence: Vec<Weighed>) -> Self {
        let side = |sign: i32| -> i32 {
            let weights = evidence.iter().map(|one| (one.weight * sign).max(0));
            weights.fold(0, i32::saturating_add)
        };
        let (dollars, thousands) = (side(1), side(-1));
        let points = dollars.saturating_sub(thousands);
        let unit = match points.signum() {
            1 => Unit::Dollars,
            -1 => Unit::Thousands,
            _ => rule,
        };
        let is_torn = dollars.min(thousands) >= TORN;
        let confidence = match points.saturating_abs() {
            CERTAIN.. => Confidence::Certain,
            LIKELY.. if !is_torn => Confidence::Likely,
            _ => Confidence::Quarantined,
        };
        Self {
            unit,
            confidence,
            points,
            asked_other_periods: false,
            evidence,
        }
    }

    /// A verdict that somebody gave, beside what the evidence says.
    pub fn overridden(unit: Unit, by: UnitEvidence, mut evidence: Vec<Weighed>) -> Self {
        evidence.push(Weighed {
            evidence: by,
            weight: 0,
        });
        Self {
            unit,
            confidence: Confidence::Certain,
            points: unit.sign() * CERTAIN,
            asked_other_periods: false,
            evidence,
        }
    }

    /// Whether the filing is quarantined.
    pub fn is_quarantined(&self) -> bool {
        self.confidence == Confidence::Quarantined
    }

    /// Whether the manager's filings for other periods have to be asked.
    pub(crate) fn is_open(&self) -> bool {
        self.confidence != Confidence::Certain
    }

    /// Whether somebody decided it.
    pub fn is_overridden(&self) -> bool {
        self.evidence
            .iter()
            .any(|one| matches!(one.evidence, UnitEvidence::Override { .. }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cover::PrintedUnit;

    fn speaks(weight: i32) -> Weighed {
        let evidence = UnitEvidence::CoverWords {
            printed: PrintedUnit::Dollars,
        };
        Weighed { evidence, weight }
    }

    fn verdict(weights: &[i32]) -> (Unit, Confidence) {
        let evidence = weights.iter().map(|weight| speaks(*weight)).collect();
        let verdict = UnitVerdict::weigh(Unit::Dollars, evidence);
        (verdict.unit, verdict.confidence)
    }

    #[test]
    fn what_speaks_adds_up() {
        assert_eq!(verdict(&[15, 60]), (Unit::Dollars, Confidence::Certain));
        assert_eq!(
            verdict(&[15, -10, -25]),
            (Unit::Thousands, Confidence::Likely)
        );
        assert_eq!(verdict(&[15]), (Unit::Dollars, Confidence::Quarantined));
        assert_eq!(verdict(&[]), (Unit::Dollars, Confidence::Quarantined));
    }

    #[test]
    fn strong_against_strong_is_quarantined_and_overwhelming_is_not() {
        assert_eq!(
            verdict(&[55, -30]),
            (Unit::Dollars, Confidence::Quarantined)
        );
        assert_eq!(verdict(&[75, -30]), (Unit::Dollars, Confidence::Certain));
    }

    #[test]
    fn a_person_wins_and_the_evidence_stays() {
        let by = UnitEvidence::Override {
            actor: "cli:ann".into(),
            on: "2026-11-24".parse().unwrap(),
            why: "the cover says thousands".into(),
        };
        let verdict = UnitVerdict::overridden(Unit::Thousands, by, vec![speaks(60)]);
        assert_eq!(
            (verdict.unit, verdict.confidence),
            (Unit::Thousands, Confidence::Certain)
        );
        assert!(verdict.is_overridden() && verdict.evidence.len() == 2);
    }
}
