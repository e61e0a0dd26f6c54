use std::{process::ExitCode, sync::Arc};

use anyhow::Context;
use serde_json::{Value, json};

use super::{Failure, ingest::failures, worker_name};
use crate::{
    cli::{Format, Rebuild},
    home::Home,
    render::{self, Answer},
    terminal::Terminal,
};

/// Makes everything anew from the vault, and says which snapshots came out differently.
pub(crate) async fn run(
    home: &Home,
    format: Format,
    command: Rebuild,
) -> Result<ExitCode, Failure> {
    let house = home.house(None, Arc::new(Terminal::new())).await?;
    let presence = house
        .enter(&worker_name())
        .context("failed to enter as a worker")?;
    let (periods, loops) = (&command.periods, super::loops());
    let rebuilt = if command.verdicts {
        osd_ingest::judge(&house, &presence, periods, loops).await
    } else {
        osd_ingest::rebuild(&house, &presence, periods, loops).await
    };
    let rebuilt = rebuilt.map_err(anyhow::Error::from)?;
    for accession in &rebuilt.unknown {
        eprintln!(
            "submission {accession} is in the vault, but tells too little about itself to be entered"
        );
    }
    if rebuilt.not_kept > 0 {
        eprintln!(
            "{} filings that the kept indexes name are not in the vault; `osd ingest` fetches those \
             that are wanted",
            rebuilt.not_kept
        );
    }
    let nothing = |(before, after): &(Option<_>, Option<_>)| before.is_none() && after.is_none();
    let unfounded = rebuilt.periods.iter().filter(|(_, ids)| nothing(ids));
    for (period, _) in unfounded.clone() {
        eprintln!("no filing for {period} is known: `osd periods` lists the periods there are");
    }
    let differ = rebuilt
        .periods
        .values()
        .filter(|(before, after)| before != after)
        .count();
    let heading = format!(
        "{} filings read again, {} periods published, {differ} differ",
        rebuilt.filings,
        rebuilt.periods.len()
    );
    let periods: Vec<Value> = rebuilt
        .periods
        .iter()
        .map(|(period, (before, after))| json!({"period": period, "before": before, "after": after, "same": before == after}))
        .collect();
    let whole = rebuilt.outcome.is_whole() && rebuilt.unknown.is_empty() && unfounded.count() == 0;
    let json = json!({
        "filings": rebuilt.filings, "differ": differ, "periods": periods,
        "reference_files": rebuilt.reference_files, "unknown": rebuilt.unknown, "not_kept": rebuilt.not_kept, "failed": failures(&rebuilt.outcome),
    });
    render::print(
        format,
        &Answer {
            json,
            rows: "/periods",
            columns: &["period", "before", "after", "same"],
            shown: &[],
            heading,
        },
    )?;
    Ok(ExitCode::from(u8::from(!whole)))
}
