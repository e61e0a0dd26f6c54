//! How an installation stands, what a period has, and submissions as they were received.

use osd_testkit::{Manager, period};
use serde_json::{Value, json};

use crate::{
    facts::{ALPHA, FIRST, GAMMA, GARBLED, ODD, RESTATED, SECOND, apple, delta, history},
    http::Server,
    osd::{Ended, Osd, fields, words},
};

fn osd() -> Osd {
    let history = history();
    Osd::with(&history)
}

#[test]
fn the_status_says_what_there_is_and_what_is_left() {
    let osd = osd();
    let status = osd.json("status");
    let mut over_http = Server::of(&osd).get("/api/v1/status").json();
    // How much room is free is another's doing, and over HTTP nobody waits for the vault.
    let (disk, vault) = (status["disk"].clone(), &over_http["disk"]["vault_bytes"]);
    assert!(vault.is_null() || *vault == disk["vault_bytes"], "{vault}");
    over_http["disk"] = disk;
    assert_eq!(status, over_http);
    let newest = &status["newest_filing"];
    assert_eq!(newest["filed"], "2024-09-23");
    assert_eq!(newest["accepted_at"], "2024-09-21T02:30:00Z");
    assert_eq!(status["latest_period"], "2024Q2");
    assert_eq!(status["filings"], 12);
    assert_eq!(
        status["filings_by_state"],
        json!({"read": 8, "notice": 1, "paper_stub": 1, "no_table": 1, "unread": 1})
    );
    assert_eq!(status["waiting"], 0);
    assert_eq!(status["rows"], 22);
    let snapshots = osd.json("snapshots");
    let bytes = snapshots["snapshots"].as_array().unwrap().iter();
    let bytes: u64 = bytes.map(|one| one["bytes"].as_u64().unwrap()).sum();
    assert_eq!(status["snapshot_bytes"], bytes);
    assert_eq!(
        status["periods"][0],
        json!({"period": "2024Q2", "state": "whole", "published": true, "up_to_date": true,
               "known": 4, "read": 3, "without_table": 1, "unread": 0, "waiting": 0})
    );
    let versions = &status["versions"];
    assert_eq!(versions["program"], env!("CARGO_PKG_VERSION"));
    assert_eq!(versions["engine"], "sqlite");
    // The clean-up of what was replaced waits for its time; nothing else is left.
    let work = status["work"].as_array().unwrap();
    assert!(work.iter().all(|one| one["kind"] == "clean_up"), "{work:?}");
    let told = osd.run("status").ok().stdout;
    assert!(told.contains("2024Q2 read"), "{told}");
    assert!(told.contains("backfill 2024Q3 taken in"), "{told}");
}

