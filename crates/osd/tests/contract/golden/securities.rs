//! Securities that split or change their CUSIP.

use osd_testkit::{Holding, Manager, Submission, period};
use serde_json::{Value, json};

use super::{cusip, list, named, osd_with, portfolio, position, witness};
use crate::osd::Osd;

/// What a market knows a security by in one quarter.
#[derive(Clone, Copy)]
struct Known<'a> {
    quarter: &'a str,
    issuer: &'a str,
    cusip: &'a str,
    cents: i64,
}

impl Known<'_> {
    fn row(&self, amount: i64) -> Holding {
        named(self.issuer, self.cusip, amount, amount * self.cents / 100)
    }
}

/// The shares that a manager held before.
fn held(number: u64) -> i64 {
    i64::try_from(number).unwrap() * 210_017 + 300_000
}

/// The report of one manager: the security, and another one that makes it large enough to report.
fn report(number: u64, known: &Known<'_>, row: Holding) -> Submission {
    witness(number)
        .files(period(known.quarter))
        .holding(row)
        .holding(named("CONSTANT CO", &cusip(77), 2_500_000, 120_000_000))
}

/// So many managers in two quarters, who do nothing; but the first one buys a tenth of what it had.
fn market(managers: u64, before: &Known<'_>, now: &Known<'_>, ratio: i64) -> Vec<Submission> {
    let mut all = Vec::new();
    for number in 1..=managers {
        let bought = if number == 1 { held(1) * ratio / 10 } else { 0 };
        all.push(report(number, before, before.row(held(number))));
        all.push(report(number, now, now.row(held(number) * ratio + bought)));
    }
    all
}

const FIRST: u64 = 9_100_001;
const SECOND: u64 = 9_100_002;

/// Golden case 19: NVIDIA ten for one in 2024Q2, Apple seven for one in 2014Q2 and four for one in
/// 2020Q3.
#[test]
fn a_split_is_no_trade_and_is_adjusted_once() {
    let splits = [
        (
            "NVIDIA CORPORATION",
            "67066G104",
            "2024Q2",
            90_356,
            12_354,
            10,
        ),
        ("APPLE INC", "037833100", "2014Q2", 53_674, 9_293, 7),
        ("APPLE INC", "037833100", "2020Q3", 36_480, 11_581, 4),
    ];
    for (issuer, cusip, quarter, cents_before, cents, ratio) in splits {
        let before = period(quarter).previous().to_string();
        let known = |quarter, cents| Known {
            quarter,
            issuer,
            cusip,
            cents,
        };
        let (before, now) = (known(&before, cents_before), known(quarter, cents));
        let osd = osd_with(&market(5, &before, &now, ratio));
        let answer = portfolio(&osd, SECOND, quarter);
        let one = position(&answer, cusip, None);
        assert_eq!(one["change"], "SPLIT_ONLY", "{one:#}");
        assert_eq!(
            one["evidence"],
            json!([{"because": "split", "ratio": format!("{ratio}/1"), "managers": 4, "of": 5}])
        );
        let shares = held(2);
        assert_eq!(one["previous_amount"], shares, "as filed");
        assert_eq!(one["previous_amount_adjusted"], shares * ratio);
        assert_eq!(one["amount_change"], shares * (ratio - 1));
        assert_eq!(one["amount_change_adjusted"], 0);
        assert_eq!(one["amount_change_pct"], 0.0);
        // Who bought beside the split, bought a tenth and no more.
        let answer = portfolio(&osd, FIRST, quarter);
        let one = position(&answer, cusip, None);
        assert_eq!(
            (&one["change"], &one["amount_change_pct"]),
            (&json!("ADD"), &json!(0.1))
        );
        let changes = osd.json(&format!("changes {SECOND} {quarter}"));
        assert_eq!(
            (&changes["bought_value"], &changes["sold_value"]),
            (&json!(0), &json!(0))
        );
    }
}

/// Asserts that a security goes on: nobody sold the old one or bought the new one.
#[track_caller]
fn goes_on(osd: &Osd, before: &Known<'_>, now: &Known<'_>, managers: u64) {
    let holders = osd.json(&format!("holders {} {}", now.cusip, now.quarter));
    assert_eq!(holders["previous_security"], before.cusip);
    assert_eq!(holders["totals"]["holders"], managers);
    for one in list(&holders, "holders") {
        let is_buyer = one["cik"] == FIRST;
        let label = if is_buyer { "ADD" } else { "HOLD" };
        assert_eq!(one["change"], label, "{one:#}");
        assert_eq!(one["evidence"][0]["because"], "cusip_change");
        assert_eq!(one["evidence"][0]["from"], before.cusip);
    }
    let changes = osd.json(&format!(
        "changes {SECOND} {} --label NEW,EXIT,HOLD",
        now.quarter
    ));
    assert_eq!(changes["counts"], json!({"HOLD": 2}), "{changes:#}");
    // The quarter before still answers under the old one.
    let holders = osd.json(&format!("holders {} {}", before.cusip, before.quarter));
    assert!(holders["totals"]["holders"].as_u64().unwrap() >= managers);
}

