//! The golden cases: filings over which systems of this kind have stumbled. Each is built from its
//! facts, and where the folder of real filings lies beside the repository it is tested on the filing
//! itself too.

mod amendments;
mod as_of;
mod changes;
mod doubts;
mod reading;
mod rows;
mod same_day;
mod securities;
mod states;
mod units;

use std::{fs, path::PathBuf};

use osd_domain::Cusip;
use osd_testkit::{Holding, Manager, Submission, period};
use serde_json::Value;

use crate::osd::Osd;

/// Every index quarter in which something of the golden cases was filed.
const EVERY_QUARTER: &str = "--from 1999Q1 --to 2026Q3";

/// The program after it has taken in these.
fn osd_with<'a>(submissions: impl IntoIterator<Item = &'a Submission>) -> Osd {
    let osd = Osd::facing(submissions);
    osd.ingest(EVERY_QUARTER).ok();
    osd
}

/// The folder of real filings, where it lies beside the repository.
fn real_folder() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/edgar");
    folder.is_dir().then_some(folder)
}

/// The program after it has taken in these real filings; none where there are no real filings.
fn osd_with_real(accessions: &[&str]) -> Option<Osd> {
    let osd = Osd::new();
    add_real(&osd, accessions)?;
    osd.ingest(EVERY_QUARTER).ok();
    Some(osd)
}

/// Puts these real filings, in addition to those that are there, where the program looks for EDGAR.
fn add_real(osd: &Osd, accessions: &[&str]) -> Option<()> {
    let real = real_folder()?;
    let archives = osd.edgar().join("Archives");
    for line in index_rows(&real) {
        let path = line.split('|').nth(4).unwrap_or_default();
        let is_wanted = |accession: &&str| path.contains(&format!("/{accession}."));
        if !accessions.iter().any(is_wanted) {
            continue;
        }
        let copy = archives.join(path);
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(real.join("Archives").join(path), copy).unwrap();
        append_to_index(osd, &line);
    }
    Some(())
}

/// The rows of all indexes of a folder.
fn index_rows(folder: &std::path::Path) -> Vec<String> {
    let mut rows = Vec::new();
    for year in fs::read_dir(folder.join("Archives/edgar/full-index")).unwrap() {
        for quarter in fs::read_dir(year.unwrap().path()).unwrap() {
            let index = fs::read(quarter.unwrap().path().join("master.idx")).unwrap();
            let text: String = index.iter().map(|byte| char::from(*byte)).collect();
            let is_row = |line: &&str| line.contains("|edgar/data/");
            rows.extend(text.lines().filter(is_row).map(ToOwned::to_owned));
        }
    }
    rows
}

/// Adds a row to the index of the quarter in which it was filed.
fn append_to_index(osd: &Osd, row: &str) {
    let filed = row.split('|').nth(3).unwrap().parse().unwrap();
    let quarter = osd_domain::Period::containing(filed);
    let path = osd.mirror().index_path(quarter);
    let mut index = fs::read(&path).unwrap_or_else(|_| {
        let heading = "CIK|Company Name|Form Type|Date Filed|Filename\n";
        format!("{heading}{}\n", "-".repeat(80)).into_bytes()
    });
    index.extend(row.chars().map(|c| u8::try_from(u32::from(c)).unwrap()));
    index.push(b'\n');
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, index).unwrap();
}

/// A CUSIP that checks, by a number.
fn cusip(number: u32) -> String {
    let eight = format!("{:06}10", 100_000 + number * 37);
    Cusip::from_first_eight(&eight).unwrap().to_string()
}

/// A row of shares in a security by a number.
fn shares(number: u32, amount: i64, dollars: i64) -> Holding {
    named("SECURITY", &cusip(number), amount, dollars)
}

/// A row of shares.
fn named(issuer: &str, cusip: &str, amount: i64, dollars: i64) -> Holding {
    Holding::shares(issuer, "COM", cusip)
        .amount(amount)
        .value(dollars)
}

/// A security, and its price at the end of a quarter in cents.
type Listed<'a> = (&'a str, &'a str, i64);

