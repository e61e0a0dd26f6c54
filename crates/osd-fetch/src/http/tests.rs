//! A site that misbehaves in every way sec.gov does, and what the client makes of it.

mod blocks;
mod fetching;
mod refusals;
mod site;

use std::{io::Write as _, time::Instant};

use axum::{body::Body as Sent, http::header, response::Response};
use futures::{StreamExt as _, stream};
use osd_domain::Period;
use osd_edgar::{archive, content::Rejected};
use tokio::net::TcpListener;

use self::site::{Site, path, status, with};
use super::*;
use crate::{door::Budget, edgar::Body, fetcher::Fetcher};

const FILE: &str = "<SEC-DOCUMENT>\nwhat was asked for\n</SEC-DOCUMENT>\n";
const ACCESS_DENIED: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
const BLOCK_PAGE: &str = "<!DOCTYPE html>\n<html><head>\
    <title>SEC.gov | Request Rate Threshold Exceeded</title></head></html>";
const OUTAGE: &str = "<!DOCTYPE html>\n<html><title>SEC.gov | File Unavailable</title></html>";

fn ok() -> Response {
    status(200, FILE)
}

fn gzipped() -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(FILE.as_bytes()).unwrap();
    packer.finish().unwrap()
}

/// The first bytes of a body whose end is left to `rest`.
fn first_half(
    rest: impl stream::Stream<Item = std::io::Result<&'static str>> + Send + 'static,
) -> Sent {
    Sent::from_stream(stream::iter([Ok(&FILE[..20])]).chain(rest))
}

fn broken() -> std::io::Error {
    std::io::Error::other("the server hangs up")
}

fn found(answer: Result<Answer, FetchError>) -> Body {
    match answer.unwrap() {
        Answer::Found(body) => body,
        other => panic!("{other:?}"),
    }
}

