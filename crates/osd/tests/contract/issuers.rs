//! Portfolios by issuer and by included manager.

use osd_domain::AmendmentKind;
use osd_testkit::{Holding, Manager, Submission, period};
use serde_json::{Value, json};

use crate::{
    chains::{ALPHABET_A, ALPHABET_C, GOOGLE_A, KEEPS, alphabet_history},
    facts::{APPLE, MICROSOFT, NOTE, apple, shares},
    http::Server,
    osd::Osd,
};

const BANK: u64 = 9_200_001;

#[track_caller]
fn find<'a>(rows: &'a Value, field: &str, wanted: &Value) -> &'a Value {
    let mut rows = rows.as_array().unwrap().iter();
    rows.find(|row| row[field] == *wanted)
        .unwrap_or_else(|| panic!("no {field} {wanted}"))
}

#[test]
fn classes_of_an_issuer_are_one_across_a_change_of_cusip() {
    let osd = Osd::with(&alphabet_history());
    let words = format!("portfolio {KEEPS} 2015Q4 --by issuer --limit 100");
    let portfolio = osd.json(&words);
    let alphabet = find(&portfolio["issuers"], "issuer", &json!("02079K"));
    assert_eq!(alphabet["name"], "ALPHABET INC");
    assert_eq!(alphabet["previous_issuers"], json!(["38259P"]));
    assert_eq!(alphabet["shares_value"], 1_000 * 700 + 3_000 * 600);
    assert_eq!(alphabet["previous_shares_value"], 1_000 * 600 + 3_000 * 500);
    assert_eq!(alphabet["shares_value_change"], 1_000 * 100 + 3_000 * 100);
    // 2,500,000 of 52,500,000 dollars.
    assert_eq!(alphabet["shares_weight"], 0.047619);
    assert_eq!(alphabet["put_weight"], Value::Null);
    let securities = alphabet["securities"].as_array().unwrap().iter();
    let cusips: Vec<_> = securities
        .map(|one| (&one["cusip"], &one["change"]))
        .collect();
    assert_eq!(
        cusips,
        [
            (&json!(ALPHABET_C), &json!("HOLD")),
            (&json!(ALPHABET_A), &json!("HOLD"))
        ]
    );
    assert_eq!(portfolio["issuers"].as_array().unwrap().len(), 2);
    let server = Server::of(&osd);
    let path = format!("/api/v1/managers/{KEEPS}/portfolios/2015Q4/issuers");
    assert_eq!(server.get(&path).json(), portfolio);
    server.get(&format!("{path}?as_of=soon")).problem(400);
}

#[test]
fn a_holder_of_two_classes_is_one_holder_of_the_issuer() {
    let osd = Osd::with(&alphabet_history());
    let issuer = osd.json("issuer 02079K 2015Q4");
    let class_a = 8 * 1_000 + 70 * 28 + 10_000;
    let class_c = 8 * 3_000 + 110 * 28;
    assert_eq!(
        issuer["totals"],
        json!({
            "holders": 9, "put_holders": 0, "call_holders": 0,
            "shares_value": class_a * 700 + class_c * 600, "principal_value": 0,
            "put_value": 0, "call_value": 0
        })
    );
    let of = |cusip: &str| find(&issuer["securities"], "cusip", &json!(cusip)).clone();
    assert_eq!(
        (
            of(ALPHABET_A)["holders"].clone(),
            of(ALPHABET_C)["holders"].clone()
        ),
        (9.into(), 8.into())
    );
    assert_eq!(of(ALPHABET_A)["shares"], class_a);
    let keeper = find(&issuer["managers"], "cik", &json!(KEEPS));
    assert_eq!(keeper["securities"], json!([ALPHABET_C, ALPHABET_A]));
    assert_eq!(keeper["shares_value"], 1_000 * 700 + 3_000 * 600);
    // By any CUSIP of the issuer, and in the latest quarter where none is named.
    assert_eq!(osd.json(&format!("issuer {ALPHABET_C} 2015Q4")), issuer);
    assert_eq!(osd.json("issuer 02079K")["period"], "2016Q3");
    let early = osd.json("issuer 38259P 2015Q3");
    assert_eq!(
        find(&early["securities"], "cusip", &json!(GOOGLE_A))["holders"],
        9
    );
    let server = Server::of(&osd);
    let answer = server.get("/api/v1/issuers/02079k?period=2015Q4&limit=9");
    assert_eq!(answer.json(), issuer);
    let missing = server.get("/api/v1/issuers/000001").problem(404);
    assert!(missing.contains("000001"), "{missing}");
    let bad = server.get("/api/v1/issuers/0207").problem(400);
    assert!(bad.contains("issuer: \"0207\""), "{bad}");
}

