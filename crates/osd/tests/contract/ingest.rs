//! Taking filings in: what is said of it, and that a second run does nothing twice.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    time::SystemTime,
};

use osd_testkit::{period, sample, universe};
use serde_json::json;

use crate::{
    facts::{ALPHA, BETA, FIRST, alpha, beta, history},
    osd::{Osd, fields, words},
};

#[test]
fn what_was_taken_in_is_said_in_every_format() {
    let history = history();
    let osd = Osd::facing(&history);
    let ended = osd
        .ingest("--from 2024Q2 --to 2024Q4 --format json")
        .ok()
        .json();
    assert_eq!(
        fields(&ended),
        words("failed filings from no_index periods reference_files to")
    );
    assert_eq!(
        ended,
        json!({
            "from": "2024Q2", "to": "2024Q4", "filings": 8, "reference_files": 0, "periods": 2,
            "no_index": ["2024Q4"], "failed": []
        })
    );
    let rest = osd.ingest("--format csv").ok();
    assert_eq!(rest.stdout, "kind,key,error\n");
    let table = osd.ingest("--format table").ok();
    assert_eq!(table.stdout, "", "there are no rows to show");
    assert!(
        table
            .stderr
            .contains("0 filings and 0 reference files taken in"),
        "{table:#?}"
    );
}

#[test]
fn an_index_that_does_not_exist_is_reported_and_is_no_failure() {
    let osd = Osd::new();
    let ended = osd.ingest("--from 2024Q4 --to 2025Q1 --format json").ok();
    assert_eq!(ended.json()["no_index"], json!(["2024Q4", "2025Q1"]));
}

#[test]
fn a_submission_that_is_missing_is_named_and_taken_in_once_it_is_there() {
    let filings = alpha();
    let osd = Osd::facing(&filings);
    let path = osd.mirror().submission_path(&filings[0]);
    let aside = path.with_extension("aside");
    fs::rename(&path, &aside).unwrap();

    let ended = osd.ingest("--format json").fails_naming(FIRST);
    let failed = &ended.json()["failed"];
    assert_eq!(failed[0]["kind"], "fetch");
    assert_eq!(failed[0]["key"], FIRST);
    assert_eq!(fields(&failed[0]), words("error key kind"));
    assert_eq!(ended.json()["filings"], 2, "the others were taken in");
    let row = &osd.csv("check --filings")[0];
    assert_eq!((&*row["accession"], &*row["state"]), (FIRST, "discovered"));
    osd.ingest("--format csv").fails_naming(FIRST);

    fs::rename(&aside, &path).unwrap();
    assert_eq!(osd.ingest("--format json").ok().json()["filings"], 1);
    assert_eq!(osd.csv("check --filings")[0]["state"], "read");
}

#[test]
fn only_the_managers_asked_for_are_taken_in() {
    let history = history();
    let osd = Osd::facing(&history);
    osd.ingest(&format!("--manager {ALPHA} --manager {BETA:010}"))
        .ok();
    let ciks: Vec<String> = osd
        .csv("managers")
        .iter()
        .map(|row| row["cik"].clone())
        .collect();
    assert_eq!(ciks, [ALPHA.to_string(), BETA.to_string()]);
    assert_eq!(osd.csv("check --filings").len(), 6);
}

#[test]
fn a_second_run_does_nothing_twice() {
    let universe = universe(3);
    let osd = Osd::new();
    universe.mirror(osd.edgar()).write().unwrap();
    osd.ingest("").ok();
    let vault = files(&osd.home().join("vault"));
    let snapshots = files(&osd.home().join("snapshots"));
    let check = osd.run("check --filings --format csv").ok().stdout;
    assert!(vault.len() > universe.submissions.len());

    let again = osd.ingest("--format json").ok().json();
    assert_eq!(
        (&again["filings"], &again["periods"]),
        (&json!(0), &json!(0))
    );
    assert_eq!(files(&osd.home().join("vault")), vault);
    assert_eq!(files(&osd.home().join("snapshots")), snapshots);
    assert_eq!(osd.run("check --filings --format csv").ok().stdout, check);
}

