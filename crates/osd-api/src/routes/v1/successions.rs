use axum::extract::State;

use super::{List, ListParams, Listed, Nothing};
use crate::{
    Counter, Problem, ProblemBody, Viewer,
    answers::successions::{self, SuccessionsAnswer},
};

/// Managers that go on under another CIK, by period.
#[utoipa::path(get, path = "/successions", tag = "managers", params(ListParams),
    responses((status = 200, body = SuccessionsAnswer), (status = 400, body = ProblemBody)))]
pub(super) async fn list(
    _viewer: Viewer,
    State(counter): State<Counter>,
    params: List<Nothing>,
) -> Result<Listed, Problem> {
    let question = successions::Question {
        manager: None,
        list: params.request,
    };
    let answer = successions::answer(&counter, &question).await?;
    Listed::of(&answer, &question.list, params.format)
}
