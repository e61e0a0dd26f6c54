use std::process::ExitCode;

use osd_api::answers::check;

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
];
/// Filings that are in memory at a time.
const PAGE: u64 = 1_000;

pub(crate) async fn run(home: &Home, format: Format, command: Check) -> Result<ExitCode, Failure> {
    let counter = home.counter().await?;
    if !command.filings {
        let json = json(&check::by_era(&counter).await?)?;
        render::print(
            format,
            &Answer {
                json,
                rows: "",
                columns: ERAS,
                shown: &[],
                heading: String::new(),
            },
        )?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut pages = Pages::new(format, FILINGS);
    let mut after = None;
    loop {
        let page = check::filings(&counter, after, PAGE).await?;
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
