use std::{process::ExitCode, sync::Arc};

use osd_catalog::SuccessionChoice;
use osd_ingest::{Linking, link};
use serde_json::json;

use super::{Failure, overrule::actor};
use crate::{
    cli::{Format, Link},
    home::Home,
    render::{self, Answer},
    terminal::Terminal,
};

/// Enters a decision on a succession into the journal.
pub(crate) async fn run(home: &Home, format: Format, command: Link) -> Result<ExitCode, Failure> {
    let Link {
        from, to, period, ..
    } = command;
    if from == to {
        return Err(Failure::usage(format!(
            "{from} cannot go on as itself: give predecessor and successor"
        )));
    }
    let why = command.why.trim();
    if why.is_empty() {
        return Err(Failure::usage(
            "--why is empty: say what the decision rests on, it stands in the journal",
        ));
    }
    let linking = Linking {
        from,
        to,
        period,
        choice: match command.strike {
            true => SuccessionChoice::Strike,
            false => SuccessionChoice::Link,
        },
        actor: actor(),
        why: why.to_owned(),
    };
    // Without a catalog there is nothing to decide about, and none is made.
    home.counter().await?;
    let house = home.house(None, Arc::new(Terminal::new())).await?;
    let entry = link(&house, &linking).await.map_err(anyhow::Error::from)?;
    let stands = match linking.choice {
        SuccessionChoice::Link => "goes on",
        SuccessionChoice::Strike => "does not go on",
    };
    let heading = format!("journal entry {entry}: {from} {stands} as {to} since {period}");
    let json = json!([{
        "entry": entry, "period": period, "from": from, "to": to, "choice": linking.choice,
        "actor": linking.actor, "why": linking.why,
    }]);
    render::print(
        format,
        &Answer {
            json,
            rows: "",
            columns: &["entry", "period", "from", "to", "choice", "actor", "why"],
            shown: &[],
            heading,
        },
    )?;
    Ok(ExitCode::SUCCESS)
}