fn problem(answer: Result<Answer, FetchError>) -> (Problem, u32) {
    match answer.unwrap_err() {
        FetchError::Failed {
            problem, attempts, ..
        } => (problem, attempts),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_file_comes_with_its_validators() {
    let reply = with(ok(), header::ETAG, "\"abc\"");
    let reply = with(
        reply,
        header::LAST_MODIFIED,
        "Mon, 15 Dec 2025 19:01:17 GMT",
    );
    let site = Site::giving([reply]).await;
    let body = found(site.get().await);
    assert_eq!(body.bytes, FILE);
    assert_eq!(body.url, format!("{}{}", site.base, path()));
    assert_eq!(body.validators.etag.as_deref(), Some("\"abc\""));
    let modified = body.validators.last_modified.as_deref();
    assert_eq!(modified, Some("Mon, 15 Dec 2025 19:01:17 GMT"));

    let agent = site.header(header::USER_AGENT);
    assert_eq!(agent.as_deref(), Some("Jane Doe jane@example.com"));
    assert_eq!(
        site.header(header::ACCEPT_ENCODING).as_deref(),
        Some("gzip")
    );
    assert_eq!(site.header(header::IF_NONE_MATCH), None);
}

#[tokio::test]
async fn a_site_may_lie_below_a_path() {
    let site = Site::giving([ok()]).await;
    let mut settings = site.settings();
    settings.base.set_path("/mirror/sec/");
    let body = found(site.client(settings).get(&path(), None).await);
    assert_eq!(body.url, format!("{}mirror/sec/{}", site.base, path()));
}

#[tokio::test]
async fn a_gzipped_file_is_unpacked() {
    let site = Site::giving([with(
        status(200, gzipped()),
        header::CONTENT_ENCODING,
        "gzip",
    )]);
    assert_eq!(found(site.await.get().await).bytes, FILE);
}

#[tokio::test]
async fn what_is_known_is_not_sent_again() {
    let site = Site::giving([status(304, "")]).await;
    let known = Validators {
        etag: Some("\"abc\"".into()),
        last_modified: Some("Mon, 15 Dec 2025 19:01:17 GMT".into()),
    };
    let answer = site
        .client(site.settings())
        .get(&path(), Some(&known))
        .await;
    assert_eq!(answer.unwrap(), Answer::NotModified);
    assert_eq!(site.header(header::IF_NONE_MATCH), known.etag);
    assert_eq!(site.header(header::IF_MODIFIED_SINCE), known.last_modified);
}

#[tokio::test]
async fn not_modified_is_no_answer_to_who_knows_nothing() {
    let site = Site::giving([status(304, "")]).await;
    assert!(matches!(
        problem(site.get().await),
        (Problem::Status(304), 1)
    ));
}

#[tokio::test]
async fn a_file_that_is_not_there_is_missing_at_once() {
    let site = Site::giving([status(404, OUTAGE)]).await;
    assert_eq!(site.get().await.unwrap(), Answer::Missing);
    assert_eq!(site.requests(), 1);
}

#[tokio::test]
async fn a_block_is_seen_under_any_status_and_not_asked_again() {
    let blocks = [
        status(200, BLOCK_PAGE),
        status(403, BLOCK_PAGE),
        status(404, BLOCK_PAGE),
        with(status(429, BLOCK_PAGE), header::RETRY_AFTER, "1"),
        status(503, BLOCK_PAGE),
    ];
    for block in blocks {
        let expected = block.status().as_u16();
        let site = Site::giving([block, ok()]).await;
        let error = site.get().await.unwrap_err();
        assert!(
            matches!(error, FetchError::Blocked { status, attempts: 1, .. } if status == expected),
            "{error:?}"
        );
        assert_eq!(error.retry_after(), Some(FetchError::BLOCK));
        assert!(error.to_string().contains(path().as_str()), "{error}");
        assert_eq!(site.requests(), 1);
    }
}

#[tokio::test]
async fn too_many_requests_wait_as_long_as_the_server_asks() {
    let busy = || with(status(429, ""), header::RETRY_AFTER, "37");
    let site = Site::giving([busy(), ok()]).await;
    assert_eq!(found(site.get().await).bytes, FILE);
    assert_eq!(site.waits(), [Duration::from_secs(37)]);
}

#[tokio::test]
async fn a_wait_beyond_the_longest_is_left_to_the_caller() {
    let reply = with(status(503, OUTAGE), header::RETRY_AFTER, "3600");
    let site = Site::giving([reply, ok()]).await;
    let error = site.get().await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!((site.requests(), site.waits().len()), (1, 0));
}

#[tokio::test]
async fn an_outage_that_passes_is_waited_out() {
    let site = Site::giving([status(503, OUTAGE), status(502, ""), ok()]).await;
    assert_eq!(found(site.get().await).bytes, FILE);
    let waits = site.waits();
    assert_eq!(waits.len(), 2);
    assert!(waits[0] >= Duration::from_secs(1), "{waits:?}");
    assert!(waits[1] >= Duration::from_secs(2), "{waits:?}");
}

#[tokio::test]
async fn an_outage_that_stays_is_an_error_that_names_all() {
    let site = Site::giving([500, 503, 500].map(|code| status(code, OUTAGE))).await;
    let error = site.get().await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains(path().as_str()), "{text}");
    assert!(text.contains("attempts: 3"), "{text}");
    assert!(matches!(problem(Err(error)), (Problem::Status(500), 3)));
    assert_eq!(site.requests(), 3);
}

#[tokio::test]
async fn a_status_that_means_nothing_is_not_asked_again() {
    for code in [204, 206, 400, 401, 410] {
        let site = Site::giving([status(code, ""), ok()]).await;
        let (problem, attempts) = problem(site.get().await);
        assert!(
            matches!(problem, Problem::Status(status) if status == code),
            "{problem:?}"
        );
        assert_eq!(attempts, 1);
    }
}

#[tokio::test]
async fn a_truncated_body_is_asked_for_again() {
    let declared = FILE.len().to_string();
    let cut = status(200, first_half(stream::iter([Err(broken())])));
    let cut = with(cut, header::CONTENT_LENGTH, &declared);
    let cut_chunks = status(200, first_half(stream::iter([Err(broken())])));
    let site = Site::giving([cut, cut_chunks, ok()]).await;
    assert_eq!(found(site.get().await).bytes, FILE);
    assert_eq!(site.requests(), 3);
}

#[tokio::test]
async fn truncated_gzip_is_asked_for_again() {
    let whole = gzipped();
    let cut = |length: usize| {
        let body = status(200, whole[..length].to_vec());
        with(body, header::CONTENT_ENCODING, "gzip")
    };
    let site = Site::giving([cut(30), cut(whole.len() - 1), ok()]).await;
    assert_eq!(found(site.get().await).bytes, FILE);
    assert_eq!(site.requests(), 3);
}

#[tokio::test]
async fn a_connection_that_always_breaks_is_an_error() {
    let cut = || status(200, first_half(stream::iter([Err(broken())])));
    let site = Site::giving([cut(), cut(), cut()]).await;
    let (problem, attempts) = problem(site.get().await);
    assert!(matches!(problem, Problem::Connection(_)), "{problem:?}");
    assert_eq!(attempts, 3);
}

#[tokio::test]
async fn a_server_that_hangs_up_without_a_word_is_an_error() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let site = Site {
        base: format!("http://{}", listener.local_addr().unwrap())
            .parse()
            .unwrap(),
        script: Arc::default(),
    };
    tokio::spawn(async move { while listener.accept().await.is_ok() {} });
    let (problem, attempts) = problem(site.get().await);
    assert!(matches!(problem, Problem::Connection(_)), "{problem:?}");
    assert_eq!((attempts, site.waits().len()), (3, 2));
}

