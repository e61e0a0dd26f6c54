//! As of a day: what an installation that holds everything answers of a day is what one answers that
//! never held anything later. That is said of which filings an answer rests on, and how: a unit or a
//! split may be seen more clearly by what came later, and then its evidence says so.

use std::collections::BTreeSet;

use osd_testkit::{Submission, Universe, period};
use serde_json::{Value, json};

use super::{EVERY_QUARTER, append_to_index, index_rows, list, real_folder};
use crate::{http::Server, osd::Osd};

/// What is asked: of these managers, and of these securities.
struct Asked {
    managers: Vec<u64>,
    securities: Vec<String>,
}

impl Asked {
    /// What the answers rest on, as of a day or with all that there is.
    fn of(&self, quarters: &[String], server: &Server, day: Option<&str>) -> Vec<Value> {
        let as_of = day.map(|day| format!("as_of={day}")).unwrap_or_default();
        let ask = |path: String| {
            let response = server.get(&path);
            let is_known = response.status == 200;
            is_known.then(|| response.json())
        };
        let mut told = Vec::new();
        for cik in &self.managers {
            let history = ask(format!("/api/v1/managers/{cik}/history?{as_of}"));
            let told_of = history.map(|history| of_all(&history, "periods", quarter));
            told.push(json!([
                cik,
                "history",
                told_of.filter(|all| *all != json!([]))
            ]));
            for of in quarters {
                let path = format!("/api/v1/managers/{cik}/portfolios/{of}");
                let portfolio = ask(format!("{path}?{as_of}")).map(|it| portfolio(&it));
                let changes = ask(format!("{path}/changes?{as_of}")).map(|it| changes(&it));
                told.push(json!([cik, of, portfolio, changes]));
            }
        }
        for security in &self.securities {
            for of in quarters {
                let path = format!("/api/v1/securities/{security}/holders?period={of}&{as_of}");
                let holders = ask(path).map(|it| of_all(&it, "holders", position));
                let holders = holders.filter(|all| *all != json!([]));
                told.push(json!([security, of, holders]));
            }
        }
        told
    }
}

impl Asked {
    /// Asserts that the one that holds everything answers of a day what the other answers that knows
    /// nothing later: of every quarter of which anything was filed by then.
    #[track_caller]
    fn assert_same(&self, known: &Osd, all: &Server, day: &str) -> Vec<Value> {
        let quarters: Vec<String> = known.snapshot_ids().into_keys().collect();
        let then = self.of(&quarters, &Server::of(known), None);
        let now = self.of(&quarters, all, Some(day));
        for (then, now) in then.iter().zip(&now) {
            assert_eq!(then, now, "as of {day}");
        }
        now
    }
}

fn of_all(answer: &Value, field: &str, of: impl Fn(&Value) -> Value) -> Value {
    list(answer, field).iter().map(of).collect()
}

fn quarter(one: &Value) -> Value {
    let cells = ["period", "standing", "filings", "positions", "value"];
    cells.map(|cell| one[cell].clone()).to_vec().into()
}

fn portfolio(answer: &Value) -> Value {
    let filing = |one: &Value| {
        let cells = ["accession", "role", "role_because", "state"];
        cells.map(|cell| one[cell].clone()).to_vec().into()
    };
    json!([
        answer["standing"],
        of_all(answer, "filings", filing),
        of_all(answer, "positions", position),
        answer["totals"]["value"]
    ])
}

fn changes(answer: &Value) -> Value {
    json!([answer["counts"], of_all(answer, "changes", position)])
}

fn position(one: &Value) -> Value {
    let cells = [
        "cik",
        "cusip",
        "put_call",
        "amount",
        "previous_amount",
        "change",
        "sources",
    ];
    cells.map(|cell| one[cell].clone()).to_vec().into()
}

/// The program after it has taken in what was filed by a day.
fn osd_until(universe: &Universe, day: &str) -> Osd {
    let is_known = |one: &&Submission| one.filed().to_string().as_str() <= day;
    let osd = Osd::facing(universe.submissions.iter().filter(is_known));
    osd.ingest(EVERY_QUARTER).ok();
    osd
}

#[test]
fn a_day_is_answered_as_if_nothing_had_been_filed_since() {
    let universe = Universe::of(42, 5, period("2023Q1")..=period("2024Q1"));
    let asked = Asked {
        managers: (9_000_001..=9_000_005).collect(),
        securities: ["037833100", "02079K107", "488445AB3"]
            .map(ToOwned::to_owned)
            .to_vec(),
    };
    let all = osd_until(&universe, "2099-12-31");
    let all = Server::of(&all);
    let mut seen = BTreeSet::new();
    for day in ["2023-05-13", "2023-08-20", "2023-12-15", "2024-05-14"] {
        let known = osd_until(&universe, day);
        let now = asked.assert_same(&known, &all, day);
        seen.insert(serde_json::to_string(&now).unwrap());
    }
    assert_eq!(seen.len(), 4, "every day had an answer of its own");
}

/// Berkshire's filings of 2002 to 2005, where they lie beside the repository: 40 of them amendments.
#[test]
fn a_day_of_berkshire_is_answered_as_if_nothing_had_been_filed_since() {
    let Some(real) = real_folder() else { return };
    let rows = index_rows(&real);
    let filed = |row: &str| row.split('|').nth(3).unwrap().to_owned();
    let of_berkshire = rows.iter().filter(|row| {
        row.starts_with("1067983|") && ("2002-01-01".."2006-01-01").contains(&&*filed(row))
    });
    let of_berkshire: Vec<&String> = of_berkshire.collect();
    let until = |day: &str| {
        let osd = Osd::new();
        for row in of_berkshire.iter().filter(|row| filed(row).as_str() <= day) {
            let path = row.split('|').nth(4).unwrap();
            let copy = osd.edgar().join("Archives").join(path);
            std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
            std::fs::copy(real.join("Archives").join(path), copy).unwrap();
            append_to_index(&osd, row);
        }
        osd.ingest(EVERY_QUARTER).ok();
        osd
    };
    let asked = Asked {
        managers: vec![1_067_983],
        securities: vec!["025816109".to_owned()],
    };
    let all = until("2005-12-31");
    let all = Server::of(&all);
    for day in ["2002-11-20", "2003-08-22", "2004-02-18", "2005-05-20"] {
        let known = until(day);
        asked.assert_same(&known, &all, day);
    }
}
