use axum::{Json, extract::State};

use super::{Nothing, Params, Path, read};
use crate::{
    Counter, Problem, ProblemBody, Viewer,
    answers::period::{self, PeriodDetailAnswer},
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

/// A report period: what was filed for it, what it adds up to, and how it compares.
#[utoipa::path(get, path = "/periods/{period}", tag = "periods",
    params(("period" = String, Path, example = "2025Q1")),
    responses((status = 200, body = PeriodDetailAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn one(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path(period): Path<String>,
    Params(Nothing {}): Params<Nothing>,
) -> Result<Json<PeriodDetailAnswer>, Problem> {
    period::answer(&counter, read("period", &period)?)
        .await
        .map(Json)
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
