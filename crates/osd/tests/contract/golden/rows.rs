//! Rows and the positions that they add up to.

use osd_testkit::{Holding, Manager, Submission, period};
use serde_json::{Value, json};

use super::{
    bridge, cusip, labeled, list, named, osd_with, osd_with_real, portfolio, position, shares,
    witnesses,
};
use crate::osd::Osd;

/// Golden case 3: Cantillon, 0001279936-26-000004: 38 securities in two rows each, 9,218,668,217 and
/// 5,832,310,749 dollars.
pub(super) const CANTILLON: u64 = 1_279_936;

/// What the first and the second row of each of 38 securities have: shares and dollars.
pub(super) fn cantillon_amounts(number: u32) -> [(i64, i64); 2] {
    let odd = i64::from(number) * 13_577;
    let (first, second) = (9_218_668_217 / 38, 5_832_310_749 / 38);
    let rest = |total: i64| if number == 37 { total % 38 } else { 0 };
    [
        (2_426_001 + odd, first + rest(9_218_668_217)),
        (1_534_003 + odd, second + rest(5_832_310_749)),
    ]
}

/// The manager whose rows it includes.
pub(super) fn cantillon_partner() -> Manager {
    Manager::new(1_540_866, "Cantillon Management LP").file_number("028-11111")
}

pub(super) fn cantillon() -> Submission {
    let rows = (0..38).flat_map(|number| {
        let [own, shared] = cantillon_amounts(number);
        let row = |(amount, dollars)| shares(number, amount, dollars);
        [row(own), row(shared).with_managers("1")]
    });
    Manager::new(CANTILLON, "Cantillon Capital Management LLC")
        .files(period("2026Q1"))
        .on("2026-05-13")
        .accession("0001279936-26-000004")
        .including(1, &cantillon_partner())
        .holdings(rows)
}

#[test]
fn rows_of_one_security_are_parts_and_never_duplicates() {
    let osd = osd_with(&[cantillon()]);
    let portfolio = portfolio(&osd, CANTILLON, "2026Q1");
    assert_eq!(portfolio["totals"]["value"], 15_050_978_966_u64);
    assert_eq!(portfolio["totals"]["positions"], 38);
    let filing = osd.json("filing 0001279936-26-000004");
    assert_eq!(
        (
            &filing["lines_read"],
            &filing["value_printed"],
            &filing["grade"]
        ),
        (&json!(76), &json!(15_050_978_966_u64), &json!("A"))
    );
    let bridge = bridge(&osd, CANTILLON, "2026Q1");
    assert_eq!(bridge["filings"][0]["lines"], 76);
}

/// Vanguard's Apple of 2025Q4 in seven rows: 39.1 million shares in the last, 1,426,283,914 in all.
#[test]
fn seven_rows_of_one_security_are_one_position() {
    let parts = [
        900_000_000,
        300_000_000,
        100_000_000,
        50_000_000,
        30_000_000,
        7_183_914,
        39_100_000,
    ];
    let rows = parts.map(|amount| named("APPLE INC", "037833100", amount, amount * 272));
    let filing = Manager::new(102_909, "Vanguard Group Inc")
        .files(period("2025Q4"))
        .on("2026-01-29")
        .holdings(rows);
    let osd = osd_with(&[filing]);
    let portfolio = portfolio(&osd, 102_909, "2025Q4");
    let apple = position(&portfolio, "037833100", None);
    assert_eq!(apple["amount"], 1_426_283_914);
    let holders = osd.json("holders 037833100 2025Q4");
    assert_eq!(holders["totals"]["holders"], 1);
    assert_eq!(holders["holders"][0]["amount"], 1_426_283_914);
}

/// Golden case 9: Bank of America, 0001102113-24-000030: 26,569 rows, 1,204,606,558,843 dollars, and
/// managers written `43,01`.
#[test]
fn twenty_six_thousand_rows_are_read_and_attributed() {
    const ROWS: u32 = 26_569;
    const TOTAL: i64 = 1_204_606_558_843;
    let each = TOTAL / i64::from(ROWS);
    let rows = (0..ROWS).map(|number| {
        let more = if number == 0 {
            TOTAL % i64::from(ROWS)
        } else {
            0
        };
        let row = shares(number % 6_000, 700_000 + i64::from(number), each + more);
        match number % 3 {
            0 => row.with_managers("43,01"),
            1 => row.with_managers("43"),
            _ => row,
        }
    });
    let filing = Manager::new(70_858, "Bank of America Corp")
        .files(period("2024Q2"))
        .on("2024-08-14")
        .accession("0001102113-24-000030")
        .including(1, &Manager::new(200_001, "BofA Securities Europe SA"))
        .including(43, &Manager::new(200_043, "Merrill Lynch"))
        .holdings(rows);
    let osd = osd_with(&[filing]);
    let portfolio = osd.json("portfolio 70858 2024Q2 --limit 1");
    assert_eq!(portfolio["totals"]["value"], TOTAL);
    assert_eq!(portfolio["totals"]["positions"], 6_000);
    let filing = osd.json("filing 0001102113-24-000030 --lines");
    assert_eq!(filing["lines_read"], ROWS);
    let of = |row: usize| &filing["lines"][row]["other_managers"];
    assert_eq!(
        (of(0), of(1), of(2)),
        (&json!("43,01"), &json!("43"), &Value::Null)
    );
    let numbers: Vec<&Value> = list(&filing["cover"], "included_managers")
        .iter()
        .map(|one| &one["number"])
        .collect();
    assert_eq!(numbers, [1, 43]);
}

