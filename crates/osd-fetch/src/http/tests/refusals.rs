//! Status 403, told apart.

use super::*;

const DAILY: &str = "Archives/edgar/daily-index/2025/QTR2";
const INDEX: &str = "CIK|Company Name|Form Type|Date Filed|Filename\n---\n";

fn daily(name: &str) -> ArchivePath {
    format!("{DAILY}/{name}").parse().unwrap()
}

fn denied() -> Response {
    status(403, ACCESS_DENIED)
}

/// A 403 without a reason.
fn bare() -> Response {
    status(403, "")
}

/// The listing of a folder that holds these.
fn listing(names: &[&str]) -> Response {
    let items: Vec<String> = names
        .iter()
        .map(|name| format!(r#"{{"name":"{name}"}}"#))
        .collect();
    let items = items.join(",");
    status(200, format!(r#"{{"directory":{{"item":[{items}]}}}}"#))
}

/// What a site that gives these replies says to the index of 2025-05-26, a holiday, and the paths
/// that it was asked for, the index aside.
async fn told_apart<const N: usize>(
    replies: [Response; N],
) -> (Result<Answer, FetchError>, Vec<String>) {
    let site = Site::giving(replies).await;
    let client = site.client(site.settings());
    let answer = client.get(&daily("master.20250526.idx"), None).await;
    let mut paths = site.paths();
    assert_eq!(paths.len(), N, "{paths:?}");
    assert_eq!(
        paths.remove(0),
        format!("/{}", daily("master.20250526.idx"))
    );
    (answer, paths)
}

#[tokio::test]
async fn a_file_that_its_folder_does_not_name_is_missing() {
    for refusal in [denied(), bare()] {
        let (answer, paths) = told_apart([refusal, listing(&["master.20250523.idx"])]).await;
        assert_eq!(answer.unwrap(), Answer::Missing);
        assert_eq!(paths, [format!("/{DAILY}/index.json")]);
    }
}

#[tokio::test]
async fn a_file_that_its_folder_names_is_an_error_and_not_missing() {
    for refusal in [denied(), bare()] {
        let (answer, _) = told_apart([refusal, listing(&["master.20250526.idx"])]).await;
        let (problem, attempts) = problem(answer);
        assert!(matches!(problem, Problem::Withheld), "{problem}");
        assert_eq!(attempts, 1);
    }
}

#[tokio::test]
async fn a_submission_is_named_by_its_folder() {
    let path = "Archives/edgar/data/1067983/0000950123-25-005701.txt";
    for (names, is_missing) in [
        ("000095012325005701", false),
        ("0000950123-25-005701.txt", false),
        ("000095012325005702", true),
    ] {
        let site = Site::giving([denied(), listing(&[names])]).await;
        let client = site.client(site.settings());
        let answer = client.get(&path.parse().unwrap(), None).await;
        assert_eq!(answer.is_ok(), is_missing, "{answer:?}");
        assert_eq!(site.last_path(), "/Archives/edgar/data/1067983/index.json");
    }
}

#[tokio::test]
async fn a_folder_that_the_one_above_does_not_name_has_no_files() {
    let replies = [denied(), denied(), status(200, INDEX), listing(&["QTR1"])];
    let (answer, paths) = told_apart(replies).await;
    assert_eq!(answer.unwrap(), Answer::Missing);
    assert_eq!(
        paths,
        [
            format!("/{DAILY}/index.json"),
            "/Archives/edgar/full-index/1993/QTR1/master.idx".to_owned(),
            "/Archives/edgar/daily-index/2025/index.json".to_owned(),
        ]
    );
}

#[tokio::test]
async fn a_folder_is_looked_for_as_far_up_as_there_are_listings() {
    // A year that is not there: its quarter and itself have no listing.
    let above = || [denied(), denied(), status(200, INDEX), denied()];
    let [file, folder, known, year] = above();
    let answer = told_apart([file, folder, known, year, listing(&["2024"])]).await;
    assert_eq!(answer.0.unwrap(), Answer::Missing);
    assert_eq!(answer.1[3], "/Archives/edgar/daily-index/index.json");

    let [file, folder, known, year] = above();
    let answer = told_apart([file, folder, known, year, denied(), denied()]).await;
    let (problem, _) = problem(answer.0);
    assert!(matches!(problem, Problem::Undecided), "{problem}");
    assert_eq!(answer.1[4], "/Archives/edgar/index.json");
}

#[tokio::test]
async fn a_folder_that_is_there_and_says_nothing_decides_nothing() {
    let replies = [
        denied(),
        bare(),
        status(200, INDEX),
        listing(&["QTR1", "QTR2/"]),
    ];
    let (problem, attempts) = problem(told_apart(replies).await.0);
    assert!(matches!(problem, Problem::Undecided), "{problem}");
    assert_eq!(attempts, 1);
}

#[tokio::test]
async fn where_what_is_always_there_is_refused_too_it_is_a_block() {
    for refusals in [
        [bare(), bare(), bare()],
        [denied(), denied(), denied()],
        [denied(), bare(), status(403, BLOCK_PAGE)],
    ] {
        match told_apart(refusals).await.0.unwrap_err() {
            FetchError::Blocked {
                status,
                attempts,
                wait,
                ..
            } => assert_eq!((status, attempts, wait), (403, 1, FetchError::BLOCK)),
            other => panic!("{other}"),
        }
    }
    let (answer, _) = told_apart([bare(), status(200, BLOCK_PAGE)]).await;
    assert!(matches!(answer, Err(FetchError::Blocked { .. })));
}

#[tokio::test]
async fn an_outage_is_no_sign_that_nobody_is_blocked() {
    let outage = || status(200, OUTAGE);
    let replies = [
        [denied(), denied(), outage()],
        [denied(), denied(), outage()],
        [denied(), denied(), outage()],
    ];
    let site = Site::giving(replies.into_iter().flatten()).await;
    let client = site.client(site.settings());
    let answer = client.get(&daily("master.20250526.idx"), None).await;
    assert!(
        matches!(answer, Err(FetchError::Rejected { attempts: 3, .. })),
        "{answer:?}"
    );
}

#[tokio::test]
async fn a_look_that_fails_is_made_again() {
    let replies = [
        denied(),
        status(503, OUTAGE),
        denied(),
        status(200, OUTAGE),
        denied(),
        listing(&[]),
    ];
    assert_eq!(told_apart(replies).await.0.unwrap(), Answer::Missing);
    let replies = [
        denied(),
        status(503, ""),
        denied(),
        status(503, ""),
        denied(),
        status(503, ""),
    ];
    let (problem, attempts) = problem(told_apart(replies).await.0);
    assert!(matches!(problem, Problem::Status(503)), "{problem}");
    assert_eq!(attempts, 3);
}

#[tokio::test]
async fn a_day_without_an_index_costs_one_look_for_a_while() {
    let site = Site::giving([denied(), listing(&[])]).await;
    let client = site.client(site.settings());
    let get = async |name: &str| client.get(&daily(name), None).await.unwrap();
    assert_eq!(get("master.20250526.idx").await, Answer::Missing);
    site.gives([denied(), denied()]);
    assert_eq!(get("master.20250526.idx").await, Answer::Missing);
    assert_eq!(get("master.20250524.idx").await, Answer::Missing);
    assert_eq!(site.requests(), 4);

    // What was seen is forgotten, and the index has come.
    site.let_pass(Duration::from_secs(120));
    site.gives([denied(), listing(&["master.20250526.idx"])]);
    let later = client.get(&daily("master.20250526.idx"), None).await;
    assert!(matches!(problem(later).0, Problem::Withheld));
    assert_eq!(site.requests(), 6);
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_remembered_too() {
    let site = Site::giving([denied(), status(200, INDEX), listing(&["QTR3"])]).await;
    let fetcher = Fetcher::new(Arc::new(site.client(site.settings())));
    let quarter: Period = "1994Q1".parse().unwrap();
    assert_eq!(fetcher.daily_days(quarter).await.unwrap(), None);
    assert_eq!(
        site.last_path(),
        "/Archives/edgar/daily-index/1994/index.json"
    );
    site.gives([denied(), denied()]);
    assert_eq!(fetcher.daily_days(quarter).await.unwrap(), None);
    let day = "1994-02-01".parse().unwrap();
    let answer = fetcher.daily_index(day, None).await.unwrap();
    assert_eq!(answer, Answer::Missing);
    assert_eq!(site.requests(), 5);
}

#[tokio::test]
async fn what_is_always_there_is_not_asked_for_twice() {
    let site = Site::giving([bare(), bare()]).await;
    let known = archive::known_path().parse().unwrap();
    let answer = site.client(site.settings()).get(&known, None).await;
    assert!(matches!(answer, Err(FetchError::Blocked { .. })));
    assert_eq!(site.requests(), 2);
}

#[tokio::test]
async fn outside_the_archive_the_word_of_the_file_store_counts_where_nobody_is_blocked() {
    let path: ArchivePath = "files/company_tickers.json".parse().unwrap();
    let get = async |replies: [Response; 2]| {
        let site = Site::giving(replies).await;
        let answer = site.client(site.settings()).get(&path, None).await;
        assert_eq!(site.last_path(), format!("/{}", archive::known_path()));
        answer
    };
    let answer = get([denied(), status(200, INDEX)]).await;
    assert_eq!(answer.unwrap(), Answer::Missing);
    let answer = get([bare(), status(200, INDEX)]).await;
    assert!(matches!(problem(answer).0, Problem::Status(403)));
    for refusal in [denied(), bare()] {
        let answer = get([refusal, denied()]).await;
        assert!(matches!(answer, Err(FetchError::Blocked { .. })));
    }
}
