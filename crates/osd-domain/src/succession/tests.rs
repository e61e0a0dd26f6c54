use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::*;
use crate::{
    book::Book,
    change::{Absence, Side},
    cover::OtherManager,
    id::SecurityId,
    line::AmountType,
    position::PositionKey,
};

fn cik(number: u64) -> Cik {
    Cik::new(number).unwrap()
}

fn period() -> Period {
    "2024Q3".parse().unwrap()
}

/// Positions in securities of these numbers, of these shares at ten dollars each.
fn holding(amounts: impl IntoIterator<Item = (u32, i64)>) -> Holdings {
    let position = |(number, amount): (u32, i64)| {
        let security: SecurityId = format!("~{number:016x}").parse().unwrap();
        let key = PositionKey {
            security,
            amount_type: Some(AmountType::Shares),
            put_call: None,
        };
        (key, (Decimal::from(amount), i128::from(amount) * 10))
    };
    amounts.into_iter().map(position).collect()
}

/// Amounts that no two seeds have in common.
fn amounts(seed: i64, securities: std::ops::Range<u32>) -> Vec<(u32, i64)> {
    securities
        .map(|n| {
            (
                n,
                100_000 + i64::from(n) * 1_000 + seed * 100 + 1 + i64::from(n) % 90,
            )
        })
        .collect()
}

fn gone(name: &str, held: Holdings) -> Gone {
    Gone {
        name: name.to_owned(),
        held,
        ..Gone::default()
    }
}

fn came(name: &str, now: Holdings) -> Came {
    Came {
        name: name.to_owned(),
        now,
        ..Came::default()
    }
}

const NOTICE: &str = "0001172661-26-003777";

impl Gone {
    fn with_notice(mut self, names: &[u64]) -> Self {
        let named = |number: &u64| OtherManager {
            cik: Some(cik(*number)),
            ..OtherManager::default()
        };
        self.notices.push(Notice {
            accession: NOTICE.parse().unwrap(),
            names: names.iter().map(named).collect(),
        });
        self
    }
}

impl Came {
    fn holding_before(mut self, before: Holdings) -> Self {
        self.before = Some(before);
        self
    }
}

fn judge(
    gone: impl IntoIterator<Item = (u64, Gone)>,
    came: impl IntoIterator<Item = (u64, Came)>,
) -> Vec<Succession> {
    let gone: BTreeMap<Cik, Gone> = gone.into_iter().map(|(n, one)| (cik(n), one)).collect();
    let came: Vec<(u64, Came)> = came.into_iter().collect();
    let mut trail = Trail::default();
    for (_, one) in came.iter().filter(|(_, one)| one.before.is_none()) {
        trail.add(one);
    }
    let mut kept = gone.clone();
    kept.retain(|_, one| trail.leads_to(one));
    let found = [gone, kept].map(|gone| {
        let mut hearing = SuccessionHearing::new(period(), gone);
        for (number, one) in &came {
            hearing.hear(cik(*number), one.clone());
        }
        hearing.judge()
    });
    // Whom no trail leads to nobody continues.
    assert_eq!(found[0], found[1]);
    let [found, _] = found;
    found
}

fn links(found: &[Succession]) -> Vec<(u64, u64)> {
    let ends = found
        .iter()
        .map(|link| (link.from.number(), link.to.number()));
    ends.collect()
}

/// A giant trades in most positions between two quarters; one in ten stays as it is.
fn traded(held: &[(u32, i64)]) -> Vec<(u32, i64)> {
    let trade = |&(n, amount): &(u32, i64)| (n, if n % 10 == 0 { amount } else { amount + 937 });
    held.iter().map(trade).collect()
}

#[test]
fn a_giant_under_a_new_number_is_known_by_its_name_and_the_amounts_that_stayed() {
    let held = amounts(1, 0..400);
    let old = gone("BlackRock Inc.", holding(held.clone()));
    let new = came("BlackRock, Inc.", holding(traded(&held)));
    let found = judge([(1_364_742, old)], [(2_012_383, new)]);
    assert_eq!(links(&found), [(1_364_742, 2_012_383)]);
    assert_eq!(found[0].period, period());
    assert_eq!(found[0].source, SuccessionSource::Evidence);
    use SuccessionEvidence as E;
    assert_eq!(
        found[0].evidence,
        [
            E::FiledNothing,
            E::SameName {
                words: "blackrock".into()
            },
            E::SameAmounts {
                positions: 40,
                of: 400
            },
            E::SharedValue { permille: 1_000 },
        ]
    );
}

