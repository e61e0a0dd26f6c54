//! What a label must not say.

use osd_testkit::{Manager, Submission, period};
use serde_json::json;

use super::{
    cusip, labeled, list, osd_with, portfolio, position,
    rows::{CANTILLON, cantillon, cantillon_amounts, cantillon_partner},
    shares,
};

/// Golden case 4: Cantillon, 0001279936-26-000005 beside -000004. Of 27 positions that are left 22 are
/// between 0.04600 and 0.04605 of what they were: one redemption, no 22 sales.
fn cantillon_redeemed() -> Submission {
    let rows = (0..27).map(|number| {
        let [own, shared] = cantillon_amounts(number);
        let (amount, dollars) = (own.0 + shared.0, own.1 + shared.1);
        // Accounts are not redeemed to the share: the fractions spread over the whole range.
        let millionths = 46_000 + i64::from(number * 50 / 22);
        let (amount, dollars) = match number {
            0..22 => (
                amount * millionths / 1_000_000,
                dollars * millionths / 1_000_000,
            ),
            22..25 => (amount / 40, dollars / 40),
            _ => (amount / 9, dollars / 9),
        };
        shares(number, amount, dollars)
    });
    Manager::new(CANTILLON, "Cantillon Capital Management LLC")
        .files(period("2026Q2"))
        .on("2026-08-13")
        .accession("0001279936-26-000005")
        .including(1, &cantillon_partner())
        .holdings(rows)
}

#[test]
fn one_redemption_is_no_22_sales() {
    let osd = osd_with(&[cantillon(), cantillon_redeemed()]);
    let changes = osd.json(&format!("changes {CANTILLON} 2026Q2"));
    assert_eq!(
        changes["counts"],
        json!({"PRO_RATA": 22, "REDUCE": 5, "EXIT": 11}),
        "{:#}",
        changes["whole_book"]
    );
    let answer = portfolio(&osd, CANTILLON, "2026Q2");
    for number in 0..22 {
        let one = position(&answer, &cusip(number), None);
        assert_eq!(one["change"], "PRO_RATA");
        let evidence = &one["evidence"][0];
        assert_eq!(evidence["because"], "one_ratio");
        let ratio: f64 = evidence["ratio"].as_str().unwrap().parse().unwrap();
        assert!((0.0460..=0.04605).contains(&ratio), "{ratio}");
        assert_eq!(
            (&evidence["positions"], &evidence["of"]),
            (&json!(22), &json!(27))
        );
    }
}

/// Mitsubishi UFJ took two managers into its report: every position grew by 114 %, and nothing was
/// bought.
#[test]
fn rows_of_managers_that_came_in_are_no_purchase() {
    let ufj = Manager::new(67_088, "Mitsubishi UFJ Financial Group Inc");
    let (first, second) = (
        Manager::new(400_001, "UFJ First"),
        Manager::new(400_002, "UFJ Second"),
    );
    let own = |number: u32| shares(number, 1_000_000, 50_000_000);
    let before = ufj.files(period("2024Q1")).holdings((0..9).map(own));
    let more = |number: u32| {
        let row =
            |amount: i64, manager: &str| shares(number, amount, amount * 50).with_managers(manager);
        [own(number), row(700_000, "1"), row(440_000, "2")]
    };
    let now = ufj
        .files(period("2024Q2"))
        .including(1, &first)
        .including(2, &second)
        .holdings((0..9).flat_map(more));
    let osd = osd_with(&[before, now]);
    let answer = portfolio(&osd, 67_088, "2024Q2");
    assert_eq!(labeled(&answer, "MANAGER_SPLIT"), 9);
    let one = position(&answer, &cusip(1), None);
    assert_eq!(one["amount_change_pct"], 1.14);
    assert_eq!(
        one["evidence"][0],
        json!({"because": "included_managers", "came": ["UFJ First", "UFJ Second"], "left": []})
    );
    assert_eq!(osd.json("changes 67088 2024Q2")["bought_value"], 0);
}

/// While a cover says that rows were left out confidentially, what is gone is not known to be sold.
#[test]
fn an_omission_makes_no_exit() {
    let manager = Manager::new(1_700_040, "Secret LLC");
    let before = manager
        .files(period("2024Q1"))
        .holdings((0..8).map(|number| shares(number, 900_000, 40_000_000)));
    let now = manager
        .files(period("2024Q2"))
        .omitting_confidential()
        .holdings((0..6).map(|number| shares(number, 900_000, 40_000_000)));
    let accession = now.accession_number().to_string();
    let osd = osd_with(&[before, now]);
    let answer = portfolio(&osd, 1_700_040, "2024Q2");
    assert_eq!(
        (labeled(&answer, "NOT_COMPARABLE"), labeled(&answer, "EXIT")),
        (2, 0)
    );
    let one = position(&answer, &cusip(7), None);
    assert_eq!(
        one["evidence"][0],
        json!({"because": "confidential_omission", "accession": accession})
    );
}

/// Fewer than 10,000 shares and less than 200,000 dollars need not be reported; 10,000 shares, or 200,000
/// dollars, must.
#[test]
fn what_need_not_be_reported_may_be_held_still() {
    let manager = Manager::new(1_700_041, "Small LLC");
    let before = manager
        .files(period("2024Q1"))
        .holding(shares(1, 5_000_000, 250_000_000))
        .holding(shares(2, 9_999, 199_999))
        .holding(shares(3, 10_000, 199_999))
        .holding(shares(4, 9_999, 200_000));
    let now = manager
        .files(period("2024Q2"))
        .holding(shares(1, 5_000_000, 250_000_000));
    let osd = osd_with(&[before, now]);
    let answer = portfolio(&osd, 1_700_041, "2024Q2");
    let label = |number| position(&answer, &cusip(number), None)["change"].clone();
    assert_eq!(
        [2, 3, 4].map(label),
        ["BELOW_THRESHOLD_POSSIBLE", "EXIT", "EXIT"]
    );
}

/// A position of nothing that is a position of nothing again is held, and has no percentage.
#[test]
fn nothing_and_nothing_again_is_no_news() {
    let manager = Manager::new(1_700_042, "Nought LLC");
    let report = |quarter: &str| {
        manager
            .files(period(quarter))
            .holding(shares(1, 5_000_000, 250_000_000))
            .holding(shares(2, 0, 0))
    };
    let osd = osd_with(&[report("2024Q1"), report("2024Q2")]);
    let answer = portfolio(&osd, 1_700_042, "2024Q2");
    let one = position(&answer, &cusip(2), None);
    assert_eq!(
        (&one["change"], &one["amount_change_pct"]),
        (&json!("HOLD"), &json!(null))
    );
}

/// A book that is printed in thousands of shares in one quarter sold nothing.
#[test]
fn amounts_in_thousands_are_no_sale() {
    let manager = Manager::new(1_700_043, "Thousand Shares LLC");
    let book = |quarter: &str, unit: i64| {
        let row = |number: u32| {
            let amount = 1_250_000 + 1_000 * i64::from(number);
            shares(number, amount / unit, amount * 40)
        };
        manager.files(period(quarter)).holdings((0..12).map(row))
    };
    let osd = osd_with(&[book("2024Q1", 1), book("2024Q2", 1_000)]);
    let answer = portfolio(&osd, 1_700_043, "2024Q2");
    assert_eq!(labeled(&answer, "UNIT"), 12);
    assert_eq!(
        list(&answer, "positions")[0]["evidence"][0]["because"],
        "thousandfold"
    );
    assert_eq!(osd.json("changes 1700043 2024Q2")["sold_value"], 0);
}
