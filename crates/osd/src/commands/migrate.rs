use std::process::ExitCode;

use anyhow::Context;
use osd_catalog::Catalog;
use serde_json::{Value, json};

use super::Failure;
use crate::{
    cli::Format,
    home::Home,
    render::{self, Answer},
};

/// Brings the catalog's tables up to this version, and says what was done.
pub(crate) async fn run(home: &Home, format: Format) -> Result<ExitCode, Failure> {
    std::fs::create_dir_all(home.root())
        .with_context(|| format!("failed to make {}", home.root().display()))?;
    let catalog = Catalog::open(&home.catalog_url()?)
        .await
        .map_err(anyhow::Error::from)?;
    let applied = catalog.migrate().await.map_err(anyhow::Error::from)?;
    let heading = format!("{} migrations applied", applied.len());
    let rows: Vec<Value> = applied
        .iter()
        .map(|name| json!({"migration": name}))
        .collect();
    render::print(
        format,
        &Answer {
            json: rows.into(),
            rows: "",
            columns: &["migration"],
            shown: &[],
            heading,
        },
    )?;
    Ok(ExitCode::SUCCESS)
}
