//! One order for everything that was found.

use std::collections::HashSet;

use crate::{
    entry::{CodeKind, Kind},
    ids,
    index::{self, Index, IndexedName, Query},
    names::{self, Candidate, EDIT, Effort, Word},
};

/// How good a match is: the first thing that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tier {
    /// Its number or symbol.
    Id,
    /// Its name, but for words that say little.
    Name,
    /// The beginning of its name, or of a number.
    Begins,
    /// All words, in any order.
    Words,
    /// All words, one letter wrong.
    OneTypo,
    /// All words, more letters wrong.
    Typos,
    /// Not all words.
    Some,
}

/// What was found, and how.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    pub(crate) entry: u32,
    pub(crate) tier: Tier,
    pub(crate) score: i32,
    pub(crate) matched: Match,
}

/// By what something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Match {
    /// A name, by its place.
    Name(u32),
    /// A code of a kind, by its place.
    Code {
        kind: CodeKind,
        place: usize,
        is_former: bool,
    },
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit<'i> {
    /// What it is.
    pub kind: Kind,
    /// What it is known by.
    pub id: &'i str,
    /// What it is called.
    pub label: &'i str,
    /// What is shown beside that; empty where there is nothing.
    pub beside: &'i str,
    /// The symbol that it has now; empty where it has none.
    pub symbol: &'i str,
    /// The kind of code that it was found by; none where that was a name.
    pub code: Option<CodeKind>,
    /// The name or code that it was found by.
    pub matched: &'i str,
    /// Whether that is a former one.
    pub is_former: bool,
    /// Whether that is what was typed, but for words that say little.
    pub is_exact: bool,
}

/// Hits by name that are put in order before it is seen whether they are enough.
const AT_ONCE: usize = 512;

/// What a query finds, the best first.
pub(crate) fn hits<'i>(index: &'i Index, query: Query<'_>) -> Vec<Hit<'i>> {
    if query.limit == 0 {
        return Vec::new();
    }
    let words = names::read(index, query.text);
    let is_wanted = |entry: u32| {
        let kind = index.entries[entry as usize].kind;
        query.kinds.contains(&kind)
    };
    let mut by_code = ids::found(index, query.text);
    by_code.retain(|found| is_wanted(found.entry));
    by_code
        .iter_mut()
        .for_each(|found| score_code(index, found));
    let mut found = Vec::new();
    // What was typed is looked for as it is; only where that is not enough with typos.
    for effort in [Effort::First, Effort::Plain, Effort::Typos, Effort::Loose] {
        let candidates = names::candidates(index, &words, effort);
        let all = candidates
            .into_iter()
            .filter(|one| is_wanted(index.names[one.name as usize].entry))
            .map(|one| score_name(index, &words, one));
        found = by_code.iter().copied().chain(all).collect();
        let is_enough = match effort {
            Effort::First | Effort::Plain => has_enough(&found, query.limit),
            Effort::Typos | Effort::Loose => !found.is_empty(),
        };
        if is_enough || words.is_empty() {
            break;
        }
    }
    best(index, found, query.limit)
}

/// Whether so many entries were found, each once.
fn has_enough(found: &[Found], limit: usize) -> bool {
    let mut entries = HashSet::new();
    found
        .iter()
        .any(|one| entries.insert(one.entry) && entries.len() >= limit)
}

fn best(index: &Index, mut found: Vec<Found>, limit: usize) -> Vec<Hit<'_>> {
    let order = |one: &Found| (one.tier, std::cmp::Reverse(one.score), one.entry);
    let mut at_once = limit.saturating_mul(4).max(AT_ONCE);
    loop {
        let is_all = at_once >= found.len();
        if !is_all {
            found.select_nth_unstable_by_key(at_once, order);
        }
        let some = at_once.min(found.len());
        found[..some].sort_unstable_by_key(order);
        let mut seen = HashSet::new();
        let first = found[..some].iter().filter(|one| seen.insert(one.entry));
        let hits: Vec<Hit<'_>> = first.take(limit).map(|one| hit(index, one)).collect();
        // Some have many names that fit: then more of them have to be looked at.
        if hits.len() == limit || is_all {
            return hits;
        }
        at_once = at_once.saturating_mul(8);
    }
}

