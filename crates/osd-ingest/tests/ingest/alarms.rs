//! What lasts is told within a cycle of its limit, and that it is over as soon as it is.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use osd_catalog::{AlarmMessage, AlarmState};
use osd_ingest::{Disk, Limits, NotTold, Tell, Watch};
use osd_testkit::fake_edgar::{Fault, When};

use crate::{
    simulated::{Day, QUIET_STEP},
    street::{report, street_with},
};

/// A cycle is a minute; while time goes fast, looking takes some of it.
const CYCLE: TimeDelta = TimeDelta::seconds(60 + 30);
/// How far time is moved where nothing happens for hours.
const STEP: Duration = Duration::from_secs(15);

/// Remembers what it is told.
#[derive(Default)]
struct Ear(Mutex<Vec<AlarmMessage>>);

#[async_trait]
impl Tell for Ear {
    fn ways(&self) -> Vec<&'static str> {
        vec!["ear"]
    }

    async fn tell(&self, _way: &str, message: &AlarmMessage) -> Result<(), NotTold> {
        self.0.lock().unwrap().push(message.clone());
        Ok(())
    }
}

impl Ear {
    /// The names of the alarms that were raised and not cleared since.
    fn standing(&self) -> BTreeSet<String> {
        let mut states = BTreeMap::new();
        for message in self.0.lock().unwrap().iter() {
            states.insert(message.name.clone(), message.state);
        }
        let raised = states
            .into_iter()
            .filter(|(_, state)| *state == AlarmState::Raised);
        raised.map(|(name, _)| name).collect()
    }

    fn names(&self) -> BTreeSet<String> {
        let heard = self.0.lock().unwrap();
        heard.iter().map(|message| message.name.clone()).collect()
    }

    /// When an alarm was last raised or cleared.
    fn last(&self, name: &str, state: AlarmState) -> DateTime<Utc> {
        let heard = self.0.lock().unwrap();
        let mut of = heard.iter().rev();
        let of = of.find(|message| message.name == name && message.state == state);
        of.unwrap_or_else(|| panic!("{name} was not {state}")).at
    }
}

/// A day that is watched over, with hours that go by fast.
async fn watched(at: &str, accepted: &[&str]) -> (Day, Arc<Ear>) {
    let reports: Vec<_> = (1..)
        .zip(accepted)
        .map(|(cik, at)| report(cik, at, 100))
        .collect();
    let mut day = Day::begin(at, street_with(&reports).await).await;
    let ear = Arc::new(Ear::default());
    day.watch = Some(Watch {
        limits: Limits::default(),
        disk: Arc::new(|| {
            Ok(Disk {
                free: 50 << 30,
                total: 100 << 30,
            })
        }),
        tell: Some(Arc::clone(&ear) as Arc<dyn Tell>),
    });
    (day, ear)
}

impl Day {
    async fn heard(&self, ear: &Ear, names: &[&str], longest: TimeDelta) {
        let names: BTreeSet<String> = names.iter().map(ToString::to_string).collect();
        self.until(longest, || async { ear.standing() == names })
            .await;
    }

    /// Has time go by fast up to an instant.
    async fn pass(&self, instant: DateTime<Utc>) {
        self.hurry(STEP);
        self.until(TimeDelta::days(2), || async { self.now() >= instant })
            .await;
        self.hurry(QUIET_STEP);
    }

    async fn last_look_at_the_feed(&self) -> DateTime<Utc> {
        let read = self.street.house.catalog.read().await.unwrap();
        read.looks().last("feed").await.unwrap().unwrap()
    }

    fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }
}

fn minutes(count: i64) -> TimeDelta {
    TimeDelta::minutes(count)
}

/// When EDGAR's feed has been out of order for half an hour, in whatever way, that is told; and that it
/// is over once it was read.
#[tokio::test]
async fn each_fault_of_the_feed_that_lasts_is_told_and_that_it_is_over() {
    let (day, ear) = watched("2024-10-09T14:00:00Z", &["2024-10-09T10:01:00"]).await;
    let story = async {
        day.until(minutes(10), || day.all_is_served(1)).await;
        let mut faults = Fault::passing();
        // A slow answer is an answer, unless it takes for ever.
        faults.retain(|fault| fault.name() != "slow");
        faults.push("slow=60000".parse().unwrap());
        for fault in faults {
            day.fake
                .fault(fault.clone(), When::until_cleared().at("cgi-bin"));
            day.pass(day.last_look_at_the_feed().await + minutes(29))
                .await;
            day.heard(&ear, &["feed"], minutes(10)).await;
            let unseen = ear.last("feed", AlarmState::Raised) - day.last_look_at_the_feed().await;
            assert!(
                unseen >= minutes(30) && unseen <= minutes(30) + CYCLE,
                "{fault}: {unseen}"
            );
            day.fake.clear();
            day.heard(&ear, &[], minutes(10)).await;
            let since = ear.last("feed", AlarmState::Cleared) - day.last_look_at_the_feed().await;
            assert!(since <= CYCLE, "{fault}: {since}");
        }
    };
    day.follow_during("2024Q4", story).await;
    assert_eq!(ear.names(), BTreeSet::from(["feed".to_owned()]));
}

