//! The text era from outside: three quarters of one manager, each in a layout of its own.

use osd_testkit::{Holding, Manager, Submission, TextTable, period};
use serde_json::{Value, json};

use crate::{
    facts::{APPLE, COCA_COLA, EXXON, NOTE, PFIZER, apple, shares},
    http::Server,
    osd::Osd,
};

const EPSILON: u64 = 9_000_005;

/// Reports for 2009Q4 (marked, with a row continued), 2010Q1 (tabs) and 2010Q2 (HTML).
const CONTINUED: &str = "0009000005-10-000001";
const TABBED: &str = "0009000005-10-000002";
const HTML: &str = "0009000005-10-000003";

fn note() -> Holding {
    Holding::principal("KEMPHARM INC", "NOTE 5.5%", NOTE)
        .amount(2_000)
        .value(2_000)
}

fn epsilon() -> [Submission; 3] {
    let epsilon = Manager::new(EPSILON, "Epsilon Trust").file_number("028-90005");
    let daughter = Manager::new(9_000_006, "Epsilon Daughter Co").file_number("028-90006");
    let files = |quarter: &str, accession: &str, filed: &str| {
        let submission = epsilon.files(period(quarter)).accession(accession);
        submission.on(filed).including(1, &daughter)
    };
    let continued = files("2009Q4", CONTINUED, "2010-02-12")
        .as_text_with(TextTable::Continued)
        .holding(apple(1_200, 252_000))
        .holding(apple(300, 63_000).with_managers("1"))
        .holding(shares("COCA COLA CO", COCA_COLA, 2_000, 114_000))
        .holding(shares("PFIZER INC", PFIZER, 500, 9_000))
        .holding(note());
    let tabbed = files("2010Q1", TABBED, "2010-05-14")
        .as_text_with(TextTable::Tabbed)
        .holding(apple(1_200, 282_000))
        .holding(shares("COCA COLA CO", COCA_COLA, 2_500, 137_000))
        .holding(shares("EXXON MOBIL CORP", EXXON, 100, 7_000))
        .holding(note());
    let html = files("2010Q2", HTML, "2010-08-13")
        .as_text_with(TextTable::Html)
        .holding(apple(1_100, 277_000))
        .holding(apple(100, 25_000).with_managers("1"))
        .holding(
            Holding::put("COCA COLA CO", "COM", COCA_COLA)
                .amount(2_500)
                .value(125_000),
        );
    [continued, tabbed, html]
}

/// What a row says that does not depend on its layout.
fn told(line: &Value) -> Value {
    json!([
        line["issuer"],
        line["cusip_understood"],
        line["value"],
        line["amount"],
        line["amount_type"],
        line["put_call"],
        line["discretion"],
        line["other_managers"],
        line["vote_sole"]
    ])
}

/// The lines of text on which a row says that it is printed.
fn printed(submission: &Submission, line: &Value) -> String {
    let number = |field: &str| usize::try_from(line[field].as_u64().unwrap()).unwrap();
    let text = submission.text();
    let body = text.split("<TEXT>\n").nth(number("document")).unwrap();
    let (first, last) = (number("first_line"), number("last_line"));
    let lines: Vec<&str> = body.lines().collect();
    lines[first - 1..last].join("\n")
}

#[test]
fn every_layout_gives_the_rows_and_the_lines_they_are_printed_on() {
    let filings = epsilon();
    let osd = Osd::with(&filings);
    let server = Server::of(&osd);
    let expected = [
        json!([
            [
                "APPLE INC",
                APPLE,
                252,
                1_200,
                "SH",
                null,
                "SOLE",
                null,
                1_200
            ],
            ["APPLE INC", APPLE, 63, 300, "SH", null, "DFND", "1", 300],
            [
                "COCA COLA CO",
                COCA_COLA,
                114,
                2_000,
                "SH",
                null,
                "SOLE",
                null,
                2_000
            ],
            ["PFIZER INC", PFIZER, 9, 500, "SH", null, "SOLE", null, 500],
            [
                "KEMPHARM INC",
                NOTE,
                2,
                2_000,
                "PRN",
                null,
                "SOLE",
                null,
                2_000
            ]
        ]),
        json!([
            [
                "APPLE INC",
                APPLE,
                282,
                1_200,
                "SH",
                null,
                "SOLE",
                null,
                1_200
            ],
            [
                "COCA COLA CO",
                COCA_COLA,
                137,
                2_500,
                "SH",
                null,
                "SOLE",
                null,
                2_500
            ],
            [
                "EXXON MOBIL CORP",
                EXXON,
                7,
                100,
                "SH",
                null,
                "SOLE",
                null,
                100
            ],
            [
                "KEMPHARM INC",
                NOTE,
                2,
                2_000,
                "PRN",
                null,
                "SOLE",
                null,
                2_000
            ]
        ]),
        json!([
            [
                "APPLE INC",
                APPLE,
                277,
                1_100,
                "SH",
                null,
                "SOLE",
                null,
                1_100
            ],
            ["APPLE INC", APPLE, 25, 100, "SH", null, "DFND", "1", 100],
            [
                "COCA COLA CO",
                COCA_COLA,
                125,
                2_500,
                "SH",
                "Put",
                "SOLE",
                null,
                2_500
            ]
        ]),
    ];
    for (filing, expected) in filings.iter().zip(expected) {
        let accession = filing.accession_number();
        let answer = osd.json(&format!("filing {accession} --lines --limit 100"));
        let lines = answer["lines"].as_array().unwrap();
        let rows: Vec<Value> = lines.iter().map(told).collect();
        assert_eq!(Value::from(rows), expected, "{accession}");
        for line in lines {
            let text = printed(filing, line);
            let amount = line["amount"].as_u64().unwrap();
            let amount = match amount / 1_000 {
                0 => amount.to_string(),
                thousands => format!("{thousands},{:03}", amount % 1_000),
            };
            for cell in [&amount, line["cusip"].as_str().unwrap_or_default()] {
                assert!(text.contains(cell), "{cell} of {line} in {text:?}");
            }
        }
        let over_http = server.get(&format!("/api/v1/filings/{accession}/lines"));
        assert_eq!(over_http.json(), answer);
    }
}

