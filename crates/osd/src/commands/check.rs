use std::process::ExitCode;

use osd_api::{
    Counter,
    answers::{check, coverage},
};
use osd_domain::Grade;
use serde_json::Value;

use super::{Failure, json};
use crate::{
    cli::{Check, Format},
    home::Home,
    render::{self, Answer, Pages},
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
const FILINGS: &[&str] = &[
    "accession",
    "cik",
    "manager",
    "form",
    "period",
    "filed",
    "era",
    "layout",
    "state",
    "lines",
    "value_printed",
    "entries_reported",
    "value_reported",
    "grade",
    "notes",
    "reasons",
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
/// Filings that are in memory at a time.
const PAGE: u64 = 1_000;

pub(crate) async fn run(home: &Home, format: Format, command: Check) -> Result<ExitCode, Failure> {
    let counter = home.counter().await?;
    if command.coverage {
        let json = json(&coverage::by_year(&counter).await?)?;
        return print(format, json, COVERAGE, COVERAGE_SHOWN);
    }
    let grades = match command.below {
        Some(grade) => Some(check::below(grade)),
        None => Some(command.grades).filter(|grades| !grades.is_empty()),
    };
    if command.filings || grades.is_some() {
        return filings(&counter, format, grades.as_deref()).await;
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

async fn filings(
    counter: &Counter,
    format: Format,
    grades: Option<&[Grade]>,
) -> Result<ExitCode, Failure> {
    let mut pages = Pages::new(format, FILINGS);
    let mut after = None;
    loop {
        let page = check::filings(counter, grades, after, PAGE).await?;
        let rows = page.iter().map(json).collect::<Result<Vec<_>, _>>()?;
        pages.page(&rows)?;
        match page.last() {
            Some(last) if page.len() as u64 == PAGE => after = Some(last.accession),
            _ => break,
        }
    }
    pages.finish()?;
    Ok(ExitCode::SUCCESS)
}
