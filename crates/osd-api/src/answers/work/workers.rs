//! Who works?

use chrono::{DateTime, TimeDelta, Utc};
use osd_catalog::WorkerRow;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Counter, Problem};

/// One that was not seen for so long is gone.
const GONE: TimeDelta = TimeDelta::seconds(60);

osd_domain::named! {
    /// How it is with a worker.
    WorkerState {
        /// It is there.
        AtWork = "at_work",
        /// It is there, and sec.gov refuses to serve it.
        Blocked = "blocked",
        /// It was not seen for a minute: it died, or is out of reach.
        Gone = "gone",
    }
}

/// The processes that work all the time; a run of `osd ingest` is not among them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WorkersAnswer {
    /// The workers, by name.
    pub workers: Vec<WorkerAnswer>,
}

/// A process that works, as it last said.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WorkerAnswer {
    /// Its name, which no other has.
    pub name: String,
    /// What it does: `worker`, `scheduler`, or both.
    pub roles: Vec<String>,
    /// `at_work`, `blocked`, or `gone`.
    #[schema(value_type = String, example = "at_work")]
    pub state: WorkerState,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// When it last said that it is there.
    pub seen_at: DateTime<Utc>,
    /// Pieces of work done since it started.
    pub done: u64,
    /// Pieces of work that failed since it started.
    pub failed: u64,
    /// Requests to EDGAR since it started.
    pub requests: u64,
    /// Until when sec.gov refuses to serve it, where it does.
    pub blocked_until: Option<DateTime<Utc>>,
}

/// Answers the question.
pub async fn answer(counter: &Counter) -> Result<WorkersAnswer, Problem> {
    let now = counter.now();
    let rows = counter.catalog.read().await?.workers().list().await?;
    Ok(WorkersAnswer {
        workers: rows.into_iter().map(|row| worker(row, now)).collect(),
    })
}

/// How it is with a worker at an instant.
pub(crate) fn state(worker: &WorkerRow, now: DateTime<Utc>) -> WorkerState {
    if now - worker.seen_at >= GONE {
        WorkerState::Gone
    } else if worker.blocked_until.is_some_and(|until| until > now) {
        WorkerState::Blocked
    } else {
        WorkerState::AtWork
    }
}

fn worker(row: WorkerRow, now: DateTime<Utc>) -> WorkerAnswer {
    let roles = row.roles.split(',').map(str::trim);
    WorkerAnswer {
        state: state(&row, now),
        roles: roles
            .filter(|role| !role.is_empty())
            .map(ToOwned::to_owned)
            .collect(),
        name: row.name,
        started_at: row.started_at,
        seen_at: row.seen_at,
        done: row.done,
        failed: row.failed,
        requests: row.requests,
        blocked_until: row.blocked_until,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_was_not_seen_for_a_minute_is_gone_blocked_or_not() {
        let noon: DateTime<Utc> = "2026-05-15T12:00:00Z".parse().unwrap();
        let row = |blocked_until| WorkerRow {
            name: "w".to_owned(),
            roles: "worker, scheduler".to_owned(),
            started_at: noon,
            seen_at: noon,
            done: 0,
            failed: 0,
            requests: 0,
            blocked_until,
        };
        let blocked = row(Some(noon + TimeDelta::minutes(10)));
        let after = |seconds| noon + TimeDelta::seconds(seconds);
        assert_eq!(state(&row(None), after(59)), WorkerState::AtWork);
        assert_eq!(state(&blocked, after(59)), WorkerState::Blocked);
        assert_eq!(state(&blocked, after(60)), WorkerState::Gone);
        assert_eq!(state(&row(Some(noon)), after(1)), WorkerState::AtWork);
        assert_eq!(worker(blocked, noon).roles, ["worker", "scheduler"]);
    }
}
