use std::process::ExitCode;

use osd_catalog::{Catalog, JournalQuery};
use serde_json::{Value, json};

use super::Failure;
use crate::{
    cli::{Format, Journal},
    home::Home,
    render::Pages,
};

const COLUMNS: &[&str] = &["id", "at", "actor", "kind", "subject", "choice", "why"];
/// Entries that are in memory at a time.
const PAGE: u64 = 1_000;

pub(crate) async fn run(
    home: &Home,
    format: Format,
    command: Journal,
) -> Result<ExitCode, Failure> {
    let counter = home.counter().await?;
    let subject = command.filing.map(|filing| format!("filing:{filing}"));
    let mut pages = Pages::new(format, COLUMNS);
    let mut after = 0;
    loop {
        let page = page(&counter.catalog, subject.as_deref(), after).await?;
        let rows: Vec<Value> = page.iter().map(|(_, row)| row.clone()).collect();
        pages.page(&rows)?;
        match page.last() {
            Some((last, _)) if page.len() as u64 == PAGE => after = *last,
            _ => break,
        }
    }
    pages.finish()?;
    Ok(ExitCode::SUCCESS)
}

async fn page(
    catalog: &Catalog,
    subject: Option<&str>,
    after: i64,
) -> Result<Vec<(i64, Value)>, Failure> {
    let read = catalog.read().await.map_err(anyhow::Error::from)?;
    let query = JournalQuery {
        subject,
        kind: None,
        after,
        limit: PAGE,
    };
    let entries = read
        .journal()
        .list(query)
        .await
        .map_err(anyhow::Error::from)?;
    let rows = entries.into_iter().map(|entry| {
        let decision = entry.decision;
        let row = json!({
            "id": entry.id, "at": decision.at, "actor": decision.actor, "kind": decision.kind,
            "subject": decision.subject, "choice": decision.choice(), "why": decision.why(),
        });
        (entry.id, row)
    });
    Ok(rows.collect())
}
