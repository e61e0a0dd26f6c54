use std::{process::ExitCode, sync::Arc};

use osd_ingest::{BackupOrder, backup_in};
use serde_json::json;

use super::Failure;
use crate::{
    cli::{Backup, Format},
    home::Home,
    render::{self, Answer, FACTS, facts},
    terminal::Terminal,
};

/// Makes a backup, and says what is in it. The exit status is 1 where something damaged was left out.
pub(crate) async fn run(home: &Home, format: Format, command: Backup) -> Result<ExitCode, Failure> {
    let house = home.standing_house(Arc::new(Terminal::new())).await?;
    let path = match command.to.is_dir() {
        true => backup_in(&command.to, &house),
        false => command.to,
    };
    let order = BackupOrder {
        scope: command.what,
        with_vault: command.with_vault,
        with_snapshots: command.with_snapshots,
        force: command.force,
    };
    let made = osd_ingest::backup(&house, order, &path).await;
    let made = made.map_err(anyhow::Error::from)?;
    for left_out in &made.left_out {
        eprintln!("left out {}: {}", left_out.place, left_out.why);
    }
    let json = json!({
        "file": made.path, "bytes": made.bytes, "what": made.about.scope,
        "made_at": made.about.made_at, "engine": made.about.engine, "schema": made.about.schema,
        "rows": made.rows, "objects": made.objects, "snapshots": made.snapshots,
        "left_out": made.left_out,
    });
    let answer = Answer {
        json: match format {
            Format::Json => json,
            Format::Table | Format::Csv => facts(&json, &["left_out"]),
        },
        rows: "",
        columns: FACTS,
        shown: &[],
        heading: String::new(),
    };
    render::print(format, &answer)?;
    Ok(ExitCode::from(u8::from(!made.left_out.is_empty())))
}
