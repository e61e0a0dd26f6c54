//! The feed, lists of folders, lists of filers.

use osd_testkit::fake_edgar::Settings;
use serde_json::json;

use crate::{
    ask::get,
    indexes::listed,
    site::{AFTER, FEED, Site},
};

/// What stands between two texts, each time.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    let parts = text.split(before).skip(1);
    parts
        .map(|part| part.split(after).next().unwrap())
        .collect()
}

#[tokio::test]
async fn the_feed_has_an_entry_a_filer_as_the_real_one_does() {
    let site = Site::at("2025-05-16T16:30:00Z").await;
    let answer = get(&site.fake, FEED).await.found();
    assert_eq!(answer.headers["content-type"], "application/atom+xml");
    let feed = answer.text();
    assert!(feed.starts_with(
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\" ?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <title>Latest Filings - Fri, 16 May 2025 12:30:00 EDT</title>\n"
    ));
    assert_eq!(
        between(&feed, "<entry>\n<title>", "</title>"),
        [
            "13F-HR - One LP (0002000001) (Filer)",
            "13F-HR - Other LP (0002000002) (Filer)",
            "13F-HR - Berkshire Hathaway Inc (0001067983) (Filer)",
            "13F-HR - Müller &amp; Söhne &lt;Late&gt; Ltd (0001000045) (Filer)",
        ]
    );
    let size = site.submission("0000950123-25-005701").len().div_ceil(1024);
    let berkshire = format!(
        "<entry>\n\
         <title>13F-HR - Berkshire Hathaway Inc (0001067983) (Filer)</title>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"https://www.sec.gov/Archives/edgar/data/1067983/\
         000095012325005701/0000950123-25-005701-index.htm\"/>\n\
         <summary type=\"html\">\n \
         &lt;b&gt;Filed:&lt;/b&gt; 2025-05-15 &lt;b&gt;AccNo:&lt;/b&gt; 0000950123-25-005701 \
         &lt;b&gt;Size:&lt;/b&gt; {size} KB\n\
         </summary>\n\
         <updated>2025-05-15T16:06:43-04:00</updated>\n\
         <category scheme=\"https://www.sec.gov/\" label=\"form type\" term=\"13F-HR\"/>\n\
         <id>urn:tag:sec.gov,2008:accession-number=0000950123-25-005701</id>\n\
         </entry>\n"
    );
    assert!(feed.contains(&berkshire), "{feed}");
    // The late one was accepted on Wednesday and is filed on Thursday.
    let days = between(&feed, "Filed:&lt;/b&gt; ", " ");
    let times = between(&feed, "<updated>", "</updated>");
    assert_eq!(days.last(), Some(&"2025-05-15"));
    assert_eq!(times.last(), Some(&"2025-05-14T18:05:00-04:00"));
}

#[tokio::test]
async fn the_feed_comes_in_pages_and_has_an_end() {
    let site = Site::at("2025-05-16T16:30:00Z").await;
    let page = async |query: &str| {
        let path = format!("cgi-bin/browse-edgar?action=getcurrent&output=atom&{query}");
        let feed = get(&site.fake, &path).await.found().text();
        let ciks = between(&feed, " (000", ") (Filer)").into_iter();
        ciks.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        page("type=13F&count=2&start=0").await,
        ["2000001", "2000002"]
    );
    assert_eq!(
        page("type=13F&count=2&start=2").await,
        ["1067983", "1000045"]
    );
    assert_eq!(page("type=13F&count=2&start=4").await, [""; 0]);
    assert_eq!(page("type=10-Q&count=100&start=0").await, [""; 0]);
    assert_eq!(page("count=100&start=3").await, ["1000045"]);
}

#[tokio::test]
async fn the_feed_goes_back_some_days_and_some_entries_only() {
    let site = Site::at("2025-05-22T20:00:00Z").await;
    let entries = async |site: &Site| {
        let feed = get(&site.fake, FEED).await.found().text();
        feed.matches("<entry>").count()
    };
    // Five business days before the 22nd is the 15th.
    assert_eq!(entries(&site).await, 3);
    site.moves_to("2025-05-23T20:00:00Z");
    assert_eq!(entries(&site).await, 2);
    site.moves_to("2025-05-26T20:00:00Z");
    assert_eq!(entries(&site).await, 0);
    let short = Settings {
        feed_entries: 1,
        ..Settings::default()
    };
    let site = Site::with("2025-05-16T16:30:00Z", short).await;
    assert_eq!(entries(&site).await, 1);
}

