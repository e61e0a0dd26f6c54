use std::process::ExitCode;

use osd_api::answers::movers::{self, MoversAnswer};

use super::{Failure, columns, json};
use crate::{
    cli::{Format, Movers},
    home::Home,
    render::{self, Answer},
};

/// What people look at first; the rest is in JSON and CSV.
const SHOWN: &[&str] = &[
    "security",
    "ticker",
    "issuer",
    "net_value",
    "holders_change",
    "new",
    "sold_out",
    "shares_change",
    "shares_change_pct",
    "holders",
];

pub(crate) async fn run(home: &Home, format: Format, command: Movers) -> Result<ExitCode, Failure> {
    let question = movers::Question {
        period: command.period,
        list: command.list.request::<MoversAnswer>()?,
    };
    let answer = movers::answer(&home.counter().await?, &question).await?;
    let heading = match &answer.comparison {
        Some(comparison) => format!(
            "{} beside {}; managers compared: {}",
            answer.period, comparison.previous_period, comparison.managers_compared
        ),
        None => format!("{}: the quarter before is not published", answer.period),
    };
    render::print(
        format,
        &Answer {
            json: json(&answer)?,
            rows: "/movers",
            columns: &columns::<MoversAnswer>(),
            shown: SHOWN,
            heading,
        },
    )?;
    Ok(ExitCode::SUCCESS)
}
