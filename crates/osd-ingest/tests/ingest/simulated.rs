//! A day in seconds: time that goes faster than it does, for a fake EDGAR and whoever follows it.
//!
//! The clock of tokio is paused, and moved on by steps, so that all that waits waits for it: limiter,
//! retries, schedules, leases, bans. Between two steps sockets and disks get a moment of real time.

use std::{future::Future, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use osd_fetch::{Fetcher, Http, HttpSettings};
use osd_ingest::{Clock, Following, House, Timetable, follow};
use osd_testkit::{
    fake_edgar::{FakeEdgar, Settings},
    period,
};
use tokio::{
    sync::{oneshot, watch},
    time::{self, Instant},
};

use crate::street::Street;

/// How far the clock is moved at a time.
const STEP: Duration = Duration::from_millis(50);
/// For how long it stands still in between, in real time.
const MOMENT: Duration = Duration::from_millis(1);

/// EDGAR on a day, and a house that follows it.
pub(crate) struct Day {
    pub(crate) street: Street,
    pub(crate) fake: FakeEdgar,
    pub(crate) clock: Clock,
    /// Dropped in the end: until then tokio does not move its clock by itself.
    _stands_still: oneshot::Sender<()>,
}

impl Day {
    /// Begins at an instant. The street's folder must hold what there is by the end of the day.
    pub(crate) async fn begin(at: &str, mut street: Street) -> Self {
        let (still, dropped) = oneshot::channel::<()>();
        tokio::task::spawn_blocking(move || dropped.blocking_recv());
        time::pause();
        let begun: DateTime<Utc> = at.parse().unwrap();
        let zero = Instant::now();
        let clock: Clock = Arc::new(move || {
            begun + TimeDelta::from_std(Instant::now() - zero).unwrap_or_default()
        });
        tokio::spawn(async {
            loop {
                let moment = tokio::task::spawn_blocking(|| std::thread::sleep(MOMENT));
                moment.await.unwrap();
                time::advance(STEP).await;
            }
        });
        let settings = Settings {
            clock: Arc::clone(&clock),
            ..Settings::default()
        };
        let fake = FakeEdgar::start(street.edgar(), settings).await.unwrap();
        let mut door = HttpSettings::new("Jane Doe jane@example.com");
        door.base = fake.url().parse().unwrap();
        street.house = House {
            fetcher: Some(Fetcher::new(Arc::new(Http::new(door).unwrap()))),
            clock: Arc::clone(&clock),
            pace: TimeDelta::seconds(60),
            ..street.house
        };
        Self {
            street,
            fake,
            clock,
            _stands_still: still,
        }
    }

    /// Follows EDGAR from a quarter on until it is as it should be, or for this long.
    pub(crate) async fn follow_until<F: Future<Output = bool>>(
        &self,
        from: &str,
        longest: TimeDelta,
        is_so: impl Fn() -> F,
    ) {
        let house = &self.street.house;
        let presence = house.enter("follower").unwrap();
        let following = Following {
            timetable: Some(Timetable::default()),
            loops: Some(2),
            from: period(from),
            watch: None,
        };
        let (stop, told) = watch::channel(false);
        let end = (self.clock)() + longest;
        let watching = async {
            while !is_so().await {
                assert!(
                    (self.clock)() < end,
                    "it is not as it should be after {longest}"
                );
                time::sleep(Duration::from_secs(5)).await;
            }
            stop.send_replace(true);
        };
        let (followed, ()) = tokio::join!(follow(house, &presence, &following, told), watching);
        followed.unwrap();
    }

    /// Whether so many filings are in, and everything that was read is served.
    pub(crate) async fn all_is_served(&self, filings: u64) -> bool {
        let read = self.street.house.catalog.read().await.unwrap();
        let states = read.filings().states().await.unwrap();
        let waiting = read.filings().waiting().await.unwrap();
        let periods = read.periods().list().await.unwrap();
        states.values().sum::<u64>() == filings
            && waiting.is_empty()
            && periods
                .iter()
                .all(|period| period.snapshot.is_some() && !period.is_stale())
    }
}