#[tokio::test]
async fn folders_are_listed_as_on_sec_gov() {
    let site = Site::at(AFTER).await;
    let fake = &site.fake;
    let years = listed(fake, "Archives/edgar/full-index/").await;
    let since_1993: Vec<String> = (1993..=2026).map(|year| year.to_string()).collect();
    assert_eq!(years, since_1993);
    assert_eq!(
        listed(fake, "Archives/edgar/full-index/2025/QTR2/").await,
        ["master.idx"]
    );
    assert_eq!(
        listed(fake, "Archives/edgar/data/1067983/").await,
        ["000095012325005701", "000095012325002701"]
    );
    let path = "Archives/edgar/data/1067983/000095012325005701/index.json";
    let answer = get(fake, path).await.found();
    let size = site.submission("0000950123-25-005701").len().to_string();
    let item = |name: &str, kind: &str, size: &str| json!({"last-modified": "2025-05-15 16:06:43", "name": name, "type": kind, "size": size});
    assert_eq!(
        answer.json(),
        json!({"directory": {
            "item": [
                item("0000950123-25-005701-index-headers.html", "text.gif", ""),
                item("0000950123-25-005701-index.html", "text.gif", ""),
                item("0000950123-25-005701.txt", "text.gif", ""),
                item("", "", &size),
            ],
            "name": "/Archives/edgar/data/1067983/000095012325005701",
            "parent-dir": "/Archives/edgar/data/1067983",
        }})
    );
    assert!(
        answer
            .text()
            .contains("\\/Archives\\/edgar\\/data\\/1067983")
    );
    for folder in [
        "data/1/",
        "data/1067983/000100004525000002/",
        "full-index/2031/",
        "data/",
    ] {
        get(fake, &format!("Archives/edgar/{folder}index.json"))
            .await
            .is_missing();
    }
}

#[tokio::test]
async fn the_list_of_a_filer_is_in_columns_and_in_parts() {
    let two_at_a_time = Settings {
        filings_in_list: 1,
        ..Settings::default()
    };
    let site = Site::with(AFTER, two_at_a_time).await;
    let list = get(&site.fake, "submissions/CIK0001067983.json")
        .await
        .found()
        .json();
    assert_eq!(list["cik"], "0001067983");
    assert_eq!(list["name"], "Berkshire Hathaway Inc");
    let recent = &list["filings"]["recent"];
    let size = site.submission("0000950123-25-005701").len();
    for (column, cell) in [
        ("accessionNumber", json!("0000950123-25-005701")),
        ("filingDate", json!("2025-05-15")),
        ("reportDate", json!("2025-03-31")),
        // An odd CIK: what the clock in Washington read, with a Z behind it.
        ("acceptanceDateTime", json!("2025-05-15T16:06:43.000Z")),
        ("form", json!("13F-HR")),
        ("fileNumber", json!("028-04545")),
        ("size", json!(size)),
        ("primaryDocument", json!("xslForm13F_X02/primary_doc.xml")),
    ] {
        assert_eq!(recent[column], json!([cell]), "{column}");
    }
    assert_eq!(
        list["filings"]["files"],
        json!([{
            "name": "CIK0001067983-submissions-001.json", "filingCount": 1,
            "filingFrom": "2025-02-14", "filingTo": "2025-02-14",
        }])
    );
    let before = get(&site.fake, "submissions/CIK0001067983-submissions-001.json").await;
    let before = before.found().json();
    assert_eq!(before["accessionNumber"], json!(["0000950123-25-002701"]));
    get(&site.fake, "submissions/CIK0001067983-submissions-002.json")
        .await
        .is_missing();

    let even = get(&site.fake, "submissions/CIK0002000002.json")
        .await
        .found()
        .json();
    let accepted = &even["filings"]["recent"]["acceptanceDateTime"];
    assert_eq!(accepted, &json!(["2025-05-16T16:00:00.000Z"]));
    site.moves_to("2025-05-15T20:06:42Z");
    let list = get(&site.fake, "submissions/CIK0001067983.json")
        .await
        .found()
        .json();
    let newest = &list["filings"]["recent"]["accessionNumber"];
    assert_eq!(newest, &json!(["0000950123-25-002701"]));
}

#[tokio::test]
async fn reference_files_are_handed_out_as_they_lie() {
    let site = Site::at(AFTER).await;
    let list = get(&site.fake, "files/company_tickers.json").await.found();
    assert_eq!(list.json()["0"]["ticker"], "BRK-B");
    let fails = get(
        &site.fake,
        "files/data/fails-deliver-data/cnsfails202505a.zip",
    )
    .await;
    let fails = fails.found();
    assert_eq!(fails.headers["content-type"], "application/zip");
    assert!(fails.body.starts_with(b"PK"));
}
