use std::process::ExitCode;

use chrono::Utc;
use osd_catalog::AlarmRow;
use osd_notify::{Message, State};
use serde_json::{Value, json};

use super::Failure;
use crate::{
    alarm,
    cli::{Alarms, Format},
    home::Home,
    render::{self, Answer},
};

const COLUMNS: &[&str] = &[
    "name",
    "state",
    "since",
    "raised_at",
    "cleared_at",
    "told_at",
    "what",
    "do",
];
const OF_TEST: &[&str] = &["way", "sent", "said"];

/// What is wrong now, then what was; the exit status is 1 if something is.
pub(crate) async fn run(home: &Home, format: Format, command: Alarms) -> Result<ExitCode, Failure> {
    if command.test {
        return test(format).await;
    }
    let catalog = home.counter().await?.catalog;
    let read = catalog.read().await.map_err(anyhow::Error::from)?;
    let rows = read.alarms().list(command.limit).await;
    let rows = rows.map_err(anyhow::Error::from)?;
    let raised = rows.iter().filter(|row| row.cleared_at.is_none()).count();
    let heading = match raised {
        0 => "nothing is wrong".to_owned(),
        1 => "1 alarm is raised".to_owned(),
        raised => format!("{raised} alarms are raised"),
    };
    let alarms: Vec<Value> = rows.iter().map(as_json).collect();
    if format == Format::Table && alarms.is_empty() {
        eprintln!("{heading}");
        return Ok(ExitCode::SUCCESS);
    }
    render::print(
        format,
        &Answer {
            json: json!({"raised": raised, "alarms": alarms}),
            rows: "/alarms",
            columns: COLUMNS,
            shown: &["name", "state", "raised_at", "cleared_at", "what", "do"],
            heading,
        },
    )?;
    Ok(ExitCode::from(u8::from(raised > 0)))
}

fn as_json(row: &AlarmRow) -> Value {
    let state = match row.cleared_at {
        None => "raised",
        Some(_) => "cleared",
    };
    json!({
        "name": row.alarm.name, "state": state, "since": row.alarm.since,
        "raised_at": row.raised_at, "cleared_at": row.cleared_at, "told_at": row.told_at,
        "what": row.alarm.what, "do": row.alarm.advice,
    })
}

/// Tries whether messages come; the exit status is 1 if one did not go.
async fn test(format: Format) -> Result<ExitCode, Failure> {
    let notifier = alarm::notifier()?;
    if notifier.ways().is_empty() {
        return Err(Failure::usage(
            "nobody is told of alarms: set OSD_ALARM_WEBHOOK, or OSD_ALARM_MAIL_TO with \
             OSD_SMTP_URL and OSD_ALARM_MAIL_FROM",
        ));
    }
    let message = Message {
        alarm: "test".to_owned(),
        state: State::Test,
        at: Utc::now(),
        what: "somebody tries whether messages about alarms come".to_owned(),
        advice: "nothing: they do".to_owned(),
    };
    let mut all_went = true;
    let mut rows = Vec::new();
    for way in notifier.ways() {
        let sent = notifier.send(way, &message).await;
        all_went &= sent.is_ok();
        let said = sent.as_ref().err().map(ToString::to_string);
        rows.push(json!({"way": way, "sent": sent.is_ok(), "said": said}));
    }
    render::print(
        format,
        &Answer {
            json: json!({ "messages": rows }),
            rows: "/messages",
            columns: OF_TEST,
            shown: &[],
            heading: String::new(),
        },
    )?;
    Ok(ExitCode::from(u8::from(!all_went)))
}