#[test]
fn a_notice_that_names_the_new_number_needs_no_amount_to_be_the_same() {
    let old = gone(
        "Pershing Square Capital Management, L.P.",
        holding([(1, 30_000_000), (2, 20_500_000), (3, 9_000_000)]),
    );
    let new = || {
        came(
            "Pershing Square Inc",
            holding([(1, 31_000_000), (2, 19_000_000), (9, 4_000_000)]),
        )
    };
    let named = old.clone().with_notice(&[2_026_053]);
    let found = judge([(1_336_528, named)], [(2_026_053, new())]);
    assert_eq!(links(&found), [(1_336_528, 2_026_053)]);
    let accession = NOTICE.parse().unwrap();
    let named = SuccessionEvidence::NamedByNotice { accession };
    assert_eq!(found[0].evidence[0], named);
    // A name and a portfolio that looks alike are not enough.
    let unnamed = old.with_notice(&[]);
    assert_eq!(judge([(1_336_528, unnamed)], [(2_026_053, new())]), []);
}

#[test]
fn one_that_is_split_goes_on_as_each_of_its_parts() {
    let held = amounts(1, 0..60);
    let third = |place: i64| -> Vec<(u32, i64)> {
        let part = |&(n, amount): &(u32, i64)| {
            let rest = if place == 0 { amount % 3 } else { 0 };
            (n, amount / 3 + rest)
        };
        held.iter().map(part).collect()
    };
    let old = || gone("Vanguard Group Inc", holding(held.clone()));
    let parts = || {
        (0..3).map(|place| {
            let name = format!("Vanguard Part {place} LLC");
            (20 + place as u64, came(&name, holding(third(place))))
        })
    };
    for old in [old(), old().with_notice(&[20, 21, 22])] {
        let found = judge([(10, old)], parts());
        assert_eq!(links(&found), [(10, 20), (10, 21), (10, 22)]);
    }
    let found = judge([(10, old())], parts());
    let together = SuccessionEvidence::Together {
        predecessors: vec![cik(10)],
        successors: vec![cik(20), cik(21), cik(22)],
        positions: 60,
        of: 60,
        permille: 1_000,
    };
    assert!(found[0].evidence.contains(&together), "{found:#?}");
    // Two of the three are not what was held.
    assert_eq!(judge([(10, old())], parts().take(2)), []);
}

#[test]
fn who_holds_the_same_securities_in_other_amounts_is_nobodys_successor() {
    let old = gone("Index Fund Advisers", holding(amounts(1, 0..500)));
    let alike = came("Another Index House", holding(amounts(2, 0..500)));
    assert_eq!(judge([(10, old.clone())], [(20, alike)]), []);
    // Round amounts may be the same by chance.
    let round = || holding((0..50).map(|n| (n, 5_000)));
    let found = judge(
        [(10, gone("Alpha Partners", round()))],
        [(20, came("Beta Partners", round()))],
    );
    assert_eq!(found, []);
}

#[test]
fn who_has_not_filed_yet_is_not_gone_without_strong_evidence() {
    let held = amounts(1, 0..100);
    let late = || gone("Late Partners", holding(held.clone()));
    // A new manager took over a tenth of the positions, as a client would who leaves.
    let tenth = came("New House", holding(held[..10].to_vec()));
    assert_eq!(judge([(10, late())], [(20, tenth.clone())]), []);
    // With a notice half is enough, without one it is not.
    let half = || came("New House", holding(held[..60].to_vec()));
    assert_eq!(judge([(10, late())], [(20, half())]), []);
    let found = judge([(10, late().with_notice(&[]))], [(20, half())]);
    assert_eq!(links(&found), [(10, 20)]);
}

#[test]
fn a_manager_that_long_filed_takes_over_where_it_grew_by_what_was_held() {
    let (small, large) = (amounts(1, 0..30), amounts(2, 0..300));
    let sum: Vec<(u32, i64)> = large
        .iter()
        .map(|&(n, amount)| {
            let taken = small.iter().find(|(one, _)| *one == n);
            (n, amount + taken.map_or(0, |(_, more)| *more))
        })
        .collect();
    let old = || gone("Small Advisers", holding(small.clone()));
    let merged = |now: &[(u32, i64)]| {
        came("Large Bank", holding(now.to_vec())).holding_before(holding(large.clone()))
    };
    let found = judge([(10, old().with_notice(&[20]))], [(20, merged(&sum))]);
    assert_eq!(links(&found), [(10, 20)]);
    // It only grew, as large banks do: that it reports for others is not new.
    let grown = traded(&large);
    let found = judge([(10, old().with_notice(&[20]))], [(20, merged(&grown))]);
    assert_eq!(found, []);
    // Nobody names it.
    let found = judge([(10, old().with_notice(&[]))], [(20, merged(&sum))]);
    assert_eq!(found, []);
}

