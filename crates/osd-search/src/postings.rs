//! A sorted list of terms, and what each stands for.

use std::{collections::BTreeMap, ops::Range};

use fst::{Automaton, IntoStreamer, Streamer};

/// Terms in the order of bytes, each with a list of numbers. The lists of terms that begin alike stand
/// side by side.
pub(crate) struct Postings {
    text: String,
    /// Where the text of each term ends.
    ends: Vec<u32>,
    /// From a term to its place.
    automaton: fst::Map<Vec<u8>>,
    /// Where the list of each term ends.
    list_ends: Vec<u32>,
    lists: Vec<u32>,
}

impl Postings {
    pub(crate) fn of(terms: BTreeMap<String, Vec<u32>>) -> Self {
        let mut all = Self {
            text: String::new(),
            ends: Vec::with_capacity(terms.len()),
            automaton: fst::Map::default(),
            list_ends: Vec::with_capacity(terms.len()),
            lists: Vec::new(),
        };
        let mut builder = fst::MapBuilder::memory();
        for (place, (term, mut list)) in (0..).zip(terms) {
            // Terms come sorted and each once: the builder has nothing to refuse.
            let _ = builder.insert(&term, place);
            all.text.push_str(&term);
            all.ends.push(number(all.text.len()));
            list.sort_unstable();
            list.dedup();
            all.lists.append(&mut list);
            all.list_ends.push(number(all.lists.len()));
        }
        if let Ok(automaton) = builder.into_inner().and_then(fst::Map::new) {
            all.automaton = automaton;
        }
        all.lists.shrink_to_fit();
        all
    }

    /// Terms.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn term(&self, place: usize) -> &str {
        let start = place
            .checked_sub(1)
            .and_then(|before| self.ends.get(before));
        let start = start.copied().unwrap_or_default() as usize;
        let end = self.ends.get(place).copied().unwrap_or_default() as usize;
        self.text.get(start..end).unwrap_or_default()
    }

    /// The place of a term.
    pub(crate) fn exact(&self, term: &str) -> Option<usize> {
        let place = self.first_from(term);
        (place < self.len() && self.term(place) == term).then_some(place)
    }

    /// The places of the terms that begin so.
    pub(crate) fn beginning(&self, with: &str) -> Range<usize> {
        let first = self.first_from(with);
        let (mut low, mut high) = (first, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.term(middle).starts_with(with) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        first..low
    }

    fn first_from(&self, term: &str) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.term(middle) < term {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The places of the terms that an automaton accepts, in order.
    pub(crate) fn accepted(&self, automaton: impl Automaton) -> Vec<usize> {
        let mut found = Vec::new();
        let mut stream = self.automaton.search(automaton).into_stream();
        while let Some((_, place)) = stream.next() {
            found.extend(usize::try_from(place));
        }
        found
    }

    /// What these terms stand for, one after the other.
    pub(crate) fn lists(&self, places: Range<usize>) -> &[u32] {
        let end = |place: usize| self.list_ends.get(place).copied().unwrap_or_default() as usize;
        if places.is_empty() {
            return &[];
        }
        let start = places.start.checked_sub(1).map_or(0, end);
        self.lists
            .get(start..end(places.end - 1))
            .unwrap_or_default()
    }

    /// What a term stands for.
    pub(crate) fn list(&self, place: usize) -> &[u32] {
        self.lists(place..place + 1)
    }
}

/// A place in a list: there are fewer than four billion of anything here.
pub(crate) fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_that_begin_alike_stand_side_by_side() {
        let terms = [("apple", 1), ("applied", 2), ("apply", 3), ("bank", 4)];
        let terms = terms.map(|(term, one)| (term.to_owned(), vec![one]));
        let all = Postings::of(terms.into());
        assert_eq!(all.lists(all.beginning("appl")), [1, 2, 3]);
        assert_eq!(all.lists(all.beginning("b")), [4]);
        assert_eq!(all.beginning(""), 0..4);
        assert!(all.beginning("zebra").is_empty() && all.beginning("a0").is_empty());
        assert_eq!(all.exact("apply"), Some(2));
        assert_eq!(all.exact("appl"), None);
    }
}
