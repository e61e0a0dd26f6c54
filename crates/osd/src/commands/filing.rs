use std::process::ExitCode;

use osd_api::answers::filing;

use super::{Failure, json};
use crate::{
    cli::{Filing, Format},
    home::Home,
    render::{self, Answer},
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
const FACTS: &[&str] = &["field", "value"];

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
        let facts = json.as_object().into_iter().flatten();
        let facts = facts.filter(|(field, _)| *field != "lines");
        let facts: Vec<_> = facts
            .map(|(field, value)| serde_json::json!({"field": field, "value": value}))
            .collect();
        render::print(
            format,
            &Answer {
                json: facts.into(),
                rows: "",
                columns: FACTS,
                shown: &[],
                heading,
            },
        )?;
    }
    Ok(ExitCode::SUCCESS)
}
