//! Answers that did not change: `ETag`, `304`, and answers kept for those who ask the same.
//!
//! An answer is made of the catalog and of the snapshots that it names, and of nothing else. The
//! revision of the catalog therefore tells whether the answer to a question can have changed, before
//! the question is looked at.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use osd_catalog::Revision;
use sha2::{Digest, Sha256};

use crate::{Counter, Problem, routes::wants_csv};

/// Where the answers are.
const ANSWERS: &str = "/api/v1/";
/// Answers that tell of more than the catalog's revision does: the list of work, and the clock.
const NEVER: [&str; 3] = ["/api/v1/status", "/api/v1/gaps", "/api/v1/schedules"];
/// Where the work is steered.
const ADMIN: &str = "/api/admin/";
/// What changes an answer although the catalog is the same: the program.
const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// Bytes of answers that are kept.
const KEPT: u64 = 8 << 20;
/// Bytes of the largest of them.
const LARGEST: u64 = 512 << 10;

/// Answers that were given, by their tags.
pub(crate) struct Answers(moka::future::Cache<String, Arc<Kept>>);

/// An answer that was given.
struct Kept {
    headers: HeaderMap,
    body: Bytes,
}

impl Default for Answers {
    fn default() -> Self {
        let weigh = |tag: &String, kept: &Arc<Kept>| {
            u32::try_from(tag.len() + kept.body.len() + 500).unwrap_or(u32::MAX)
        };
        let cache = moka::future::Cache::builder();
        Self(cache.max_capacity(KEPT).weigher(weigh).build())
    }
}

impl Answers {
    /// None, ever.
    pub(crate) fn never_kept() -> Self {
        Self(moka::future::Cache::new(0))
    }
}

/// Gives what is asked for: not at all where the asker has it, as it was where it was given before.
pub(crate) async fn unchanged(
    State(counter): State<Counter>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let asks = matches!(*request.method(), Method::GET | Method::HEAD);
    if !asks || !path.starts_with(ANSWERS) || NEVER.contains(&path) {
        let is_passing = NEVER.contains(&path) || path.starts_with(ADMIN);
        let response = next.run(request).await;
        return if is_passing {
            fresh(response)
        } else {
            response
        };
    }
    let tag = match revision(&counter).await {
        Ok(revision) => tag(&revision, &request),
        Err(problem) => return problem.into_response(),
    };
    if has(request.headers(), &tag) {
        return labeled(StatusCode::NOT_MODIFIED.into_response(), &tag);
    }
    let is_whole = *request.method() == Method::GET;
    if is_whole && let Some(kept) = counter.answers.0.get(&tag).await {
        let answer = (kept.headers.clone(), kept.body.clone());
        return labeled(answer.into_response(), &tag);
    }
    let response = next.run(request).await;
    if response.status() != StatusCode::OK {
        return response;
    }
    let response = match is_whole {
        true => counter.answers.keep(&tag, response).await,
        false => response,
    };
    labeled(response, &tag)
}

/// An answer that is good for this moment alone.
fn fresh(mut response: Response) -> Response {
    let never = HeaderValue::from_static("no-store");
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(never);
    response
}

async fn revision(counter: &Counter) -> Result<Revision, Problem> {
    Ok(counter.catalog.revision().await?)
}

/// What tells an answer from every other: weak, for it stands for the answer however it is packed.
fn tag(revision: &Revision, request: &Request) -> String {
    let question = request.uri().path_and_query();
    let mut digest = Sha256::new();
    digest.update(format!(
        "{PROGRAM} {} {} {} {}\n",
        osd_snapshot::SCHEMA_VERSION,
        revision.catalog,
        revision.everything,
        wants_csv(request.headers()),
    ));
    digest.update(question.map_or("", |question| question.as_str()));
    let digest = BASE64_URL_SAFE_NO_PAD.encode(&digest.finalize()[..18]);
    format!("W/\"{digest}\"")
}

/// Whether the asker has what the tag stands for.
fn has(headers: &HeaderMap, tag: &str) -> bool {
    let strong = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let tags = headers.get_all(header::IF_NONE_MATCH).iter();
    let tags = tags.filter_map(|value| value.to_str().ok());
    tags.flat_map(|value| value.split(','))
        .any(|one| one.trim() == "*" || strong(one) == strong(tag))
}

/// An answer with its tag: it may be kept, and is asked for again before it is used.
fn labeled(mut response: Response, tag: &str) -> Response {
    let headers = response.headers_mut();
    // A handler that knows better has said so.
    if !headers.contains_key(header::ETAG)
        && let Ok(tag) = HeaderValue::from_str(tag)
    {
        headers.insert(header::ETAG, tag);
    }
    let revalidate = HeaderValue::from_static("public, max-age=0, must-revalidate");
    headers.entry(header::CACHE_CONTROL).or_insert(revalidate);
    headers.append(header::VARY, HeaderValue::from_static("accept"));
    response
}

impl Answers {
    /// Keeps an answer that is not too large, and hands it on.
    async fn keep(&self, tag: &str, response: Response) -> Response {
        let size = response.body().size_hint().exact();
        let knows_better = response.headers().contains_key(header::ETAG);
        if knows_better || size.is_none_or(|size| size > LARGEST) {
            return response;
        }
        let (parts, body) = response.into_parts();
        let Ok(body) = axum::body::to_bytes(body, LARGEST as usize).await else {
            return Problem::Internal("an answer broke off".to_owned()).into_response();
        };
        let kept = Kept {
            headers: parts.headers.clone(),
            // Of its own: what was written may have more room than it fills.
            body: Bytes::copy_from_slice(&body),
        };
        self.0.insert(tag.to_owned(), Arc::new(kept)).await;
        Response::from_parts(parts, Body::from(body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_of_the_tags_that_the_asker_has_will_do() {
        let has = |value: &'static str| {
            let value = HeaderValue::from_static(value);
            has(
                &HeaderMap::from_iter([(header::IF_NONE_MATCH, value)]),
                "W/\"b\"",
            )
        };
        assert!(has("W/\"b\"") && has("\"b\"") && has("\"a\", W/\"b\"") && has("*"));
        assert!(!has("\"a\"") && !has("b\"") && !has(""));
    }
}
