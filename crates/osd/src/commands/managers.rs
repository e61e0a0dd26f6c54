use std::process::ExitCode;

use osd_api::answers::managers::{self, ManagersAnswer};

use super::{Failure, columns, json};
use crate::{
    cli::{Format, Managers},
    home::Home,
    render::{self, Answer},
};

pub(crate) async fn run(
    home: &Home,
    format: Format,
    command: Managers,
) -> Result<ExitCode, Failure> {
    let question = managers::Question {
        period: command.period,
        list: command.list.request::<ManagersAnswer>()?,
    };
    let answer = managers::answer(&home.counter().await?, &question).await?;
    render::print(
        format,
        &Answer {
            json: json(&answer)?,
            rows: "/managers",
            columns: &columns::<ManagersAnswer>(),
            shown: &[],
            heading: String::new(),
        },
    )?;
    Ok(ExitCode::SUCCESS)
}
