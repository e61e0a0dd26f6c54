//! Answers in the process itself: what the server does for them, without a connection.

use std::time::Instant;

use anyhow::ensure;
use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::Request;
use osd_api::Counter;
use tower::ServiceExt;

use crate::{
    Figure,
    latency::Latencies,
    questions::{Nouns, Question, nouns},
};

/// Positions of the managers that are asked for by size.
const SIZES: [u64; 3] = [100, 2_000, 20_000];
/// Managers of each of these sizes.
const ABOUT: usize = 8;
/// What is asked beside portfolios, wherever the API has it. `%` stands for the words that are searched.
const OTHERS: [(&str, &str); 4] = [
    ("holders", "/api/v1/securities/{cusip}/holders"),
    ("search", "/api/v1/search?q=%"),
    ("movers", "/api/v1/periods/{period}/movers"),
    ("security", "/api/v1/securities/{cusip}"),
];
/// What people type.
const WORDS: [&str; 6] = ["cap", "aber", "harbor", "bridge inc", "redwood", "quanta"];

/// Asks one question after the other, each so many times. No answer is kept, and no book: all are made
/// anew.
///
/// # Errors
/// Where a question has no answer.
pub async fn measure(counter: &Counter, times: usize) -> anyhow::Result<Vec<Figure>> {
    let nouns = nouns(counter).await?;
    let asker = Asker {
        router: osd_api::router(counter.clone().without_kept_answers()),
    };
    let mut figures = Vec::new();
    for size in SIZES {
        let managers = nouns.about(size, ABOUT);
        let held: u64 = managers
            .iter()
            .filter_map(|cik| nouns.positions.get(cik))
            .sum();
        let held = held / managers.len().max(1) as u64;
        let paths = managers.iter().map(|cik| portfolio(&nouns, *cik));
        let latencies = asker
            .ask(paths.cycle().take(times.max(managers.len())))
            .await?;
        figures.extend(latencies.figures(
            &format!("portfolio with changes of {held} positions"),
            &[50, 99],
            None,
        ));
    }
    let paths = nouns.managers.iter().map(|cik| portfolio(&nouns, *cik));
    let mixed = asker
        .ask(paths.cycle().take(times.max(nouns.managers.len())))
        .await?;
    figures.extend(mixed.figures(
        "portfolio with changes, sizes of all managers",
        &[50, 99],
        None,
    ));
    let offered = serde_json::to_value(osd_api::openapi())?;
    for (what, template) in OTHERS {
        let path = template.split('?').next().unwrap_or_default();
        if offered["paths"].get(path).is_none() {
            continue;
        }
        let paths = (0..times).map(|number| {
            let template = template.replace('%', &WORDS[number % WORDS.len()].replace(' ', "%20"));
            Question { template }.about(&nouns, number)
        });
        let paths: Vec<String> = paths.collect::<Result<_, _>>()?;
        let latencies = asker.ask(paths.into_iter()).await?;
        figures.extend(latencies.figures(what, &[50, 99], None));
    }
    Ok(figures)
}

fn portfolio(nouns: &Nouns, cik: osd_domain::Cik) -> String {
    format!("/api/v1/managers/{cik}/portfolios/{}", nouns.period)
}

/// Everything that the server puts between a connection and an answer.
struct Asker<R> {
    router: R,
}

impl<R, B> Asker<R>
where
    R: tower::Service<
            Request<Empty<Bytes>>,
            Response = hyper::Response<B>,
            Error = std::convert::Infallible,
        > + Clone,
    B: hyper::body::Body,
    B::Error: std::fmt::Debug,
{
    async fn ask(&self, paths: impl Iterator<Item = String> + Clone) -> anyhow::Result<Latencies> {
        // Once each before it counts: snapshots are opened, files come into memory.
        let mut first: Vec<String> = paths.clone().collect();
        first.sort_unstable();
        first.dedup();
        for path in first {
            self.answer(&path).await?;
        }
        let mut latencies = Latencies::default();
        for path in paths {
            let began = Instant::now();
            self.answer(&path).await?;
            latencies.add(began.elapsed());
        }
        Ok(latencies)
    }

    async fn answer(&self, path: &str) -> anyhow::Result<()> {
        let request = Request::get(path).body(Empty::new())?;
        let response = match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let status = response.status();
        let body = response.into_body().collect().await;
        let body = body
            .map_err(|error| anyhow::anyhow!("{path}: {error:?}"))?
            .to_bytes();
        ensure!(
            status.is_success(),
            "{path} is answered with {status}: {}",
            String::from_utf8_lossy(&body)
        );
        Ok(())
    }
}
