//! Real filings, where the folder that holds them lies beside the repository.

use std::{fs, path::Path};

use serde_json::json;

use crate::osd::Osd;

#[test]
fn what_berkshire_and_five_hundred_other_filings_say() {
    let edgar = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/edgar");
    if !edgar.is_dir() {
        return;
    }
    let osd = Osd::facing_folder(&edgar);
    let everything = "--from 1993Q1 --to 2025Q4";
    osd.ingest(everything).ok();

    let listed = fs::read_to_string(edgar.join("FILINGS.csv")).unwrap();
    let mut listed: Vec<&str> = listed
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next())
        .collect();
    listed.sort_unstable();
    let rows = osd.csv("check --filings");
    let told: Vec<&str> = rows.iter().map(|row| row["accession"].as_str()).collect();
    assert_eq!(listed.len(), 501);
    assert_eq!(told, listed);

    let read: Vec<_> = rows.iter().filter(|row| row["state"] == "read").collect();
    let lines: u64 = read
        .iter()
        .map(|row| row["lines"].parse::<u64>().unwrap())
        .sum();
    let published = osd.csv("snapshots");
    let published = published
        .iter()
        .map(|row| row["rows"].parse::<u64>().unwrap());
    assert_eq!(published.sum::<u64>(), lines, "every row is published");
    let is_done = |state: &str| ["read", "no_table", "paper_stub"].contains(&state);
    let left: Vec<_> = rows.iter().filter(|row| !is_done(&row["state"])).collect();
    assert!(left.is_empty(), "{left:?}");
    let in_xml = read.iter().filter(|row| row["layout"] == "xml");
    assert_eq!((read.len() > 480, in_xml.count()), (true, 87));
    for row in &read {
        let fits = row["lines"] == row["entries_reported"]
            && row["value_printed"] == row["value_reported"];
        let silent = row["entries_reported"].is_empty() || row["value_reported"].is_empty();
        let noted = ["entries_differ", "value_differs", "value_total_in_"]
            .iter()
            .any(|code| row["notes"].contains(code));
        assert!(fits != noted || silent, "a difference is noted: {row:?}");
    }
    for row in rows.iter().filter(|row| row["state"] != "read") {
        assert_eq!(
            (&*row["lines"], &*row["value_printed"]),
            ("", ""),
            "{row:?}"
        );
    }

    let berkshire = |words: &str| {
        osd.json(&format!("portfolio 1067983 2025Q1 --limit 1 {words}"))["totals"]["value"].clone()
    };
    assert_eq!(berkshire(""), 259_807_694_872_u64);
    assert_eq!(berkshire("--as-of 2025-06-30"), 258_701_144_516_u64);

    osd.run("verify").ok();
    let ids = osd.snapshot_ids();
    let check = osd.run("check --filings --format csv").ok().stdout;
    let again = osd
        .ingest(&format!("{everything} --format json"))
        .ok()
        .json();
    assert_eq!(
        (&again["filings"], &again["periods"]),
        (&json!(0), &json!(0))
    );
    let rebuilt = osd.json("rebuild");
    assert_eq!(
        (&rebuilt["filings"], &rebuilt["differ"]),
        (&json!(501), &json!(0))
    );
    assert_eq!(osd.snapshot_ids(), ids);
    assert_eq!(osd.run("check --filings --format csv").ok().stdout, check);
    osd.run("verify").ok();
}
