use std::process::ExitCode;

use osd_api::answers::ticker;

use super::{Failure, json};
use crate::{
    cli::{Format, Ticker},
    home::Home,
    render::{self, Answer},
};

const COLUMNS: &[&str] = &[
    "security",
    "issuer",
    "class",
    "ticker",
    "first_day",
    "last_day",
    "confidence",
    "reason",
    "source",
];

pub(crate) async fn run(home: &Home, format: Format, command: Ticker) -> Result<ExitCode, Failure> {
    let answer = ticker::answer(&home.counter().await?, &command.ticker).await?;
    let mut heading = answer.ticker.clone();
    for company in &answer.companies {
        heading += &format!(
            "\nlisted as {} by {} ({}), last on {}",
            company.listed, company.name, company.cik, company.last_seen
        );
    }
    render::print(
        format,
        &Answer {
            json: json(&answer)?,
            rows: "/securities",
            columns: COLUMNS,
            shown: &[],
            heading,
        },
    )?;
    Ok(ExitCode::SUCCESS)
}
