//! Routes behind what every request passes through.

use std::{future::Future, io};

use axum::{
    Router,
    http::{HeaderName, HeaderValue, Method, header},
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
};
use tokio::net::TcpListener;
use tower::ServiceBuilder;
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, Predicate,
        predicate::{NotForContentType, SizeAbove},
    },
    cors::{Any, CorsLayer},
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    set_header::SetResponseHeaderLayer,
    trace::TraceLayer,
};

use crate::{
    Counter, Problem,
    manners::{
        limits::{Limits, within},
        unchanged::unchanged,
    },
    ready::keep_ready,
    routes,
};

/// Bytes below which an answer is not worth packing: it fits one packet of the network as it is.
const WORTH_PACKING: u64 = 1_024;

/// Every route, behind request ids, limits, compression and safe headers.
pub fn router(counter: Counter) -> Router {
    let request_id = HeaderName::from_static("x-request-id");
    let header =
        |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    routes::routes(counter.clone()).layer(
        ServiceBuilder::new()
            .layer(SetRequestIdLayer::new(request_id.clone(), MakeRequestUuid))
            .layer(TraceLayer::new_for_http())
            .layer(PropagateRequestIdLayer::new(request_id.clone()))
            .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .layer(header(header::X_FRAME_OPTIONS, "DENY"))
            .layer(header(header::REFERRER_POLICY, "same-origin"))
            .layer(cors(request_id))
            .layer(compression())
            .layer(from_fn_with_state(Limits::default(), within))
            .layer(CatchPanicLayer::custom(broken))
            .layer(from_fn_with_state(counter, unchanged)),
    )
}

/// Anybody's page may ask: everything here is public, and nothing is done for who is logged in.
fn cors(request_id: HeaderName) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD, Method::OPTIONS])
        .allow_headers([header::ACCEPT, header::IF_NONE_MATCH, request_id.clone()])
        .expose_headers([header::ETAG, header::CONTENT_DISPOSITION, request_id])
        .max_age(std::time::Duration::from_secs(86_400))
}

/// What is packed already stays as it is, and so do pictures.
fn compression() -> CompressionLayer<impl Predicate> {
    let worth_it = SizeAbove::new(WORTH_PACKING)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::SSE)
        .and(NotForContentType::const_new("font/"));
    CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(worth_it)
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

/// Serves until `until` is done, then lets requests under way finish. What many ask for is made ready
/// meanwhile, before they ask.
pub async fn serve(
    listener: TcpListener,
    counter: Counter,
    until: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let ready = tokio::spawn(keep_ready(counter.clone()));
    let served = axum::serve(listener, router(counter))
        .with_graceful_shutdown(until)
        .await;
    ready.abort();
    served
}
