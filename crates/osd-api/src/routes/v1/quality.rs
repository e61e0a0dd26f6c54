use axum::{Json, extract::State};

use super::{List, ListParams, Listed, Nothing, Params};
use crate::{
    Counter, Problem, ProblemBody, Viewer,
    answers::quality::{self, QualityListAnswer, QualityTotalAnswer},
};

/// What was noticed, judged, repaired and overridden, a row each.
#[utoipa::path(get, path = "/quality", tag = "status", params(ListParams),
    responses((status = 200, body = QualityListAnswer), (status = 400, body = ProblemBody)))]
pub(super) async fn list(
    _viewer: Viewer,
    State(counter): State<Counter>,
    params: List<Nothing>,
) -> Result<Listed, Problem> {
    let List {
        request, format, ..
    } = params;
    let ask = move |request| {
        let counter = counter.clone();
        async move { quality::answer(&counter, &request).await }
    };
    Listed::by_page(ask, request, format).await
}

/// How many rows there are by rule and filing year.
#[utoipa::path(get, path = "/quality/totals", tag = "status", responses((status = 200, body = Vec<QualityTotalAnswer>)))]
pub(super) async fn totals(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Params(Nothing {}): Params<Nothing>,
) -> Result<Json<Vec<QualityTotalAnswer>>, Problem> {
    quality::totals(&counter).await.map(Json)
}