#[test]
fn what_could_not_be_fetched_is_left_to_do_and_waits_in_its_period() {
    let filings = delta();
    let osd = Osd::facing(&filings);
    std::fs::remove_file(osd.mirror().submission_path(&filings[0])).unwrap();
    osd.ingest("").fails_naming("0009000004-22-000001");
    let status = osd.json("status");
    assert_eq!(status["waiting"], 1);
    let periods = status["periods"].as_array().unwrap();
    let of = |period: &str| periods.iter().find(|one| one["period"] == period).unwrap();
    let waiting = of("2022Q1");
    assert_eq!(
        (&waiting["known"], &waiting["waiting"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(waiting["published"], false);
    assert_eq!(waiting["state"], "filling");
    assert_eq!(of("2024Q2")["state"], "whole");
    let quarter = &status["backfill"].as_array().unwrap().last().unwrap();
    assert_eq!(
        **quarter,
        json!({"index_quarter": "2022Q2", "known": 1, "taken_in": 0, "waiting": 0, "failed": 1,
               "taken_in_pct": 0.0, "done_by": null})
    );
    assert_eq!(of("2024Q2")["read"], 1);
    let work = status["work"].as_array().unwrap();
    let fetch = work
        .iter()
        .find(|one| one["kind"] == "fetch")
        .expect("a fetch");
    assert_eq!(fetch["items"], 1);
    assert!(fetch["oldest"].as_str().unwrap().ends_with('Z'), "{fetch}");
}

#[test]
fn a_period_says_what_was_filed_for_it_and_how_it_compares() {
    let osd = osd();
    let period = osd.json("periods 2024Q2");
    let server = Server::of(&osd);
    assert_eq!(period, server.get("/api/v1/periods/2024Q2").json());
    assert_eq!(
        fields(&period),
        words(
            "bytes comparison completeness ends filings filings_by_state managers period read rows \
             securities snapshot up_to_date value"
        )
    );
    assert_eq!(period["ends"], "2024-06-30");
    assert_eq!(period["value"], 15_900);
    assert_eq!(period["filings_by_state"], json!({"read": 3, "notice": 1}));
    // Beta leaves its quarter to others, and Delta had no table before: Alpha alone is compared.
    assert_eq!(period["comparison"]["managers_compared"], 1);
    assert_eq!(period["comparison"]["previous_period"], "2024Q1");
    assert_eq!(osd.json("periods 2024Q1")["comparison"], Value::Null);
    server.get("/api/v1/periods/1999Q1").problem(404);
    server.get("/api/v1/periods/1999").problem(400);
    osd.run("periods 1999Q1").fails_naming("1999Q1");
}

#[test]
fn a_submission_is_handed_out_byte_for_byte_and_never_rendered() {
    let osd = osd();
    let server = Server::of(&osd);
    let history = history();
    let submission = |accession: &str| {
        let mut all = history.iter();
        let of = all.find(|one| one.accession_number().to_string() == accession);
        std::fs::read(osd.mirror().submission_path(of.unwrap())).unwrap()
    };
    for accession in [FIRST, RESTATED, GARBLED, ODD] {
        let path = format!("/api/v1/filings/{accession}/document");
        let document = server.get(&path);
        assert_eq!(document.status, 200);
        assert!(document.body == submission(accession), "{accession}");
        let header = |name: &str| document.headers[name].as_str();
        assert!(header("content-type").starts_with("text/plain; charset="));
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(
            header("content-disposition"),
            format!("inline; filename=\"{accession}.txt\"")
        );
        assert!(header("content-security-policy").contains("sandbox"));
        assert_eq!(header("content-length"), document.body.len().to_string());

        let etag = header("etag");
        let known = server.ask("GET", &path, &format!("If-None-Match: {etag}"));
        assert_eq!((known.status, known.body.len()), (304, 0));
        let other = server.ask("GET", &path, "If-None-Match: \"other\"");
        assert_eq!(other.status, 200);
        let part = server.ask("GET", &path, "Range: bytes=10-19");
        assert_eq!(part.status, 206);
        assert_eq!(part.body, document.body[10..20]);
        let of = format!("bytes 10-19/{}", document.body.len());
        assert_eq!(part.headers["content-range"], of);
        let beyond = server.ask("GET", &path, "Range: bytes=999999999-");
        assert_eq!(beyond.status, 416);
        let head = server.ask("HEAD", &path, "");
        assert_eq!((head.status, head.body.len()), (200, 0));
        assert_eq!(head.headers["etag"], etag);
    }
    server
        .get("/api/v1/filings/0000950123-25-005701/document")
        .problem(404);
}

#[test]
fn a_submission_that_is_not_kept_is_to_be_had_from_the_sec() {
    let filings = delta();
    let osd = Osd::facing(&filings);
    std::fs::remove_file(osd.mirror().submission_path(&filings[0])).unwrap();
    osd.ingest("").fails_naming("0009000004-22-000001");
    let server = Server::of(&osd);
    let path = "/api/v1/filings/0009000004-22-000001/document";
    let detail = server.get(path).problem(404);
    let at_the_sec = "https://www.sec.gov/Archives/edgar/data/9000004/0009000004-22-000001.txt";
    assert!(detail.contains(at_the_sec), "{detail}");
}

#[test]
fn a_server_is_ready_once_its_catalog_has_its_tables() {
    let osd = osd();
    let server = Server::of(&osd);
    let ok = json!({"status": "ok"});
    assert_eq!(server.get("/health").json(), ok);
    assert_eq!(server.get("/health/ready").json(), ok);

    let empty = Osd::new();
    std::fs::create_dir_all(empty.home()).unwrap();
    std::fs::write(empty.home().join("catalog.db"), "").unwrap();
    let server = Server::of(&empty);
    assert_eq!(server.get("/health").json(), ok, "it is alive");
    let detail = server.get("/health/ready").problem(503);
    assert!(detail.contains("not ready"), "{detail}");
}

#[test]
fn a_rule_that_there_is_not_is_no_empty_list() {
    let osd = osd();
    let server = Server::of(&osd);
    let ended = osd.run("quality --rule bogus").refuses_naming("\"bogus\"");
    assert!(ended.stderr.contains("value_in_amounts"), "{ended:?}");
    let detail = server
        .get("/api/v1/quality?filter=rule:eq:bogus")
        .problem(400);
    assert!(detail.contains("entries_differ"), "{detail}");
    osd.run("quality --kind bogus").refuses_naming("override");
    let repairs = osd.json("quality --rule absurd_price");
    assert_eq!(repairs["quality"], json!([]), "known, and nothing found");
    let rows = osd.json(&format!("quality --manager {ALPHA}"));
    let rules: Vec<&str> = ["note", "verdict", "repair", "override"]
        .iter()
        .flat_map(|kind| {
            let kind: osd_catalog::QualityKind = kind.parse().unwrap();
            kind.rules()
        })
        .collect();
    for row in rows["quality"].as_array().unwrap() {
        let rule = row["rule"].as_str().unwrap();
        assert!(rules.contains(&rule), "{rule}");
    }
    assert!(!osd.json(&format!("quality --manager {GAMMA}"))["quality"][0].is_null());
}

#[test]
fn the_lag_is_from_acceptance_to_the_first_publication() {
    let filing = Manager::new(ALPHA, "Alpha Capital LLC")
        .files(period("2024Q2"))
        .accession(SECOND)
        .on("2024-08-14")
        .accepted("2024-08-14T16:30:00")
        .holding(apple(1, 10));
    let osd = Osd::facing([&filing]);
    let at = |now: &str, words: &str| {
        let mut command = osd.command(&format!("{words} --format json"));
        Ended::of(words, command.env("OSD_NOW", now)).ok().json()
    };
    let ingest = format!(
        "ingest --from 2024Q2 --to 2024Q3 --edgar {}",
        osd.edgar().display()
    );
    at("2024-08-14T20:31:10Z", &ingest);
    let status = at("2024-08-14T20:40:00Z", "status");
    assert_eq!(
        status["lag"],
        json!({"filings": 1, "p50_seconds": 70, "max_seconds": 70, "newest": {
            "accession": SECOND, "accepted_at": "2024-08-14T20:30:00Z",
            "served_at": "2024-08-14T20:31:10Z", "seconds": 70}})
    );
    assert_eq!(
        status["periods"][0]["state"], "open",
        "its deadline is that day"
    );
    // The index of the quarter was not read since.
    let status = at("2024-08-16T12:00:00Z", "status");
    assert_eq!(status["periods"][0]["state"], "filling");
    at("2024-08-16T12:00:00Z", &ingest);
    let status = at("2024-08-16T12:00:00Z", "status");
    assert_eq!(status["periods"][0]["state"], "whole");
    assert_eq!(status["lag"]["max_seconds"], 70, "it was served before");
    let disk = &status["disk"];
    for store in [
        "vault_bytes",
        "snapshot_bytes",
        "catalog_bytes",
        "free_bytes",
    ] {
        assert!(disk[store].as_u64().unwrap() > 0, "{store}: {disk}");
    }
}
