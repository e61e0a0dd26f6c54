//! Which filings count.

use osd_domain::AmendmentKind::{NewHoldings, Restatement};
use osd_testkit::{Holding, Manager, Submission, period};
use serde_json::{Value, json};

use super::{
    EVERY_QUARTER, bridge, cusip, list, named, osd_with, osd_with_real, portfolio, position, roles,
    shares,
};
use crate::osd::Osd;

const BERKSHIRE: u64 = 1_067_983;
const CHUBB: &str = "H1467J104";

fn berkshire() -> Manager {
    Manager::new(BERKSHIRE, "Berkshire Hathaway Inc").file_number("028-04545")
}

/// So many rows of forty securities, so many dollars in all.
fn book(rows: u32, total: i64) -> impl Iterator<Item = Holding> {
    let each = total / i64::from(rows);
    (0..rows).map(move |number| {
        let more = if number == 0 {
            total % i64::from(rows)
        } else {
            0
        };
        shares(number % 40, 5_000_000, each + more)
    })
}

/// Golden case 2: Berkshire for 2025Q1, 0000950123-25-005701 (110 rows, 258,701,144,516) and
/// 0000950123-25-008361 (4 rows of new holdings).
fn berkshire_2025q1() -> [Submission; 2] {
    let report = berkshire()
        .files(period("2025Q1"))
        .on("2025-05-15")
        .accession("0000950123-25-005701")
        .omitting_confidential()
        .holdings(book(110, 258_701_144_516));
    let added = (0..4).map(|number| shares(900 + number, 2_000_000, 1_106_550_356 / 4));
    let amendment = berkshire()
        .files(period("2025Q1"))
        .on("2025-08-14")
        .accession("0000950123-25-008361")
        .amends(1, NewHoldings)
        .disclosing_confidential()
        .holdings(added);
    [report, amendment]
}

fn new_holdings_come_on_top(osd: &Osd) {
    let answer = portfolio(osd, BERKSHIRE, "2025Q1");
    assert_eq!(answer["totals"]["value"], 259_807_694_872_u64);
    assert_eq!(
        roles(&answer),
        [
            "0000950123-25-005701 original first dollars",
            "0000950123-25-008361 new_holdings declared dollars"
        ]
    );
    let bridge = bridge(osd, BERKSHIRE, "2025Q1");
    let lines = list(&bridge, "filings")
        .iter()
        .map(|one| one["lines"].as_u64().unwrap());
    assert_eq!(lines.sum::<u64>(), 114);
    let added = list(&bridge, "steps")
        .iter()
        .find(|one| one["step"] == "added");
    assert_eq!(added.unwrap()["value"], 1_106_550_356);
    let then = osd.json("portfolio 1067983 2025Q1 --as-of 2025-08-13");
    assert_eq!(then["totals"]["value"], 258_701_144_516_u64);
    // The same fold everywhere: in the list of quarters, too, and no position counts twice.
    let history = osd.json("history 1067983");
    assert_eq!(history["periods"][0]["value"], 259_807_694_872_u64);
    assert_eq!(
        history["periods"][0]["positions"],
        answer["totals"]["positions"]
    );
    let held = list(&answer, "positions")
        .iter()
        .filter(|one| one["value"] != 0);
    let sum: i64 = held.map(|one| one["value"].as_i64().unwrap()).sum();
    assert_eq!(sum, 259_807_694_872);
}

#[test]
fn berkshires_four_new_rows_make_114_and_not_four() {
    new_holdings_come_on_top(&osd_with(&berkshire_2025q1()));
    if let Some(osd) = osd_with_real(&["0000950123-25-005701", "0000950123-25-008361"]) {
        new_holdings_come_on_top(&osd);
    }
}

