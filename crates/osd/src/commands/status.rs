use std::process::ExitCode;

use osd_api::answers::status;
use serde_json::Value;

use super::{Failure, json};
use crate::{
    cli::Format,
    home::Home,
    render::{self, Answer, FACTS},
};

/// Facts in lists, a row each: those of periods and of work.
const PARTS: [(&str, &str); 2] = [("periods", "period"), ("work", "kind")];

pub(crate) async fn run(home: &Home, format: Format) -> Result<ExitCode, Failure> {
    let answer = json(&status::answer(&home.counter().await?).await?)?;
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

/// Every figure under its name: that of a period as `2025Q1 read`, that of work as
/// `fetch waiting items`.
fn facts(answer: &Value) -> Vec<Value> {
    let mut facts = Vec::new();
    for (name, value) in answer.as_object().into_iter().flatten() {
        match (PARTS.iter().find(|(part, _)| part == name), value) {
            (Some((_, key)), Value::Array(parts)) => {
                for part in parts {
                    add_part(&mut facts, key, part);
                }
            }
            (None, Value::Object(fields)) => {
                let named = fields.iter();
                facts.extend(named.map(|(field, value)| fact(&format!("{name} {field}"), value)));
            }
            _ => facts.push(fact(name, value)),
        }
    }
    facts
}

fn add_part(facts: &mut Vec<Value>, key: &str, part: &Value) {
    let state = part["state"].as_str().map(|state| format!(" {state}"));
    let of = part[key].as_str().unwrap_or_default();
    let of = format!("{of}{}", state.unwrap_or_default());
    for (field, value) in part.as_object().into_iter().flatten() {
        if field != key && field != "state" {
            facts.push(fact(&format!("{of} {field}"), value));
        }
    }
}

fn fact(name: &str, value: &Value) -> Value {
    serde_json::json!({"field": name.replace('_', " "), "value": value})
}
