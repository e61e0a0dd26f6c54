//! What an answer of sec.gov means.

use std::time::Duration;

use chrono::DateTime;
use osd_edgar::content;
use reqwest::{
    Response, StatusCode,
    header::{DATE, ETAG, HeaderMap, HeaderName, LAST_MODIFIED, LOCATION, RETRY_AFTER},
};
use url::Url;

use super::{refusal::Denied, retry::Setback};
use crate::{
    edgar::{Answer, Body, Validators},
    error::Problem,
};

/// What came.
#[derive(Debug)]
pub(super) enum Reply {
    /// An answer that means what it says.
    Answer(Answer),
    /// One of which it has to be found out.
    Denied(Denied),
}

/// As much of a page as is read to know it by.
const PAGE: usize = 64 << 10;

/// Where a redirect leads, if the answer is one.
pub(super) fn redirect(response: &Response) -> Result<Option<Url>, Setback> {
    let location = response.headers().get(LOCATION);
    let Some(location) = location.filter(|_| response.status().is_redirection()) else {
        return Ok(None);
    };
    let location = String::from_utf8_lossy(location.as_bytes());
    match response.url().join(&location) {
        Ok(target) if same_host(response.url(), &target) => Ok(Some(target)),
        _ => Err(Setback::lasting(Problem::Redirect(location.into_owned()))),
    }
}

/// Whether the same server answers there, at least as safely.
fn same_host(from: &Url, to: &Url) -> bool {
    let upgrade = from.scheme() == "http"
        && to.scheme() == "https"
        && from.host() == to.host()
        && (from.port(), to.port()) == (None, None);
    from.origin() == to.origin() || upgrade
}

/// Reads an answer. `url` is the address that was asked for; `conditional`, whether validators
/// were sent; `limit`, the length of the largest file taken.
pub(super) async fn read(
    response: Response,
    url: &Url,
    conditional: bool,
    limit: usize,
) -> Result<Reply, Setback> {
    let status = response.status();
    match status {
        StatusCode::OK => {
            let validators = validators(response.headers());
            let not_before = retry_after(response.headers());
            let bytes = file(response, limit).await?;
            if content::is_block_page(&bytes) {
                return Err(Setback::blocked(status.as_u16(), not_before));
            }
            Ok(Reply::Answer(Answer::Found(Body {
                url: url.to_string(),
                bytes: bytes.into(),
                validators,
            })))
        }
        StatusCode::NOT_MODIFIED if conditional => Ok(Reply::Answer(Answer::NotModified)),
        _ => {
            let not_before = retry_after(response.headers());
            let page = page(response).await?;
            no_file(status.as_u16(), &page, not_before)
        }
    }
}

/// What a status other than success means, with its page.
fn no_file(status: u16, page: &[u8], not_before: Option<Duration>) -> Result<Reply, Setback> {
    if content::is_block_page(page) {
        return Err(Setback::blocked(status, not_before));
    }
    let problem = Problem::Status(status);
    match status {
        404 => Ok(Reply::Answer(Answer::Missing)),
        // The file store behind /Archives denies access to what is not there.
        403 => Ok(Reply::Denied(Denied {
            by_store: content::is_access_denied(page),
            retry_after: not_before,
        })),
        429 | 503 => Err(Setback::passing(problem, not_before)),
        500..=599 => Err(Setback::passing(problem, None)),
        _ => Err(Setback::lasting(problem)),
    }
}

/// The whole body. That it is as long as declared is seen to by the HTTP client, and that it
/// unpacks to its end by the unpacker.
async fn file(mut response: Response, limit: usize) -> Result<Vec<u8>, Setback> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(Setback::connection)? {
        if chunk.len() > limit.saturating_sub(bytes.len()) {
            return Err(Setback::lasting(Problem::TooLarge { limit }));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// The beginning of the body.
async fn page(mut response: Response) -> Result<Vec<u8>, Setback> {
    let mut bytes = Vec::new();
    while bytes.len() < PAGE
        && let Some(chunk) = response.chunk().await.map_err(Setback::connection)?
    {
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn validators(headers: &HeaderMap) -> Validators {
    Validators {
        etag: text(headers, ETAG),
        last_modified: text(headers, LAST_MODIFIED),
    }
}

/// How long the server asks to wait: seconds, or a date, which is told by the server's own clock.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = text(headers, RETRY_AFTER)?;
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = DateTime::parse_from_rfc2822(&value).ok()?;
    let now = DateTime::parse_from_rfc2822(&text(headers, DATE)?).ok()?;
    Some((until - now).to_std().unwrap_or_default())
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn headers(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        let value = |value: &&'static str| HeaderValue::from_static(value);
        pairs
            .iter()
            .map(|(name, text)| (name.clone(), value(text)))
            .collect()
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let seconds = headers(&[(RETRY_AFTER, "120")]);
        assert_eq!(retry_after(&seconds), Some(Duration::from_secs(120)));

        let now = "Mon, 12 Jan 2026 16:29:11 GMT";
        let date = headers(&[(DATE, now), (RETRY_AFTER, "Mon, 12 Jan 2026 16:30:00 GMT")]);
        assert_eq!(retry_after(&date), Some(Duration::from_secs(49)));
        let past = headers(&[(DATE, now), (RETRY_AFTER, "Mon, 12 Jan 2026 16:00:00 GMT")]);
        assert_eq!(retry_after(&past), Some(Duration::ZERO));

        for none in [
            headers(&[]),
            headers(&[(RETRY_AFTER, "soon")]),
            headers(&[(RETRY_AFTER, "-1")]),
            headers(&[(RETRY_AFTER, "Mon, 12 Jan 2026 16:30:00 GMT")]),
        ] {
            assert_eq!(retry_after(&none), None, "{none:?}");
        }
    }

    #[test]
    fn a_redirect_stays_with_the_host() {
        let same = |from: &str, to: &str| same_host(&from.parse().unwrap(), &to.parse().unwrap());
        assert!(same("https://www.sec.gov/a", "https://www.sec.gov/b"));
        assert!(same("http://www.sec.gov/a", "https://www.sec.gov/a"));
        assert!(!same("https://www.sec.gov/a", "http://www.sec.gov/a"));
        assert!(!same("https://www.sec.gov/a", "https://sec.gov/a"));
        assert!(!same("https://www.sec.gov/a", "https://www.sec.gov:8443/a"));
        assert!(!same("http://localhost:80/a", "https://localhost:8443/a"));
        assert!(!same("https://www.sec.gov/a", "file:///a"));
    }
}
