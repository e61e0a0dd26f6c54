//! What is no portfolio, and what follows from that.

use osd_testkit::{Manager, Submission, period};
use serde_json::{Value, json};

use super::{cusip, labeled, list, osd_with, osd_with_real, portfolio, shares};
use crate::osd::Osd;

/// A report of ten positions, each above the threshold.
fn ten(manager: &Manager, quarter: &str) -> Submission {
    let rows = (0..10).map(|number| shares(number, 400_000, 20_000_000));
    manager.files(period(quarter)).holdings(rows)
}

/// What is said of positions in a quarter of which there is no portfolio: never that they were sold.
#[track_caller]
fn assert_no_exit(osd: &Osd, cik: u64, quarter: &str, basis: &str) {
    let changes = osd.json(&format!("changes {cik} {quarter}"));
    assert_eq!(changes["basis"], basis);
    assert_eq!(
        changes["counts"],
        json!({"NOT_COMPARABLE": 10}),
        "{changes:#}"
    );
    assert_eq!(changes["sold_value"], Value::Null);
    let holders = osd.json(&format!("holders {} {quarter}", cusip(3)));
    let own = list(&holders, "holders")
        .iter()
        .find(|one| one["cik"] == cik);
    assert_eq!(own.unwrap()["change"], "NOT_COMPARABLE");
}

/// Golden case 14: Thiel Macro's (1562087) report with an empty table; and the same without any table.
#[test]
fn an_empty_table_is_a_state_and_no_sale() {
    let thiel = Manager::new(1_562_087, "Thiel Macro LLC");
    let empty = thiel.files(period("2025Q4"));
    let accession = empty.accession_number();
    let osd = osd_with(&[ten(&thiel, "2025Q3"), empty]);
    assert_eq!(
        osd.json(&format!("filing {accession}"))["state"],
        "no_table"
    );
    let ended = osd.run("portfolio 1562087 2025Q4 --format json");
    assert_eq!(ended.fails_naming("no information table").stdout, "");
    assert_no_exit(&osd, 1_562_087, "2025Q4", "unread");
    let history = osd.json("history 1562087");
    let standing: Vec<&Value> = list(&history, "periods")
        .iter()
        .map(|one| &one["standing"])
        .collect();
    assert_eq!(standing, ["held", "no_table"]);
    assert_eq!(history["periods"][1]["value"], Value::Null);
}

/// Golden case 14: the notices 0000950123-23-002952 and, by Pershing Square (1336528) for 2026-06-30,
/// 0001172661-26-003777: another manager reports the holdings now.
#[test]
fn a_notice_names_who_reports_and_is_no_sale() {
    let heir = Manager::new(2_026_053, "Pershing Square Holdco, L.P.").file_number("028-25000");
    for (cik, quarter, filed, accession) in [
        (1_336_528, "2026Q2", "2026-08-14", "0001172661-26-003777"),
        (1_336_529, "2022Q4", "2023-02-14", "0000950123-23-002952"),
    ] {
        let manager = Manager::new(cik, "Pershing Square Capital Management, L.P.");
        let notice = manager
            .files(period(quarter))
            .on(filed)
            .accession(accession)
            .notice([&heir]);
        let before = period(quarter).previous().to_string();
        let osd = osd_with(&[ten(&manager, &before), notice]);
        assert_eq!(osd.json(&format!("filing {accession}"))["state"], "notice");
        let ended = osd.run(&format!("portfolio {cik} {quarter}"));
        let ended = ended.fails_naming("a notice");
        assert!(ended.stderr.contains("2026053"), "{}", ended.stderr);
        assert_no_exit(&osd, cik, quarter, "notice");
    }
}

/// During the 45 days a manager that has not filed has sold nothing.
#[test]
fn not_yet_filed_is_no_sale() {
    let (late, early) = (
        Manager::new(1_700_020, "Late LLC"),
        Manager::new(1_700_021, "Early LLC"),
    );
    let osd = osd_with(&[
        ten(&late, "2024Q1"),
        ten(&early, "2024Q1"),
        ten(&early, "2024Q2"),
    ]);
    assert_no_exit(&osd, 1_700_020, "2024Q2", "not_yet_filed");
    assert_eq!(labeled(&portfolio(&osd, 1_700_021, "2024Q2"), "HOLD"), 10);
}

