use axum::extract::State;

use super::{List, ListParams, Listed, Nothing};
use crate::{
    Counter, Problem, ProblemBody, Viewer,
    answers::periods::{self, PeriodsAnswer, SnapshotsAnswer},
};

/// Every report period, the latest first.
#[utoipa::path(get, path = "/periods", tag = "periods", params(ListParams),
    responses((status = 200, body = PeriodsAnswer), (status = 400, body = ProblemBody)))]
pub(super) async fn list(
    _viewer: Viewer,
    State(counter): State<Counter>,
    params: List<Nothing>,
) -> Result<Listed, Problem> {
    let answer = periods::answer(&counter, &params.request).await?;
    Listed::of(&answer, &params.request, params.format)
}

/// The snapshots that serve periods now.
#[utoipa::path(get, path = "/snapshots", tag = "periods", params(ListParams),
    responses((status = 200, body = SnapshotsAnswer), (status = 400, body = ProblemBody)))]
pub(super) async fn snapshots(
    _viewer: Viewer,
    State(counter): State<Counter>,
    params: List<Nothing>,
) -> Result<Listed, Problem> {
    let answer = periods::snapshots(&counter, &params.request).await?;
    Listed::of(&answer, &params.request, params.format)
}
