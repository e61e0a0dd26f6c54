//! How much work of each kind is there, how fast does it get done, and what is paused?

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use osd_catalog::{Backlog, DoneLately, Pause, WorkKind, WorkState};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Counter, Problem};

/// Work by kind.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WorkKindsAnswer {
    /// Every kind of work there is, in the order in which filings pass through them.
    pub kinds: Vec<WorkKindAnswer>,
}

/// Work of one kind.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WorkKindAnswer {
    /// What there is to do.
    #[schema(value_type = String, example = "fetch")]
    pub kind: WorkKind,
    /// Pieces that wait.
    pub waiting: u64,
    /// Pieces that workers hold.
    pub running: u64,
    /// Pieces that were given up.
    pub failed: u64,
    /// When the oldest of all these was ordered.
    pub oldest: Option<DateTime<Utc>>,
    /// Pieces done in the last ten minutes.
    pub done_10_minutes: u64,
    /// Pieces done in the last hour.
    pub done_hour: u64,
    /// Who paused it; null where it is taken as ever.
    pub paused_by: Option<String>,
    /// When that was.
    pub paused_at: Option<DateTime<Utc>>,
}

/// Answers the question.
pub async fn answer(counter: &Counter) -> Result<WorkKindsAnswer, Problem> {
    let read = counter.catalog.read().await?;
    let backlog = read.work().backlog().await?;
    let lately = read.work().done_lately(counter.now()).await?;
    let paused = read.work().paused().await?;
    let kinds = WorkKind::ALL.iter();
    let kinds = kinds.map(|kind| of_kind(*kind, &backlog, &lately, &paused));
    Ok(WorkKindsAnswer {
        kinds: kinds.collect(),
    })
}

fn of_kind(
    kind: WorkKind,
    backlog: &[Backlog],
    lately: &BTreeMap<WorkKind, DoneLately>,
    paused: &BTreeMap<WorkKind, Pause>,
) -> WorkKindAnswer {
    let of_kind = || backlog.iter().filter(|one| one.kind == kind);
    let items = |state| {
        let of_state = of_kind().filter(|one| one.state == state);
        of_state.map(|one| one.items).sum()
    };
    let done = lately.get(&kind).copied().unwrap_or_default();
    let pause = paused.get(&kind);
    WorkKindAnswer {
        kind,
        waiting: items(WorkState::Waiting),
        running: items(WorkState::Running),
        failed: items(WorkState::Failed),
        oldest: of_kind().map(|one| one.oldest).min(),
        done_10_minutes: done.ten_minutes,
        done_hour: done.hour,
        paused_by: pause.map(|pause| pause.by.clone()),
        paused_at: pause.map(|pause| pause.at),
    }
}