#[test]
fn a_row_without_a_name_takes_that_of_the_row_above_and_says_so() {
    let osd = Osd::with(&epsilon());
    let filing = osd.json(&format!("filing {CONTINUED} --lines"));
    let row = &filing["lines"][1];
    assert_eq!(
        (&row["cusip"], &row["cusip_understood"]),
        (&Value::Null, &json!(APPLE)),
        "none is printed"
    );
    let notes = filing["notes"].as_array().unwrap();
    let continued = json!({"code": "continued_rows", "line": 2, "count": 1});
    assert!(notes.contains(&continued), "{notes:#?}");
}

#[test]
fn layouts_are_told_apart_and_graded() {
    let osd = Osd::with(&epsilon());
    let rows = osd.csv("check --filings");
    let told: Vec<String> = rows
        .iter()
        .map(|row| {
            let cells = [
                "accession",
                "state",
                "layout",
                "lines",
                "value_printed",
                "grade",
            ];
            cells.map(|cell| row[cell].as_str()).join(" ")
        })
        .collect();
    assert_eq!(
        told,
        [
            format!("{CONTINUED} read marked 5 440 A"),
            format!("{TABBED} read delimited 4 428 A"),
            format!("{HTML} read html 3 427 A"),
        ]
    );
}

#[test]
fn a_portfolio_from_text_adds_up_the_rows_of_a_security() {
    let osd = Osd::with(&epsilon());
    let portfolio = osd.json(&format!("portfolio {EPSILON} 2009Q4"));
    assert_eq!(
        portfolio["totals"],
        json!({
            "value": 440_000, "positions": 4, "previous_value": null,
            "by_kind": {
                "shares": {"value": 438_000, "positions": 3},
                "principal": {"value": 2_000, "positions": 1}
            }
        })
    );
    let apple = &portfolio["positions"][0];
    assert_eq!(
        (&apple["cusip"], &apple["amount"], &apple["value"]),
        (&json!(APPLE), &json!(1_500), &json!(315_000))
    );
}

#[test]
fn changes_between_text_quarters_do_not_mind_the_layout() {
    let osd = Osd::with(&epsilon());
    let changes = |quarter: &str| -> Value {
        let portfolio = osd.json(&format!("portfolio {EPSILON} {quarter} --sort issuer"));
        let positions = portfolio["positions"].as_array().unwrap();
        let told = positions.iter().map(|one| {
            json!([
                one["issuer"],
                one["put_call"],
                one["change"],
                one["amount_change"],
                one["value_change"]
            ])
        });
        told.collect()
    };
    assert_eq!(
        changes("2010Q1"),
        json!([
            ["APPLE INC", null, "REDUCE", -300, -33_000],
            ["COCA COLA CO", null, "ADD", 500, 23_000],
            ["EXXON MOBIL CORP", null, "NEW", 100, 7_000],
            ["KEMPHARM INC", null, "HOLD", 0, 0],
            ["PFIZER INC", null, "BELOW_THRESHOLD_POSSIBLE", -500, -9_000]
        ])
    );
    assert_eq!(
        changes("2010Q2"),
        json!([
            ["APPLE INC", null, "HOLD", 0, 20_000],
            [
                "COCA COLA CO",
                null,
                "BELOW_THRESHOLD_POSSIBLE",
                -2_500,
                -137_000
            ],
            ["COCA COLA CO", "Put", "NEW", 2_500, 125_000],
            [
                "EXXON MOBIL CORP",
                null,
                "BELOW_THRESHOLD_POSSIBLE",
                -100,
                -7_000
            ],
            ["KEMPHARM INC", null, "EXIT", -2_000, -2_000]
        ])
    );
}
