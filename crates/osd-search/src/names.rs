//! Which names have the words of a query.

use std::ops::Range;

use levenshtein_automata::{DFA, Distance};

use crate::{
    index::{Index, ONE_TYPO, TWO_TYPOS},
    postings::{Postings, number},
    words::{fold, is_light, words},
};

/// Words of a query that are looked for; there is a bit for each.
const MOST_WORDS: usize = 12;

/// What a match costs, the less the better. One letter wrong costs more than whatever has none.
const JOINED: u16 = 1;
const PREFIX: u16 = 3;
const JOINED_PREFIX: u16 = 4;
const LOOSE_PREFIX: u16 = 60;
pub(crate) const EDIT: u16 = 20;
/// The first letter is rarely the wrong one.
const FIRST_LETTER: u16 = 4;

/// How far to go for a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(crate) enum Effort {
    /// Words; of names with words that only begin so, where those are many, those of the largest.
    First,
    /// Words and beginnings of words.
    Plain,
    /// Words with typos, too.
    Typos,
    /// Also names that lack a word, and the beginnings of words with typos.
    Loose,
}

/// A word of a query.
pub(crate) struct Word {
    pub(crate) text: String,
    /// Whether a name must have it.
    pub(crate) is_needed: bool,
    /// Its place among the words.
    pub(crate) exact: Option<usize>,
    /// The places of the words that begin with it, where that may count.
    pub(crate) beginning: Range<usize>,
    is_last: bool,
}

/// A name that has the words of a query.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    pub(crate) name: u32,
    pub(crate) penalty: u16,
    /// Whether it lacks a word.
    pub(crate) lacks: bool,
}

/// Room for one query: a cell for each name.
#[derive(Default)]
pub(crate) struct Scratch {
    cells: Vec<Cell>,
    touched: Vec<u32>,
}

#[derive(Clone, Copy, Default)]
struct Cell {
    /// The words of the query that the name has, a bit each.
    has: u16,
    penalty: u16,
}

/// Names with a word that begins so: of more than these, those of the largest are looked at first.
const MANY: usize = 2_048;

/// The words of a query, in order.
pub(crate) fn read(index: &Index, text: &str) -> Vec<Word> {
    let folded = fold(text);
    let all: Vec<&str> = words(&folded).take(MOST_WORDS).collect();
    let all_light = all.iter().all(|word| is_light(word));
    let last = all.len().saturating_sub(1);
    let word = |(at, text): (usize, &&str)| {
        let may_begin = at == last || text.chars().count() > 1;
        Word {
            text: (*text).to_owned(),
            is_needed: all_light || !is_light(text),
            exact: index.words.exact(text),
            beginning: if may_begin {
                index.words.beginning(text)
            } else {
                0..0
            },
            is_last: at == last,
        }
    };
    all.iter().enumerate().map(word).collect()
}

/// The names that have the words of a query.
pub(crate) fn candidates(index: &Index, query: &[Word], effort: Effort) -> Vec<Candidate> {
    let mut scratch = taken(index);
    let needed = bits(query.iter().map(|word| word.is_needed));
    let mut pass = Pass {
        index,
        scratch: &mut scratch,
    };
    pass.see_together(query);
    let mut seen = 0;
    for at in in_order(index, query) {
        let strictly = if effort == Effort::Loose && query[at].is_needed {
            0
        } else {
            seen
        };
        pass.see(&query[at], 1 << at, strictly, effort);
        if query[at].is_needed {
            seen |= 1 << at;
        }
    }
    let found = pass.collect(query, needed, effort);
    if let Ok(mut all) = index.scratch.lock() {
        all.push(scratch);
    }
    found
}

fn taken(index: &Index) -> Scratch {
    let kept = index.scratch.lock().ok().and_then(|mut all| all.pop());
    let mut scratch = kept.unwrap_or_default();
    scratch.cells.resize(index.names.len(), Cell::default());
    scratch
}

fn bits(of: impl Iterator<Item = bool>) -> u16 {
    of.enumerate()
        .map(|(at, is)| u16::from(is) << at)
        .fold(0, |all, bit| all | bit)
}

/// Those that a name must have first, the rarest first of all: what lacks it need not be looked at again.
fn in_order(index: &Index, query: &[Word]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..query.len()).collect();
    let names = |word: &Word| index.words.lists(word.beginning.clone()).len();
    order.sort_by_key(|at| (!query[*at].is_needed, names(&query[*at]), *at));
    order
}

struct Pass<'a> {
    index: &'a Index,
    scratch: &'a mut Scratch,
}

