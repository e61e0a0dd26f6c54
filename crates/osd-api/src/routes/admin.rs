//! `/api/admin`: the work, and orders about it. The only routes that write anything.

use axum::{
    Json,
    extract::{
        DefaultBodyLimit, FromRequest, Request, State, rejection::JsonRejection as Rejection,
    },
    http::StatusCode,
};
use osd_catalog::WorkKind;
use serde::{Deserialize, de::DeserializeOwned};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    listed::Listed,
    params::{List, ListParams, Nothing, Params, Path, read},
};
use crate::{
    Counter, Problem, ProblemBody, Viewer,
    answers::work::{
        self, WorkAnswer, WorkListAnswer,
        kinds::{self, WorkKindsAnswer},
        workers::{self, WorkersAnswer},
    },
    manners::limits::BODY,
    orders::{self, OrderedAnswer},
};

/// Who orders: nobody is told from another at the admin listener.
const ACTOR: &str = "web:admin";

pub(super) fn routes() -> OpenApiRouter<Counter> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(by_kind))
        .routes(routes!(workers_list))
        .routes(routes!(one))
        .routes(routes!(retry))
        .routes(routes!(cancel))
        .routes(routes!(pause))
        .routes(routes!(resume))
        .layer(DefaultBodyLimit::max(BODY as usize))
}

/// The work: what waits, runs and failed, and what was done in the last days; what was ordered last
/// first.
#[utoipa::path(get, path = "/work", tag = "admin", params(ListParams),
    responses((status = 200, body = WorkListAnswer), (status = 400, body = ProblemBody)))]
async fn list(
    _viewer: Viewer,
    State(counter): State<Counter>,
    params: List<Nothing>,
) -> Result<Listed, Problem> {
    let ask = move |request| {
        let counter = counter.clone();
        async move { work::answer(&counter, &request).await }
    };
    Listed::by_page(ask, params.request, params.format).await
}

/// How much work of each kind there is, how fast it gets done, and what is paused.
#[utoipa::path(get, path = "/work/kinds", tag = "admin",
    responses((status = 200, body = WorkKindsAnswer)))]
async fn by_kind(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Params(Nothing {}): Params<Nothing>,
) -> Result<Json<WorkKindsAnswer>, Problem> {
    kinds::answer(&counter).await.map(Json)
}

/// The processes that work, as each last said.
#[utoipa::path(get, path = "/work/workers", tag = "admin",
    responses((status = 200, body = WorkersAnswer)))]
async fn workers_list(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Params(Nothing {}): Params<Nothing>,
) -> Result<Json<WorkersAnswer>, Problem> {
    workers::answer(&counter).await.map(Json)
}

/// A piece of work, whole.
#[utoipa::path(get, path = "/work/{id}", tag = "admin", params(("id" = i64, Path, example = 1)),
    responses((status = 200, body = WorkAnswer), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn one(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path(id): Path<String>,
    Params(Nothing {}): Params<Nothing>,
) -> Result<Json<WorkAnswer>, Problem> {
    work::one(&counter, read("id", &id)?).await.map(Json)
}

/// Pieces of work by number.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WorkIds {
    /// The numbers, a thousand at the most.
    ids: Vec<i64>,
}

/// Which pieces are tried again: those named, or all that failed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RetryOrder {
    /// The numbers, a thousand at the most.
    #[serde(default)]
    ids: Vec<i64>,
    /// All that failed, instead of numbers.
    #[serde(default)]
    failed: bool,
    /// Of those, only of this kind.
    #[schema(value_type = Option<String>, example = "fetch")]
    kind: Option<WorkKind>,
}

/// Kinds of work.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WorkKinds {
    /// The kinds; all where none is named.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    kinds: Vec<WorkKind>,
}

/// Has work that failed, or that waits for its time, done as soon as a worker is free.
#[utoipa::path(post, path = "/work/retry", tag = "admin", request_body = RetryOrder,
    responses((status = 200, body = OrderedAnswer), (status = 400, body = ProblemBody)))]
async fn retry(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Ordered(order): Ordered<RetryOrder>,
) -> Result<Json<OrderedAnswer>, Problem> {
    tracing::info!(actor = ACTOR, ?order, "Work is to be tried again");
    match (order.failed, order.ids.is_empty()) {
        (true, true) => orders::retry_failed(&counter, order.kind).await,
        (false, false) if order.kind.is_none() => orders::retry(&counter, &order.ids).await,
        _ => {
            let reason = "name either ids, or failed and perhaps a kind";
            Err(Problem::bad("body", reason))
        }
    }
    .map(Json)
}

/// Gives work up that waits or runs.
#[utoipa::path(post, path = "/work/cancel", tag = "admin", request_body = WorkIds,
    responses((status = 200, body = OrderedAnswer), (status = 400, body = ProblemBody)))]
async fn cancel(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Ordered(order): Ordered<WorkIds>,
) -> Result<Json<OrderedAnswer>, Problem> {
    tracing::info!(actor = ACTOR, ?order, "Work is canceled");
    let done = orders::cancel(&counter, &order.ids, ACTOR).await;
    done.map(Json)
}

/// Has no more work of these kinds be taken; what workers hold they finish.
#[utoipa::path(post, path = "/work/pause", tag = "admin", request_body = WorkKinds,
    responses((status = 200, body = OrderedAnswer), (status = 400, body = ProblemBody)))]
async fn pause(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Ordered(order): Ordered<WorkKinds>,
) -> Result<Json<OrderedAnswer>, Problem> {
    tracing::info!(actor = ACTOR, ?order, "Work is paused");
    let done = orders::pause(&counter, &order.kinds, ACTOR).await;
    done.map(Json)
}

/// Has work of these kinds be taken again.
#[utoipa::path(post, path = "/work/resume", tag = "admin", request_body = WorkKinds,
    responses((status = 200, body = OrderedAnswer), (status = 400, body = ProblemBody)))]
async fn resume(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Ordered(order): Ordered<WorkKinds>,
) -> Result<Json<OrderedAnswer>, Problem> {
    tracing::info!(actor = ACTOR, ?order, "Work is resumed");
    let done = orders::resume(&counter, &order.kinds).await;
    done.map(Json)
}

/// An order, read from a body of JSON.
struct Ordered<T>(T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Ordered<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(order)) => Ok(Self(order)),
            Err(Rejection::MissingJsonContentType(_)) => Err(Problem::NotJson),
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Problem::BodyTooLarge(BODY))
            }
            Err(error) => Err(Problem::bad("body", error.body_text())),
        }
    }
}
