//! What people and other processes tell the fake, below `/fake/`.

use anyhow::{Context as _, bail};
use http_body_util::BodyExt as _;
use hyper::{Method, StatusCode, body::Incoming};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    answer::{Answer, Response},
    counts::Request,
    faults::When,
    server::Fake,
};

/// A fault as it is told: without `next` and `probability`, until cleared.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    fault: String,
    #[serde(default)]
    path: String,
    next: Option<u64>,
    probability: Option<f64>,
    seed: Option<u64>,
}

/// Does what is told, or says what is wrong with it.
pub(super) async fn respond(fake: &Fake, request: hyper::Request<Incoming>) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path();
    let answer = match (&parts.method, path) {
        (&Method::GET, "/fake/requests") => Ok(requests(fake)),
        (&Method::GET, "/fake/faults") => Ok(json!(fake.state().faults.in_words())),
        (&Method::DELETE, "/fake/faults") => {
            fake.clear();
            Ok(json!([]))
        }
        (&Method::POST, "/fake/faults") => match body.collect().await {
            Ok(body) => set(fake, &body.to_bytes()),
            Err(error) => Err(error.into()),
        },
        _ => Err(anyhow::anyhow!(
            "{} {path} is nothing here: GET /fake/requests, and GET, POST and DELETE /fake/faults are",
            parts.method
        )),
    };
    let (status, said) = match answer {
        Ok(said) => (StatusCode::OK, said),
        Err(error) => (
            StatusCode::BAD_REQUEST,
            json!({"error": format!("{error:#}")}),
        ),
    };
    let body = said.to_string().into_bytes();
    Answer::new(status, "application/json", body).finish((fake.settings.clock)(), &[])
}

fn set(fake: &Fake, body: &[u8]) -> anyhow::Result<Value> {
    let told: Told = serde_json::from_slice(body).context(
        "not a fault such as {\"fault\": \"slow=250\", \"path\": \"Archives/edgar/data\", \"next\": 3}",
    )?;
    let when = match (told.next, told.probability) {
        (None, None) => When::until_cleared(),
        (Some(next), None) => When::next(next),
        (None, Some(probability)) => When::by_chance(probability, told.seed.unwrap_or_default()),
        (Some(_), Some(_)) => bail!("next and probability exclude each other"),
    };
    let mut state = fake.state();
    state
        .faults
        .set(vec![told.fault.parse()?], when.at(&told.path));
    Ok(json!(state.faults.in_words()))
}

fn requests(fake: &Fake) -> Value {
    let state = fake.state();
    let told = |request: &Request| {
        let since_start = request.at.duration_since(fake.started).as_millis();
        json!({
            "milliseconds": u64::try_from(since_start).unwrap_or(u64::MAX),
            "at": request.on_site_at,
            "path": request.path,
            "user_agent": request.user_agent,
            "status": request.status,
            "faults": request.faults,
        })
    };
    let requests: Vec<Value> = state.counts.requests.iter().map(told).collect();
    json!({
        "max_in_any_second": state.counts.max_in_any_second(),
        "faults": state.faults.met,
        "requests": requests,
    })
}
