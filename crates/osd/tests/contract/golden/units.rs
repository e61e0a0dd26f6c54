//! Thousands or dollars.

use osd_domain::{AmendmentKind, Unit};
use osd_testkit::{Holding, Manager, Submission, period};
use serde_json::{Value, json};

use super::{cusip, list, named, osd_with, osd_with_real, portfolio, position, shares, witnesses};
use crate::osd::Osd;

/// The unit of the only filing of a portfolio, and that it is not in doubt.
#[track_caller]
fn unit(portfolio: &Value) -> &str {
    let [filing] = list(portfolio, "filings") else {
        panic!("more than one filing in {portfolio:#}")
    };
    assert_ne!(filing["unit_confidence"], "quarantined", "{portfolio:#}");
    filing["unit"].as_str().unwrap()
}

/// Golden case 1: Kingdon, 0001000097-20-000004. 55 rows, 4 of them calls; the cover says 663,857
/// thousand, its rows come to 663,859.
const KINGDON: (u64, &str) = (1_000_097, "0001000097-20-000004");

fn kingdon() -> Submission {
    let row = |number: u32| match number {
        0..4 => Holding::call("SECURITY", "COM", &cusip(number)),
        _ => Holding::shares("SECURITY", "COM", &cusip(number)),
    };
    let rows = (0..55).map(|number| {
        let thousands = 12_070 + if number == 9 { 9 } else { 0 };
        row(number).amount(250_000).value(thousands * 1_000)
    });
    Manager::new(KINGDON.0, "Kingdon Capital Management, L.L.C.")
        .files(period("2019Q4"))
        .on("2020-02-14")
        .accession(KINGDON.1)
        .holdings(rows)
        .printing_totals(55, 663_857)
}

fn kingdon_is_in_thousands(osd: &Osd) {
    let filing = osd.json(&format!("filing {}", KINGDON.1));
    assert_eq!(
        (&filing["lines_read"], &filing["unit"]),
        (&json!(55), &json!("thousands"))
    );
    assert_eq!(
        (&filing["cover"]["value_total"], &filing["value_printed"]),
        (&json!(663_857), &json!(663_859))
    );
    let portfolio = portfolio(osd, KINGDON.0, "2019Q4");
    assert_eq!(unit(&portfolio), "thousands");
    assert_eq!(portfolio["totals"]["value"], 663_859_000);
    assert_eq!(portfolio["totals"]["by_kind"]["call"]["positions"], 4);
}

#[test]
fn a_report_of_2020_is_in_thousands_and_its_calls_stand_apart() {
    kingdon_is_in_thousands(&osd_with(&[kingdon()]));
    if let Some(osd) = osd_with_real(&[KINGDON.1]) {
        kingdon_is_in_thousands(&osd);
    }
}

/// Golden case 5: Jefferies for 2021Q1, 0001085146-21-001676 in thousands (11,413,760) and
/// 0001085146-23-003526 in dollars (11,411,017,784): the unit goes by the filing, not the period.
#[test]
fn one_book_in_thousands_and_then_in_dollars_is_one_book() {
    let book = |total: i64| {
        let rows = (1..50).map(move |number| shares(number, 5_600_000, total / 50_000 * 1_000));
        rows.chain([shares(0, 5_600_000, total - total / 50_000 * 49_000)])
    };
    let jefferies = Manager::new(1_084_580, "Jefferies Group LLC");
    let filings = [
        jefferies
            .files(period("2021Q1"))
            .on("2021-05-17")
            .accession("0001085146-21-001676")
            .holdings(book(11_413_760_000)),
        jefferies
            .files(period("2021Q1"))
            .on("2023-09-22")
            .accession("0001085146-23-003526")
            .amends(1, AmendmentKind::Restatement)
            .holdings(book(11_411_017_784)),
    ];
    let osd = osd_with(&filings);
    let now = portfolio(&osd, 1_084_580, "2021Q1");
    let units: Vec<&Value> = list(&now, "filings")
        .iter()
        .map(|one| &one["unit"])
        .collect();
    assert_eq!(units, ["thousands", "dollars"]);
    assert_eq!(now["totals"]["value"], 11_411_017_784_u64);
    assert_eq!(now["filings"][0]["role"], "superseded");
    let then = osd.json("portfolio 1084580 2021Q1 --as-of 2022-12-31");
    let value = |answer: &Value| answer["totals"]["value"].as_i64().unwrap();
    assert_eq!(value(&then), 11_413_760_000);
    assert!((value(&then) - value(&now)).abs() * 1_000 <= value(&now));
}