#[tokio::test]
async fn a_server_that_falls_silent_is_given_up() {
    let silent = || status(200, first_half(stream::pending()));
    let site = Site::giving([silent(), ok(), ok()]).await;
    let settings = HttpSettings {
        read_timeout: Duration::from_millis(200),
        ..site.settings()
    };
    let answer = site.client(settings).get(&path(), None).await;
    assert_eq!(found(answer).bytes, FILE);
    assert!(site.requests() >= 2);
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_given_up() {
    let endless = status(
        200,
        Sent::from_stream(stream::repeat_with(|| Ok::<_, std::io::Error>("x")).then(
            |piece| async {
                tokio::task::yield_now().await;
                piece
            },
        )),
    );
    let site = Site::giving([endless, ok(), ok()]).await;
    let settings = HttpSettings {
        timeout: Duration::from_millis(200),
        ..site.settings()
    };
    let answer = site.client(settings).get(&path(), None).await;
    assert_eq!(found(answer).bytes, FILE);
}

#[tokio::test]
async fn a_file_beyond_the_limit_is_refused() {
    let site = Site::giving([ok(), ok()]).await;
    let limit = FILE.len();
    let settings = |max_length| HttpSettings {
        max_length,
        ..site.settings()
    };
    found(site.client(settings(limit)).get(&path(), None).await);
    let answer = site.client(settings(limit - 1)).get(&path(), None).await;
    let (problem, attempts) = problem(answer);
    assert!(matches!(problem, Problem::TooLarge { limit: l } if l == limit - 1));
    assert_eq!(attempts, 1);
}

#[tokio::test]
async fn a_redirect_is_followed_on_the_same_host_alone() {
    let moved = |to: &str| with(status(301, ""), header::LOCATION, to);
    let site = Site::giving([moved("/elsewhere"), ok()]).await;
    let body = found(site.get().await);
    assert_eq!(body.url, format!("{}{}", site.base, path()));
    assert_eq!(site.last_path(), "/elsewhere");

    let port = site.base.port().unwrap();
    let site = Site::giving([moved(&format!("http://localhost:{port}/")), ok()]).await;
    let (problem, attempts) = problem(site.get().await);
    assert!(matches!(problem, Problem::Redirect(to) if to.contains("localhost")));
    assert_eq!((attempts, site.requests()), (1, 1));
}

#[tokio::test]
async fn redirects_in_circles_end() {
    let circle = || with(status(302, ""), header::LOCATION, "/again");
    let site = Site::giving(std::iter::repeat_with(circle).take(20)).await;
    assert!(matches!(problem(site.get().await), (Problem::Redirects, 1)));
    assert_eq!(site.requests(), 1 + MAX_REDIRECTS);
}

#[tokio::test]
async fn content_that_is_rejected_is_asked_for_again() {
    let accept = |bytes: &[u8]| match bytes {
        b"half" => Err(Rejected::Truncated),
        _ => Ok(()),
    };
    let site = Site::giving([status(200, "half"), ok()]).await;
    let client = site.client(site.settings());
    let answer = client.get_accepted(&path(), None, &accept).await;
    assert_eq!(found(answer).bytes, FILE);

    let site = Site::giving(["half"; 3].map(|body| status(200, body))).await;
    let client = site.client(site.settings());
    match client
        .get_accepted(&path(), None, &accept)
        .await
        .unwrap_err()
    {
        FetchError::Rejected { url, attempts, why } => {
            assert_eq!((attempts, why), (3, Rejected::Truncated));
            assert_eq!(url, client.url(&path()));
        }
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn every_request_passes_the_limiter() {
    let moved = with(status(301, ""), header::LOCATION, "/elsewhere");
    let site = Site::giving([status(500, ""), moved, ok()]).await;
    let door = Door::new(20_000, &Budget::Process, site.clock());
    let client = Http {
        door: Arc::new(door.unwrap()),
        ..site.client(site.settings())
    };
    let start = Instant::now();
    found(client.get(&path(), None).await);
    // A retry and a redirect: three requests, two of which wait for a twentieth of 1.02 seconds; the
    // last may be a hundredth early.
    assert_eq!(site.requests(), 3);
    assert!(start.elapsed() >= Duration::from_millis(92));
}

#[test]
fn a_client_without_a_contact_cannot_be_made() {
    let error = Http::new(HttpSettings::new("osd/0.1")).unwrap_err();
    assert!(matches!(error, SetupError::NoContact { .. }));
}

#[tokio::test]
async fn the_client_for_sec_gov_can_be_made() {
    let http = Http::new(HttpSettings::new("Jane Doe jane@example.com")).unwrap();
    assert_eq!(http.url(&path()), format!("https://www.sec.gov/{}", path()));
}