#[test]
fn several_that_merge_go_on_as_one_though_they_held_the_same() {
    let (one, two) = (amounts(1, 0..40), amounts(2, 0..40));
    let sum = one.iter().zip(&two).map(|(a, b)| (a.0, a.1 + b.1));
    let sum: Vec<_> = sum.collect();
    let before = amounts(3, 0..40);
    let now = sum.iter().zip(&before).map(|(a, b)| (a.0, a.1 + b.1));
    let bank = came("Bank", holding(now)).holding_before(holding(before));
    let gone = [(10, one), (11, two)]
        .map(|(number, held)| (number, gone("Sub", holding(held)).with_notice(&[20])));
    assert_eq!(links(&judge(gone, [(20, bank)])), [(10, 20), (11, 20)]);
}

#[test]
fn a_notice_may_name_by_file_number_however_it_is_printed() {
    let mut old = gone("Old", holding([(1, 10_001)])).with_notice(&[]);
    old.notices[0].names.push(OtherManager {
        file_number: Some("28-9051".into()),
        ..OtherManager::default()
    });
    let mut new = came("New", holding([(1, 11_111)]));
    new.file_numbers.insert("028-09051".into());
    assert_eq!(links(&judge([(10, old)], [(20, new)])), [(10, 20)]);
}

#[test]
fn the_order_in_which_managers_are_heard_does_not_matter() {
    let held = amounts(1, 0..50);
    let old = || gone("Old House", holding(held.clone())).with_notice(&[21]);
    let came = [
        (20, came("Old House Two", holding(held[..20].to_vec()))),
        (21, came("Third", holding(held[20..].to_vec()))),
        (22, came("Fourth", holding(amounts(5, 0..50)))),
    ];
    let forward = judge([(10, old())], came.clone());
    let mut backward = came;
    backward.reverse();
    assert!(!forward.is_empty());
    assert_eq!(forward, judge([(10, old())], backward));
}

fn link(from: u64, to: u64) -> Succession {
    Succession {
        from: cik(from),
        to: cik(to),
        period: period(),
        source: SuccessionSource::Evidence,
        evidence: Vec::new(),
    }
}

fn basis(members: &[Member<'_>], links: &[Succession], book: &Book) -> crate::change::Basis {
    let (now, before) = together(period(), members, links, [Some(book), Some(book)]);
    crate::change::compare(now, before, &Default::default()).basis
}

#[test]
fn together_who_handed_on_and_who_took_over_are_not_missed() {
    let book = &Book::default();
    let old = |now| Member {
        cik: cik(10),
        now,
        before: Side::Held(book),
    };
    let new = Member {
        cik: cik(20),
        now: Side::Held(book),
        before: Side::First,
    };
    let links = [link(10, 20)];
    use crate::change::Basis as B;
    for absence in [Absence::Notice, Absence::NotYetFiled] {
        let members = [old(Side::Missing(absence)), new];
        assert_eq!(basis(&members, &links, book), B::Compared);
    }
    let members = [old(Side::Missing(Absence::NotYetFiled)), new];
    assert_eq!(basis(&members, &[], book), B::NotYetFiled);
    // One part of two that has not filed yet sold nothing.
    let part = Member {
        cik: cik(30),
        now: Side::Missing(Absence::NotYetFiled),
        before: Side::Held(book),
    };
    let members = [old(Side::Missing(Absence::Notice)), new, part];
    assert_eq!(basis(&members, &links, book), B::NotYetFiled);
    // Of two that took over, one has not filed yet.
    let both = [link(10, 20), link(10, 30)];
    let late = Member {
        before: Side::First,
        ..part
    };
    let members = [old(Side::Missing(Absence::Notice)), new, late];
    assert_eq!(basis(&members, &both, book), B::NotYetFiled);
    // Somebody else whose first portfolio it is did not buy it.
    let other = Member {
        cik: cik(30),
        ..new
    };
    let members = [old(Side::Held(book)), other];
    assert_eq!(basis(&members, &links, book), B::FirstFiling);
    assert_eq!(basis(&[new], &links, book), B::FirstFiling);
}