/// Golden case 10: 0001143718-24-000007 numbers its managers 1, 2, 3, 5, 6, 28, 43 and 88.
#[test]
fn numbers_of_managers_with_gaps_are_no_places_in_a_list() {
    const NUMBERS: [u32; 8] = [1, 2, 3, 5, 6, 28, 43, 88];
    let manager =
        |number: u32| Manager::new(u64::from(300_000 + number), &format!("Fund {number} LP"));
    let report = |quarter: &str, without: Option<u32>| {
        let numbers = NUMBERS
            .into_iter()
            .filter(|number| Some(*number) != without);
        let mut report = Manager::new(1_143_718, "Numbers LLC").files(period(quarter));
        for number in numbers.clone() {
            report = report.including(number, &manager(number));
        }
        report.holdings(numbers.map(|number| {
            let row = shares(7, 1_000_000 + i64::from(number), 40_000_000);
            row.with_managers(&number.to_string())
        }))
    };
    let osd = osd_with(&[
        report("2023Q4", None).accession("0001143718-24-000007"),
        report("2024Q1", Some(88)),
    ]);
    let first = osd.json("filing 0001143718-24-000007");
    let numbers: Vec<&Value> = list(&first["cover"], "included_managers")
        .iter()
        .map(|one| &one["number"])
        .collect();
    assert_eq!(numbers, NUMBERS);
    // The rows of number 88 left with their manager: nobody sold.
    let later = portfolio(&osd, 1_143_718, "2024Q1");
    let one = position(&later, &cusip(7), None);
    assert_eq!(one["change"], "MANAGER_SPLIT");
    assert_eq!(one["amount_change"], -1_000_088);
    assert_eq!(
        one["evidence"],
        json!([{"because": "included_managers", "came": [], "left": ["Fund 88 LP"]}])
    );
}

/// Golden case 11: SG Capital, 0001172661-24-002551: puts on three securities that it also holds.
#[test]
fn puts_are_never_part_of_the_shares() {
    let put = |number| {
        Holding::put("SECURITY", "COM", &cusip(number))
            .amount(200_000)
            .value(9_000_000)
    };
    let filing = Manager::new(1_510_099, "SG Capital Management LLC")
        .files(period("2024Q1"))
        .on("2024-05-15")
        .accession("0001172661-24-002551")
        .holdings((1..=8).map(|number| shares(number, 900_000, 30_000_000)))
        .holdings([1, 2, 3].map(put));
    let osd = osd_with(&[filing]);
    let portfolio = portfolio(&osd, 1_510_099, "2024Q1");
    assert_eq!(
        portfolio["totals"]["by_kind"],
        json!({
            "shares": {"value": 240_000_000, "positions": 8},
            "put": {"value": 27_000_000, "positions": 3}
        })
    );
    // Each kind has a denominator of its own.
    let weight = |put_call| position(&portfolio, &cusip(1), put_call)["weight"].clone();
    assert_eq!(
        (weight(None), weight(Some("Put"))),
        (json!(0.125), json!(0.333_333))
    );
    let bridge = bridge(&osd, 1_510_099, "2024Q1");
    let step = |name: &str| -> Value {
        let mut steps = list(&bridge, "steps").iter();
        steps.find(|step| step["step"] == name).unwrap()["value"].clone()
    };
    assert_eq!(step("options_and_debt_apart"), -27_000_000);
    assert_eq!(step("total"), 240_000_000);
}

/// Golden case 13: LTS One, 0001894188-23-000007 (14 rows under a prefix); 0001965484-23-000006 (375
/// rows); Barclays, 0000312070-23-000017 (another document with `xml` in its name).
#[test]
fn the_table_is_found_whatever_its_document_is_called() {
    let lts = Manager::new(1_894_188, "LTS One Management LP")
        .files(period("2023Q3"))
        .on("2023-11-14")
        .accession("0001894188-23-000007")
        .with_prefix("ns1")
        .holdings((0..14).map(|number| shares(number, 137_500, 17_479_000)));
    let many = Manager::new(1_965_484, "Many Rows LLC")
        .files(period("2023Q3"))
        .accession("0001965484-23-000006")
        .holdings((0..375).map(|number| shares(number, 20_000, 600_000)));
    let decoy = "<XML>\n<letter><infoTable>not a row</infoTable></letter>\n</XML>\n";
    let barclays = Manager::new(312_070, "Barclays PLC")
        .files(period("2023Q3"))
        .accession("0000312070-23-000017")
        .attaching("EX-99", "annex_xml.htm", decoy)
        .holdings((0..20).map(|number| shares(number, 200_000, 9_000_000)));
    let osd = osd_with(&[lts, many, barclays]);
    let rows =
        |osd: &Osd, accession: &str| osd.json(&format!("filing {accession}"))["lines_read"].clone();
    assert_eq!(rows(&osd, "0001894188-23-000007"), 14);
    assert_eq!(rows(&osd, "0001965484-23-000006"), 375);
    assert_eq!(rows(&osd, "0000312070-23-000017"), 20);
    if let Some(osd) = osd_with_real(&["0001894188-23-000007"]) {
        assert_eq!(rows(&osd, "0001894188-23-000007"), 14);
    }
}

