//! The door of a process, and of a fleet.

mod on_redis;

use std::{ops::Range, sync::Mutex};

use proptest::prelude::*;

use super::*;

/// Requests of one worker: how many milliseconds it does other things before each.
type Worker = Vec<u64>;

fn workers(count: Range<usize>, requests: Range<usize>) -> impl Strategy<Value = Vec<Worker>> {
    let idle = prop_oneof![4 => Just(0), 2 => 0..200u64, 1 => 0..5_000u64];
    prop::collection::vec(prop::collection::vec(idle, requests), count)
}

fn door(rate: u32) -> Arc<Door> {
    Arc::new(Door::new(rate * 1000, &Budget::Process, tokio_clock()).unwrap())
}

/// When the requests of all workers left, in order, with a storm of refusals on the way if there is
/// to be one.
async fn passages(door: Arc<Door>, workers: Vec<Worker>, storm: bool) -> Vec<time::Instant> {
    let passed = Arc::new(Mutex::new(Vec::new()));
    let works = workers.into_iter().map(|worker| {
        let (door, passed) = (Arc::clone(&door), Arc::clone(&passed));
        tokio::spawn(async move {
            for idle in worker {
                time::sleep(Duration::from_millis(idle)).await;
                let mut errand = door.errand();
                errand.pass().await.unwrap();
                lock(&passed).push(time::Instant::now());
                let outcome = if storm {
                    Outcome::Refused
                } else {
                    Outcome::Found
                };
                errand.settle(outcome).await;
            }
        })
    });
    for work in works.collect::<Vec<_>>() {
        work.await.unwrap();
    }
    let mut passed = std::mem::take(&mut *lock(&passed));
    passed.sort_unstable();
    passed
}

fn paused<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build();
    runtime.unwrap().block_on(work)
}

proptest! {
    #[test]
    fn no_second_sees_more_than_the_rate_whoever_asks_when(
        rate in 1u32..=10,
        workers in workers(1..8, 0..12),
        storm: bool,
    ) {
        let asked: usize = workers.iter().map(Vec::len).sum();
        let passed = paused(passages(door(rate), workers, storm));
        prop_assert_eq!(passed.len(), asked);
        for window in passed.windows(rate as usize + 1) {
            let first_and_last = (window[0], window[rate as usize]);
            let time = first_and_last.1 - first_and_last.0;
            prop_assert!(time >= Duration::from_secs(1), "{time:?}");
        }
    }
}

#[test]
fn waiting_requests_leave_as_soon_as_they_may() {
    paused(async {
        time::sleep(Duration::from_secs(60)).await; // an idle minute saves nothing up
        let door = door(8);
        let passed = passages(Arc::clone(&door), vec![vec![0; 20]; 5], false).await;
        assert_eq!(passed.len(), 100);
        // 99 gaps of an eighth of 1.02 seconds: what is late once is early the next time.
        let time = passed[99] - passed[0];
        let even = limiter::interval(8000) * 99;
        let longest = even + Duration::from_millis(1);
        assert!(
            even - limiter::LATENESS <= time && time <= longest,
            "{time:?}"
        );
        let figures = door.figures();
        assert_eq!((figures.requests, figures.found), (100, 100));
        assert_eq!(figures.waits, 99);
        assert!(figures.waited >= time, "{figures:?}");
    });
}

#[test]
fn a_change_of_the_rate_lets_nothing_slip() {
    paused(async {
        let limiter = Limiter::new(8000);
        assert_eq!(limiter.check(8000), Ok(()));
        assert!(limiter.check(4000).is_err());
        assert!(limiter.check(8000).is_err());
        time::sleep(Duration::from_millis(130)).await;
        assert_eq!(limiter.check(8000), Ok(()));
    });
}

#[test]
fn who_is_always_late_keeps_the_pace() {
    paused(async {
        let (limiter, start) = (Limiter::new(10_000), time::Instant::now());
        for _ in 0..200 {
            while let Err(wait) = limiter.check(10_000) {
                time::sleep(wait + Duration::from_millis(9)).await;
            }
        }
        let time = start.elapsed();
        assert!(time <= Duration::from_millis(199 * 102 + 10), "{time:?}");
    });
}

#[tokio::test(start_paused = true)]
async fn while_a_probe_is_under_way_nothing_else_leaves() {
    let door = door(10);
    let mut first = door.errand();
    first.pass().await.unwrap();
    let pause = Duration::from_secs(600);
    let block = Outcome::Blocked { status: 403, pause };
    first.settle(block).await;

    time::advance(pause).await;
    let (mut probe, mut other) = (door.errand(), door.errand());
    probe.pass().await.unwrap();
    let closed = other.pass().await.unwrap_err();
    assert_eq!((closed.wait.as_secs(), closed.status), (5, 403));
    probe.pass().await.unwrap();
    // One that is given up is no probe any more.
    drop(probe);
    other.pass().await.unwrap();
    other.settle(Outcome::Missing).await;
    door.errand().pass().await.unwrap();
    assert_eq!(door.figures().held_back, 1);
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_a_turn_does_not_leave_after_a_block() {
    let door = door(1);
    let mut first = door.errand();
    first.pass().await.unwrap();
    let waiting = tokio::spawn({
        let door = Arc::clone(&door);
        async move { door.errand().pass().await }
    });
    tokio::task::yield_now().await;
    let pause = Duration::from_secs(600);
    let block = Outcome::Blocked { status: 200, pause };
    first.settle(block).await;
    let closed = waiting.await.unwrap().unwrap_err();
    let turn = limiter::interval(1_000) - limiter::LATENESS;
    assert_eq!((closed.wait, closed.status), (pause - turn, 200));
    assert_eq!(door.figures().requests, 1);
}
