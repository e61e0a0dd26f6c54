//! A manager that goes on under another CIK: seen by evidence, struck by a person, added up on
//! request.

use osd_testkit::{Manager, period};
use serde_json::{Value, json};

use crate::{
    facts::{
        ALPHA, APPLE, COCA_COLA, FIRST_NEW, LAST_OLD, NEW_SQUARE, OLD_NOTICE, OLD_SQUARE, PFIZER,
        alpha, shares, squares,
    },
    http::Server,
    osd::Osd,
};

fn osd() -> Osd {
    let mut filings = squares().to_vec();
    filings.extend(alpha());
    Osd::with(&filings)
}

fn labels(changes: &Value) -> Vec<(&str, &str)> {
    let rows = changes["changes"].as_array().unwrap().iter();
    let mut found: Vec<(&str, &str)> = rows
        .map(|row| {
            (
                row["cusip"].as_str().unwrap(),
                row["change"].as_str().unwrap(),
            )
        })
        .collect();
    found.sort_unstable();
    found
}

#[test]
fn a_notice_that_names_the_new_number_is_evidence() {
    let osd = osd();
    let listed = osd.json("successions")["successions"].clone();
    assert_eq!(
        listed,
        json!([{
            "period": "2024Q2",
            "from": OLD_SQUARE, "from_name": "Delta Square Capital Management, L.P.",
            "to": NEW_SQUARE, "to_name": "Delta Square Inc",
            "source": "evidence",
            "evidence": [
                {"because": "named_by_notice", "accession": OLD_NOTICE},
                {"because": "same_name", "words": "delta square"},
                {"because": "same_amounts", "positions": 1, "of": 3},
                {"because": "shared_value", "permille": 921}
            ]
        }])
    );
    let of = |cik: u64| osd.json(&format!("successions --manager {cik}"))["successions"].clone();
    assert_eq!(of(OLD_SQUARE), listed);
    assert_eq!(of(ALPHA), json!([]));
    osd.run("successions --manager 77")
        .fails_naming("manager 77");
}

#[test]
fn who_does_not_ask_for_it_is_told_of_it_and_gets_no_sum() {
    let osd = osd();
    let portfolio = osd.json(&format!("portfolio {NEW_SQUARE}"));
    assert_eq!(portfolio["basis"], "first_filing");
    assert_eq!(
        portfolio["continues"],
        json!([{
            "cik": OLD_SQUARE, "name": "Delta Square Capital Management, L.P.", "period": "2024Q2"
        }])
    );
    let new = json!([{"cik": NEW_SQUARE, "name": "Delta Square Inc"}]);
    assert_eq!(portfolio["managers"], new);
    let history = osd.json(&format!("history {OLD_SQUARE}"));
    assert_eq!(history["continued_by"][0]["cik"], NEW_SQUARE);
    assert_eq!(history["periods"][1]["standing"], "no_holdings");
    let changes = osd.json(&format!("changes {OLD_SQUARE} 2024Q2"));
    assert_eq!(changes["basis"], "notice");
    assert_eq!(changes["continued_by"][0]["period"], "2024Q2");
    let named = format!("Delta Square Inc ({NEW_SQUARE}) continues it since 2024Q2");
    osd.run(&format!("portfolio {OLD_SQUARE} 2024Q2"))
        .fails_naming(&named);
}

#[test]
fn merged_the_history_goes_on_and_the_first_quarter_is_compared() {
    let osd = osd();
    for cik in [OLD_SQUARE, NEW_SQUARE] {
        let history = osd.json(&format!("history {cik} --merged"));
        let periods = history["periods"].as_array().unwrap().iter();
        let figures: Vec<_> = periods
            .map(|one| json!([one["period"], one["standing"], one["basis"], one["value"]]))
            .collect();
        let first = json!(["2024Q1", "held", "not_loaded", 3_801_240]);
        let second = json!(["2024Q2", "held", "compared", 3_701_240]);
        assert_eq!(figures, [first, second], "{cik}");

        let changes = osd.json(&format!(
            "changes {cik} 2024Q2 --merged --label ADD,HOLD,EXIT"
        ));
        let expected = [(APPLE, "ADD"), (COCA_COLA, "HOLD"), (PFIZER, "EXIT")];
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(labels(&changes), expected, "{cik}");
        assert_eq!(changes["counts"], json!({"ADD": 1, "HOLD": 1, "EXIT": 1}));

        let portfolio = osd.json(&format!("portfolio {cik} --merged"));
        assert_eq!(portfolio["period"], "2024Q2");
        assert_eq!(portfolio["totals"]["previous_value"], 3_801_240);
        let managers = portfolio["managers"].as_array().unwrap().iter();
        let ciks: Vec<_> = managers.map(|one| one["cik"].as_u64().unwrap()).collect();
        assert_eq!(ciks, [OLD_SQUARE, NEW_SQUARE]);
        let filings = portfolio["filings"].as_array().unwrap().iter();
        let filings: Vec<_> = filings
            .map(|one| json!([one["cik"], one["accession"], one["role"]]))
            .collect();
        let notice = json!([OLD_SQUARE, OLD_NOTICE, "no_holdings"]);
        let first = json!([NEW_SQUARE, FIRST_NEW, "original"]);
        assert_eq!(filings, [notice, first]);
        for position in portfolio["positions"].as_array().unwrap() {
            let source = if position["cusip"] == PFIZER {
                LAST_OLD
            } else {
                FIRST_NEW
            };
            assert_eq!(position["sources"], json!([source]));
        }
    }
}

