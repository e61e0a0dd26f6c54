//! What happened to securities between two snapshots, by the amounts of all managers.

use std::{cmp::Ordering, collections::HashSet, sync::Arc};

use arrow_array::{Array, ArrayRef, Int64Array, RecordBatch, make_array};
use osd_domain::{
    AmountType, Cik, SecurityId,
    market::{CuratedLinks, Holders, MarketChanges, MarketHearing},
};
use rust_decimal::Decimal;

use crate::{
    SecurityEntry, Snapshot, SnapshotError,
    codes::Codes,
    columns::{Cells, parse},
    positions::manager,
};

/// Hears both quarters, security by security: of either, a few batches of rows are in memory. `curated` is
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

/// The columns that shares are read from.
const COLUMNS: &[&str] = &[
    "security",
    "cik",
    "amount_type",
    "put_call",
    "accession",
    "amount",
    "amount_exact",
];

/// The shares of each security, by manager.
struct BySecurity<'a> {
    snapshot: &'a Snapshot,
    counts: Counts,
    parts: Parts,
    part: Option<Arc<Part>>,
    /// The next row of the part.
    at: usize,
}

type Parts = Box<dyn Iterator<Item = Result<Arc<Part>, SnapshotError>>>;

/// Which filings count: of most managers all do.
struct Counts {
    /// Managers with filings that do not.
    in_part: HashSet<i64, foldhash::fast::FixedState>,
    /// The filings of those that do.
    counting: HashSet<String>,
}

impl Counts {
    fn of(snapshot: &Snapshot) -> Self {
        let (mut in_part, mut counting) = (HashSet::default(), HashSet::new());
        for manager in snapshot.managers() {
            let fold = snapshot.fold(manager.cik, None);
            if fold.effective().count() < fold.filings.len() {
                in_part.extend(i64::try_from(manager.cik.number()));
                counting.extend(fold.effective().map(|one| one.accession.to_string()));
            }
        }
        Self { in_part, counting }
    }

    fn has<'t>(&self, cik: i64, accession: impl Fn() -> &'t str) -> bool {
        !self.in_part.contains(&cik) || self.counting.contains(accession())
    }
}

/// Positions of a batch.
struct Part {
    security: Codes<SecurityId>,
    cik: Int64Array,
    is_principal: Codes<bool>,
    put_call: ArrayRef,
    accession: Codes<Arc<str>>,
    amount: Int64Array,
    amount_exact: Codes<Decimal>,
}

impl Part {
    /// Of a batch, which often has the texts of the one before.
    fn of(batch: &RecordBatch, before: Option<&Self>) -> Result<Self, SnapshotError> {
        let cells = Cells::of(batch);
        let security = |text: &str| parse("security", Some(text));
        let is_principal = |text: &str| Ok(text == AmountType::Principal.as_str());
        let exact = |text: &str| parse("amount_exact", Some(text));
        let accession = |text: &str| Ok(text.into());
        Ok(Self {
            security: Codes::of_pass(
                cells.any("security")?,
                before.map(|one| &one.security),
                security,
            )?,
            cik: cells.array("cik")?,
            is_principal: Codes::of_few(cells.any("amount_type")?, is_principal)?,
            put_call: make_array(cells.any("put_call")?.to_data()),
            accession: Codes::of_pass(
                cells.any("accession")?,
                before.map(|one| &one.accession),
                accession,
            )?,
            amount: cells.array("amount")?,
            amount_exact: Codes::of_few(cells.any("amount_exact")?, exact)?,
        })
    }

    fn len(&self) -> usize {
        self.cik.len()
    }

    fn security(&self, at: usize) -> Result<&SecurityId, SnapshotError> {
        let nameless = || SnapshotError::Damaged("a position has no security".to_owned());
        self.security.get(at).ok_or_else(nameless)
    }

    /// The shares in a row of a filing that counts, and whose they are.
    fn shares(&self, at: usize, counts: &Counts) -> Result<Option<(Cik, Decimal)>, SnapshotError> {
        let is_principal = self.is_principal.get(at) == Some(&true);
        let cik = self.cik.value(at);
        let accession = || self.accession.get(at).map_or("", AsRef::as_ref);
        if is_principal || self.put_call.is_valid(at) || !counts.has(cik, accession) {
            return Ok(None);
        }
        let exact = self.amount_exact.get(at).copied();
        let amount = exact.unwrap_or_else(|| self.amount.value(at).into());
        Ok(Some((manager(Some(cik))?, amount)))
    }
}

impl<'a> BySecurity<'a> {
    fn of(snapshot: &'a Snapshot) -> Result<Self, SnapshotError> {
        let mut before: Option<Arc<Part>> = None;
        let part = move |batch: RecordBatch| {
            let part = Arc::new(Part::of(&batch, before.as_deref())?);
            before = Some(Arc::clone(&part));
            Ok(part)
        };
        Ok(Self {
            counts: Counts::of(snapshot),
            parts: Box::new(snapshot.scan_positions(COLUMNS).ahead(part)),
            part: None,
            at: 0,
            snapshot,
        })
    }

    fn next(&mut self) -> Result<Option<(SecurityId, Holders)>, SnapshotError> {
        self.advance()?;
        let Some(part) = &self.part else {
            return Ok(None);
        };
        let security = part.security(self.at)?.clone();
        let entry = self.snapshot.security(&security);
        let mut holders = Holders {
            price: entry.and_then(SecurityEntry::market_price),
            issuer: entry.map_or_else(String::new, |entry| entry.issuer.clone()),
            ..Holders::default()
        };
        while self.add_to(&mut holders, &security)? {
            self.advance()?;
        }
        Ok(Some((security, holders)))
    }

    /// Adds the rows of a security in this part. Whether the next part may have more of them.
    fn add_to(
        &mut self,
        holders: &mut Holders,
        security: &SecurityId,
    ) -> Result<bool, SnapshotError> {
        let Some(part) = &self.part else {
            return Ok(false);
        };
        let rows = part.len();
        while self.at < rows && part.security.get(self.at) == Some(security) {
            if let Some((cik, amount)) = part.shares(self.at, &self.counts)? {
                *holders.shares.entry(cik).or_default() += amount;
            }
            self.at += 1;
        }
        Ok(self.at == rows)
    }

    /// Goes on to the next part where this one is through; there is none at the end.
    fn advance(&mut self) -> Result<(), SnapshotError> {
        while self.part.as_ref().is_none_or(|part| self.at == part.len()) {
            (self.part, self.at) = (self.parts.next().transpose()?, 0);
            if self.part.is_none() {
                break;
            }
        }
        Ok(())
    }
}
