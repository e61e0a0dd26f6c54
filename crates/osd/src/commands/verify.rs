use std::{process::ExitCode, sync::Arc};

use osd_ingest::{Verified, VerifyScope};
use serde_json::json;

use super::Failure;
use crate::{
    cli::{Format, Verify},
    home::Home,
    render::{self, Answer, thousands},
    terminal::Terminal,
};

const COLUMNS: &[&str] = &[
    "store", "place", "kind", "severity", "found", "advice", "ordered",
];

/// Reads everything, and says what is not as it should be; the exit status is 1 if something is not.
pub(crate) async fn run(home: &Home, format: Format, command: Verify) -> Result<ExitCode, Failure> {
    let named = [command.vault, command.catalog, command.snapshots];
    let everything = named == [false; 3];
    let scope = VerifyScope {
        vault: command.vault || everything,
        catalog: command.catalog || everything,
        snapshots: command.snapshots || everything,
        period: command.period,
    };
    let house = home.standing_house(Arc::new(Terminal::new())).await?;
    let verified = osd_ingest::verify(&house, scope, command.repair).await;
    let verified = verified.map_err(anyhow::Error::from)?;
    let is_well = verified.findings.is_empty();
    if !is_well && command.repair {
        eprintln!(
            "{} pieces of work were ordered; the next `osd ingest` does them",
            verified.ordered
        );
    }
    print(format, &verified)?;
    Ok(ExitCode::from(u8::from(!is_well)))
}

fn print(format: Format, verified: &Verified) -> Result<(), Failure> {
    let Verified {
        objects,
        bytes,
        filings,
        periods,
        findings,
        ordered,
    } = verified;
    let count = |count: u64| thousands(i64::try_from(count).unwrap_or(i64::MAX));
    let heading = format!(
        "{} objects, {} filings and {} snapshots looked at: {}",
        count(*objects),
        count(*filings),
        count(*periods),
        match findings.len() {
            0 => "all is well".to_owned(),
            found => format!("{found} findings"),
        }
    );
    let json = json!({
        "objects": objects, "bytes": bytes, "filings": filings, "snapshots": periods,
        "findings": findings, "ordered": ordered,
    });
    if format == Format::Table && findings.is_empty() {
        eprintln!("{heading}");
        return Ok(());
    }
    let answer = Answer {
        json,
        rows: "/findings",
        columns: COLUMNS,
        shown: &["severity", "kind", "place", "found", "advice"],
        heading,
    };
    render::print(format, &answer)
}
