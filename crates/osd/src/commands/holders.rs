use std::process::ExitCode;

use osd_api::answers::holders;

use super::{Failure, json};
use crate::{
    cli::{Format, Holders},
    home::Home,
    render::{self, Answer, thousands},
};

const COLUMNS: &[&str] = &[
    "cik",
    "name",
    "amount_type",
    "put_call",
    "value",
    "amount",
    "weight",
    "previous_value",
    "previous_amount",
    "previous_weight",
    "value_change",
    "amount_change",
    "previous_amount_adjusted",
    "amount_change_adjusted",
    "amount_change_pct",
    "weight_change",
    "change",
    "evidence",
    "value_filed",
    "amount_filed",
    "sources",
];
const SHOWN: &[&str] = &[
    "cik",
    "name",
    "put_call",
    "value",
    "amount",
    "weight",
    "change",
    "amount_change_adjusted",
    "amount_change_pct",
];

pub(crate) async fn run(
    home: &Home,
    format: Format,
    command: Holders,
) -> Result<ExitCode, Failure> {
    let question = holders::Question {
        security: command.cusip.to_string(),
        period: command.period,
        as_of: command.as_of,
    };
    let answer = holders::answer(&home.counter().await?, question).await?;
    let heading = format!(
        "{} {} ({}), {}: {} dollars; managers: {}",
        answer.security.issuer,
        answer.security.class,
        answer.security.security,
        answer.period,
        thousands(answer.totals.value),
        answer.totals.holders
    );
    render::print(
        format,
        &Answer {
            json: json(&answer)?,
            rows: "/holders",
            columns: COLUMNS,
            shown: SHOWN,
            heading,
        },
    )?;
    Ok(ExitCode::SUCCESS)
}
