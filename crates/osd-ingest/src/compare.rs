//! What a published period adds up to, and how it compares with the one before.

mod manager;
mod successions;

use std::collections::BTreeMap;

use osd_catalog::{Comparison, ManagerSummary, SecurityFlow, SecuritySeen, SecuritySummary};
use osd_domain::{
    BySecurity, Cik, Kind, Period, Succession,
    change::{Basis, LabelCounts, Moved},
    market::{CuratedLinks, MarketChanges, MarketHearing},
};
use osd_snapshot::{ManagerEntry, SecurityEntry, Snapshot, in_order, market_changes};

use self::manager::{ManagerBeside, Passes};
pub(crate) use self::successions::FileNumbers;
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

/// Summaries of a period beside the one before, keyed by both snapshots.
pub(crate) struct Summaries {
    pub(crate) managers: Vec<ManagerSummary>,
    pub(crate) securities: Vec<SecuritySummary>,
    /// Absent without a period before.
    pub(crate) comparison: Option<Comparison>,
    /// What happened to securities meanwhile.
    pub(crate) market: MarketChanges,
    /// Who goes on under another CIK.
    pub(crate) successions: Vec<Succession>,
}

/// What managers did with a security.
#[derive(Debug, Clone, Default)]
struct Done {
    changes: LabelCounts,
    flow: SecurityFlow,
}

impl Done {
    fn see(&mut self, position: &Moved<'_>, traded: i128) {
        self.changes.see(position.change);
        if !position.change.is_like_for_like() {
            return;
        }
        self.flow.value_change += position.value_change().unwrap_or_default();
        if position.key.kind() == Kind::Shares {
            self.flow.previous_shares += position.previous_adjusted.unwrap_or_default();
            self.flow.shares_change += position.amount_change_adjusted().unwrap_or_default();
        }
        if traded < 0 {
            self.flow.sold_value -= traded;
        } else {
            self.flow.bought_value += traded;
        }
    }

    fn add(&mut self, other: &Self) {
        self.changes.add(&other.changes);
        self.flow.add(&other.flow);
    }
}

/// What managers add up to.
#[derive(Default)]
struct Sum {
    managers: Vec<ManagerSummary>,
    by_security: BySecurity<Done>,
    all: LabelCounts,
    /// Managers that could be compared.
    compared: u64,
}

impl Sum {
    /// Compares one manager after the other.
    fn of(
        beside: Beside<'_>,
        managers: &[ManagerEntry],
        market: &MarketChanges,
    ) -> Result<Self, IngestError> {
        let mut sum = Self::default();
        let mut passes = Passes::begin(beside);
        for manager in managers {
            let see = |position: &Moved<'_>, traded| sum.see(position, traded);
            let one = ManagerBeside::of(&mut passes, manager, market, see)?;
            sum.compared += u64::from(one.basis() == Basis::Compared);
            sum.managers.push(one.summary(beside));
        }
        Ok(sum)
    }

    fn see(&mut self, position: &Moved<'_>, traded: i128) {
        self.all.see(position.change);
        // Options are another thing than the security they are on.
        if matches!(position.key.kind(), Kind::Shares | Kind::Principal) {
            let security = position.key.security.clone();
            let done = self.by_security.entry(security).or_default();
            done.see(position, traded);
        }
    }

    fn add(&mut self, piece: Self) {
        self.managers.extend(piece.managers);
        for (security, done) in piece.by_security {
            self.by_security.entry(security).or_default().add(&done);
        }
        self.all.add(&piece.all);
        self.compared += piece.compared;
    }
}

/// Adds up `now` and compares it with `before`, one manager at a time.
pub(crate) fn summaries(beside: Beside<'_>) -> Result<Summaries, IngestError> {
    let Beside { now, before, .. } = beside;
    let nothing = CuratedLinks::default();
    let curated = beside.links.get(&now.manifest().period);
    let curated = curated.unwrap_or(&nothing);
    let market = match before {
        Some(before) => market_changes(now, before, curated)?,
        // A link that people listed stands without the quarter before, too.
        None => MarketHearing::default().judge(curated),
    };
    let mut sum = Sum::default();
    in_order(
        &now.pieces(),
        |managers| Sum::of(beside, managers, &market),
        |piece| {
            sum.add(piece);
            Ok(())
        },
    )?;
    let Sum {
        managers,
        by_security,
        all,
        compared,
    } = sum;
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
    });
    Ok(Summaries {
        managers,
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
