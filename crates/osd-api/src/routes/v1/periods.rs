use axum::{Json, extract::State};

use super::{Nothing, Params};
use crate::{
    Counter, Problem, Viewer,
    answers::periods::{self, PeriodAnswer, SnapshotAnswer},
};

/// Every report period, the latest first.
#[utoipa::path(get, path = "/periods", tag = "periods", responses((status = 200, body = Vec<PeriodAnswer>)))]
pub(super) async fn list(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Params(Nothing {}): Params<Nothing>,
) -> Result<Json<Vec<PeriodAnswer>>, Problem> {
    periods::answer(&counter).await.map(Json)
}

/// The snapshots that serve periods now.
#[utoipa::path(get, path = "/snapshots", tag = "periods", responses((status = 200, body = Vec<SnapshotAnswer>)))]
pub(super) async fn snapshots(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Params(Nothing {}): Params<Nothing>,
) -> Result<Json<Vec<SnapshotAnswer>>, Problem> {
    periods::snapshots(&counter).await.map(Json)
}
