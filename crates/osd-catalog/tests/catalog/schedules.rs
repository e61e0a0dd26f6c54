//! What was fired when, and which days' indexes were looked at.

use osd_catalog::{Catalog, DailyIndex, DailyIndexState, Firing, ScheduleRow};

use crate::engines::{minutes, noon};

fn firing(due: i64, by: &str) -> Firing {
    Firing {
        due: noon() + minutes(due),
        fired_at: noon() + minutes(due) + minutes(1),
        fired_by: by.into(),
    }
}

async fn fire(catalog: &Catalog, schedule: &str, firing: &Firing) -> bool {
    let write = catalog.write().await.unwrap();
    let fired = write.schedules().fire(schedule, firing).await.unwrap();
    write.commit().await.unwrap();
    fired
}

both_engines! {
    async fn a_schedule_fires_once_for_a_time_whoever_sees_it(catalog: Catalog) {
        assert!(fire(&catalog, "feed", &firing(0, "a")).await);
        assert!(!fire(&catalog, "feed", &firing(0, "b")).await);
        assert!(fire(&catalog, "daily", &firing(0, "b")).await);
        assert!(fire(&catalog, "feed", &firing(5, "b")).await);

        let read = catalog.read().await.unwrap();
        let last = read.schedules().last().await.unwrap();
        let last: Vec<_> = last.iter().map(|(name, firing)| (name.as_str(), firing)).collect();
        assert_eq!(last, [("daily", &firing(0, "b")), ("feed", &firing(5, "b"))]);
    }

    async fn schedulers_at_once_fire_once(catalog: Catalog) {
        let at_once = (0..8).map(|n| {
            let catalog = catalog.clone();
            tokio::spawn(async move { fire(&catalog, "feed", &firing(0, &n.to_string())).await })
        });
        let fired = futures::future::join_all(at_once).await;
        assert_eq!(fired.into_iter().filter(|fired| *fired.as_ref().unwrap()).count(), 1);
    }

    async fn one_that_takes_its_firing_back_lets_another_fire(catalog: Catalog) {
        let write = catalog.write().await.unwrap();
        assert!(write.schedules().fire("feed", &firing(0, "a")).await.unwrap());
        write.roll_back().await.unwrap();
        assert!(fire(&catalog, "feed", &firing(0, "b")).await);
    }

    async fn the_last_firing_is_never_forgotten(catalog: Catalog) {
        for (schedule, due) in [("feed", 0), ("feed", 5), ("feed", 10), ("yearly", 0)] {
            fire(&catalog, schedule, &firing(due, "a")).await;
        }
        let write = catalog.write().await.unwrap();
        assert_eq!(write.schedules().prune(noon() + minutes(60)).await.unwrap(), 2);
        write.commit().await.unwrap();
        let read = catalog.read().await.unwrap();
        let last = read.schedules().last().await.unwrap();
        assert_eq!((&last["feed"], &last["yearly"]), (&firing(10, "a"), &firing(0, "a")));
    }

    async fn what_a_scheduler_said_last_stands(catalog: Catalog) {
        let row = |name: &str, pattern: &str, next| ScheduleRow {
            name: name.into(),
            pattern: pattern.into(),
            next_due: next,
            said_at: noon(),
        };
        let write = catalog.write().await.unwrap();
        let schedules = write.schedules();
        schedules.say(&[row("gaps", "0 * * * *", Some(noon())), row("feed", "x", None)]).await.unwrap();
        schedules.say(&[row("feed", "off", None)]).await.unwrap();
        write.commit().await.unwrap();
        let read = catalog.read().await.unwrap();
        let expected = [row("feed", "off", None), row("gaps", "0 * * * *", Some(noon()))];
        assert_eq!(read.schedules().list().await.unwrap(), expected);
    }

    async fn the_last_look_at_a_day_stands(catalog: Catalog) {
        let none = |day: &str| DailyIndex {
            day: day.parse().unwrap(),
            state: DailyIndexState::NoIndex,
            rows: 0,
            etag: None,
            last_modified: None,
            checked_at: noon(),
        };
        let read = DailyIndex {
            state: DailyIndexState::Read,
            rows: 1_589,
            etag: Some("\"5f-1\"".into()),
            checked_at: noon() + minutes(9),
            ..none("2026-02-17")
        };
        let write = catalog.write().await.unwrap();
        let days = [none("2026-02-18"), none("2026-02-17"), none("2026-02-13")];
        write.daily_indexes().record(&days).await.unwrap();
        write.daily_indexes().record(std::slice::from_ref(&read)).await.unwrap();
        write.commit().await.unwrap();
        let since = |day: &str, limit| {
            let (catalog, day) = (catalog.clone(), day.parse().unwrap());
            async move {
                let tx = catalog.read().await.unwrap();
                tx.daily_indexes().since(day, limit).await.unwrap()
            }
        };
        assert_eq!(since("2026-02-14", 9).await, [read, none("2026-02-18")]);
        assert_eq!(since("2026-02-01", 1).await, [none("2026-02-13")]);
    }
}
