use std::process::ExitCode;

use osd_api::answers::{
    period,
    periods::{self, PeriodsAnswer, SnapshotsAnswer},
};
use osd_domain::Period;

use super::{Failure, columns, json};
use crate::{
    cli::{Format, Periods, Snapshots},
    home::Home,
    render::{self, Answer, FACTS, facts},
};

pub(crate) async fn run(
    home: &Home,
    format: Format,
    command: Periods,
) -> Result<ExitCode, Failure> {
    if let Some(period) = command.period {
        return one(home, format, period).await;
    }
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

async fn one(home: &Home, format: Format, period: Period) -> Result<ExitCode, Failure> {
    let answer = json(&period::answer(&home.counter().await?, period).await?)?;
    let json = match format {
        Format::Json => answer,
        Format::Table | Format::Csv => facts(&answer, &[]),
    };
    render::print(
        format,
        &Answer {
            json,
            rows: "",
            columns: FACTS,
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
