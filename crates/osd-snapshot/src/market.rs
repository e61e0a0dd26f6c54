//! What happened to securities between two snapshots, by the amounts of all managers.

use std::{cmp::Ordering, collections::HashSet};

use osd_domain::{
    Accession, Kind, SecurityId,
    market::{CuratedLinks, Holders, MarketChanges, MarketHearing},
};

use crate::{PositionRow, SecurityEntry, Snapshot, SnapshotError, table::Batches};

/// Hears both quarters, security by security: of either, one batch of rows is in memory. `curated` is
/// what people decided about links between them.
///
/// # Errors
/// [`SnapshotError`] where the files cannot be read.
pub fn market_changes(
    now: &Snapshot,
    before: &Snapshot,
    curated: &CuratedLinks,
) -> Result<MarketChanges, SnapshotError> {
    let mut hearing = MarketHearing::default();
    let (mut now, mut before) = (BySecurity::of(now)?, BySecurity::of(before)?);
    let (mut next_now, mut next_before) = (now.next()?, before.next()?);
    loop {
        let order = match (&next_now, &next_before) {
            (Some((now, _)), Some((before, _))) => now.cmp(before),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return Ok(hearing.judge(curated)),
        };
        let of_now = order.is_le().then(|| next_now.take()).flatten();
        let of_before = order.is_ge().then(|| next_before.take()).flatten();
        if of_now.is_some() {
            next_now = now.next()?;
        }
        if of_before.is_some() {
            next_before = before.next()?;
        }
        let either = of_now.as_ref().or(of_before.as_ref());
        if let Some(security) = either.map(|(security, _)| security.clone()) {
            let holders = |one: Option<(SecurityId, Holders)>| one.map(|(_, holders)| holders);
            let before = holders(of_before).unwrap_or_default();
            hearing.hear(&security, before, holders(of_now).unwrap_or_default());
        }
    }
}

/// The shares of each security, by manager.
struct BySecurity<'a> {
    snapshot: &'a Snapshot,
    counts: HashSet<Accession>,
    batches: Batches,
    rows: std::vec::IntoIter<PositionRow>,
    ahead: Option<PositionRow>,
}

impl<'a> BySecurity<'a> {
    fn of(snapshot: &'a Snapshot) -> Result<Self, SnapshotError> {
        let managers = snapshot.managers().iter();
        let folds = managers.map(|manager| snapshot.fold(manager.cik, None));
        let counts = folds
            .flat_map(|fold| {
                fold.effective()
                    .map(|one| one.accession)
                    .collect::<Vec<_>>()
            })
            .collect();
        Ok(Self {
            counts,
            batches: snapshot.scan_positions()?,
            rows: Vec::new().into_iter(),
            ahead: None,
            snapshot,
        })
    }

    fn next(&mut self) -> Result<Option<(SecurityId, Holders)>, SnapshotError> {
        let Some(first) = self.row()? else {
            return Ok(None);
        };
        let security = first.key.security.clone();
        let entry = self.snapshot.security(&security);
        let mut holders = Holders {
            price: entry.and_then(SecurityEntry::market_price),
            issuer: entry.map_or_else(String::new, |entry| entry.issuer.clone()),
            ..Holders::default()
        };
        let mut row = Some(first);
        while let Some(of_security) = row.take_if(|row| row.key.security == security) {
            if of_security.key.kind() == Kind::Shares
                && self.counts.contains(&of_security.accession)
            {
                *holders.shares.entry(of_security.cik).or_default() += of_security.amount;
            }
            row = self.row()?;
        }
        self.ahead = row;
        Ok(Some((security, holders)))
    }

    fn row(&mut self) -> Result<Option<PositionRow>, SnapshotError> {
        if let Some(row) = self.ahead.take() {
            return Ok(Some(row));
        }
        loop {
            if let Some(row) = self.rows.next() {
                return Ok(Some(row));
            }
            let Some(batch) = self.batches.next() else {
                return Ok(None);
            };
            self.rows = PositionRow::decode(&batch?)?.into_iter();
        }
    }
}
