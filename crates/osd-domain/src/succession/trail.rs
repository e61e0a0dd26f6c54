//! What managers that came have in common with others, kept to leave out whom it does not lead to.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::{Came, Gone, joint::tells, name};
use crate::position::PositionKey;

/// Positions that have to be the same where nothing else leads to a manager that left.
const FEWEST: usize = 3;

/// What managers that came have in common with others. Before the deadline most of all managers have
/// filed nothing yet: with the trail of the few that came, those that nobody continues need not be
/// kept.
#[derive(Debug, Default)]
pub struct Trail {
    amounts: BTreeSet<(PositionKey, Decimal)>,
    names: Vec<Vec<String>>,
    file_numbers: BTreeSet<String>,
}

impl Trail {
    /// Adds a manager that came and held nothing before.
    pub fn add(&mut self, came: &Came) {
        let amounts = came.now.iter().map(|(key, (amount, _))| (key, amount));
        let telling = amounts.filter(|(_, amount)| tells(*amount));
        self.amounts
            .extend(telling.map(|(key, amount)| (key.clone(), amount)));
        self.names.push(name::words(&came.name));
        self.file_numbers.extend(came.file_numbers.iter().cloned());
    }

    /// Whether one that left may be continued by one of them, or by whom its notice names.
    pub fn leads_to(&self, gone: &Gone) -> bool {
        let words = name::words(&gone.name);
        let is_kin = || {
            !self.file_numbers.is_disjoint(&gone.file_numbers)
                || self
                    .names
                    .iter()
                    .any(|name| name::in_common(name, &words).is_some())
        };
        let same = || {
            let held = gone.held.iter();
            let same =
                held.filter(|(key, (amount, _))| self.amounts.contains(&((*key).clone(), *amount)));
            same.take(FEWEST).count() == FEWEST
        };
        !gone.notices.is_empty() || is_kin() || same()
    }
}
