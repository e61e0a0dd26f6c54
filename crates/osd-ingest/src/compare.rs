//! What a published period adds up to, and how it compares with the one before.

use std::collections::BTreeMap;

use osd_catalog::{ChangeCounts, Comparison, ManagerSummary, SecuritySeen, SecuritySummary};
use osd_domain::{Change, Kind, SecurityId, change::compare, portfolio::Portfolio};
use osd_snapshot::{ManagerEntry, SecurityEntry, Snapshot};

use crate::IngestError;

/// Summaries of a period beside the one before, keyed by both snapshots.
pub(crate) struct Summaries {
    pub(crate) managers: Vec<ManagerSummary>,
    pub(crate) securities: Vec<SecuritySummary>,
    /// Absent without a period before.
    pub(crate) comparison: Option<Comparison>,
}

/// Counts a label.
fn see(counts: &mut ChangeCounts, change: Change) {
    match change {
        Change::New => counts.new += 1,
        Change::Add => counts.add += 1,
        Change::Reduce => counts.reduce += 1,
        Change::Hold => counts.hold += 1,
        Change::Exit => counts.exit += 1,
    }
}

fn add(counts: &mut ChangeCounts, other: ChangeCounts) {
    counts.new += other.new;
    counts.add += other.add;
    counts.reduce += other.reduce;
    counts.hold += other.hold;
    counts.exit += other.exit;
}

/// Adds up `now` and compares it with `before`, one manager at a time.
pub(crate) fn summaries(
    now: &Snapshot,
    before: Option<&Snapshot>,
) -> Result<Summaries, IngestError> {
    let mut managers = Vec::with_capacity(now.managers().len());
    let mut by_security: BTreeMap<SecurityId, ChangeCounts> = BTreeMap::new();
    let mut all = ChangeCounts::default();
    let mut compared = 0;
    for manager in now.managers() {
        let previous = match before {
            Some(before) if manager.standing.is_whole() => portfolio(before, manager)?,
            _ => None,
        };
        let mut counts = None;
        if let Some(previous) = &previous {
            let fold = now.fold(manager.cik, None);
            let mut of_manager = ChangeCounts::default();
            for position in compare(&now.portfolio(manager.cik, &fold)?, Some(previous)) {
                let Some(change) = position.change else {
                    continue;
                };
                see(&mut of_manager, change);
                // Options are another thing than the security they are on.
                if matches!(position.key.kind(), Kind::Shares | Kind::Principal) {
                    see(
                        by_security
                            .entry(position.key.security.clone())
                            .or_default(),
                        change,
                    );
                }
            }
            add(&mut all, of_manager);
            compared += 1;
            counts = Some(of_manager);
        }
        managers.push(manager_summary(
            now,
            before,
            manager,
            previous.as_ref(),
            counts,
        ));
    }
    let securities = now
        .securities()
        .iter()
        .map(|security| security_summary(now, before, security, &by_security))
        .chain(gone(now, before, &by_security))
        .collect();
    let (snapshot_id, previous_snapshot_id) = ids(now, before);
    let comparison = before.map(|_| Comparison {
        period: now.manifest().period,
        snapshot_id,
        previous_snapshot_id,
        managers_compared: compared,
        changes: all,
    });
    Ok(Summaries {
        managers,
        securities,
        comparison,
    })
}

fn portfolio(
    snapshot: &Snapshot,
    manager: &ManagerEntry,
) -> Result<Option<Portfolio>, IngestError> {
    match snapshot.manager(manager.cik) {
        Some(there) if there.standing.is_whole() => {
            let fold = snapshot.fold(manager.cik, None);
            Ok(Some(snapshot.portfolio(manager.cik, &fold)?))
        }
        _ => Ok(None),
    }
}

fn ids(now: &Snapshot, before: Option<&Snapshot>) -> (String, Option<String>) {
    (
        now.id().to_string(),
        before.map(|before| before.id().to_string()),
    )
}

fn manager_summary(
    now: &Snapshot,
    before: Option<&Snapshot>,
    manager: &ManagerEntry,
    previous: Option<&Portfolio>,
    changes: Option<ChangeCounts>,
) -> ManagerSummary {
    let (snapshot_id, previous_snapshot_id) = ids(now, before);
    let [shares_value, principal_value, put_value, call_value] =
        manager.value_by_kind.map(i128::from);
    ManagerSummary {
        period: now.manifest().period,
        cik: manager.cik,
        snapshot_id,
        previous_snapshot_id,
        standing: manager.standing,
        filings: manager.filings.end - manager.filings.start,
        value: manager
            .standing
            .has_rows()
            .then(|| i128::from(manager.value)),
        positions: manager.positions,
        shares_value,
        principal_value,
        put_value,
        call_value,
        previous_value: previous.map(Portfolio::value),
        changes,
    }
}

fn security_summary(
    now: &Snapshot,
    before: Option<&Snapshot>,
    security: &SecurityEntry,
    changes: &BTreeMap<SecurityId, ChangeCounts>,
) -> SecuritySummary {
    let (snapshot_id, previous_snapshot_id) = ids(now, before);
    let changes = before.map(|_| changes.get(&security.security).copied().unwrap_or_default());
    SecuritySummary {
        period: now.manifest().period,
        security: security.security.clone(),
        snapshot_id,
        previous_snapshot_id,
        holders: security.holders,
        value: i128::from(security.value),
        amount: security.amount,
        put_holders: security.put_holders,
        call_holders: security.call_holders,
        changes,
    }
}

/// Securities that nobody holds any more: only what became of them is left to say.
fn gone(
    now: &Snapshot,
    before: Option<&Snapshot>,
    changes: &BTreeMap<SecurityId, ChangeCounts>,
) -> Vec<SecuritySummary> {
    let gone = changes
        .iter()
        .filter(|(security, _)| now.security(security).is_none());
    gone.map(|(security, changes)| {
        let (snapshot_id, previous_snapshot_id) = ids(now, before);
        SecuritySummary {
            period: now.manifest().period,
            security: security.clone(),
            snapshot_id,
            previous_snapshot_id,
            holders: 0,
            value: 0,
            amount: Default::default(),
            put_holders: 0,
            call_holders: 0,
            changes: Some(*changes),
        }
    })
    .collect()
}

/// What a period says of the names of securities.
pub(crate) fn securities(now: &Snapshot) -> Vec<SecuritySeen> {
    now.securities()
        .iter()
        .map(|security| SecuritySeen {
            security: security.security.clone(),
            issuer: security.issuer.clone(),
            class: security.class.clone(),
            managers: security
                .holders
                .max(security.put_holders)
                .max(security.call_holders),
        })
        .collect()
}
