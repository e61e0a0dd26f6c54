//! What goes wrong on command and by chance.

use std::{io::Read as _, time::Duration};

use flate2::read::GzDecoder;
use osd_testkit::fake_edgar::{Fault, When};
use serde_json::json;
use tokio::time::Instant;

use crate::{
    ask::{AGENT, Answer, get, get_with, send},
    indexes::rows,
    site::{AFTER, BERKSHIRE, CO_FILED, DAY, FEED, LATE, QUARTER, Site},
};

const ALWAYS: fn() -> When = When::until_cleared;

#[tokio::test]
async fn the_next_requests_of_a_path_meet_a_fault_and_no_others() {
    let site = Site::at(AFTER).await;
    let fake = &site.fake;
    fake.fault(
        Fault::Missing,
        When::next(2).at("Archives/edgar/data/1067983"),
    );
    get(fake, LATE).await.found();
    get(fake, BERKSHIRE).await.is_missing();
    get(fake, BERKSHIRE).await.is_missing();
    get(fake, BERKSHIRE).await.found();
    assert_eq!(
        fake.faults_met().into_iter().collect::<Vec<_>>(),
        [("missing", 2)]
    );
    let met: Vec<_> = fake
        .requests()
        .into_iter()
        .map(|one| (one.status, one.faults))
        .collect();
    let missing = (Some(403), vec!["missing"]);
    let there = (Some(200), Vec::new());
    assert_eq!(met, [there.clone(), missing.clone(), missing, there]);
}

#[tokio::test]
async fn faults_of_answers_come_one_after_the_other_until_they_are_cleared() {
    let site = Site::at(AFTER).await;
    let fake = &site.fake;
    fake.fault(Fault::Unavailable, When::next(1));
    fake.fault(Fault::HtmlPage, ALWAYS());
    get(fake, BERKSHIRE).await.is_page(503, "File Unavailable");
    get(fake, BERKSHIRE).await.is_page(200, "Maintenance");
    get(fake, DAY).await.is_page(200, "Maintenance");
    fake.clear();
    get(fake, BERKSHIRE).await.found();
    let met: Vec<_> = fake.faults_met().into_iter().collect();
    assert_eq!(met, [("html-page", 2), ("unavailable", 1)]);
}

#[tokio::test]
async fn a_ban_shuts_out_every_request_for_ten_minutes() {
    let site = Site::at("2025-06-01T12:00:00Z").await;
    let title = "Request Rate Threshold Exceeded";
    site.fake
        .fault(Fault::Ban, When::next(1).at("Archives/edgar/full-index"));
    get(&site.fake, BERKSHIRE).await.found();
    get(&site.fake, QUARTER).await.is_page(403, title);
    site.moves_to("2025-06-01T12:09:59Z");
    get(&site.fake, BERKSHIRE).await.is_page(403, title);
    site.moves_to("2025-06-01T12:19:59Z");
    get(&site.fake, BERKSHIRE).await.found();
    assert_eq!(site.fake.faults_met()["ban"], 1);
}

#[tokio::test]
async fn the_undeclared_page_can_come_with_status_200() {
    let site = Site::at(AFTER).await;
    site.fake.fault(Fault::Undeclared, When::next(1));
    let title = "Your Request Originates from an Undeclared Automated Tool";
    get(&site.fake, BERKSHIRE).await.is_page(200, title);
}

#[tokio::test]
async fn too_many_requests_say_how_long_to_wait() {
    let site = Site::at(AFTER).await;
    let retry_after = Duration::from_secs(7);
    site.fake
        .fault(Fault::TooManyRequests { retry_after }, When::next(1));
    let answer = get(&site.fake, BERKSHIRE).await;
    assert_eq!(
        (answer.status, answer.headers["retry-after"].as_str()),
        (429, "7")
    );
}

#[tokio::test]
async fn a_truncated_gzip_is_as_long_as_it_says_and_cannot_be_unpacked() {
    let site = Site::at(AFTER).await;
    site.fake.fault(Fault::TruncatedGzip, When::next(1));
    let answer = get_with(&site.fake, BERKSHIRE, ("Accept-Encoding", "gzip")).await;
    assert_eq!(
        (answer.status, answer.headers["content-encoding"].as_str()),
        (200, "gzip")
    );
    assert_eq!(answer.declared_length(), answer.body.len());
    let mut bytes = Vec::new();
    GzDecoder::new(&answer.body[..])
        .read_to_end(&mut bytes)
        .unwrap_err();
    assert!(!bytes.is_empty() && site.submission(BERKSHIRE).starts_with(&bytes));
}

#[tokio::test]
async fn a_body_cut_short_says_how_long_it_should_have_been() {
    let site = Site::at(AFTER).await;
    site.fake.fault(Fault::CutShort, When::next(1));
    let answer = get(&site.fake, BERKSHIRE).await;
    let whole = site.submission(BERKSHIRE);
    assert_eq!(
        (answer.status, answer.declared_length()),
        (200, whole.len())
    );
    assert_eq!(answer.body, whole[..whole.len() / 2]);
}

