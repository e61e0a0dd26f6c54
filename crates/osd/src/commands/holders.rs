use std::process::ExitCode;

use osd_api::answers::holders::{self, HoldersAnswer};

use super::{Failure, columns, json};
use crate::{
    cli::{Format, Holders},
    home::Home,
    render::{self, Answer, thousands},
};

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
        list: command.list.request::<HoldersAnswer>()?,
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
            columns: &columns::<HoldersAnswer>(),
            shown: SHOWN,
            heading,
        },
    )?;
    Ok(ExitCode::SUCCESS)
}
