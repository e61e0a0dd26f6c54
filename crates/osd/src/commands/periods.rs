use std::process::ExitCode;

use osd_api::answers::{period, periods};
use osd_domain::Period;

use super::{Failure, json};
use crate::{
    cli::{Format, Periods},
    home::Home,
    render::{self, Answer, FACTS, facts},
};

const COLUMNS: &[&str] = &[
    "period",
    "filings",
    "read",
    "managers",
    "rows",
    "value",
    "snapshot",
    "up_to_date",
];
const SNAPSHOTS: &[&str] = &["period", "id", "rows", "bytes"];

pub(crate) async fn run(
    home: &Home,
    format: Format,
    command: Periods,
) -> Result<ExitCode, Failure> {
    if let Some(period) = command.period {
        return one(home, format, period).await;
    }
    let json = json(&periods::answer(&home.counter().await?).await?)?;
    render::print(
        format,
        &Answer {
            json,
            rows: "",
            columns: COLUMNS,
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

pub(crate) async fn snapshots(home: &Home, format: Format) -> Result<ExitCode, Failure> {
    let json = json(&periods::snapshots(&home.counter().await?).await?)?;
    render::print(
        format,
        &Answer {
            json,
            rows: "",
            columns: SNAPSHOTS,
            shown: &[],
            heading: String::new(),
        },
    )?;
    Ok(ExitCode::SUCCESS)
}
