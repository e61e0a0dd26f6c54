//! Votes, and the managers before them.

use super::{Role, finder::Finder};
use crate::text::heading::Word;

/// The columns of the votes, in the order of the form.
const VOTES: [Role; 3] = [Role::Sole, Role::Shared, Role::None];

impl Finder {
    /// Votes are what adds up to the amount; where nothing does, the heading tells them. What
    /// stands between discretion and votes are the managers.
    pub(super) fn votes_and_managers(&mut self, votes: &[u32]) {
        let Some(amount) = self.position(Role::Amount).max(self.position(Role::Value)) else {
            return;
        };
        let rows: u32 = votes.iter().sum();
        let first = votes
            .iter()
            .position(|count| *count > 0 && *count * 50 >= rows)
            .filter(|first| *first > amount);
        let Some(first) = first else {
            self.votes_by_heading(amount);
            return;
        };
        let until = self.roles.len();
        if until - first == 3 {
            for (band, role) in (first..until).zip(VOTES) {
                self.give(Some(band), role);
            }
        } else {
            let mut next = 0;
            for band in first..until {
                let by_heading = self.headed_votes(band);
                let holds_votes = votes.get(band).is_some_and(|count| *count > 0)
                    || self
                        .contents
                        .get(band)
                        .is_some_and(|c| c.is_mostly(c.numbers + c.nothings));
                if !holds_votes && by_heading.is_none() {
                    continue;
                }
                let place = by_heading.filter(|place| *place >= next).unwrap_or(next);
                if let Some(role) = VOTES.get(place) {
                    self.give(Some(band), *role);
                }
                next = place + 1;
            }
        }
        self.managers(amount, first);
    }

    /// Which of the three votes the heading says a band holds: the word nearest to it does.
    fn headed_votes(&self, band: usize) -> Option<usize> {
        let is_discretion = self.has(band, Word::Defined) && !self.has(band, Word::None);
        let words = self.words.get(band)?.iter().filter_map(|(word, distance)| {
            let place = match word {
                Word::Sole => 0,
                Word::Shared if !is_discretion => 1,
                Word::None => 2,
                _ => return None,
            };
            Some((*distance, place))
        });
        words.min().map(|(_, place)| place)
    }

    /// The managers: of the bands before the votes the one that the heading names, else the last
    /// that holds numbers or `NONE`.
    fn managers(&mut self, amount: usize, votes: usize) {
        let free: Vec<usize> = (amount + 1..votes)
            .filter(|band| self.is_free(*band))
            .collect();
        let contents = |band: &usize| self.contents.get(*band);
        let named = free.iter().copied().find(|band| {
            self.has(*band, Word::Manager) && contents(band).is_some_and(|c| c.crosses == 0)
        });
        let filled = free
            .iter()
            .copied()
            .rfind(|band| contents(band).is_some_and(|c| c.filled > 0 && !c.is_mostly(c.crosses)));
        let named =
            named.filter(|band| contents(band).is_some_and(|c| c.filled > 0) || filled.is_none());
        self.give(named.or(filled), Role::Managers);
    }

    fn votes_by_heading(&mut self, amount: usize) {
        let free: Vec<usize> = (amount + 1..self.roles.len())
            .filter(|band| self.is_free(*band))
            .collect();
        for &band in &free {
            let is_crossed = self.position(Role::Discretion).is_none()
                && self
                    .contents
                    .get(band)
                    .is_some_and(|c| c.is_mostly(c.crosses));
            let is_discretion = self.has(band, Word::Discretion);
            let role = self
                .headed_votes(band)
                .and_then(|place| VOTES.get(place).copied());
            let role = match role {
                _ if is_crossed || is_discretion => None,
                None if self.has(band, Word::Voting) => Some(Role::Sole),
                role => role,
            };
            if let Some(role) = role
                && self.position(role).is_none()
            {
                self.give(Some(band), role);
            }
        }
        if VOTES.iter().all(|role| self.position(*role).is_none()) {
            self.votes_by_place(amount);
        }
        let first = VOTES
            .into_iter()
            .filter_map(|role| self.position(role))
            .min();
        self.managers(amount, first.unwrap_or(self.roles.len()));
    }

    /// Bands of numbers that no heading names: votes from the right.
    fn votes_by_place(&mut self, amount: usize) {
        let numeric = self.mostly(|c| c.numbers + c.nothings);
        let numeric: Vec<usize> = numeric.into_iter().filter(|band| *band > amount).collect();
        let from = numeric.len().saturating_sub(3);
        for (band, role) in numeric.into_iter().skip(from).zip(VOTES) {
            self.give(Some(band), role);
        }
    }
}
