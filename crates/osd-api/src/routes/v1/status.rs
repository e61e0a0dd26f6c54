use axum::{Json, extract::State};

use super::{Nothing, Params};
use crate::{
    Counter, Problem, Viewer,
    answers::status::{self, StatusAnswer},
};

/// How this installation stands: the newest filing, what is served and how complete, what is left to do.
#[utoipa::path(get, path = "/status", tag = "status", responses((status = 200, body = StatusAnswer)))]
pub(super) async fn one(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Params(Nothing {}): Params<Nothing>,
) -> Result<Json<StatusAnswer>, Problem> {
    status::answer(&counter).await.map(Json)
}