#[tokio::test(start_paused = true)]
async fn a_slow_body_comes_whole_after_ten_pauses() {
    let site = Site::at(AFTER).await;
    let pause = Duration::from_secs(20);
    site.fake.fault(Fault::Slow { pause }, When::next(1));
    let asked = Instant::now();
    let answer = get(&site.fake, BERKSHIRE).await.found();
    assert_eq!(answer.body, site.submission(BERKSHIRE));
    assert_eq!(asked.elapsed().as_secs(), 200);
}

#[tokio::test]
async fn a_reset_is_no_answer() {
    let site = Site::at(AFTER).await;
    site.fake.fault(Fault::Reset, When::next(1));
    let error = send(&site.fake, "GET", BERKSHIRE, &[AGENT], "")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    let requests = site.fake.requests();
    assert_eq!(
        (requests[0].status, &requests[0].faults[..]),
        (None, &["reset"][..])
    );
}

#[tokio::test]
async fn an_index_can_be_late() {
    let site = Site::at("2025-05-16T02:59:59Z").await;
    get(&site.fake, DAY).await.found();
    let by = Duration::from_secs(3_600);
    site.fake.fault(Fault::IndexLate { by }, ALWAYS());
    get(&site.fake, DAY).await.is_missing();
    let quarter = get(&site.fake, QUARTER).await.found().text();
    assert_eq!(rows(&quarter).len(), 1, "{quarter}");
    get(&site.fake, BERKSHIRE).await.found();
    site.moves_to("2025-05-16T03:00:00Z");
    let late = get(&site.fake, DAY).await.found();
    assert_eq!(
        late.headers["last-modified"],
        "Fri, 16 May 2025 03:00:00 GMT"
    );
    assert_eq!(site.fake.faults_met()["index-late"], 3);
}

#[tokio::test]
async fn an_index_can_be_rewritten_with_more_rows() {
    let site = Site::at(AFTER).await;
    let rewritten = Fault::IndexRewritten { rows: 1 };
    site.fake.fault(rewritten.clone(), When::next(1).at(DAY));
    let first = get(&site.fake, DAY).await.found();
    assert_eq!(rows(&first.text()).len(), 1);
    // Whoever knows the first version is told that there is another.
    let known = ("If-None-Match", first.headers["etag"].as_str());
    let second = get_with(&site.fake, DAY, known).await.found();
    assert_eq!(rows(&second.text()).len(), 2);
    let since = ("If-Modified-Since", first.headers["last-modified"].as_str());
    get_with(&site.fake, DAY, since).await.found();
    // The index of the quarter lacks the last row of each of its days: four days have one.
    site.fake.fault(rewritten, When::next(1).at(QUARTER));
    let first = get(&site.fake, QUARTER).await.found().text();
    let second = get(&site.fake, QUARTER).await.found().text();
    assert_eq!((rows(&first).len(), rows(&second).len()), (2, 6));
}

#[tokio::test]
async fn a_filing_can_be_in_the_feed_before_it_is_in_the_archive() {
    let site = Site::at("2025-05-15T20:36:42Z").await;
    let by = Duration::from_secs(1_800);
    site.fake.fault(Fault::ArchiveLate { by }, ALWAYS());
    let feed = get(&site.fake, FEED).await.found().text();
    assert!(feed.contains("0000950123-25-005701"), "{feed}");
    get(&site.fake, BERKSHIRE).await.is_missing();
    let folder = "Archives/edgar/data/1067983/000095012325005701/index.json";
    get(&site.fake, folder).await.is_missing();
    site.moves_to("2025-05-15T20:36:43Z");
    get(&site.fake, BERKSHIRE).await.found();
    get(&site.fake, folder).await.found();
}

#[tokio::test]
async fn a_filing_can_be_missing_from_the_daily_index_alone() {
    let site = Site::at(AFTER).await;
    let accession = "0000950123-25-005701".parse().unwrap();
    site.fake.fault(Fault::NotInDaily { accession }, ALWAYS());
    let day = get(&site.fake, DAY).await.found().text();
    assert!(
        !day.contains("0000950123-25-005701") && rows(&day).len() == 1,
        "{day}"
    );
    let quarter = get(&site.fake, QUARTER).await.found().text();
    assert!(quarter.contains("0000950123-25-005701"), "{quarter}");
}

#[tokio::test]
async fn the_clock_of_the_site_can_be_off() {
    let site = Site::at("2025-05-16T02:00:00Z").await;
    site.fake.fault(Fault::ClockSkew { seconds: -90 }, ALWAYS());
    let answer = get(&site.fake, DAY).await.found();
    assert_eq!(answer.headers["date"], "Fri, 16 May 2025 01:58:30 GMT");
}

/// What came of a request, in short.
fn outcome(answer: std::io::Result<Answer>) -> (Option<u16>, usize) {
    answer.map_or((None, 0), |answer| (Some(answer.status), answer.body.len()))
}