#[test]
fn portfolios_are_what_the_filings_come_to() {
    let universe = universe(11);
    let osd = Osd::new();
    universe.mirror(osd.edgar()).write().unwrap();
    osd.ingest("").ok();
    for quarter in period("2021Q2").through(period("2023Q1")) {
        let rows = osd.csv(&format!("managers --period {quarter}"));
        let mut answered: BTreeMap<u64, (String, String)> = rows
            .into_iter()
            .map(|row| {
                (
                    row["cik"].parse().unwrap(),
                    (row["value"].clone(), row["positions"].clone()),
                )
            })
            .collect();
        for ((cik, _), truth) in universe.truth.iter().filter(|((_, of), _)| *of == quarter) {
            let told = truth.map(|truth| (truth.value.to_string(), truth.positions.to_string()));
            let answer = answered.remove(&cik.number()).expect("a row a manager");
            assert_eq!(answer, told.unwrap_or_default(), "{cik} in {quarter}");
        }
        assert_eq!(answered, BTreeMap::new(), "nobody else filed for {quarter}");
    }
}

#[test]
fn the_bundled_sample_shows_what_its_page_says() {
    let osd = Osd::facing_folder(&sample::folder().join("edgar"));
    let all = "--from 1999Q1 --to 2025Q4 --format json";
    let ended = osd.ingest(all).ok().json();
    assert_eq!(
        (&ended["filings"], &ended["periods"]),
        (&json!(20), &json!(15))
    );
    let total = |words: &str| osd.json(words)["totals"]["value"].clone();
    assert_eq!(total("portfolio 1067983 2025Q1"), 259_807_694_872_u64);
    assert_eq!(
        total("portfolio 1067983 2025Q1 --as-of 2025-06-30"),
        258_701_144_516_u64
    );
    let labels: Vec<String> = osd
        .csv("portfolio 1067983 2025Q1 --sort change")
        .into_iter()
        .map(|row| row["change"].clone())
        .collect();
    for label in ["ADD", "EXIT", "HOLD", "LATE_REVEAL", "REDUCE"] {
        assert!(labels.iter().any(|one| one == label), "{label}");
    }
    let mut text: Vec<String> = osd
        .csv("check --filings")
        .into_iter()
        .filter(|row| row["era"] == "text")
        .map(|row| {
            ["period", "state", "layout", "lines", "grade"]
                .map(|cell| row[cell].as_str())
                .join(" ")
        })
        .collect();
    text.sort_unstable();
    assert_eq!(
        text,
        [
            "1999Q2 no_table text  ",
            "2002Q4 read delimited 6 A",
            "2003Q1 read delimited 6 A",
            "2004Q1 read marked 10 A",
            "2005Q3 read marked 3 D",
            "2005Q3 read marked 9 A",
            "2006Q1 paper_stub   ",
            "2007Q3 read html 5 A",
        ]
    );
}

#[test]
fn beta_is_taken_in_as_it_was_filed() {
    let osd = Osd::with(&beta());
    let roles = |words: &str| -> Vec<String> {
        let filings = osd.json(words)["filings"].clone();
        let filings = filings.as_array().unwrap().iter();
        filings
            .map(|filing| filing["role"].as_str().unwrap().to_owned())
            .collect()
    };
    let both = format!("portfolio {BETA} 2024Q1");
    assert_eq!(roles(&both), ["superseded", "restatement"]);
    assert_eq!(roles(&format!("{both} --as-of 2024-08-19")), ["original"]);
}

/// Every file below a folder: its inode, its length and when it was written.
fn files(folder: &Path) -> BTreeMap<PathBuf, (u64, u64, SystemTime)> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            let file = fs::metadata(&path).unwrap();
            if file.is_dir() {
                open.push(path);
            } else {
                found.insert(path, (file.ino(), file.len(), file.modified().unwrap()));
            }
        }
    }
    found
}
