use axum::{Json, extract::State};

use super::{Nothing, Params};
use crate::{
    Counter, Problem, Viewer,
    answers::{
        check::{self, EraAnswer},
        coverage::{self, CoverageAnswer},
    },
};

/// How much was read, and how well, by era.
#[utoipa::path(get, path = "/check", tag = "status", responses((status = 200, body = Vec<EraAnswer>)))]
pub(super) async fn by_era(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Params(Nothing {}): Params<Nothing>,
) -> Result<Json<Vec<EraAnswer>>, Problem> {
    check::by_era(&counter).await.map(Json)
}

/// How much was read, and how well, by filing year and layout.
#[utoipa::path(get, path = "/check/coverage", tag = "status", responses((status = 200, body = Vec<CoverageAnswer>)))]
pub(super) async fn coverage(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Params(Nothing {}): Params<Nothing>,
) -> Result<Json<Vec<CoverageAnswer>>, Problem> {
    coverage::by_year(&counter).await.map(Json)
}
