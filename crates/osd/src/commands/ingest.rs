use std::{process::ExitCode, sync::Arc};

use anyhow::Context;
use chrono::Utc;
use osd_domain::Period;
use osd_ingest::{IngestRange, Outcome};
use serde_json::{Value, json};

use super::{Failure, worker_name};
use crate::{
    cli::{Format, Ingest},
    home::{Home, fetcher},
    render::{self, Answer},
    terminal::Terminal,
};

/// Takes filings in, and says on stdout what was taken in.
pub(crate) async fn run(home: &Home, format: Format, command: Ingest) -> Result<ExitCode, Failure> {
    let to = command
        .to
        .unwrap_or_else(|| Period::containing(Utc::now().date_naive()));
    if command.from > to {
        return Err(Failure::usage(format!(
            "--from {} is after --to {to}",
            command.from
        )));
    }
    let fetcher = fetcher(&command.edgar)?;
    let house = home.house(Some(fetcher), Arc::new(Terminal::new())).await?;
    let presence = house
        .enter(&worker_name())
        .context("failed to enter as a worker")?;
    let range = IngestRange {
        from: command.from,
        to,
        managers: command.managers,
        reference: !command.no_reference,
    };
    let loops = command.workers.unwrap_or_else(super::loops);
    let outcome = osd_ingest::ingest(&house, &presence, &range, loops)
        .await
        .map_err(anyhow::Error::from)?;
    report(format, &range, &outcome)?;
    Ok(ExitCode::from(u8::from(!outcome.is_whole())))
}

/// What was not done, and why.
pub(super) fn failures(outcome: &Outcome) -> Vec<Value> {
    let failed = outcome.failed.iter();
    failed
        .map(|(kind, key, error)| json!({"kind": kind.as_str(), "key": key, "error": error}))
        .collect()
}

fn report(format: Format, range: &IngestRange, outcome: &Outcome) -> Result<(), Failure> {
    let mut no_index: Vec<Period> = outcome.no_index.clone();
    no_index.sort_unstable();
    let failed = failures(outcome);
    if !no_index.is_empty() {
        let quarters: Vec<String> = no_index.iter().map(ToString::to_string).collect();
        eprintln!("no index: {}", quarters.join(", "));
    }
    let heading = format!(
        "{} to {}: {} filings and {} reference files taken in, {} periods published, \
         {} quarters without an index, {} failures",
        range.from,
        range.to,
        outcome.filings,
        outcome.reference_files,
        outcome.periods(),
        no_index.len(),
        failed.len()
    );
    let json = json!({
        "from": range.from, "to": range.to, "filings": outcome.filings,
        "reference_files": outcome.reference_files, "periods": outcome.periods(),
        "no_index": no_index, "failed": failed,
    });
    if format == Format::Table && failed.is_empty() {
        eprintln!("{heading}");
        return Ok(());
    }
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
