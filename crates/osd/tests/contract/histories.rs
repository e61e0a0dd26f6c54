//! What the history of a position says of a quarter is what the portfolio of that quarter says of it.

use std::collections::BTreeSet;

use osd_domain::Period;
use osd_testkit::{Generator, Size, Submission, period};
use serde_json::Value;

use crate::{http::Server, osd::Osd};

const FIRST: &str = "2023Q3";
const LAST: &str = "2024Q1";
/// Positions of each portfolio whose history is asked for.
const ASKED: usize = 4;

/// What both say of a position.
const FIELDS: [&str; 5] = ["value", "amount", "weight", "change", "sources"];

fn submissions() -> Vec<Submission> {
    let size = Size {
        managers: 24,
        lines: 1_500,
    };
    let generator = Generator::new(11, size).unwrap();
    let quarters = period(FIRST).through(period(LAST));
    let quarters = quarters.map(|quarter| generator.quarter(quarter));
    quarters
        .flat_map(|quarter| quarter.into_submissions())
        .collect()
}

/// Positions of a portfolio from all over it, those that are gone among them.
fn spread(portfolio: &Value) -> Vec<&Value> {
    let positions = portfolio["changes"].as_array().unwrap();
    let step = (positions.len() / ASKED).max(1);
    positions.iter().step_by(step).collect()
}

/// The quarter of a history in which a position stands.
fn row<'a>(history: &'a Value, period: Period, position: &Value) -> Option<&'a Value> {
    let mut quarters = history["quarters"].as_array().unwrap().iter();
    quarters.find(|quarter| {
        quarter["period"] == period.to_string()
            && quarter["security"] == position["security"]
            && quarter["kind"] == position["kind"]
    })
}

#[test]
fn a_history_says_of_a_quarter_what_its_portfolio_says() {
    let submissions = submissions();
    let osd = Osd::with(&submissions);
    let server = Server::of(&osd);
    let (mut labels, mut asked) = (BTreeSet::new(), 0);
    let managers: BTreeSet<u64> = submissions
        .iter()
        .map(|submission| submission.manager().cik().number())
        .collect();
    for cik in &managers {
        for quarter in period(FIRST).through(period(LAST)) {
            for as_of in ["", "&as_of=2024-05-20"] {
                let path = format!(
                    "/api/v1/managers/{cik}/portfolios/{quarter}/changes?limit=1000{as_of}"
                );
                let answer = server.get(&path);
                if answer.status != 200 {
                    continue;
                }
                let portfolio = answer.json();
                for position in spread(&portfolio) {
                    let security = position["security"].as_str().unwrap();
                    let path = format!(
                        "/api/v1/managers/{cik}/securities/{security}/history?limit=100{as_of}"
                    );
                    let history = server.get(&path).json();
                    let found = row(&history, quarter, position);
                    let found = found.unwrap_or_else(|| panic!("{path} lacks {quarter}"));
                    for field in FIELDS {
                        assert_eq!(found[field], position[field], "{field} of {path} {quarter}");
                    }
                    assert_eq!(found["evidence"], position["evidence"]);
                    labels.insert(position["change"].to_string());
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 300, "only {asked} were asked for");
    assert!(labels.len() > 5, "{labels:?}");
}
