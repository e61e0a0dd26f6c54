//! What a filing does to what its manager filed before it for the same period: a verdict, since
//! covers say nothing, or the wrong thing.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{AmendmentKind, Fold, Report, fold};
use crate::{filing::FilingState, id::Accession, named::named, position::PositionKey};

named! {
    /// What a filing does to what was filed before.
    Effect {
        /// It takes the place of everything before.
        Replaces = "replaces",
        /// It adds to it.
        Adds = "adds",
        /// It says again what is there already.
        Repeats = "repeats",
    }
}

named! {
    /// Why a filing is taken to do what it does.
    EffectReason {
        /// Nothing was filed before that it could change.
        First = "first",
        /// Its cover says so, and nothing speaks against it.
        Declared = "declared",
        /// Its cover does not say; its positions are those filed before, or as many.
        Resembles = "resembles",
        /// Its cover does not say; hardly any of its positions was filed before.
        Differs = "differs",
        /// It calls itself a restatement, and is small, and most of its positions were never there,
        /// or not with these amounts.
        NeverThere = "never_there",
        /// It claims to add, and most of what it adds is there already, in a book as large.
        AllThere = "all_there",
        /// It claims to add, and each of its positions is there already with the same amount; or it
        /// restates without a table, and prints the totals of what is there.
        SaidBefore = "said_before",
        /// There are no rows to compare: as its cover says, else as the form's usual case.
        NotCompared = "not_compared",
        /// Somebody decided it.
        Override = "override",
    }
}

/// A filing's positions beside those that counted before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overlap {
    /// Positions in the filing.
    pub positions: u32,
    /// Positions that counted before it.
    pub before: u32,
    /// Positions in both.
    pub in_both: u32,
    /// Those of them with the same amount.
    pub same_amount: u32,
}

/// What a filing does, and what that rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffectVerdict {
    /// What it does.
    pub effect: Effect,
    /// Why.
    pub because: EffectReason,
    /// What its cover says.
    pub declared: Option<AmendmentKind>,
    /// How its positions lie to those before, where there were any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlap: Option<Overlap>,
    /// Who decided it, where somebody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<EffectOverride>,
}

/// A person's decision on what a filing does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffectOverride {
    /// What it does.
    pub effect: Effect,
    /// Who decided.
    pub actor: String,
    /// When (UTC day).
    pub on: NaiveDate,
    /// Why.
    pub why: String,
}

/// The amounts of a filing's positions.
pub type Amounts = BTreeMap<PositionKey, Decimal>;

/// Judges what each filing of a manager and period does. Each is held against those before it
/// alone, so that a later filing never changes what an earlier one did, and a question as of a day
/// needs no other verdicts. `amounts` gives the positions of a filing that was read.
pub fn effects<'a>(
    reports: &[Report],
    amounts: impl Fn(Accession) -> Option<&'a Amounts>,
    overrides: &BTreeMap<Accession, EffectOverride>,
) -> BTreeMap<Accession, EffectVerdict> {
    let mut sorted = reports.to_vec();
    sorted.sort_by_key(Report::order);
    sorted.dedup_by_key(|report| report.accession);
    let mut verdicts = BTreeMap::new();
    let mut before: Vec<Report> = Vec::new();
    for mut report in sorted {
        let decided = overrides.get(&report.accession);
        let verdict = match decided {
            Some(decided) => EffectVerdict {
                effect: decided.effect,
                because: EffectReason::Override,
                decided: Some(decided.clone()),
                ..EffectVerdict::compared(&report, &before, &amounts)
            },
            None => EffectVerdict::compared(&report, &before, &amounts),
        };
        report.judged = Some(verdict.effect);
        verdicts.insert(report.accession, verdict);
        before.push(report);
    }
    verdicts
}

impl EffectVerdict {
    fn compared<'a>(
        report: &Report,
        before: &[Report],
        amounts: &impl Fn(Accession) -> Option<&'a Amounts>,
    ) -> Self {
        let declared = report.kind.filter(|_| report.is_amendment);
        let as_declared = |because| Self {
            effect: report.declared(),
            because,
            declared,
            overlap: None,
            decided: None,
        };
        let so_far = fold(before, None);
        let mut held = Amounts::new();
        for earlier in so_far.effective() {
            for (key, amount) in amounts(earlier.accession).into_iter().flatten() {
                let sum = held.entry(key.clone()).or_default();
                *sum = sum.saturating_add(*amount);
            }
        }
        if restates_totals_alone(report, &so_far) {
            return Self {
                effect: Effect::Repeats,
                ..as_declared(EffectReason::SaidBefore)
            };
        }
        let own = amounts(report.accession).filter(|_| report.state == FilingState::Read);
        let Some(own) = own.filter(|own| !own.is_empty()) else {
            return as_declared(EffectReason::NotCompared);
        };
        if held.is_empty() {
            let is_first = so_far.effective().next().is_none();
            return as_declared(if is_first {
                EffectReason::First
            } else {
                EffectReason::NotCompared
            });
        }
        let overlap = Overlap::of(own, &held);
        let (effect, because) = overlap.judge(declared);
        Self {
            effect,
            because,
            declared,
            overlap: Some(overlap),
            decided: None,
        }
    }
}

