//! The bundled sample is what its table of facts says, and what is committed.
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where something is not there"
)]

use std::{collections::BTreeMap, fs, path::Path};

use osd_domain::FormKind;
use osd_testkit::{Submission, period, sample};

fn submissions() -> Vec<Submission> {
    let facts = fs::read_to_string(sample::folder().join("facts.toml")).unwrap();
    sample::submissions(&facts).unwrap()
}

#[test]
fn the_committed_folder_is_what_the_tool_makes() {
    let made = tempfile::tempdir().unwrap();
    sample::make(&sample::folder(), made.path()).unwrap();
    let (made, committed) = (files(made.path()), files(&sample::folder().join("edgar")));
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&made), names(&committed), "run `make sample`");
    for (name, bytes) in &made {
        assert!(
            committed[name] == *bytes,
            "{name} differs: run `make sample`"
        );
    }
    let size: usize = committed.values().map(Vec::len).sum();
    assert!(size < 1_000_000, "{size} bytes");
}

/// The totals that Berkshire Hathaway's filings print themselves.
#[test]
fn totals_of_complete_documents_are_those_of_the_filings() {
    let of = |text: &str, amends: bool| -> i64 {
        let all = submissions();
        let one = all
            .iter()
            .find(|one| {
                one.manager().cik().number() == 1_067_983
                    && one.period() == period(text)
                    && one.form_type().is_amendment() == amends
            })
            .unwrap();
        let text = one.text();
        let total = text.split("<tableValueTotal>").nth(1).unwrap();
        total.split('<').next().unwrap().parse().unwrap()
    };
    assert_eq!(of("2022Q3", false), 296_096_640); // thousands
    assert_eq!(of("2022Q4", false), 299_007_622_119);
    assert_eq!(of("2024Q3", false), 266_378_900_503);
    assert_eq!(of("2024Q4", false), 267_175_474_249);
    assert_eq!(of("2025Q1", false), 258_701_144_516);
    assert_eq!(of("2025Q1", true), 1_106_550_356);
    assert_eq!(of("2025Q2", false), 257_521_776_925);
}

#[test]
fn every_document_says_that_it_is_a_sample() {
    for one in submissions() {
        let number = one.accession_number();
        if number.is_paper() {
            assert_eq!(one.form_type().kind(), FormKind::PaperConfidential);
            continue; // a stub has no cover to say it on
        }
        assert!(
            one.text().contains("SAMPLE DOCUMENT of Open SEC Data"),
            "{number}"
        );
        assert_eq!(number.agent(), 9_999_999, "{number} could be a real one");
    }
}

#[test]
fn the_sample_shows_each_case_it_promises() {
    let all = submissions();
    let some = |what: &str, part: &str| {
        assert!(all.iter().any(|one| one.text().contains(part)), "no {what}");
    };
    some("amendment", "<amendmentType>NEW HOLDINGS<");
    some("confidential omission", "<isConfidentialOmitted>true<");
    some("put", "<putCall>Put<");
    some("call", "<putCall>Call<");
    some("principal", "<sshPrnamtType>PRN<");
    some("notice", "<reportType>13F NOTICE<");
    some("paper stub", "<PAPER>");
    some("marked text table", "<S>                          <C>");
    some(
        "continuation row",
        "\n                                                           414,522 ",
    );
    some("tab-separated table", "\t002824100\t5,720\t143,000\tSH\t");
    some("table in HTML", "<TD>02364W105</TD>");
    some("total that is wrong", "Value Total:     $2,798,328\n");
    some("report without a table", "Entry Total:            739\n");
    some("filing in thousands", "<tableValueTotal>663857<");
}

#[test]
fn berkshire_shows_every_label_of_change() {
    let all = submissions();
    let held = |quarter: &str| -> BTreeMap<String, i64> {
        let mut held = BTreeMap::new();
        let its = all.iter().filter(|one| {
            one.manager().cik().number() == 1_067_983 && one.period() == period(quarter)
        });
        for line in its.flat_map(Submission::lines) {
            let amount: i64 = line.amount.text().parse().unwrap();
            *held.entry(line.cusip.text().into_owned()).or_default() += amount;
        }
        held
    };
    let (before, now) = (held("2024Q4"), held("2025Q1"));
    let change = |cusip: &str| (before.get(cusip).copied(), now.get(cusip).copied());
    assert_eq!(change("670346105"), (None, Some(5_756_510))); // Nucor: NEW, by the amendment
    assert_eq!(change("526057302"), (Some(152_572), Some(152_774))); // Lennar B: ADD, over both
    assert_eq!(change("060505104"), (Some(680_233_587), Some(631_573_531))); // REDUCE
    assert_eq!(change("037833100"), (Some(300_000_000), Some(300_000_000))); // Apple: HOLD
    assert_eq!(change("172967424"), (Some(14_639_502), None)); // Citigroup: EXIT
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path
                    .strip_prefix(folder)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}
