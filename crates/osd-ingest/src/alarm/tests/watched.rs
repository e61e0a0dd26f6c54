//! A house that is watched over: what is raised, told and cleared, and when.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use osd_catalog::{
    AlarmMessage, AlarmState, Catalog, Claim, DailyIndex, DailyIndexState, Order, WorkKind,
    WorkerRow, sqlite_url,
};
use osd_snapshot::Snapshots;
use osd_vault::Vault;
use tempfile::TempDir;

use super::*;
use crate::{House, Silent};

/// Keeps what it is told, and refuses while it is told to.
#[derive(Default)]
struct Ear {
    heard: Mutex<Vec<(String, String, AlarmState)>>,
    refuses: Mutex<BTreeSet<&'static str>>,
}

#[async_trait]
impl Tell for Ear {
    fn ways(&self) -> Vec<&'static str> {
        vec!["mail", "webhook"]
    }

    async fn tell(&self, way: &str, message: &AlarmMessage) -> Result<(), NotTold> {
        if self.refuses.lock().unwrap().contains(way) {
            return Err(NotTold("refused".to_owned()));
        }
        let heard = (way.to_owned(), message.name.clone(), message.state);
        self.heard.lock().unwrap().push(heard);
        Ok(())
    }
}

/// A house whose clock and disk are set, watched over.
struct Watched {
    _folder: TempDir,
    house: House,
    watch: Watch,
    ear: Arc<Ear>,
    now: Arc<Mutex<DateTime<Utc>>>,
    disk: Arc<Mutex<Disk>>,
}

impl Watched {
    async fn since(begun: DateTime<Utc>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let catalog = Catalog::open(&sqlite_url(&folder.path().join("catalog.db")))
            .await
            .unwrap();
        catalog.migrate().await.unwrap();
        let now = Arc::new(Mutex::new(begun));
        let disk = Arc::new(Mutex::new(Disk {
            free: 50 << 30,
            total: 100 << 30,
        }));
        let ear = Arc::new(Ear::default());
        let (clock, room) = (Arc::clone(&now), Arc::clone(&disk));
        let house = House {
            catalog,
            vault: Vault::folder(folder.path().join("vault")).unwrap(),
            snapshots: Snapshots::folder(folder.path().join("snapshots")).unwrap(),
            fetcher: None,
            clock: Arc::new(move || *clock.lock().unwrap()),
            workers: folder.path().join("workers"),
            pace: TimeDelta::zero(),
            progress: Arc::new(Silent),
        };
        let watch = Watch {
            limits: Limits::default(),
            disk: Arc::new(move || Ok(*room.lock().unwrap())),
            tell: Some(Arc::clone(&ear) as Arc<dyn Tell>),
        };
        let watched = Self {
            _folder: folder,
            house,
            watch,
            ear,
            now,
            disk,
        };
        let write = watched.house.catalog.write().await.unwrap();
        let said = [Schedule::Feed, Schedule::Daily].map(|schedule| ScheduleRow {
            name: schedule.to_string(),
            pattern: "* * * * *".into(),
            next_due: None,
            said_at: begun,
        });
        write.schedules().say(&said).await.unwrap();
        write.commit().await.unwrap();
        watched
    }

    /// A minute goes by, with one cycle at its end.
    async fn minute(&self) -> Vec<String> {
        *self.now.lock().unwrap() += minutes(1);
        self.watch.look(&self.house).await.unwrap();
        self.watch.tell(&self.house).await.unwrap();
        self.standing().await
    }

    async fn minutes(&self, count: u32) -> Vec<String> {
        let mut standing = Vec::new();
        for _ in 0..count {
            standing = self.minute().await;
        }
        standing
    }

    async fn standing(&self) -> Vec<String> {
        let read = self.house.catalog.read().await.unwrap();
        let rows = read.alarms().standing().await.unwrap();
        rows.into_iter().map(|row| row.alarm.name).collect()
    }

    async fn write(&self) -> osd_catalog::Write {
        self.house.catalog.write().await.unwrap()
    }

    fn heard(&self, way: &str) -> Vec<(String, AlarmState)> {
        let heard = self.ear.heard.lock().unwrap();
        let by = heard.iter().filter(|one| one.0 == way);
        by.map(|(_, name, state)| (name.clone(), *state)).collect()
    }

    async fn feed_is_looked_at(&self) {
        let write = self.write().await;
        write
            .looks()
            .looked("feed", self.house.now())
            .await
            .unwrap();
        write.commit().await.unwrap();
    }

    async fn worker_is_seen(&self, blocked_until: Option<DateTime<Utc>>) {
        let now = self.house.now();
        let worker = WorkerRow {
            name: "w".into(),
            roles: "worker".into(),
            started_at: now,
            seen_at: now,
            done: 0,
            failed: 0,
            requests: 0,
            blocked_until,
        };
        let write = self.write().await;
        write.workers().seen(&worker).await.unwrap();
        write.commit().await.unwrap();
    }
}

const NOTHING: [&str; 0] = [];

#[tokio::test]
async fn a_feed_that_is_not_looked_at_is_raised_within_a_cycle_and_cleared_after() {
    let watched = Watched::since(noon()).await;
    watched.feed_is_looked_at().await;
    assert_eq!(watched.minutes(29).await, NOTHING);
    assert_eq!(watched.minute().await, ["feed"]);
    assert_eq!(watched.minutes(3).await, ["feed"]);
    watched.feed_is_looked_at().await;
    assert_eq!(watched.minute().await, NOTHING);
    let told = [
        ("feed".to_owned(), AlarmState::Raised),
        ("feed".to_owned(), AlarmState::Cleared),
    ];
    assert_eq!(watched.heard("mail"), told);
    assert_eq!(watched.heard("webhook"), told);
}

