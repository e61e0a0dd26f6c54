//! Finding roles: what is known of every band, and what is known by its look alone.

use super::{Role, contents::Contents};
use crate::text::{
    bands::Bands,
    heading::Word,
    section::Section,
    sheet::{Sheet, SheetLine},
};

/// So many headings tell what the columns are called; they come again on every page.
const HEADINGS: usize = 4;

/// Finds the roles of bands, one after the other.
#[derive(Debug)]
pub(super) struct Finder {
    pub(super) contents: Vec<Contents>,
    /// The words of the heading over each band, and how far off they stand.
    pub(super) words: Vec<Vec<(Word, u32)>>,
    pub(super) roles: Vec<Option<Role>>,
}

impl Finder {
    /// Counts what stands in the bands, and which words of the headings stand over them.
    pub(super) fn of<'s>(
        sheet: &Sheet<'_>,
        bands: &Bands,
        sections: impl Iterator<Item = &'s Section>,
        rows: impl Iterator<Item = &'s SheetLine>,
    ) -> Self {
        let mut finder = Self {
            contents: vec![Contents::default(); bands.len()],
            words: vec![Vec::new(); bands.len()],
            roles: vec![None; bands.len()],
        };
        let mut cells = Vec::new();
        for line in rows {
            let tokens = sheet.tokens(line);
            bands.cells(tokens, &mut cells);
            for (contents, cell) in finder.contents.iter_mut().zip(&cells) {
                contents.count(sheet, tokens.get(cell.clone()).unwrap_or_default());
            }
        }
        for (token, word) in sections
            .take(HEADINGS)
            .flat_map(|section| section.words(sheet))
        {
            let band = bands.of(&token);
            let distance = bands.get(band).map_or(0, |(left, right)| {
                left.saturating_sub(token.right) + token.left.saturating_sub(right)
            });
            if let Some(words) = finder.words.get_mut(band) {
                words.push((word, distance));
            }
        }
        finder
    }

    /// The roles that were found.
    pub(super) fn into_roles(self) -> Vec<Option<Role>> {
        self.roles
    }

    /// Whether a band has no role yet.
    pub(super) fn is_free(&self, band: usize) -> bool {
        self.roles.get(band).is_some_and(Option::is_none)
    }

    /// Gives a band a role.
    pub(super) fn give(&mut self, band: Option<usize>, role: impl Into<Option<Role>>) {
        if let Some(place) = band.and_then(|band| self.roles.get_mut(band)) {
            *place = role.into();
        }
    }

    /// Whether a word of the heading stands over a band.
    pub(super) fn has(&self, band: usize, word: Word) -> bool {
        self.words
            .get(band)
            .is_some_and(|words| words.iter().any(|(found, _)| *found == word))
    }

    /// The band of a role.
    pub(super) fn position(&self, role: Role) -> Option<usize> {
        self.roles.iter().position(|found| *found == Some(role))
    }

    /// Free bands that mostly hold what `what` counts.
    pub(super) fn mostly(&self, what: fn(&Contents) -> u32) -> Vec<usize> {
        let found = self.contents.iter().enumerate().filter(|(band, contents)| {
            self.is_free(*band) && contents.filled > 0 && contents.is_mostly(what(contents))
        });
        found.map(|(band, _)| band).collect()
    }

    /// The CUSIPs: where most cells check, or look like one under a heading that says so.
    pub(super) fn cusip(&mut self) {
        let score = |(band, contents): &(usize, &Contents)| {
            let headed = u32::from(self.has(*band, Word::Cusip));
            if contents.filled == 0 {
                return 0;
            }
            (contents.cusips * 4 + contents.shapes * (1 + 2 * headed)) * 100 / contents.filled
                + 50 * headed
        };
        let bands = self.contents.iter().enumerate();
        let best = bands
            .filter(|(_, contents)| contents.is_mostly(contents.cusips.max(contents.shapes)))
            .max_by_key(|band| (score(band), std::cmp::Reverse(band.0)))
            .filter(|band| score(band) >= 100);
        let best = best.map(|(band, _)| band);
        self.give(best, Role::Cusip);
    }

    /// Codes are known by their look.
    pub(super) fn codes(&mut self) {
        let after = self.position(Role::Cusip).unwrap_or(0);
        for (role, what) in [
            (Role::AmountType, (|c| c.types) as fn(&Contents) -> u32),
            (Role::PutCall, |c| c.options),
            (Role::Discretion, |c| c.discretions),
        ] {
            let bands = self.mostly(what);
            let pure = |band: &usize| {
                let contents = self.contents.get(*band);
                contents.is_some_and(|c| !c.is_mostly(c.numbers))
            };
            let band = bands
                .iter()
                .copied()
                .filter(pure)
                .find(|band| *band > after || after == 0);
            self.give(band, role);
        }
    }
}
