//! What a request may take: letters, bytes, time, and room beside others.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Request, State},
    http::header,
    middleware::Next,
    response::{IntoResponse, Response},
};
use tokio::sync::Semaphore;

use crate::Problem;

/// How long an answer may take.
const TIME: Duration = Duration::from_secs(30);
/// Letters of an address.
const ADDRESS: usize = 8 << 10;
/// Bytes of a body: orders about work are short, and nothing else takes one.
pub(crate) const BODY: u64 = 64 << 10;
/// Requests that are answered at once. More would not be answered any sooner.
const AT_ONCE: usize = 512;

/// The room for requests.
#[derive(Clone)]
pub(crate) struct Limits {
    room: Arc<Semaphore>,
    time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            room: Arc::new(Semaphore::new(AT_ONCE)),
            time: TIME,
        }
    }
}

/// Lets a request through that is within limits.
pub(crate) async fn within(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    let address = request.uri().path_and_query();
    if address.is_some_and(|address| address.as_str().len() > ADDRESS) {
        return Problem::AddressTooLong(ADDRESS).into_response();
    }
    let body = request.headers().get(header::CONTENT_LENGTH);
    let body = body.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if body.is_some_and(|body| body > BODY) {
        return Problem::BodyTooLarge(BODY).into_response();
    }
    let Ok(_room) = limits.room.try_acquire() else {
        return Problem::Busy.into_response();
    };
    match tokio::time::timeout(limits.time, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::TooSlow(limits.time).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, http::StatusCode, middleware, routing::get};
    use tower::ServiceExt;

    use super::*;

    async fn status(limits: Limits, request: Request) -> StatusCode {
        let forever = || async { std::future::pending::<()>().await };
        let router = Router::new()
            .route("/", get(|| async {}))
            .route("/forever", get(forever))
            .layer(middleware::from_fn_with_state(limits, within));
        router.oneshot(request).await.unwrap().status()
    }

    fn get_of(address: &str) -> Request {
        Request::get(address).body(Body::empty()).unwrap()
    }

    #[tokio::test]
    async fn a_request_within_limits_is_answered() {
        assert_eq!(status(Limits::default(), get_of("/")).await, StatusCode::OK);
    }

    #[tokio::test]
    async fn what_is_too_much_is_refused() {
        let long = format!("/?q={}", "x".repeat(ADDRESS));
        let refused = status(Limits::default(), get_of(&long)).await;
        assert_eq!(refused, StatusCode::URI_TOO_LONG);
        let large = Request::get("/").header(header::CONTENT_LENGTH, BODY + 1);
        let large = large.body(Body::empty()).unwrap();
        let refused = status(Limits::default(), large).await;
        assert_eq!(refused, StatusCode::PAYLOAD_TOO_LARGE);
    }

    #[tokio::test]
    async fn without_room_or_time_there_is_no_answer() {
        let full = Limits {
            room: Arc::new(Semaphore::new(0)),
            ..Limits::default()
        };
        let refused = status(full, get_of("/")).await;
        assert_eq!(refused, StatusCode::SERVICE_UNAVAILABLE);
        let hurried = Limits {
            time: Duration::ZERO,
            ..Limits::default()
        };
        let refused = status(hurried, get_of("/forever")).await;
        assert_eq!(refused, StatusCode::GATEWAY_TIMEOUT);
    }
}