/// Whether it is a cover without a table that prints the totals of the base before it: what it mends
/// is the cover.
fn restates_totals_alone(report: &Report, so_far: &Fold) -> bool {
    let base = so_far.effective().next();
    report.is_amendment
        && report.state == FilingState::NoTable
        && report.printed_totals.is_some()
        && base.is_some_and(|base| {
            base.state == FilingState::Read && base.printed_totals == report.printed_totals
        })
}

impl Overlap {
    fn of(own: &Amounts, held: &Amounts) -> Self {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let in_both = own
            .iter()
            .filter_map(|(key, amount)| Some((amount, held.get(key)?)));
        let same = in_both.clone().filter(|(amount, before)| amount == before);
        Self {
            positions: count(own.len()),
            before: count(held.len()),
            in_both: count(in_both.count()),
            same_amount: count(same.count()),
        }
    }

    fn judge(self, declared: Option<AmendmentKind>) -> (Effect, EffectReason) {
        use EffectReason as R;
        let [own, before, both] = [self.positions, self.before, self.in_both].map(u64::from);
        let same = u64::from(self.same_amount);
        let is_half_as_large = own * 2 >= before;
        match declared {
            Some(AmendmentKind::NewHoldings) if self.same_amount == self.positions => {
                if is_half_as_large && own > 2 {
                    (Effect::Replaces, R::AllThere)
                } else {
                    (Effect::Repeats, R::SaidBefore)
                }
            }
            Some(AmendmentKind::NewHoldings) if is_half_as_large && both * 5 >= own * 4 => {
                (Effect::Replaces, R::AllThere)
            }
            Some(AmendmentKind::NewHoldings) => (Effect::Adds, R::Declared),
            Some(AmendmentKind::Restatement) if !is_half_as_large && both * 2 < own => {
                (Effect::Adds, R::NeverThere)
            }
            // A few rows of a book, with amounts that it did not have: more of the same, or one row
            // corrected. Either way the rest of the book is not gone.
            Some(AmendmentKind::Restatement) if own * 10 <= before && same * 2 < own => {
                (Effect::Adds, R::NeverThere)
            }
            Some(AmendmentKind::Restatement) => (Effect::Replaces, R::Declared),
            None if before >= FEW && both * 5 < own => (Effect::Adds, R::Differs),
            None if is_half_as_large || both * 2 >= own => (Effect::Replaces, R::Resembles),
            None => (Effect::Adds, R::Differs),
        }
    }
}

/// A book of fewer positions may change all of them in a correction.
const FEW: u64 = 3;

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(
        declared: Option<AmendmentKind>,
        positions: u32,
        before: u32,
        in_both: u32,
        same_amount: u32,
    ) -> (Effect, EffectReason) {
        let overlap = Overlap {
            positions,
            before,
            in_both,
            same_amount,
        };
        overlap.judge(declared)
    }

    #[test]
    fn a_restatement_of_one_row_that_was_never_there_adds() {
        let declared = Some(AmendmentKind::Restatement);
        assert_eq!(
            judge(declared, 1, 32, 0, 0),
            (Effect::Adds, EffectReason::NeverThere)
        );
        // Berkshire for 2000Q2, 0000950150-00-000752: one position that is there with another amount.
        assert_eq!(
            judge(declared, 1, 21, 1, 0),
            (Effect::Adds, EffectReason::NeverThere)
        );
        assert_eq!(
            judge(declared, 30, 32, 29, 3),
            (Effect::Replaces, EffectReason::Declared)
        );
        assert_eq!(
            judge(declared, 5, 32, 5, 0),
            (Effect::Replaces, EffectReason::Declared)
        );
        assert_eq!(
            judge(declared, 1, 1, 0, 0),
            (Effect::Replaces, EffectReason::Declared)
        );
    }

    #[test]
    fn new_holdings_that_are_the_whole_book_replace_it() {
        let declared = Some(AmendmentKind::NewHoldings);
        assert_eq!(
            judge(declared, 4, 110, 1, 0),
            (Effect::Adds, EffectReason::Declared)
        );
        assert_eq!(
            judge(declared, 112, 110, 110, 80),
            (Effect::Replaces, EffectReason::AllThere)
        );
        assert_eq!(
            judge(declared, 110, 110, 110, 110),
            (Effect::Replaces, EffectReason::AllThere)
        );
        assert_eq!(
            judge(declared, 4, 114, 4, 4),
            (Effect::Repeats, EffectReason::SaidBefore)
        );
    }

    #[test]
    fn what_does_not_say_its_kind_is_known_by_its_positions() {
        assert_eq!(
            judge(None, 50, 48, 47, 40),
            (Effect::Replaces, EffectReason::Resembles)
        );
        assert_eq!(
            judge(None, 2, 48, 2, 0),
            (Effect::Replaces, EffectReason::Resembles)
        );
        assert_eq!(
            judge(None, 2, 48, 0, 0),
            (Effect::Adds, EffectReason::Differs)
        );
        assert_eq!(
            judge(None, 40, 48, 1, 0),
            (Effect::Adds, EffectReason::Differs)
        );
        assert_eq!(
            judge(None, 1, 1, 0, 0),
            (Effect::Replaces, EffectReason::Resembles)
        );
    }
}
