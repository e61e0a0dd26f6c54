//! The same filings give the same snapshots: from the vault alone, in any order.

use std::fs;

use osd_testkit::{period, universe};
use serde_json::{Value, json};

use crate::{
    facts::history,
    osd::{Osd, fields, words},
};

/// What was decided of filings and managers.
fn decided(osd: &Osd) -> [String; 2] {
    ["check --filings", "managers"].map(|words| {
        let csv = format!("{words} --format csv");
        osd.run(&csv).ok().stdout
    })
}

#[test]
fn everything_can_be_made_again_from_the_vault() {
    let history = history();
    let osd = Osd::with(&history);
    let ids = osd.snapshot_ids();
    let decided = decided(&osd);
    fs::remove_dir_all(osd.edgar()).unwrap();

    let all_the_same = |rebuilt: Value| {
        assert_eq!(rebuilt["filings"], 12);
        assert_eq!(rebuilt["failed"], json!([]));
        assert_eq!(rebuilt["unknown"], json!([]));
        assert_eq!(osd.snapshot_ids(), ids);
        assert_eq!(self::decided(&osd), decided);
    };
    let rebuilt = osd.json("rebuild");
    assert_eq!(
        fields(&rebuilt),
        words("differ failed filings not_kept periods reference_files unknown")
    );
    assert_eq!(
        fields(&rebuilt["periods"][0]),
        words("after before period same")
    );
    assert_eq!(rebuilt["differ"], 0);
    all_the_same(rebuilt);

    fs::remove_dir_all(osd.home().join("snapshots")).unwrap();
    all_the_same(osd.json("rebuild"));

    for file in fs::read_dir(osd.home()).unwrap().map(Result::unwrap) {
        if file.file_name().to_string_lossy().starts_with("catalog.db") {
            fs::remove_file(file.path()).unwrap();
        }
    }
    all_the_same(osd.json("rebuild"));
}

#[test]
fn one_period_is_made_again_by_itself() {
    let history = history();
    let osd = Osd::with(&history);
    let id = osd.snapshot_ids()["2024Q1"].clone();
    fs::remove_dir_all(osd.home().join("snapshots/2024Q1")).unwrap();
    let ended = osd.run("rebuild --period 2024Q1 --format csv").ok();
    assert_eq!(ended.header(), "period,before,after,same");
    let rows = ended.csv();
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0]["before"], &rows[0]["after"]), (&id, &id));
    assert_eq!(rows[0]["same"], "true");
    osd.run("portfolio 9000001 2024Q1").ok();
}

#[test]
fn periods_whose_snapshots_are_lost_are_made_again_with_the_one_asked_for() {
    let history = history();
    let osd = Osd::with(&history);
    let ids = osd.snapshot_ids();
    for period in ["2024Q1", "2024Q2"] {
        fs::remove_dir_all(osd.home().join("snapshots").join(period)).unwrap();
    }
    osd.run("rebuild --period 2024Q2").ok();
    assert_eq!(osd.snapshot_ids(), ids);
    osd.run("portfolio 9000001 2024Q2").ok();
}

#[test]
fn a_period_that_nobody_filed_for_is_named() {
    let history = history();
    let osd = Osd::with(&history);
    osd.run("rebuild --period 2019Q3").fails_naming("2019Q3");
}

#[test]
fn the_order_in_which_filings_are_taken_in_does_not_matter() {
    let universe = universe(5);
    let at_once = Osd::new();
    universe.mirror(at_once.edgar()).write().unwrap();
    at_once.ingest("").ok();

    let one_by_one = Osd::facing_folder(at_once.edgar());
    let mut quarters: Vec<_> = period("2021Q3").through(period("2024Q2")).collect();
    quarters.reverse();
    for quarter in quarters {
        one_by_one
            .ingest(&format!("--from {quarter} --to {quarter}"))
            .ok();
    }
    assert_eq!(at_once.snapshot_ids().len(), 8);
    assert_eq!(one_by_one.snapshot_ids(), at_once.snapshot_ids());

    let by_manager = Osd::facing_folder(at_once.edgar());
    by_manager
        .ingest("--manager 9000007 --manager 9000002")
        .ok();
    assert_ne!(by_manager.snapshot_ids(), at_once.snapshot_ids());
    by_manager.ingest("").ok();
    assert_eq!(by_manager.snapshot_ids(), at_once.snapshot_ids());
    assert_eq!(decided(&by_manager), decided(&at_once));
    assert_eq!(decided(&one_by_one), decided(&at_once));
}
