//! A process that dies while it puts leaves the old or the new, and a second run completes it.
//!
//! This program starts itself with a failpoint set, lets the child abort, and looks at what it
//! left behind.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{env, os::unix::process::ExitStatusExt as _, path::Path, process::Command};

use futures::TryStreamExt as _;
use osd_domain::Accession;
use osd_vault::{Key, Provenance, Put, Vault};

const FOLDER: &str = "OSD_TEST_VAULT";
const SIGABRT: i32 = 6;
const SUBMISSIONS: u32 = 10;

fn main() {
    match env::var_os(FOLDER) {
        Some(folder) => {
            let _scenario = fail::FailScenario::setup();
            put_all(Path::new(&folder));
        }
        None => {
            dies_at("vault.write=3*off->return", 3);
            dies_at("vault.written=3*off->return", 4);
            eprintln!("crash: both failpoints leave whole objects");
        }
    }
}

/// Lets a process die at the fourth write, which leaves `kept` submissions.
fn dies_at(failpoint: &str, kept: usize) {
    let folder = tempfile::tempdir().unwrap();
    let died = Command::new(env::current_exe().unwrap())
        .env(FOLDER, folder.path())
        .env("FAILPOINTS", failpoint)
        .output()
        .unwrap();
    assert_eq!(died.status.signal(), Some(SIGABRT), "{failpoint}: {died:?}");
    assert_eq!(submissions(folder.path()), kept, "{failpoint}");

    let puts = put_all(folder.path());
    let there = puts.iter().filter(|put| **put == Put::AlreadyThere).count();
    let new = puts.iter().filter(|put| **put == Put::New).count();
    assert_eq!((there, new), (kept, puts.len() - kept), "{failpoint}");
    assert_eq!(submissions(folder.path()), puts.len(), "{failpoint}");
}

/// Puts all submissions, one after the other.
#[tokio::main(flavor = "current_thread")]
async fn put_all(folder: &Path) -> Vec<Put> {
    let vault = Vault::folder(folder).unwrap();
    let mut puts = Vec::new();
    for number in 1..=SUBMISSIONS {
        let provenance = Provenance {
            url: format!("https://www.sec.gov/{number}"),
            fetched_at: "2025-05-15T20:01:02Z".parse().unwrap(),
        };
        let (key, text) = (key(number), text(number));
        puts.push(vault.put(&key, &provenance, text.into()).await.unwrap());
    }
    puts
}

/// How many submissions are listed; each of them is sound.
#[tokio::main(flavor = "current_thread")]
async fn submissions(folder: &Path) -> usize {
    let vault = Vault::folder(folder).unwrap();
    let listed: Vec<Accession> = vault.submissions().try_collect().await.unwrap();
    for accession in &listed {
        let kept = vault.get(&Key::Submission(*accession)).await.unwrap();
        let number = accession.to_string()[14..].parse().unwrap();
        assert_eq!(kept.unwrap().bytes, text(number));
    }
    listed.len()
}

fn key(number: u32) -> Key {
    let accession = format!("0000950123-25-{number:06}");
    Key::Submission(accession.parse().unwrap())
}

fn text(number: u32) -> String {
    format!("<SEC-DOCUMENT>submission {number}</SEC-DOCUMENT>")
}