const JOHNSON: (&str, &str, i64) = ("JOHNSON & JOHNSON", "478160104", 17_665);

/// Golden case 6: Bull Street, 0001790837-23-000002, in thousands after the switch: 48,027 shares of
/// Johnson & Johnson at 8,484, in all 192,767.
fn bull_street() -> Submission {
    let rows = (1..10).map(|number| shares(number, 115_000, 20_475_000));
    Manager::new(1_790_837, "Bull Street Advisors, LLC")
        .files(period("2022Q4"))
        .on("2023-01-25")
        .accession("0001790837-23-000002")
        .holding(named(JOHNSON.0, JOHNSON.1, 48_027, 8_484_000))
        .holdings(rows)
        .holding(shares(10, 115_000, 8_000))
        .printing_in(Unit::Thousands)
}

#[test]
fn thousands_after_the_switch_are_thousands_though_rows_and_cover_agree() {
    let mut filings = vec![bull_street()];
    let alone = osd_with(&filings);
    filings.extend(witnesses("2022Q4", 4, &[JOHNSON]));
    for osd in [alone, osd_with(&filings)] {
        let portfolio = portfolio(&osd, 1_790_837, "2022Q4");
        assert_eq!(unit(&portfolio), "thousands");
        assert_eq!(portfolio["totals"]["value"], 192_767_000);
        let johnson = position(&portfolio, JOHNSON.1, None);
        assert_eq!(
            (&johnson["value"], &johnson["amount"]),
            (&json!(8_484_000), &json!(48_027))
        );
        // The cover shares the unit of the rows, so that their agreement says nothing of it.
        let filing = osd.json("filing 0001790837-23-000002");
        assert_eq!(
            (&filing["grade"], &filing["cover"]["value_total"]),
            (&json!("A"), &json!(192_767))
        );
        let verdicts = osd.json("quality --filing 0001790837-23-000002 --kind verdict");
        let evidence = verdicts["quality"][0]["detail"]["evidence"].as_array();
        assert!(evidence.is_some_and(|all| !all.is_empty()), "{verdicts:#}");
    }
}

/// Golden case 7: MetLife sent 0001140361-23-013279, -280 and -281 and more on 2023-03-23, for quarters
/// back to 2017. The last is for 2021-12-31: 6 rows in dollars, 11,019,796 in all.
#[test]
fn many_quarters_sent_on_one_day_are_many_quarters_in_dollars() {
    let metlife = Manager::new(1_099_219, "MetLife Inc");
    let sent = |quarter: &str, accession: &str, rows: [i64; 6]| {
        let rows = (1..).zip(rows);
        metlife
            .files(period(quarter))
            .on("2023-03-23")
            .accession(accession)
            .holdings(rows.map(|(number, dollars)| shares(number, dollars / 41, dollars)))
    };
    let six = [
        1_836_600, 1_836_600, 1_836_600, 1_836_600, 1_836_600, 1_836_796,
    ];
    let filings = [
        sent(
            "2017Q4",
            "0001140361-23-013279",
            six.map(|one| one + 70_000),
        ),
        sent(
            "2021Q3",
            "0001140361-23-013280",
            six.map(|one| one - 30_000),
        ),
        sent("2021Q4", "0001140361-23-013281", six),
    ];
    let osd = osd_with(&filings);
    for (quarter, total) in [
        ("2017Q4", 11_439_796),
        ("2021Q3", 10_839_796),
        ("2021Q4", 11_019_796),
    ] {
        let portfolio = portfolio(&osd, 1_099_219, quarter);
        assert_eq!(unit(&portfolio), "dollars", "{quarter}");
        assert_eq!(portfolio["totals"]["value"], total);
        assert_eq!(portfolio["totals"]["positions"], 6);
    }
    let basis = |quarter: &str| portfolio(&osd, 1_099_219, quarter)["basis"].clone();
    assert_eq!(basis("2021Q4"), "compared");
    assert_ne!(basis("2021Q3"), "compared", "2021Q2 is not there");
}

