use std::process::ExitCode;

use osd_api::answers::changes::{self, ChangesAnswer};

use super::{Failure, columns, json, successions::in_words};
use crate::{
    cli::{Changes, Format},
    home::Home,
    render::{self, Answer},
};

const SHOWN: &[&str] = &[
    "cusip",
    "ticker",
    "issuer",
    "put_call",
    "change",
    "amount",
    "amount_change_adjusted",
    "amount_change_pct",
    "value_change",
    "evidence",
];

pub(crate) async fn run(
    home: &Home,
    format: Format,
    command: Changes,
) -> Result<ExitCode, Failure> {
    let question = changes::Question {
        cik: command.cik,
        period: command.period,
        as_of: command.as_of,
        labels: command.labels,
        merged: command.merged,
        list: command.list.request::<ChangesAnswer>()?,
    };
    let answer = changes::answer(&home.counter().await?, question).await?;
    let counts = answer.counts.iter();
    let counts: Vec<String> = counts.map(|(label, n)| format!("{n} {label}")).collect();
    let heading = format!(
        "{} ({}), {} since {}: {}{}",
        answer.manager.name,
        answer.manager.cik,
        answer.period,
        answer.previous_period,
        counts.join(", "),
        in_words(&answer.continues, &answer.continued_by)
    );
    render::print(
        format,
        &Answer {
            json: json(&answer)?,
            rows: "/changes",
            columns: &columns::<ChangesAnswer>(),
            shown: SHOWN,
            heading,
        },
    )?;
    Ok(ExitCode::SUCCESS)
}
