use std::process::ExitCode;

use osd_api::answers::search;

use super::{Failure, json};
use crate::{
    cli::{Format, Search},
    home::Home,
    render::{self, Answer},
};

const COLUMNS: &[&str] = &[
    "kind", "id", "name", "class", "ticker", "found_by", "matched", "is_exact", "path",
];
const SHOWN: &[&str] = &["kind", "id", "name", "class", "ticker", "matched"];

pub(crate) async fn run(home: &Home, format: Format, command: Search) -> Result<ExitCode, Failure> {
    let question = search::Question {
        text: command.words.join(" "),
        kinds: command.kinds,
        limit: command.limit,
    };
    let answer = search::answer(&home.counter().await?, &question).await?;
    render::print(
        format,
        &Answer {
            json: json(&answer)?,
            rows: "/hits",
            columns: COLUMNS,
            shown: SHOWN,
            heading: String::new(),
        },
    )?;
    Ok(ExitCode::SUCCESS)
}
