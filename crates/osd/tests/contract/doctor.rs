//! What is configured, reachable and stale, and what to do about it; and the catalog's tables.

use std::{collections::BTreeMap, fs};

use crate::{
    facts::{FIRST, alpha, history},
    osd::{Ended, Osd},
};

/// What the doctor found of each thing it looked at.
fn statuses(ended: &Ended) -> BTreeMap<String, String> {
    let findings = ended.json();
    for finding in findings.as_array().unwrap() {
        let is_ok = finding["status"] == "ok";
        assert_eq!(is_ok, finding["advice"].is_null(), "{finding}");
    }
    let text = |field: &serde_json::Value| field.as_str().unwrap().to_owned();
    findings
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| (text(&finding["check"]), text(&finding["status"])))
        .collect()
}

fn doctor(osd: &Osd) -> Ended {
    osd.run(&format!(
        "doctor --edgar {} --format json",
        osd.edgar().display()
    ))
}

fn as_told(told: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = |(check, status): &(&str, &str)| (check.to_string(), status.to_string());
    told.iter().map(owned).collect()
}

#[test]
fn an_empty_home_is_no_illness() {
    let osd = Osd::new();
    let found = statuses(&doctor(&osd).ok());
    assert_eq!(
        found,
        as_told(&[
            ("home", "warn"),
            ("store", "ok"),
            ("edgar", "ok"),
            ("catalog", "warn")
        ])
    );
    assert!(!osd.home().exists(), "looking makes nothing");
    let unnamed = osd.run("doctor --format json").ok();
    assert_eq!(statuses(&unnamed)["edgar"], "warn");
    assert!(unnamed.stdout.contains("OSD_USER_AGENT"), "{unnamed:#?}");
}

#[test]
fn a_home_in_order_is_ok_throughout() {
    let history = history();
    let osd = Osd::with(&history);
    let ended = doctor(&osd).ok();
    assert_eq!(
        statuses(&ended),
        as_told(&[
            ("home", "ok"),
            ("store", "ok"),
            ("edgar", "ok"),
            ("catalog", "ok"),
            ("indexes", "ok"),
            ("filings", "ok"),
            ("work", "ok"),
            ("snapshots", "ok"),
        ])
    );
    assert!(ended.stdout.contains("SQLite 3."), "{}", ended.stdout);
    assert!(
        ended.stdout.contains("6 periods published"),
        "{}",
        ended.stdout
    );
    let csv = osd.run("doctor --format csv").ok();
    assert_eq!(csv.header(), "check,status,found,advice");
}

#[test]
fn what_was_not_done_is_a_warning_that_names_it() {
    let filings = alpha();
    let osd = Osd::facing(&filings);
    fs::remove_file(osd.mirror().submission_path(&filings[0])).unwrap();
    osd.ingest("").fails_naming(FIRST);
    let ended = doctor(&osd).ok();
    let found = statuses(&ended);
    assert_eq!((&*found["filings"], &*found["work"]), ("warn", "warn"));
    assert!(ended.stdout.contains(FIRST), "{}", ended.stdout);
}

#[test]
fn a_lost_snapshot_is_a_failure_and_a_rebuild_heals_it() {
    let filings = alpha();
    let osd = Osd::with(&filings);
    fs::remove_dir_all(osd.home().join("snapshots/2024Q1")).unwrap();
    let ended = doctor(&osd).fails_naming("");
    assert_eq!(statuses(&ended)["snapshots"], "fail");
    assert!(ended.stdout.contains("damaged: 2024Q1"), "{}", ended.stdout);
    osd.run("rebuild --period 2024Q1").ok();
    assert_eq!(statuses(&doctor(&osd).ok())["snapshots"], "ok");
}

#[test]
fn tables_are_brought_up_to_this_version_once() {
    let osd = Osd::new();
    fs::create_dir(osd.home()).unwrap();
    fs::write(osd.home().join("catalog.db"), "").unwrap();
    let behind = doctor(&osd).fails_naming("");
    assert_eq!(statuses(&behind)["catalog"], "fail");
    assert!(behind.stdout.contains("osd migrate"), "{}", behind.stdout);

    let ended = osd.run("migrate --format csv").ok();
    assert_eq!(ended.header(), "migration");
    let names: Vec<String> = ended
        .csv()
        .iter()
        .map(|row| row["migration"].clone())
        .collect();
    assert!(names.len() >= 8 && names.is_sorted(), "{names:?}");
    assert_eq!(osd.json("migrate"), serde_json::json!([]));
    assert_eq!(statuses(&doctor(&osd).ok())["catalog"], "ok");
    assert_eq!(osd.json("periods")["periods"], serde_json::json!([]));
}
