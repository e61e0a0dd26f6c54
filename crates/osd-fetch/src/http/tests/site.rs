//! A site on this machine that says what it is told to.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::HeaderName,
    response::Response,
};
use futures::FutureExt as _;
use tokio::net::TcpListener;
use url::Url;

use crate::{
    door::{Budget, Clock, Door},
    edgar::{Answer, Edgar as _},
    error::FetchError,
    http::{Http, HttpSettings},
    path::ArchivePath,
};

/// A site that gives the replies in turn, and remembers who asked.
pub(super) struct Site {
    pub(super) base: Url,
    pub(super) script: Arc<Script>,
}

/// What the site is to say, and what it was asked.
pub(super) struct Script {
    replies: Mutex<VecDeque<Response>>,
    requests: Mutex<Vec<Request>>,
    waits: Mutex<Vec<Duration>>,
    now: Mutex<Instant>,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            replies: Mutex::default(),
            requests: Mutex::default(),
            waits: Mutex::default(),
            now: Mutex::new(Instant::now()),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn reply(State(script): State<Arc<Script>>, request: Request) -> Response {
    lock(&script.requests).push(request);
    let unexpected = || status(418, "the script has ended");
    lock(&script.replies).pop_front().unwrap_or_else(unexpected)
}

impl Site {
    pub(super) async fn giving(replies: impl IntoIterator<Item = Response>) -> Self {
        let script = Arc::new(Script::default());
        lock(&script.replies).extend(replies);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/", listener.local_addr().unwrap());
        let site = Router::new().fallback(reply).with_state(script.clone());
        tokio::spawn(async move { axum::serve(listener, site).await });
        Self {
            base: base.parse().unwrap(),
            script,
        }
    }

    pub(super) fn settings(&self) -> HttpSettings {
        HttpSettings {
            base: self.base.clone(),
            max_retries: 2,
            ..HttpSettings::new("Jane Doe jane@example.com")
        }
    }

    /// A client that does not wait, but remembers how long it would have.
    pub(super) fn client(&self, settings: HttpSettings) -> Http {
        let script = self.script.clone();
        let sleep = move |wait| {
            lock(&script.waits).push(wait);
            std::future::ready(()).boxed()
        };
        let door = Door::new(1_000_000, &Budget::Process, self.clock()).unwrap();
        Http::assemble(settings, door, self.clock(), Arc::new(sleep)).unwrap()
    }

    /// A clock that goes when it is told to.
    pub(super) fn clock(&self) -> Clock {
        let script = self.script.clone();
        Arc::new(move || *lock(&script.now))
    }

    pub(super) fn let_pass(&self, time: Duration) {
        *lock(&self.script.now) += time;
    }

    /// Says more.
    pub(super) fn gives(&self, replies: impl IntoIterator<Item = Response>) {
        lock(&self.script.replies).extend(replies);
    }

    pub(super) async fn get(&self) -> Result<Answer, FetchError> {
        self.client(self.settings()).get(&path(), None).await
    }

    /// How many requests came.
    pub(super) fn requests(&self) -> usize {
        lock(&self.script.requests).len()
    }

    /// A header of the first request.
    pub(super) fn header(&self, name: HeaderName) -> Option<String> {
        let requests = lock(&self.script.requests);
        let value = requests.first()?.headers().get(name)?;
        Some(value.to_str().unwrap().to_owned())
    }

    /// The path of the last request.
    pub(super) fn last_path(&self) -> String {
        self.paths().pop().unwrap()
    }

    /// The paths of all requests, with their queries.
    pub(super) fn paths(&self) -> Vec<String> {
        let requests = lock(&self.script.requests);
        let path = |request: &Request| request.uri().path_and_query().unwrap().to_string();
        requests.iter().map(path).collect()
    }

    /// How long the client would have waited between them.
    pub(super) fn waits(&self) -> Vec<Duration> {
        lock(&self.script.waits).clone()
    }
}

pub(super) fn path() -> ArchivePath {
    "Archives/edgar/data/1/0000000001-25-000001.txt"
        .parse()
        .unwrap()
}

pub(super) fn status(status: u16, body: impl Into<Body>) -> Response {
    Response::builder()
        .status(status)
        .body(body.into())
        .unwrap()
}

pub(super) fn with(mut response: Response, name: HeaderName, value: &str) -> Response {
    response.headers_mut().insert(name, value.parse().unwrap());
    response
}