/// What comes of asking for each of these so often, with faults by chance.
async fn schedule(seed: u64, paths: &[&str]) -> Vec<(String, (Option<u16>, usize))> {
    let site = Site::at(AFTER).await;
    site.fake.faults_at_random(0.5, seed);
    let mut all = Vec::new();
    for _ in 0..6 {
        for path in paths {
            let answer = send(&site.fake, "GET", path, &[AGENT], "").await;
            all.push(((*path).to_owned(), outcome(answer)));
        }
    }
    let met: u64 = site.fake.faults_met().values().sum();
    let with_faults = site
        .fake
        .requests()
        .into_iter()
        .filter(|one| !one.faults.is_empty());
    assert_eq!(met, with_faults.count() as u64);
    all.sort();
    all
}

#[tokio::test(start_paused = true)]
async fn a_seed_gives_the_same_faults_in_whatever_order_requests_come() {
    let mut schedules = Vec::new();
    for seed in 0..8 {
        let schedule_of_seed = schedule(seed, &[BERKSHIRE, LATE, CO_FILED, DAY]).await;
        assert_eq!(
            schedule(seed, &[BERKSHIRE, LATE, CO_FILED, DAY]).await,
            schedule_of_seed
        );
        assert_eq!(
            schedule(seed, &[DAY, CO_FILED, BERKSHIRE, LATE]).await,
            schedule_of_seed
        );
        schedules.push(schedule_of_seed);
    }
    let requests = schedules.iter().flatten().count();
    let sound = schedules
        .iter()
        .flatten()
        .filter(|(_, (status, _))| *status == Some(200));
    assert!((requests / 3..requests * 9 / 10).contains(&sound.count()));
    schedules.sort();
    schedules.dedup();
    assert_eq!(schedules.len(), 8, "each seed has faults of its own");
}

#[tokio::test]
async fn a_probability_is_kept_to() {
    let site = Site::at(AFTER).await;
    site.fake.fault(Fault::Missing, When::by_chance(0.25, 11));
    for _ in 0..400 {
        get(&site.fake, DAY).await;
    }
    let met = site.fake.faults_met()["missing"];
    assert!((60..140).contains(&met), "{met} of 400");
}

#[test]
fn every_fault_is_read_as_it_is_written() {
    for name in Fault::NAMES {
        let text = match name {
            "not-in-daily" => "not-in-daily=0000950123-25-005701",
            plain => plain,
        };
        let fault: Fault = text.parse().unwrap();
        assert_eq!(fault.name(), name);
        assert_eq!(fault.to_string().parse::<Fault>().unwrap(), fault);
    }
    let pause = Duration::from_millis(250);
    assert_eq!("slow=250".parse::<Fault>().unwrap(), Fault::Slow { pause });
    for (text, named) in [
        ("bogus", "none of the faults: missing, ban"),
        ("slow=soon", "\"soon\" is no number"),
        ("ban=1", "ban has no value"),
        ("not-in-daily", "wants a filing"),
        ("not-in-daily=1", "1"),
    ] {
        let error = format!("{:#}", text.parse::<Fault>().unwrap_err());
        assert!(error.contains(named), "{text}: {error}");
    }
}

#[tokio::test]
async fn other_processes_set_faults_and_read_requests() {
    let site = Site::at(AFTER).await;
    let fake = &site.fake;
    let post = async |body: &str| send(fake, "POST", "fake/faults", &[], body).await.unwrap();
    let set = post(r#"{"fault": "unavailable", "path": "/Archives/edgar/data", "next": 1}"#).await;
    assert_eq!(
        set.found().json(),
        json!(["unavailable at /Archives/edgar/data, next 1"])
    );
    let set = post(r#"{"fault": "slow=5", "probability": 0.5, "seed": 3}"#).await;
    let listed = get(fake, "fake/faults").await.json();
    assert_eq!(set.found().json(), listed);
    get(fake, BERKSHIRE).await.is_page(503, "File Unavailable");
    let cleared = send(fake, "DELETE", "fake/faults", &[], "").await.unwrap();
    assert_eq!(cleared.found().json(), json!([]));
    get(fake, BERKSHIRE).await.found();

    let told = get(fake, "fake/requests").await.found().json();
    assert_eq!(told["faults"], json!({"unavailable": 1}));
    assert_eq!(told["max_in_any_second"], 2);
    let request = &told["requests"][0];
    assert_eq!(request["path"], BERKSHIRE);
    assert_eq!(request["status"], 503);
    assert_eq!(request["user_agent"], AGENT.1);
    assert_eq!(request["faults"], json!(["unavailable"]));
    assert_eq!(told["requests"].as_array().unwrap().len(), 2);

    for (body, named) in [
        ("{}", "not a fault such as"),
        (r#"{"fault": "missing", "nxt": 1}"#, "nxt"),
        (
            r#"{"fault": "missing", "next": 1, "probability": 1}"#,
            "exclude each other",
        ),
        (r#"{"fault": "bogus"}"#, "bogus"),
    ] {
        let refused = post(body).await;
        let error = refused.json()["error"].as_str().unwrap().to_owned();
        assert_eq!(refused.status, 400);
        assert!(error.contains(named), "{body}: {error}");
    }
    assert_eq!(get(fake, "fake/bogus").await.status, 400);
}
