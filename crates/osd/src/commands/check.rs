use std::process::ExitCode;

use osd_api::answers::{
    check, coverage,
    filings::{self, FilingsAnswer},
};
use serde_json::Value;

use super::{Failure, by_page, json};
use crate::{
    cli::{Check, Format},
    home::Home,
    render::{self, Answer},
};

const ERAS: &[&str] = &[
    "era",
    "filings",
    "read",
    "with_printed_totals",
    "entries_match",
    "value_match",
    "notices",
    "stubs",
    "confidential_treatment_requests",
    "no_table",
    "unread",
    "unreadable",
    "pending",
];
const COVERAGE: &[&str] = &[
    "year",
    "layout",
    "filings",
    "read",
    "notices",
    "stubs",
    "confidential_treatment_requests",
    "no_table",
    "unread",
    "unreadable",
    "pending",
    "lines",
    "with_entry_total",
    "entries_match",
    "entries_match_pct",
    "with_value_total",
    "value_match",
    "value_match_pct",
    "grade_a",
    "grade_b",
    "grade_c",
    "grade_d",
    "grade_f",
];
/// What people look at first; the rest is in JSON and CSV.
const COVERAGE_SHOWN: &[&str] = &[
    "year",
    "layout",
    "filings",
    "read",
    "no_table",
    "unread",
    "lines",
    "entries_match_pct",
    "value_match_pct",
    "grade_a",
    "grade_b",
    "grade_c",
    "grade_d",
    "grade_f",
];

pub(crate) async fn run(home: &Home, format: Format, command: Check) -> Result<ExitCode, Failure> {
    let wants_filings = command.wants_filings();
    let mut list = command.list.request::<FilingsAnswer>()?;
    let counter = home.counter().await?;
    if command.coverage {
        let json = json(&coverage::by_year(&counter).await?)?;
        return print(format, json, COVERAGE, COVERAGE_SHOWN);
    }
    if let Some(grade) = command.below {
        list = list.with("grade", "gt", grade);
    }
    let grades: Vec<&str> = command.grades.iter().map(|grade| grade.as_str()).collect();
    if !grades.is_empty() {
        list = list.with("grade", "in", grades.join(","));
    }
    // Every filing in the order of accession numbers, as scripts know it.
    list.sort.get_or_insert_with(|| "accession".to_owned());
    if wants_filings {
        let ask = async |list| filings::answer(&counter, &list).await;
        return by_page(format, list, ask).await;
    }
    print(format, json(&check::by_era(&counter).await?)?, ERAS, &[])
}

fn print(
    format: Format,
    json: Value,
    columns: &[&str],
    shown: &[&str],
) -> Result<ExitCode, Failure> {
    let answer = Answer {
        json,
        rows: "",
        columns,
        shown,
        heading: String::new(),
    };
    render::print(format, &answer)?;
    Ok(ExitCode::SUCCESS)
}
