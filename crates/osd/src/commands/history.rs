use std::process::ExitCode;

use osd_api::answers::history;

use super::{Failure, json, successions::in_words};
use crate::{
    cli::{Format, History},
    home::Home,
    render::{self, Answer},
};

const COLUMNS: &[&str] = &[
    "period",
    "standing",
    "basis",
    "filings",
    "value",
    "shares_value",
    "principal_value",
    "put_value",
    "call_value",
    "positions",
    "top10_weight",
    "bought_value",
    "sold_value",
    "turnover",
    "changes",
    "quarantined",
];
const SHOWN: &[&str] = &[
    "period",
    "standing",
    "basis",
    "shares_value",
    "positions",
    "top10_weight",
    "bought_value",
    "sold_value",
];

pub(crate) async fn run(
    home: &Home,
    format: Format,
    command: History,
) -> Result<ExitCode, Failure> {
    let question = history::Question {
        cik: command.cik,
        as_of: command.as_of,
        merged: command.merged,
    };
    let answer = history::answer(&home.counter().await?, question).await?;
    let heading = format!(
        "{} ({}){}",
        answer.manager.name,
        answer.manager.cik,
        in_words(&answer.continues, &answer.continued_by)
    );
    render::print(
        format,
        &Answer {
            json: json(&answer)?,
            rows: "/periods",
            columns: COLUMNS,
            shown: SHOWN,
            heading,
        },
    )?;
    Ok(ExitCode::SUCCESS)
}
