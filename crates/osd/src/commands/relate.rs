use std::{process::ExitCode, sync::Arc};

use anyhow::Context;
use osd_catalog::{LinkChoice, LinkSubject};
use osd_domain::market::Ratio;
use osd_ingest::{Relating, relate};
use serde_json::json;

use super::{
    Failure,
    ingest::failures,
    overrule::{actor, reason},
    worker_name,
};
use crate::{
    cli::{Format, Relate},
    home::Home,
    render::{self, Answer},
    terminal::Terminal,
};

/// Enters a decision on a link into the journal, and publishes its period again under it.
pub(crate) async fn run(home: &Home, format: Format, command: Relate) -> Result<ExitCode, Failure> {
    let relating = relating(&command)?;
    // Without a catalog there is nothing to decide about, and none is made.
    home.counter().await?;
    let house = home.house(None, Arc::new(Terminal::new())).await?;
    let presence = house
        .enter(&worker_name())
        .context("failed to enter as a worker")?;
    let done = relate(&house, &presence, &relating, super::loops()).await;
    let (entry, outcome) = done.map_err(anyhow::Error::from)?;
    let LinkSubject { period, from, to } = &relating.link;
    let decided = match relating.choice {
        Some(LinkChoice::Listed(ratio)) => format!("goes on as {to}, {ratio}"),
        Some(LinkChoice::Struck) => format!("does not go on as {to}"),
        None => format!("and {to} are left to the evidence"),
    };
    let heading = format!("journal entry {entry}: {from} {decided}; {period} is published again");
    let json = json!({
        "entry": entry, "from": from, "to": to, "period": period,
        "choice": relating.choice.map(LinkChoice::name),
        "actor": relating.actor, "why": relating.why, "failed": failures(&outcome),
    });
    render::print(
        format,
        &Answer {
            json,
            rows: "/failed",
            columns: &["kind", "key", "error"],
            shown: &[],
            heading,
        },
    )?;
    Ok(ExitCode::from(u8::from(!outcome.is_whole())))
}

fn relating(command: &Relate) -> Result<Relating, Failure> {
    if command.old == command.new {
        return Err(Failure::usage(format!(
            "{} is both the old CUSIP and the new one",
            command.old
        )));
    }
    let listed = LinkChoice::Listed(command.ratio.unwrap_or(Ratio::ONE));
    let choice = match (command.strike, command.withdraw) {
        (true, _) => Some(LinkChoice::Struck),
        (_, true) => None,
        _ => Some(listed),
    };
    Ok(Relating {
        link: LinkSubject {
            period: command.period,
            from: command.old.clone(),
            to: command.new.clone(),
        },
        choice,
        actor: actor(),
        why: reason(&command.why)?,
    })
}