/// Rows, not positions, are what the cover counts: Berkshire prints 109 rows of some forty securities.
#[test]
fn the_entry_total_counts_rows() {
    let rows = (0..109).map(|number| shares(number % 40, 1_000_000, 52_000_000));
    let filing = Manager::new(1_067_983, "Berkshire Hathaway Inc")
        .files(period("2024Q1"))
        .holdings(rows);
    let osd = osd_with(&[filing]);
    assert_eq!(
        portfolio(&osd, 1_067_983, "2024Q1")["totals"]["positions"],
        40
    );
    assert_eq!(osd.json("check --filings")["filings"][0]["grade"], "A");
}

/// A class that says `CALL` in a row without put/call stays what the row says, and is no put or call.
#[test]
fn an_option_named_in_the_class_alone_is_not_made_one() {
    let row = Holding::shares("DECKERS OUTDOOR CORP", "CALL", "243537107");
    let filing = Manager::new(1_700_003, "Class LLC")
        .files(period("2024Q1"))
        .holding(row.amount(1_500_000).value(1_300_000_000));
    let osd = osd_with(&[filing]);
    let one = portfolio(&osd, 1_700_003, "2024Q1")["positions"][0].clone();
    assert_eq!(
        (&one["class"], &one["put_call"]),
        (&json!("CALL"), &Value::Null)
    );
}

/// Nuveen's 28 rows of principal are part of the cover's total, and of no total of shares.
#[test]
fn principal_is_in_the_total_and_not_among_the_shares() {
    let debt = |number: u32| {
        Holding::principal("CONVERTIBLE CO", "NOTE 1.000% 6/0", &cusip(500 + number))
            .amount(15_000_000)
            .value(15_464_000)
    };
    let filing = Manager::new(1_521_019, "Nuveen LLC")
        .files(period("2026Q2"))
        .on("2026-08-14")
        .holdings((0..28).map(debt))
        .holdings((0..40).map(|number| shares(number, 9_000_000, 400_000_000)));
    let osd = osd_with(&[filing]);
    let portfolio = portfolio(&osd, 1_521_019, "2026Q2");
    assert_eq!(
        portfolio["totals"]["by_kind"],
        json!({
            "shares": {"value": 16_000_000_000_u64, "positions": 40},
            "principal": {"value": 432_992_000, "positions": 28}
        })
    );
    bridge(&osd, 1_521_019, "2026Q2");
}

/// CUSIPs in lower case, without their leading zeros, or mistyped by one character.
#[test]
fn odd_cusips_are_kept_as_printed_and_understood_where_only_one_can_be_meant() {
    let abbott = ("ABBOTT LABORATORIES", "002824100", 11_000);
    let amgen = ("AMGEN INC", "031162100", 27_000);
    let mut filings = witnesses("2024Q1", 4, &[abbott, amgen]);
    filings.push(
        Manager::new(1_700_004, "Typos LLC")
            .files(period("2024Q1"))
            .accession("0001700004-24-000001")
            .holding(named(abbott.0, "2824100", 1_000_000, 110_000_000))
            .holding(named(amgen.0, "031162l00", 500_000, 135_000_000))
            .holding(named("NOBODY CO", "000000000", 5_000, 100_000)),
    );
    let osd = osd_with(&filings);
    let rows = osd.json("filing 0001700004-24-000001 --lines");
    let printed: Vec<&Value> = list(&rows, "lines")
        .iter()
        .map(|row| &row["cusip"])
        .collect();
    assert_eq!(printed, ["2824100", "031162l00", "000000000"]);
    let portfolio = portfolio(&osd, 1_700_004, "2024Q1");
    assert_eq!(position(&portfolio, "002824100", None)["amount"], 1_000_000);
    assert_eq!(position(&portfolio, "031162100", None)["amount"], 500_000);
    let holders = osd.json("holders 031162100 2024Q1");
    assert_eq!(holders["totals"]["holders"], 5);
}

/// A correction that only splits a position into more rows is the same position.
#[test]
fn the_number_of_rows_of_a_position_is_no_change() {
    let manager = Manager::new(1_700_005, "Rows LLC");
    let before = manager
        .files(period("2024Q1"))
        .holding(shares(1, 900_000, 150_000_000));
    let parts = [
        shares(1, 400_000, 66_000_000),
        shares(1, 500_000, 82_000_000).with_managers("1"),
    ];
    let now = manager.files(period("2024Q2")).holdings(parts);
    let osd = osd_with(&[before, now]);
    assert_eq!(labeled(&portfolio(&osd, 1_700_005, "2024Q2"), "HOLD"), 1);
}
