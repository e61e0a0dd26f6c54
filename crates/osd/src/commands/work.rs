//! The work, and orders about it.

mod steer;

use std::process::ExitCode;

use osd_api::{
    Counter,
    answers::work::{self, WorkListAnswer, kinds, workers},
};

use super::{Failure, by_page, json};
use crate::{
    cli::{Format, Work, WorkOrder},
    home::Home,
    render::{self, Answer, FACTS},
};

const KINDS: &[&str] = &[
    "kind",
    "waiting",
    "running",
    "failed",
    "oldest",
    "done_10_minutes",
    "done_hour",
    "paused_by",
    "paused_at",
];
const WORKERS: &[&str] = &[
    "name",
    "roles",
    "state",
    "started_at",
    "seen_at",
    "done",
    "failed",
    "requests",
    "blocked_until",
];

pub(crate) async fn run(home: &Home, format: Format, command: Work) -> Result<ExitCode, Failure> {
    let Some(order) = command.order else {
        return list(home, format, command).await;
    };
    let counter = home.counter().await?;
    match order {
        WorkOrder::Show { id } => show(&counter, format, id).await,
        WorkOrder::Kinds => {
            let answer = json(&kinds::answer(&counter).await?)?;
            print(format, answer, "/kinds", KINDS)
        }
        WorkOrder::Workers => {
            let answer = json(&workers::answer(&counter).await?)?;
            print(format, answer, "/workers", WORKERS)
        }
        WorkOrder::Retry(order) => steer::retry(&counter, format, order).await,
        WorkOrder::Cancel { ids } => steer::cancel(&counter, format, &ids).await,
        WorkOrder::Pause { kinds } => steer::pause(&counter, format, &kinds).await,
        WorkOrder::Resume { kinds } => steer::resume(&counter, format, &kinds).await,
        WorkOrder::Drain { timeout } => steer::drain(&counter, format, timeout).await,
    }
}

async fn list(home: &Home, format: Format, command: Work) -> Result<ExitCode, Failure> {
    let mut list = command.list.request::<WorkListAnswer>()?;
    let equal = [
        ("kind", command.kind.map(|kind| kind.to_string())),
        ("state", command.state.map(|state| state.to_string())),
        ("key", command.key),
        ("worker", command.worker),
    ];
    for (column, value) in equal {
        if let Some(value) = value {
            list = list.with(column, "eq", value);
        }
    }
    let counter = home.counter().await?;
    let ask = async |list| work::answer(&counter, &list).await;
    by_page(format, list, ask).await
}

async fn show(counter: &Counter, format: Format, id: i64) -> Result<ExitCode, Failure> {
    let answer = json(&work::one(counter, id).await?)?;
    let answer = match format {
        Format::Json => answer,
        Format::Table | Format::Csv => render::facts(&answer, &[]),
    };
    print(format, answer, "", FACTS)
}

fn print(
    format: Format,
    json: serde_json::Value,
    rows: &str,
    columns: &[&str],
) -> Result<ExitCode, Failure> {
    let answer = Answer {
        json,
        rows,
        columns,
        shown: &[],
        heading: String::new(),
    };
    render::print(format, &answer)?;
    Ok(ExitCode::SUCCESS)
}
