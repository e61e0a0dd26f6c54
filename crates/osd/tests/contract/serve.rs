//! The same answers over HTTP.

use std::{io::Read, os::unix::process::ExitStatusExt};

use flate2::read::GzDecoder;

use crate::{
    facts::{ALPHA, APPLE, BETA, DIFFERS, GAMMA, history},
    http::Server,
    osd::Osd,
};

fn osd() -> Osd {
    let history = history();
    Osd::with(&history)
}

#[test]
fn the_api_answers_what_the_command_line_answers() {
    let osd = osd();
    let server = Server::of(&osd);
    let pairs = [
        (
            format!("managers/{ALPHA}/portfolio"),
            format!("portfolio {ALPHA} --limit 100"),
        ),
        (
            format!(
                "managers/{ALPHA}/portfolios/2024Q2?as_of=2024-09-19&sort=-value_change&limit=3"
            ),
            format!("portfolio {ALPHA} 2024Q2 --as-of 2024-09-19 --sort -value_change --limit 3"),
        ),
        (
            format!("securities/{APPLE}/holders"),
            format!("holders {APPLE} --limit 100"),
        ),
        (
            format!("securities/{APPLE}/holders?period=2024Q1"),
            format!("holders {APPLE} 2024Q1 --limit 100"),
        ),
        ("managers".to_owned(), "managers --limit 100".to_owned()),
        (
            "managers?search=alpha".to_owned(),
            "managers --search alpha --limit 100".to_owned(),
        ),
        (
            "managers?period=2024Q1".to_owned(),
            "managers --period 2024Q1 --limit 100".to_owned(),
        ),
        (format!("filings/{DIFFERS}"), format!("filing {DIFFERS}")),
        (
            format!("filings/{DIFFERS}/lines"),
            format!("filing {DIFFERS} --lines --limit 100"),
        ),
        (
            "filings?sort=accession".to_owned(),
            "check --filings --limit 100".to_owned(),
        ),
        (
            "filings?filter=grade:gt:A&sort=accession".to_owned(),
            "check --below A --limit 100".to_owned(),
        ),
        (
            "filings?filter=grade:in:B,D&sort=-filed".to_owned(),
            "check --grade B,D --sort -filed --limit 100".to_owned(),
        ),
        (
            "quality?filter=kind:eq:note".to_owned(),
            "quality --kind note --limit 100".to_owned(),
        ),
        ("check".to_owned(), "check".to_owned()),
        ("gaps".to_owned(), "gaps --limit 100".to_owned()),
        (
            "gaps?from=2024Q2&sort=filed".to_owned(),
            "gaps --from 2024Q2 --sort filed --limit 100".to_owned(),
        ),
        ("schedules".to_owned(), "schedules".to_owned()),
        ("check/coverage".to_owned(), "check --coverage".to_owned()),
        ("periods".to_owned(), "periods --limit 100".to_owned()),
        (
            format!("managers/{ALPHA}/history?limit=3"),
            format!("history {ALPHA} --limit 3"),
        ),
        (
            format!("managers/{ALPHA}/portfolios/2024Q2/changes?search=apple"),
            format!("changes {ALPHA} 2024Q2 --search apple --limit 100"),
        ),
        (
            format!("managers/{ALPHA}/portfolios/2024Q2/issuers?sort=name"),
            format!("portfolio {ALPHA} 2024Q2 --by issuer --sort name --limit 100"),
        ),
        (
            "successions".to_owned(),
            "successions --limit 100".to_owned(),
        ),
        ("snapshots".to_owned(), "snapshots --limit 100".to_owned()),
    ];
    for (path, words) in pairs {
        let response = server.get(&format!("/api/v1/{path}"));
        assert_eq!(response.status, 200, "{path}");
        assert_eq!(response.headers["content-type"], "application/json");
        assert_eq!(response.json(), osd.json(&words), "{path}");
    }
}

#[test]
fn lists_come_in_pages() {
    let osd = osd();
    let server = Server::of(&osd);
    let all = osd.json("check --filings");
    let all = all["filings"].as_array().unwrap();
    let mut paged = Vec::new();
    let mut next = String::new();
    loop {
        let path = format!("/api/v1/filings?sort=accession&limit=4{next}");
        let page = server.get(&path).json();
        assert_eq!(page["page"]["total"], all.len());
        assert_eq!(page["page"]["offset"], paged.len());
        paged.extend(page["filings"].as_array().unwrap().iter().cloned());
        let Some(cursor) = page["page"]["next"].as_str() else {
            break;
        };
        next = format!("&cursor={cursor}");
    }
    assert_eq!(&paged, all);
    let second = server.get("/api/v1/managers?limit=1&offset=1").json();
    assert_eq!(second["managers"][0]["cik"], BETA);
}

#[test]
fn health_and_documentation_are_there() {
    let osd = osd();
    let server = Server::of(&osd);
    assert_eq!(
        server.get("/health").json(),
        serde_json::json!({"status": "ok"})
    );
    let contract = server.get("/api/openapi.json").json();
    let mut of_program = serde_json::to_value(osd_api::openapi()).unwrap();
    let paths = of_program["paths"].as_object_mut().unwrap();
    paths.retain(|path, _| !path.starts_with("/api/admin") && path != "/metrics");
    assert_eq!(contract["paths"], of_program["paths"]);
    assert!(contract["openapi"].as_str().unwrap().starts_with("3.1"));
    let page = server.get("/api/docs/");
    assert_eq!(page.status, 200);
    assert!(page.headers["content-type"].starts_with("text/html"));
    assert!(String::from_utf8(page.body).unwrap().contains("swagger"));
    assert_eq!(server.get("/api/docs").headers["location"], "/api/docs/");
}

