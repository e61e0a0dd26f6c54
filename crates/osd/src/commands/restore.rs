use std::{process::ExitCode, sync::Arc};

use serde_json::json;

use super::{Failure, worker_name};
use crate::{
    cli::{Format, Restore},
    home::Home,
    render::{self, Answer, FACTS, facts},
    terminal::Terminal,
};

/// Restores a backup, and says what was in it and what to do next.
pub(crate) async fn run(
    home: &Home,
    format: Format,
    command: Restore,
) -> Result<ExitCode, Failure> {
    if !command.from.is_file() {
        return Err(Failure::usage(format!(
            "{} is no file: name a backup that `osd backup` made",
            command.from.display()
        )));
    }
    let moved = command.into.map(|root| home.at(root));
    let home = moved.as_ref().unwrap_or(home);
    let house = home.house(None, Arc::new(Terminal::new())).await?;
    let name = worker_name();
    let restored = osd_ingest::restore(&house, &command.from, &name, command.force).await;
    let restored = restored.map_err(anyhow::Error::from)?;
    eprintln!("restored; `osd verify` says what is still to be fetched or published");
    let json = json!({
        "file": command.from, "what": restored.about.scope, "made_at": restored.about.made_at,
        "engine": restored.about.engine, "schema": restored.about.schema,
        "rows": restored.rows, "objects": restored.objects, "snapshots": restored.snapshots,
    });
    let answer = Answer {
        json: match format {
            Format::Json => json,
            Format::Table | Format::Csv => facts(&json, &[]),
        },
        rows: "",
        columns: FACTS,
        shown: &[],
        heading: String::new(),
    };
    render::print(format, &answer)?;
    Ok(ExitCode::SUCCESS)
}
