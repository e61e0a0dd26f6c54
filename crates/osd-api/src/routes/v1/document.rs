//! A submission, byte for byte.

use std::{
    convert::Infallible,
    ops::Range,
    sync::{Arc, LazyLock},
};

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Nothing, Params, Path, read};
use crate::{
    Counter, Problem, ProblemBody, Viewer,
    answers::document::{self, DocumentFacts},
};

/// KiB of submissions that are in memory at once, whoever asks: the largest known has 70 MB, and most
/// have less than one.
const IN_MEMORY: u32 = 128 * 1024;

/// Bytes that are handed to the connection at a time.
const PIECE: usize = 64 * 1024;

static MEMORY: LazyLock<Arc<Semaphore>> =
    LazyLock::new(|| Arc::new(Semaphore::new(IN_MEMORY as usize)));

/// The complete submission as EDGAR sent it, byte for byte: text, never rendered. A `Range` of bytes is
/// answered in part.
#[utoipa::path(get, path = "/filings/{accession}/document", tag = "filings",
    params(("accession" = String, Path, example = "0009999999-25-000002")),
    responses((status = 200, body = String, content_type = "text/plain"), (status = 206, body = String, content_type = "text/plain"),
        (status = 304), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody), (status = 416)))]
pub(super) async fn one(
    _viewer: Viewer,
    State(counter): State<Counter>,
    Path(accession): Path<String>,
    Params(Nothing {}): Params<Nothing>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let facts = document::facts(&counter, read("accession", &accession)?).await?;
    let etag = format!("\"{}\"", facts.sha256);
    let is_known = headers.get(header::IF_NONE_MATCH);
    if is_known.is_some_and(|tags| names(tags, &etag)) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    let range = match headers.get(header::RANGE) {
        Some(range) if still_holds(&headers, &etag) => part(range, facts.length),
        _ => Part::Whole,
    };
    let (status, range) = match range {
        Part::Whole => (StatusCode::OK, 0..facts.length),
        Part::Some(range) => (StatusCode::PARTIAL_CONTENT, range),
        Part::Beyond => {
            let all = format!("bytes */{}", facts.length);
            let status = StatusCode::RANGE_NOT_SATISFIABLE;
            return Ok((status, [(header::CONTENT_RANGE, all)]).into_response());
        }
    };
    let memory = memory(facts.length).await?;
    let bytes = document::bytes(&counter, &facts).await?;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    describe(response.headers_mut(), &facts, &etag, &bytes, &range)?;
    let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
    let some = bytes.slice(place(range.start)..place(range.end));
    *response.body_mut() = piecewise(some, memory);
    Ok(response)
}

/// Waits until there is room for so many bytes.
async fn memory(bytes: u64) -> Result<OwnedSemaphorePermit, Problem> {
    let wanted = u32::try_from(bytes.div_ceil(1024)).unwrap_or(IN_MEMORY);
    let room = Arc::clone(&MEMORY).acquire_many_owned(wanted.clamp(1, IN_MEMORY));
    room.await
        .map_err(|error| Problem::Internal(format!("no room for a submission: {error}")))
}

/// The bytes in pieces. The room they take is free again when the last one was taken over, or the
/// asker went away.
fn piecewise(bytes: Bytes, memory: OwnedSemaphorePermit) -> Body {
    let pieces = futures::stream::unfold((bytes, memory), |(mut rest, memory)| async move {
        if rest.is_empty() {
            return None;
        }
        let piece = rest.split_to(rest.len().min(PIECE));
        Some((Ok::<_, Infallible>(piece), (rest, memory)))
    });
    Body::from_stream(pieces)
}

/// What keeps a browser from taking the bytes for anything but text.
fn describe(
    headers: &mut HeaderMap,
    facts: &DocumentFacts,
    etag: &str,
    bytes: &[u8],
    range: &Range<u64>,
) -> Result<(), Problem> {
    let charset = match std::str::from_utf8(bytes) {
        Ok(_) => "text/plain; charset=utf-8",
        Err(_) => "text/plain; charset=windows-1252",
    };
    let name = format!("inline; filename=\"{}.txt\"", facts.accession);
    let length = range.end - range.start;
    let mut all = vec![
        (header::CONTENT_TYPE, charset.to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::ETAG, etag.to_owned()),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox".to_owned(),
        ),
        // What was filed never changes.
        (
            header::CACHE_CONTROL,
            "public, max-age=86400, must-revalidate".to_owned(),
        ),
    ];
    if length != facts.length {
        let (first, last) = (range.start, range.end - 1);
        let range = format!("bytes {first}-{last}/{}", facts.length);
        all.push((header::CONTENT_RANGE, range));
    }
    for (name, value) in all {
        let value = HeaderValue::try_from(value);
        let value = value.map_err(|error| Problem::Internal(format!("{name}: {error}")))?;
        headers.insert(name, value);
    }
    Ok(())
}

/// Whether a list of tags has this one. What compresses on the way may have made it a weak one.
fn names(tags: &HeaderValue, etag: &str) -> bool {
    let tags = tags.to_str().unwrap_or_default();
    let mut tags = tags.split(',').map(str::trim);
    tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

/// Whether a range is asked of these very bytes.
fn still_holds(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get(header::IF_RANGE)
        .is_none_or(|tag| tag.as_bytes() == etag.as_bytes())
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Some(Range<u64>),
    Beyond,
}

/// The part that a `Range` asks for. Several at once, or one that cannot be understood, may be answered
/// with the whole.
fn part(range: &HeaderValue, length: u64) -> Part {
    let asked = range.to_str().ok().and_then(|text| {
        let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
        let number = |text: &str| (!text.is_empty()).then(|| text.trim().parse::<u64>().ok());
        Some((number(first), number(last)))
    });
    match asked {
        Some((Some(Some(first)), None)) if first < length => Part::Some(first..length),
        Some((Some(Some(first)), Some(Some(last)))) if first <= last && first < length => {
            Part::Some(first..last.saturating_add(1).min(length))
        }
        Some((None, Some(Some(last)))) if last > 0 && length > 0 => {
            Part::Some(length.saturating_sub(last)..length)
        }
        Some((Some(Some(first)), _)) if first >= length => Part::Beyond,
        Some((None, Some(Some(_)))) => Part::Beyond,
        _ => Part::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(range: &'static str) -> Part {
        part(&HeaderValue::from_static(range), 100)
    }

    #[test]
    fn a_range_is_cut_at_the_end_and_odd_ones_are_passed_over() {
        assert_eq!(of("bytes=0-9"), Part::Some(0..10));
        assert_eq!(of("bytes=90-"), Part::Some(90..100));
        assert_eq!(of("bytes=90-999"), Part::Some(90..100));
        assert_eq!(of("bytes=-10"), Part::Some(90..100));
        assert_eq!(of("bytes=-1000"), Part::Some(0..100));
        assert_eq!(of("bytes=100-"), Part::Beyond);
        assert_eq!(of("bytes=-0"), Part::Beyond);
        for odd in [
            "bytes=9-0",
            "bytes=0-1,5-6",
            "lines=1-2",
            "bytes=-",
            "bytes=a-b",
        ] {
            assert_eq!(of(odd), Part::Whole, "{odd}");
        }
    }

    #[test]
    fn a_tag_is_known_in_a_list_and_as_a_weak_one() {
        let tags = |text: &'static str| names(&HeaderValue::from_static(text), "\"abc\"");
        assert!(tags("\"abc\"") && tags("W/\"abc\"") && tags("\"x\", \"abc\"") && tags("*"));
        assert!(!tags("abc") && !tags("\"abcd\""));
    }
}
