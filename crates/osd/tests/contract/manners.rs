//! How the server answers, whatever is asked: tags, other pages, packing, methods.

use std::io::Read;

use flate2::read::GzDecoder;
use osd_testkit::{Manager, period};

use crate::{
    facts::{ALPHA, alpha, apple, everything},
    http::Server,
    osd::Osd,
};

#[test]
fn what_did_not_change_is_not_handed_out_again() {
    let osd = Osd::with(&alpha());
    let server = Server::of(&osd);
    let path = format!("/api/v1/managers/{ALPHA}/portfolio");
    let first = server.get(&path);
    let tag = first.headers["etag"].clone();
    assert_eq!(
        first.headers["cache-control"],
        "public, max-age=0, must-revalidate"
    );
    let again = |tag: &str| server.ask("GET", &path, &format!("If-None-Match: {tag}"));
    let unchanged = again(&tag);
    assert_eq!((unchanged.status, unchanged.body.len()), (304, 0));
    assert_eq!(unchanged.headers["etag"], tag);
    assert_eq!(again("\"other\"").status, 200);
    assert_eq!(server.get(&path).body, first.body, "kept or not");
    let other = server.get(&format!("{path}?limit=1"));
    assert_ne!(
        other.headers["etag"], tag,
        "another question has another tag"
    );
    let csv = server.ask("GET", &path, "Accept: text/csv");
    assert_ne!(csv.headers["etag"], tag, "and so has another dress");
    assert!(csv.headers["vary"].contains("accept"), "{csv:?}");

    // A filing of another manager changes what is known, and with it every tag.
    let filing = Manager::new(9_000_099, "New Capital")
        .files(period("2024Q2"))
        .holding(apple(7, 700));
    let mut mirror = osd.mirror();
    for one in alpha().iter().chain([&filing]) {
        mirror.add(one);
    }
    mirror.write().unwrap();
    osd.ingest("").ok();
    let changed = again(&tag);
    assert_eq!(changed.status, 200);
    assert_ne!(changed.headers["etag"], tag);
    let holders = server
        .get("/api/v1/securities/037833100/holders?search=new+capital")
        .json();
    assert_eq!(holders["page"]["total"], 1);
    osd.ingest("").ok();
    let tag = changed.headers["etag"].clone();
    assert_eq!(
        again(&tag).status,
        304,
        "an ingest that changes nothing changes no tag"
    );
}

#[test]
fn problems_are_kept_by_nobody() {
    let osd = Osd::with(&alpha());
    let server = Server::of(&osd);
    for path in [
        "/api/v1/managers/1/portfolio",
        "/api/v1/managers?sort=bogus",
    ] {
        let response = server.get(path);
        assert_eq!(response.headers["cache-control"], "no-store");
        assert!(!response.headers.contains_key("etag"));
    }
}

#[test]
fn head_is_get_without_the_body() {
    let osd = Osd::with(&alpha());
    let server = Server::of(&osd);
    let path = format!("/api/v1/managers/{ALPHA}/portfolio");
    for _ in 0..2 {
        let head = server.ask("HEAD", &path, "");
        let get = server.get(&path);
        assert_eq!((head.status, head.body.len()), (200, 0));
        assert_eq!(head.headers["etag"], get.headers["etag"]);
        assert_eq!(head.headers["content-type"], get.headers["content-type"]);
    }
}

#[test]
fn pages_of_others_may_ask() {
    let osd = Osd::with(&alpha());
    let server = Server::of(&osd);
    let asked = server.ask("GET", "/api/v1/managers", "Origin: https://example.com");
    assert_eq!(asked.headers["access-control-allow-origin"], "*");
    let exposed = &asked.headers["access-control-expose-headers"];
    for header in ["etag", "x-request-id", "content-disposition"] {
        assert!(exposed.contains(header), "{exposed}");
    }
    let preflight = server.ask(
        "OPTIONS",
        "/api/v1/managers",
        "Origin: https://example.com\r\nAccess-Control-Request-Method: GET\r\n\
         Access-Control-Request-Headers: if-none-match",
    );
    assert_eq!(preflight.status, 200);
    let methods = &preflight.headers["access-control-allow-methods"];
    assert!(
        methods.contains("GET") && methods.contains("HEAD"),
        "{methods}"
    );
    assert!(!methods.contains("POST"), "{methods}");
    assert!(preflight.headers["access-control-allow-headers"].contains("if-none-match"));
    assert_eq!(preflight.headers["access-control-allow-origin"], "*");
}

#[test]
fn answers_are_packed_once_and_only_where_it_is_worth_it() {
    let osd = everything();
    let server = Server::of(&osd);
    let path = format!("/api/v1/managers/{ALPHA}/portfolio");
    let plain = server.get(&path);
    for coding in ["gzip", "br", "zstd"] {
        // The second is a kept answer.
        for _ in 0..2 {
            let packed = server.ask("GET", &path, &format!("Accept-Encoding: {coding}"));
            assert_eq!(packed.headers["content-encoding"], coding);
            assert!(packed.headers["vary"].contains("accept-encoding"));
            assert!(packed.body.len() < plain.body.len());
            if coding == "gzip" {
                let mut unpacked = Vec::new();
                let mut decoder = GzDecoder::new(&packed.body[..]);
                decoder.read_to_end(&mut unpacked).unwrap();
                assert_eq!(unpacked, plain.body);
            }
        }
    }
    let small = server.ask("GET", "/health", "Accept-Encoding: gzip");
    assert!(!small.headers.contains_key("content-encoding"));
}

#[test]
fn too_much_is_refused() {
    let osd = Osd::with(&alpha());
    let server = Server::of(&osd);
    let long = format!("/api/v1/managers?search={}", "x".repeat(9_000));
    assert!(server.get(&long).problem(414).contains("8192 letters"));
    let large = server.ask("GET", "/api/v1/managers", "Content-Length: 100000");
    assert!(large.problem(413).contains("65536 bytes"));
}

#[test]
fn no_problem_of_the_api_speaks_of_commands() {
    let osd = everything();
    let server = Server::of(&osd);
    for path in [
        "managers/77",
        "managers/77/portfolio",
        "filings/0000950123-25-005701",
        "managers?period=1999Q1",
        "securities/68243Q106",
        "tickers/zzzz",
        "managers/9000002/portfolios/2024Q2",
        "nowhere",
    ] {
        let detail = server.get(&format!("/api/v1/{path}")).problem(404);
        assert!(!detail.contains("`osd"), "{path}: {detail}");
    }
}
