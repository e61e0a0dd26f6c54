//! Work, gaps and schedules on the command line: what operators see, and what they order.

use std::collections::BTreeMap;

use osd_catalog::{
    Catalog, Claim, Firing, Order, ScheduleRow, WorkKind, WorkerRow, Write, sqlite_url,
};
use serde_json::{Value, json};

use crate::{
    facts::{DIFFERS, delta, history},
    osd::Osd,
};

/// Delta's reports were to be taken in, of which EDGAR lacks one.
pub(crate) fn lacking() -> Osd {
    let filings = delta();
    let osd = Osd::facing(&filings);
    std::fs::remove_file(osd.mirror().submission_path(&filings[0])).unwrap();
    osd.ingest("").fails_naming(DIFFERS);
    osd
}

/// The number of the work that is given up.
#[track_caller]
pub(crate) fn failed(osd: &Osd) -> i64 {
    let failed = osd.json("work --state failed");
    assert_eq!(failed["page"]["total"], 1, "{failed}");
    failed["work"][0]["id"].as_i64().unwrap()
}

/// Changes the catalog of a home as another process would.
async fn change(osd: &Osd, what: impl AsyncFnOnce(&Write)) {
    let url = sqlite_url(&osd.home().join("catalog.db"));
    let catalog = Catalog::open(&url).await.unwrap();
    let write = catalog.write().await.unwrap();
    what(&write).await;
    write.commit().await.unwrap();
}

#[test]
fn a_filing_that_is_not_in_says_why_and_whose_turn_it_is() {
    let osd = lacking();
    let gaps = osd.json("gaps");
    assert_eq!(gaps["by_reason"], json!({"failed": 1}));
    assert_eq!(gaps["by_quarter"][0]["index_quarter"], "2022Q2");
    let gap = &gaps["gaps"][0];
    assert_eq!(gap["accession"], DIFFERS);
    assert_eq!(gap["index_quarter"], "2022Q2");
    let why = gap["why"].as_str().unwrap();
    assert!(why.starts_with("fetch was given up: "), "{why}");
    let id = failed(&osd);
    assert_eq!(gap["work"], id);
    let item = osd.json(&format!("work show {id}"));
    assert_eq!(
        (&item["state"], &item["key"]),
        (&json!("failed"), &json!(DIFFERS))
    );
    assert!(why.ends_with(item["last_error"].as_str().unwrap()), "{why}");
    let told = osd.run("gaps").ok().stdout;
    assert!(
        told.contains("filings known and not in: 1 (1 failed)"),
        "{told}"
    );

    assert_eq!(osd.json("gaps --from 2022Q3")["page"]["total"], 0);
    assert_eq!(osd.json("gaps --from 2022Q2")["page"]["total"], 1);
    assert_eq!(
        osd.json("gaps --filter reason:eq:nobody")["page"]["total"],
        0
    );
    osd.run("gaps --filter reason:eq:lost")
        .refuses_naming("reason");
    osd.run("work show 99999").fails_naming("99999");
}

#[test]
fn indexes_that_were_not_looked_at_are_named() {
    let history = history();
    let osd = Osd::with(&history);
    let gaps = osd.json("gaps --from 2003Q3");
    assert_eq!(gaps["page"]["total"], 0);
    let indexes = gaps["indexes"].as_array().unwrap();
    let state = |quarter: &str| {
        let of = indexes.iter().find(|one| one["index_quarter"] == quarter);
        of.map(|one| one["state"].clone())
    };
    assert_eq!(state("2003Q4"), Some(json!("never")));
    assert_eq!(state("2005Q1"), Some(json!("no_index")));
    assert_eq!(state("2024Q3"), None, "it was read long after its end");
    let first = osd.json("gaps")["indexes"]
        .as_array()
        .unwrap()
        .last()
        .cloned();
    assert_eq!(
        first.unwrap()["index_quarter"],
        "2004Q1",
        "from the first looked at"
    );
    let days = gaps["days"].as_array().unwrap();
    assert_eq!(days.len(), 15);
    assert!(days.iter().all(|day| day["state"] == "never"), "{days:?}");
}

#[test]
fn work_is_tried_again_and_given_up_by_number_and_by_kind() {
    let osd = lacking();
    let id = failed(&osd);
    let reason = || osd.json("gaps")["gaps"][0]["reason"].clone();
    let ordered = osd.json(&format!("work retry {id}"));
    assert_eq!(
        ordered,
        json!({"order": "retry", "asked": 1, "changed": 1, "paused": []})
    );
    assert_eq!(reason(), "waiting");
    let canceled = osd.json(&format!("work cancel {id}"));
    assert_eq!(canceled["changed"], 1);
    let item = osd.json(&format!("work show {id}"));
    assert_eq!(item["last_error"], "canceled by cli:unknown");
    assert_eq!(reason(), "failed");
    let none = osd.json("work retry --failed --kind read");
    assert_eq!(
        (&none["asked"], &none["changed"]),
        (&Value::Null, &json!(0))
    );
    assert_eq!(osd.json("work retry --failed")["changed"], 1);
    // What is done or unknown is told of, and the rest is done all the same.
    let mixed = osd.run(&format!("work retry {id} 99999 --format json"));
    let mixed = mixed
        .fails_naming("nothing was done about 1 of them")
        .json();
    assert_eq!((&mixed["asked"], &mixed["changed"]), (&json!(2), &json!(1)));
    for words in [
        "work retry",
        "work retry --kind fetch",
        "work retry 1 --failed",
        "work cancel",
    ] {
        osd.run(words).refuses_naming("");
    }
}

