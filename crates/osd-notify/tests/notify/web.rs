//! The webhook.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, StatusCode, header::LOCATION},
    response::{IntoResponse, Response},
};
use osd_notify::{NotSent, WEBHOOK};
use tokio::net::TcpListener;

use crate::{by_web, impatient, message, settings};

/// What a service was sent.
#[derive(Debug, Clone)]
struct Post {
    headers: HeaderMap,
    body: String,
}

/// A service that answers with each of these in turn, and then with 204.
struct Service {
    url: String,
    posts: Arc<Mutex<Vec<Post>>>,
}

impl Service {
    async fn answering(answers: Vec<Response>) -> Self {
        let posts: Arc<Mutex<Vec<Post>>> = Arc::default();
        let mut answers = answers;
        answers.reverse();
        let answers = Arc::new(Mutex::new(answers));
        let kept = Arc::clone(&posts);
        let app = Router::new().fallback(move |headers: HeaderMap, body: Bytes| {
            let body = String::from_utf8(body.to_vec()).unwrap();
            kept.lock().unwrap().push(Post { headers, body });
            let answer = answers.lock().unwrap().pop();
            async move { answer.unwrap_or_else(|| StatusCode::NO_CONTENT.into_response()) }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook/t0ken", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, posts }
    }

    fn posts(&self) -> Vec<Post> {
        self.posts.lock().unwrap().clone()
    }
}

fn status(code: u16) -> Response {
    StatusCode::from_u16(code).unwrap().into_response()
}

const BODY: &str = r#"{"alarm":"feed","state":"raised","at":"2026-03-04T17:30:00Z","what":"the feed was last looked at an hour ago","do":"ask the doctor","installation":"home.example.com"}"#;
/// By Python's `hmac` of that body under `s3cret`.
const SIGNED: &str = "sha256=14c98595e8425992e3934d41993cb7f413674b2c1a6aade539b955d0d48abec1";

#[tokio::test]
async fn a_message_is_posted_as_json_and_signed() {
    let service = Service::answering(Vec::new()).await;
    let notifier = by_web(settings(), &service.url, Some("s3cret"));
    notifier.send(WEBHOOK, &message()).await.unwrap();
    let [post] = service.posts().try_into().unwrap();
    assert_eq!(post.body, BODY);
    assert_eq!(post.headers["content-type"], "application/json");
    assert_eq!(post.headers[osd_notify::SIGNATURE], SIGNED);
}

#[tokio::test]
async fn without_a_secret_nothing_is_signed() {
    let service = Service::answering(Vec::new()).await;
    let notifier = by_web(settings(), &service.url, None);
    notifier.send(WEBHOOK, &message()).await.unwrap();
    assert!(
        !service.posts()[0]
            .headers
            .contains_key(osd_notify::SIGNATURE)
    );
}

#[tokio::test]
async fn a_service_out_of_order_is_asked_three_times() {
    let service = Service::answering(vec![status(500), status(429)]).await;
    let notifier = by_web(settings(), &service.url, None);
    notifier.send(WEBHOOK, &message()).await.unwrap();
    let posts = service.posts();
    assert_eq!(posts.len(), 3);
    assert!(posts.iter().all(|post| post.body == BODY));

    let service = Service::answering((0..9).map(|_| status(503)).collect()).await;
    let notifier = by_web(settings(), &service.url, None);
    let error = notifier.send(WEBHOOK, &message()).await.unwrap_err();
    assert!(matches!(error, NotSent::Refused { .. }), "{error}");
    assert!(error.to_string().contains("503"), "{error}");
    assert!(!error.to_string().contains("t0ken"), "{error}");
    assert_eq!(service.posts().len(), 3);
}

#[tokio::test]
async fn one_that_does_not_want_it_is_asked_once() {
    for code in [400, 401, 404, 410] {
        let service = Service::answering(vec![status(code)]).await;
        let notifier = by_web(settings(), &service.url, None);
        let error = notifier.send(WEBHOOK, &message()).await.unwrap_err();
        assert!(error.to_string().contains(&code.to_string()), "{error}");
        assert_eq!(service.posts().len(), 1);
    }
}

#[tokio::test]
async fn a_redirect_is_never_followed() {
    let other = Service::answering(Vec::new()).await;
    for code in [301, 302, 307, 308] {
        let to = StatusCode::from_u16(code).unwrap();
        let redirect = (to, [(LOCATION, other.url.clone())]).into_response();
        let service = Service::answering(vec![redirect]).await;
        let notifier = by_web(settings(), &service.url, Some("s3cret"));
        let error = notifier.send(WEBHOOK, &message()).await.unwrap_err();
        assert!(
            error.to_string().contains("redirects are not followed"),
            "{error}"
        );
    }
    assert!(other.posts().is_empty());
}

#[tokio::test]
async fn one_that_is_not_there_or_says_nothing_was_not_reached() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/t0ken", listener.local_addr().unwrap());
    // It is connected to, and nobody answers.
    let notifier = by_web(impatient(), &url, None);
    let silent = notifier.send(WEBHOOK, &message()).await.unwrap_err();
    drop(listener);
    let notifier = by_web(settings(), &url, None);
    let gone = notifier.send(WEBHOOK, &message()).await.unwrap_err();
    for error in [silent, gone] {
        assert!(matches!(error, NotSent::Unreached { .. }), "{error}");
        assert!(error.to_string().contains("127.0.0.1"), "{error}");
        assert!(!error.to_string().contains("t0ken"), "{error}");
    }
}
