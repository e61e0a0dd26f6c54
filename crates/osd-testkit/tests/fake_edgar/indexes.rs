//! The indexes of quarters and days.

use osd_testkit::fake_edgar::{FakeEdgar, Settings};

use crate::{
    ask::get,
    site::{AFTER, DAY, QUARTER, Site},
};

/// The rows of an index, sorted, with dates as quarters have them.
pub(crate) fn rows(index: &str) -> Vec<String> {
    let rule = "-".repeat(80);
    let (_, rows) = index.split_once(&format!("{rule}\n")).unwrap();
    let mut rows: Vec<String> = rows.lines().map(with_dashes).collect();
    rows.sort_unstable();
    rows
}

fn with_dashes(row: &str) -> String {
    let mut parts: Vec<String> = row.rsplitn(3, '|').map(str::to_owned).collect();
    if parts[1].len() == 8 {
        parts[1].insert(6, '-');
        parts[1].insert(4, '-');
    }
    parts.reverse();
    parts.join("|")
}

/// The names in the list of a folder.
pub(crate) async fn listed(fake: &FakeEdgar, folder: &str) -> Vec<String> {
    let list = get(fake, &format!("{folder}index.json"))
        .await
        .found()
        .json();
    let items = list["directory"]["item"].as_array().unwrap().iter();
    items
        .map(|item| item["name"].as_str().unwrap().to_owned())
        .collect()
}

/// The rows of all daily indexes of a quarter that its folder lists, sorted.
pub(crate) async fn rows_of_days(fake: &FakeEdgar, folder: &str) -> Vec<String> {
    let mut all = Vec::new();
    for name in listed(fake, folder).await {
        let index = get(fake, &format!("{folder}{name}")).await.found();
        all.extend(rows(&index.text()));
    }
    all.sort_unstable();
    all
}

#[tokio::test]
async fn the_index_of_a_day_has_the_form_of_the_real_ones() {
    let site = Site::at(AFTER).await;
    let text = get(&site.fake, DAY).await.found().text();
    assert_eq!(
        text,
        "Description:           Daily Index of EDGAR Dissemination Feed\n\
         Last Data Received:    May 15, 2025\n\
         Comments:              webmaster@sec.gov\n\
         Anonymous FTP:         ftp://ftp.sec.gov/edgar/\n \n\
         CIK|Company Name|Form Type|Date Filed|File Name\n\
         --------------------------------------------------------------------------------\n\
         1000045|Müller & Söhne <Late> Ltd|13F-HR|20250515|edgar/data/1000045/0001000045-25-000002.txt\n\
         1067983|Berkshire Hathaway Inc|13F-HR|20250515|edgar/data/1067983/0000950123-25-005701.txt\n"
    );
    let first = "Archives/edgar/daily-index/2025/QTR2/master.20250401.idx";
    let empty = get(&site.fake, first).await.found().text();
    assert!(
        empty.contains("Last Data Received:    Apr  1, 2025\n"),
        "{empty}"
    );
    assert_eq!(rows(&empty), [""; 0]);
}

#[tokio::test]
async fn the_days_of_a_quarter_have_the_rows_of_the_quarter() {
    let site = Site::at(AFTER).await;
    for (quarter, days, in_all) in [("2025/QTR1", 61, 1), ("2025/QTR2", 63, 6)] {
        let folder = format!("Archives/edgar/daily-index/{quarter}/");
        let names = listed(&site.fake, &folder).await;
        assert_eq!(names.len(), days, "{names:?}");
        let index = format!("Archives/edgar/full-index/{quarter}/master.idx");
        let whole = rows(&get(&site.fake, &index).await.found().text());
        assert_eq!(whole.len(), in_all);
        assert_eq!(rows_of_days(&site.fake, &folder).await, whole);
    }
}

#[tokio::test]
async fn a_quarter_that_is_over_is_as_it_lies_in_the_folder() {
    let site = Site::at(AFTER).await;
    let over = get(&site.fake, QUARTER).await.found().text();
    assert!(over.contains("Last Data Received:    June 30, 2025\n"));
    site.moves_to("2025-05-16T02:00:00Z");
    let running = get(&site.fake, QUARTER).await.found().text();
    assert!(
        running.contains("Last Data Received:    May 15, 2025\n"),
        "{running}"
    );
    assert_eq!(rows(&running).len(), 3);
    let (heading, _) = over.split_once("CIK|").unwrap();
    let cut = heading.replace("June 30, 2025", "May 15, 2025");
    assert!(running.starts_with(&cut), "{running}");
}

#[tokio::test]
async fn the_first_index_of_a_quarter_comes_the_night_of_its_first_day() {
    let site = Site::at("2025-07-02T01:59:59Z").await;
    let index = "Archives/edgar/full-index/2025/QTR3/master.idx";
    get(&site.fake, index).await.is_missing();
    let quarters = listed(&site.fake, "Archives/edgar/full-index/2025/").await;
    assert_eq!(quarters, ["QTR1", "QTR2"]);
    site.moves_to("2025-07-02T02:00:00Z");
    let empty = get(&site.fake, index).await.found().text();
    assert_eq!(rows(&empty), [""; 0]);
    let quarters = listed(&site.fake, "Archives/edgar/full-index/2025/").await;
    assert_eq!(quarters, ["QTR1", "QTR2", "QTR3"]);
}

#[tokio::test]
async fn the_hour_at_which_indexes_come_out_can_be_set() {
    let at_six = Settings {
        index_at: "18:00:00".parse().unwrap(),
        ..Settings::default()
    };
    let site = Site::with("2025-05-15T21:59:59Z", at_six).await;
    get(&site.fake, DAY).await.is_missing();
    site.moves_to("2025-05-15T22:00:00Z");
    let index = get(&site.fake, DAY).await.found();
    assert_eq!(
        index.headers["last-modified"],
        "Thu, 15 May 2025 22:00:00 GMT"
    );
}

#[tokio::test]
async fn a_quarter_without_an_index_gets_one_of_its_filings() {
    let folder = tempfile::tempdir().unwrap();
    let manager = osd_testkit::Manager::new(7, "Seven LP");
    let filing = manager
        .files(osd_testkit::period("2025Q1"))
        .on("2025-05-15");
    let mut mirror = osd_testkit::Mirror::new(folder.path());
    mirror.add(&filing).write().unwrap();
    std::fs::remove_dir_all(folder.path().join("Archives/edgar/full-index")).unwrap();
    let fake = FakeEdgar::start(folder.path(), Settings::at(AFTER))
        .await
        .unwrap();
    let index = get(&fake, QUARTER).await.found().text();
    assert_eq!(
        rows(&index),
        ["7|SEVEN LP|13F-HR|2025-05-15|edgar/data/7/0000000007-25-000515.txt"]
    );
}

#[tokio::test]
async fn what_cannot_be_cut_is_there_when_its_quarter_is_over() {
    let packed = "Archives/edgar/full-index/2025/QTR2/master.gz";
    let site = Site::at("2025-07-01T01:59:59Z").await;
    get(&site.fake, packed).await.is_missing();
    site.moves_to("2025-07-01T02:00:00Z");
    let whole = get(&site.fake, packed).await.found();
    assert_eq!(whole.text(), "packed");
}
