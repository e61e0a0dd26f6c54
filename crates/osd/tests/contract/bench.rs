//! What `osd bench` makes, and what it says of what it measures. How fast anything is, no test asks.

use std::{collections::BTreeSet, fs};

use serde_json::{Value, json};

use crate::osd::{Osd, fields, words};

/// As large as it takes for every command to find something.
const SMALL: &str = "--managers 30 --lines 3000 --periods 3 --last 2025Q1 --seed 4";

/// The program with a home that was generated.
fn generated() -> Osd {
    let osd = Osd::new();
    osd.run(&format!("bench generate home {SMALL}")).ok();
    osd
}

/// What some figures are called.
fn called(figures: &Value) -> Vec<&str> {
    let figures = figures.as_array().unwrap().iter();
    figures.map(|one| one["what"].as_str().unwrap()).collect()
}

#[track_caller]
fn assert_are_figures(figures: &Value) {
    for one in figures.as_array().unwrap() {
        assert_eq!(fields(one), words("what figure unit beside limit ratio"));
        assert!(one["figure"].as_f64().unwrap() > 0.0, "{one}");
        assert_eq!(one["beside"].is_null(), one["ratio"].is_null(), "{one}");
    }
}

#[test]
fn what_is_published_at_once_is_what_the_program_makes_of_the_same_submissions() {
    let direct = generated();
    let made = Osd::new();
    let folder = made.edgar().parent().unwrap().join("made-up");
    let archive = format!("bench generate {} --as filings {SMALL}", folder.display());
    let said = made.json(&archive);
    assert_eq!(fields(&said), words("bytes failed filings folder rows"));
    let ingested = Osd::facing_folder(&folder);
    let outcome = ingested.json(&format!(
        "ingest --from 2024Q1 --to 2025Q4 --edgar {}",
        folder.display()
    ));
    assert_eq!(outcome["filings"], said["filings"]);

    assert_eq!(direct.snapshot_ids(), ingested.snapshot_ids());
    assert_eq!(direct.snapshot_ids().len(), 3);
    let managers = direct.csv("managers --period 2025Q1");
    assert!(managers.len() > 30, "{}", managers.len());
    for manager in managers.iter().step_by(5) {
        for words in ["portfolio", "changes", "history"] {
            let period = if words == "history" { "" } else { "2025Q1" };
            let words = format!("{words} {} {period} --format csv", manager["cik"]);
            assert_eq!(
                direct.run(&words).stdout,
                ingested.run(&words).stdout,
                "{words}"
            );
        }
    }
}

#[test]
fn a_seed_gives_the_same_home_and_says_so() {
    let (one, again) = (generated(), generated());
    assert_eq!(one.snapshot_ids(), again.snapshot_ids());
    let kept = fs::read(one.home().join("generated.json")).unwrap();
    assert_eq!(
        serde_json::from_slice::<Value>(&kept).unwrap(),
        json!({"seed": 4, "managers": 30, "lines": 3000, "periods": 3, "last": "2025Q1"})
    );
}

#[test]
fn what_is_made_up_is_not_mixed_with_what_is_there() {
    let osd = generated();
    osd.run(&format!("bench generate home {SMALL}"))
        .refuses_naming("home is not empty");
    osd.run("bench generate other --managers 10 --lines 5")
        .refuses_naming("10 managers cannot have 5 lines");
    osd.run("bench generate other --periods 0")
        .refuses_naming("0 periods");
    assert!(!osd.home().with_file_name("other").exists());
}

#[test]
fn reading_and_publishing_stand_beside_their_limits() {
    let osd = generated();
    let ids = osd.snapshot_ids();
    let read = osd.json("bench read --lines 500");
    assert_are_figures(&read);
    assert_eq!(called(&read), ["reading XML", "reading XML"]);
    let published = osd.json("bench publish");
    assert_are_figures(&published);
    assert_eq!(
        called(&published)[..3],
        [
            "publishing a period, whole",
            "writing its snapshot",
            "publishing a period, whole"
        ]
    );
    assert_eq!(osd.snapshot_ids(), ids);
    osd.run("bench publish --period 2001Q1")
        .fails_naming("2001Q1 is not published");
}

/// Whether a path of the API is asked: a generated home has no tickers, and keeps no documents.
fn is_asked(path: &str) -> bool {
    let is_left_out = path.contains("{ticker}") || path.ends_with("/document");
    path.starts_with("/api/v1/") && !is_left_out
}

#[test]
fn every_question_of_the_description_is_asked() {
    let osd = generated();
    let asked = osd.json("bench ask --times 3");
    assert_are_figures(&asked);
    let served = osd.json("bench serve --clients 3 --questions 2");
    assert_are_figures(&served);
    let asked: BTreeSet<&str> = called(&served)
        .into_iter()
        .filter_map(|what| what.split_once(", p")?.0.split('?').next())
        .collect();
    let contract =
        serde_json::from_str::<Value>(include_str!("../../../../docs/reference/openapi.json"));
    let contract = contract.unwrap();
    let described = contract["paths"].as_object().unwrap().keys();
    for path in described.filter(|path| is_asked(path)) {
        assert!(asked.contains(path.as_str()), "{path}: {asked:?}");
    }
}

#[test]
fn filings_are_added_to_the_latest_period_alone() {
    let osd = generated();
    let before = osd.snapshot_ids();
    let added = osd.json("bench add --filings 6 --clients 2");
    assert_are_figures(&added);
    assert!(called(&added)[0].starts_with("adding "), "{added}");
    let after = osd.snapshot_ids();
    let changed = after.iter().filter(|(period, id)| before[*period] != **id);
    let changed: Vec<&str> = changed.map(|(period, _)| period.as_str()).collect();
    assert!(changed.contains(&"2025Q1"), "{changed:?}");
    // Others come the next time.
    osd.run("bench add --filings 6 --clients 2").ok();
    let elsewhere = Osd::new();
    fs::create_dir_all(elsewhere.home()).unwrap();
    elsewhere
        .run("bench add")
        .fails_naming("there is nothing in");
}
