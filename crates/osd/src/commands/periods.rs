use std::process::ExitCode;

use osd_api::answers::periods;

use super::{Failure, json};
use crate::{
    cli::Format,
    home::Home,
    render::{self, Answer},
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

pub(crate) async fn run(home: &Home, format: Format) -> Result<ExitCode, Failure> {
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
