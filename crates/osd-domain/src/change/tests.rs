use proptest::prelude::*;

use super::*;
use crate::{
    AmountType, Cik, Cusip, Line, OtherManager, Printed, PutCall, SecurityId, Unit,
    book::Counting,
    market::{CusipChange, LinkSource, Ratio, Split},
};

const A: &str = "037833100";
const B: &str = "025816109";
const C: &str = "H1467J104";
const D: &str = "191216100";
const E: &str = "594918104";

fn row(cusip: &str, value: i64, amount: i64) -> Line {
    Line {
        issuer: format!("ISSUER {cusip}"),
        class: "COM".into(),
        cusip: Printed::new(cusip, cusip.parse::<Cusip>().ok()),
        value: Printed::exact(value.into()),
        amount: Printed::exact(amount.into()),
        amount_type: Printed::exact(AmountType::Shares),
        ..Line::default()
    }
}

fn put(cusip: &str, value: i64, amount: i64) -> Line {
    Line {
        put_call: Printed::exact(PutCall::Put),
        ..row(cusip, value, amount)
    }
}

fn of_managers(numbers: &str, row: Line) -> Line {
    Line {
        other_managers: Some(numbers.into()),
        ..row
    }
}

fn filing(number: u32) -> Counting<'static> {
    Counting {
        accession: format!("0000000001-20-{number:06}").parse().unwrap(),
        unit: Unit::Dollars,
        adds: false,
        discloses: false,
        omits: None,
        included: &[],
    }
}

fn book(rows: &[Line]) -> Book {
    let mut book = Book::default();
    book.add(&filing(1), rows, &[]);
    book
}

fn rows(positions: &[(&str, i64, i64)]) -> Book {
    let rows: Vec<Line> = positions.iter().map(|&(c, v, a)| row(c, v, a)).collect();
    book(&rows)
}

fn beside(before: &Book, now: &Book) -> Vec<ComparedPosition> {
    compared(
        Side::Held(now),
        Side::Held(before),
        &MarketChanges::default(),
    )
}

fn compared(now: Side<'_>, before: Side<'_>, market: &MarketChanges) -> Vec<ComparedPosition> {
    compare(now, before, market).positions
}

fn of<'a>(all: &'a [ComparedPosition], cusip: &str) -> &'a ComparedPosition {
    all.iter()
        .find(|p| p.cusip.as_deref() == Some(cusip))
        .unwrap()
}

fn security(cusip: &str) -> SecurityId {
    SecurityId::of_cusip(cusip.parse().unwrap())
}

fn split(cusip: &str, now: u32, before: u32) -> MarketChanges {
    let mut market = MarketChanges::default();
    let split = Split {
        ratio: Ratio::new(now, before).unwrap(),
        managers: 40,
        of: 50,
        price_before: None,
        price_now: None,
    };
    market.add_split(security(cusip), split);
    market
}

#[test]
fn the_labels_that_two_amounts_give() {
    let before = rows(&[(A, 900_000, 10_000), (B, 300_000, 30_000)]);
    let now = rows(&[(A, 950_000, 15_000), (C, 50, 5)]);
    let all = beside(&before, &now);
    assert_eq!(of(&all, A).change, Change::Add);
    assert_eq!(of(&all, B).change, Change::Exit);
    assert_eq!(of(&all, C).change, Change::New);
    assert_eq!(of(&beside(&before, &before), A).change, Change::Hold);
    let reduced = rows(&[(A, 900_000, 9_000)]);
    assert_eq!(of(&beside(&before, &reduced), A).change, Change::Reduce);
    assert!(all.iter().all(|one| one.evidence.is_empty()));
}

#[test]
fn figures_of_an_added_a_new_and_a_sold_out_position() {
    let before = rows(&[(A, 100, 10), (B, 300, 30)]);
    let now = rows(&[(A, 150, 15), (C, 50, 5)]);
    let all = beside(&before, &now);
    let added = of(&all, A);
    assert_eq!(
        (added.value_change(), added.amount_change()),
        (Some(50), Some(5.into()))
    );
    assert_eq!(added.amount_change_pct(), "0.5".parse().ok());
    assert_eq!(added.weight_change(), "0.5".parse().ok());
    let new = of(&all, C);
    assert_eq!(
        (new.previous.unwrap().value, new.amount_change_pct()),
        (0, None)
    );
    let sold = of(&all, B);
    assert_eq!(
        (sold.now.value, sold.now.weight()),
        (0, Some(Decimal::ZERO))
    );
    assert_eq!(sold.amount_change_pct(), Some((-1).into()));
}

#[test]
fn options_have_a_denominator_of_their_own() {
    let now = book(&[row(A, 100, 10), row(B, 300, 10), put(A, 50, 5)]);
    let all = beside(&now, &now);
    let weights: Vec<_> = all.iter().map(|one| one.now.weight().unwrap()).collect();
    assert_eq!(weights.iter().sum::<Decimal>(), 2.into());
    assert!(weights.contains(&Decimal::ONE), "the only put is all puts");
}

