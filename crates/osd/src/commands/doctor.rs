use std::{collections::BTreeSet, fs, process::ExitCode};

use bytesize::ByteSize;
use chrono::{TimeDelta, Utc};
use osd_bucket::Conditional;
use osd_catalog::{Catalog, IndexState, Read, WorkKind};
use osd_domain::{FilingState, Period};
use osd_snapshot::{SnapshotError, SnapshotId, Snapshots};
use serde::Serialize;

use super::{Failure, json};
use crate::{
    cli::{Edgar, Format},
    home::{Home, fetcher},
    render::{self, Answer},
};

/// After so long without a look at EDGAR's indexes, what is served is stale.
const STALE: TimeDelta = TimeDelta::days(7);

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    /// What was looked at.
    check: &'static str,
    /// `ok`, `warn` or `fail`.
    status: &'static str,
    /// What was found.
    found: String,
    /// What to do about it.
    advice: Option<String>,
}

impl Finding {
    fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self {
            check,
            status: "ok",
            found: found.into(),
            advice: None,
        }
    }

    fn warn(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            check,
            status: "warn",
            found: found.into(),
            advice: Some(advice.into()),
        }
    }

    fn fail(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            check,
            status: "fail",
            found: found.into(),
            advice: Some(advice.into()),
        }
    }
}

/// Looks at everything that must be in order; the exit status is 1 if something is not.
pub(crate) async fn run(home: &Home, format: Format, edgar: &Edgar) -> Result<ExitCode, Failure> {
    let mut findings = vec![home_folder(home), store(home).await, door(edgar)];
    match open(home).await {
        Err(finding) => findings.push(finding),
        Ok((catalog, finding)) => {
            findings.push(finding);
            match catalog.read().await {
                Ok(read) => {
                    let stores = [
                        indexes(&read).await,
                        filings(&read).await,
                        work(&read).await,
                        snapshots(home, &read).await,
                    ];
                    for finding in stores {
                        findings.push(finding.unwrap_or_else(|error| {
                            Finding::fail(
                                "catalog",
                                error.to_string(),
                                "look at the database's own log",
                            )
                        }));
                    }
                }
                Err(error) => {
                    findings.push(Finding::fail("catalog", error.to_string(), "try again"))
                }
            }
        }
    }
    let failed = findings.iter().any(|finding| finding.status == "fail");
    let json = json(&findings)?;
    render::print(
        format,
        &Answer {
            json,
            rows: "",
            columns: &["check", "status", "found", "advice"],
            shown: &[],
            heading: String::new(),
        },
    )?;
    Ok(ExitCode::from(u8::from(failed)))
}

fn home_folder(home: &Home) -> Finding {
    let root = home.root();
    let shown = root.display().to_string();
    if !root.exists() {
        return Finding::warn(
            "home",
            format!("{shown} does not exist"),
            "`osd ingest` makes it",
        );
    }
    let probe = root.join(".writable");
    match fs::write(&probe, b"").and_then(|()| fs::remove_file(&probe)) {
        Ok(()) => Finding::ok("home", shown),
        Err(error) => Finding::fail(
            "home",
            format!("{shown}: {error}"),
            "make the folder writable, or choose another with --home",
        ),
    }
}

/// Whether the bucket can be read and written, where there is one; the folders are in the home.
async fn store(home: &Home) -> Finding {
    let bucket = match home.bucket() {
        Ok(None) => return Finding::ok("store", "the folders vault and snapshots in the home"),
        Ok(Some(bucket)) => bucket,
        Err(failure) => {
            return Finding::fail(
                "store",
                failure.to_string(),
                "set OSD_STORE and AWS_* right",
            );
        }
    };
    let probed = async {
        bucket.look().await?;
        bucket.probe().await
    };
    match probed.await {
        Ok(Conditional::Kept) => Finding::ok("store", bucket.to_string()),
        Ok(Conditional::NotKept) => Finding::warn(
            "store",
            format!("{bucket} does not keep the first of two writers"),
            "let one process at a time take filings in",
        ),
        Err(error) => Finding::fail(
            "store",
            error.to_string(),
            "see \"Vault and snapshots in a bucket\" in docs/guide/operate.md",
        ),
    }
}

fn door(edgar: &Edgar) -> Finding {
    match fetcher(edgar) {
        Ok(_) => Finding::ok(
            "edgar",
            format!("{}, at most {} requests a second", edgar.edgar, edgar.rate),
        ),
        Err(Failure::Usage(reason)) => Finding::warn(
            "edgar",
            reason,
            "nothing can be taken in from there until then",
        ),
        Err(Failure::NotDone(error)) => Finding::warn(
            "edgar",
            error.to_string(),
            "nothing can be taken in from there until then",
        ),
    }
}