#[test]
fn what_is_wrong_with_a_question_is_named() {
    let osd = osd();
    let server = Server::of(&osd);
    let portfolio = format!("/api/v1/managers/{ALPHA}/portfolio");
    for (path, named) in [
        (format!("{portfolio}?bogus=1"), "bogus"),
        (format!("{portfolio}?sort=bogus"), "sort: \"bogus\""),
        (format!("{portfolio}?limit=many"), "limit"),
        (
            format!("{portfolio}?as_of=2024-13-01"),
            "as_of: \"2024-13-01\"",
        ),
        (
            "/api/v1/filings?below=A".to_owned(),
            "below: it is not known here",
        ),
        (
            "/api/v1/filings?filter=grade:gt:E".to_owned(),
            "filter: grade: \"E\" is none of A, B, C, D, F",
        ),
        (
            "/api/v1/filings?filter=grade".to_owned(),
            "field:test:value",
        ),
        ("/api/v1/managers/abc/portfolio".to_owned(), "cik: \"abc\""),
        ("/api/v1/managers/%FF/portfolio".to_owned(), "cik"),
        (
            format!("/api/v1/managers/{ALPHA}/portfolios/2024"),
            "period: \"2024\"",
        ),
        (
            "/api/v1/securities/1234/holders".to_owned(),
            "cusip: \"1234\"",
        ),
        ("/api/v1/securities/1234".to_owned(), "cusip: \"1234\""),
        ("/api/v1/issuers/1234".to_owned(), "issuer: \"1234\""),
        (
            "/api/v1/issuers/037833?period=x".to_owned(),
            "period: \"x\"",
        ),
        (
            format!("/api/v1/managers/{ALPHA}/securities/1234/history"),
            "cusip: \"1234\"",
        ),
        (
            format!("/api/v1/managers/{ALPHA}/portfolios/2024Q1/issuers?sort=value"),
            "sort",
        ),
        ("/api/v1/filings/1".to_owned(), "accession: \"1\""),
        ("/api/v1/filings?limit=1001".to_owned(), "limit: 1001"),
        ("/api/v1/filings?cursor=x".to_owned(), "cursor: "),
        ("/api/v1/managers?limit=1001".to_owned(), "limit: 1001"),
        ("/api/v1/managers?limit=1&limit=2".to_owned(), "limit"),
        ("/api/v1/managers?period=x".to_owned(), "period: \"x\""),
    ] {
        let detail = server.get(&path).problem(400);
        assert!(detail.contains(named), "{path}: {detail}");
    }
    for (path, named) in [
        ("/nowhere".to_owned(), "/nowhere"),
        ("/api/v1/bogus".to_owned(), "/api/v1/bogus"),
        ("/api/v1/managers/1/portfolio".to_owned(), "manager 1"),
        (
            format!("/api/v1/managers/{BETA}/portfolios/2024Q2"),
            "a notice",
        ),
        (
            format!("/api/v1/managers/{GAMMA}/portfolios/2012Q2"),
            "no row of its table could be read",
        ),
        (
            "/api/v1/filings/0000950123-25-005701".to_owned(),
            "0000950123-25-005701",
        ),
        (
            "/api/v1/securities/68243Q106/holders".to_owned(),
            "68243Q106",
        ),
        ("/api/v1/managers?period=1999Q1".to_owned(), "1999Q1"),
    ] {
        let detail = server.get(&path).problem(404);
        assert!(detail.contains(named), "{path}: {detail}");
    }
    assert_eq!(server.ask("POST", "/api/v1/periods", "").status, 405);
}

#[test]
fn every_answer_has_a_name_and_safe_headers() {
    let osd = osd();
    let server = Server::of(&osd);
    let ids = ["/health", "/health", "/nowhere"].map(|path| {
        let headers = server.get(path).headers;
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["x-frame-options"], "DENY");
        headers["x-request-id"].clone()
    });
    assert!(ids[0] != ids[1] && !ids[2].is_empty(), "{ids:?}");
    let own = server.ask("GET", "/health", "X-Request-Id: mine-1");
    assert_eq!(own.headers["x-request-id"], "mine-1");
}

#[test]
fn answers_are_compressed_where_that_is_asked_for() {
    let osd = osd();
    let server = Server::of(&osd);
    let path = format!("/api/v1/managers/{ALPHA}/portfolio");
    let plain = server.get(&path);
    assert!(!plain.headers.contains_key("content-encoding"));
    let packed = server.ask("GET", &path, "Accept-Encoding: gzip");
    assert_eq!(packed.headers["content-encoding"], "gzip");
    let mut unpacked = Vec::new();
    GzDecoder::new(&packed.body[..])
        .read_to_end(&mut unpacked)
        .unwrap();
    assert_eq!(unpacked, plain.body);
}

#[test]
fn told_to_stop_it_ends_in_order() {
    let osd = osd();
    let server = Server::of(&osd);
    let status = server.stop();
    assert_eq!((status.code(), status.signal()), (Some(0), None));
}

#[test]
fn an_address_in_use_is_named() {
    let osd = osd();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ended = osd.run(&format!("serve --listen {address}"));
    ended.fails_naming(&address);
}
