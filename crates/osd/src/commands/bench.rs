use std::{fs, path::Path, process::ExitCode, sync::Arc};

use anyhow::Context;
use osd_bench::generate::{self, Plan, Size};
use serde_json::{Value, json};

use super::{Failure, ingest::failures, worker_name};
use crate::{
    cli::{Bench, Format, Generate, Made},
    home::Home,
    render::{self, Answer},
    terminal::Terminal,
};

/// Makes what is measured on.
pub(crate) async fn run(format: Format, command: Bench) -> Result<ExitCode, Failure> {
    match command {
        Bench::Generate(command) => generate(format, command).await,
    }
}

async fn generate(format: Format, command: Generate) -> Result<ExitCode, Failure> {
    let plan = Plan {
        seed: command.seed,
        size: Size {
            managers: command.managers,
            lines: command.lines,
        },
        periods: command.periods,
        last: command.last,
    };
    plan.check()
        .map_err(|error| Failure::usage(error.to_string()))?;
    is_free(&command.target)?;
    match command.made {
        Made::Filings => filings(format, &plan, &command.target),
        Made::Home => home(format, &plan, &command.target).await,
    }
}

/// Nothing that lies there already is mixed with what is made up.
fn is_free(target: &Path) -> Result<(), Failure> {
    let mut entries = match fs::read_dir(target) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => {
            return Err(Failure::usage(format!("{}: {error}", target.display())));
        }
        Ok(entries) => entries,
    };
    match entries.next() {
        None => Ok(()),
        Some(_) => Err(Failure::usage(format!(
            "{} is not empty: name a new folder, since what is made up must not be mixed with what was filed",
            target.display()
        ))),
    }
}

fn filings(format: Format, plan: &Plan, target: &Path) -> Result<ExitCode, Failure> {
    let made = generate::filings(plan, target, |period, so_far| {
        eprintln!("wrote {period}: {} filings so far", so_far.filings);
    })?;
    let heading = format!(
        "{} filings with {} rows, {} bytes, below {}",
        made.filings,
        made.lines,
        made.bytes,
        target.display()
    );
    report(
        format,
        heading,
        json!({
            "folder": target, "filings": made.filings, "rows": made.lines, "bytes": made.bytes,
            "failed": [],
        }),
    )?;
    Ok(ExitCode::SUCCESS)
}

async fn home(format: Format, plan: &Plan, target: &Path) -> Result<ExitCode, Failure> {
    let home = Home::in_folder(target);
    let house = home.house(None, Arc::new(Terminal::new())).await?;
    let presence = house
        .enter(&worker_name())
        .context("failed to enter as a worker")?;
    let outcome = generate::home(plan, &house, &presence).await?;
    let read = house.catalog.read().await.map_err(anyhow::Error::from)?;
    let published = read.periods().list().await.map_err(anyhow::Error::from)?;
    let snapshots = published.iter().filter_map(|row| row.snapshot.as_ref());
    let (rows, bytes) = snapshots.fold((0, 0), |(rows, bytes), one| {
        (rows + one.rows, bytes + one.bytes)
    });
    let heading = format!(
        "{} filings with {rows} rows in {} periods, {bytes} bytes of snapshots, in {}",
        outcome.filings,
        published.len(),
        target.display()
    );
    report(
        format,
        heading,
        json!({
            "folder": target, "filings": outcome.filings, "rows": rows, "bytes": bytes,
            "failed": failures(&outcome),
        }),
    )?;
    Ok(ExitCode::from(u8::from(!outcome.is_whole())))
}

fn report(format: Format, heading: String, json: Value) -> Result<(), Failure> {
    render::print(
        format,
        &Answer {
            json,
            rows: "/failed",
            columns: &["kind", "key", "error"],
            shown: &[],
            heading,
        },
    )
}
