//! Workers that follow EDGAR over HTTP, die on the way, and share the work in a fleet.

use std::{
    process::{Child, Command},
    time::{Duration, Instant},
};

use osd_testkit::{
    fake_edgar::{FakeEdgar, Settings},
    redis::RedisServer,
};
use tokio::runtime::Runtime;

use crate::house::{Dice, Home, Source};

/// Kills of workers.
const KILLS: usize = 100;
/// No process lives longer before it is killed, in milliseconds.
const LIVES: f64 = 700.0;
/// How long it may take until everything is served in the end.
const LONGEST: Duration = Duration::from_secs(300);

/// A fake EDGAR that runs beside the test.
struct Site {
    fake: FakeEdgar,
    _runtime: Runtime,
}

impl Site {
    fn of(source: &Source) -> Self {
        let runtime = Runtime::new().unwrap();
        let started = runtime.block_on(FakeEdgar::start(source.folder(), Settings::default()));
        Self {
            fake: started.unwrap(),
            _runtime: runtime,
        }
    }

    /// How many filings it has.
    fn filings(source: &Source) -> usize {
        let undisturbed = Home::new();
        undisturbed.ingested(source);
        undisturbed.facts().filings_listed()
    }
}

/// Waits until everything is served.
fn wait_for(home: &Home, filings: usize) {
    let started = Instant::now();
    while !home.is_served(filings) {
        assert!(started.elapsed() < LONGEST, "not all is served");
        std::thread::yield_now();
    }
}

/// Tells processes to stop, and waits until they have.
fn stop(processes: impl IntoIterator<Item = Child>) {
    for mut process in processes {
        let pid = process.id().to_string();
        let told = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(told.unwrap().success());
        assert!(process.wait().unwrap().success());
    }
}

#[test]
fn a_hundred_kills_of_a_following_worker_lose_and_double_nothing() {
    let source = Source::small(31);
    let undisturbed = Home::new().ingested(&source).facts();
    let filings = Site::filings(&source);
    let site = Site::of(&source);
    let home = Home::new();
    let mut dice = Dice(20_261_129);
    for _ in 0..KILLS {
        let url = site.fake.url();
        let mut worker = home.follow("worker,scheduler", &url, None).spawn().unwrap();
        let until = Instant::now() + Duration::from_millis((dice.fraction() * LIVES) as u64);
        while Instant::now() < until {
            std::thread::yield_now();
        }
        worker.kill().unwrap();
        worker.wait().unwrap();
    }
    let url = site.fake.url();
    let last = home.follow("worker,scheduler", &url, None).spawn().unwrap();
    wait_for(&home, filings);
    stop([last]);
    assert_eq!(home.facts(), undisturbed);
    assert_eq!(home.leftovers(), [] as [String; 0]);
}

#[test]
fn a_fleet_gives_the_same_ids_as_one_process_on_redis() {
    let source = Source::small(37);
    let undisturbed = Home::new().ingested(&source).facts();
    let filings = Site::filings(&source);
    let site = Site::of(&source);
    let redis = RedisServer::start();
    let home = Home::on_postgres();
    let url = site.fake.url();
    let fleet = ["worker", "worker", "scheduler", "scheduler"]
        .map(|role| home.follow(role, &url, Some(&redis.url())).spawn().unwrap());
    wait_for(&home, filings);
    stop(fleet);
    assert_eq!(home.facts(), undisturbed);
    let most = site.fake.max_in_any_second();
    assert!(most <= 8, "{most} requests in a second");
    assert_eq!(home.leftovers(), [] as [String; 0]);
}