fn hit<'i>(index: &'i Index, found: &Found) -> Hit<'i> {
    let entry = &index.entries[found.entry as usize];
    let (code, matched, is_former) = match found.matched {
        Match::Name(name) => {
            let name = &index.names[name as usize];
            (None, &*name.text, name.is_former)
        }
        Match::Code {
            kind,
            place,
            is_former,
        } => (Some(kind), index.codes.of(kind).term(place), is_former),
    };
    Hit {
        kind: entry.kind,
        id: &entry.id,
        label: &entry.label,
        beside: &entry.beside,
        symbol: &entry.symbol,
        code,
        matched,
        is_former,
        is_exact: matches!(found.tier, Tier::Id | Tier::Name),
    }
}

impl index::Found {
    /// What an entry has for itself: its size, and its kind. Who types a name that a manager and a
    /// security have mostly means the manager; who means an issuer or a ticker is as well served by the
    /// security.
    pub(crate) fn merit(&self) -> i32 {
        let of_kind = match self.kind {
            Kind::Manager => 1_000,
            Kind::Security => 0,
            Kind::Issuer => -400,
            Kind::Ticker => -600,
        };
        3 * i32::from(self.prominence) + of_kind
    }
}

fn merit(index: &Index, entry: u32) -> i32 {
    index.entries[entry as usize].merit()
}

const FORMER: i32 = 1_000;

fn score_code(index: &Index, found: &mut Found) {
    let is_former = matches!(
        found.matched,
        Match::Code {
            is_former: true,
            ..
        }
    );
    found.score = merit(index, found.entry) - if is_former { FORMER } else { 0 };
}

fn score_name(index: &Index, query: &[Word], candidate: Candidate) -> Found {
    let name = &index.names[candidate.name as usize];
    let tier = match candidate {
        Candidate { lacks: true, .. } => Tier::Some,
        Candidate { penalty, .. } if penalty >= 2 * EDIT => Tier::Typos,
        Candidate { penalty, .. } if penalty >= EDIT => Tier::OneTypo,
        _ => order_of_words(index, query, name),
    };
    let needed = query.iter().filter(|word| word.is_needed).count();
    let words = index.own_words(name);
    let said = words
        .iter()
        .filter(|place| index.says_much(**place))
        .count();
    let covered = i32::try_from(needed.min(said) * 1_000 / said.max(1)).unwrap_or(1_000);
    let to_the_word = tier == Tier::Name
        && words.len() == query.len()
        && words
            .iter()
            .zip(query)
            .all(|(place, word)| word.exact == Some(*place as usize));
    let score = merit(index, name.entry) + covered + i32::from(to_the_word) * 700
        - i32::from(candidate.penalty) * 10
        - i32::from(name.is_former) * FORMER;
    Found {
        entry: name.entry,
        tier,
        score,
        matched: Match::Name(candidate.name),
    }
}

/// Whether the words of a query are those of a name, or those that it begins with.
fn order_of_words(index: &Index, query: &[Word], name: &IndexedName) -> Tier {
    let says_little_is_all = !query.iter().any(|word| {
        word.exact
            .is_none_or(|place| index.says_much(u32::try_from(place).unwrap_or(u32::MAX)))
    });
    let counts = |place: &&u32| says_little_is_all || index.says_much(**place);
    let mut words = index.own_words(name).iter().filter(counts);
    let mut is_exact = true;
    for word in query.iter().filter(|word| word.is_needed) {
        let Some(place) = words.next().map(|place| *place as usize) else {
            return Tier::Words;
        };
        if word.exact == Some(place) {
            continue;
        }
        if !word.beginning.contains(&place) {
            return Tier::Words;
        }
        is_exact = false;
    }
    match words.next() {
        None if is_exact => Tier::Name,
        _ => Tier::Begins,
    }
}

impl Index {
    /// The words of a name itself, by place.
    fn own_words(&self, name: &IndexedName) -> &[u32] {
        let (start, end) = (name.words.start as usize, name.words.end as usize);
        let end = end.min(start + usize::from(name.own));
        self.sequences.get(start..end).unwrap_or_default()
    }

    fn says_much(&self, place: u32) -> bool {
        self.weights
            .get(place as usize)
            .is_none_or(|weight| *weight > 1)
    }
}
