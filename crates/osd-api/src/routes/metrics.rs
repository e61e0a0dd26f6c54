use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use super::params::{Nothing, Params};
use crate::{Counter, Problem, Viewer, metrics};

/// The version of the text that Prometheus reads.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Figures for Prometheus. The public listener has them where it was told to.
#[utoipa::path(get, path = "/metrics", tag = "admin",
    responses((status = 200, body = String, content_type = "text/plain")))]
pub(super) async fn all(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Params(Nothing {}): Params<Nothing>,
) -> Result<Response, Problem> {
    let headers = [
        (header::CONTENT_TYPE, TEXT),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, metrics::text(&counter).await?).into_response())
}