#[test]
fn what_is_paused_is_not_taken_until_it_is_resumed() {
    let filings = delta();
    let osd = Osd::with(&filings[1..]);
    let ordered = osd.json("work pause fetch");
    assert_eq!(ordered["paused"], json!(["fetch"]));
    assert_eq!(osd.json("work pause fetch")["changed"], 0);
    let kinds = osd.json("work kinds");
    let kinds = kinds["kinds"].as_array().unwrap();
    let fetch = kinds.iter().find(|one| one["kind"] == "fetch").unwrap();
    assert_eq!(fetch["paused_by"], "cli:unknown");
    assert_eq!(fetch["done_10_minutes"], filings.len() - 1);
    assert_eq!(
        kinds
            .iter()
            .filter(|one| one["paused_at"].is_null())
            .count(),
        kinds.len() - 1
    );

    let mut mirror = osd.mirror();
    for filing in &filings {
        mirror.add(filing);
    }
    mirror.write().unwrap();
    osd.ingest("").ok();
    let gap = osd.json("gaps")["gaps"][0].clone();
    assert_eq!(
        gap["why"],
        "waits for its turn (fetch); fetch is paused by cli:unknown"
    );
    assert_eq!(osd.json("work resume")["changed"], 1);
    osd.ingest("").ok();
    assert_eq!(osd.json("gaps")["page"]["total"], 0);
}

#[tokio::test]
async fn draining_waits_until_nothing_runs() {
    let osd = lacking();
    let ended = osd.run("work drain").ok();
    assert!(ended.stderr.contains("nothing runs"), "{ended:?}");
    let kinds = osd.json("work kinds");
    let kinds = kinds["kinds"].as_array().unwrap();
    assert!(kinds.iter().all(|kind| kind["paused_by"] == "cli:unknown"));

    // Somebody holds a piece of work.
    let now = chrono::Utc::now();
    change(&osd, async |write| {
        let order = Order {
            kind: WorkKind::Read,
            key: "somebody's".to_owned(),
            payload: None,
            priority: 0,
            not_before: now,
        };
        write.work().resume(WorkKind::ALL).await.unwrap();
        write.work().enqueue(&[order], now).await.unwrap();
        let claim = Claim {
            kinds: &[WorkKind::Read],
            limit: 1,
            worker: "somebody",
            lease: chrono::TimeDelta::hours(1),
            early: false,
        };
        assert_eq!(write.work().claim(claim, now).await.unwrap().len(), 1);
    })
    .await;
    let running = osd.json("work --state running --worker somebody");
    assert_eq!(running["work"][0]["key"], "somebody's");
    osd.run("work drain --timeout 1")
        .fails_naming("1 pieces of work still run after 1 seconds");
    change(&osd, async |write| {
        write.work().release("somebody", now).await.unwrap();
    })
    .await;
    osd.run("work drain --timeout 1").ok();
    osd.run("work drain --timeout 0")
        .refuses_naming("--timeout");
}

#[tokio::test]
async fn schedules_and_workers_are_told_as_they_last_said() {
    let osd = lacking();
    assert_eq!(osd.json("schedules"), json!({"schedules": []}));
    assert_eq!(osd.json("work workers"), json!({"workers": []}));
    let now = chrono::Utc::now();
    let minutes = chrono::TimeDelta::minutes;
    change(&osd, async |write| {
        let feed = ScheduleRow {
            name: "feed".to_owned(),
            pattern: "*/5 6-22 * * 1-5".to_owned(),
            next_due: Some(now + minutes(4)),
            said_at: now,
        };
        let firing = Firing {
            due: now - minutes(1),
            fired_at: now,
            fired_by: "one".to_owned(),
        };
        write.schedules().say(&[feed]).await.unwrap();
        write.schedules().fire("feed", &firing).await.unwrap();
        for (name, seen_at) in [("one", now), ("two", now - minutes(2))] {
            let row = WorkerRow {
                name: name.to_owned(),
                roles: "worker,scheduler".to_owned(),
                started_at: seen_at - minutes(10),
                seen_at,
                done: 64,
                failed: 1,
                requests: 4_800,
                blocked_until: None,
            };
            write.workers().seen(&row).await.unwrap();
        }
    })
    .await;
    let schedules = osd.csv("schedules");
    let feed = &schedules[0];
    assert_eq!((&*feed["name"], &*feed["fired_by"]), ("feed", "one"));
    assert!(
        feed["does"].contains("feed of the latest filings"),
        "{feed:?}"
    );
    assert!(feed["last_due"] < feed["next_due"], "{feed:?}");
    let workers = osd.csv("work workers").into_iter();
    let states: BTreeMap<String, String> = workers
        .map(|mut row| (row.remove("name").unwrap(), row.remove("state").unwrap()))
        .collect();
    let expected = [("one", "at_work"), ("two", "gone")];
    assert_eq!(
        states,
        expected.map(|(a, b)| (a.to_owned(), b.to_owned())).into()
    );
    let edgar = &osd.json("status")["edgar"];
    assert_eq!(
        *edgar,
        json!({"workers": 1, "requests": 4_800, "requests_per_second": 8.0, "blocked_until": null})
    );
}
