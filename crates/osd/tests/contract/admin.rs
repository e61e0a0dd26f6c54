//! The admin listener: what it serves beside the public one, and whom it refuses.

use serde_json::json;

use crate::{
    facts::{ALPHA, DIFFERS},
    http::{Server, exchange},
    osd::Osd,
    work::{failed, lacking},
};

const JSON: &str = "Content-Type: application/json";
const RETRY: &str = "POST /api/admin/work/retry";

#[test]
fn work_is_seen_and_steered_over_http_as_on_the_command_line() {
    let osd = lacking();
    let id = failed(&osd);
    let mut server = Server::with_admin(&osd);
    for (path, words) in [
        ("work".to_owned(), "work --limit 100".to_owned()),
        (
            "work?filter=state:eq:failed".to_owned(),
            "work --state failed --limit 100".to_owned(),
        ),
        (format!("work/{id}"), format!("work show {id}")),
        ("work/kinds".to_owned(), "work kinds".to_owned()),
        ("work/workers".to_owned(), "work workers".to_owned()),
    ] {
        let response = server.admin_get(&format!("/api/admin/{path}"));
        assert_eq!(response.status, 200, "{path}");
        assert_eq!(response.headers["cache-control"], "no-store");
        assert_eq!(response.json(), osd.json(&words), "{path}");
    }
    let csv = server.admin_get("/api/admin/work?format=csv");
    let expected = osd.run("work --format csv").ok().stdout;
    assert_eq!(String::from_utf8(csv.body).unwrap(), expected);
    // What is public is there, too.
    assert_eq!(
        server.admin_get("/api/v1/gaps").json(),
        server.get("/api/v1/gaps").json()
    );

    let order = |order: &str, body| {
        server
            .order(&format!("/api/admin/work/{order}"), &body)
            .json()
    };
    assert_eq!(order("retry", json!({"ids": [id]}))["changed"], 1);
    assert_eq!(order("cancel", json!({"ids": [id]}))["changed"], 1);
    let item = osd.json(&format!("work show {id}"));
    assert_eq!(item["last_error"], "canceled by web:admin");
    assert_eq!(
        order("retry", json!({"failed": true, "kind": "fetch"}))["changed"],
        1
    );
    let paused = order("pause", json!({"kinds": ["fetch", "read"]}));
    assert_eq!(paused["paused"], json!(["fetch", "read"]));
    assert_eq!(order("resume", json!({}))["changed"], 2);
    // Every order is in the log, without being asked for.
    let line = server.says();
    assert!(
        line.contains("Work is to be tried again") && line.contains("web:admin"),
        "{line}"
    );
}

