//! What a published period adds up to, and how it compares with the one before.

mod earlier;
mod manager;
mod successions;
mod sum;

use std::collections::BTreeMap;

use osd_catalog::{Comparison, ManagerSummary, SecuritySeen, SecuritySummary};
use osd_domain::{
    BySecurity, Cik, Period, Succession,
    market::{CuratedLinks, MarketChanges, MarketHearing},
};
use osd_snapshot::{SecurityEntry, Snapshot, market_changes};

use self::sum::{Done, Sum};
pub(crate) use self::{
    earlier::{Earlier, Said},
    successions::FileNumbers,
};
use crate::IngestError;

/// A period beside the one before.
#[derive(Clone, Copy)]
pub(crate) struct Beside<'a> {
    pub(crate) now: &'a Snapshot,
    pub(crate) before: Option<&'a Snapshot>,
    /// The first period that each manager filed for.
    pub(crate) first_periods: &'a BTreeMap<Cik, Period>,
    /// What people decided about links between CUSIPs, by the first period that has the new one.
    pub(crate) links: &'a BTreeMap<Period, CuratedLinks>,
    /// The file numbers that managers print in both.
    pub(crate) file_numbers: &'a FileNumbers,
}

/// The version of the rules by which periods are compared. A change of what a comparison says raises it:
/// none goes on from what older rules said.
const RULES: u32 = 1;

/// Summaries of a period beside the one before, keyed by both snapshots.
pub(crate) struct Summaries {
    pub(crate) managers: Vec<ManagerSummary>,
    /// How many of them were set beside their quarter before.
    pub(crate) anew: u64,
    pub(crate) securities: Vec<SecuritySummary>,
    /// Absent without a period before.
    pub(crate) comparison: Option<Comparison>,
    /// What happened to securities meanwhile.
    pub(crate) market: MarketChanges,
    /// Who goes on under another CIK.
    pub(crate) successions: Vec<Succession>,
}

/// Adds up `now` and compares it with `before`, one manager at a time. Where an earlier comparison of the
/// period is known, managers that are as they were are not compared again.
pub(crate) fn summaries(
    beside: Beside<'_>,
    earlier: Option<&Earlier>,
) -> Result<Summaries, IngestError> {
    let Beside { now, before, .. } = beside;
    let nothing = CuratedLinks::default();
    let curated = beside.links.get(&now.manifest().period);
    let curated = curated.unwrap_or(&nothing);
    let market = match before {
        Some(before) => market_changes(now, before, curated)?,
        // A link that people listed stands without the quarter before, too.
        None => MarketHearing::default().judge(curated),
    };
    let known = earlier.map(|earlier| earlier.go_on(beside, &market));
    let Sum {
        managers,
        by_security,
        all,
        compared,
        anew,
    } = match known.transpose()?.flatten() {
        Some(sum) => sum,
        None => Sum::of_all(beside, &market)?,
    };
    let securities = now
        .securities()
        .iter()
        .map(|security| security_summary(beside, security, &by_security))
        .chain(gone(beside, &by_security))
        .collect();
    let (snapshot_id, previous_snapshot_id) = ids(beside);
    let comparison = before.map(|_| Comparison {
        period: now.manifest().period,
        snapshot_id,
        previous_snapshot_id,
        managers_compared: compared,
        changes: all.iter().collect(),
        compared_by: Some(RULES),
    });
    Ok(Summaries {
        managers,
        anew,
        securities,
        comparison,
        successions: successions::successions(beside, &market)?,
        market,
    })
}

fn ids(beside: Beside<'_>) -> (String, Option<String>) {
    (
        beside.now.id().to_string(),
        beside.before.map(|before| before.id().to_string()),
    )
}

fn security_summary(
    beside: Beside<'_>,
    security: &SecurityEntry,
    changes: &BySecurity<Done>,
) -> SecuritySummary {
    let of = |_| changes.get(&security.security).cloned().unwrap_or_default();
    let done = beside.before.map(of);
    SecuritySummary {
        period: beside.now.manifest().period,
        security: security.security.clone(),
        holders: security.holders,
        value: i128::from(security.value),
        shares: Some(security.shares),
        principal: Some(security.principal),
        put_holders: security.put_holders,
        call_holders: security.call_holders,
        flow: done.as_ref().map(|done| done.flow),
        changes: done.map(|done| done.changes.iter().collect()),
        price: security.market_price(),
        price_managers: security.price.map_or(0, |(_, managers)| managers),
    }
}

/// Securities that nobody holds any more: only what became of them is left to say.
fn gone(beside: Beside<'_>, changes: &BySecurity<Done>) -> Vec<SecuritySummary> {
    let gone = changes
        .iter()
        .filter(|(security, _)| beside.now.security(security).is_none());
    // In the order of securities.
    let gone: BTreeMap<_, _> = gone.collect();
    gone.into_iter()
        .map(|(security, done)| SecuritySummary {
            period: beside.now.manifest().period,
            security: security.clone(),
            holders: 0,
            value: 0,
            shares: Some(Default::default()),
            principal: Some(Default::default()),
            put_holders: 0,
            call_holders: 0,
            changes: Some(done.changes.iter().collect()),
            flow: Some(done.flow),
            price: None,
            price_managers: 0,
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
