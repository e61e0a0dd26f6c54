use std::process::ExitCode;

use osd_api::answers::managers;

use super::{Failure, json};
use crate::{
    cli::{Format, Managers},
    home::Home,
    render::Pages,
};

const COLUMNS: &[&str] = &[
    "cik",
    "name",
    "filings",
    "first_period",
    "last_period",
    "standing",
    "value",
    "positions",
];

pub(crate) async fn run(
    home: &Home,
    format: Format,
    command: Managers,
) -> Result<ExitCode, Failure> {
    let counter = home.counter().await?;
    let mut pages = Pages::new(format, COLUMNS);
    let mut question = managers::Question {
        search: command.search,
        period: command.period,
        limit: Some(managers::LIMIT),
        offset: 0,
    };
    loop {
        let page = managers::answer(&counter, &question).await?;
        let rows = page.iter().map(json).collect::<Result<Vec<_>, _>>()?;
        pages.page(&rows)?;
        if (rows.len() as u64) < managers::LIMIT {
            break;
        }
        question.offset += managers::LIMIT;
    }
    pages.finish()?;
    Ok(ExitCode::SUCCESS)
}
