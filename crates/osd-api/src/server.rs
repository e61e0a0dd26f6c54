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
    admin::{Guard, guarded},
    manners::{
        limits::{Limits, within},
        unchanged::unchanged,
    },
    metrics::counted,
    ready::keep_ready,
    routes,
};

/// Bytes below which an answer is not worth packing: it fits one packet of the network as it is.
const WORTH_PACKING: u64 = 1_024;
const REQUEST_ID: &str = "x-request-id";

/// What a listener serves, and to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// The answers, to anybody.
    Public {
        /// Figures for Prometheus at `/metrics` as well.
        metrics: bool,
    },
    /// All of that, figures, and the steering of the work, to whoever is at this machine: there are no
    /// accounts yet. It is for addresses of this machine alone.
    Admin,
}

/// The public routes, behind request ids, limits, compression and safe headers.
pub fn router(counter: Counter) -> Router {
    public(counter, false)
}

fn public(counter: Counter, metrics: bool) -> Router {
    let routes = routes::routes(counter.clone(), Surface::Public { metrics });
    // The headers of refusals tell pages of others what is wrong, too.
    layered(routes, counter).layer(cors(HeaderName::from_static(REQUEST_ID)))
}

/// The routes of the admin listener at a port. Pages of others learn nothing here, and are refused.
fn admin(counter: Counter, port: u16) -> Router {
    let routes = routes::routes(counter.clone(), Surface::Admin);
    layered(routes, counter).layer(from_fn_with_state(Guard { port }, guarded))
}

fn layered(routes: Router, counter: Counter) -> Router {
    let request_id = HeaderName::from_static(REQUEST_ID);
    let header =
        |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    routes.layer(
        ServiceBuilder::new()
            .layer(from_fn_with_state(counter.clone(), counted))
            .layer(SetRequestIdLayer::new(request_id.clone(), MakeRequestUuid))
            .layer(TraceLayer::new_for_http())
            .layer(PropagateRequestIdLayer::new(request_id))
            .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .layer(header(header::X_FRAME_OPTIONS, "DENY"))
            .layer(header(header::REFERRER_POLICY, "same-origin"))
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

/// Serves the public routes until `until` is done, then lets requests under way finish. What many ask
/// for is made ready meanwhile, before they ask.
///
/// # Errors
/// Where the listener fails.
pub async fn serve(
    listener: TcpListener,
    counter: Counter,
    until: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    serve_as(listener, counter, Surface::Public { metrics: false }, until).await
}

/// The same for what a listener is for. The admin listener leaves making ready to the public one.
///
/// # Errors
/// Where the listener fails, or where the admin listener is at an address that other machines reach.
pub async fn serve_as(
    listener: TcpListener,
    counter: Counter,
    surface: Surface,
    until: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    let (router, ready) = match surface {
        Surface::Public { metrics } => {
            let ready = tokio::spawn(keep_ready(counter.clone()));
            (public(counter, metrics), Some(ready))
        }
        Surface::Admin if !address.ip().is_loopback() => {
            let refused = format!("the admin listener is not for {address}: there is no login");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, refused));
        }
        Surface::Admin => (admin(counter, address.port()), None),
    };
    let served = axum::serve(listener, router)
        .with_graceful_shutdown(until)
        .await;
    if let Some(ready) = ready {
        ready.abort();
    }
    served
}
