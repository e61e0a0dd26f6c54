use std::process::ExitCode;

use osd_api::answers::issuer;

use super::{Failure, json};
use crate::{
    cli::{Format, Issuer},
    home::Home,
    render::{self, Answer, thousands},
};

const COLUMNS: &[&str] = &[
    "cik",
    "name",
    "shares_value",
    "principal_value",
    "put_value",
    "call_value",
    "securities",
    "sources",
];
const SHOWN: &[&str] = &[
    "cik",
    "name",
    "shares_value",
    "principal_value",
    "put_value",
    "call_value",
    "securities",
];

pub(crate) async fn run(home: &Home, format: Format, command: Issuer) -> Result<ExitCode, Failure> {
    let question = issuer::Question {
        issuer: command.issuer.to_string(),
        period: command.period,
        as_of: command.as_of,
    };
    let answer = issuer::answer(&home.counter().await?, question).await?;
    let mut heading = format!(
        "{} ({}), {}: {} dollars of shares; managers: {}",
        answer.name,
        answer.issuer,
        answer.period,
        thousands(answer.totals.shares_value),
        answer.totals.holders
    );
    for one in &answer.securities {
        heading += &format!(
            "\n{} {}: {} dollars; managers: {}",
            one.security,
            one.class,
            thousands(one.value),
            one.holders
        );
    }
    render::print(
        format,
        &Answer {
            json: json(&answer)?,
            rows: "/managers",
            columns: COLUMNS,
            shown: SHOWN,
            heading,
        },
    )?;
    Ok(ExitCode::SUCCESS)
}
