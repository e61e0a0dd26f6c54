//! What the fetcher asks for, and where.

use osd_domain::ReferenceFile;

use super::*;

#[tokio::test]
async fn a_reference_file_is_asked_for_politely_at_each_of_its_places() {
    let companies = r#"{"0":{"cik_str":789019,"ticker":"MSFT","title":"MICROSOFT CORP"}}"#;
    let half = &companies[..30];
    let site = Site::giving([status(200, half), status(200, companies)]).await;
    let fetcher = Fetcher::new(Arc::new(site.client(site.settings())));
    let answer = fetcher.reference(ReferenceFile::CompanyTickers, None).await;
    assert_eq!(found(answer).bytes, companies);
    assert_eq!(site.requests(), 2);

    let site = Site::giving(std::iter::repeat_with(|| status(404, "")).take(9)).await;
    let fetcher = Fetcher::new(Arc::new(site.client(site.settings())));
    let fails: ReferenceFile = "cnsfails202009a.zip".parse().unwrap();
    let answer = fetcher.reference(fails, None).await.unwrap();
    assert_eq!(answer, Answer::Missing);
    assert_eq!(site.requests(), archive::reference_paths(fails).len());
}

#[tokio::test]
async fn what_filings_are_found_by_is_asked_for_where_it_is() {
    let index = "CIK|Company Name|Form Type|Date Filed|File Name\n---\n";
    let listing = r#"{"directory":{"item":[{"name":"master.20250515.idx"}]}}"#;
    let feed = "<feed></feed>";
    let list =
        r#"{"cik":"5","filings":{"recent":{"accessionNumber":[],"filingDate":[],"form":[]}}}"#;
    let shard = r#"{"accessionNumber":[],"filingDate":[],"form":[]}"#;
    let site =
        Site::giving([index, listing, feed, list, shard].map(|body| status(200, body))).await;
    let fetcher = Fetcher::new(Arc::new(site.client(site.settings())));
    let day = "2025-05-15".parse().unwrap();
    let quarter: Period = "2025Q2".parse().unwrap();

    assert_eq!(found(fetcher.daily_index(day, None).await).bytes, index);
    let days = fetcher.daily_days(quarter).await.unwrap().unwrap();
    assert_eq!(days.into_iter().collect::<Vec<_>>(), [day]);
    assert_eq!(found(fetcher.feed(40, 20).await).bytes, feed);
    let answer = fetcher.submissions("5".parse().unwrap()).await;
    assert_eq!(found(answer).bytes, list);
    let name = "CIK0000000005-submissions-001.json";
    assert_eq!(found(fetcher.submissions_shard(name).await).bytes, shard);
    assert_eq!(
        site.paths(),
        [
            "/Archives/edgar/daily-index/2025/QTR2/master.20250515.idx",
            "/Archives/edgar/daily-index/2025/QTR2/index.json",
            "/cgi-bin/browse-edgar?action=getcurrent&type=13F&owner=include&count=20&start=40&output=atom",
            "/submissions/CIK0000000005.json",
            "/submissions/CIK0000000005-submissions-001.json",
        ]
    );
    let refused = fetcher.submissions_shard("company_tickers.json").await;
    assert!(matches!(refused, Err(FetchError::Path(_))), "{refused:?}");
    assert_eq!(site.requests(), 5);
}

#[tokio::test]
async fn what_filings_are_found_by_is_looked_at_before_it_is_accepted() {
    let half = Site::giving(std::iter::repeat_with(|| status(200, "{\"a\":")).take(9)).await;
    let fetcher = Fetcher::new(Arc::new(half.client(half.settings())));
    let quarter: Period = "2025Q2".parse().unwrap();
    let day = "2025-05-15".parse().unwrap();
    let days = fetcher.daily_days(quarter).await.unwrap_err();
    let index = fetcher.daily_index(day, None).await.unwrap_err();
    let list = fetcher.submissions("5".parse().unwrap()).await.unwrap_err();
    for error in [days, index, list] {
        assert!(
            matches!(error, FetchError::Rejected { attempts: 3, .. }),
            "{error}"
        );
    }
}

#[tokio::test]
async fn submissions_are_asked_for_on_the_site_that_is_set() {
    let (site, data) = (Site::giving([]).await, Site::giving([ok()]).await);
    let settings = HttpSettings {
        data: Some(data.base.clone()),
        ..site.settings()
    };
    let path = archive::submissions_path("5".parse().unwrap());
    let client = site.client(settings);
    found(client.get(&path.parse().unwrap(), None).await);
    assert_eq!((site.requests(), data.requests()), (0, 1));
}
