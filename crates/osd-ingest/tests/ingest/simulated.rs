//! A day in seconds: time that goes faster than it does, for a fake EDGAR and whoever follows it.
//!
//! The clock of tokio is paused, and moved on by steps, so that all that waits waits for it: limiter,
//! retries, schedules, leases, bans. Between two steps sockets and disks get a moment of real time. Before
//! a long step whoever writes to the catalog comes to an end: else a lease runs out before the sign of
//! life that would have prolonged it.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use osd_catalog::Catalog;
use osd_fetch::{Fetcher, Http, HttpSettings};
use osd_ingest::{Clock, Following, House, Timetable, Watch, follow};
use osd_testkit::{
    fake_edgar::{FakeEdgar, Settings},
    period,
};
use tokio::{
    sync::{oneshot, watch},
    time::{self, Instant},
};

use crate::street::Street;

/// How far the clock is moved at a time: less than what lies between two requests.
const STEP: Duration = Duration::from_millis(50);
/// The same while nothing is asked, unless a day goes faster.
pub(crate) const QUIET_STEP: Duration = Duration::from_millis(200);
/// How many steps without a request are quiet.
const QUIET: u32 = 40;
/// For how long it stands still in between, in real time.
const MOMENT: Duration = Duration::from_millis(1);

/// EDGAR on a day, and a house that follows it.
pub(crate) struct Day {
    pub(crate) street: Street,
    pub(crate) fake: Arc<FakeEdgar>,
    pub(crate) clock: Clock,
    /// What looks for alarms.
    pub(crate) watch: Option<Watch>,
    /// How far the clock is moved at a time while nothing is asked, in milliseconds.
    quiet_step: Arc<AtomicU64>,
    /// Dropped in the end: until then tokio does not move its clock by itself.
    _stands_still: oneshot::Sender<()>,
}

/// Moves the clock on.
async fn go_on(fake: Arc<FakeEdgar>, catalog: Catalog, quiet_step: Arc<AtomicU64>) {
    let (mut asked, mut quiet) = (0, 0);
    loop {
        let moment = tokio::task::spawn_blocking(|| std::thread::sleep(MOMENT));
        moment.await.unwrap();
        let requests = fake.asked();
        quiet = if requests == asked { quiet + 1 } else { 0 };
        asked = requests;
        let quiet_step = Duration::from_millis(quiet_step.load(Ordering::Relaxed));
        let step = if quiet < QUIET { STEP } else { quiet_step };
        if step > QUIET_STEP {
            // There is one writer at a time: those who came before are through.
            drop(catalog.write().await.unwrap());
        }
        time::advance(step).await;
    }
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
        let settings = Settings {
            clock: Arc::clone(&clock),
            ..Settings::default()
        };
        let fake = FakeEdgar::start(street.edgar(), settings).await.unwrap();
        let fake = Arc::new(fake);
        let quiet_step = Arc::new(AtomicU64::new(QUIET_STEP.as_millis() as u64));
        let catalog = street.house.catalog.clone();
        tokio::spawn(go_on(Arc::clone(&fake), catalog, Arc::clone(&quiet_step)));
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
            watch: None,
            quiet_step,
            _stands_still: still,
        }
    }

    /// Has hours in which nothing happens go by faster.
    pub(crate) fn hurry(&self, quiet_step: Duration) {
        let step = u64::try_from(quiet_step.as_millis()).unwrap();
        self.quiet_step.store(step, Ordering::Relaxed);
    }

    /// Follows EDGAR from a quarter on until it is as it should be, or for this long.
    pub(crate) async fn follow_until<F: Future<Output = bool>>(
        &self,
        from: &str,
        longest: TimeDelta,
        is_so: impl Fn() -> F,
    ) {
        self.follow_during(from, self.until(longest, is_so)).await;
    }

    /// Waits until it is as it should be, at most so long.
    pub(crate) async fn until<F: Future<Output = bool>>(
        &self,
        longest: TimeDelta,
        is_so: impl Fn() -> F,
    ) {
        let end = (self.clock)() + longest;
        while !is_so().await {
            if (self.clock)() > end {
                panic!(
                    "it is not as it should be after {longest}:\n{}",
                    self.story().await
                );
            }
            time::sleep(Duration::from_secs(5)).await;
        }
    }

    /// Follows EDGAR from a quarter on while a story is told.
    pub(crate) async fn follow_during(&self, from: &str, story: impl Future<Output = ()>) {
        let house = &self.street.house;
        let presence = house.enter("follower").unwrap();
        let following = Following {
            timetable: Some(Timetable::default()),
            loops: Some(2),
            from: period(from),
            watch: self.watch.clone(),
        };
        let (stop, told) = watch::channel(false);
        let telling = async {
            story.await;
            stop.send_replace(true);
        };
        let (followed, ()) = tokio::join!(follow(house, &presence, &following, told), telling);
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

    /// What was asked for last, and what is left to do.
    async fn story(&self) -> String {
        let requests = self.fake.requests();
        let last = requests.iter().rev().take(30).rev();
        let mut story: Vec<String> = last
            .map(|one| {
                format!(
                    "{} {:?} {:?} {:?}",
                    one.on_site_at, one.path, one.status, one.faults
                )
            })
            .collect();
        let read = self.street.house.catalog.read().await.unwrap();
        story.push(format!("{:?}", read.work().counts().await.unwrap()));
        story.push(format!("{:?}", read.work().failed().await.unwrap()));
        story.push(format!("{:?}", read.filings().states().await.unwrap()));
        story.join("\n")
    }
}
