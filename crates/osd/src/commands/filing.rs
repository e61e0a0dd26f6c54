use std::process::ExitCode;

use osd_api::answers::{
    filing::{self, FilingAnswer},
    lines::{self, LinesAnswer},
};

use super::{Failure, columns, json};
use crate::{
    cli::{Filing, Format},
    home::Home,
    render::{self, Answer, FACTS, facts},
};

/// What people look at first; the rest is in JSON and CSV.
const SHOWN: &[&str] = &[
    "ordinal",
    "issuer",
    "class",
    "cusip",
    "value",
    "amount",
    "amount_type",
    "put_call",
    "discretion",
    "other_managers",
    "vote_sole",
    "vote_shared",
    "vote_none",
    "repairs",
];

pub(crate) async fn run(home: &Home, format: Format, command: Filing) -> Result<ExitCode, Failure> {
    if command.lines || command.list.is_given() {
        return with_lines(home, format, command).await;
    }
    let answer = filing::answer(&home.counter().await?, command.accession).await?;
    let heading = heading(&answer);
    let json = json(&answer)?;
    let json = match format {
        Format::Json => json,
        _ => facts(&json, &[]),
    };
    render::print(
        format,
        &Answer {
            json,
            rows: "",
            columns: FACTS,
            shown: &[],
            heading,
        },
    )?;
    Ok(ExitCode::SUCCESS)
}

async fn with_lines(home: &Home, format: Format, command: Filing) -> Result<ExitCode, Failure> {
    let list = command.list.request::<LinesAnswer>()?;
    let answer = lines::answer(&home.counter().await?, command.accession, &list).await?;
    render::print(
        format,
        &Answer {
            json: json(&answer)?,
            rows: "/lines",
            columns: &columns::<LinesAnswer>(),
            shown: SHOWN,
            heading: heading(&answer.filing),
        },
    )?;
    Ok(ExitCode::SUCCESS)
}

fn heading(filing: &FilingAnswer) -> String {
    format!(
        "{} of {} ({}), filed {}: {}",
        filing.form, filing.manager, filing.cik, filing.filed, filing.state
    )
}
