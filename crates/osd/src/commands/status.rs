use std::process::ExitCode;

use osd_api::answers::status;
use serde_json::Value;

use super::{Failure, json};
use crate::{
    cli::Format,
    home::Home,
    render::{self, Answer, FACTS},
};

/// Facts in lists, a row each, by what they are named for: those of periods, of index quarters, and of
/// work, whose state is part of its name.
const PARTS: [(&str, &[&str]); 3] = [
    ("periods", &["period"]),
    ("backfill", &["index_quarter"]),
    ("work", &["kind", "state"]),
];

pub(crate) async fn run(home: &Home, format: Format) -> Result<ExitCode, Failure> {
    let counter = home.counter().await?;
    status::measure(&counter).await;
    let answer = json(&status::answer(&counter).await?)?;
    let json = match format {
        Format::Json => answer,
        Format::Table | Format::Csv => facts(&answer).into(),
    };
    render::print(
        format,
        &Answer {
            json,
            rows: "",
            columns: FACTS,
            shown: &[],
            heading: String::new(),
        },
    )?;
    Ok(ExitCode::SUCCESS)
}

/// Every figure under its name: that of a period as `2025Q1 read`, that of an index quarter as
/// `backfill 2025Q2 known`, that of work as `fetch waiting items`.
fn facts(answer: &Value) -> Vec<Value> {
    let mut facts = Vec::new();
    for (name, value) in answer.as_object().into_iter().flatten() {
        match (PARTS.iter().find(|(part, _)| part == name), value) {
            (Some((part, named_for)), Value::Array(parts)) => {
                let of = if *part == "backfill" { "backfill " } else { "" };
                for part in parts {
                    add_part(&mut facts, of, named_for, part);
                }
            }
            (None, Value::Object(_)) => add_fields(&mut facts, name, value),
            _ => facts.push(fact(name, value)),
        }
    }
    facts
}

fn add_fields(facts: &mut Vec<Value>, of: &str, object: &Value) {
    for (field, value) in object.as_object().into_iter().flatten() {
        let name = format!("{of} {field}");
        match value {
            Value::Object(_) => add_fields(facts, &name, value),
            _ => facts.push(fact(&name, value)),
        }
    }
}

fn add_part(facts: &mut Vec<Value>, of: &str, named_for: &[&str], part: &Value) {
    let names = named_for.iter().filter_map(|name| part[*name].as_str());
    let of = format!("{of}{}", names.collect::<Vec<_>>().join(" "));
    for (field, value) in part.as_object().into_iter().flatten() {
        if !named_for.contains(&field.as_str()) {
            facts.push(fact(&format!("{of} {field}"), value));
        }
    }
}

fn fact(name: &str, value: &Value) -> Value {
    serde_json::json!({"field": name.replace('_', " "), "value": value})
}
