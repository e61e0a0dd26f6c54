//! What happened to securities themselves between two quarters: stock splits and new CUSIPs, as the
//! amounts of all managers show them. Nobody tells the SEC; but when most holders have exactly ten
//! times as many shares as before, they did not all buy.

mod curated;
mod cusip_change;
mod lineage;
mod ratio;
mod split;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use self::{curated::CuratedLinks, lineage::Lineage, ratio::Ratio};
use crate::{
    id::{Cik, SecurityId},
    named::named,
    price::Price,
};

/// A stock split, reverse split or stock dividend between two quarters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// Shares now for shares before.
    pub ratio: Ratio,
    /// Managers whose amount changed by exactly this ratio.
    pub managers: u32,
    /// Managers that held it in both quarters.
    pub of: u32,
    /// The consensus price before, in dollars a share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_before: Option<Price>,
    /// The consensus price now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_now: Option<Price>,
}

named! {
    /// How a change of CUSIP is known.
    LinkSource {
        /// Its holders have the same amounts as before, times one ratio.
        Holders = "holders",
        /// A person entered it; the journal says who, when and why.
        Listed = "listed",
    }
}

/// A security that goes on under another CUSIP: reorganization, redomicile, reverse split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CusipChange {
    /// What it was known by before.
    pub from: SecurityId,
    /// What it is known by now.
    pub to: SecurityId,
    /// Shares now for shares before.
    pub ratio: Ratio,
    /// Managers whose amount is exactly the one before, times the ratio.
    pub managers: u32,
    /// Managers that held the old one before and hold the new one now.
    pub of: u32,
    /// How it is known.
    pub source: LinkSource,
}

/// What happened to securities between two quarters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MarketChanges {
    splits: BTreeMap<SecurityId, Split>,
    /// By the security now.
    changes: BTreeMap<SecurityId, CusipChange>,
    /// From the security before to the one now.
    successors: BTreeMap<SecurityId, SecurityId>,
    /// All that something happened to: nothing did to nearly all that are asked for.
    concerned: HashSet<SecurityId, foldhash::fast::FixedState>,
}

impl MarketChanges {
    /// Whether anything happened to a security, of before or of now.
    pub(crate) fn concerns(&self, security: &SecurityId) -> bool {
        self.concerned.contains(security)
    }

    /// The split of a security that kept its CUSIP.
    pub fn split(&self, security: &SecurityId) -> Option<&Split> {
        self.splits.get(security)
    }

    /// The change that a security came from.
    pub fn came_from(&self, now: &SecurityId) -> Option<&CusipChange> {
        self.changes.get(now)
    }

    /// What a security of before is known by now, where that is something else.
    pub fn successor(&self, before: &SecurityId) -> Option<&SecurityId> {
        self.successors.get(before)
    }

    /// All splits, by security.
    pub fn splits(&self) -> impl Iterator<Item = (&SecurityId, &Split)> {
        self.splits.iter()
    }

    /// All changes of CUSIP, by the new one.
    pub fn cusip_changes(&self) -> impl Iterator<Item = &CusipChange> {
        self.changes.values()
    }

    /// The securities whose amounts go on in another way than `other` says: split by another ratio, or
    /// under another CUSIP. How many managers show it does not matter.
    pub fn differing<'a>(&'a self, other: &'a Self) -> BTreeSet<&'a SecurityId> {
        let of_each = |one: &'a Self, beside: &'a Self| {
            let split = |security| beside.split(security).map(|split| split.ratio);
            let splits = one
                .splits()
                .filter(move |(security, own)| split(security) != Some(own.ratio));
            let goes_on = |change: &'a CusipChange| (&change.from, change.ratio);
            let came = move |security| beside.came_from(security).map(goes_on);
            let changes = one.cusip_changes();
            let changes = changes.filter(move |own| came(&own.to) != Some(goes_on(own)));
            let names = changes.flat_map(|change| [&change.from, &change.to]);
            splits.map(|(security, _)| security).chain(names)
        };
        of_each(self, other).chain(of_each(other, self)).collect()
    }

    /// Notes a split.
    pub fn add_split(&mut self, security: SecurityId, split: Split) {
        self.concerned.insert(security.clone());
        self.splits.insert(security, split);
    }

    /// Notes a change of CUSIP. One security comes from one, and goes on as one.
    pub fn add_cusip_change(&mut self, change: CusipChange) {
        self.concerned
            .extend([change.from.clone(), change.to.clone()]);
        self.successors
            .insert(change.from.clone(), change.to.clone());
        self.changes.insert(change.to.clone(), change);
    }
}

/// A security over all managers: how many shares each has, options and debt apart.
#[derive(Debug, Clone, Default)]
pub struct Holders {
    /// Shares by manager.
    pub shares: BTreeMap<Cik, Decimal>,
    /// The consensus price, in dollars a share.
    pub price: Option<Price>,
    /// The issuer's name.
    pub issuer: String,
}

/// Two quarters of the market, security by security.
#[derive(Debug, Default)]
pub struct MarketHearing {
    found: MarketChanges,
    gone: BTreeMap<SecurityId, Holders>,
    came: BTreeMap<SecurityId, Holders>,
}

/// A security with fewer holders says nothing about the market.
const FEWEST: usize = 3;

impl MarketHearing {
    /// Hears who held a security before and who holds it now.
    pub fn hear(&mut self, security: &SecurityId, before: Holders, now: Holders) {
        let (held_before, held_now) = (before.shares.len(), now.shares.len());
        // Some go on using an old CUSIP for a quarter, and some know a new one early.
        if held_before >= FEWEST && held_now * 10 <= held_before {
            self.gone.insert(security.clone(), before);
        } else if held_now >= FEWEST && held_before * 10 <= held_now {
            self.came.insert(security.clone(), now);
        } else if let Some(split) = split::find(&before, &now) {
            self.found.add_split(security.clone(), split);
        }
    }

    /// What happened to the securities heard of, and what people decided about them.
    pub fn judge(mut self, curated: &CuratedLinks) -> MarketChanges {
        for change in cusip_change::find(&self.gone, &self.came, curated) {
            self.found.add_cusip_change(change);
        }
        curated.add_to(&mut self.found);
        self.found
    }
}
