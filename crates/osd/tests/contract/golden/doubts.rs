//! Rows and units that cannot be right, or are not sure.

use osd_testkit::{Holding, Manager, period};
use serde_json::{Value, json};

use super::{Listed, bridge, cusip, list, named, osd_with, portfolio, position, shares, witnesses};

/// Golden case 12: Diamant, 0001731124-26-000002, and J. Stern, 0002011335-26-000002: the value stands
/// in the column of shares, too, in every row.
#[test]
fn a_value_in_the_column_of_shares_is_flagged_and_the_repair_stands_beside() {
    let market = [
        ("ALPHA CO", cusip(1), 12_500),
        ("BETA CO", cusip(2), 5_000),
        ("GAMMA CO", cusip(3), 25_000),
    ];
    let listed = market
        .each_ref()
        .map(|(issuer, cusip, cents)| (*issuer, cusip.as_str(), *cents));
    let copied = |cik: u64, accession: &str| {
        let rows = listed.map(|(issuer, cusip, _)| named(issuer, cusip, 75_000_000, 75_000_000));
        Manager::new(cik, "Copied LLC")
            .files(period("2025Q4"))
            .on("2026-01-20")
            .accession(accession)
            .holdings(rows)
    };
    let mut filings = witnesses("2025Q4", 4, &listed);
    filings.push(copied(1_731_124, "0001731124-26-000002"));
    filings.push(copied(2_011_335, "0002011335-26-000002"));
    let osd = osd_with(&filings);
    for cik in [1_731_124, 2_011_335] {
        let portfolio = portfolio(&osd, cik, "2025Q4");
        assert_eq!(portfolio["totals"]["value"], 225_000_000);
        for ((_, cusip, _), amount) in listed.iter().zip([600_000, 1_500_000, 300_000]) {
            let one = position(&portfolio, cusip, None);
            let told = [
                &one["value"],
                &one["amount"],
                &one["amount_filed"],
                &one["value_filed"],
            ];
            assert_eq!(
                told,
                [75_000_000, amount, 75_000_000, 75_000_000],
                "{cusip}"
            );
        }
        let accession = portfolio["filings"][0]["accession"].as_str().unwrap();
        let repairs = osd.json(&format!("quality --filing {accession} --kind repair"));
        let rules: Vec<&Value> = repairs["quality"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["rule"])
            .collect();
        assert_eq!(rules, ["value_in_amounts"; 3]);
        // As filed stays as filed.
        let filing = osd.json(&format!("filing {accession} --lines"));
        for row in list(&filing, "lines") {
            assert_eq!(
                (&row["value"], &row["amount"]),
                (&json!(75_000_000), &json!(75_000_000))
            );
        }
        bridge(&osd, cik, "2025Q4");
    }
}

#[test]
fn without_a_market_a_copied_column_is_flagged_and_stays() {
    let rows = [1, 2, 3, 4].map(|number| shares(number, 75_000_000, 75_000_000));
    let filing = Manager::new(1_731_124, "Diamant Asset Management")
        .files(period("2025Q4"))
        .accession("0001731124-26-000002")
        .holdings(rows);
    let osd = osd_with(&[filing]);
    let repairs = osd.json("quality --kind repair");
    assert_eq!(repairs["page"]["total"], 4);
    assert_eq!(repairs["quality"][0]["rule"], "value_in_amounts");
    let portfolio = portfolio(&osd, 1_731_124, "2025Q4");
    assert_eq!(position(&portfolio, &cusip(1), None)["amount"], 75_000_000);
}