/// A bank whose rows name 43 and 1 as `43,01`, a number that its list has not, and nobody; and an
/// amendment with a list of its own.
fn bank() -> [Submission; 2] {
    let bank = Manager::new(BANK, "Bank Corp").file_number("028-92001");
    let [europe, lynch, advisors] = [
        (9_200_002, "Bank Europe", "028-92002"),
        (9_200_003, "Lynch Inc", "028-92003"),
        (9_200_004, "Advisors LLC", "028-92004"),
    ]
    .map(|(cik, name, file_number)| Manager::new(cik, name).file_number(file_number));
    let put = Holding::put("APPLE INC", "COM", APPLE)
        .amount(40)
        .value(400);
    let note = Holding::principal("KEMPHARM INC", "NOTE 5.5%", NOTE)
        .amount(1_000)
        .value(900);
    let first = bank
        .files(period("2024Q1"))
        .on("2024-05-15")
        .including(1, &europe)
        .including(43, &lynch)
        .holding(apple(100, 1_000))
        .holding(apple(700, 7_000).with_managers("43,01"))
        .holding(apple(50, 500).with_managers("43"))
        .holding(put.with_managers("43"))
        .holding(note.with_managers("01"))
        .holding(shares("MICROSOFT CORP", MICROSOFT, 3, 30).with_managers("7"));
    let added = bank
        .files(period("2024Q1"))
        .accession("0009200001-24-000009")
        .amends(1, AmendmentKind::NewHoldings)
        .on("2024-06-20")
        .including(1, &lynch)
        .including(2, &advisors)
        .holding(shares("MICROSOFT CORP", MICROSOFT, 20, 200).with_managers("1"));
    [first, added]
}

#[test]
fn rows_belong_to_the_managers_of_their_numbers_and_add_up() {
    let osd = Osd::with(&bank());
    let portfolio = osd.json(&format!("portfolio {BANK} 2024Q1 --by manager --limit 100"));
    let parts = portfolio["parts"].as_array().unwrap();
    let fields = [
        "names",
        "rows",
        "positions",
        "shares_value",
        "principal_value",
        "put_value",
    ];
    let told: Vec<Value> = parts
        .iter()
        .map(|part| Value::from(fields.map(|field| part[field].clone()).to_vec()))
        .collect();
    assert_eq!(
        told,
        [
            json!([[], 1, 1, 1_000, 0, 0]),
            json!([["Bank Europe"], 1, 1, 0, 900, 0]),
            json!([["Bank Europe", "Lynch Inc"], 1, 1, 7_000, 0, 0]),
            json!([[null], 1, 1, 30, 0, 0]),
            json!([["Lynch Inc"], 3, 3, 700, 0, 400]),
        ]
    );
    assert_eq!(parts[2]["printed"], json!(["43,01"]));
    assert_eq!(parts[2]["numbers"], json!([1, 43]));
    assert_eq!(parts[2]["file_numbers"], json!(["028-92002", "028-92003"]));
    assert_eq!(
        parts[3]["notes"],
        json!([{"code": "not_listed", "numbers": [7]}])
    );
    assert_eq!(parts[4]["sources"].as_array().unwrap().len(), 2);
    for kind in ["shares", "principal", "put"] {
        let field = format!("{kind}_value");
        let sum: i64 = parts
            .iter()
            .map(|part| part[&field].as_i64().unwrap())
            .sum();
        assert_eq!(portfolio["totals"]["by_kind"][kind]["value"], sum, "{kind}");
    }
    let server = Server::of(&osd);
    let path = format!("/api/v1/managers/{BANK}/portfolios/2024Q1/included-managers");
    assert_eq!(server.get(&path).json(), portfolio);
    let early = server.get(&format!("{path}?as_of=2024-05-31")).json();
    let lynch = find(&early["parts"], "names", &json!(["Lynch Inc"]));
    assert_eq!(
        (&lynch["rows"], &lynch["shares_value"]),
        (&json!(2), &json!(500))
    );
}
