//! What managers add up to, beside the quarter before.

use std::collections::BTreeSet;

use osd_catalog::{ManagerSummary, SecurityFlow};
use osd_domain::{
    BySecurity, Cik, Kind,
    change::{Basis, LabelCounts, Moved},
    market::MarketChanges,
};
use osd_snapshot::{ManagerEntry, in_order};

use super::{
    Beside,
    manager::{ManagerBeside, Passes},
};
use crate::IngestError;

/// What managers did with a security.
#[derive(Debug, Clone, Default)]
pub(super) struct Done {
    pub(super) changes: LabelCounts,
    pub(super) flow: SecurityFlow,
}

impl Done {
    fn see(&mut self, position: &Moved<'_>, traded: i128) {
        self.changes.see(position.change);
        if !position.change.is_like_for_like() {
            return;
        }
        self.flow.value_change += position.value_change().unwrap_or_default();
        if position.key.kind() == Kind::Shares {
            self.flow.previous_shares += position.previous_adjusted.unwrap_or_default();
            self.flow.shares_change += position.amount_change_adjusted().unwrap_or_default();
        }
        if traded < 0 {
            self.flow.sold_value -= traded;
        } else {
            self.flow.bought_value += traded;
        }
    }

    fn add(&mut self, other: &Self) {
        self.changes.add(&other.changes);
        self.flow.add(&other.flow);
    }
}

/// What managers add up to.
#[derive(Default)]
pub(super) struct Sum {
    pub(super) managers: Vec<ManagerSummary>,
    pub(super) by_security: BySecurity<Done>,
    pub(super) all: LabelCounts,
    /// Managers that could be compared.
    pub(super) compared: u64,
    /// Managers that were looked at for this sum.
    pub(super) anew: u64,
}

impl Sum {
    /// Of all managers.
    pub(super) fn of_all(beside: Beside<'_>, market: &MarketChanges) -> Result<Self, IngestError> {
        let pieces: Vec<Vec<&ManagerEntry>> = beside
            .now
            .pieces()
            .into_iter()
            .map(|managers| managers.iter().collect())
            .collect();
        Self::of_pieces(beside, &pieces, market)
    }

    /// Of managers in pieces, all in the order of their CIKs.
    pub(super) fn of_pieces(
        beside: Beside<'_>,
        pieces: &[Vec<&ManagerEntry>],
        market: &MarketChanges,
    ) -> Result<Self, IngestError> {
        let mut sum = Self::default();
        in_order(
            pieces,
            |managers| Self::of(beside, managers, market),
            |piece| {
                sum.add(piece);
                Ok(())
            },
        )?;
        Ok(sum)
    }

    /// Compares one manager after the other.
    fn of(
        beside: Beside<'_>,
        managers: &[&ManagerEntry],
        market: &MarketChanges,
    ) -> Result<Self, IngestError> {
        let mut sum = Self::default();
        let mut passes = Passes::begin(beside);
        for manager in managers {
            let see = |position: &Moved<'_>, traded| sum.see(position, traded);
            let one = ManagerBeside::of(&mut passes, manager, market, see)?;
            sum.compared += u64::from(one.basis() == Basis::Compared);
            sum.anew += 1;
            sum.managers.push(one.summary(beside));
        }
        Ok(sum)
    }

    fn see(&mut self, position: &Moved<'_>, traded: i128) {
        self.all.see(position.change);
        // Options are another thing than the security they are on.
        if matches!(position.key.kind(), Kind::Shares | Kind::Principal) {
            let security = position.key.security.clone();
            let done = self.by_security.entry(security).or_default();
            done.see(position, traded);
        }
    }

    pub(super) fn add(&mut self, piece: Self) {
        self.managers.extend(piece.managers);
        for (security, done) in piece.by_security {
            self.by_security.entry(security).or_default().add(&done);
        }
        self.all.add(&piece.all);
        self.compared += piece.compared;
        self.anew += piece.anew;
    }

    /// What is left of it without these managers, who add up to `fewer`; none where it did not have them.
    pub(super) fn without(mut self, fewer: &Self, managers: &BTreeSet<Cik>) -> Option<Self> {
        self.managers.retain(|one| !managers.contains(&one.cik));
        for (security, done) in &fewer.by_security {
            let held = self.by_security.get_mut(security)?;
            held.changes = held.changes.without(&done.changes)?;
            held.flow.subtract(&done.flow);
            if held.changes.is_empty() {
                self.by_security.remove(security);
            }
        }
        self.all = self.all.without(&fewer.all)?;
        self.compared = self.compared.checked_sub(fewer.compared)?;
        Some(self)
    }
}