#[test]
fn what_cannot_be_compared_says_why() {
    let (now, before) = (rows(&[(A, 100, 10)]), rows(&[(B, 100, 10)]));
    let market = MarketChanges::default();
    let label = |now, before| {
        let all = compared(now, before, &market);
        (all[0].change, all[0].evidence.clone(), all[0].previous)
    };
    let first = label(Side::Held(&now), Side::First);
    assert_eq!((first.0, first.2), (Change::FirstFiling, None));
    let gap = label(Side::Held(&now), Side::Missing(Absence::Gap));
    assert_eq!(
        gap,
        (
            Change::NotComparable,
            vec![ChangeEvidence::Missing {
                quarter: Quarter::Before,
                reason: Absence::Gap
            }],
            None
        )
    );
    let notice = label(Side::Missing(Absence::Notice), Side::Held(&before));
    assert_eq!(notice.0, Change::NotComparable);
    let partial = label(Side::Partial(&now), Side::Held(&before));
    assert_eq!(partial.0, Change::NotComparable);
}

#[test]
fn what_was_confidential_is_neither_sold_nor_bought() {
    let before = rows(&[(A, 900_000, 10_000), (B, 300_000, 30_000)]);
    let mut now = Book::default();
    let omits = Counting {
        omits: Some(true),
        ..filing(2)
    };
    now.add(&omits, &[row(A, 900_000, 10_000)], &[]);
    let all = beside(&before, &now);
    assert_eq!(of(&all, B).change, Change::NotComparable);
    assert_eq!(of(&all, A).change, Change::Hold);

    let discloses = Counting {
        adds: true,
        discloses: true,
        ..filing(3)
    };
    now.add(&discloses, &[row(C, 4_542_600, 20_100), row(A, 9, 1)], &[]);
    let all = beside(&before, &now);
    assert_eq!(of(&all, C).change, Change::LateReveal);
    assert_eq!(of(&all, A).change, Change::Add, "it was held before");
    assert_eq!(of(&all, B).change, Change::NotComparable);

    let last = Counting {
        adds: true,
        discloses: true,
        omits: Some(false),
        ..filing(4)
    };
    now.add(&last, &[row(D, 5, 5)], &[]);
    let all = beside(&before, &now);
    assert_eq!(
        of(&all, B).change,
        Change::Exit,
        "nothing is left out any more"
    );
}

#[test]
fn a_split_is_no_trade_and_a_trade_beside_one_is_seen() {
    let market = split(A, 10, 1);
    let before = book(&[row(A, 900_000, 10_000), put(A, 90_000, 1_000)]);
    let only = book(&[row(A, 910_000, 100_000), put(A, 91_000, 10_000)]);
    let all = compared(Side::Held(&only), Side::Held(&before), &market);
    assert!(all.iter().all(|one| one.change == Change::SplitOnly));
    let held = &all[0];
    assert_eq!(held.amount_change(), Some(90_000.into()));
    assert_eq!(held.amount_change_adjusted(), Some(Decimal::ZERO));

    let sold = rows(&[(A, 819_000, 90_000)]);
    let all = compared(Side::Held(&sold), Side::Held(&before), &market);
    let shares = all.iter().find(|one| one.key.put_call.is_none()).unwrap();
    assert_eq!(shares.change, Change::Reduce);
    assert_eq!(shares.amount_change_pct(), "-0.1".parse().ok());
    assert!(matches!(
        shares.evidence[..],
        [ChangeEvidence::Split { .. }]
    ));
}

#[test]
fn a_new_cusip_is_no_new_position() {
    let mut market = MarketChanges::default();
    market.add_cusip_change(CusipChange {
        from: security(A),
        to: security(B),
        ratio: Ratio::ONE,
        managers: 9,
        of: 10,
        source: LinkSource::Holders,
    });
    let before = rows(&[(A, 900_000, 10_000)]);
    let all = compared(
        Side::Held(&rows(&[(B, 950_000, 10_000)])),
        Side::Held(&before),
        &market,
    );
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].change, Change::Hold);
    assert!(matches!(
        all[0].evidence[..],
        [ChangeEvidence::CusipChange { .. }]
    ));

    let both = rows(&[(A, 450_000, 5_000), (B, 450_000, 5_000)]);
    let all = compared(Side::Held(&both), Side::Held(&before), &market);
    assert_eq!(of(&all, A).change, Change::Reduce);
    assert_eq!(of(&all, B).change, Change::New);
}

#[test]
fn one_redemption_is_not_many_sales() {
    let amounts = [
        (A, 100_000),
        (B, 34_567),
        (C, 8_901),
        (D, 770_123),
        (E, 55_555),
    ];
    let before: Vec<Line> = amounts.iter().map(|&(c, n)| row(c, n, n)).collect();
    let mut now: Vec<Line> = amounts
        .iter()
        .map(|&(c, n)| row(c, n, n * 46 / 1_000))
        .collect();
    let all = beside(&book(&before), &book(&now));
    assert!(
        all.iter().all(|one| one.change == Change::ProRata),
        "{all:?}"
    );
    now.truncate(4);
    let all = beside(&book(&before), &book(&now));
    assert_eq!(of(&all, A).change, Change::Reduce, "four are too few");
}

