//! What the catalog and this process tell.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use metrics::{describe_gauge, gauge};
use metrics_exporter_prometheus::PrometheusBuilder;
use osd_catalog::{WorkKind, WorkState};
use osd_snapshot::Cached;

use crate::{
    Counter, Problem,
    answers::{
        status::{self, PeriodStatus, StatusAnswer},
        work::kinds::{self, WorkKindsAnswer},
    },
    counter::blocking,
};

/// Periods that are told of: the latest.
const PERIODS: usize = 4;

/// Every figure, made anew: what is not there any more is told no more.
pub(super) async fn read(counter: &Counter) -> Result<Arc<String>, Problem> {
    let status = status::answer(counter).await?;
    let kinds = kinds::answer(counter).await?;
    let snapshots = counter.snapshots.clone();
    let cached = blocking(move || Ok(snapshots.cached()?)).await?;
    let now = counter.now();
    let recorder = PrometheusBuilder::new().build_recorder();
    metrics::with_local_recorder(&recorder, || {
        filings(&status, now);
        work(&kinds);
        edgar(&status, now);
        for period in status.periods.iter().take(PERIODS) {
            of_period(period);
        }
        room(&status, cached.as_ref());
        opened(counter);
    });
    Ok(Arc::new(recorder.handle().render()))
}

fn filings(status: &StatusAnswer, now: DateTime<Utc>) {
    describe_gauge!(
        "osd_filings_known",
        "Filings that an index or the feed names."
    );
    gauge!("osd_filings_known").set(status.filings as f64);
    describe_gauge!("osd_filings_waiting", "Filings known and not in.");
    gauge!("osd_filings_waiting").set(status.waiting as f64);
    describe_gauge!(
        "osd_lag_seconds",
        "Seconds from acceptance to publication of the newest fifty filings."
    );
    for (quantile, seconds) in [
        ("0.5", status.lag.p50_seconds),
        ("1", status.lag.max_seconds),
    ] {
        if let Some(seconds) = seconds {
            gauge!("osd_lag_seconds", "quantile" => quantile).set(seconds as f64);
        }
    }
    let newest = status.newest_filing.as_ref();
    if let Some(accepted_at) = newest.and_then(|newest| newest.accepted_at) {
        describe_gauge!(
            "osd_newest_filing_age_seconds",
            "Seconds since EDGAR accepted the newest filing."
        );
        gauge!("osd_newest_filing_age_seconds").set(seconds(now - accepted_at));
    }
    if let Some(last) = &status.last_publication {
        describe_gauge!(
            "osd_last_publication_age_seconds",
            "Seconds since a period was published."
        );
        gauge!("osd_last_publication_age_seconds").set(seconds(now - last.published_at));
    }
}

fn work(kinds: &WorkKindsAnswer) {
    describe_gauge!(
        "osd_work",
        "Pieces of work that are not done, by kind and state."
    );
    describe_gauge!(
        "osd_work_done_last_hour",
        "Pieces of work done in the last hour, by kind."
    );
    describe_gauge!("osd_work_paused", "1 where a kind of work is paused.");
    for kind in &kinds.kinds {
        let name = WorkKind::as_str(kind.kind);
        for (state, items) in [
            (WorkState::Waiting, kind.waiting),
            (WorkState::Running, kind.running),
            (WorkState::Failed, kind.failed),
        ] {
            gauge!("osd_work", "kind" => name, "state" => state.as_str()).set(items as f64);
        }
        gauge!("osd_work_done_last_hour", "kind" => name).set(kind.done_hour as f64);
        gauge!("osd_work_paused", "kind" => name).set(flag(kind.paused_by.is_some()));
    }
}

