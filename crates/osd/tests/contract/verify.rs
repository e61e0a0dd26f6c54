//! What is damaged is named on the command line, and mended.

use std::fs;

use osd_testkit::sample;

use crate::{
    facts::{FIRST, history},
    osd::{Osd, fields, words},
};

#[test]
fn nothing_is_found_in_the_sample() {
    let osd = Osd::facing_folder(&sample::folder().join("edgar"));
    osd.ingest("--from 1998Q1 --to 2025Q4").ok();
    let verified = osd.json("verify");
    assert_eq!(
        fields(&verified),
        words("bytes filings findings objects ordered snapshots")
    );
    assert_eq!(verified["findings"], serde_json::json!([]));
    for count in ["objects", "bytes", "filings", "snapshots"] {
        assert!(verified[count].as_u64() > Some(0), "{count}: {verified}");
    }
    assert_eq!(
        osd.run("verify").ok().stdout,
        "",
        "people are told on stderr"
    );
    assert_eq!(osd.json("verify --vault")["filings"], 0);
    assert_eq!(osd.json("verify --catalog")["objects"], 0);
    assert_eq!(osd.json("verify --period 2025Q1")["snapshots"], 1);
    osd.run("rebuild").ok();
    osd.run("verify").ok();
}

#[test]
fn what_is_lost_and_damaged_is_named_and_mended() {
    let filings = history();
    let osd = Osd::with(&filings);
    let before = osd.snapshot_ids();
    let submission = format!("vault/submissions/0009000001/24/{FIRST}.txt.zst");
    fs::remove_file(osd.home().join(&submission)).unwrap();
    let place = format!("2024Q2/{}", before["2024Q2"]);
    let lines = osd
        .home()
        .join("snapshots")
        .join(&place)
        .join("lines.parquet");
    let mut bytes = fs::read(&lines).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&lines, bytes).unwrap();

    let found = osd.run("verify --format csv").fails_naming("");
    assert_eq!(
        found.header(),
        "store,place,kind,severity,found,advice,ordered"
    );
    let told: Vec<[String; 4]> = found
        .csv()
        .into_iter()
        .map(|row| ["place", "kind", "severity", "ordered"].map(|name| row[name].clone()))
        .collect();
    assert_eq!(
        told,
        [
            [FIRST, "submission_lost", "lost", "false"].map(str::to_owned),
            [&place, "snapshot_damaged", "damaged", "false"].map(str::to_owned),
        ]
    );
    let table = osd.run("verify").fails_naming("").stdout;
    assert!(
        table.contains("--repair") && table.contains(FIRST),
        "{table}"
    );
    osd.run("verify --period 2024Q2 --catalog").ok();

    osd.run("verify --repair").fails_naming("osd ingest");
    osd.ingest("--from 2025Q4").ok();
    osd.run("verify").ok();
    assert_eq!(osd.snapshot_ids(), before);
}

#[test]
fn a_home_with_nothing_in_it_says_how_to_begin() {
    let osd = Osd::new();
    osd.run("verify").fails_naming("osd ingest");
    assert!(!osd.home().exists(), "nothing was made");
}
