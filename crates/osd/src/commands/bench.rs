use std::{env, fs, path::Path, process::ExitCode, sync::Arc};

use anyhow::Context;
use osd_bench::{Figure, Plan, add, ask, fetch, follow, generate, publish, read, serve};
use osd_ingest::{House, Presence, Silent};
use serde_json::{Value, json};

use super::{Failure, ingest::failures, worker_name};
use crate::{
    cli::{Bench, Format, Generate, Made},
    home::Home,
    render::{self, Answer},
    terminal::Terminal,
};

/// Makes what is measured on, or measures.
pub(crate) async fn run(home: &Home, format: Format, command: Bench) -> Result<ExitCode, Failure> {
    let figures = match command {
        Bench::Generate(command) => return generate(format, command).await,
        Bench::Read(command) => {
            let plan = Plan {
                seed: command.seed,
                // So many rows each as even the smallest board of securities has room for.
                managers: command.lines.div_ceil(200).max(1),
                lines: command.lines,
                periods: 1,
                last: command.period,
            };
            plan.check()
                .map_err(|error| Failure::usage(error.to_string()))?;
            read::measure(&plan)?
        }
        Bench::Publish(command) => {
            home.counter().await?;
            let (house, presence) = at_work(home).await?;
            publish::measure(&house, &presence, command.period).await?
        }
        Bench::Add(command) => {
            let counter = home.counter().await?;
            let (house, presence) = at_work(home).await?;
            let addition = add::Addition {
                filings: command.filings,
                clients: command.clients,
            };
            let program = env::current_exe()?;
            add::measure(&program, home.root(), &house, &presence, &counter, addition).await?
        }
        Bench::Fetch(command) => {
            let plan = Plan {
                seed: command.seed,
                managers: command.managers,
                lines: command.lines,
                periods: 1,
                last: command.period,
            };
            plan.check()
                .map_err(|error| Failure::usage(error.to_string()))?;
            fetch::measure(&env::current_exe()?, &plan, command.rate).await?
        }
        Bench::Follow(command) => {
            home.counter().await?;
            let (house, _presence) = at_work(home).await?;
            follow::measure(&env::current_exe()?, home.root(), &house, command.rounds).await?
        }
        Bench::Ask(command) => ask::measure(&home.counter().await?, command.times).await?,
        Bench::Serve(command) => {
            let load = serve::Load {
                clients: command.clients,
                questions: command.questions,
            };
            let program = env::current_exe()?;
            serve::measure(&program, home.root(), &home.counter().await?, load).await?
        }
    };
    print(format, &figures)?;
    Ok(ExitCode::SUCCESS)
}

/// The stores of a home, and this process as a worker. Nobody is told what happens.
async fn at_work(home: &Home) -> Result<(House, Presence), Failure> {
    let house = home.house(None, Arc::new(Silent)).await?;
    let presence = house
        .enter(&worker_name())
        .context("failed to enter as a worker")?;
    Ok((house, presence))
}

fn print(format: Format, figures: &[Figure]) -> Result<(), Failure> {
    render::print(
        format,
        &Answer {
            json: super::json(&figures)?,
            rows: "",
            columns: &["what", "figure", "unit", "beside", "limit", "ratio"],
            shown: &[],
            heading: String::new(),
        },
    )
}

async fn generate(format: Format, command: Generate) -> Result<ExitCode, Failure> {
    let plan = Plan {
        seed: command.seed,
        managers: command.managers,
        lines: command.lines,
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
    plan.keep(target)?;
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
