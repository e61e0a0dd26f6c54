use std::process::ExitCode;

use osd_api::answers::issuer::{self, IssuerAnswer};

use super::{Failure, columns, json};
use crate::{
    cli::{Format, Issuer},
    home::Home,
    render::{self, Answer, thousands},
};

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
        list: command.list.request::<IssuerAnswer>()?,
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
            columns: &columns::<IssuerAnswer>(),
            shown: SHOWN,
            heading,
        },
    )?;
    Ok(ExitCode::SUCCESS)
}