/// Golden case 8: ACTIAM, 0001619124-21-000002: five rows of shares at thousands of dollars each, so
/// that the raw quotient looks like a price.
#[test]
fn thousands_of_dear_shares_are_not_taken_for_dollars() {
    let dear = [
        ("AMAZON COM INC", "023135106", 309_408),
        ("ALPHABET INC", "02079K305", 206_252),
        ("ALPHABET INC", "02079K107", 206_863),
        ("BOOKING HOLDINGS INC", "09857L108", 232_964),
        ("CHIPOTLE MEXICAN GRILL INC", "169656105", 142_082),
    ];
    let rows = dear.map(|(issuer, cusip, cents)| named(issuer, cusip, 41_000, 410 * cents));
    let actiam = Manager::new(1_619_124, "ACTIAM N.V.")
        .files(period("2021Q1"))
        .on("2021-04-20")
        .accession("0001619124-21-000002")
        .holdings(rows);
    let mut filings = vec![actiam];
    let alone = osd_with(&filings);
    filings.extend(witnesses("2021Q1", 3, &dear));
    for osd in [alone, osd_with(&filings)] {
        let portfolio = portfolio(&osd, 1_619_124, "2021Q1");
        assert_eq!(unit(&portfolio), "thousands");
        assert_eq!(
            position(&portfolio, "023135106", None)["value"],
            126_857_000
        );
    }
}

/// Golden case 8: MFN Partners, 0000904454-26-000248: two rows of shares and a warrant at cents, in
/// dollars.
#[test]
fn dollars_of_cheap_shares_and_a_warrant_are_not_multiplied() {
    let rows = [
        named("FREIGHT CO", &cusip(1), 3_000_000, 135_000_000),
        named("PENNY CO", &cusip(2), 10_000_000, 8_000_000),
        Holding::shares("PENNY CO", "*W EXP 12/31/2027", &cusip(3))
            .amount(2_000_000)
            .value(100_000),
    ];
    let mfn = Manager::new(1_741_129, "MFN Partners Management, LP")
        .files(period("2026Q1"))
        .on("2026-05-15")
        .accession("0000904454-26-000248")
        .holdings(rows);
    let portfolio = portfolio(&osd_with(&[mfn]), 1_741_129, "2026Q1");
    assert_eq!(unit(&portfolio), "dollars");
    assert_eq!(portfolio["totals"]["value"], 143_100_000);
}

/// ANF at 2013-06-30: 167 filers imply 45.25 dollars a share, and 8 imply 45,250: these print dollars
/// ten years too early.
#[test]
fn dollars_before_the_switch_are_dollars() {
    let market = [
        ("ABERCROMBIE & FITCH CO", "002896207", 4_525),
        ("BOULDER CO", &cusip(7), 2_310),
        ("WEALTH CO", &cusip(8), 8_120),
    ];
    let early = Manager::new(1_665_241, "Schonfeld Strategic Advisors")
        .files(period("2013Q2"))
        .on("2013-08-14")
        .holdings(market.map(|(issuer, cusip, cents)| named(issuer, cusip, 900_000, 9_000 * cents)))
        .printing_in(Unit::Dollars);
    let mut filings = witnesses("2013Q2", 6, &market);
    filings.push(early);
    let osd = osd_with(&filings);
    let early = portfolio(&osd, 1_665_241, "2013Q2");
    assert_eq!(unit(&early), "dollars");
    assert_eq!(position(&early, "002896207", None)["value"], 40_725_000);
    let other = portfolio(&osd, 9_100_001, "2013Q2");
    assert_eq!(unit(&other), "thousands");
}

/// In thousands a small row rounds to nothing: it is held, weighs nothing and is no fault; and a cover
/// that rounded its sum differs by less than half a unit a row.
#[test]
fn what_rounds_to_nothing_is_held_and_weighs_nothing() {
    let filing = Manager::new(1_700_001, "Rounding LLC")
        .files(period("2019Q1"))
        .holding(shares(1, 4_000_000, 160_000_000))
        .holding(shares(2, 10, 400))
        .holding(shares(3, 10, 400))
        .printing_totals(3, 160_001);
    let osd = osd_with(&[filing]);
    let portfolio = portfolio(&osd, 1_700_001, "2019Q1");
    let small = position(&portfolio, &cusip(2), None);
    assert_eq!(
        (&small["value"], &small["amount"], &small["weight"]),
        (&json!(0), &json!(10), &json!(0.0))
    );
    assert_eq!(portfolio["totals"]["positions"], 3);
    assert_eq!(small["value_filed"], Value::Null);
}

/// Sums of 10^15 and more are exact.
#[test]
fn huge_values_stay_exact() {
    let rows = (1..=9).map(|number| shares(number, 1_000_000_000_000, 1_000_000_000_000_001));
    let filing = Manager::new(1_700_002, "Huge LLC")
        .files(period("2024Q1"))
        .holdings(rows);
    let osd = osd_with(&[filing]);
    let lines = osd.json("filing 0001700002-24-000515 --lines");
    assert_eq!(lines["value_printed"], 9_000_000_000_000_009_u64);
    assert_eq!(lines["lines"][8]["value"], 1_000_000_000_000_001_u64);
}
