use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::IntoParams;

use super::Params;
use crate::{
    Counter, Problem, ProblemBody, Viewer,
    answers::successions::{self, SuccessionAnswer},
};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PageParams {
    /// At most so many; 100 unless given, never above 1,000.
    pub(super) limit: Option<u64>,
    /// Leaving out the first so many.
    #[serde(default)]
    pub(super) offset: u64,
}

/// Managers that go on under another CIK, by period.
#[utoipa::path(get, path = "/successions", tag = "managers", params(PageParams),
    responses((status = 200, body = Vec<SuccessionAnswer>), (status = 400, body = ProblemBody)))]
pub(super) async fn list(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Params(params): Params<PageParams>,
) -> Result<Json<Vec<SuccessionAnswer>>, Problem> {
    let question = successions::Question {
        manager: None,
        limit: params.limit,
        offset: params.offset,
    };
    successions::answer(&counter, &question).await.map(Json)
}
