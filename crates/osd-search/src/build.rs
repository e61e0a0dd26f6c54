//! Entries become an index.

use std::{collections::BTreeMap, sync::Mutex};

use crate::{
    entry::{CodeKind, Entry, Kind},
    index::{Codes, Found, Index, IndexedName},
    postings::{Postings, number},
    words::{fold, is_light, words},
};

/// Words of a name beyond these are not looked for.
const MOST_WORDS: usize = 24;
/// The weight of a word that says little.
const LIGHT: u8 = 1;

#[derive(Default)]
struct Terms {
    words: BTreeMap<String, Vec<u32>>,
    joined: BTreeMap<String, Vec<u32>>,
    codes: [BTreeMap<String, Vec<u32>>; 3],
}

pub(crate) fn index(entries: Vec<Entry>) -> Index {
    let prominence = prominence(&entries);
    let mut terms = Terms::default();
    let mut folded: Vec<Vec<String>> = Vec::new();
    let mut names = Vec::new();
    let mut found = Vec::with_capacity(entries.len());
    for ((at, entry), prominence) in (0..).zip(&entries).zip(&prominence) {
        for code in &entry.codes {
            let codes = &mut terms.codes[place(code.kind)];
            let list = codes.entry(code.text.clone()).or_default();
            list.push(Codes::packed(at, code));
        }
        found.push(Found {
            kind: entry.kind,
            id: entry.id.as_str().into(),
            label: entry.label.as_str().into(),
            beside: entry.beside.as_str().into(),
            symbol: entry.symbol.as_str().into(),
            prominence: *prominence,
        });
    }
    // Names are numbered by what their entries have for themselves: of a long list the first are enough.
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(found[*at].merit()), *at));
    for at in order {
        for name in &entries[at].names {
            let own: Vec<String> = words(&fold(&name.text)).map(str::to_owned).collect();
            let mut all = own.clone();
            all.extend(words(&fold(&name.beside)).map(str::to_owned));
            all.truncate(MOST_WORDS);
            terms.add(number(names.len()), &all);
            names.push(IndexedName {
                entry: number(at),
                text: name.text.as_str().into(),
                words: 0..0,
                own: u16::try_from(own.len().min(all.len())).unwrap_or(u16::MAX),
                is_former: name.is_former,
            });
            folded.push(all);
        }
    }
    let words = Postings::of(terms.words);
    let weights = weights(&words, names.len());
    let sequences = lay_out(&mut names, folded, &words);
    let [cik, cusip, ticker] = terms.codes.map(Postings::of);
    Index {
        entries: found,
        names,
        sequences,
        weights,
        words,
        joined: Postings::of(terms.joined),
        codes: Codes { cik, cusip, ticker },
        scratch: Mutex::default(),
    }
}

fn place(kind: CodeKind) -> usize {
    match kind {
        CodeKind::Cik => 0,
        CodeKind::Cusip => 1,
        CodeKind::Ticker => 2,
    }
}

impl Terms {
    fn add(&mut self, name: u32, all: &[String]) {
        for word in all {
            self.words.entry(word.clone()).or_default().push(name);
        }
        for (at, word) in all.iter().enumerate() {
            let mut together = word.clone();
            for next in all.iter().skip(at + 1) {
                // Letters that stand alone belong together however many they are: `J P MORGAN`.
                let goes_on = next.len() == 1;
                if !(is_light(word) && word.len() > 1 || is_light(next) && !goes_on) {
                    together.push_str(next);
                    let list = self.joined.entry(together.clone()).or_default();
                    list.push(name);
                }
                if !(goes_on && together.len() < 6) {
                    break;
                }
            }
        }
    }
}

/// How much each word says: the rarer, the more. From 1 to 20.
fn weights(words: &Postings, names: usize) -> Vec<u8> {
    let places = 0..words.len();
    let weight = |place: usize| {
        if is_light(words.term(place)) {
            return LIGHT;
        }
        let having = words.list(place).len().max(1);
        let rarity = (names.max(1) / having).max(1).ilog2();
        u8::try_from(4 + rarity.min(16)).unwrap_or(LIGHT)
    };
    places.map(weight).collect()
}

/// Puts the words of all names into one list.
fn lay_out(names: &mut [IndexedName], folded: Vec<Vec<String>>, words: &Postings) -> Vec<u32> {
    let mut sequences = Vec::new();
    for (name, all) in names.iter_mut().zip(folded) {
        let start = number(sequences.len());
        let places = all.iter().filter_map(|word| words.exact(word));
        sequences.extend(places.map(number));
        name.words = start..number(sequences.len());
    }
    sequences.shrink_to_fit();
    sequences
}

/// From 0 to 1,000, by rank within the kind: the largest has 1,000, and it takes twice as many that are
/// larger to lose the same again.
fn prominence(entries: &[Entry]) -> Vec<u16> {
    let mut all = vec![0; entries.len()];
    for kind in Kind::ALL {
        let mut of_kind: Vec<usize> = (0..entries.len())
            .filter(|at| entries[*at].kind == kind && entries[*at].size > 0)
            .collect();
        of_kind.sort_by_key(|at| (std::cmp::Reverse(entries[*at].size), *at));
        let bits = |number: usize| hundredths_of_log2(number + 1);
        let most = bits(of_kind.len()).max(1);
        let mut rank_of_size = (0, 0);
        for (rank, at) in of_kind.into_iter().enumerate() {
            if entries[at].size != rank_of_size.1 {
                rank_of_size = (rank, entries[at].size);
            }
            let lost = bits(rank_of_size.0) * 990 / most;
            all[at] = u16::try_from(1_000 - lost.min(990)).unwrap_or_default();
        }
    }
    all
}

/// A hundred times the logarithm, in whole numbers: the same on every machine.
fn hundredths_of_log2(number: usize) -> usize {
    let whole = number.max(1).ilog2() as usize;
    let rest = number.max(1) - (1 << whole);
    whole * 100 + rest * 100 / (1 << whole)
}
