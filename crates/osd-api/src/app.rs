//! The web app's files, as they were built into the program.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

/// What `npm run build` wrote. Nothing, where the program was built without it.
#[derive(RustEmbed)]
#[folder = "../../web/dist/app"]
#[allow_missing = true]
struct Built;

/// The page that every address of the app answers with; the app then shows what is there.
const SHELL: &str = "index.html";

/// What the browser may do on a page of the app: nothing from elsewhere, no script or style in
/// the page itself.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const NOT_BUILT: &str = include_str!("app/not-built.html");

/// The app itself, under `status`: whether there is something at the address is known before the
/// app has started.
pub(crate) fn shell(status: StatusCode, asked: &HeaderMap) -> Response {
    let mut response = match Built::get(SHELL) {
        Some(file) if status == StatusCode::OK => found(SHELL, &file, asked),
        // A page that says "not here" is not kept, and never "not modified".
        Some(file) => (status, whole(SHELL, &file, asked)).into_response(),
        None => (status, Html(NOT_BUILT)).into_response(),
    };
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    response
}

/// The app's file at `path`, if it has one.
pub(crate) fn file(path: &str, asked: &HeaderMap) -> Option<Response> {
    let path = path.trim_start_matches('/');
    // The compressed twin of a file is no file of its own.
    if path.ends_with(".br") {
        return None;
    }
    // The service worker keeps the app under the name of its file.
    if path == SHELL {
        return Some(shell(StatusCode::OK, asked));
    }
    Built::get(path).map(|file| found(path, &file, asked))
}

fn found(path: &str, file: &EmbeddedFile, asked: &HeaderMap) -> Response {
    let etag = etag(file);
    let known = asked
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| tags.split(',').any(|tag| tag.trim() == etag));
    if known {
        let headers = [
            (header::ETAG, etag),
            (header::CACHE_CONTROL, kept_for(path).to_owned()),
            (header::VARY, "accept-encoding".to_owned()),
        ];
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    whole(path, file, asked).into_response()
}

fn whole(path: &str, file: &EmbeddedFile, asked: &HeaderMap) -> impl IntoResponse + use<> {
    let mut headers = HeaderMap::new();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::ETAG, &etag(file));
    set(header::CACHE_CONTROL, kept_for(path));
    set(header::VARY, "accept-encoding");
    set(header::CONTENT_TYPE, &media_type(path, file));
    let compressed = takes_brotli(asked)
        .then(|| Built::get(&format!("{path}.br")))
        .flatten();
    let bytes = match compressed {
        Some(twin) => {
            set(header::CONTENT_ENCODING, "br");
            twin.data
        }
        None => file.data.clone(),
    };
    (headers, Body::from(bytes.into_owned()))
}

/// Weak: the same file goes out in several encodings.
fn etag(file: &EmbeddedFile) -> String {
    let mut tag = String::from("W/\"");
    for byte in &file.metadata.sha256_hash()[..16] {
        tag.push_str(&format!("{byte:02x}"));
    }
    tag.push('"');
    tag
}

/// Files below `assets/` have the digest of their content in their name.
fn kept_for(path: &str) -> &'static str {
    if path.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

fn media_type(path: &str, file: &EmbeddedFile) -> String {
    let guessed = file.metadata.mimetype();
    if path.ends_with(".webmanifest") {
        "application/manifest+json".to_owned()
    } else if guessed.starts_with("text/") {
        format!("{guessed}; charset=utf-8")
    } else {
        guessed.to_owned()
    }
}

fn takes_brotli(asked: &HeaderMap) -> bool {
    let listed = asked
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    listed.is_some_and(|all| {
        all.split(',').any(|one| {
            let mut parts = one.split(';').map(str::trim);
            parts.next() == Some("br") && !parts.any(|part| part.replace(' ', "") == "q=0")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepting(encodings: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let value = HeaderValue::from_static(encodings);
        headers.insert(header::ACCEPT_ENCODING, value);
        headers
    }

    #[test]
    fn brotli_goes_to_those_who_take_it() {
        assert!(takes_brotli(&accepting("gzip, deflate, br, zstd")));
        assert!(takes_brotli(&accepting("br;q=0.5")));
        assert!(!takes_brotli(&accepting("gzip")));
        assert!(!takes_brotli(&accepting("br;q=0, gzip")));
        assert!(!takes_brotli(&accepting("")));
        assert!(!takes_brotli(&HeaderMap::new()));
    }

    #[test]
    fn only_names_with_a_digest_are_kept_for_good() {
        assert!(kept_for("assets/index-Bx1.js").contains("immutable"));
        assert_eq!(kept_for("sw.js"), "no-cache");
        assert_eq!(kept_for("index.html"), "no-cache");
    }
}
