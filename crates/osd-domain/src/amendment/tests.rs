mod histories;

use super::*;
use std::collections::BTreeMap;

use crate::{AmountType, position::PositionKey};
use chrono::NaiveTime;
use proptest::prelude::*;

fn report(number: u32, day: &str) -> Report {
    Report {
        accession: format!("0000000001-20-{number:06}").parse().unwrap(),
        is_amendment: false,
        accepted_at: None,
        accepted_on: day.parse().unwrap(),
        amendment_number: None,
        kind: None,
        state: FilingState::Read,
        printed_totals: None,
        judged: None,
    }
}

fn amends(number: u32, day: &str, kind: AmendmentKind) -> Report {
    Report {
        is_amendment: true,
        kind: Some(kind),
        ..report(number, day)
    }
}

fn roles(reports: &[Report], as_of: Option<&str>) -> Vec<Role> {
    let day = as_of.map(|day| day.parse().unwrap());
    fold(reports, day)
        .filings
        .into_iter()
        .map(|(_, role)| role)
        .collect()
}

#[test]
fn new_holdings_add_and_a_later_restatement_wipes_them() {
    use AmendmentKind::{NewHoldings, Restatement};
    let filings = [
        report(1, "2020-02-14"),
        amends(2, "2020-03-01", NewHoldings),
        amends(3, "2020-04-01", Restatement),
        amends(4, "2020-05-01", NewHoldings),
    ];
    assert_eq!(
        roles(&filings, None),
        [
            Role::Superseded,
            Role::Superseded,
            Role::Restatement,
            Role::NewHoldings
        ]
    );
    assert_eq!(
        roles(&filings, Some("2020-03-31")),
        [Role::Original, Role::NewHoldings]
    );
    assert_eq!(
        fold(&filings, Some("2020-01-01".parse().unwrap())).standing,
        Standing::NothingFiled
    );
}

#[test]
fn a_notice_is_never_an_empty_portfolio() {
    let notice = Report {
        state: FilingState::Notice,
        ..report(1, "2020-02-14")
    };
    let fold = fold(&[notice], None);
    assert_eq!(
        (fold.standing, fold.effective().count()),
        (Standing::NoHoldings, 0)
    );
}

#[test]
fn an_unread_base_is_not_a_portfolio_and_an_unread_addition_makes_it_partial() {
    let unread = Report {
        state: FilingState::Unread,
        ..report(1, "2020-02-14")
    };
    assert_eq!(fold(&[unread], None).standing, Standing::Unread);
    let added = Report {
        state: FilingState::Unread,
        ..amends(2, "2020-03-01", AmendmentKind::NewHoldings)
    };
    assert_eq!(
        fold(&[report(1, "2020-02-14"), added], None).standing,
        Standing::Partial
    );
}

#[test]
fn an_addition_without_what_it_adds_to_is_not_a_whole_portfolio() {
    let addition = amends(2, "2020-03-01", AmendmentKind::NewHoldings);
    assert_eq!(fold(&[addition], None).standing, Standing::Partial);
}

#[test]
fn an_amendment_that_is_but_a_letter_takes_nothing_away() {
    let letter = Report {
        state: FilingState::NoTable,
        kind: None,
        ..amends(2, "2020-03-01", AmendmentKind::NewHoldings)
    };
    let fold = fold(&[report(1, "2020-02-14"), letter.clone()], None);
    assert_eq!(
        (fold.standing, fold.effective().count()),
        (Standing::Held, 1)
    );
    let restated = Report {
        kind: Some(AmendmentKind::Restatement),
        ..letter
    };
    let fold = super::fold(&[report(1, "2020-02-14"), restated], None);
    assert_eq!(fold.standing, Standing::NoTable);
}

