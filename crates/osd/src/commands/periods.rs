use std::process::ExitCode;

use osd_api::answers::periods::{self, PeriodsAnswer, SnapshotsAnswer};

use super::{Failure, columns, json};
use crate::{
    cli::{Format, Periods, Snapshots},
    home::Home,
    render::{self, Answer},
};

pub(crate) async fn run(
    home: &Home,
    format: Format,
    command: Periods,
) -> Result<ExitCode, Failure> {
    let list = command.list.request::<PeriodsAnswer>()?;
    let answer = periods::answer(&home.counter().await?, &list).await?;
    render::print(
        format,
        &Answer {
            json: json(&answer)?,
            rows: "/periods",
            columns: &columns::<PeriodsAnswer>(),
            shown: &[],
            heading: String::new(),
        },
    )?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn snapshots(
    home: &Home,
    format: Format,
    command: Snapshots,
) -> Result<ExitCode, Failure> {
    let list = command.list.request::<SnapshotsAnswer>()?;
    let answer = periods::snapshots(&home.counter().await?, &list).await?;
    render::print(
        format,
        &Answer {
            json: json(&answer)?,
            rows: "/snapshots",
            columns: &columns::<SnapshotsAnswer>(),
            shown: &[],
            heading: String::new(),
        },
    )?;
    Ok(ExitCode::SUCCESS)
}
