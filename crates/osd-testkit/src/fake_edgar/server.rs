//! The connections, and how an answer comes about.

use std::{
    future::poll_fn,
    io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use chrono::{DateTime, Utc};
use hyper::{
    HeaderMap, Method, StatusCode, body::Incoming, header::USER_AGENT, server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{
    io::AsyncWriteExt as _,
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::Instant,
};

use super::{
    answer::{Answer, Response},
    control,
    counts::{Counts, Request},
    faults::{Fault, Faults},
    pages,
    paths::{self, Content, Found},
    settings::Settings,
    site::Site,
    view::View,
};

/// The site, and what happened on it so far.
#[derive(Debug)]
pub(super) struct Fake {
    pub(super) site: Site,
    pub(super) settings: Settings,
    pub(super) started: Instant,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) counts: Counts,
    pub(super) faults: Faults,
}

impl Fake {
    pub(super) fn new(site: Site, settings: Settings) -> Self {
        Self {
            site,
            settings,
            started: Instant::now(),
            state: Mutex::default(),
        }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes connections until it is dropped, and they with it.
pub(super) async fn serve(listener: TcpListener, fake: Arc<Fake>) {
    let mut connections = JoinSet::new();
    loop {
        // One that is gone before it is taken is of no interest.
        if let Ok((stream, _)) = listener.accept().await {
            connections.spawn(converse(stream, fake.clone()));
        }
        while connections.try_join_next().is_some() {}
    }
}

/// Why a connection ends without an answer.
#[derive(Debug)]
struct Reset;

impl std::fmt::Display for Reset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the connection is to be reset")
    }
}

impl std::error::Error for Reset {}

/// Answers the requests of one connection.
async fn converse(stream: TcpStream, fake: Arc<Fake>) {
    let is_reset = AtomicBool::new(false);
    let mut stream = {
        let service = service_fn(|request| {
            Box::pin(async {
                let response = respond(&fake, request).await;
                is_reset.store(response.is_none(), Ordering::Relaxed);
                response.ok_or(Reset)
            })
        });
        let io = TokioIo::new(stream);
        let mut connection = http1::Builder::new().serve_connection(io, service);
        // How it ended is seen by the client, and meant.
        let _ = poll_fn(|context| connection.poll_without_shutdown(context)).await;
        connection.into_parts().io.into_inner()
    };
    let _: io::Result<()> = if is_reset.load(Ordering::Relaxed) {
        stream.set_zero_linger() // Dropped so, it is reset.
    } else {
        stream.shutdown().await
    };
}

/// The answer to a request; none where the connection is to be reset.
async fn respond(fake: &Fake, request: hyper::Request<Incoming>) -> Option<Response> {
    let uri = request.uri();
    if uri.path().starts_with("/fake/") {
        return Some(control::respond(fake, request).await);
    }
    let path = uri.path().trim_start_matches('/');
    let query = uri.query().unwrap_or_default();
    let arrival = fake.arrive(&request, path, query);
    let answer = match arrival.refusal {
        Some(refusal) => refusal,
        None => {
            let view = View::new(&fake.site, &fake.settings, arrival.now, &arrival.faults);
            let found = paths::find(&view, path, query);
            answer(found, arrival.place, request.headers(), &arrival.faults).await?
        }
    };
    let status = answer.status().as_u16();
    if let Some(request) = fake.state().counts.requests.get_mut(arrival.place) {
        request.status = Some(status);
    }
    Some(answer.finish(arrival.now, &arrival.faults))
}

/// A request that was counted, and what is in its way.
struct Arrival {
    now: DateTime<Utc>,
    /// Its place among all requests.
    place: usize,
    faults: Vec<Fault>,
    /// What it is told instead of an answer.
    refusal: Option<Answer>,
}

impl Fake {
    /// Counts a request, and sees whether it is heard and what it meets.
    fn arrive(&self, request: &hyper::Request<Incoming>, path: &str, query: &str) -> Arrival {
        let now = (self.settings.clock)();
        let agent = request.headers().get(USER_AGENT);
        let agent = agent.map(|agent| String::from_utf8_lossy(agent.as_bytes()).into_owned());
        let is_declared = agent.as_deref().is_some_and(names_a_contact);
        let mut address = path.to_owned();
        if !query.is_empty() {
            address = format!("{path}?{query}");
        }
        let mut state = self.state();
        let arrived = Request {
            at: Instant::now(),
            on_site_at: now,
            path: address.clone(),
            user_agent: agent,
            status: None,
            faults: Vec::new(),
        };
        let place = state.counts.arrive(arrived, self.settings.max_per_second);
        let is_heard = is_declared && !state.counts.is_banned(now);
        let mut faults = Vec::new();
        if is_heard {
            faults = state.faults.draw(&address);
        }
        if faults.contains(&Fault::Ban) {
            state.counts.ban(now);
        }
        if let Some(request) = state.counts.requests.get_mut(place) {
            request.faults = faults.iter().map(Fault::name).collect();
        }
        let is_banned = state.counts.is_banned(now);
        Arrival {
            now,
            place,
            faults,
            refusal: refusal(is_banned, is_declared, request.method()),
        }
    }
}

/// What a client is told that is banned, undeclared, or wants to write.
fn refusal(is_banned: bool, is_declared: bool, method: &Method) -> Option<Answer> {
    let (status, page) = if is_banned {
        (StatusCode::FORBIDDEN, pages::rate_exceeded())
    } else if !is_declared {
        (StatusCode::FORBIDDEN, pages::undeclared())
    } else if !matches!(*method, Method::GET | Method::HEAD) {
        (StatusCode::METHOD_NOT_ALLOWED, String::new())
    } else {
        return None;
    };
    Some(Answer::page(status, page))
}

/// The answer under the fault that it meets, if any.
async fn answer(
    found: Option<Found>,
    place: usize,
    asked: &HeaderMap,
    faults: &[Fault],
) -> Option<Answer> {
    for fault in faults {
        match fault {
            Fault::Missing => return Some(Answer::access_denied(place)),
            Fault::Undeclared => return Some(Answer::page(StatusCode::OK, pages::undeclared())),
            Fault::TooManyRequests { retry_after } => {
                return Some(Answer::too_many_requests(*retry_after));
            }
            Fault::Unavailable => {
                let page = pages::unavailable();
                return Some(Answer::page(StatusCode::SERVICE_UNAVAILABLE, page));
            }
            Fault::HtmlPage => return Some(Answer::page(StatusCode::OK, pages::maintenance())),
            Fault::Reset => return None,
            _ => {}
        }
    }
    let Some(found) = found else {
        return Some(Answer::access_denied(place));
    };
    let bytes = match found.content {
        Content::Made(bytes) => bytes,
        Content::OnDisk(path) => match tokio::fs::read(path).await {
            Ok(bytes) => bytes,
            Err(_) => return Some(Answer::access_denied(place)), // Gone since the start.
        },
    };
    Some(Answer::file(bytes, found.kind, found.modified, asked))
}

/// Whether a User-Agent has an e-mail address in it.
fn names_a_contact(agent: &str) -> bool {
    let words = agent.split([' ', '(', ')', '<', '>', ',', ';', '/']);
    let mut addresses = words.filter_map(|word| word.split_once('@'));
    addresses.any(|(name, domain)| !name.is_empty() && domain.contains('.'))
}