/// Berkshire for 2000Q4: 0001095811-01-001489 restates the list of managers on the cover of
/// 0001095811-01-001369, and prints its totals again.
#[test]
fn a_cover_restated_without_a_table_takes_nothing_away() {
    let totals = |value: i64| Some((61, rust_decimal::Decimal::from(value)));
    let original = Report {
        printed_totals: totals(31_619_703),
        ..report(1, "2001-02-14")
    };
    let cover = Report {
        state: FilingState::NoTable,
        printed_totals: totals(31_619_703),
        ..amends(2, "2001-02-15", AmendmentKind::Restatement)
    };
    let effect = |cover: &Report| {
        let reports = [cover.clone(), original.clone()];
        effects(&reports, |_| None, &BTreeMap::new())[&cover.accession].effect
    };
    assert_eq!(effect(&cover), Effect::Repeats);
    let other = Report {
        printed_totals: totals(30_000_000),
        ..cover
    };
    assert_eq!(effect(&other), Effect::Replaces);
}

#[test]
fn on_one_day_the_amendment_number_decides_when_no_hour_is_known() {
    use AmendmentKind::Restatement;
    let first = Report {
        amendment_number: Some(1),
        ..amends(9, "2020-03-01", Restatement)
    };
    let second = Report {
        amendment_number: Some(2),
        ..amends(3, "2020-03-01", Restatement)
    };
    let original = report(5, "2020-03-01");
    let fold = fold(&[second.clone(), first, original], None);
    assert_eq!(
        fold.effective().map(|r| r.accession).collect::<Vec<_>>(),
        [second.accession]
    );
}

fn any_report() -> impl Strategy<Value = Report> {
    let kind = prop_oneof![
        Just(None),
        Just(Some(AmendmentKind::Restatement)),
        Just(Some(AmendmentKind::NewHoldings))
    ];
    let state = prop_oneof![
        4 => Just(FilingState::Read),
        1 => Just(FilingState::Notice),
        1 => Just(FilingState::Unread),
        1 => Just(FilingState::NoTable)
    ];
    (
        1..40_u32,
        1..6_u32,
        prop::option::of(0..86_400_i64),
        prop::option::of(0..3_u32),
        any::<bool>(),
        kind,
        state,
    )
        .prop_map(
            |(number, day, second, amendment_number, is_amendment, kind, state)| {
                let accepted_on = NaiveDate::from_ymd_opt(2020, 2, day).unwrap();
                let accepted_at = second.map(|s| {
                    accepted_on.and_time(NaiveTime::MIN).and_utc() + chrono::TimeDelta::seconds(s)
                });
                Report {
                    accession: format!("0000000001-20-{number:06}").parse().unwrap(),
                    is_amendment,
                    accepted_at,
                    accepted_on,
                    amendment_number,
                    kind: kind.filter(|_| is_amendment),
                    state,
                    printed_totals: None,
                    judged: None,
                }
            },
        )
}

fn any_history() -> impl Strategy<Value = (Vec<Report>, Vec<Report>)> {
    prop::collection::vec(any_report(), 0..9)
        .prop_map(|mut reports| {
            reports.sort_by_key(|r| r.accession);
            reports.dedup_by_key(|r| r.accession);
            reports
        })
        .prop_flat_map(|reports| (Just(reports.clone()), Just(reports).prop_shuffle()))
}

/// A history whose filings have positions: a few of six securities, with small amounts, so that
/// they often overlap.
fn any_history_with_positions() -> impl Strategy<Value = (Vec<Report>, Vec<Report>, Book)> {
    let rows = prop::collection::btree_map(0..6_u8, 1..4_i64, 1..6);
    (any_history(), prop::collection::vec(rows, 9)).prop_map(|((reports, shuffled), rows)| {
        let amounts = rows
            .into_iter()
            .map(|rows| rows.into_iter().map(position).collect());
        let book = reports
            .iter()
            .map(|report| report.accession)
            .zip(amounts)
            .collect();
        (reports, shuffled, book)
    })
}

type Book = BTreeMap<Accession, Amounts>;