/// Golden case 18: Satellogic moved home in 2025, G7823S101 to 80401C100.
#[test]
fn a_security_that_moves_home_goes_on() {
    let before = Known {
        quarter: "2024Q4",
        issuer: "SATELLOGIC INC",
        cusip: "G7823S101",
        cents: 285,
    };
    let now = Known {
        quarter: "2025Q1",
        issuer: "SATELLOGIC INC",
        cusip: "80401C100",
        cents: 350,
    };
    let osd = osd_with(&market(5, &before, &now, 1));
    goes_on(&osd, &before, &now, 5);
}

/// Golden case 18: Google became Alphabet in 2015, 38259P508 to 02079K305 and 38259P706 to 02079K107:
/// both classes go on, under another name and each as itself.
#[test]
fn both_classes_of_google_go_on_as_alphabet() {
    let class = |quarter, issuer, cusip, cents| Known {
        quarter,
        issuer,
        cusip,
        cents,
    };
    let [a, c] = [
        [
            class("2015Q3", "GOOGLE INC", "38259P508", 63_837),
            class("2015Q4", "ALPHABET INC", "02079K305", 77_801),
        ],
        [
            class("2015Q3", "GOOGLE INC", "38259P706", 60_842),
            class("2015Q4", "ALPHABET INC", "02079K107", 75_888),
        ],
    ];
    let mut filings = Vec::new();
    for number in 1..=10 {
        for place in 0..2 {
            let amount = held(number) + if number == 1 && place == 1 { 500 } else { 0 };
            let own = report(number, &a[place], a[place].row(amount));
            filings.push(own.holding(c[place].row(held(number) + 77)));
        }
    }
    let osd = osd_with(&filings);
    for [before, now] in [a, c] {
        let holders = osd.json(&format!("holders {} 2015Q4", now.cusip));
        assert_eq!(holders["previous_security"], before.cusip, "{holders:#}");
        assert_eq!(holders["totals"]["holders"], 10);
    }
    let changes = osd.json(&format!("changes {SECOND} 2015Q4"));
    assert_eq!(changes["counts"], json!({"HOLD": 3}));
    let answer = portfolio(&osd, FIRST, "2015Q4");
    let label = |cusip: &str| position(&answer, cusip, None)["change"].clone();
    assert_eq!(
        (label("02079K305"), label("02079K107")),
        (json!("ADD"), json!("HOLD"))
    );
}

/// Golden case 18: Brookfield Business, 11259V106 to 113006100. A few go on printing the old one (of 134
/// holders 6 did): theirs is no sale either.
#[test]
fn who_goes_on_printing_the_old_cusip_still_holds() {
    let issuer = "BROOKFIELD BUSINESS CORP";
    let before = Known {
        quarter: "2026Q1",
        issuer,
        cusip: "11259V106",
        cents: 3_120,
    };
    let now = Known {
        quarter: "2026Q2",
        issuer,
        cusip: "113006100",
        cents: 3_300,
    };
    let old = Known {
        cusip: before.cusip,
        ..now
    };
    let mut filings = market(21, &before, &now, 1);
    filings.push(report(22, &before, before.row(held(22))));
    filings.push(report(22, &old, old.row(held(22))));
    let osd = osd_with(&filings);
    goes_on(&osd, &before, &now, 21);
    let laggard = portfolio(&osd, 9_100_022, "2026Q2");
    let one = position(&laggard, before.cusip, None);
    assert_eq!(
        (&one["change"], &one["amount"]),
        (&json!("HOLD"), &json!(held(22)))
    );
}

/// A purchase by everybody is no split, where the price says nothing of one.
#[test]
fn a_market_that_doubles_its_shares_at_the_same_price_made_no_split() {
    let issuer = "DOUBLED CO";
    let cusip = &cusip(5);
    let known = |quarter, cents| Known {
        quarter,
        issuer,
        cusip,
        cents,
    };
    let osd = osd_with(&market(
        5,
        &known("2024Q1", 5_000),
        &known("2024Q2", 5_100),
        2,
    ));
    let answer = portfolio(&osd, SECOND, "2024Q2");
    assert_eq!(position(&answer, cusip, None)["change"], "ADD");
}

/// A warrant and a share of one issuer, and two classes, are securities of their own.
#[test]
fn classes_of_an_issuer_are_not_added_up() {
    let filing = Manager::new(1_700_030, "Classes LLC")
        .files(period("2024Q1"))
        .holding(named("ALPHABET INC", "02079K305", 400_000, 60_000_000))
        .holding(named("ALPHABET INC", "02079K107", 500_000, 76_000_000));
    let osd = osd_with(&[filing]);
    let answer = portfolio(&osd, 1_700_030, "2024Q1");
    assert_eq!(answer["totals"]["positions"], 2);
    for (cusip, amount) in [("02079K305", 400_000), ("02079K107", 500_000)] {
        let holders: Value = osd.json(&format!("holders {cusip} 2024Q1"));
        assert_eq!(holders["holders"][0]["amount"], amount);
    }
}
