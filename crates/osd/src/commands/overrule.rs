use std::{env, process::ExitCode, sync::Arc};

use anyhow::Context;
use osd_catalog::DecisionKind;
use osd_ingest::{Overruling, overrule};
use serde_json::json;

use super::{Failure, ingest::failures, worker_name};
use crate::{
    cli::{Format, Override},
    home::Home,
    render::{self, Answer},
    terminal::Terminal,
};

/// Enters a decision into the journal, and publishes the filing's period again under it.
pub(crate) async fn run(
    home: &Home,
    format: Format,
    command: Override,
) -> Result<ExitCode, Failure> {
    let overruling = overruling(&command)?;
    // Without a catalog there is nothing to decide about, and none is made.
    home.counter().await?;
    let house = home.house(None, Arc::new(Terminal::new())).await?;
    let presence = house
        .enter(&worker_name())
        .context("failed to enter as a worker")?;
    let done = overrule(&house, &presence, &overruling, super::loops()).await;
    let (entry, period, outcome) = done.map_err(anyhow::Error::from)?;
    let choice = overruling.choice.as_deref();
    let heading = format!(
        "journal entry {entry}: {} of {} {}; {period} is published again",
        overruling.kind,
        overruling.filing,
        choice.map_or_else(
            || "is left to the evidence".to_owned(),
            |choice| format!("is {choice}")
        )
    );
    let json = json!({
        "entry": entry, "kind": overruling.kind, "filing": overruling.filing, "choice": choice,
        "actor": overruling.actor, "why": overruling.why, "period": period,
        "failed": failures(&outcome),
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

/// What is not decided about a filing.
fn elsewhere(kind: DecisionKind, command: &str) -> Failure {
    Failure::usage(format!(
        "--withdraw {kind}: that is not decided about a filing; `{command}` decides about it"
    ))
}

fn overruling(command: &Override) -> Result<Overruling, Failure> {
    let unit = command
        .unit
        .map(|unit| (DecisionKind::Unit, unit.to_string()));
    let effect = command
        .effect
        .map(|effect| (DecisionKind::Effect, effect.to_string()));
    let (kind, choice) = match (unit.or(effect), command.withdraw) {
        (Some((kind, choice)), _) => (kind, Some(choice)),
        (None, Some(kind @ (DecisionKind::Unit | DecisionKind::Effect))) => (kind, None),
        (None, Some(kind @ DecisionKind::CusipLink)) => return Err(elsewhere(kind, "osd relate")),
        (None, Some(kind @ DecisionKind::Succession)) => return Err(elsewhere(kind, "osd link")),
        (None, None) => {
            return Err(Failure::usage(
                "nothing is decided: give --unit, --effect or --withdraw",
            ));
        }
    };
    Ok(Overruling {
        filing: command.accession,
        kind,
        choice,
        actor: actor(),
        why: reason(&command.why)?,
    })
}

/// Why, if anything is said.
pub(super) fn reason(why: &str) -> Result<String, Failure> {
    let why = why.trim();
    if why.is_empty() {
        return Err(Failure::usage(
            "--why is empty: say what the decision rests on, it stands in the journal",
        ));
    }
    Ok(why.to_owned())
}

/// Who is at the command line.
pub(super) fn actor() -> String {
    let named = ["SUDO_USER", "USER", "LOGNAME"]
        .into_iter()
        .find_map(|name| {
            let user = env::var(name).ok()?;
            Some(user).filter(|user| !user.trim().is_empty())
        });
    format!("cli:{}", named.as_deref().unwrap_or("unknown"))
}