fn edgar(status: &StatusAnswer, now: DateTime<Utc>) {
    let edgar = &status.edgar;
    describe_gauge!("osd_workers", "Workers that were seen within a minute.");
    gauge!("osd_workers").set(edgar.workers as f64);
    describe_gauge!(
        "osd_edgar_requests",
        "Requests to EDGAR of the workers that are there, since each started."
    );
    gauge!("osd_edgar_requests").set(edgar.requests as f64);
    describe_gauge!(
        "osd_edgar_blocked",
        "1 while sec.gov refuses to serve a worker."
    );
    gauge!("osd_edgar_blocked").set(flag(edgar.blocked_until.is_some_and(|until| until > now)));
}

fn of_period(period: &PeriodStatus) {
    let name = period.period.to_string();
    describe_gauge!(
        "osd_period_filings",
        "Filings of the latest four periods, by what became of them."
    );
    let all = period.completeness;
    for (state, filings) in [
        ("read", all.read),
        ("without_table", all.without_table),
        ("unread", all.unread),
        ("waiting", all.waiting),
    ] {
        gauge!("osd_period_filings", "period" => name.clone(), "state" => state)
            .set(filings as f64);
    }
    describe_gauge!("osd_period_state", "1 for the state that a period is in.");
    for state in status::PeriodState::ALL {
        gauge!("osd_period_state", "period" => name.clone(), "state" => state.as_str())
            .set(flag(*state == period.state));
    }
    describe_gauge!(
        "osd_period_up_to_date",
        "1 where the snapshot of a period holds all that was read."
    );
    gauge!("osd_period_up_to_date", "period" => name).set(flag(period.up_to_date));
}

fn room(status: &StatusAnswer, cached: Option<&Cached>) {
    let disk = &status.disk;
    describe_gauge!("osd_disk_bytes", "Bytes that a store takes.");
    for (store, bytes) in [
        ("vault", disk.vault_bytes),
        ("snapshots", Some(disk.snapshot_bytes)),
        ("catalog", Some(disk.catalog_bytes)),
        ("cache", cached.map(|cached| cached.bytes)),
    ] {
        if let Some(bytes) = bytes {
            gauge!("osd_disk_bytes", "store" => store).set(bytes as f64);
        }
    }
    if let Some(bytes) = disk.free_bytes {
        describe_gauge!(
            "osd_disk_free_bytes",
            "Bytes free where the home folder is."
        );
        gauge!("osd_disk_free_bytes").set(bytes as f64);
    }
    if let Some(cached) = cached {
        describe_gauge!(
            "osd_cache_snapshots",
            "Snapshots of a bucket that lie in the cache."
        );
        gauge!("osd_cache_snapshots").set(cached.snapshots as f64);
        describe_gauge!("osd_cache_limit_bytes", "Bytes that the cache may take.");
        gauge!("osd_cache_limit_bytes").set(cached.limit as f64);
    }
}

/// What this process holds.
fn opened(counter: &Counter) {
    let (open, bytes) = counter.snapshots.open_now();
    describe_gauge!("osd_snapshots_open", "Snapshots that are kept open.");
    gauge!("osd_snapshots_open").set(open as f64);
    describe_gauge!("osd_snapshots_open_bytes", "Memory that those take.");
    gauge!("osd_snapshots_open_bytes").set(bytes as f64);
    if let Some(bytes) = resident() {
        describe_gauge!("process_resident_memory_bytes", "Memory of this process.");
        gauge!("process_resident_memory_bytes").set(bytes as f64);
    }
}

/// Bytes of memory that this process has, where the system tells.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    resident_in(&status)
}

fn resident_in(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1_024)
}

fn flag(is_so: bool) -> f64 {
    f64::from(u8::from(is_so))
}

fn seconds(span: chrono::TimeDelta) -> f64 {
    span.num_seconds().max(0) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_as_the_system_writes_it() {
        let status = "Name:\tosd\nVmPeak:\t 9000 kB\nVmRSS:\t   1024 kB\n";
        assert_eq!(resident_in(status), Some(1_048_576));
        assert_eq!(resident_in("VmRSS:\tmany kB\n"), None);
    }
}