/// Who is refused hears of it at once, and an hour after the last refusal that it is over.
#[tokio::test]
async fn each_refusal_is_told_at_once_and_for_an_hour() {
    let (day, ear) = watched("2024-10-09T14:00:00Z", &["2024-10-09T10:01:00"]).await;
    let story = async {
        day.until(minutes(10), || day.all_is_served(1)).await;
        for fault in [Fault::Ban, Fault::Undeclared] {
            let asked = day.fake.requests().len();
            day.fake.fault(fault.clone(), When::until_cleared());
            day.until(minutes(10), || async { day.fake.requests().len() > asked })
                .await;
            let refused = day.now();
            day.heard(&ear, &["blocked"], minutes(5)).await;
            let told = ear.last("blocked", AlarmState::Raised) - refused;
            // A worker shows every 15 seconds what it met.
            assert!(told <= CYCLE + TimeDelta::seconds(20), "{fault}: {told}");
            day.fake.clear();
            day.pass(refused + minutes(59)).await;
            day.heard(&ear, &[], minutes(20)).await;
            let stood = ear.last("blocked", AlarmState::Cleared) - refused;
            assert!(
                stood > minutes(60) && stood < minutes(75),
                "{fault}: {stood}"
            );
        }
    };
    day.follow_during("2024Q4", story).await;
    assert_eq!(ear.names(), BTreeSet::from(["blocked".to_owned()]));
}

/// The index of the quarter does not answer, that of the day does not come, and what the feed names is
/// not in the archive: each is told after its own limit, and all is well once EDGAR is.
#[tokio::test]
async fn what_does_not_come_is_told_by_what_it_is() {
    let (day, ear) = watched("2024-10-09T20:00:00Z", &["2024-10-09T16:01:00"]).await;
    let begun = day.now();
    let hours = TimeDelta::hours;
    for fault in ["index-late=4000", "archive-late=4000"] {
        day.fake
            .fault(fault.parse().unwrap(), When::until_cleared());
    }
    day.fake.fault(
        Fault::Unavailable,
        When::until_cleared().at("Archives/edgar/full-index"),
    );
    day.hurry(STEP);
    let story = async {
        day.heard(&ear, &["behind"], hours(3)).await;
        let behind = ear.last("behind", AlarmState::Raised) - begun;
        assert!(behind >= hours(2) && behind < hours(2) + minutes(10));

        day.heard(&ear, &["behind", "failing"], hours(6)).await;
        let failing = ear.last("failing", AlarmState::Raised) - begun;
        assert!(failing >= hours(6) && failing < hours(6) + minutes(10));

        // Nine in the morning of the next day.
        let due: DateTime<Utc> = "2024-10-10T13:00:00Z".parse().unwrap();
        day.pass(due - minutes(1)).await;
        day.heard(&ear, &["behind", "daily", "failing"], minutes(10))
            .await;
        let late = ear.last("daily", AlarmState::Raised) - due;
        assert!(late >= TimeDelta::zero() && late <= CYCLE, "{late}");

        day.fake.clear();
        day.hurry(STEP);
        day.until(hours(25), || async {
            ear.standing().is_empty() && day.all_is_served(1).await
        })
        .await;
    };
    day.follow_during("2024Q4", story).await;
    let names = ["behind", "daily", "failing"].map(str::to_owned);
    assert_eq!(ear.names(), BTreeSet::from(names));
}

/// An index that lacks rows at first or for good, and a clock that is wrong, keep nothing from coming in:
/// nobody is called for that.
#[tokio::test]
async fn what_is_made_good_in_time_calls_nobody() {
    let accepted = [
        "2024-10-09T10:01:00",
        "2024-10-09T10:11:00",
        "2024-10-09T10:21:00",
    ];
    let (day, ear) = watched("2024-10-09T14:00:00Z", &accepted).await;
    let not_in_daily = report(1, accepted[0], 100).accession_number().to_string();
    for fault in [
        "index-rewritten=1",
        "clock-skew=-7200",
        &format!("not-in-daily={not_in_daily}"),
    ] {
        day.fake
            .fault(fault.parse().unwrap(), When::until_cleared());
    }
    // The feed comes late: what it names is known from there, what it does not from the indexes.
    day.fake
        .fault(Fault::Unavailable, When::next(12).at("cgi-bin"));
    let story = async {
        day.until(TimeDelta::hours(6), || day.all_is_served(3))
            .await;
        day.pass("2024-10-10T14:00:00Z".parse().unwrap()).await;
    };
    day.follow_during("2024Q4", story).await;
    assert_eq!(ear.names(), BTreeSet::new());
}
