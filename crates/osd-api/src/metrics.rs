//! Figures for Prometheus: what is answered is counted as it goes, and what the catalog tells is read
//! when somebody asks, every ten seconds at most. Labels are names of routes, kinds, states and
//! periods: there are few of each, and nobody's number is among them.

mod gauges;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use tokio::time::Instant;

use crate::{Counter, Problem, watch::Lately};

/// The catalog is asked at most once in so long.
const GAUGES: Duration = Duration::from_secs(10);
/// Requests after which durations are folded into their histogram: before that each is kept.
const FOLDED_EVERY: u64 = 1_024;
/// Seconds.
const BUCKETS: [f64; 10] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0];

const REQUESTS: &str = "osd_http_requests_total";
const DURATION: &str = "osd_http_request_duration_seconds";

/// What is counted of requests, and what was last read of the catalog.
pub(crate) struct Metrics {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
    counted: AtomicU64,
    gauges: Lately<Arc<String>>,
}

impl Default for Metrics {
    fn default() -> Self {
        let builder = PrometheusBuilder::new();
        // Refused only where there are none.
        let builder = builder
            .set_buckets(&BUCKETS)
            .unwrap_or_else(|_| PrometheusBuilder::new());
        let recorder = builder.build_recorder();
        metrics::with_local_recorder(&recorder, || {
            metrics::describe_counter!(REQUESTS, "Requests answered, by route and status.");
            metrics::describe_histogram!(DURATION, "Seconds until an answer began, by route.");
        });
        Self {
            handle: recorder.handle(),
            recorder,
            counted: AtomicU64::new(0),
            gauges: Lately::new(GAUGES),
        }
    }
}

impl Metrics {
    fn count(&self, route: &str, status: u16, took: Duration) {
        metrics::with_local_recorder(&self.recorder, || {
            let (route, status) = (route.to_owned(), status.to_string());
            metrics::counter!(REQUESTS, "route" => route.clone(), "status" => status).increment(1);
            metrics::histogram!(DURATION, "route" => route).record(took);
        });
        if self.counted.fetch_add(1, Ordering::Relaxed) % FOLDED_EVERY == FOLDED_EVERY - 1 {
            self.handle.run_upkeep();
        }
    }
}

/// Counts a request by the route that answers it: whatever is asked for beside those is one.
pub(crate) async fn counted(
    State(counter): State<Counter>,
    request: Request,
    next: Next,
) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let begun = Instant::now();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("other", MatchedPath::as_str);
    let status = response.status().as_u16();
    counter.watch.metrics.count(route, status, begun.elapsed());
    response
}

/// All figures, as Prometheus reads them.
pub(crate) async fn text(counter: &Counter) -> Result<String, Problem> {
    let metrics = &counter.watch.metrics;
    let gauges = metrics.gauges.get(gauges::read(counter)).await?;
    Ok(format!("{}{gauges}", metrics.handle.render()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_route_and_status() {
        let metrics = Metrics::default();
        for status in [200, 200, 404] {
            metrics.count("/api/v1/managers/{cik}", status, Duration::from_millis(20));
        }
        let text = metrics.handle.render();
        for line in [
            "osd_http_requests_total{route=\"/api/v1/managers/{cik}\",status=\"200\"} 2",
            "osd_http_requests_total{route=\"/api/v1/managers/{cik}\",status=\"404\"} 1",
            "osd_http_request_duration_seconds_bucket{route=\"/api/v1/managers/{cik}\",le=\"0.01\"} 0",
            "osd_http_request_duration_seconds_bucket{route=\"/api/v1/managers/{cik}\",le=\"0.03\"} 3",
        ] {
            assert!(text.lines().any(|one| one == line), "{line}\n{text}");
        }
    }
}
