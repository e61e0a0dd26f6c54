use std::process::ExitCode;

use osd_api::answers::{LinkedManager, successions};

use super::{Failure, json};
use crate::{
    cli::{Format, Successions},
    home::Home,
    render::Pages,
};

const COLUMNS: &[&str] = &[
    "period",
    "from",
    "from_name",
    "to",
    "to_name",
    "source",
    "evidence",
];

pub(crate) async fn run(
    home: &Home,
    format: Format,
    command: Successions,
) -> Result<ExitCode, Failure> {
    let counter = home.counter().await?;
    let mut pages = Pages::new(format, COLUMNS);
    let mut question = successions::Question {
        manager: command.manager,
        limit: Some(successions::LIMIT),
        offset: 0,
    };
    loop {
        let page = successions::answer(&counter, &question).await?;
        let rows = page.iter().map(json).collect::<Result<Vec<_>, _>>()?;
        pages.page(&rows)?;
        if (rows.len() as u64) < successions::LIMIT {
            break;
        }
        question.offset += successions::LIMIT;
    }
    pages.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// What a heading says of the managers that one continues and that continue it; nothing where there
/// are none.
pub(super) fn in_words(continues: &[LinkedManager], continued_by: &[LinkedManager]) -> String {
    let words = |verb: &str, managers: &[LinkedManager]| -> String {
        let all = managers
            .iter()
            .map(|one| format!("; {verb} {} ({}) since {}", one.name, one.cik, one.period));
        all.collect()
    };
    words("continues", continues) + &words("continued by", continued_by)
}
