use axum::{Json, extract::State};

use super::{List, ListParams, Listed, Nothing, Params, Path, read};
use crate::{
    Counter, Problem, ProblemBody, Viewer,
    answers::{
        movers::{self, MoversAnswer},
        period::{self, PeriodDetailAnswer},
        periods::{self, PeriodsAnswer, SnapshotsAnswer},
    },
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

/// Securities by what managers bought and sold since the quarter before, those whose quarters can be
/// compared; what was bought most of first.
#[utoipa::path(get, path = "/periods/{period}/movers", tag = "periods",
    params(("period" = String, Path, example = "2025Q1"), ListParams),
    responses((status = 200, body = MoversAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn movers(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path(period): Path<String>,
    params: List<Nothing>,
) -> Result<Listed, Problem> {
    let question = movers::Question {
        period: Some(read("period", &period)?),
        list: params.request,
    };
    let answer = movers::answer(&counter, &question).await?;
    Listed::of(&answer, &question.list, params.format)
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
