use std::process::ExitCode;

use osd_api::answers::filing;

use super::{Failure, json};
use crate::{
    cli::{Filing, Format},
    home::Home,
    render::{self, Answer, FACTS, facts},
};

const COLUMNS: &[&str] = &[
    "ordinal",
    "issuer",
    "class",
    "cusip",
    "figi",
    "value",
    "amount",
    "amount_type",
    "put_call",
    "discretion",
    "other_managers",
    "vote_sole",
    "vote_shared",
    "vote_none",
    "cusip_understood",
    "document",
    "first_line",
    "last_line",
];

pub(crate) async fn run(home: &Home, format: Format, command: Filing) -> Result<ExitCode, Failure> {
    let answer = filing::answer(&home.counter().await?, command.accession, command.lines).await?;
    let heading = format!(
        "{} of {} ({}), filed {}: {}",
        answer.form, answer.manager, answer.cik, answer.filed, answer.state
    );
    let json = json(&answer)?;
    if command.lines || format == Format::Json {
        render::print(
            format,
            &Answer {
                json,
                rows: "/lines",
                columns: COLUMNS,
                shown: &[],
                heading,
            },
        )?;
    } else {
        render::print(
            format,
            &Answer {
                json: facts(&json, &["lines"]),
                rows: "",
                columns: FACTS,
                shown: &[],
                heading,
            },
        )?;
    }
    Ok(ExitCode::SUCCESS)
}
