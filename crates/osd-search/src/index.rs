//! What is found where, and how a query goes about it.

use std::{
    ops::Range,
    sync::{LazyLock, Mutex},
};

use levenshtein_automata::LevenshteinAutomatonBuilder;

use crate::{
    entry::{Code, CodeKind, Entry, Kind},
    names::Scratch,
    postings::Postings,
    rank::{self, Hit},
};

/// A query is read up to here; people type less.
const LONGEST: usize = 200;

/// What somebody looks for.
#[derive(Debug, Clone, Copy)]
pub struct Query<'q> {
    /// What was typed.
    pub text: &'q str,
    /// Only entries of these kinds.
    pub kinds: &'q [Kind],
    /// At most so many.
    pub limit: usize,
}

/// Everything that can be found. It never changes.
pub struct Index {
    pub(crate) entries: Vec<Found>,
    pub(crate) names: Vec<IndexedName>,
    /// The words of all names, by their places among the words.
    pub(crate) sequences: Vec<u32>,
    /// The words with the names that have them.
    pub(crate) words: Postings,
    /// How much each word says, by place.
    pub(crate) weights: Vec<u8>,
    /// Words that stand side by side, written as one, with the names that have them.
    pub(crate) joined: Postings,
    pub(crate) codes: Codes,
    /// Room for queries under way, used again.
    pub(crate) scratch: Mutex<Vec<Scratch>>,
}

/// An entry in the index.
pub(crate) struct Found {
    pub(crate) kind: Kind,
    pub(crate) id: Box<str>,
    pub(crate) label: Box<str>,
    pub(crate) beside: Box<str>,
    pub(crate) symbol: Box<str>,
    /// From 0 to 1,000, by its size within its kind.
    pub(crate) prominence: u16,
}

/// A name in the index.
pub(crate) struct IndexedName {
    pub(crate) entry: u32,
    pub(crate) text: Box<str>,
    /// Its words, and those beside it.
    pub(crate) words: Range<u32>,
    /// How many of them are words of the name itself.
    pub(crate) own: u16,
    pub(crate) is_former: bool,
}

/// Entries by their numbers and symbols. The lists hold an entry times two, and one where the code is a
/// former one.
pub(crate) struct Codes {
    pub(crate) cik: Postings,
    pub(crate) cusip: Postings,
    pub(crate) ticker: Postings,
}

impl Codes {
    pub(crate) fn of(&self, kind: CodeKind) -> &Postings {
        match kind {
            CodeKind::Cik => &self.cik,
            CodeKind::Cusip => &self.cusip,
            CodeKind::Ticker => &self.ticker,
        }
    }

    pub(crate) fn packed(entry: u32, code: &Code) -> u32 {
        entry * 2 + u32::from(code.is_former)
    }
}

/// Makes automata for words with a letter wrong; two that changed places are one.
pub(crate) static ONE_TYPO: LazyLock<LevenshteinAutomatonBuilder> =
    LazyLock::new(|| LevenshteinAutomatonBuilder::new(1, true));

/// The same with two letters wrong.
pub(crate) static TWO_TYPOS: LazyLock<LevenshteinAutomatonBuilder> =
    LazyLock::new(|| LevenshteinAutomatonBuilder::new(2, true));

impl Index {
    /// The index of these entries.
    pub fn new(entries: Vec<Entry>) -> Self {
        crate::build::index(entries)
    }

    /// Entries in it.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What a query finds, the best first. Nothing for a query without a letter or digit.
    pub fn search(&self, query: Query<'_>) -> Vec<Hit<'_>> {
        let end = query.text.char_indices().nth(LONGEST);
        let text = end.map_or(query.text, |(at, _)| &query.text[..at]);
        let query = Query { text, ..query };
        rank::hits(self, query)
    }
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index")
            .field("entries", &self.entries.len())
            .field("names", &self.names.len())
            .field("words", &self.words.len())
            .finish_non_exhaustive()
    }
}
