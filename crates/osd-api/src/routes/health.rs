use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Counter, Problem};

/// Whether the server is alive, or ready.
#[derive(Serialize, ToSchema)]
pub(super) struct Health {
    /// Always `ok`: a server that is not gives an error, or none.
    status: &'static str,
}

const OK: Json<Health> = Json(Health { status: "ok" });

/// Whether the server is alive. It touches no store, so that a store that is busy does not get it killed.
#[utoipa::path(get, path = "/health", tag = "status", responses((status = 200, body = Health)))]
pub(super) async fn alive() -> Json<Health> {
    OK
}

/// Whether the server can answer: its catalog is reached and has the tables that this version needs.
#[utoipa::path(get, path = "/health/ready", tag = "status",
    responses((status = 200, body = Health), (status = 503, body = crate::ProblemBody)))]
pub(super) async fn ready(State(counter): State<Counter>) -> Result<Json<Health>, Problem> {
    let pending = counter.catalog.pending_migrations().await;
    let pending = pending.map_err(|error| {
        tracing::error!(%error, "The catalog cannot be reached");
        Problem::NotReady("the catalog cannot be reached; the operator's log says why".to_owned())
    })?;
    if pending.is_empty() {
        return Ok(OK);
    }
    let behind =
        "the tables of the catalog are those of an older version, and `osd migrate` was not run";
    Err(Problem::NotReady(behind.to_owned()))
}
