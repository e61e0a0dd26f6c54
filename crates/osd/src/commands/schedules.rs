use std::process::ExitCode;

use osd_api::answers::schedules;

use super::{Failure, json};
use crate::{
    cli::Format,
    home::Home,
    render::{self, Answer},
};

const COLUMNS: &[&str] = &[
    "name", "does", "pattern", "next_due", "last_due", "fired_at", "fired_by", "said_at",
];
const SHOWN: &[&str] = &["name", "does", "pattern", "next_due", "last_due"];

pub(crate) async fn run(home: &Home, format: Format) -> Result<ExitCode, Failure> {
    let answer = schedules::answer(&home.counter().await?).await?;
    let heading = match answer.schedules.is_empty() {
        true => "nothing is done by the clock: no scheduler ever ran here".to_owned(),
        false => String::new(),
    };
    render::print(
        format,
        &Answer {
            json: json(&answer)?,
            rows: "/schedules",
            columns: COLUMNS,
            shown: SHOWN,
            heading,
        },
    )?;
    Ok(ExitCode::SUCCESS)
}