/// Gotham for 2025Q2: what an amendment adds to a position is held once, and by one holder.
#[test]
fn what_is_added_to_a_position_is_one_position() {
    let gotham = Manager::new(1_510_387, "Gotham Asset Management, LLC");
    let report = gotham
        .files(period("2025Q2"))
        .on("2025-08-13")
        .holdings((1..30).map(|number| shares(number, 200_000, 9_000_000)));
    let added = gotham
        .files(period("2025Q2"))
        .on("2025-08-20")
        .amends(1, NewHoldings)
        .holding(named("SURGEPAYS", "886364835", 70_000, 2_000_000))
        .holding(named("OTHER CO", &cusip(70), 70_000, 2_000_000));
    let osd = osd_with(&[report, added]);
    let holders = osd.json("holders 886364835 2025Q2");
    assert_eq!(
        holders["totals"],
        json!({"holders": 1, "value": 2_000_000, "put_holders": 0, "call_holders": 0})
    );
    assert_eq!(list(&holders, "holders").len(), 1);
    assert_eq!(
        portfolio(&osd, 1_510_387, "2025Q2")["totals"]["positions"],
        31
    );
}

/// Golden case 16: Berkshire for 2003-12-31: an original of 32 rows, and in August 2004 a "restatement"
/// of one row that was never in it.
#[test]
fn a_restatement_of_one_row_that_was_never_there_adds_it() {
    let original = berkshire()
        .files(period("2003Q4"))
        .on("2004-02-17")
        .as_text()
        .holdings((0..32).map(|number| shares(number, 3_000_000, 1_090_000_000)));
    let restated = berkshire()
        .files(period("2003Q4"))
        .on("2004-08-25")
        .as_text()
        .amends(1, Restatement)
        .holding(shares(800, 900_000, 35_541_000));
    let (first, second) = (original.accession_number(), restated.accession_number());
    let osd = osd_with(&[original, restated]);
    let answer = portfolio(&osd, BERKSHIRE, "2003Q4");
    assert_eq!(
        roles(&answer),
        [
            format!("{first} original first thousands"),
            format!("{second} new_holdings never_there thousands")
        ]
    );
    assert_eq!(answer["totals"]["positions"], 33);
    assert_eq!(
        answer["totals"]["value"],
        32 * 1_090_000_000_u64 + 35_541_000
    );
    bridge(&osd, BERKSHIRE, "2003Q4");
}

/// The same on the real filings at hand: the original, two restatements of it in the same week, and in
/// August the row that had been confidential. That one says of itself that it adds.
#[test]
fn berkshires_year_end_of_2003_rests_on_the_last_restatement_and_the_row_of_august() {
    let Some(osd) = osd_with_real(&[
        "0000950150-04-000209",
        "0000950150-04-000233",
        "0000950150-04-000249",
        "0000950129-04-006459",
    ]) else {
        return;
    };
    let answer = portfolio(&osd, BERKSHIRE, "2003Q4");
    let roles: Vec<&Value> = list(&answer, "filings")
        .iter()
        .map(|one| &one["role"])
        .collect();
    assert_eq!(
        roles,
        ["superseded", "superseded", "restatement", "new_holdings"]
    );
    assert_eq!(answer["totals"]["value"], (34_795_446_u64 + 35_541) * 1_000);
    let then = osd.json("portfolio 1067983 2003Q4 --as-of 2004-02-18");
    assert_eq!(then["totals"]["value"], 34_795_446_000_u64);
    bridge(&osd, BERKSHIRE, "2003Q4");
}

