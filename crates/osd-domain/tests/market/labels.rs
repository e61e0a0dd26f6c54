//! Labels of 100,000 position changes.

use std::collections::{BTreeMap, BTreeSet};

use osd_domain::{
    AmountType, Cik, Cusip, Period, PositionKey, PutCall, SecurityId,
    amendment::fold,
    change::{Quarter as Which, Side, compare},
};
use osd_testkit::market::labels::{LabelUniverse, universe};

use crate::hearing::{Market, Quarter};

type Key = (Cik, Cusip, AmountType, Option<PutCall>);

/// What the verdicts say of every position.
fn labels(universe: &LabelUniverse, market: &Market) -> BTreeMap<Key, String> {
    let mut first: BTreeMap<Cik, Period> = BTreeMap::new();
    for filed in &universe.filings {
        let period = filed.filing.period.unwrap();
        let known = first.entry(filed.filing.cik).or_insert(period);
        *known = period.min(*known);
    }
    let managers: BTreeSet<Cik> = market
        .now
        .keys()
        .chain(market.before.keys())
        .copied()
        .collect();
    let nothing = (fold(&[], None), Default::default());
    let mut found = BTreeMap::new();
    for cik in managers {
        let earlier = first
            .get(&cik)
            .is_some_and(|first| *first < universe.period);
        let (fold, book) = market.now.get(&cik).unwrap_or(&nothing);
        let now = Side::of(Which::Now, Some(fold), Some(book), earlier);
        let (fold, book) = market.before.get(&cik).unwrap_or(&nothing);
        let before = Side::of(Which::Before, Some(fold), Some(book), earlier);
        for one in compare(now, before, &market.changes).positions {
            found.insert(key(cik, &one.key), one.change.to_string());
        }
    }
    found
}

fn key(cik: Cik, key: &PositionKey) -> Key {
    let cusip = key.security.cusip().unwrap();
    (cik, cusip, key.amount_type.unwrap(), key.put_call)
}

/// What one gets by setting the rows of two quarters side by side.
fn naive(market: &Market) -> BTreeMap<Key, String> {
    let mut found = BTreeMap::new();
    let managers: BTreeSet<Cik> = market
        .now
        .keys()
        .chain(market.before.keys())
        .copied()
        .collect();
    let nothing = (fold(&[], None), Default::default());
    for cik in managers {
        let now = market
            .now
            .get(&cik)
            .unwrap_or(&nothing)
            .1
            .portfolio()
            .positions();
        let before = market
            .before
            .get(&cik)
            .unwrap_or(&nothing)
            .1
            .portfolio()
            .positions();
        let keys: BTreeSet<&PositionKey> = now.keys().chain(before.keys()).collect();
        for one in keys {
            let label = match (before.get(one), now.get(one)) {
                (None, _) => "NEW",
                (_, None) => "EXIT",
                (Some(before), Some(now)) => match now.amount.cmp(&before.amount) {
                    std::cmp::Ordering::Greater => "ADD",
                    std::cmp::Ordering::Less => "REDUCE",
                    std::cmp::Ordering::Equal => "HOLD",
                },
            };
            found.insert(key(cik, one), label.to_owned());
        }
    }
    found
}

/// How many of how many are right, by label.
type Score = BTreeMap<&'static str, (usize, usize)>;

fn score(universe: &LabelUniverse, found: &BTreeMap<Key, String>) -> Score {
    let mut score = Score::new();
    for one in &universe.truth {
        let key = (one.cik, one.cusip, one.amount_type, one.put_call);
        let is_right = found.get(&key).is_some_and(|label| label == one.label);
        let of = score.entry(one.label).or_default();
        of.0 += usize::from(is_right);
        of.1 += 1;
    }
    score
}

/// Which label stands where another belongs.
fn confusions(
    universe: &LabelUniverse,
    found: &BTreeMap<Key, String>,
) -> BTreeMap<(String, String), usize> {
    let mut wrong = BTreeMap::new();
    for one in &universe.truth {
        let key = (one.cik, one.cusip, one.amount_type, one.put_call);
        let label = found.get(&key).map_or("nothing", String::as_str);
        if label != one.label {
            *wrong
                .entry((one.label.to_owned(), label.to_owned()))
                .or_default() += 1;
        }
    }
    wrong
}

#[test]
fn labels_of_a_hundred_thousand_changes_are_right() {
    let universe = universe(20_240_630, 100_000);
    let no_prices = |_: &SecurityId| None;
    let now = Quarter::judge(&universe.filings, universe.period, no_prices);
    let before = Quarter::judge(&universe.filings, universe.period.previous(), no_prices);
    let market = Market::of(&now, &before);
    let found = labels(&universe, &market);
    let (ours, simple) = (score(&universe, &found), score(&universe, &naive(&market)));
    println!(
        "{:26} {:>7} {:>9} {:>9}",
        "label", "changes", "ours", "naive"
    );
    let percent = |(right, all): (usize, usize)| right as f64 * 100.0 / all as f64;
    for (label, of) in &ours {
        let naive = percent(simple[label]);
        println!(
            "{label:26} {:>7} {:>8.2}% {naive:>8.2}%",
            of.1,
            percent(*of)
        );
    }
    let sum = |score: &Score| {
        score
            .values()
            .fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1))
    };
    let (all, naive) = (percent(sum(&ours)), percent(sum(&simple)));
    println!("{:26} {:>7} {all:>8.2}% {naive:>8.2}%", "all", sum(&ours).1);
    println!("{:#?}", confusions(&universe, &found));

    assert_eq!(ours.len(), 13, "every label occurs");
    assert!(sum(&ours).1 >= 100_000);
    assert!(all >= 99.5, "{all}");
    for (label, of) in &ours {
        assert!(percent(*of) >= 98.0, "{label}: {of:?}");
    }
    // What is not in the truth was made up.
    assert_eq!(found.len(), universe.truth.len());
}
