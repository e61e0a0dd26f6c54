use std::process::ExitCode;

use osd_api::answers::security;

use super::{Failure, json};
use crate::{
    cli::{Format, Security},
    home::Home,
    render::{self, Answer},
};

const COLUMNS: &[&str] = &[
    "period",
    "security",
    "holders",
    "shares",
    "principal",
    "value",
    "put_holders",
    "call_holders",
    "new",
    "added",
    "reduced",
    "sold_out",
    "changes",
    "price",
    "price_managers",
];
const SHOWN: &[&str] = &[
    "period",
    "security",
    "holders",
    "shares",
    "value",
    "put_holders",
    "call_holders",
    "new",
    "added",
    "reduced",
    "sold_out",
    "price",
    "price_managers",
];

pub(crate) async fn run(
    home: &Home,
    format: Format,
    command: Security,
) -> Result<ExitCode, Failure> {
    let answer = security::answer(&home.counter().await?, command.cusip.as_str()).await?;
    let mut heading = format!(
        "{} {} ({}), issuer {}",
        answer.issuer, answer.class, answer.security, answer.issuer_id
    );
    if answer.cusip_is_valid == Some(false) {
        heading += "; the check digit of the CUSIP does not fit";
    }
    for step in &answer.chain {
        heading += &format!(
            "\n{} {} goes on as {}, {} ({}, {} of {} managers)",
            step.period, step.from, step.to, step.ratio, step.source, step.managers, step.of
        );
    }
    for step in &answer.splits {
        heading += &format!(
            "\n{} {} is split, {} ({} of {} managers)",
            step.period, step.security, step.ratio, step.managers, step.of
        );
    }
    render::print(
        format,
        &Answer {
            json: json(&answer)?,
            rows: "/history",
            columns: COLUMNS,
            shown: SHOWN,
            heading,
        },
    )?;
    Ok(ExitCode::SUCCESS)
}
