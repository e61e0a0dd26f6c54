//! The client against a sec.gov that errs.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{sync::Arc, time::Duration};

use osd_domain::{Accession, Cik};
use osd_fetch::{Answer, Body, FetchError, Fetcher, Folder, Http, HttpSettings, Problem};
use osd_testkit::{
    Holding, Manager, Mirror, company_tickers,
    fake_edgar::{FakeEdgar, Fault, Settings, When},
    period,
};
use tempfile::TempDir;

/// A site with one filing, and a client that hardly waits between attempts.
struct Site {
    fake: FakeEdgar,
    client: Fetcher,
    folder: TempDir,
}

impl Site {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let holding = Holding::shares("APPLE INC", "COM", "037833100");
        let filing = Manager::new(1067983, "Berkshire Hathaway Inc")
            .files(period("2025Q1"))
            .accession("0000950123-25-005701")
            .holding(holding.amount(300).value(66_639));
        let companies = company_tickers(&[(1067983, "BRK-B", "BERKSHIRE HATHAWAY INC")]);
        let mut mirror = Mirror::new(folder.path());
        mirror.add(&filing);
        mirror.add_file("files/company_tickers.json", companies);
        mirror.write().unwrap();
        let settings = Settings::at("2026-01-05T12:00:00Z");
        let fake = FakeEdgar::start(folder.path(), settings).await.unwrap();
        let settings = HttpSettings {
            base: fake.url().parse().unwrap(),
            rate_per_second: 10.try_into().unwrap(),
            read_timeout: Duration::from_millis(500),
            first_wait: Duration::from_millis(1),
            longest_wait: Duration::from_millis(2),
            ..HttpSettings::new("Jane Doe jane@example.com")
        };
        Self {
            client: Fetcher::new(Arc::new(Http::new(settings).unwrap())),
            fake,
            folder,
        }
    }

    async fn submission(&self) -> Result<Answer, FetchError> {
        ask_for_submission(&self.client).await
    }
}

async fn ask_for_submission(client: &Fetcher) -> Result<Answer, FetchError> {
    let (cik, accession): (Cik, Accession) = (
        "1067983".parse().unwrap(),
        "0000950123-25-005701".parse().unwrap(),
    );
    client.submission(cik, accession).await
}

#[track_caller]
fn found(answer: Result<Answer, FetchError>) -> Body {
    match answer {
        Ok(Answer::Found(body)) => body,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_client_of_the_fake_gets_what_lies_in_the_folder() {
    let site = Site::new().await;
    let folder = Fetcher::new(Arc::new(Folder::new(site.folder.path()).unwrap()));
    let of_folder = found(ask_for_submission(&folder).await);
    assert_eq!(found(site.submission().await).bytes, of_folder.bytes);
    let quarter = period("2025Q2");
    let index = found(site.client.index(quarter, None).await);
    assert_eq!(index.bytes, found(folder.index(quarter, None).await).bytes);
    let again = site.client.index(quarter, Some(&index.validators)).await;
    assert_eq!(again.unwrap(), Answer::NotModified);
    let none = site.client.index(period("1992Q4"), None).await;
    assert_eq!(none.unwrap(), Answer::Missing);
    let list = "company_tickers.json".parse().unwrap();
    let companies = found(site.client.reference(list, None).await);
    assert_eq!(
        companies.bytes,
        found(folder.reference(list, None).await).bytes
    );
}

#[tokio::test]
async fn faults_that_pass_are_outlasted_and_no_false_bytes_are_taken() {
    let site = Site::new().await;
    let whole = found(site.submission().await).bytes;
    let faults = [
        Fault::Unavailable,
        Fault::TruncatedGzip,
        Fault::CutShort,
        Fault::Reset,
        Fault::HtmlPage,
    ];
    for fault in &faults {
        site.fake.fault(fault.clone(), When::next(1));
    }
    assert_eq!(found(site.submission().await).bytes, whole);
    let met: Vec<Vec<&str>> = site
        .fake
        .requests()
        .into_iter()
        .map(|one| one.faults)
        .collect();
    let expected = faults.iter().map(|fault| vec![fault.name()]);
    assert_eq!(met[1..6], expected.collect::<Vec<_>>());
    assert_eq!((met.len(), &met[6][..]), (7, &[][..]));
    assert!(site.fake.max_in_any_second() <= 10);
}

#[tokio::test]
async fn a_server_that_drips_is_left_and_asked_again() {
    let site = Site::new().await;
    let pause = Duration::from_secs(60);
    site.fake.fault(Fault::Slow { pause }, When::next(1));
    found(site.submission().await);
    assert_eq!(site.fake.requests().len(), 2);
}

#[tokio::test]
async fn a_file_that_is_not_there_for_a_while_is_not_missing_and_is_had_later() {
    let site = Site::new().await;
    site.fake.fault(Fault::Missing, When::next(1));
    match site.submission().await.unwrap_err() {
        FetchError::Failed { problem, .. } => assert!(matches!(problem, Problem::Withheld)),
        other => panic!("{other}"),
    }
    found(site.submission().await);
}

#[tokio::test]
async fn a_block_is_seen_under_any_status_and_nothing_is_asked_after_it() {
    for (fault, status_seen) in [(Fault::Undeclared, 200), (Fault::Ban, 403)] {
        let site = Site::new().await;
        site.fake.fault(fault, When::next(1));
        for attempts_made in [1, 0] {
            match site.submission().await.unwrap_err() {
                FetchError::Blocked {
                    status, attempts, ..
                } => assert_eq!((status, attempts), (status_seen, attempts_made)),
                other => panic!("{other}"),
            }
        }
        assert_eq!(site.fake.requests().len(), 1);
    }
}