async fn open(home: &Home) -> Result<(Catalog, Finding), Finding> {
    let broken = |found: String| {
        Finding::fail(
            "catalog",
            found,
            "set DATABASE_URL right, or leave it out for a file in the home folder",
        )
    };
    let url = home
        .catalog_url()
        .map_err(|failure| broken(failure.to_string()))?;
    let is_sqlite = url.starts_with("sqlite:");
    if is_sqlite && !home.root().join("catalog.db").exists() {
        return Err(Finding::warn(
            "catalog",
            "there is none yet",
            "`osd ingest` makes it",
        ));
    }
    let catalog = Catalog::open(&url)
        .await
        .map_err(|error| broken(error.to_string()))?;
    let version = catalog
        .engine_version()
        .await
        .map_err(|error| broken(error.to_string()))?;
    let engine = if is_sqlite { "SQLite" } else { "PostgreSQL" };
    let version = format!("{engine} {version}");
    let pending = catalog
        .pending_migrations()
        .await
        .map_err(|error| broken(error.to_string()))?;
    if pending.is_empty() {
        Ok((catalog, Finding::ok("catalog", version)))
    } else {
        Err(Finding::fail(
            "catalog",
            format!("{version}, {} migrations to apply", pending.len()),
            "run `osd migrate`",
        ))
    }
}

type Looked = Result<Finding, osd_catalog::CatalogError>;

async fn indexes(read: &Read) -> Looked {
    let indexes = read.indexes().list().await?;
    let Some(last) = indexes.iter().map(|index| index.checked_at).max() else {
        return Ok(Finding::warn(
            "indexes",
            "none was looked at yet",
            "run `osd ingest`",
        ));
    };
    let missing = indexes
        .iter()
        .filter(|index| index.state == IndexState::NoIndex)
        .count();
    let found = format!(
        "{} quarters looked at, {missing} without an index, last at {}",
        indexes.len(),
        last.format("%Y-%m-%d %H:%M UTC")
    );
    Ok(if Utc::now() - last > STALE {
        Finding::warn(
            "indexes",
            found,
            "what is served may be stale: run `osd ingest`",
        )
    } else {
        Finding::ok("indexes", found)
    })
}

async fn filings(read: &Read) -> Looked {
    let states = read.filings().states().await?;
    let of = |state| states.get(&state).copied().unwrap_or(0);
    let pending = of(FilingState::Discovered) + of(FilingState::Fetched);
    let found = format!(
        "{} known, {} read, {pending} pending",
        states.values().sum::<u64>(),
        of(FilingState::Read)
    );
    Ok(if pending > 0 {
        Finding::warn("filings", found, "run `osd ingest` to take in the rest")
    } else {
        Finding::ok("filings", found)
    })
}

async fn work(read: &Read) -> Looked {
    let failed = read.work().failed().await?;
    let kinds = [
        WorkKind::Discover,
        WorkKind::Fetch,
        WorkKind::Read,
        WorkKind::Publish,
    ];
    let open = read.work().open(&kinds, Utc::now()).await?;
    let found = format!(
        "{} waiting, {} running, {} failed",
        open.waiting_due + open.waiting_later,
        open.running,
        failed.len()
    );
    Ok(match failed.first() {
        Some(first) => Finding::warn(
            "work",
            format!(
                "{found}; {} {}: {}",
                first.kind.as_str(),
                first.key,
                first.last_error.as_deref().unwrap_or("no reason kept")
            ),
            "run `osd ingest` to try again",
        ),
        None => Finding::ok("work", found),
    })
}

async fn snapshots(home: &Home, read: &Read) -> Looked {
    let current = read.periods().current().await?;
    let store = match home.snapshots() {
        Ok(store) => store,
        Err(failure) => {
            return Ok(Finding::fail(
                "snapshots",
                failure.to_string(),
                "make the home folder readable",
            ));
        }
    };
    let looked = tokio::task::spawn_blocking(move || broken(&store, &current));
    let (published, broken, cached) = match looked.await {
        Ok(Ok(looked)) => looked,
        Ok(Err(error)) => {
            return Ok(Finding::fail(
                "snapshots",
                error.to_string(),
                "see to the store first",
            ));
        }
        Err(error) => return Ok(Finding::fail("snapshots", error.to_string(), "try again")),
    };
    let behind = read
        .periods()
        .list()
        .await?
        .iter()
        .filter(|row| row.is_stale())
        .count();
    let found = format!("{published} periods published, {behind} behind{cached}");
    Ok(match (broken.is_empty(), behind) {
        (false, _) => Finding::fail(
            "snapshots",
            format!("{found}; damaged: {}", broken.join(", ")),
            "run `osd rebuild --period` for each",
        ),
        (true, 0) => Finding::ok("snapshots", found),
        (true, _) => Finding::warn(
            "snapshots",
            found,
            "run `osd ingest` to publish what was read",
        ),
    })
}

/// How many snapshots are published, the periods of those that are not whole, and what of a bucket
/// is on this machine's disk.
fn broken(
    store: &Snapshots,
    current: &[(Period, String)],
) -> Result<(usize, Vec<String>, String), SnapshotError> {
    let ids: Vec<(Period, SnapshotId)> = current
        .iter()
        .filter_map(|(period, id)| Some((*period, id.parse().ok()?)))
        .collect();
    let whole: BTreeSet<Period> = store
        .are_whole(&ids)?
        .into_iter()
        .zip(&ids)
        .filter_map(|(is_whole, (period, _))| is_whole.then_some(*period))
        .collect();
    let broken = current
        .iter()
        .filter(|(period, _)| !whole.contains(period))
        .map(|(period, _)| period.to_string())
        .collect();
    let cached = store.cached()?.map_or_else(String::new, |cached| {
        format!(
            "; {} of them on this disk, {} of {} in {}",
            cached.snapshots,
            ByteSize(cached.bytes).display().si(),
            ByteSize(cached.limit).display().si(),
            cached.folder.display()
        )
    });
    Ok((current.len(), broken, cached))
}