fn position((security, amount): (u8, i64)) -> (PositionKey, rust_decimal::Decimal) {
    let key = PositionKey {
        security: crate::SecurityId::of_names("", &security.to_string(), ""),
        amount_type: Some(AmountType::Shares),
        put_call: None,
    };
    (key, amount.into())
}

fn judged(reports: &[Report], book: &Book) -> Vec<Report> {
    let verdicts = effects(reports, |accession| book.get(&accession), &BTreeMap::new());
    let judged = reports.iter().cloned().map(|mut report| {
        report.judged = verdicts
            .get(&report.accession)
            .map(|verdict| verdict.effect);
        report
    });
    judged.collect()
}

#[test]
fn a_person_decides_what_an_amendment_does() {
    let first = report(1, "2020-02-14");
    let second = amends(2, "2020-03-01", AmendmentKind::Restatement);
    let book: Book = [
        (first.accession, (0..6).map(|s| position((s, 1))).collect()),
        (second.accession, [position((0, 2))].into()),
    ]
    .into();
    let reports = [first, second.clone()];
    let of = |accession: Accession| book.get(&accession);
    assert_eq!(
        effects(&reports, of, &BTreeMap::new())[&second.accession].effect,
        Effect::Replaces
    );
    let decided = EffectOverride {
        effect: Effect::Adds,
        actor: "cli:ann".into(),
        on: "2026-11-24".parse().unwrap(),
        why: "the letter says so".into(),
    };
    let verdicts = effects(&reports, of, &[(second.accession, decided.clone())].into());
    let verdict = &verdicts[&second.accession];
    assert_eq!(
        (verdict.effect, verdict.because),
        (Effect::Adds, EffectReason::Override)
    );
    assert_eq!(
        (verdict.decided.as_ref(), verdict.overlap.unwrap().before),
        (Some(&decided), 6)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn the_order_of_arrival_does_not_matter((reports, shuffled) in any_history()) {
        prop_assert_eq!(fold(&reports, None), fold(&shuffled, None));
    }

    #[test]
    fn filings_after_the_day_asked_for_change_nothing((reports, shuffled) in any_history(), day in 1..6_u32) {
        let as_of = NaiveDate::from_ymd_opt(2020, 2, day).unwrap();
        let known: Vec<Report> = reports.into_iter().filter(|r| r.accepted_on <= as_of).collect();
        prop_assert_eq!(fold(&known, None), fold(&shuffled, Some(as_of)));
    }

    #[test]
    fn there_is_at_most_one_base_and_nothing_superseded_after_it((reports, _) in any_history()) {
        let roles: Vec<Role> = fold(&reports, None).filings.into_iter().map(|(_, role)| role).collect();
        let bases = roles.iter().filter(|r| matches!(r, Role::Original | Role::Restatement)).count();
        prop_assert!(bases <= 1);
        if let Some(base) = roles.iter().position(|r| matches!(r, Role::Original | Role::Restatement)) {
            prop_assert!(!roles[base..].contains(&Role::Superseded));
            prop_assert!(!roles[..base].contains(&Role::NewHoldings));
        }
    }

    #[test]
    fn what_filings_do_is_judged_alike_in_any_order((reports, shuffled, book) in any_history_with_positions()) {
        prop_assert_eq!(fold(&judged(&reports, &book), None), fold(&judged(&shuffled, &book), None));
    }

    #[test]
    fn a_later_filing_changes_nothing_of_what_earlier_ones_did(
        (reports, shuffled, book) in any_history_with_positions(), day in 1..6_u32
    ) {
        let as_of = NaiveDate::from_ymd_opt(2020, 2, day).unwrap();
        let known: Vec<Report> = reports.into_iter().filter(|r| r.accepted_on <= as_of).collect();
        prop_assert_eq!(fold(&judged(&known, &book), None), fold(&judged(&shuffled, &book), Some(as_of)));
    }
}
