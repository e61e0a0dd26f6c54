//! Orders about work, from whoever is at the command line.

use std::{num::NonZeroU64, process::ExitCode, time::Duration};

use osd_api::{
    Counter,
    orders::{self, OrderedAnswer},
};
use osd_catalog::WorkKind;
use tokio::time::Instant;

use super::super::{Failure, json, overrule::actor};
use crate::{
    cli::{Format, Retry},
    render::{self, Answer},
};

/// How often it is looked whether anything runs.
const LOOK: Duration = Duration::from_millis(200);
const COLUMNS: &[&str] = &["order", "asked", "changed", "paused"];

pub(super) async fn retry(
    counter: &Counter,
    format: Format,
    order: Retry,
) -> Result<ExitCode, Failure> {
    if !order.failed && order.kind.is_some() {
        return Err(Failure::usage("--kind goes with --failed"));
    }
    let answer = match order.failed {
        true => orders::retry_failed(counter, order.kind).await?,
        false => orders::retry(counter, &order.ids).await?,
    };
    print(format, &answer)?;
    Ok(all_of(&answer, "run, are done, or are not known"))
}

pub(super) async fn cancel(
    counter: &Counter,
    format: Format,
    ids: &[i64],
) -> Result<ExitCode, Failure> {
    let answer = orders::cancel(counter, ids, &actor()).await?;
    print(format, &answer)?;
    Ok(all_of(
        &answer,
        "were given up before, are done, or are not known",
    ))
}

pub(super) async fn pause(
    counter: &Counter,
    format: Format,
    kinds: &[WorkKind],
) -> Result<ExitCode, Failure> {
    let answer = orders::pause(counter, kinds, &actor()).await?;
    print(format, &answer)?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn resume(
    counter: &Counter,
    format: Format,
    kinds: &[WorkKind],
) -> Result<ExitCode, Failure> {
    let answer = orders::resume(counter, kinds).await?;
    print(format, &answer)?;
    Ok(ExitCode::SUCCESS)
}

/// Pauses everything and waits until no living worker holds anything.
pub(super) async fn drain(
    counter: &Counter,
    format: Format,
    timeout: NonZeroU64,
) -> Result<ExitCode, Failure> {
    let paused = orders::pause(counter, &[], &actor()).await?;
    let give_up = Instant::now() + Duration::from_secs(timeout.get());
    let mut left = orders::held(counter).await?;
    while left > 0 && Instant::now() < give_up {
        tokio::time::sleep(LOOK).await;
        left = orders::held(counter).await?;
    }
    let answer = OrderedAnswer {
        order: "drain",
        ..paused
    };
    print(format, &answer)?;
    if left > 0 {
        eprintln!(
            "osd: {left} pieces of work still run after {timeout} seconds; everything stays paused: \
             `osd work --state running` shows them, `osd work resume` goes on"
        );
        return Ok(ExitCode::from(1));
    }
    eprintln!("nothing runs, and everything is paused: `osd work resume` goes on");
    Ok(ExitCode::SUCCESS)
}

/// How an order ends that named pieces: those that it could do nothing about are counted on stderr.
fn all_of(answer: &OrderedAnswer, others: &str) -> ExitCode {
    let left = answer
        .asked
        .map_or(0, |asked| asked.saturating_sub(answer.changed));
    if left == 0 {
        return ExitCode::SUCCESS;
    }
    eprintln!("osd: nothing was done about {left} of them: they {others}");
    ExitCode::from(1)
}

fn print(format: Format, answer: &OrderedAnswer) -> Result<(), Failure> {
    let (changed, order) = (answer.changed, answer.order);
    let what = match order {
        "retry" | "cancel" => "pieces of work",
        _ => "kinds of work",
    };
    let paused = answer.paused.iter().map(ToString::to_string);
    let paused: Vec<String> = paused.collect();
    let heading = match paused.is_empty() {
        true => format!("{order}: {changed} {what}"),
        false => format!("{order}: {changed} {what}; paused: {}", paused.join(", ")),
    };
    if format == Format::Table {
        eprintln!("{heading}");
        return Ok(());
    }
    let json = json(answer)?;
    let json = match format {
        Format::Csv => serde_json::Value::Array(vec![json]),
        _ => json,
    };
    render::print(
        format,
        &Answer {
            json,
            rows: "",
            columns: COLUMNS,
            shown: &[],
            heading: String::new(),
        },
    )
}
