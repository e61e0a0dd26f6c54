//! A fleet: several doors that share a place in a Redis.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    os::unix::net::UnixStream,
};

use osd_testkit::redis::RedisServer;

use super::*;

const PAUSE: Duration = Duration::from_secs(600);

/// A clock that goes when it is told to, for what a process remembers; Redis has its own.
#[derive(Clone)]
struct Hands(Arc<Mutex<Instant>>);

impl Hands {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }

    fn clock(&self) -> Clock {
        let hands = self.clone();
        Arc::new(move || *lock(&hands.0))
    }

    fn let_pass(&self, time: Duration) {
        *lock(&self.0) += time;
    }
}

/// A place in a Redis that may be slow, as on a busy machine.
fn place(redis: &RedisServer) -> RedisBudget {
    RedisBudget {
        patience: Duration::from_secs(60),
        ..RedisBudget::new(redis.url())
    }
}

fn door(redis: &RedisServer, thousandths: u32, clock: Clock) -> Arc<Door> {
    let budget = Budget::Redis(place(redis));
    Arc::new(Door::new(thousandths, &budget, clock).unwrap())
}

/// Commands of somebody who looks into the Redis.
async fn tell(redis: &RedisServer, command: &[&str]) {
    let client = redis::Client::open(redis.url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let mut asked = redis::cmd(command[0]);
    asked.arg(&command[1..]);
    asked.exec_async(&mut connection).await.unwrap();
}

/// Ends the pause of a fleet: Redis's clock cannot be set, so what it says of the block is.
async fn end_the_pause(redis: &RedisServer) {
    tell(redis, &["HSET", "osd:door", "until", "1"]).await;
}

/// What a Redis was told, as its monitor prints it.
struct Monitor(BufReader<UnixStream>);

impl Monitor {
    fn of(redis: &RedisServer) -> Self {
        let mut stream = UnixStream::connect(redis.socket()).unwrap();
        stream.write_all(b"MONITOR\r\n").unwrap();
        let mut monitor = Self(BufReader::new(stream));
        assert_eq!(monitor.line(), "+OK");
        monitor
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        assert!(self.0.read_line(&mut line).unwrap() > 0);
        line.trim_end().to_owned()
    }

    /// When each request was let out, and when the next was expected, in microseconds by Redis's
    /// clock, up to where somebody said `PING end`.
    fn passages(mut self) -> (Vec<u64>, Vec<u64>) {
        let (mut passed, mut next_ones) = (Vec::new(), Vec::new());
        loop {
            let line = self.line();
            if line.ends_with("\"PING\" \"end\"") {
                return (passed, next_ones);
            }
            if let Some((_, next)) = line.split_once("\"HSET\" \"osd:door\" \"next\" \"") {
                next_ones.push(next.trim_end_matches('"').parse().unwrap());
                let printed = line.trim_start_matches('+').split_once(' ').unwrap().0;
                passed.push(printed.replace('.', "").parse().unwrap());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn no_second_sees_more_than_the_rate_of_the_fleet_on_redis(
        rate in 20u32..100,
        processes in prop::collection::vec(
            prop::collection::vec(prop::collection::vec(0..20u64, 0..12), 1..4),
            1..4,
        ),
    ) {
        let redis = RedisServer::start();
        let monitor = Monitor::of(&redis);
        let asked: usize = processes.iter().flatten().map(Vec::len).sum();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let passed = runtime.unwrap().block_on(async {
            let works = processes.into_iter().map(|workers| {
                let door = door(&redis, rate * 1000, tokio_clock());
                tokio::spawn(passages(door, workers, false))
            });
            let mut passed = 0;
            for work in works.collect::<Vec<_>>() {
                passed += work.await.unwrap().len();
            }
            tell(&redis, &["PING", "end"]).await;
            passed
        });
        let (let_out, next_ones) = monitor.passages();
        prop_assert_eq!((passed, next_ones.len()), (asked, asked));
        for window in let_out.windows(rate as usize + 1) {
            let time = window[rate as usize] - window[0];
            prop_assert!(time >= 1_000_000, "{time} microseconds");
        }
        for pair in next_ones.windows(2) {
            prop_assert!(pair[1] - pair[0] >= u64::from(1_000_000 / rate));
        }
    }
}

#[tokio::test]
async fn a_block_pauses_the_fleet_and_one_probe_ends_the_pause_on_redis() {
    let redis = RedisServer::start();
    let (one, other) = (
        door(&redis, 100_000, tokio_clock()),
        door(&redis, 100_000, tokio_clock()),
    );
    let mut errand = one.errand();
    errand.pass().await.unwrap();
    let block = Outcome::Blocked {
        status: 429,
        pause: PAUSE,
    };
    errand.settle(block).await;
    for door in [&one, &other] {
        let closed = door.errand().pass().await.unwrap_err();
        assert_eq!(closed.status, 429);
        assert!(
            closed.wait <= PAUSE && closed.wait > PAUSE / 2,
            "{closed:?}"
        );
    }
    assert!(other.figures().blocked_for.unwrap() > PAUSE / 2);
    assert_eq!(
        (other.figures().requests, other.figures().held_back),
        (0, 1)
    );

    end_the_pause(&redis).await;
    let mut probe = other.errand();
    probe.pass().await.unwrap();
    let closed = one.errand().pass().await.unwrap_err();
    assert_eq!(closed.wait.as_secs(), 5);
    probe.pass().await.unwrap();
    probe.settle(Outcome::Found).await;
    one.errand().pass().await.unwrap();
    assert_eq!(one.figures().blocked_for, None);
}

#[tokio::test]
async fn a_probe_that_meets_the_block_closes_the_door_of_the_fleet_on_redis() {
    let redis = RedisServer::start();
    let (one, other) = (
        door(&redis, 100_000, tokio_clock()),
        door(&redis, 100_000, tokio_clock()),
    );
    let block = Outcome::Blocked {
        status: 403,
        pause: PAUSE,
    };
    one.errand().settle(block).await;
    end_the_pause(&redis).await;
    let mut probe = one.errand();
    probe.pass().await.unwrap();
    probe.settle(block).await;
    let closed = other.errand().pass().await.unwrap_err();
    assert!(closed.wait > PAUSE / 2, "{closed:?}");

    // One without news leaves its place.
    end_the_pause(&redis).await;
    let mut probe = other.errand();
    probe.pass().await.unwrap();
    probe.settle(Outcome::Refused).await;
    let mut next = one.errand();
    next.pass().await.unwrap();
    next.settle(Outcome::Missing).await;
    other.errand().pass().await.unwrap();
}

#[tokio::test]
async fn fleets_of_different_prefixes_do_not_meet_on_redis() {
    let redis = RedisServer::start();
    let named = |prefix: &str| {
        let mut place = place(&redis);
        place.prefix = prefix.to_owned();
        Door::new(100_000, &Budget::Redis(place), tokio_clock()).unwrap()
    };
    let (one, other) = (named("one"), named("other"));
    let block = Outcome::Blocked {
        status: 403,
        pause: PAUSE,
    };
    one.errand().settle(block).await;
    assert!(one.errand().pass().await.is_err());
    other.errand().pass().await.unwrap();
}

/// How often a door asks until its Redis answers, two seconds after each other.
async fn asks_until_found(door: &Door, hands: &Hands) -> usize {
    for asks in 1..=3 {
        hands.let_pass(Duration::from_secs(2));
        if door.ask_fleet(1, 10_000).await.is_some() {
            return asks;
        }
    }
    panic!("a Redis that is back is not found");
}

#[tokio::test]
async fn without_its_redis_a_process_is_slow_and_finds_it_again_on_redis() {
    let mut redis = RedisServer::start();
    let hands = Hands::new();
    let door = door(&redis, 10_000, hands.clock());
    door.errand().pass().await.unwrap();
    assert!(!door.figures().is_cut_off);

    redis.stop();
    hands.let_pass(Duration::from_secs(60));
    assert_eq!(door.ask_fleet(1, 10_000).await, None);
    assert!(door.figures().is_cut_off);
    // One request in two seconds, however long nothing was asked.
    match door.ask_here(1, 10_000) {
        Verdict::Wait(wait) => {
            let (least, most) = (Duration::from_millis(1_900), limiter::interval(500));
            assert!((least..=most).contains(&wait), "{wait:?}");
        }
        other => panic!("{other:?}"),
    }

    redis.start_again();
    assert!(asks_until_found(&door, &hands).await <= 3);
    assert!(!door.figures().is_cut_off);
}

#[tokio::test]
async fn a_block_met_without_redis_is_told_when_it_is_back_on_redis() {
    let mut redis = RedisServer::start();
    let hands = Hands::new();
    let one = door(&redis, 10_000, hands.clock());
    redis.stop();
    let block = Outcome::Blocked {
        status: 403,
        pause: PAUSE,
    };
    one.errand().settle(block).await;
    assert!(one.figures().is_cut_off);
    let closed = one.errand().pass().await.unwrap_err();
    assert_eq!((closed.wait, closed.status), (PAUSE, 403));

    redis.start_again();
    asks_until_found(&one, &hands).await;
    let other = door(&redis, 10_000, tokio_clock());
    let closed = other.errand().pass().await.unwrap_err();
    assert_eq!(closed.status, 403);
    assert!(closed.wait > PAUSE / 2 && closed.wait < PAUSE, "{closed:?}");
}

#[tokio::test(start_paused = true)]
async fn a_fleet_whose_redis_never_was_there_asks_slowly() {
    let nowhere = RedisBudget::new("unix:///nonexistent/redis.sock");
    let door = Door::new(10_000, &Budget::Redis(nowhere), tokio_clock()).unwrap();
    let start = time::Instant::now();
    for _ in 0..5 {
        door.errand().pass().await.unwrap();
    }
    assert!(
        start.elapsed() >= Duration::from_secs(8),
        "{:?}",
        start.elapsed()
    );
    assert!(door.figures().is_cut_off);
}

#[test]
fn what_is_no_redis_is_refused_without_its_password() {
    for url in [
        "",
        "localhost",
        "http://jane:secret@localhost",
        "rediss://jane:secret@localhost",
    ] {
        let budget = Budget::Redis(RedisBudget::new(url));
        let error = Door::new(8000, &budget, tokio_clock())
            .map(drop)
            .unwrap_err();
        let text = format!("{error:?} {error} {budget:?}");
        assert!(error.to_string().contains("REDIS_URL"), "{text}");
        assert!(!text.contains("secret"), "{text}");
    }
}
