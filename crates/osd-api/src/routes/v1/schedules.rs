use axum::{Json, extract::State};

use super::{Nothing, Params};
use crate::{
    Counter, Problem, Viewer,
    answers::schedules::{self, SchedulesAnswer},
};

/// What is done by the clock, when it is due next, and when it was done last.
#[utoipa::path(get, path = "/schedules", tag = "status", responses((status = 200, body = SchedulesAnswer)))]
pub(super) async fn list(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Params(Nothing {}): Params<Nothing>,
) -> Result<Json<SchedulesAnswer>, Problem> {
    schedules::answer(&counter).await.map(Json)
}
