//! Whatever kills a worker, wherever it is: nothing is lost, nothing is doubled, and what is
//! published is what an undisturbed run publishes.

#![cfg(test)]

mod following;
mod house;

use std::time::{Duration, Instant};

use house::{Home, Source};

/// Kills in the random test.
const KILLS: usize = 50;

/// Each named point, and after how many passages the process dies there.
const FAILPOINTS: &[(&str, usize)] = &[
    ("vault.write", 0),
    ("vault.write", 40),
    ("vault.written", 1),
    ("read.commit", 0),
    ("read.commit", 2),
    ("snapshot.close", 0),
    ("snapshot.close", 17),
    ("catalog.swap", 0),
    ("catalog.swap", 3),
    ("catalog.swapped", 1),
    ("catalog.commit", 5),
    ("catalog.commit", 12),
];

#[test]
fn a_death_at_any_named_point_changes_nothing_in_the_end() {
    let source = Source::universe(7);
    let undisturbed = Home::new().ingested(&source).facts();
    for (point, passages) in FAILPOINTS {
        let home = Home::new();
        let died = home
            .ingest(&source)
            .env("FAILPOINTS", format!("{point}={passages}*off->return"))
            .output()
            .unwrap();
        assert_eq!(
            died.status.code(),
            None,
            "{point} after {passages}: the process should have died, not ended"
        );
        assert_eq!(
            home.ingested(&source).facts(),
            undisturbed,
            "{point} after {passages}"
        );
        assert_eq!(
            home.leftovers(),
            [] as [String; 0],
            "{point} after {passages}"
        );
    }
}

#[test]
fn a_death_while_clearing_up_leaves_what_is_served_and_the_rest_is_cleared_up_later() {
    let source = Source::universe(11);
    let home = Home::new();
    for quarter in ["2021Q3", "2021Q4", "2022Q1", "2022Q2"] {
        let part = home.ingest_up_to(quarter, &source).output().unwrap();
        assert!(part.status.success(), "{part:?}");
    }
    home.ingested(&source);
    let served = home.facts();
    assert!(
        home.snapshots_lying() >= served.snapshots.len() + 2,
        "some snapshots were replaced"
    );

    let two_days_later = (chrono::Utc::now() + chrono::TimeDelta::days(2)).to_rfc3339();
    let died = home
        .ingest(&source)
        .envs([
            ("OSD_NOW", two_days_later.as_str()),
            ("FAILPOINTS", "snapshot.remove=1*off->return"),
        ])
        .output()
        .unwrap();
    assert_eq!(died.status.code(), None);
    assert_eq!(home.facts(), served);
    let again = home
        .ingest(&source)
        .env("OSD_NOW", &two_days_later)
        .output()
        .unwrap();
    assert!(again.status.success(), "{again:?}");
    assert_eq!(home.facts(), served);
    assert_eq!(
        home.snapshots_lying(),
        served.snapshots.len(),
        "what nobody points to is gone"
    );
}

#[test]
fn random_kills_change_nothing_in_the_end() {
    let source = Source::real().unwrap_or_else(|| Source::universe(13));
    let started = Instant::now();
    let undisturbed = Home::new().ingested(&source).facts();
    let whole = started.elapsed();

    let mut dice = house::Dice(20_261_123);
    let mut home = Home::new();
    let mut kills = 0;
    while kills < KILLS {
        // Deaths fall anywhere in a run, and often enough early to hit one that has little done.
        let until = Instant::now()
            + whole
                .mul_f64(dice.fraction().powi(3))
                .max(Duration::from_millis(5));
        let mut run = home.ingest(&source).spawn().unwrap();
        let ended = loop {
            if let Some(status) = run.try_wait().unwrap() {
                break Some(status);
            }
            if Instant::now() >= until {
                break None;
            }
            std::thread::yield_now();
        };
        match ended {
            None => {
                run.kill().unwrap();
                run.wait().unwrap();
                kills += 1;
            }
            Some(status) => {
                assert!(status.success(), "after {kills} kills");
                assert_eq!(home.facts(), undisturbed, "after {kills} kills");
                home = Home::new();
            }
        }
    }
    assert_eq!(
        home.ingested(&source).facts(),
        undisturbed,
        "after {kills} kills"
    );
    assert_eq!(home.leftovers(), [] as [String; 0]);
}

#[test]
fn several_processes_share_the_work_and_one_may_die() {
    let source = Source::universe(17);
    let undisturbed = Home::new().ingested(&source).facts();
    let home = Home::new();
    let [mut first, mut second, mut third] =
        [(), (), ()].map(|()| home.ingest(&source).spawn().unwrap());
    first.kill().unwrap();
    first.wait().unwrap();
    assert!(second.wait().unwrap().success());
    assert!(third.wait().unwrap().success());
    assert_eq!(home.ingested(&source).facts(), undisturbed);
}

#[test]
fn postgres_gives_the_same_ids_and_survives_kills_too() {
    let source = Source::universe(19);
    let undisturbed = Home::new().ingested(&source).facts();
    assert_eq!(Home::on_postgres().ingested(&source).facts(), undisturbed);

    let home = Home::on_postgres();
    for point in [
        "vault.written",
        "read.commit",
        "catalog.swapped",
        "snapshot.close",
    ] {
        let died = home
            .ingest(&source)
            .env("FAILPOINTS", format!("{point}=1*off->return"))
            .output()
            .unwrap();
        assert_eq!(died.status.code(), None, "{point}");
    }
    assert_eq!(home.ingested(&source).facts(), undisturbed);
    assert_eq!(home.leftovers(), [] as [String; 0]);
}

#[test]
fn a_death_on_the_way_to_a_bucket_leaves_the_old_or_the_new_on_moto() {
    let source = Source::universe(23);
    let undisturbed = Home::new().ingested(&source).facts();
    let home = Home::on_a_bucket();
    for (point, passages) in [
        ("vault.written", 1),
        ("snapshot.upload", 0),
        ("snapshot.upload", 3),
        ("snapshot.upload", 6),
        ("snapshot.download", 0),
        ("catalog.swapped", 1),
    ] {
        let died = home
            .ingest(&source)
            .env("FAILPOINTS", format!("{point}={passages}*off->return"))
            .output()
            .unwrap();
        assert_eq!(died.status.code(), None, "{point} after {passages}");
        // What is served can be read, on a machine that has nothing of it.
        home.empty_cache();
        home.facts();
        home.every_period_answers();
    }
    assert_eq!(home.ingested(&source).facts(), undisturbed);
    assert_eq!(home.leftovers(), [] as [String; 0]);
}

#[test]
fn several_processes_share_a_bucket_and_a_cache_on_moto() {
    let source = Source::universe(29);
    let undisturbed = Home::new().ingested(&source).facts();
    let home = Home::on_a_bucket();
    let [mut first, mut second, mut third] =
        [(), (), ()].map(|()| home.ingest(&source).spawn().unwrap());
    first.kill().unwrap();
    first.wait().unwrap();
    assert!(second.wait().unwrap().success());
    assert!(third.wait().unwrap().success());
    assert_eq!(home.ingested(&source).facts(), undisturbed);
    home.every_period_answers();
}
