//! Columns that are ticked: sole, shared-defined, shared-other.

use super::{Role, finder::Finder};
use crate::text::heading::Word;

/// The columns that are ticked, in the order of the form.
const TICKS: [Role; 3] = [Role::SoleCross, Role::DefinedCross, Role::OtherCross];

impl Finder {
    /// Columns of crosses between the amount and the managers: sole, defined, other.
    pub(super) fn crosses(&mut self) {
        if self.position(Role::Discretion).is_some() {
            return;
        }
        let Some(amount) = self.position(Role::Amount).max(self.position(Role::Value)) else {
            return;
        };
        let crossed = self.mostly(|c| c.crosses);
        let Some(&first) = crossed.first() else {
            return;
        };
        let last = crossed.last().copied().unwrap_or(first);
        let until = [Role::Managers, Role::Sole]
            .into_iter()
            .filter_map(|role| self.position(role))
            .min()
            .unwrap_or(last + 1)
            .max(last + 1);
        let empty_or_crossed: Vec<usize> = (amount + 1..until)
            .filter(|band| {
                let contents = self.contents.get(*band);
                self.is_free(*band)
                    && contents.is_some_and(|c| c.filled == 0 || c.is_mostly(c.crosses))
            })
            .collect();
        if empty_or_crossed.len() == 3 {
            for (band, role) in empty_or_crossed.into_iter().zip(TICKS) {
                self.give(Some(band), role);
            }
            return;
        }
        for (band, by_order) in crossed.into_iter().zip(TICKS) {
            let role = if self.has(band, Word::Defined) {
                Role::DefinedCross
            } else if self.has(band, Word::Sole) {
                Role::SoleCross
            } else if self.has(band, Word::Other) {
                Role::OtherCross
            } else if self.has(band, Word::Shared) {
                Role::DefinedCross
            } else {
                by_order
            };
            self.give(Some(band), role);
        }
    }
}
