//! When things come out, and how files are handed out.

use std::{io::Read as _, time::Duration};

use chrono::Days;
use flate2::read::GzDecoder;
use osd_testkit::{
    day,
    fake_edgar::{FakeEdgar, Settings},
};

use crate::{
    ask::{AGENT, get, get_with, send},
    indexes::rows,
    site::{AFTER, BERKSHIRE, CO_FILED, DAY, FEED, LATE, QUARTER, Site, UNDER_CO_FILER},
};

#[tokio::test]
async fn a_file_that_is_not_there_is_denied_as_the_file_store_does() {
    let site = Site::at(AFTER).await;
    for path in [
        "Archives/edgar/full-index/2099/QTR1/master.idx",
        "Archives/edgar/full-index/2025/QTR1/form.idx",
        "Archives/edgar/daily-index/2025/QTR2/master.20250517.idx",
        "Archives/edgar/daily-index/2025/QTR2/master.20250115.idx",
        "Archives/edgar/data/1067983/0000950123-25-999999.txt",
        "Archives/edgar/data/1000045/0000950123-25-005701.txt",
        "Archives/../Cargo.toml",
        "files/company_tickers_exchange.json",
        "submissions/CIK0000000001.json",
    ] {
        get(&site.fake, path).await.is_missing();
    }
}

#[tokio::test]
async fn a_submission_stands_under_each_of_its_filers_and_in_its_own_folder() {
    let site = Site::at(AFTER).await;
    let own_folder = "Archives/edgar/data/2000001/000200000125000003/0002000001-25-000003.txt";
    for path in [BERKSHIRE, CO_FILED, UNDER_CO_FILER, own_folder] {
        let answer = get(&site.fake, path).await.found();
        assert_eq!(answer.body, site.submission(path), "{path}");
        assert_eq!(answer.headers["content-type"], "text/plain");
    }
}

#[tokio::test]
async fn what_a_client_has_is_not_sent_again() {
    let site = Site::at(AFTER).await;
    for path in [BERKSHIRE, QUARTER, DAY, "files/company_tickers.json"] {
        let first = get(&site.fake, path).await.found();
        let tag = get_with(&site.fake, path, ("If-None-Match", &first.headers["etag"])).await;
        let since = &first.headers["last-modified"];
        let date = get_with(&site.fake, path, ("If-Modified-Since", since)).await;
        for answer in [tag, date] {
            assert_eq!((answer.status, answer.body.len()), (304, 0), "{path}");
            assert_eq!(answer.headers["etag"], first.headers["etag"]);
        }
        let other = get_with(&site.fake, path, ("If-None-Match", "\"another\"")).await;
        assert_eq!(other.found().body, first.body);
    }
    let accepted = get(&site.fake, BERKSHIRE).await.headers["last-modified"].clone();
    assert_eq!(accepted, "Thu, 15 May 2025 20:06:43 GMT");
}

#[tokio::test]
async fn bodies_are_packed_for_those_who_take_that() {
    let site = Site::at(AFTER).await;
    let packed = get_with(&site.fake, BERKSHIRE, ("Accept-Encoding", "br, gzip")).await;
    assert_eq!(packed.headers["content-encoding"], "gzip");
    let mut bytes = Vec::new();
    GzDecoder::new(&packed.body[..])
        .read_to_end(&mut bytes)
        .unwrap();
    assert_eq!(bytes, site.submission(BERKSHIRE));
}

#[tokio::test]
async fn filings_and_indexes_come_out_at_their_time_and_not_before() {
    let site = Site::at("2025-05-14T22:04:59Z").await;
    // What is there at each instant: submissions, then the day's index and the feed's entries.
    let walk = [
        ("2025-05-14T22:04:59Z", [false, false, false], false, 0),
        ("2025-05-14T22:05:00Z", [true, false, false], false, 1),
        ("2025-05-15T20:06:42Z", [true, false, false], false, 1),
        ("2025-05-15T20:06:43Z", [true, true, false], false, 2),
        ("2025-05-16T01:59:59Z", [true, true, false], false, 2),
        ("2025-05-16T02:00:00Z", [true, true, false], true, 2),
        // Without a time of acceptance: at noon. It has two filers.
        ("2025-05-16T15:59:59Z", [true, true, false], true, 2),
        ("2025-05-16T16:00:00Z", [true, true, true], true, 4),
    ];
    for (now, submissions, has_day, entries) in walk {
        site.moves_to(now);
        for (path, is_out) in [LATE, BERKSHIRE, CO_FILED].into_iter().zip(submissions) {
            let status = get(&site.fake, path).await.status;
            assert_eq!(status == 200, is_out, "{path} at {now}");
        }
        assert_eq!(get(&site.fake, DAY).await.status == 200, has_day, "{now}");
        let feed = get(&site.fake, FEED).await.found().text();
        assert_eq!(feed.matches("<entry>").count(), entries, "{now}: {feed}");
        let index = get(&site.fake, QUARTER).await.found().text();
        assert_eq!(index.contains("0000950123-25-005701"), has_day, "{now}");
        assert!(!index.contains("0002000001-25-000003"), "{now}");
    }
}

#[tokio::test]
async fn the_date_is_that_of_the_site() {
    let site = Site::at("2025-05-16T02:00:00Z").await;
    let date = get(&site.fake, DAY).await.headers["date"].clone();
    assert_eq!(date, "Fri, 16 May 2025 02:00:00 GMT");
}

