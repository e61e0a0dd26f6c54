use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Counter, Problem};

/// Whether the server can answer.
#[derive(Serialize, ToSchema)]
pub(super) struct Health {
    /// Always `ok`: a server that cannot answer gives an error.
    status: &'static str,
}

/// Whether the server is up and reaches its catalog.
#[utoipa::path(get, path = "/health", tag = "status", responses((status = 200, body = Health), (status = 503, body = crate::ProblemBody)))]
pub(super) async fn health(State(counter): State<Counter>) -> Result<Json<Health>, Problem> {
    counter.catalog.check().await?;
    Ok(Json(Health { status: "ok" }))
}