/// Reports by managers that hold all of these securities, each so much that it is above the
/// threshold of the form.
fn witnesses(quarter: &str, managers: u64, securities: &[Listed<'_>]) -> Vec<Submission> {
    let report = |number: u64| {
        let factor = i64::try_from(number).unwrap() + 1;
        let rows = securities.iter().map(|(issuer, cusip, cents)| {
            let amount = 100_000 * factor + (20_000_000_000 / cents) * factor;
            named(issuer, cusip, amount, amount * cents / 100)
        });
        witness(number).files(period(quarter)).holdings(rows)
    };
    (1..=managers).map(report).collect()
}

/// A manager that is there so that others can be held against it.
fn witness(number: u64) -> Manager {
    Manager::new(9_100_000 + number, &format!("Witness {number} LLC"))
}

/// What the program answers of a portfolio.
#[track_caller]
fn portfolio(osd: &Osd, cik: u64, quarter: &str) -> Value {
    osd.json(&format!("portfolio {cik} {quarter}"))
}

/// The rows of a list in an answer.
#[track_caller]
fn list<'a>(answer: &'a Value, field: &str) -> &'a [Value] {
    answer[field].as_array().expect(field)
}

/// The position in a security: the shares, unless `put_call` says otherwise.
#[track_caller]
fn position<'a>(answer: &'a Value, cusip: &str, put_call: Option<&str>) -> &'a Value {
    let list = answer["positions"].as_array();
    let list = list.or(answer["changes"].as_array()).unwrap();
    let is_it = |one: &&Value| one["cusip"] == cusip && one["put_call"].as_str() == put_call;
    let mut found = list.iter().filter(is_it);
    let (Some(one), None) = (found.next(), found.next()) else {
        panic!("not one {put_call:?} of {cusip} in {answer:#}")
    };
    one
}

/// How many positions have a label.
fn labeled(answer: &Value, label: &str) -> usize {
    let all = list(answer, "positions").iter();
    all.filter(|one| one["change"] == label).count()
}

/// Accession, role, why, and unit of each filing of a portfolio, in their order.
fn roles(portfolio: &Value) -> Vec<String> {
    let told = |one: &Value| {
        let cells = ["accession", "role", "role_because", "unit"];
        cells
            .map(|cell| one[cell].as_str().unwrap_or("-"))
            .join(" ")
    };
    list(portfolio, "filings").iter().map(told).collect()
}

/// Asserts that the bridge of a portfolio leads to its total, kind by kind, and gives it.
#[track_caller]
fn bridge(osd: &Osd, cik: u64, quarter: &str) -> Value {
    let bridge = osd.json(&format!("portfolio {cik} {quarter} --bridge"));
    let totals = portfolio(osd, cik, quarter)["totals"].clone();
    assert_adds_up(&bridge, &totals["by_kind"]);
    bridge
}

/// Asserts that the steps of a bridge add up to the totals by kind.
#[track_caller]
fn assert_adds_up(bridge: &Value, by_kind: &Value) {
    let leads_to = |steps: &[Value], value: &dyn Fn(&Value) -> i128| {
        let (total, before) = steps.split_last().unwrap();
        let sum: i128 = before.iter().map(value).sum();
        assert_eq!(sum, value(total), "{bridge:#}");
        sum
    };
    for kind in ["shares", "principal", "put", "call"] {
        let sum = leads_to(list(bridge, "by_kind"), &|step| millionths(&step[kind]));
        let total = &by_kind[kind]["value"];
        let total = if total.is_null() {
            0
        } else {
            millionths(total)
        };
        assert_eq!(sum, total, "{kind} of {bridge:#}");
    }
    leads_to(list(bridge, "steps"), &|step| millionths(&step["value"]));
}

/// A figure in millionths: old filings print fractions now and then, and answers give the digits.
fn millionths(figure: &Value) -> i128 {
    let Some(digits) = figure.as_str() else {
        return i128::from(figure.as_i64().unwrap()) * 1_000_000;
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    assert!(fraction.len() <= 6, "{digits}");
    format!("{whole}{fraction:0<6}").parse().unwrap()
}