/// A row at 10,000 times the price of the market (the puts of Austin Private Wealth of 2024-07-12, the
/// ratio 3,200 of NaaS) is flagged beside the price of the others, and stays as filed.
#[test]
fn an_absurd_price_is_flagged_and_stays_as_filed() {
    let names = [cusip(1), cusip(2), cusip(3)];
    let market: Vec<Listed<'_>> = names
        .iter()
        .map(|cusip| ("NAAS CO", cusip.as_str(), 4_000))
        .collect();
    let odd = Manager::new(1_700_050, "Absurd LLC")
        .files(period("2024Q1"))
        .holding(named("NAAS CO", &names[0], 3_200 * 50_000, 2_000_000))
        .holding(named("NAAS CO", &names[1], 2_000_000, 80_000_000))
        .holding(named("NAAS CO", &names[2], 2_000_000, 80_000_000));
    let mut filings = witnesses("2024Q1", 4, &market);
    filings.push(odd);
    let osd = osd_with(&filings);
    let repairs = osd.json("quality --manager 1700050 --kind repair");
    let [repair] = repairs["quality"].as_array().unwrap().as_slice() else {
        panic!("{repairs:#}")
    };
    assert_eq!(
        (&repair["rule"], &repair["line"]),
        (&json!("absurd_price"), &json!(1))
    );
    assert_eq!(repair["detail"]["managers"], 5);
    assert_eq!(repair["detail"]["market_price"], "40");
    let answer = portfolio(&osd, 1_700_050, "2024Q1");
    let one = position(&answer, &names[0], None);
    assert_eq!(
        (&one["amount"], &one["value"]),
        (&json!(160_000_000), &json!(2_000_000))
    );
    bridge(&osd, 1_700_050, "2024Q1");
}

/// One value that is a thousand times too large in a sound book is one row's fault and not the unit's.
#[test]
fn one_row_in_another_unit_is_repaired_beside_the_others() {
    let names = [1, 2, 3, 4, 5].map(cusip);
    let market: Vec<Listed<'_>> = names
        .iter()
        .map(|cusip| ("MIXED CO", cusip.as_str(), 5_000))
        .collect();
    let mixed = (0..5).map(|at| {
        let thousandfold = if at == 2 { 1_000 } else { 1 };
        named("MIXED CO", &names[at], 800_000, 40_000_000 * thousandfold)
    });
    let mut filings = witnesses("2024Q1", 4, &market);
    filings.push(
        Manager::new(1_700_051, "Mixed LLC")
            .files(period("2024Q1"))
            .holdings(mixed),
    );
    let osd = osd_with(&filings);
    let answer = portfolio(&osd, 1_700_051, "2024Q1");
    assert_eq!(answer["filings"][0]["unit"], "dollars");
    assert_eq!(answer["totals"]["value"], 200_000_000);
    let one = position(&answer, &names[2], None);
    assert_eq!(
        (&one["value"], &one["value_filed"]),
        (&json!(40_000_000), &json!(40_000_000_000_u64))
    );
    let bridge = bridge(&osd, 1_700_051, "2024Q1");
    let steps = bridge["steps"].as_array().unwrap();
    let repaired = steps
        .iter()
        .find(|step| step["step"] == "repaired")
        .unwrap();
    assert_eq!(repaired["value"], -39_960_000_000_i64);
}

/// A filing that nothing speaks for or against is quarantined: shown, marked, and counted as such.
#[test]
fn what_nothing_speaks_for_is_quarantined_and_never_guessed_silently() {
    let filing = Manager::new(1_700_052, "Options LLC")
        .files(period("2022Q4"))
        .on("2023-01-10")
        .holding(
            Holding::put("SPDR TR", "TR UNIT", "78462F103")
                .amount(100_000)
                .value(40_000_000),
        )
        .without_totals();
    let osd = osd_with(&[filing]);
    let answer = portfolio(&osd, 1_700_052, "2022Q4");
    assert_eq!(
        answer["filings"][0]["unit_confidence"], "quarantined",
        "{answer:#}"
    );
    assert_eq!(osd.json("history 1700052")["periods"][0]["quarantined"], 1);
    let totals = osd.json("quality --totals");
    let is_unit = |row: &&Value| row["kind"] == "verdict" && row["rule"] == "unit_quarantined";
    assert_eq!(
        totals.as_array().unwrap().iter().filter(is_unit).count(),
        1,
        "{totals:#}"
    );
}
