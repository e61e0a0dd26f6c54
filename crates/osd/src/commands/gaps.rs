use std::process::ExitCode;

use osd_api::answers::gaps::{self, GapsAnswer};

use super::{Failure, columns, json};
use crate::{
    cli::{Format, Gaps},
    home::Home,
    render::{self, Answer},
};

const SHOWN: &[&str] = &[
    "index_quarter",
    "accession",
    "manager",
    "form",
    "filed",
    "why",
    "work",
];
/// Quarters and days that a heading names.
const NAMED: usize = 12;

pub(crate) async fn run(home: &Home, format: Format, command: Gaps) -> Result<ExitCode, Failure> {
    let list = command.list.request::<GapsAnswer>()?;
    let answer = gaps::answer(&home.counter().await?, &list, command.from).await?;
    render::print(
        format,
        &Answer {
            json: json(&answer)?,
            rows: "/gaps",
            columns: &columns::<GapsAnswer>(),
            shown: SHOWN,
            heading: heading(&answer),
        },
    )?;
    Ok(ExitCode::SUCCESS)
}

/// What there is to say of all gaps, a line each.
fn heading(answer: &GapsAnswer) -> String {
    let known: u64 = answer.by_reason.values().sum();
    let reasons = answer.by_reason.iter();
    let reasons = reasons.map(|(reason, filings)| format!("{filings} {reason}"));
    let mut lines = vec![match known {
        0 => "every filing that is known is in".to_owned(),
        _ => format!(
            "filings known and not in: {known} ({})",
            named(reasons.collect(), usize::MAX)
        ),
    }];
    let indexes = answer.indexes.iter();
    let indexes = indexes.map(|one| format!("{} ({})", one.index_quarter, one.state));
    let indexes: Vec<String> = indexes.collect();
    if !indexes.is_empty() {
        lines.push(format!(
            "indexes of quarters not in: {}",
            named(indexes, NAMED)
        ));
    }
    let days = answer.days.iter().filter(|one| !one.covered);
    let days: Vec<String> = days
        .map(|one| format!("{} ({})", one.day, one.state))
        .collect();
    if !days.is_empty() {
        lines.push(format!("indexes of days not in: {}", named(days, NAMED)));
    }
    lines.join("\n")
}

/// The first of them, and how many more there are.
fn named(mut all: Vec<String>, most: usize) -> String {
    let more = all.len().saturating_sub(most);
    all.truncate(most);
    match more {
        0 => all.join(", "),
        more => format!("{}, and {more} more", all.join(", ")),
    }
}