#[tokio::test]
async fn an_index_that_does_not_come_is_raised_at_nine_and_cleared_when_it_is_in() {
    let watched = Watched::since(at("2026-03-05 08:57")).await;
    watched.feed_is_looked_at().await;
    assert_eq!(watched.minutes(2).await, NOTHING);
    assert_eq!(watched.minute().await, ["daily"]);
    let day = DailyIndex {
        day: "2026-03-04".parse().unwrap(),
        state: DailyIndexState::Read,
        rows: 12,
        etag: None,
        last_modified: None,
        checked_at: watched.house.now(),
    };
    let write = watched.write().await;
    write.daily_indexes().record(&[day]).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(watched.minute().await, NOTHING);
}

#[tokio::test]
async fn a_block_is_raised_at_once_and_cleared_an_hour_after_it() {
    let watched = Watched::since(at("2026-03-07 12:00")).await;
    watched
        .worker_is_seen(Some(watched.house.now() + minutes(10)))
        .await;
    assert_eq!(watched.minute().await, ["blocked"]);
    watched.minutes(8).await;
    watched.worker_is_seen(None).await;
    // It was last seen in the ninth minute.
    assert_eq!(watched.minutes(59).await, ["blocked"]);
    assert_eq!(watched.minute().await, NOTHING);
    assert_eq!(watched.heard("mail").len(), 2);
}

#[tokio::test]
async fn work_that_nobody_does_is_raised_and_cleared_when_a_worker_comes() {
    let watched = Watched::since(at("2026-03-07 12:00")).await;
    let now = watched.house.now();
    let write = watched.write().await;
    let publish = Order {
        kind: WorkKind::Publish,
        key: "2025Q4".into(),
        payload: None,
        priority: 0,
        not_before: now,
    };
    write.periods().touch(&[period("2025Q4")]).await.unwrap();
    write.work().enqueue(&[publish], now).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(watched.minutes(4).await, NOTHING);
    assert_eq!(watched.minute().await, ["no_worker"]);
    assert_eq!(watched.minutes(25).await, ["no_worker", "unserved"]);
    watched.worker_is_seen(None).await;
    assert_eq!(watched.minute().await, ["unserved"]);

    // It takes the work, and gives it up: that is told instead of being waited for in silence.
    let write = watched.write().await;
    let claim = Claim {
        kinds: &[WorkKind::Publish],
        limit: 1,
        worker: "w",
        lease: minutes(1),
        early: false,
    };
    let held = write
        .work()
        .claim(claim, watched.house.now())
        .await
        .unwrap();
    write
        .work()
        .fail("w", held[0].id, "no room", None, watched.house.now())
        .await
        .unwrap();
    write.commit().await.unwrap();
    assert_eq!(watched.minute().await, ["given_up", "unserved"]);
    let write = watched.write().await;
    write
        .work()
        .retry(WorkKind::Publish, "2025Q4", watched.house.now())
        .await
        .unwrap();
    write.commit().await.unwrap();
    assert_eq!(watched.minute().await, ["unserved"]);
}

#[tokio::test]
async fn a_flapping_disk_tells_each_change_once() {
    let watched = Watched::since(at("2026-03-07 12:00")).await;
    for _ in 0..3 {
        watched.disk.lock().unwrap().free = 1 << 20;
        assert_eq!(watched.minutes(2).await, ["disk"]);
        watched.disk.lock().unwrap().free = 50 << 30;
        assert_eq!(watched.minutes(2).await, NOTHING);
    }
    let change = [AlarmState::Raised, AlarmState::Cleared].map(|state| ("disk".to_owned(), state));
    assert_eq!(
        watched.heard("webhook"),
        [change.clone(), change.clone(), change].concat()
    );
    let read = watched.house.catalog.read().await.unwrap();
    assert_eq!(read.alarms().list(9).await.unwrap().len(), 3);
}

#[tokio::test]
async fn what_could_not_be_told_is_told_later_once_and_in_order() {
    let watched = Watched::since(at("2026-03-07 12:00")).await;
    watched.ear.refuses.lock().unwrap().insert("webhook");
    watched.disk.lock().unwrap().free = 0;
    watched.minutes(3).await;
    watched.disk.lock().unwrap().free = 50 << 30;
    watched.minutes(3).await;
    // One way that is out of order holds up no other.
    assert_eq!(
        (watched.heard("mail").len(), watched.heard("webhook").len()),
        (2, 0)
    );
    watched.ear.refuses.lock().unwrap().clear();
    watched.minutes(3).await;
    let states = |way| {
        watched
            .heard(way)
            .into_iter()
            .map(|one| one.1)
            .collect::<Vec<_>>()
    };
    let in_order = [AlarmState::Raised, AlarmState::Cleared];
    assert_eq!(
        (states("mail"), states("webhook")),
        (in_order.to_vec(), in_order.to_vec())
    );
}

#[tokio::test]
async fn a_disk_of_which_nothing_is_known_is_neither_raised_nor_cleared() {
    let mut watched = Watched::since(at("2026-03-07 12:00")).await;
    watched.disk.lock().unwrap().free = 0;
    assert_eq!(watched.minute().await, ["disk"]);
    watched.watch.disk = Arc::new(|| Err(std::io::Error::other("no answer")));
    assert_eq!(watched.minute().await, ["disk"]);
    // Unless it is not watched any more.
    watched.watch.limits.set(AlarmName::Disk, "off").unwrap();
    watched.watch.disk = Arc::new(|| Ok(Disk { free: 0, total: 1 }));
    assert_eq!(watched.minute().await, NOTHING);
}