#[test]
fn amounts_in_thousands_are_no_sale() {
    let amounts = [(A, 100_000), (B, 34_567), (C, 8_901), (D, 770_123)];
    let before: Vec<Line> = amounts.iter().map(|&(c, n)| row(c, n, n)).collect();
    let now: Vec<Line> = amounts.iter().map(|&(c, n)| row(c, n, n / 1_000)).collect();
    let all = beside(&book(&before), &book(&now));
    assert!(all.iter().all(|one| one.change == Change::Unit), "{all:?}");
    let back = beside(&book(&now), &book(&before));
    assert!(back.iter().all(|one| one.change == Change::Unit));
    assert_eq!(of(&all, A).amount_change_adjusted(), Some(Decimal::ZERO));
}

#[test]
fn rows_of_a_manager_that_came_in_are_no_purchase() {
    let list = |numbers: &[(u32, u64, &str)]| -> Vec<OtherManager> {
        numbers
            .iter()
            .map(|&(number, cik, name)| OtherManager {
                number: Some(number),
                cik: Cik::new(cik),
                name: name.into(),
                ..OtherManager::default()
            })
            .collect()
    };
    let (one, both) = (
        list(&[(1, 11, "First")]),
        list(&[(4, 11, "First"), (1, 22, "Second")]),
    );
    let (mut before, mut now) = (Book::default(), Book::default());
    let first = Counting {
        included: &one,
        ..filing(1)
    };
    before.add(
        &first,
        &[of_managers("1", row(A, 100, 1_000)), row(B, 10, 50)],
        &[],
    );
    let second = Counting {
        included: &both,
        ..filing(2)
    };
    let rows = [
        of_managers("4", row(A, 100, 1_000)),
        of_managers("1", row(A, 114, 1_140)),
        row(B, 12, 60),
        of_managers("1", row(C, 7, 70)),
    ];
    now.add(&second, &rows, &[]);
    let all = beside(&before, &now);
    assert_eq!(of(&all, A).change, Change::ManagerSplit);
    assert_eq!(
        of(&all, B).change,
        Change::Add,
        "nobody's but the manager's own"
    );
    assert_eq!(of(&all, C).change, Change::ManagerSplit);
}

#[test]
fn a_part_of_two_books_is_judged_as_in_the_whole() {
    let amounts = [
        (A, 100_000),
        (B, 34_567),
        (C, 8_901),
        (D, 770_123),
        (E, 55_555),
    ];
    let before: Vec<Line> = amounts.iter().map(|&(c, n)| row(c, n, n)).collect();
    let now: Vec<Line> = amounts.iter().map(|&(c, n)| row(c, n / 2, n / 2)).collect();
    let (before, now) = (book(&before), book(&now));
    let market = MarketChanges::default();
    let all = compare(Side::Held(&now), Side::Held(&before), &market);
    let part = |book: &Book| {
        let positions = book.portfolio().positions().iter();
        let of_one = positions.filter(|(key, _)| key.security == security(B));
        let of_one = of_one.map(|(key, position)| (key.clone(), position.clone()));
        Book::part(of_one.collect(), book.totals())
    };
    let (part_now, part_before) = (part(&now), part(&before));
    let sides = (Side::Held(&part_now), Side::Held(&part_before));
    let one = compare_part(sides.0, sides.1, &all.whole, &market);
    assert_eq!(one.positions, [of(&all.positions, B).clone()]);
    assert_eq!(one.positions[0].change, Change::ProRata);
}

#[test]
fn what_was_small_may_be_held_still() {
    let before = rows(&[(A, 199_999, 9_999), (B, 200_000, 9_999), (C, 100, 10_000)]);
    let all = beside(&before, &rows(&[(D, 1, 1)]));
    assert_eq!(of(&all, A).change, Change::BelowThresholdPossible);
    assert_eq!(of(&all, B).change, Change::Exit);
    assert_eq!(of(&all, C).change, Change::Exit);
}

#[test]
fn a_portfolio_worth_nothing_has_no_weights() {
    let all = compared(
        Side::Held(&rows(&[(A, 0, 10)])),
        Side::First,
        &MarketChanges::default(),
    );
    assert_eq!(all[0].now.weight(), None);
}

proptest! {
    #[test]
    fn changes_of_value_add_up_to_the_change_of_the_total(
        now in prop::collection::vec((0..3_usize, 0..1_000_000_i64, 0..1_000_i64), 0..8),
        before in prop::collection::vec((0..3_usize, 0..1_000_000_i64, 0..1_000_i64), 0..8),
    ) {
        let build = |held: &[(usize, i64, i64)]| {
            rows(&held.iter().map(|&(s, v, a)| ([A, B, C][s], v, a)).collect::<Vec<_>>())
        };
        let (now, before) = (build(&now), build(&before));
        let changes: i128 = beside(&before, &now).iter().filter_map(ComparedPosition::value_change).sum();
        prop_assert_eq!(changes, now.portfolio().value() - before.portfolio().value());
    }
}
