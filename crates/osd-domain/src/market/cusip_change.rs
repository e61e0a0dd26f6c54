//! A new CUSIP for an old security, as the amounts of its holders show it.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{CuratedLinks, CusipChange, FEWEST, Holders, LinkSource, Ratio, split::agreeing};
use crate::id::{Cik, SecurityId};

/// So many holders need no name to agree.
const MANY: usize = 8;

/// Pairs what is gone with what came, best first, each once; never what people ruled out.
pub(super) fn find(
    gone: &BTreeMap<SecurityId, Holders>,
    came: &BTreeMap<SecurityId, Holders>,
    curated: &CuratedLinks,
) -> Vec<CusipChange> {
    let mut held: BTreeMap<Cik, Vec<&SecurityId>> = BTreeMap::new();
    for (security, holders) in gone {
        for cik in holders.shares.keys() {
            held.entry(*cik).or_default().push(security);
        }
    }
    let mut found: Vec<CusipChange> = came
        .iter()
        .flat_map(|(to, now)| {
            candidates(now, &held)
                .into_iter()
                .filter(|from| !curated.forbids(from, to))
                .filter_map(|from| link(from, gone.get(from)?, to, now))
        })
        .collect();
    found.sort_by(|a, b| {
        let key = |change: &CusipChange| std::cmp::Reverse((change.managers, change.of));
        key(a)
            .cmp(&key(b))
            .then_with(|| (&a.to, &a.from).cmp(&(&b.to, &b.from)))
    });
    let (mut from, mut to) = (BTreeSet::new(), BTreeSet::new());
    found.retain(|change| {
        let is_free = !from.contains(&change.from) && !to.contains(&change.to);
        if is_free {
            from.insert(change.from.clone());
            to.insert(change.to.clone());
        }
        is_free
    });
    found
}

/// What enough of the holders lost.
fn candidates<'a>(
    now: &Holders,
    held: &BTreeMap<Cik, Vec<&'a SecurityId>>,
) -> BTreeSet<&'a SecurityId> {
    let mut counts: BTreeMap<&SecurityId, usize> = BTreeMap::new();
    for cik in now.shares.keys() {
        for security in held.get(cik).into_iter().flatten() {
            *counts.entry(security).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .filter(|(_, count)| *count >= FEWEST)
        .map(|(security, _)| security)
        .collect()
}

fn link(
    from: &SecurityId,
    before: &Holders,
    to: &SecurityId,
    now: &Holders,
) -> Option<CusipChange> {
    let pairs: Vec<(Decimal, Decimal)> = now
        .shares
        .iter()
        .filter_map(|(cik, now)| Some((*before.shares.get(cik)?, *now)))
        .collect();
    let fewer = before.shares.len().min(now.shares.len());
    if pairs.len() * 5 < fewer * 3 {
        return None;
    }
    let same = pairs.iter().filter(|(before, now)| before == now).count();
    let (agree, ratio) = agreeing(&pairs)
        .chain([(same, Ratio::ONE)])
        .max_by_key(|(agree, ratio)| (*agree, *ratio == Ratio::ONE))?;
    let is_same_issuer = first_word(&before.issuer).is_some_and(|word| {
        first_word(&now.issuer).is_some_and(|other| other.eq_ignore_ascii_case(word))
    });
    let is_clear = agree >= FEWEST && agree * 8 >= pairs.len();
    let is_change = is_clear
        && (is_same_issuer || (agree >= MANY && agree * 4 >= pairs.len() && ratio == Ratio::ONE));
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    is_change.then(|| CusipChange {
        from: from.clone(),
        to: to.clone(),
        ratio,
        managers: count(agree),
        of: count(pairs.len()),
        source: LinkSource::Holders,
    })
}

fn first_word(issuer: &str) -> Option<&str> {
    issuer
        .split(|c: char| !c.is_ascii_alphanumeric())
        .find(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holders(issuer: &str, shares: &[(u64, i64)]) -> Holders {
        Holders {
            shares: shares
                .iter()
                .map(|(cik, n)| (Cik::new(*cik).unwrap(), Decimal::from(*n)))
                .collect(),
            price: None,
            issuer: issuer.into(),
        }
    }

    fn id(cusip: &str) -> SecurityId {
        SecurityId::of_cusip(cusip.parse().unwrap())
    }

    #[test]
    fn a_redomicile_goes_on_under_its_new_cusip() {
        let old = [(1, 500), (2, 70_000), (3, 123), (4, 9_000), (5, 40)];
        let new = [(1, 500), (2, 70_000), (3, 123), (4, 9_500), (6, 10)];
        let gone = [(id("G7823S101"), holders("SATELLOGIC INC", &old))];
        let came = [(id("80401C100"), holders("SATELLOGIC INC.", &new))];
        let found = find(&gone.into(), &came.into(), &CuratedLinks::default());
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].ratio, found[0].managers, found[0].of),
            (Ratio::ONE, 3, 4)
        );
    }

    #[test]
    fn another_issuer_with_the_same_few_holders_is_another_security() {
        let old = [(1, 500), (2, 700), (3, 123)];
        let gone = [(id("G7823S101"), holders("SATELLOGIC INC", &old))];
        let came = [(id("80401C100"), holders("ACME CORP", &old))];
        assert_eq!(
            find(&gone.into(), &came.into(), &CuratedLinks::default()),
            []
        );
    }
}
