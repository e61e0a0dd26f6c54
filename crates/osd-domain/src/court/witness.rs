//! What the court hears from outside the filings of the period, and what comes of it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    BySecurity,
    consensus::{MarketPrice, Middle, OTHERS},
    names::Names,
};
use crate::{
    amendment::EffectOverride,
    id::{Accession, Cik, SecurityId},
    line::Row,
    price::Price,
    repair::{self, Fault, Repair},
    unit::{Declared, Prior, Unit, UnitEvidence, UnitVerdict, Weighed},
};

/// What a filing says of prices by itself alone: facts as filed, no verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsFiled {
    /// The filing.
    pub accession: Accession,
    /// What speaks for its unit in itself alone.
    pub prior: Prior,
    /// The price of each security of which it prints shares, in the unit it prints in: the rows of
    /// the security added up.
    pub prices: Vec<(SecurityId, Price)>,
}

impl AsFiled {
    /// From what a filing declares of itself, and its rows.
    pub fn of<R: Row>(accession: Accession, declared: &Declared, rows: &[R]) -> Self {
        let prices = prices(rows);
        let own = prices.iter().map(|(_, price)| *price).collect();
        Self {
            accession,
            prior: Prior::of(declared, own),
            prices,
        }
    }
}

fn prices<R: Row>(rows: &[R]) -> Vec<(SecurityId, Price)> {
    let priced = rows.iter().filter(|row| Price::as_filed(*row).is_some());
    let mut priced: Vec<(SecurityId, Decimal, Decimal)> = priced
        .filter_map(|row| Some((row.security(), row.value()?, row.amount()?)))
        .collect();
    // Sums that stay at a bound depend on the order: that of rows is kept.
    priced.sort_by(|(a, ..), (b, ..)| a.cmp(b));
    let of_each = priced.chunk_by(|(a, ..), (b, ..)| a == b);
    of_each
        .filter_map(|rows| {
            let (security, ..) = rows.first()?;
            let nothing = (Decimal::ZERO, Decimal::ZERO);
            let (value, amount) = rows.iter().fold(nothing, |sum, (_, value, amount)| {
                (sum.0.saturating_add(*value), sum.1.saturating_add(*amount))
            });
            Some((security.clone(), Price::of(value, amount)?))
        })
        .collect()
}

/// Gives the price of a security in dollars, where one is known.
pub type Prices<'a> = Box<dyn Fn(&SecurityId) -> Option<Price> + 'a>;

/// Gives what a security traded as, where that is known.
pub type Tickers<'a> = Box<dyn Fn(&SecurityId) -> Option<String> + 'a>;

/// Gives what a manager filed for other periods, as filed.
pub type OtherPeriods<'a, E> = Box<dyn FnMut(Cik) -> Result<Vec<AsFiled>, E> + 'a>;

/// What is asked where the filings of the period do not decide.
pub struct Witnesses<'a, E> {
    /// A price of the security near the end of the period, in dollars, from the SEC's
    /// fails-to-deliver files.
    pub fails_price: Prices<'a>,
    /// The ticker of the security near the end of the period, from the same files: upper case,
    /// without separators (`BRKB`).
    pub ticker: Tickers<'a>,
    /// What a manager filed for the periods before and after, as filed.
    pub other_periods: OtherPeriods<'a, E>,
    /// What people decided about units.
    pub units: BTreeMap<Accession, UnitOverride>,
    /// What people decided about amendments.
    pub effects: BTreeMap<Accession, EffectOverride>,
}

impl<E> Default for Witnesses<'_, E> {
    /// None who knows anything.
    fn default() -> Self {
        Self {
            fails_price: Box::new(|_| None),
            ticker: Box::new(|_| None),
            other_periods: Box::new(|_| Ok(Vec::new())),
            units: BTreeMap::new(),
            effects: BTreeMap::new(),
        }
    }
}

/// A person's decision on a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitOverride {
    /// The unit.
    pub unit: Unit,
    /// Who decided.
    pub actor: String,
    /// When (UTC day).
    pub on: NaiveDate,
    /// Why.
    pub why: String,
}

impl UnitOverride {
    pub(super) fn verdict(&self, evidence: Vec<Weighed>) -> UnitVerdict {
        let by = UnitEvidence::Override {
            actor: self.actor.clone(),
            on: self.on,
            why: self.why.clone(),
        };
        UnitVerdict::overridden(self.unit, by, evidence)
    }
}

/// What the court found.
#[derive(Debug)]
pub struct Judged {
    /// The unit of each filing that was heard.
    pub units: BTreeMap<Accession, UnitVerdict>,
    /// What people decided about amendments.
    pub effects: BTreeMap<Accession, EffectOverride>,
    /// What managers print, and the price of the fails-to-deliver files.
    pub(super) prices: BySecurity<(Option<Middle>, Option<Price>)>,
    pub(super) tickers: BySecurity<String>,
    pub(super) names: Names,
}

impl Judged {
    /// The consensus price of a security under the verdicts, with how many managers it is of:
    /// filings in quarantine are left out.
    pub fn price(&self, security: &SecurityId) -> Option<MarketPrice> {
        let (middle, _) = self.prices.get(security)?;
        middle.map(Middle::of_all)
    }

    /// The ticker of a security near the end of the period, where the fails-to-deliver files have
    /// it.
    pub fn ticker(&self, security: &SecurityId) -> Option<&str> {
        self.tickers.get(security).map(String::as_str)
    }

    /// What is wrong with the rows of a filing, by row. Of one in quarantine nothing is said: its
    /// prices are not known.
    pub fn repairs<R: Row>(&self, accession: Accession, rows: &[R]) -> Vec<Repair> {
        let verdict = self.units.get(&accession);
        let Some(verdict) = verdict.filter(|verdict| !verdict.is_quarantined()) else {
            return Vec::new();
        };
        let mut repairs = repair::faults(rows, verdict.unit, |row| self.market(row));
        repairs.extend(rows.iter().filter_map(|row| self.mistyped(row)));
        repairs.sort_by_key(|repair| (repair.ordinal, repair.fault));
        repairs
    }

    /// The price against which a row is held: that of managers, if enough of them are others;
    /// else that of the fails-to-deliver files.
    fn market(&self, row: &impl Row) -> Option<MarketPrice> {
        let (middle, fails) = self.prices.get(&row.security())?;
        let of_managers = middle.map(Middle::of_all);
        let is_enough = |market: &MarketPrice| market.managers as usize > OTHERS;
        let of_fails = fails.map(|price| MarketPrice { price, managers: 0 });
        of_managers.filter(is_enough).or(of_fails)
    }

    fn mistyped(&self, row: &impl Row) -> Option<Repair> {
        let managers = |security: &SecurityId| {
            let price = self.price(security);
            price.map_or(0, |price| price.managers as usize)
        };
        let cusip = match row.cusip() {
            Some(cusip) if !cusip.is_suspect() => return None,
            Some(suspect) => self.names.meant(suspect, row.issuer(), managers)?,
            None => {
                let printed = row.printed_cusip();
                self.names
                    .meant_by_short(&printed, row.issuer(), managers)?
            }
        };
        Some(Repair {
            ordinal: row.ordinal(),
            fault: Fault::MistypedCusip,
            value: None,
            amount: None,
            cusip: Some(cusip),
            market_price: None,
            managers: Some(
                u32::try_from(managers(&SecurityId::of_cusip(cusip))).unwrap_or(u32::MAX),
            ),
        })
    }
}
