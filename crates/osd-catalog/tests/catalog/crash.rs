//! Processes that share one SQLite file and are killed in the middle of things.

use std::{
    env,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use osd_catalog::{Catalog, Order, WorkKind, sqlite_url};
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};

use crate::engines::{noon, on_sqlite, period};

/// Names the catalog that a process started by the test below writes until it is killed.
const VICTIM: &str = "OSD_TEST_CATALOG_VICTIM";

/// Two rows that only ever change together, and an item each time.
async fn write_once(catalog: &Catalog, name: &str, number: u64) {
    let write = catalog.write().await.unwrap();
    write
        .periods()
        .touch(&[period("2025Q1"), period("2025Q2")])
        .await
        .unwrap();
    let order = Order {
        kind: WorkKind::Fetch,
        key: format!("{name}-{number}"),
        payload: None,
        priority: 0,
        not_before: noon(),
    };
    write.work().enqueue(&[order], noon()).await.unwrap();
    write.commit().await.unwrap();
}

#[test]
fn victim() {
    // Run by hand or with all other tests it has nothing to do.
    let Ok(url) = env::var(VICTIM) else { return };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let catalog = Catalog::open(&url).await.unwrap();
        let name = std::process::id().to_string();
        for number in 0.. {
            write_once(&catalog, &name, number).await;
            println!("committed");
        }
    });
}

fn start(url: &str) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "crash::victim", "--nocapture"])
        .env(VICTIM, url)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Lets a process commit at least so often, kills it, and gives how often it said it had.
fn killed_after(commits: usize, victim: &mut Child) -> u64 {
    let mut lines = BufReader::new(victim.stdout.take().unwrap()).lines();
    let mut said = 0;
    while said < commits {
        said += usize::from(lines.next().unwrap().unwrap().ends_with("committed"));
    }
    victim.kill().unwrap();
    victim.wait().unwrap();
    // What it said before it died still stands in the pipe.
    let rest = lines
        .map_while(Result::ok)
        .filter(|line| line.ends_with("committed"))
        .count();
    (said + rest) as u64
}

#[tokio::test]
async fn kill_9_loses_nothing_that_was_committed_and_halves_nothing() {
    let (folder, catalog) = on_sqlite().await;
    let url = sqlite_url(&folder.path().join("catalog.db"));
    let mut said = 0;
    for commits in [3, 8, 1] {
        let mut victims = [start(&url), start(&url)];
        said += victims
            .iter_mut()
            .map(|victim| killed_after(commits, victim))
            .sum::<u64>();
    }
    let read = catalog.read().await.unwrap();
    let periods = read.periods().list().await.unwrap();
    let open = read.work().open(WorkKind::ALL, noon()).await.unwrap();
    let revisions: Vec<u64> = periods.iter().map(|row| row.revision).collect();
    assert_eq!(revisions, [open.waiting_due; 2]);
    // Each of the six may have died between a commit and the word about it.
    assert!(
        (said..=said + 6).contains(&open.waiting_due),
        "{said} {}",
        open.waiting_due
    );

    let connection = Database::connect(url).await.unwrap();
    let check = Statement::from_string(DbBackend::Sqlite, "PRAGMA integrity_check");
    let row = connection.query_one_raw(check).await.unwrap().unwrap();
    assert_eq!(row.try_get_by::<String, _>(0).unwrap(), "ok");
}

/// With named points at which a process dies: `cargo test -p osd-catalog --features failpoints`.
#[cfg(feature = "failpoints")]
mod failpoints {
    use osd_catalog::{SnapshotRow, Swap};

    use super::*;

    async fn swap(catalog: &Catalog, expected: Option<&str>, id: &str) {
        let swap = Swap {
            period: period("2025Q1"),
            expected: expected.map(Into::into),
            neighbors: [(period("2024Q4"), None), (period("2025Q2"), None)],
            new: SnapshotRow {
                id: id.into(),
                rows: 1,
                bytes: 1,
                filings: 1,
            },
            revision: 1,
        };
        let write = catalog.write().await.unwrap();
        write.periods().swap(&swap, noon()).await.unwrap();
        write.commit().await.unwrap();
    }

    #[test]
    fn swapping_victim() {
        let Ok(url) = env::var(VICTIM) else { return };
        let _points = fail::FailScenario::setup();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            swap(&Catalog::open(&url).await.unwrap(), Some("aa"), "bb").await;
        });
    }

    #[tokio::test]
    async fn a_publisher_that_dies_leaves_the_old_snapshot() {
        let (folder, catalog) = on_sqlite().await;
        let url = sqlite_url(&folder.path().join("catalog.db"));
        swap(&catalog, None, "aa").await;
        for point in ["catalog.swap", "catalog.swapped", "catalog.commit"] {
            let died = Command::new(env::current_exe().unwrap())
                .args(["--exact", "crash::failpoints::swapping_victim"])
                .env(VICTIM, &url)
                .env("FAILPOINTS", format!("{point}=return"))
                .output()
                .unwrap();
            assert!(!died.status.success(), "{point}");
            let read = catalog.read().await.unwrap();
            let current = read.periods().current().await.unwrap();
            assert_eq!(current, [(period("2025Q1"), "aa".to_owned())], "{point}");
        }
        swap(&catalog, Some("aa"), "bb").await;
    }
}
