use std::process::ExitCode;

use osd_api::answers::{
    LinkedManager,
    successions::{self, SuccessionsAnswer},
};

use super::{Failure, columns, json};
use crate::{
    cli::{Format, Successions},
    home::Home,
    render::{self, Answer},
};

pub(crate) async fn run(
    home: &Home,
    format: Format,
    command: Successions,
) -> Result<ExitCode, Failure> {
    let question = successions::Question {
        manager: command.manager,
        list: command.list.request::<SuccessionsAnswer>()?,
    };
    let answer = successions::answer(&home.counter().await?, &question).await?;
    render::print(
        format,
        &Answer {
            json: json(&answer)?,
            rows: "/successions",
            columns: &columns::<SuccessionsAnswer>(),
            shown: &[],
            heading: String::new(),
        },
    )?;
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