#[tokio::test]
async fn who_names_no_address_is_an_undeclared_tool() {
    let site = Site::at(AFTER).await;
    let title = "Your Request Originates from an Undeclared Automated Tool";
    for agent in ["curl/8.5.0", "Jane Doe", "jane@localhost"] {
        let headers = [("User-Agent", agent)];
        let answer = send(&site.fake, "GET", BERKSHIRE, &headers, "")
            .await
            .unwrap();
        answer.is_page(403, title);
    }
    let answer = send(&site.fake, "GET", BERKSHIRE, &[], "").await.unwrap();
    answer.is_page(403, title);
    let agents: Vec<_> = site
        .fake
        .requests()
        .into_iter()
        .map(|one| one.user_agent)
        .collect();
    assert_eq!(agents[0].as_deref(), Some("curl/8.5.0"));
    assert_eq!(agents[3], None);
}

#[tokio::test(start_paused = true)]
async fn more_than_ten_requests_in_a_second_are_a_ban_and_asking_lengthens_it() {
    let site = Site::with("2025-06-01T12:00:00Z", Settings::default()).await;
    let title = "Request Rate Threshold Exceeded";
    for _ in 0..10 {
        get(&site.fake, BERKSHIRE).await.found();
    }
    assert_eq!(site.fake.max_in_any_second(), 10);
    get(&site.fake, BERKSHIRE).await.is_page(403, title);
    // Nine minutes later the ban goes on, and begins anew; so ten minutes from then.
    for now in ["2025-06-01T12:09:00Z", "2025-06-01T12:18:59Z"] {
        tokio::time::advance(Duration::from_secs(60)).await;
        site.moves_to(now);
        get(&site.fake, BERKSHIRE).await.is_page(403, title);
    }
    tokio::time::advance(Duration::from_secs(60)).await;
    site.moves_to("2025-06-01T12:28:59Z");
    get(&site.fake, BERKSHIRE).await.found();
    let statuses: Vec<_> = site.fake.requests().iter().map(|one| one.status).collect();
    assert_eq!(
        statuses[9..],
        [Some(200), Some(403), Some(403), Some(403), Some(200)]
    );
    assert_eq!(site.fake.max_in_any_second(), 11);
}

#[tokio::test(start_paused = true)]
async fn ten_requests_a_second_are_no_ban_however_long() {
    let site = Site::with("2025-06-01T12:00:00Z", Settings::default()).await;
    for _ in 0..40 {
        tokio::time::advance(Duration::from_millis(100)).await;
        get(&site.fake, BERKSHIRE).await.found();
    }
    assert_eq!(site.fake.max_in_any_second(), 10);
    assert_eq!(site.fake.requests().len(), 40);
}

#[tokio::test]
async fn a_fake_that_is_dropped_answers_no_more() {
    let site = Site::at(AFTER).await;
    let address = site.fake.url().replace("http://", "");
    drop(site);
    tokio::task::yield_now().await;
    let refused = tokio::net::TcpStream::connect(address).await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn a_folder_of_another_layout_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let started = FakeEdgar::start(folder.path(), Settings::default()).await;
    let error = started.unwrap_err().to_string();
    assert!(error.contains(folder.path().to_str().unwrap()), "{error}");
    assert!(error.contains("Archives/edgar"), "{error}");
}

#[tokio::test]
async fn a_head_has_no_body_and_nothing_can_be_written() {
    let site = Site::at(AFTER).await;
    let head = send(&site.fake, "HEAD", BERKSHIRE, &[AGENT], "").await;
    let head = head.unwrap().found();
    assert_eq!(head.declared_length(), site.submission(BERKSHIRE).len());
    assert_eq!(head.body, b"");
    let posted = send(&site.fake, "POST", BERKSHIRE, &[AGENT], "x").await;
    assert_eq!(posted.unwrap().status, 405);
}

#[tokio::test]
async fn on_every_day_of_a_quarter_indexes_name_what_is_filed_by_then_and_can_be_had() {
    let site = Site::at("2025-04-02T02:00:00Z").await;
    let mut known = Vec::new();
    // A second before ten in the evening, and ten, by the clock of summer in Washington.
    for day in day("2025-04-01").iter_days().take(91) {
        let next = day + Days::new(1);
        for (time, is_out) in [("01:59:59", false), ("02:00:00", true)] {
            site.moves_to(&format!("{next}T{time}Z"));
            let index = get(&site.fake, QUARTER).await;
            if index.status == 403 {
                assert!(known.is_empty(), "{day}");
                continue;
            }
            let now = rows(&index.text());
            assert!(known.iter().all(|row| now.contains(row)), "{day}: {now:?}");
            for row in now.iter().filter(|row| !known.contains(row)) {
                let filed = row.rsplit('|').nth(1).unwrap();
                assert_eq!((filed, is_out), (day.to_string().as_str(), true), "{row}");
                let path = format!("Archives/{}", row.rsplit('|').next().unwrap());
                let is_kept = !row.contains("10-Q"); // A row alone lies in the folder of that one.
                assert_eq!(get(&site.fake, &path).await.status == 200, is_kept, "{row}");
            }
            known = now;
        }
    }
    assert_eq!(known.len(), 6);
}
