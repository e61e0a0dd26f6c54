//! What a block does to all requests of a process, and a storm to their rate.

use super::*;

const MINUTE: Duration = Duration::from_secs(60);

fn block() -> Response {
    status(403, BLOCK_PAGE)
}

/// How often it was asked, and how long to wait.
fn blocked(answer: Result<Answer, FetchError>) -> (u32, Duration) {
    match answer.unwrap_err() {
        FetchError::Blocked { attempts, wait, .. } => (attempts, wait),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_block_pauses_everybody_and_a_probe_ends_the_pause() {
    let site = Site::giving([block()]).await;
    let client = site.client(site.settings());
    let other = client.clone();
    assert_eq!(blocked(client.get(&path(), None).await), (1, 10 * MINUTE));
    assert_eq!(client.door.figures().blocked_for, Some(10 * MINUTE));

    site.let_pass(MINUTE);
    assert_eq!(blocked(other.get(&path(), None).await), (0, 9 * MINUTE));
    site.let_pass(9 * MINUTE - Duration::from_secs(1));
    let late = other.get(&path(), None).await.unwrap_err();
    assert_eq!(late.retry_after(), Some(Duration::from_secs(1)));
    let text = late.to_string();
    assert!(text.contains("was not asked for"), "{text}");
    assert!(text.contains("for 1 seconds more"), "{text}");
    assert_eq!(site.requests(), 1);

    site.let_pass(Duration::from_secs(1));
    site.gives([ok(), ok()]);
    found(other.get(&path(), None).await);
    found(client.get(&path(), None).await);
    assert_eq!(client.door.figures().blocked_for, None);
    assert_eq!(site.requests(), 3);
}

#[tokio::test]
async fn a_probe_that_meets_the_block_waits_as_long_again() {
    let site = Site::giving([block(), block()]).await;
    let client = site.client(site.settings());
    blocked(client.get(&path(), None).await);
    site.let_pass(10 * MINUTE);
    assert_eq!(blocked(client.get(&path(), None).await), (1, 10 * MINUTE));
    assert_eq!(blocked(client.get(&path(), None).await), (0, 10 * MINUTE));
    assert_eq!(site.requests(), 2);
}

#[tokio::test]
async fn a_probe_may_fetch_what_it_needs_to_know_what_a_403_means() {
    let site = Site::giving([block()]).await;
    let client = site.client(site.settings());
    blocked(client.get(&path(), None).await);
    site.let_pass(10 * MINUTE);
    let listing = r#"{"directory":{"item":[]}}"#;
    site.gives([status(403, ACCESS_DENIED), status(200, listing), ok()]);
    let answer = client.get(&path(), None).await.unwrap();
    assert_eq!(answer, Answer::Missing);
    found(client.get(&path(), None).await);
}

#[tokio::test]
async fn a_probe_without_an_answer_leaves_the_door_to_the_next() {
    let site = Site::giving([block()]).await;
    let client = site.client(site.settings());
    blocked(client.get(&path(), None).await);
    site.let_pass(10 * MINUTE);
    site.gives([status(503, ""), status(503, ""), ok()]);
    found(client.get(&path(), None).await);
    assert_eq!(site.requests(), 4);
}

#[tokio::test]
async fn the_server_may_ask_for_a_longer_pause() {
    let long = with(block(), header::RETRY_AFTER, "3600");
    let site = Site::giving([long]).await;
    let client = site.client(site.settings());
    assert_eq!(blocked(client.get(&path(), None).await), (1, 60 * MINUTE));
    site.let_pass(59 * MINUTE);
    assert_eq!(blocked(client.get(&path(), None).await), (0, MINUTE));
}

#[tokio::test]
async fn a_repetition_that_meets_a_block_of_others_is_not_made() {
    let site = Site::giving([status(500, ""), block()]).await;
    let client = site.client(site.settings());
    let other = client.clone();
    // While it waits to be repeated, another request is blocked.
    let sleep: Sleep = Arc::new(move |_| {
        let other = other.clone();
        async move { drop(other.get(&path(), None).await) }.boxed()
    });
    let patient = Http { sleep, ..client };
    assert_eq!(blocked(patient.get(&path(), None).await), (1, 10 * MINUTE));
    assert_eq!(site.requests(), 2);
}

#[tokio::test]
async fn a_storm_of_refusals_slows_the_rate_down() {
    let site = Site::giving([503, 429, 503].map(|code| status(code, ""))).await;
    let client = site.client(site.settings());
    let rate = || client.door.figures().rate_per_second;
    assert_eq!(rate().total_cmp(&1000.0), std::cmp::Ordering::Equal);
    assert!(client.get(&path(), None).await.is_err());
    assert_eq!(rate().total_cmp(&500.0), std::cmp::Ordering::Equal);
    site.let_pass(Duration::from_secs(30));
    assert_eq!(rate().total_cmp(&500.5), std::cmp::Ordering::Equal);
}

#[tokio::test]
async fn figures_say_what_went_through_the_door() {
    let replies = [
        ok(),
        status(404, ""),
        status(503, ""),
        ok(),
        with(status(301, ""), header::LOCATION, "/elsewhere"),
        ok(),
        status(400, ""),
        block(),
    ];
    let site = Site::giving(replies).await;
    let client = site.client(site.settings());
    let fetcher = Fetcher::new(Arc::new(client.clone()));
    for _ in 0..7 {
        let _ = client.get(&path(), None).await;
    }
    let figures = fetcher.figures().unwrap();
    assert_eq!(figures.requests, 8);
    assert_eq!((figures.found, figures.missing, figures.refused), (3, 1, 1));
    assert_eq!(
        (figures.failed, figures.blocked, figures.held_back),
        (1, 1, 1)
    );
    assert_eq!((figures.not_modified, figures.rejected), (0, 0));
    assert_eq!(figures.blocked_for, Some(10 * MINUTE));
    assert!(!figures.is_cut_off);
}
