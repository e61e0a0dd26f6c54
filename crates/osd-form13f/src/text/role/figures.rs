//! Value and amount: by the heading, by the order of the form, and by the votes.

use rust_decimal::Decimal;

use super::{Role, finder::Finder};
use crate::text::{
    bands::Bands,
    heading::Word,
    sheet::{Sheet, SheetLine},
};

impl Finder {
    /// Finds value and amount among the bands of numbers.
    pub(super) fn value_and_amount(&mut self) {
        let numeric = self.numeric();
        let cusip = self.position(Role::Cusip);
        let is_right = |band: &usize| cusip.is_none_or(|cusip| *band > cusip);
        let (right, left): (Vec<usize>, Vec<usize>) =
            numeric.iter().partition(|band| is_right(band));
        let is_first = |band: usize| right.first() == Some(&band);
        let mut value = self.headed(&numeric, Word::Value, Word::Amount);
        let mut amount = self.headed(&numeric, Word::Amount, Word::Value);
        if value.is_none() && amount.is_some_and(is_first) {
            value = self.blank(Word::Value, Word::Amount);
        } else if amount.is_none() && value.is_some_and(is_first) {
            amount = self.blank(Word::Amount, Word::Value);
        }
        let other_than = |found: usize| right.iter().copied().find(|band| *band != found);
        // What no heading names comes in the order of the form, right of the CUSIP.
        match (value, amount) {
            (Some(_), Some(_)) => {}
            (Some(found), None) => amount = other_than(found),
            (None, Some(found)) => {
                let before_cusip = || left.last().copied().filter(|_| is_first(found));
                value = other_than(found).or_else(before_cusip);
            }
            (None, None) => {
                let bands = if right.len() >= 2 { &right } else { &numeric };
                value = bands.first().copied();
                amount = bands.get(1).copied();
            }
        }
        self.give(value, Role::Value);
        self.give(amount, Role::Amount);
    }

    /// The bands of numbers, without those of columns that the form does not have.
    fn numeric(&mut self) -> Vec<usize> {
        let mut numeric = self.mostly(|c| c.numbers + c.nothings);
        numeric.retain(|band| self.contents.get(*band).is_some_and(|c| c.numbers > 0));
        let is_foreign = |band: &usize| {
            let foreign = [Word::Price, Word::Cost, Word::Percent];
            foreign.into_iter().any(|word| self.has(*band, word)) && !self.has(*band, Word::Amount)
        };
        let (foreign, numeric): (Vec<_>, Vec<_>) = numeric.into_iter().partition(is_foreign);
        for band in foreign {
            self.give(Some(band), Role::Foreign);
        }
        numeric
    }

    /// The one band of some that the heading gives a word.
    fn headed(&self, bands: &[usize], word: Word, not: Word) -> Option<usize> {
        let is_headed = |band: &&usize| self.has(**band, word) && !self.has(**band, not);
        let mut found = bands.iter().filter(is_headed);
        let first = found.next().copied();
        first.filter(|_| found.next().is_none())
    }

    /// A band that the heading gives a word and that is blank in all rows: its figures stand on
    /// the lines below them, or nowhere.
    fn blank(&self, word: Word, not: Word) -> Option<usize> {
        let mut bands = self.contents.iter().enumerate();
        let is_blank = |band: usize| self.has(band, word) && !self.has(band, not);
        bands.find_map(|(band, contents)| (contents.filled == 0 && is_blank(band)).then_some(band))
    }

    /// Decides between the amount that the heading names and the one that the order of the form
    /// does, where they are two: the votes add up to it. Gives the counts of
    /// [`Self::vote_counts`].
    pub(super) fn settle_amount<'s>(
        &mut self,
        sheet: &Sheet<'_>,
        bands: &Bands,
        rows: impl Iterator<Item = &'s SheetLine> + Clone,
    ) -> Vec<u32> {
        let votes = self.vote_counts(sheet, bands, rows.clone());
        let Some(other) = self.amount_in_order(&votes) else {
            return votes;
        };
        let by_heading = self.roles.clone();
        self.give(self.position(Role::Amount), None);
        self.give(Some(other), Role::Amount);
        let again = self.vote_counts(sheet, bands, rows);
        if again.iter().sum::<u32>() > votes.iter().sum() {
            return again;
        }
        self.roles = by_heading;
        votes
    }

    /// For each band right of the amount, in how many rows the votes begin there: the numbers from
    /// there on add up to the amount.
    fn vote_counts<'s>(
        &self,
        sheet: &Sheet<'_>,
        bands: &Bands,
        rows: impl Iterator<Item = &'s SheetLine>,
    ) -> Vec<u32> {
        let mut counts = vec![0; self.roles.len()];
        let Some(at) = self.position(Role::Amount) else {
            return counts;
        };
        let mut cells = Vec::new();
        for line in rows {
            let tokens = sheet.tokens(line);
            bands.cells(tokens, &mut cells);
            let numbers = |band: usize| {
                let range = cells.get(band).cloned().unwrap_or_default();
                let cell = tokens.get(range).unwrap_or_default();
                cell.iter().filter_map(|token| token.figure(&sheet.text))
            };
            let Some(amount) = numbers(at).next() else {
                continue;
            };
            let mut sum = Decimal::ZERO;
            for (band, count) in counts.iter_mut().enumerate().skip(at + 1).rev() {
                let before = sum;
                sum = numbers(band).fold(sum, Decimal::saturating_add);
                if sum == amount && before != amount {
                    *count += 1;
                    break;
                }
            }
        }
        counts
    }

    /// The band that would be the amount by the order of the form, where the heading has it
    /// elsewhere and the votes do not bear that out: `VOTING AUTHORITY (SHARES)`.
    fn amount_in_order(&self, votes: &[u32]) -> Option<usize> {
        let value = self.position(Role::Value)?;
        let amount = self.position(Role::Amount)?;
        let rows = self.contents.get(amount)?.filled;
        let next = self
            .mostly(|c| c.numbers)
            .into_iter()
            .find(|band| *band > value)?;
        (next < amount && votes.iter().sum::<u32>() * 2 < rows).then_some(next)
    }
}