impl Pass<'_> {
    /// Notes what these names have, where they have what is needed and did not have this yet.
    fn note(&mut self, names: &[u32], has: u16, needed: u16, penalty: u16) {
        for name in names {
            let cell = &mut self.scratch.cells[*name as usize];
            if cell.has & needed != needed || cell.has & has == has {
                continue;
            }
            if cell.has == 0 {
                self.scratch.touched.push(*name);
            }
            cell.has |= has;
            cell.penalty = cell.penalty.saturating_add(penalty);
        }
    }

    /// The same of names that have a word which only begins so. Names are numbered by the size of what they
    /// are of, so the first numbers are those of the largest.
    fn note_begun(&mut self, names: &[u32], has: u16, needed: u16, penalty: u16, effort: Effort) {
        if effort > Effort::First || names.len() <= MANY || needed != 0 {
            return self.note(names, has, needed, penalty);
        }
        let below = number(self.index.names.len() * MANY / names.len());
        let first: Vec<u32> = names.iter().copied().filter(|name| *name < below).collect();
        self.note(&first, has, needed, penalty);
    }

    /// Words of the query that stand in names as one: `jp morgan` for `JPMORGAN`.
    fn see_together(&mut self, query: &[Word]) {
        let index = self.index;
        for first in 0..query.len() {
            let mut together = query[first].text.clone();
            let mut has = 1 << first;
            for (at, next) in query.iter().enumerate().skip(first + 1) {
                has |= 1 << at;
                let single_letters = together.chars().count() + 1 == at - first + 1;
                together.push_str(&next.text);
                if let Some(place) = index.words.exact(&together) {
                    self.note(index.words.list(place), has, 0, JOINED);
                }
                if let Some(place) = index.joined.exact(&together) {
                    self.note(index.joined.list(place), has, 0, JOINED);
                }
                if next.is_last && together.len() > 3 {
                    let beginning = index.words.beginning(&together);
                    self.note(index.words.lists(beginning), has, 0, JOINED_PREFIX);
                }
                if !single_letters {
                    break;
                }
            }
        }
    }

    fn see(&mut self, word: &Word, has: u16, needed: u16, effort: Effort) {
        let index = self.index;
        if let Some(place) = word.exact {
            self.note(index.words.list(place), has, needed, 0);
        }
        if let Some(place) = index.joined.exact(&word.text) {
            self.note(index.joined.list(place), has, needed, JOINED);
        }
        let begun = index.words.lists(word.beginning.clone());
        self.note_begun(begun, has, needed, PREFIX, effort);
        if word.text.len() > 3 {
            let begun = index.joined.lists(index.joined.beginning(&word.text));
            self.note_begun(begun, has, needed, JOINED_PREFIX, effort);
        }
        if effort >= Effort::Typos {
            self.see_typos(word, has, needed, effort);
        }
    }

    fn see_typos(&mut self, word: &Word, has: u16, needed: u16, effort: Effort) {
        let index = self.index;
        let letters = word.text.chars().count();
        if letters < 4 || word.text.starts_with(|first: char| first.is_numeric()) {
            return;
        }
        let one = ONE_TYPO.build_dfa(&word.text);
        let automaton = if letters < 8 {
            &one
        } else {
            &TWO_TYPOS.build_dfa(&word.text)
        };
        for (place, edits) in alike(&index.words, automaton, word) {
            self.note(index.words.list(place), has, needed, edits);
        }
        for (place, edits) in alike(&index.joined, &one, word) {
            self.note(index.joined.list(place), has, needed, JOINED + edits);
        }
        if effort == Effort::Loose && word.is_last && letters > 4 {
            let begun = ONE_TYPO.build_prefix_dfa(&word.text);
            for place in index.words.accepted(&begun) {
                self.note(index.words.list(place), has, needed, LOOSE_PREFIX);
            }
        }
    }

    /// What was found, and the cells clean for the next query.
    fn collect(&mut self, query: &[Word], needed: u16, effort: Effort) -> Vec<Candidate> {
        let weight = |has: u16| -> u32 {
            let of = query.iter().enumerate();
            let of = of.filter(|(at, _)| has & needed & (1 << at) != 0);
            of.map(|(_, word)| self.index.weight_of(word)).sum()
        };
        // Of names that lack a word, those that have the most of the query, if that is a third of it.
        let most = match effort {
            Effort::Loose => {
                let all = self.scratch.touched.iter();
                let had = all.map(|name| weight(self.scratch.cells[*name as usize].has));
                had.max().unwrap_or_default().max(weight(needed) / 3)
            }
            Effort::First | Effort::Plain | Effort::Typos => u32::MAX,
        };
        let mut found = Vec::with_capacity(self.scratch.touched.len());
        for name in &self.scratch.touched {
            let cell = &mut self.scratch.cells[*name as usize];
            let lacks = cell.has & needed != needed;
            if !lacks || weight(cell.has) >= most {
                found.push(Candidate {
                    name: *name,
                    penalty: cell.penalty,
                    lacks,
                });
            }
            *cell = Cell::default();
        }
        self.scratch.touched.clear();
        found
    }
}

impl Index {
    /// How much a word of a query says; one that no name has may be a typo of any.
    fn weight_of(&self, word: &Word) -> u32 {
        let weight = word.exact.and_then(|place| self.weights.get(place));
        weight.map_or(8, |weight| u32::from(*weight))
    }
}

/// The places of the terms that are the word with typos, with what those cost; fewest first.
fn alike(terms: &Postings, automaton: &DFA, word: &Word) -> Vec<(usize, u16)> {
    let first = word.text.chars().next();
    let cost = |place: usize| {
        let term = terms.term(place);
        let edits = match automaton.eval(term) {
            Distance::Exact(edits) => u16::from(edits) * EDIT,
            Distance::AtLeast(_) => return None,
        };
        let is_first = term.chars().next() == first;
        let cost = edits + if is_first { 0 } else { FIRST_LETTER };
        (edits > 0).then_some((place, cost))
    };
    let accepted = terms.accepted(automaton);
    let mut found: Vec<(usize, u16)> = accepted.into_iter().filter_map(cost).collect();
    found.sort_by_key(|(place, cost)| (*cost, *place));
    found
}
