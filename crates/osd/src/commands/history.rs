use std::process::ExitCode;

use osd_api::answers::{
    history::{self, HistoryAnswer},
    security_history::{self, SecurityHistoryAnswer},
};

use super::{Failure, columns, json, successions::in_words};
use crate::{
    cli::{Format, History},
    home::Home,
    render::{self, Answer},
};

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
    if let Some(security) = command.security {
        let question = security_history::Question {
            cik: command.cik,
            security: security.to_string(),
            as_of: command.as_of,
            list: command.list.request::<SecurityHistoryAnswer>()?,
        };
        return of_security(home, format, question).await;
    }
    let question = history::Question {
        cik: command.cik,
        as_of: command.as_of,
        merged: command.merged,
        list: command.list.request::<HistoryAnswer>()?,
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
            columns: &columns::<HistoryAnswer>(),
            shown: SHOWN,
            heading,
        },
    )?;
    Ok(ExitCode::SUCCESS)
}

const SHOWN_OF_SECURITY: &[&str] = &[
    "period",
    "standing",
    "basis",
    "security",
    "kind",
    "amount",
    "amount_adjusted",
    "value",
    "weight",
    "change",
    "evidence",
];

/// A manager's position in one security, quarter by quarter.
async fn of_security(
    home: &Home,
    format: Format,
    question: security_history::Question,
) -> Result<ExitCode, Failure> {
    let answer = security_history::answer(&home.counter().await?, question).await?;
    let cusips: Vec<String> = answer.cusips.iter().map(ToString::to_string).collect();
    let heading = format!(
        "{} ({}) in {}",
        answer.manager.name,
        answer.manager.cik,
        cusips.join(", then ")
    );
    render::print(
        format,
        &Answer {
            json: json(&answer)?,
            rows: "/quarters",
            columns: &columns::<SecurityHistoryAnswer>(),
            shown: SHOWN_OF_SECURITY,
            heading,
        },
    )?;
    Ok(ExitCode::SUCCESS)
}