/// An amendment that does not say what it is: the whole book again replaces, rows that were never there
/// add; .
#[test]
fn an_amendment_without_a_kind_is_known_by_its_positions() {
    let manager = Manager::new(1_700_010, "Silent LLC");
    let report = |quarter: &str| {
        let rows = (0..20).map(|number| shares(number, 300_000, 9_000_000));
        manager.files(period(quarter)).as_text().holdings(rows)
    };
    let amends = |quarter: &str, rows: std::ops::Range<u32>| {
        let rows = rows.map(|number| shares(number, 310_000, 9_300_000));
        let amendment = manager.files(period(quarter)).on("2011-01-10").as_text();
        let accession = format!("0001700010-11-0000{:02}", quarter.as_bytes()[5]);
        amendment
            .accession(&accession)
            .amends_somehow(1)
            .holdings(rows)
    };
    let osd = osd_with(&[
        report("2010Q1"),
        amends("2010Q1", 0..21),
        report("2010Q2"),
        amends("2010Q2", 50..53),
    ]);
    let role = |quarter: &str| roles(&portfolio(&osd, 1_700_010, quarter))[1].clone();
    assert!(
        role("2010Q1").ends_with(" restatement resembles thousands"),
        "{}",
        role("2010Q1")
    );
    assert!(
        role("2010Q2").ends_with(" new_holdings differs thousands"),
        "{}",
        role("2010Q2")
    );
    assert_eq!(
        portfolio(&osd, 1_700_010, "2010Q2")["totals"]["positions"],
        23
    );
}

/// Forms of other families stand in the same index, and wipe or double nothing.
#[test]
fn filings_of_other_forms_are_none_of_these() {
    let [report, amendment] = berkshire_2025q1();
    let osd = Osd::facing(&[report, amendment]);
    let mut mirror = osd.mirror();
    for one in &berkshire_2025q1() {
        mirror.add(one);
    }
    for form in ["SC 13G/A", "SCHEDULE 13D", "4"] {
        let row = format!(
            "1067983|Berkshire Hathaway Inc|{form}|2025-08-14|edgar/data/1067983/0000950123-25-00{}.txt",
            8_362 + form.len()
        );
        mirror.add_row(period("2025Q3"), &row);
    }
    mirror.write().unwrap();
    osd.ingest(EVERY_QUARTER).ok();
    assert_eq!(osd.csv("check --filings").len(), 2);
    assert_eq!(
        portfolio(&osd, BERKSHIRE, "2025Q1")["totals"]["value"],
        259_807_694_872_u64
    );
}

/// Chubb: 8.1 million shares in 2023Q3 and 20.1 million in 2023Q4, both disclosed on 2024-05-15: each
/// belongs to its own quarter, and neither is a purchase.
#[test]
fn what_was_confidential_is_disclosed_in_the_quarter_that_it_belongs_to() {
    let report = |quarter: &str, filed: &str| {
        berkshire()
            .files(period(quarter))
            .on(filed)
            .omitting_confidential()
            .holdings(book(100, 300_000_000_000))
    };
    let disclosed = |quarter: &str, number: &str, amount: i64, dollars: i64| {
        berkshire()
            .files(period(quarter))
            .on("2024-05-15")
            .accession(&format!("0000950123-24-0056{number}"))
            .amends(1, NewHoldings)
            .disclosing_confidential()
            .holding(named("CHUBB LIMITED", CHUBB, amount, dollars))
    };
    let osd = osd_with(&[
        report("2023Q2", "2023-08-14"),
        report("2023Q3", "2023-11-14"),
        report("2023Q4", "2024-02-14"),
        disclosed("2023Q3", "53", 8_100_000, 1_686_000_000),
        disclosed("2023Q4", "64", 20_100_000, 4_542_600_000),
    ]);
    let third = portfolio(&osd, BERKSHIRE, "2023Q3");
    let chubb = position(&third, CHUBB, None);
    assert_eq!(
        (&chubb["amount"], &chubb["change"]),
        (&json!(8_100_000), &json!("LATE_REVEAL"))
    );
    assert_eq!(chubb["evidence"][0]["because"], "disclosed");
    let fourth = portfolio(&osd, BERKSHIRE, "2023Q4");
    let chubb = position(&fourth, CHUBB, None);
    assert_eq!(
        (&chubb["amount"], &chubb["previous_amount"]),
        (&json!(20_100_000), &json!(8_100_000))
    );
    // Nobody could know it in February.
    let then = osd.json("portfolio 1067983 2023Q4 --as-of 2024-02-29");
    assert!(
        list(&then, "positions")
            .iter()
            .all(|one| one["cusip"] != CHUBB)
    );
}
