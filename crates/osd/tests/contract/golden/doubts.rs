//! Prices that cannot be, and how often that is.

use osd_testkit::{Holding, Manager, period};
use serde_json::{Value, json};

use super::{Listed, bridge, cusip, named, osd_with, portfolio, position, witnesses};

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
    let [repair] = repairs.as_array().unwrap().as_slice() else {
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
