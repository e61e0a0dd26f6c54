//! An answer: status, headers, body, and how its body comes.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io::{self, Write as _},
    time::Duration,
};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use flate2::{Compression, write::GzEncoder};
use futures::{StreamExt as _, stream};
use http_body_util::{BodyExt, Full, StreamBody, combinators::BoxBody};
use hyper::{
    HeaderMap, StatusCode,
    body::Frame,
    header::{
        ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, DATE, ETAG, HeaderName,
        HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, RETRY_AFTER, SERVER, VARY,
    },
};

use super::{faults::Fault, pages};

/// An answer on its way.
pub(super) type Response = hyper::Response<BoxBody<Bytes, io::Error>>;

/// Into how many pieces a slow body is cut.
const PIECES: usize = 10;

/// An answer before anything happens to its body.
pub(super) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    pub(super) fn new(status: StatusCode, kind: &'static str, body: Vec<u8>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        Self {
            status,
            headers,
            body,
        }
    }

    pub(super) fn page(status: StatusCode, page: String) -> Self {
        Self::new(status, "text/html", page.into_bytes())
    }

    /// The file store's answer for what is not there.
    pub(super) fn access_denied(number: usize) -> Self {
        let page = pages::access_denied(number as u64);
        Self::new(StatusCode::FORBIDDEN, "application/xml", page.into_bytes())
    }

    pub(super) fn too_many_requests(retry_after: Duration) -> Self {
        let page = pages::rate_exceeded();
        let page = page.replace("Request Rate Threshold Exceeded", "Too Many Requests");
        let mut answer = Self::page(StatusCode::TOO_MANY_REQUESTS, page);
        let seconds = HeaderValue::from(retry_after.as_secs());
        answer.headers.insert(RETRY_AFTER, seconds);
        answer
    }

    /// A file: not sent where the client has it as it is, and packed where the client takes that.
    pub(super) fn file(
        bytes: Vec<u8>,
        kind: &'static str,
        modified: Option<DateTime<Utc>>,
        asked: &HeaderMap,
    ) -> Self {
        let mut answer = Self::new(StatusCode::OK, kind, bytes);
        answer.set(VARY, "Accept-Encoding");
        if let Some(modified) = modified {
            let mut hasher = DefaultHasher::new();
            answer.body.hash(&mut hasher);
            let tag = format!("\"{:016x}\"", hasher.finish());
            answer.set(LAST_MODIFIED, &http_date(modified));
            answer.set(ETAG, &tag);
            if is_known(asked, &tag, modified) {
                answer.status = StatusCode::NOT_MODIFIED;
                answer.body.clear();
                return answer;
            }
        }
        let encodings = asked.get(ACCEPT_ENCODING).map(HeaderValue::as_bytes);
        let encodings = String::from_utf8_lossy(encodings.unwrap_or_default());
        if encodings.split(',').any(|one| one.trim() == "gzip") {
            answer.pack();
        }
        answer
    }

    pub(super) fn status(&self) -> StatusCode {
        self.status
    }

    fn set(&mut self, name: HeaderName, value: &str) {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
    }

    fn pack(&mut self) {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        // Memory takes it, or the process is at its end.
        if encoder.write_all(&self.body).is_ok()
            && let Ok(packed) = encoder.finish()
        {
            self.body = packed;
            self.set(CONTENT_ENCODING, "gzip");
        }
    }

    /// Sends it off, with what befalls its body.
    pub(super) fn finish(mut self, now: DateTime<Utc>, faults: &[Fault]) -> Response {
        let mut date = now;
        let mut pause = None;
        let mut is_cut = false;
        for fault in faults {
            match fault {
                Fault::ClockSkew { seconds } => date += chrono::Duration::seconds(*seconds),
                Fault::Slow { pause: set } => pause = Some(*set),
                Fault::CutShort => is_cut = true,
                Fault::TruncatedGzip => self.truncate_packed(),
                _ => {}
            }
        }
        self.set(DATE, &http_date(date));
        self.set(SERVER, "Apache");
        let body = Bytes::from(self.body);
        if !body.is_empty() && (is_cut || pause.is_some()) {
            self.headers
                .insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        }
        let body = match pause {
            _ if body.is_empty() => whole(body),
            Some(pause) => slow(body, pause),
            None if is_cut => cut(&body),
            None => whole(body),
        };
        let mut response = hyper::Response::new(body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }

    fn truncate_packed(&mut self) {
        if !self.headers.contains_key(CONTENT_ENCODING) {
            self.pack();
        }
        self.body.truncate(self.body.len() / 2);
    }
}

/// Whether the client has the file as it is, by what it sent. A tag says more than a date.
fn is_known(asked: &HeaderMap, tag: &str, modified: DateTime<Utc>) -> bool {
    if let Some(tags) = asked.get(IF_NONE_MATCH) {
        let tags = String::from_utf8_lossy(tags.as_bytes());
        return tags
            .split(',')
            .any(|one| one.trim().trim_start_matches("W/") == tag);
    }
    let since = asked
        .get(IF_MODIFIED_SINCE)
        .and_then(|since| since.to_str().ok());
    let since = since.and_then(|since| DateTime::parse_from_rfc2822(since).ok());
    since.is_some_and(|since| modified.timestamp() <= since.timestamp())
}

fn http_date(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn whole(body: Bytes) -> BoxBody<Bytes, io::Error> {
    Full::new(body).map_err(|never| match never {}).boxed()
}

/// Half of a body, and then the end of the connection.
fn cut(body: &Bytes) -> BoxBody<Bytes, io::Error> {
    let half = body.slice(..body.len() / 2);
    let end = stream::once(async {
        tokio::task::yield_now().await; // The half goes out before.
        Err(io::Error::from(io::ErrorKind::UnexpectedEof))
    });
    let pieces = stream::once(async { Ok(Frame::data(half)) }).chain(end);
    BodyExt::boxed(StreamBody::new(pieces))
}

/// A body in pieces, with a pause before each.
fn slow(mut body: Bytes, pause: Duration) -> BoxBody<Bytes, io::Error> {
    let length = body.len().div_ceil(PIECES).max(1);
    let mut pieces = Vec::new();
    while !body.is_empty() {
        pieces.push(body.split_to(length.min(body.len())));
    }
    let pieces = stream::iter(pieces).then(move |piece| async move {
        tokio::time::sleep(pause).await;
        Ok(Frame::data(piece))
    });
    BodyExt::boxed(StreamBody::new(pieces))
}
