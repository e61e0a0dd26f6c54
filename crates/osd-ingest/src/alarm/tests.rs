mod watched;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use osd_catalog::{Behind, Overdue, ScheduleRow, Trouble, Unserved, WorkKind};
use osd_domain::calendar;
use osd_edgar::clock::{eastern_day, eastern_to_utc};
use osd_testkit::period;

use super::*;
use crate::{Schedule, Timetable};

/// A reading of the clock in Washington.
fn at(text: &str) -> DateTime<Utc> {
    eastern_to_utc(NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap())
}

fn minutes(count: i64) -> TimeDelta {
    TimeDelta::minutes(count)
}

/// A noon of a plain Wednesday.
fn noon() -> DateTime<Utc> {
    at("2026-03-04 12:00")
}

/// What is known where all goes well: what the timetable has due was done a minute after.
fn healthy(now: DateTime<Utc>) -> Facts {
    let timetable = Timetable::default();
    let fired = |schedule| timetable.pattern(schedule).unwrap().last(now - minutes(1));
    let daily = fired(Schedule::Daily).unwrap();
    // An index comes out shortly before 22:20 on the day itself.
    let mut days_in: Vec<_> = calendar::business_days_before(eastern_day(daily))
        .take(3)
        .collect();
    days_in.reverse();
    Facts {
        now,
        watched_since: at("2026-01-01 00:00"),
        follows_feed: true,
        feed_looked_at: fired(Schedule::Feed),
        follows_daily: true,
        days_in,
        blocked: None,
        behind: None,
        unserved: Vec::new(),
        failing: None,
        given_up: None,
        worker_seen: Some(now),
        overdue: None,
        disk: Some(Disk {
            free: 50 << 30,
            total: 100 << 30,
        }),
        disk_since: None,
    }
}

fn names(facts: &Facts) -> Vec<AlarmName> {
    let alarms = evaluate(facts, &Limits::default());
    alarms.iter().map(|alarm| alarm.name).collect()
}

#[test]
fn nothing_is_raised_on_healthy_days_weekends_and_holidays() {
    // Around Washington's Birthday with a deadline after it, the change to daylight saving, Good
    // Friday (EDGAR is open), Thanksgiving and the days after it, the turn of the year.
    let spans = [
        ("2026-02-12 00:00", 8),
        ("2026-03-06 00:00", 4),
        ("2026-04-02 00:00", 4),
        ("2026-11-25 00:00", 6),
        ("2026-12-24 00:00", 12),
    ];
    for (from, days) in spans {
        for minute in 0..days * 24 * 60 {
            let now = at(from) + minutes(minute);
            assert_eq!(names(&healthy(now)), [], "{now}");
        }
    }
}

#[test]
fn the_feed_is_missed_after_half_an_hour_in_which_edgar_was_open() {
    let unseen = |looked: &str, now: &str| {
        names(&Facts {
            feed_looked_at: Some(at(looked)),
            ..healthy(at(now))
        })
    };
    assert_eq!(unseen("2026-03-04 12:00", "2026-03-04 12:29"), []);
    assert_eq!(
        unseen("2026-03-04 12:00", "2026-03-04 12:30"),
        [AlarmName::Feed]
    );
    // From Friday evening over a weekend: ten minutes, and twenty on Monday.
    assert_eq!(unseen("2026-03-06 21:50", "2026-03-09 06:19"), []);
    assert_eq!(
        unseen("2026-03-06 21:50", "2026-03-09 06:20"),
        [AlarmName::Feed]
    );
    // What was missed in the evening is not made good by the night.
    assert_eq!(
        unseen("2026-03-04 21:00", "2026-03-05 02:00"),
        [AlarmName::Feed]
    );
    // A holiday.
    assert_eq!(unseen("2026-11-26 05:00", "2026-11-27 06:29"), []);
    let never = Facts {
        feed_looked_at: None,
        watched_since: noon(),
        ..healthy(noon() + minutes(30))
    };
    assert_eq!(names(&never), [AlarmName::Feed]);
    assert_eq!(
        names(&Facts {
            follows_feed: false,
            ..never
        }),
        []
    );
}

#[test]
fn the_index_of_the_last_business_day_is_due_at_nine_the_next_day() {
    let without = |day: &str, now: &str| {
        let facts = healthy(at(now));
        let days_in = facts
            .days_in
            .iter()
            .copied()
            .filter(|one| one.to_string() != day)
            .collect();
        evaluate(&Facts { days_in, ..facts }, &Limits::default())
    };
    assert_eq!(without("2026-03-04", "2026-03-05 08:59"), []);
    let alarms = without("2026-03-04", "2026-03-05 09:00");
    assert_eq!(alarms[0].name, AlarmName::Daily);
    assert!(alarms[0].what.contains("2026-03-04"), "{}", alarms[0].what);
    assert_eq!(alarms[0].since, at("2026-03-05 09:00"));
    // That of a Friday is due on Saturday, and is the last until Tuesday.
    assert_eq!(without("2026-03-06", "2026-03-07 08:59"), []);
    assert_eq!(without("2026-03-06", "2026-03-07 09:00").len(), 1);
    assert_eq!(without("2026-03-06", "2026-03-10 08:59").len(), 1);
    assert_eq!(without("2026-03-06", "2026-03-10 09:00"), []);
    // Nobody is to blame for what was due before it was watched.
    let fresh = Facts {
        days_in: Vec::new(),
        watched_since: at("2026-03-05 09:01"),
        ..healthy(noon() + minutes(1440))
    };
    assert_eq!(names(&fresh), []);
}

