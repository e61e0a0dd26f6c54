//! Issuer and class.

use super::{Role, finder::Finder};
use crate::text::heading::Word;

impl Finder {
    /// Issuer and class: the bands of words, from the left.
    pub(super) fn names(&mut self) {
        let until = self
            .position(Role::Value)
            .min(self.position(Role::Amount))
            .unwrap_or(self.roles.len());
        let wordy: Vec<usize> = (0..self.roles.len())
            .filter(|band| {
                let filled = self.contents.get(*band).is_some_and(|c| c.filled > 0);
                // Issuers may all stand on the lines above their rows.
                let is_expected = filled || self.has(*band, Word::Issuer);
                self.is_free(*band) && is_expected && *band < until
            })
            .collect();
        for &band in &wordy {
            let role = if self.has(band, Word::Issuer) && self.position(Role::Issuer).is_none() {
                Role::Issuer
            } else if self.has(band, Word::Class) && self.position(Role::Class).is_none() {
                Role::Class
            } else if self.has(band, Word::Ticker) {
                Role::Foreign
            } else {
                continue;
            };
            self.give(Some(band), role);
        }
        let free = |finder: &Self| -> Vec<usize> {
            let bands = wordy.iter().copied();
            bands.filter(|band| finder.is_free(*band)).collect()
        };
        if self.position(Role::Issuer).is_none() {
            let class = self.position(Role::Class);
            let issuer = free(self)
                .into_iter()
                .find(|band| class.is_none_or(|class| *band < class))
                .or_else(|| free(self).first().copied());
            self.give(issuer, Role::Issuer);
        }
        let Some(issuer) = self.position(Role::Issuer) else {
            return;
        };
        // A heading of issuer and CUSIP that has no class means that there is none.
        let is_headed = |word: Word| (0..self.roles.len()).any(|band| self.has(band, word));
        let has_no_class =
            is_headed(Word::Issuer) && is_headed(Word::Cusip) && !is_headed(Word::Class);
        if self.position(Role::Class).is_none() && !has_no_class {
            let class = free(self).into_iter().rfind(|band| *band > issuer);
            self.give(class, Role::Class);
        }
        // What stands between is more of the issuer's name, or of the class.
        let class = self.position(Role::Class);
        for band in free(self) {
            let role = if class.is_some_and(|class| band > class) {
                Role::Class
            } else {
                Role::Issuer
            };
            self.give(Some(band), role);
        }
    }
}
