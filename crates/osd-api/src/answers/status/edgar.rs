//! How much is asked of EDGAR, by whom?

use chrono::{DateTime, Utc};
use osd_catalog::WorkerRow;
use serde::Serialize;
use utoipa::ToSchema;

use crate::answers::work::workers::{WorkerState, state};

/// What the workers that are there ask of EDGAR.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct EdgarStatus {
    /// Workers that were seen within a minute.
    pub workers: u64,
    /// Requests that they made since they started.
    pub requests: u64,
    /// Requests a second, all of them together, since each started; null where none is there.
    pub requests_per_second: Option<f64>,
    /// Until when sec.gov refuses to serve one of them.
    pub blocked_until: Option<DateTime<Utc>>,
}

impl EdgarStatus {
    pub(super) fn of(workers: &[WorkerRow], now: DateTime<Utc>) -> Self {
        let there = || {
            let there = workers.iter();
            there.filter(|one| state(one, now) != WorkerState::Gone)
        };
        let rates = there().map(|one| {
            let seconds = (one.seen_at - one.started_at).num_seconds().max(1);
            one.requests as f64 / seconds as f64
        });
        let rates: Vec<f64> = rates.collect();
        let rate = (rates.iter().sum::<f64>() * 1_000.0).round() / 1_000.0;
        Self {
            workers: rates.len() as u64,
            requests: there().map(|one| one.requests).sum(),
            requests_per_second: (!rates.is_empty()).then_some(rate),
            blocked_until: there()
                .filter_map(|one| one.blocked_until)
                .filter(|until| *until > now)
                .max(),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn workers_that_are_gone_ask_for_nothing() {
        let now: DateTime<Utc> = "2026-05-15T12:00:00Z".parse().unwrap();
        let worker = |seen: i64, requests| WorkerRow {
            name: "w".to_owned(),
            roles: "worker".to_owned(),
            started_at: now - TimeDelta::seconds(seen + 100),
            seen_at: now - TimeDelta::seconds(seen),
            done: 0,
            failed: 0,
            requests,
            blocked_until: Some(now + TimeDelta::minutes(seen)),
        };
        let status = EdgarStatus::of(&[worker(5, 400), worker(10, 150), worker(90, 7)], now);
        let expected = EdgarStatus {
            workers: 2,
            requests: 550,
            requests_per_second: Some(5.5),
            blocked_until: Some(now + TimeDelta::minutes(10)),
        };
        assert_eq!(status, expected);
        let nobody = EdgarStatus::of(&[], now);
        assert_eq!((nobody.requests, nobody.requests_per_second), (0, None));
    }
}