#[test]
fn a_block_is_known_for_an_hour_after_it_was_seen() {
    let seen = |until, ago| {
        let blocked = Blocked {
            since: noon() - minutes(90),
            seen: noon() - minutes(ago),
            until,
        };
        names(&Facts {
            blocked: Some(blocked),
            ..healthy(noon())
        })
    };
    assert_eq!(seen(Some(noon() + minutes(3)), 0), [AlarmName::Blocked]);
    assert_eq!(seen(None, 59), [AlarmName::Blocked]);
    assert_eq!(seen(None, 60), []);
}

#[test]
fn what_stands_still_is_said_with_how_much_and_since_when() {
    let ago = |count| noon() - minutes(count);
    let facts = Facts {
        behind: Some(Behind {
            filings: 3,
            oldest: "0000950123-25-005701".parse().unwrap(),
            since: ago(125),
        }),
        unserved: vec![Unserved {
            period: period("2025Q4"),
            since: ago(31),
        }],
        failing: Some(Trouble {
            items: 1,
            kind: WorkKind::Discover,
            key: "2026Q1".into(),
            error: "no index".into(),
            since: ago(361),
        }),
        given_up: Some(Trouble {
            items: 2,
            kind: WorkKind::Fetch,
            key: "x".into(),
            error: "disk full".repeat(100),
            since: ago(9),
        }),
        worker_seen: Some(ago(4)),
        overdue: Some(Overdue {
            items: 7,
            since: ago(6),
        }),
        ..healthy(noon())
    };
    let alarms = evaluate(&facts, &Limits::default());
    let said: Vec<_> = alarms
        .iter()
        .map(|one| (one.name, (noon() - one.since).num_minutes()))
        .collect();
    let expected = [
        (AlarmName::Behind, 125),
        (AlarmName::Unserved, 31),
        (AlarmName::Failing, 361),
        (AlarmName::GivenUp, 9),
        (AlarmName::NoWorker, 6),
    ];
    assert_eq!(said, expected);
    for (alarm, words) in alarms.iter().zip([
        "3 filings are not in, the oldest 0000950123-25-005701, known since 2026-03-04 09:55 EST",
        "1 period is read and not published, the oldest 2025Q4",
        "1 piece of work fails again and again; the first, discover 2026Q1, is not done since 2026-03-04 05:59 EST, because: no index",
        "2 pieces of work were given up; the first, fetch x, because: disk full",
        "7 pieces of work are due since 2026-03-04 11:54 EST, and the last worker was seen 2026-03-04 11:56",
    ]) {
        assert!(alarm.what.contains(words), "{}", alarm.what);
        assert!(alarm.what.len() < 500 && !alarm.advice.is_empty());
    }
}

#[test]
fn a_worker_that_is_seen_does_what_is_due() {
    let overdue = Some(Overdue {
        items: 1,
        since: noon() - minutes(60),
    });
    let seen = |ago| {
        names(&Facts {
            worker_seen: Some(noon() - minutes(ago)),
            overdue: overdue.clone(),
            ..healthy(noon())
        })
    };
    assert_eq!(seen(2), []);
    assert_eq!(seen(3), [AlarmName::NoWorker]);
    assert_eq!(
        names(&Facts {
            worker_seen: None,
            overdue,
            ..healthy(noon())
        }),
        [AlarmName::NoWorker]
    );
}

#[test]
fn a_disk_is_nearly_full_by_bytes_or_by_its_part() {
    let of = |free, total| {
        names(&Facts {
            disk: Some(Disk { free, total }),
            ..healthy(noon())
        })
    };
    assert_eq!(of((1 << 30) - 1, 4 << 30), [AlarmName::Disk]);
    assert_eq!(of(1 << 30, 4 << 30), []);
    assert_eq!(of(49 << 30, 1000 << 30), [AlarmName::Disk]);
    assert_eq!(of(50 << 30, 1000 << 30), []);
    assert_eq!(
        names(&Facts {
            disk: None,
            ..healthy(noon())
        }),
        []
    );
}

#[test]
fn limits_are_set_or_refused_in_words() {
    let mut limits = Limits::default();
    for (name, text) in [
        (AlarmName::Feed, "45"),
        (AlarmName::Daily, "7"),
        (AlarmName::Failing, "90"),
        (AlarmName::Disk, "2048"),
        (AlarmName::Disk, "1%"),
        (AlarmName::GivenUp, " off "),
    ] {
        limits.set(name, text).unwrap();
    }
    assert_eq!((limits.feed, limits.daily), (minutes(45), 7));
    assert_eq!((limits.disk_free, limits.disk_percent), (2 << 30, 1));
    assert_eq!(limits.off, BTreeSet::from([AlarmName::GivenUp]));
    for (name, text) in [
        (AlarmName::Feed, "0"),
        (AlarmName::Feed, "1h"),
        (AlarmName::Daily, "24"),
        (AlarmName::Disk, "101%"),
        (AlarmName::GivenUp, "3"),
    ] {
        let error = limits.set(name, text).unwrap_err().to_string();
        assert!(
            error.contains(name.as_str()) && error.contains(text),
            "{error}"
        );
    }
}
