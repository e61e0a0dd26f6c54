//! Routes behind what every request passes through.

use std::{future::Future, io, time::Duration};

use axum::{
    Router,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use tokio::net::TcpListener;
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    set_header::SetResponseHeaderLayer,
    timeout::TimeoutLayer,
    trace::TraceLayer,
};

use crate::{Counter, Problem, routes};

/// How long an answer may take.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Every route, behind request ids, a time limit, compression and safe headers.
pub fn router(counter: Counter) -> Router {
    let request_id = HeaderName::from_static("x-request-id");
    let header =
        |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    routes::routes(counter).layer(
        ServiceBuilder::new()
            .layer(SetRequestIdLayer::new(request_id.clone(), MakeRequestUuid))
            .layer(TraceLayer::new_for_http())
            .layer(PropagateRequestIdLayer::new(request_id))
            .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .layer(header(header::X_FRAME_OPTIONS, "DENY"))
            .layer(header(header::REFERRER_POLICY, "same-origin"))
            .layer(CompressionLayer::new())
            .layer(TimeoutLayer::with_status_code(
                StatusCode::GATEWAY_TIMEOUT,
                TIME_LIMIT,
            ))
            .layer(CatchPanicLayer::custom(broken)),
    )
}

fn broken(panic: Box<dyn std::any::Any + Send>) -> Response {
    let what = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref().copied());
    Problem::Internal(format!(
        "a handler stopped: {}",
        what.unwrap_or("no reason given")
    ))
    .into_response()
}

/// Serves until `until` is done, then lets requests under way finish.
pub async fn serve(
    listener: TcpListener,
    counter: Counter,
    until: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    axum::serve(listener, router(counter))
        .with_graceful_shutdown(until)
        .await
}