#[test]
fn merged_as_of_a_day_what_came_later_is_not_seen() {
    let osd = osd();
    // The notice is there, the first report under the new number is not.
    let day = "--merged --as-of 2024-08-13";
    let changes = osd.json(&format!("changes {NEW_SQUARE} 2024Q2 {day}"));
    assert_eq!(changes["basis"], "notice");
    assert_eq!(changes["counts"], json!({"NOT_COMPARABLE": 3}));
    osd.run(&format!("portfolio {NEW_SQUARE} 2024Q2 {day}"))
        .fails_naming("notice");
    let portfolio = osd.json(&format!("portfolio {NEW_SQUARE} {day}"));
    assert_eq!(portfolio["period"], "2024Q1");
    assert_eq!(portfolio["filings"][0]["accession"], LAST_OLD);
    let later = osd.json(&format!(
        "changes {NEW_SQUARE} 2024Q2 --merged --as-of 2024-08-14"
    ));
    assert_eq!(later["basis"], "compared");
}

#[test]
fn what_a_person_decides_wins_and_outlasts_a_rebuild() {
    let osd = osd();
    let link = format!("link {OLD_SQUARE} {NEW_SQUARE} 2024Q2");
    osd.run(&format!("{link} --strike --why coincidence")).ok();
    assert_eq!(osd.json("successions")["successions"], json!([]));
    let portfolio = osd.json(&format!("portfolio {NEW_SQUARE} --merged"));
    assert_eq!(portfolio["basis"], "first_filing");
    assert_eq!(portfolio["managers"].as_array().unwrap().len(), 1);
    osd.run(&format!("{link} --strike --why again"))
        .fails_naming("2024Q2");
    osd.run("rebuild").ok();
    assert_eq!(osd.json("successions")["successions"], json!([]));
    let journal = osd.csv("journal");
    assert_eq!(journal.len(), 1);
    assert_eq!(
        journal[0]["subject"],
        format!("succession:{OLD_SQUARE}:{NEW_SQUARE}:2024Q2")
    );
    assert_eq!(journal[0]["choice"], "strike");
    assert_eq!(journal[0]["why"], "coincidence");

    osd.run(&format!("{link} --why letter")).ok();
    let listed = osd.json("successions")["successions"].clone();
    assert_eq!(listed[0]["source"], "decision");
    assert_eq!(listed[0]["evidence"][0]["why"], "letter");
    let portfolio = osd.json(&format!("portfolio {NEW_SQUARE} --merged"));
    assert_eq!(portfolio["basis"], "compared");
    osd.run(&format!("link {OLD_SQUARE} 77 2024Q2 --why x"))
        .fails_naming("manager 77");
}

#[test]
fn a_late_predecessor_is_none_when_it_has_filed() {
    let holdings = [1, 2, 3, 4, 5, 6].map(|n| {
        let cusips = [
            APPLE,
            COCA_COLA,
            PFIZER,
            "30231G102",
            "594918104",
            "67066G104",
        ];
        shares(
            "ISSUER",
            cusips[n - 1],
            100_000 + n as i64 * 1_111,
            1_000_000,
        )
    });
    let old = Manager::new(9_000_021, "Twin Advisers LLC");
    let new = Manager::new(9_000_022, "Twin Advisers Trust");
    let files = |manager: &Manager, quarter: &str| {
        let report = manager.files(period(quarter));
        report.holdings(holdings.clone())
    };
    let osd = Osd::with(&[files(&old, "2024Q1"), files(&new, "2024Q2")]);
    let listed = osd.json("successions")["successions"].clone();
    assert_eq!(
        listed[0]["evidence"][0],
        json!({"because": "filed_nothing"})
    );
    let filings = [
        files(&old, "2024Q1"),
        files(&new, "2024Q2"),
        files(&old, "2024Q2"),
    ];
    let mut mirror = osd.mirror();
    for filing in &filings {
        mirror.add(filing);
    }
    mirror.write().unwrap();
    osd.ingest("").ok();
    assert_eq!(osd.json("successions")["successions"], json!([]));
    let changes = osd.json("changes 9000021 2024Q2 --merged --label HOLD");
    assert_eq!(changes["counts"], json!({"HOLD": 6}));
}

#[test]
fn the_api_answers_the_same() {
    let osd = osd();
    let server = Server::of(&osd);
    let new = NEW_SQUARE;
    let pairs = [
        ("successions".to_owned(), "successions".to_owned()),
        (
            format!("managers/{new}/successions"),
            format!("successions --manager {new}"),
        ),
        (
            format!("managers/{new}/history?merged=true"),
            format!("history {new} --merged"),
        ),
        (
            format!("managers/{new}/portfolio?merged=true"),
            format!("portfolio {new} --merged"),
        ),
        (
            format!("managers/{new}/portfolios/2024Q2/changes?merged=true&as_of=2024-08-13"),
            format!("changes {new} 2024Q2 --merged --as-of 2024-08-13"),
        ),
        (
            format!("managers/{new}/portfolio?merged=false"),
            format!("portfolio {new}"),
        ),
    ];
    for (path, words) in pairs {
        let response = server.get(&format!("/api/v1/{path}"));
        assert_eq!(response.status, 200, "{path}");
        let words = format!("{words} --limit 100");
        assert_eq!(response.json(), osd.json(&words), "{path}");
    }
    let bad = server.get(&format!("/api/v1/managers/{new}/portfolio?merged=maybe"));
    assert!(bad.problem(400).contains("merged"));
    let bad = server.get("/api/v1/successions?limit=1001");
    assert!(bad.problem(400).contains("limit: 1001"));
    assert_eq!(server.get("/api/v1/managers/77/successions").status, 404);
}
