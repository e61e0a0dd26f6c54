//! What is known by a number or a symbol.

use crate::{
    entry::CodeKind,
    index::{Index, ONE_TYPO},
    postings::Postings,
    rank::{Found, Match, Tier},
};

/// Codes that begin with what was typed, of one kind, that are looked at; there may be thousands.
const MOST_BEGUN: usize = 2_000;
/// The least of a CUSIP that is looked for.
const LEAST_OF_CUSIP: usize = 3;
/// No ticker is longer.
const LONGEST_TICKER: usize = 8;

/// Everything whose number or symbol is what was typed, or begins with it, or is a CUSIP that differs in
/// one place.
pub(crate) fn found(index: &Index, text: &str) -> Vec<Found> {
    let mut all = Vec::new();
    let Some(code) = compact(text) else {
        return all;
    };
    let digits = code.bytes().filter(u8::is_ascii_digit).count();
    if digits == code.len() && digits <= 10 {
        let number = code.trim_start_matches('0');
        by_code(index, CodeKind::Cik, number, 3, &mut all);
    }
    let is_of_cusip = digits > 0 || code.len() >= 6;
    if is_of_cusip && (LEAST_OF_CUSIP..=9).contains(&code.len()) && is_one_word(text) {
        by_code(index, CodeKind::Cusip, &code, LEAST_OF_CUSIP, &mut all);
    }
    if all.is_empty() && digits > 0 && (8..=10).contains(&code.len()) {
        mistyped(index, &code, &mut all);
    }
    if code.len() <= LONGEST_TICKER && may_be_ticker(text) {
        by_code(index, CodeKind::Ticker, &code, 2, &mut all);
    }
    all
}

/// A code without what people put between its parts; none where it holds anything else.
fn compact(text: &str) -> Option<String> {
    let separates = |c: char| c.is_whitespace() || matches!(c, '-' | '.' | '/');
    let code: String = text.chars().filter(|c| !separates(*c)).collect();
    let is_code = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_code && code.len() <= 16).then(|| code.to_ascii_uppercase())
}

fn is_one_word(text: &str) -> bool {
    let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
    !text.trim().contains(char::is_whitespace) || letters <= 3
}

/// `BRK B` is one; `ON SEMI` is not.
fn may_be_ticker(text: &str) -> bool {
    let mut parts = text.split_whitespace().skip(1);
    parts.next().is_none_or(|share| share.len() <= 2) && parts.next().is_none()
}

/// Those with this code, and those whose code begins with it where enough of it was typed.
fn by_code(index: &Index, kind: CodeKind, code: &str, least: usize, all: &mut Vec<Found>) {
    let codes = index.codes.of(kind);
    let exact = codes.exact(code);
    if let Some(place) = exact {
        add(codes, kind, place, Tier::Id, all);
    }
    if code.len() >= least {
        let begun = codes.beginning(code).take(MOST_BEGUN);
        for place in begun.filter(|place| Some(*place) != exact) {
            add(codes, kind, place, Tier::Begins, all);
        }
    }
}

/// A CUSIP with a wrong digit, one too few or too many, or two that changed places.
fn mistyped(index: &Index, code: &str, all: &mut Vec<Found>) {
    let codes = &index.codes.cusip;
    for place in codes.accepted(ONE_TYPO.build_dfa(code)) {
        add(codes, CodeKind::Cusip, place, Tier::Typos, all);
    }
}

fn add(codes: &Postings, kind: CodeKind, place: usize, tier: Tier, all: &mut Vec<Found>) {
    for packed in codes.list(place) {
        all.push(Found {
            entry: packed / 2,
            tier,
            score: 0,
            matched: Match::Code {
                kind,
                place,
                is_former: packed % 2 == 1,
            },
        });
    }
}
