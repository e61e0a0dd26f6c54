//! The addresses of the web app, with or without the app in the program.

use crate::{
    facts::{ALPHA, APPLE, FIRST, history},
    http::{Response, Server},
    osd::Osd,
};

const BROWSER: &str = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";

/// The server, and the folder that it lives in.
fn server() -> (Osd, Server) {
    let osd = Osd::with(&history());
    let server = Server::of(&osd);
    (osd, server)
}

#[track_caller]
fn assert_page(response: &Response, status: u16) {
    assert_eq!(response.status, status);
    assert_eq!(response.headers["content-type"], "text/html; charset=utf-8");
    let policy = &response.headers["content-security-policy"];
    assert!(policy.contains("default-src 'self'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(response.headers["x-content-type-options"], "nosniff");
    assert!(String::from_utf8_lossy(&response.body).contains("<title>Open SEC Data</title>"));
}

#[test]
fn every_address_of_the_app_answers_with_it() {
    let (_osd, server) = server();
    let pages = [
        "/".to_owned(),
        "/managers?period=2024Q1&sort=-value".to_owned(),
        format!("/managers/{ALPHA}"),
        format!("/managers/{ALPHA}/securities/{APPLE}"),
        "/securities".to_owned(),
        format!("/securities/{APPLE}"),
        "/filings".to_owned(),
        format!("/filings/{FIRST}"),
        "/movers".to_owned(),
        "/quality".to_owned(),
        "/status".to_owned(),
        "/about".to_owned(),
    ];
    for page in pages {
        assert_page(&server.ask("GET", &page, BROWSER), 200);
    }
}

#[test]
fn what_is_not_there_is_404_before_the_app_has_started() {
    let (_osd, server) = server();
    let nowhere = [
        "/nowhere".to_owned(),
        "/managers/12".to_owned(),
        "/managers/nobody".to_owned(),
        "/securities/000000000".to_owned(),
        "/filings/0000000000-25-000001".to_owned(),
        "/filings/none".to_owned(),
        format!("/managers/{ALPHA}/securities/000000000"),
        format!("/managers/12/securities/{APPLE}"),
        format!("/managers/{ALPHA}/more"),
    ];
    for page in nowhere {
        assert_page(&server.ask("GET", &page, BROWSER), 404);
    }
}

#[test]
fn programs_are_told_in_their_own_words() {
    let (_osd, server) = server();
    for path in ["/nowhere", "/api/v1/nowhere", "/assets/nothing.js"] {
        let detail = server.get(path).problem(404);
        assert!(detail.contains(path), "{detail}");
    }
    let of_browser = server.ask("GET", "/api/v1/nowhere", BROWSER);
    assert!(of_browser.problem(404).contains("/api/v1/nowhere"));
    let sent = server.ask("POST", "/nowhere", BROWSER);
    assert!(sent.problem(404).contains("/nowhere"));
}

#[test]
fn pages_stand_in_front_of_no_answer_of_the_api() {
    let (_osd, server) = server();
    for path in ["/api/v1/periods", "/api/openapi.json", "/health"] {
        let response = server.ask("GET", path, BROWSER);
        assert_eq!(response.headers["content-type"], "application/json");
    }
}