/// A quarter that was left out is a gap: the one before it is not taken in its place.
#[test]
fn the_quarter_before_is_that_of_the_calendar() {
    let manager = Manager::new(1_700_022, "Gap LLC");
    let osd = osd_with(&[
        ten(&manager, "2023Q3"),
        ten(&manager, "2024Q1"),
        ten(&Manager::new(1_700_023, "Other LLC"), "2023Q4"),
    ]);
    let answer = portfolio(&osd, 1_700_022, "2024Q1");
    assert_eq!(
        (&answer["previous_period"], &answer["basis"]),
        (&json!("2023Q4"), &json!("gap"))
    );
    assert_eq!(labeled(&answer, "NOT_COMPARABLE"), 10);
    assert_eq!(answer["totals"]["previous_value"], Value::Null);
}

/// The first filing of a manager is no purchase of everything.
#[test]
fn a_first_filing_buys_nothing() {
    let first = Manager::new(1_700_024, "First LLC");
    let osd = osd_with(&[
        ten(&first, "2024Q1"),
        ten(&Manager::new(1_700_025, "Other LLC"), "2023Q4"),
    ]);
    let answer = portfolio(&osd, 1_700_024, "2024Q1");
    assert_eq!(labeled(&answer, "FIRST_FILING"), 10);
    for one in list(&answer, "positions") {
        assert_eq!(one["amount_change_pct"], Value::Null);
    }
    assert_eq!(
        osd.json("changes 1700024 2024Q1")["bought_value"],
        Value::Null
    );
}

/// A combination report shows what it reports and says who reports the rest; the managers that it
/// includes are another list.
#[test]
fn the_two_lists_of_managers_are_two() {
    let (rest, included) = (
        Manager::new(1_700_027, "Rest LLC").file_number("028-70027"),
        Manager::new(1_700_028, "Daughter LLC").file_number("028-70028"),
    );
    let report = Manager::new(1_700_026, "Parts LLC")
        .files(period("2024Q1"))
        .combination([&rest])
        .including(1, &included)
        .holding(shares(1, 1_000_000, 150_000_000));
    let accession = report.accession_number();
    let osd = osd_with(&[report]);
    let cover = osd.json(&format!("filing {accession}"))["cover"].clone();
    let names = |field: &str| -> Vec<String> {
        let all = list(&cover, field).iter();
        all.map(|one| one["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names("reporting_for_this"), ["Rest LLC"]);
    assert_eq!(names("included_managers"), ["Daughter LLC"]);
    let answer = portfolio(&osd, 1_700_026, "2024Q1");
    assert_eq!(list(&answer, "reported_by").len(), 1);
    assert_eq!(answer["reported_by"][0]["name"], "Rest LLC");
}

/// Golden case 17: paper stubs, 9999999997-05-015667 (of 1993, by its index) and 9999999997-06-032445.
#[test]
fn a_paper_stub_is_one_and_no_failure() {
    let smith = Manager::new(926_688, "SMITH THOMAS W")
        .files(period("1999Q1"))
        .on("1999-05-14")
        .form("13F-HR")
        .accession("9999999997-05-015667")
        .paper_stub();
    let bridgewater = Manager::new(1_350_694, "Bridgewater Associates, Inc.")
        .files(period("2006Q1"))
        .on("2006-05-08")
        .accession("9999999997-06-032445")
        .paper_stub();
    let osd = osd_with(&[smith, bridgewater]);
    for row in osd.csv("check --filings") {
        assert_eq!(
            (&*row["state"], &*row["lines"]),
            ("paper_stub", ""),
            "{row:?}"
        );
    }
    osd.run("portfolio 1350694 2006Q1").fails_naming("on paper");
    if let Some(osd) = osd_with_real(&["9999999997-06-032445"]) {
        let filing = osd.json("filing 9999999997-06-032445");
        assert_eq!(
            (&filing["state"], &filing["form"]),
            (&json!("paper_stub"), &json!("13FCONP"))
        );
    }
}