#[test]
fn the_list_of_work_comes_in_pages() {
    let osd = lacking();
    let server = Server::with_admin(&osd);
    for question in [
        "",
        "&sort=last_error,kind",
        "&sort=-attempts",
        "&filter=state:eq:done",
        "&filter=state:in:waiting,failed",
        "&search=0009000004",
    ] {
        let page = |more: &str| {
            let path = format!("/api/admin/work?limit={more}{question}");
            server.admin_get(&path).json()
        };
        let all = page("1000");
        let all = all["work"].as_array().unwrap();
        assert!(!all.is_empty(), "{question}");
        let mut paged = Vec::new();
        let mut next = String::new();
        loop {
            let answer = page(&format!("2{next}"));
            assert_eq!(answer["page"]["total"], all.len(), "{question}");
            paged.extend(answer["work"].as_array().unwrap().iter().cloned());
            match answer["page"]["next"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(&paged, all, "{question}");
    }
}

#[test]
fn an_order_that_makes_no_sense_is_refused_by_name() {
    let osd = lacking();
    let server = Server::with_admin(&osd);
    for (order, body, named) in [
        ("retry", json!({}), "ids"),
        ("retry", json!({"ids": [1], "failed": true}), "ids"),
        ("retry", json!({"failed": true, "kind": "dance"}), "dance"),
        ("cancel", json!({"ids": []}), "no piece of work is named"),
        ("cancel", json!({"ids": vec![1; 2], "why": "x"}), "why"),
        (
            "cancel",
            json!({"ids": (0..1_001).collect::<Vec<i64>>()}),
            "1001",
        ),
        ("pause", json!({"kinds": "fetch"}), "kinds"),
    ] {
        let path = format!("/api/admin/work/{order}");
        let detail = server.order(&path, &body).problem(400);
        assert!(detail.contains(named), "{order} {body}: {detail}");
    }
    let large = json!({"ids": vec![1_000_000; 10_000]});
    server.order("/api/admin/work/retry", &large).problem(413);
    let missing = server.admin_get("/api/admin/work/99999").problem(404);
    assert!(missing.contains("99999"), "{missing}");
    assert_eq!(server.order("/api/admin/work", &json!({})).status, 405);
    assert_eq!(server.order("/api/v1/filings", &json!({})).status, 405);
}

#[test]
fn another_name_than_this_machine_s_is_not_answered() {
    let osd = lacking();
    let server = Server::with_admin(&osd);
    let address = server.admin();
    let (_, port) = address.rsplit_once(':').unwrap();
    let get = |path: &str, host: &str| exchange(address, &format!("GET {path}"), &[host], "");
    for path in ["/api/admin/work", "/api/v1/managers", "/metrics", "/"] {
        let ours = get(path, &format!("Host: localhost:{port}"));
        assert_ne!(ours.status, 421, "{path}");
        for host in [
            format!("Host: evil.example:{port}"),
            "Host: localhost".to_owned(),
            "Host: localhost:1".to_owned(),
            String::new(),
        ] {
            let detail = get(path, &host).problem(421);
            assert!(detail.contains(port), "{path}, {host}: {detail}");
        }
    }
}

#[test]
fn a_page_of_somebody_else_s_orders_nothing() {
    let osd = lacking();
    let id = failed(&osd);
    let server = Server::with_admin(&osd);
    let host = format!("Host: {}", server.admin());
    let body = json!({"ids": [id]}).to_string();
    let order = |headers: &[&str]| {
        let headers: Vec<&str> = [host.as_str()].iter().chain(headers).copied().collect();
        exchange(server.admin(), RETRY, &headers, &body)
    };
    for foreign in [
        "Origin: https://evil.example",
        "Origin: null",
        "Sec-Fetch-Site: cross-site",
    ] {
        let refused = order(&[JSON, foreign]);
        assert!(!refused.headers.contains_key("access-control-allow-origin"));
        refused.problem(403);
    }
    for form in [
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Type: text/plain",
        "",
    ] {
        order(&[form]).problem(415);
    }
    assert_eq!(failed(&osd), id, "nothing was done");
    // Nor may it read what is there, or ask whether it might.
    let read = exchange(
        server.admin(),
        "GET /api/admin/work",
        &[&host, "Origin: https://evil.example"],
        "",
    );
    assert!(!read.headers.contains_key("access-control-allow-origin"));
    let asked = exchange(
        server.admin(),
        "OPTIONS /api/admin/work/retry",
        &[
            &host,
            "Origin: https://evil.example",
            "Access-Control-Request-Method: POST",
        ],
        "",
    );
    asked.problem(403);
    let own = format!("Origin: http://{}", server.admin());
    assert_eq!(order(&[JSON, &own]).status, 200);
}

#[test]
fn the_public_listener_knows_nothing_of_it() {
    let osd = lacking();
    let server = Server::with_admin(&osd);
    for path in [
        "/api/admin/work",
        "/api/admin/work/kinds",
        "/api/admin",
        "/metrics",
    ] {
        server.get(path).problem(404);
    }
    let body = json!({"failed": true}).to_string();
    let host = format!("Host: {}", server.admin());
    let response = server.ask("POST", "/api/admin/work/retry", JSON);
    response.problem(404);
    assert_eq!(
        exchange(server.admin(), RETRY, &[&host, JSON], &body).status,
        200
    );
    let contract = server.get("/api/openapi.json").json();
    let paths = contract["paths"].as_object().unwrap();
    assert!(paths.keys().all(|path| !path.starts_with("/api/admin")));
    let contract = server.admin_get("/api/openapi.json").json();
    for (path, item) in contract["paths"].as_object().unwrap() {
        let operation = item.get("get").or(item.get("post")).unwrap();
        let is_admin = operation["tags"] == json!(["admin"]);
        assert_eq!(
            is_admin,
            path.starts_with("/api/admin/") || path == "/metrics",
            "{path}"
        );
    }
}

#[test]
fn an_address_that_others_reach_is_refused() {
    let osd = lacking();
    for address in ["0.0.0.0:0", "192.0.2.1:8001", "[::]:8001"] {
        let ended = osd.run(&format!("serve --listen 127.0.0.1:0 --admin {address}"));
        ended.refuses_naming("there are no accounts yet");
    }
}

#[test]
fn figures_are_there_for_prometheus_and_name_nobody() {
    let osd = lacking();
    let server = Server::with_admin(&osd);
    server.get("/api/v1/managers/1");
    let response = server.admin_get("/metrics");
    assert_eq!(response.status, 200);
    assert!(response.headers["content-type"].starts_with("text/plain; version=0.0.4"));
    let text = String::from_utf8(response.body).unwrap();
    for line in [
        "osd_http_requests_total{route=\"/api/v1/managers/{cik}\",status=\"404\"} 1",
        "osd_work{kind=\"fetch\",state=\"failed\"} 1",
        "osd_work_paused{kind=\"fetch\"} 0",
        "osd_filings_waiting 1",
        "osd_workers 0",
        "osd_edgar_blocked 0",
        "osd_period_state{period=\"2022Q1\",state=\"filling\"} 1",
        "osd_period_filings{period=\"2022Q1\",state=\"waiting\"} 1",
    ] {
        assert!(text.lines().any(|one| one == line), "{line}\n{text}");
    }
    for name in [
        "osd_http_request_duration_seconds_bucket",
        "osd_newest_filing_age_seconds",
        "osd_snapshots_open",
        "process_resident_memory_bytes",
        "osd_disk_bytes{store=\"catalog\"}",
    ] {
        assert!(text.contains(name), "{name}\n{text}");
    }
    for nobody in [DIFFERS, &ALPHA.to_string(), "accession", "cik=\""] {
        assert!(!text.contains(nobody), "{nobody}");
    }
}

#[test]
fn the_public_listener_has_figures_where_it_is_told_to() {
    let osd = Osd::with(&crate::facts::alpha());
    let server = Server::start(&mut osd.command("serve --listen 127.0.0.1:0 --metrics"));
    let response = server.get("/metrics");
    assert_eq!(response.status, 200);
    let text = String::from_utf8(response.body).unwrap();
    assert!(
        text.contains("osd_work{kind=\"fetch\",state=\"failed\"} 0"),
        "{text}"
    );
    assert!(server.get("/api/openapi.json").json()["paths"]["/metrics"].is_object());
    server.get("/api/admin/work").problem(404);
}
