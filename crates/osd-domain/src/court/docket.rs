//! The filings of a period, heard and judged.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::{
    BySecurity,
    consensus::{Middle, middles},
    names::Words,
    testimony::{self, Fits},
    witness::{AsFiled, Judged, Witnesses},
};
use crate::{
    filing::Filing,
    id::{Accession, Cik, SecurityId},
    line::Row,
    price::Price,
    unit::{Prior, Unit, UnitEvidence, UnitVerdict, Weighed},
};

/// The filings of a report period, heard one after the other in any order. It holds one price a
/// security and filing, and no rows.
#[derive(Debug, Default)]
pub struct Docket {
    numbers: BySecurity<u32>,
    /// By number.
    heard: Vec<HeardSecurity>,
    /// By manager, then in the order in which they were filed.
    filings: BTreeMap<(Cik, (NaiveDate, Accession)), Heard>,
}

/// A security as it was heard.
#[derive(Debug)]
struct HeardSecurity {
    id: SecurityId,
    words: Words,
    /// Whether a filing prints shares of it, with what they are worth.
    is_priced: bool,
}

/// A filing as it was heard.
#[derive(Debug)]
struct Heard {
    accession: Accession,
    rule: Unit,
    prior: Prior,
    /// By the number of the security. A slice of its own size: there are millions of these.
    prices: Box<[(u32, Price)]>,
}

impl Docket {
    /// Hears a filing and its rows.
    pub fn hear<R: Row>(&mut self, filing: &Filing, rows: &[R]) {
        for row in rows {
            let number = self.number(row.security());
            if let Some(heard) = self.heard.get_mut(number as usize) {
                heard.words.hear(row.issuer());
            }
        }
        let as_filed = AsFiled::of(filing.accession, &filing.into(), rows);
        let prices = as_filed.prices.into_iter();
        let prices: Box<[(u32, Price)]> = prices
            .map(|(security, price)| (self.number(security), price))
            .collect();
        for (number, _) in &prices {
            if let Some(heard) = self.heard.get_mut(*number as usize) {
                heard.is_priced = true;
            }
        }
        let heard = Heard {
            accession: filing.accession,
            rule: Unit::by_filing_date(filing.filed),
            prior: as_filed.prior,
            prices,
        };
        let order = (filing.accepted_on, filing.accession);
        self.filings.insert((filing.cik, order), heard);
    }

    fn number(&mut self, security: SecurityId) -> u32 {
        let next = u32::try_from(self.heard.len()).unwrap_or(u32::MAX);
        let Self { numbers, heard, .. } = self;
        *numbers.entry(security).or_insert_with_key(|security| {
            heard.push(HeardSecurity {
                id: security.clone(),
                words: Words::default(),
                is_priced: false,
            });
            next
        })
    }

    /// Judges every filing. `witnesses` are asked for what is not in the filings of the period.
    ///
    /// # Errors
    /// What a witness fails with.
    pub fn judge<E>(self, mut witnesses: Witnesses<'_, E>) -> Result<Judged, E> {
        let consensus = self.middles(|heard| heard.prior.unit().filter(|_| heard.speaks()));
        let fails = self.heard.iter().map(|security| {
            let price = (witnesses.fails_price)(&security.id);
            price.filter(|_| security.is_priced)
        });
        let all_fails: Vec<Option<Price>> = fails.collect();
        let fails = |security: u32| all_fails.get(security as usize).copied().flatten();
        let mut verdicts = BTreeMap::new();
        for (cik, filings) in self.by_manager() {
            let own = contributed(&filings);
            let market = |security: u32| {
                let own = own.get(&security).map(|price| (*price, cik));
                let middle = consensus.get(security as usize).copied().flatten()?;
                middle.of_others(own).map(|found| found.price)
            };
            for filing in &filings {
                let mut evidence = filing.weigh_market(market, fails);
                evidence.extend(siblings(filing, &filings));
                let is_open = UnitVerdict::weigh(filing.rule, evidence.clone()).is_open();
                if is_open {
                    let others = (witnesses.other_periods)(cik)?;
                    evidence.extend(self.other_periods(filing, &others));
                }
                let mut verdict = match witnesses.units.get(&filing.accession) {
                    Some(by) => by.verdict(evidence),
                    None => UnitVerdict::weigh(filing.rule, evidence),
                };
                verdict.asked_other_periods = is_open;
                verdicts.insert(filing.accession, verdict);
            }
        }
        let settled = self.middles(|heard| {
            let verdict = verdicts.get(&heard.accession)?;
            (!verdict.is_quarantined()).then_some(verdict.unit)
        });
        let found = self.heard.iter().zip(settled.into_iter().zip(all_fails));
        let priced = found.filter(|(security, _)| security.is_priced);
        let prices = priced.map(|(security, found)| (security.id.clone(), found));
        let prices: BySecurity<_> = prices.collect();
        let known = prices.keys().filter_map(|security| {
            let ticker = (witnesses.ticker)(security)?;
            Some((security.clone(), ticker))
        });
        let tickers = known.collect();
        let words = self.heard.into_iter().map(|one| (one.id, one.words));
        Ok(Judged {
            units: verdicts,
            effects: witnesses.effects,
            prices,
            tickers,
            names: words.collect(),
        })
    }

    /// The filings of each manager, in their order.
    fn by_manager(&self) -> BTreeMap<Cik, Vec<&Heard>> {
        let mut managers: BTreeMap<Cik, Vec<&Heard>> = BTreeMap::new();
        for ((cik, _), heard) in &self.filings {
            managers.entry(*cik).or_default().push(heard);
        }
        managers
    }

    /// The middle of each security's prices, where `unit` gives the unit of a filing or leaves it
    /// out. Of a manager's filings the last with the security counts.
    fn middles(&self, unit: impl Fn(&Heard) -> Option<Unit>) -> Vec<Option<Middle>> {
        let (managers, unit) = (self.by_manager(), &unit);
        let prices = managers.iter().flat_map(|(cik, filings)| {
            let own = in_dollars(filings, unit).into_iter();
            own.map(move |(security, price)| (security, price, *cik))
        });
        middles(self.heard.len(), prices)
    }

    fn other_periods(&self, filing: &Heard, others: &[AsFiled]) -> Vec<Weighed> {
        let beside = |other: &AsFiled| {
            let known = other.prices.iter();
            let prices: Vec<(u32, Price)> = known
                .filter_map(|(security, price)| Some((*self.numbers.get(security)?, *price)))
                .collect();
            let alone = other.prior.points();
            testimony::beside(&filing.prices, other.accession, alone, &prices)
        };
        others.iter().filter_map(beside).collect()
    }
}

/// Prices by the number of the security.
type ByNumber = HashMap<u32, Price, foldhash::fast::FixedState>;

/// What a manager adds to the consensus: under its priors.
fn contributed(filings: &[&Heard]) -> ByNumber {
    let of_priors = |heard: &Heard| heard.prior.unit().filter(|_| heard.speaks());
    in_dollars(filings, &of_priors).into_iter().collect()
}

/// A manager's prices in dollars, of its last filing with the security.
fn in_dollars(filings: &[&Heard], unit: &impl Fn(&Heard) -> Option<Unit>) -> Vec<(u32, Price)> {
    let of_each = filings.iter();
    let mut of_each = of_each.filter_map(|heard| Some(heard.in_dollars(unit(heard)?)));
    match filings {
        [_] => of_each.next().into_iter().flatten().collect(),
        _ => of_each
            .flatten()
            .collect::<ByNumber>()
            .into_iter()
            .collect(),
    }
}

/// What the manager's other filings for the period say of one's unit.
fn siblings(filing: &Heard, all: &[&Heard]) -> Vec<Weighed> {
    let others = all
        .iter()
        .filter(|other| other.accession != filing.accession);
    others
        .filter_map(|other| {
            let alone = other.prior.points();
            testimony::beside(&filing.prices, other.accession, alone, &other.prices).or_else(|| {
                (other.rule == filing.rule).then(|| testimony::same_hand(other.accession, alone))
            })
        })
        .collect()
}

impl Heard {
    /// Whether its prior is good enough for its prices to count: four to one.
    fn speaks(&self) -> bool {
        self.prior.points().abs() >= 6
    }

    /// Its prices by security, were they of this unit.
    fn in_dollars(&self, unit: Unit) -> impl Iterator<Item = (u32, Price)> {
        let prices = self.prices.iter();
        prices.map(move |(at, price)| (*at, price.in_dollars(unit)))
    }

    /// Its prior, and its prices beside those of others and of the fails-to-deliver files.
    fn weigh_market(
        &self,
        market: impl Fn(u32) -> Option<Price>,
        fails: impl Fn(u32) -> Option<Price>,
    ) -> Vec<Weighed> {
        let consensus = Fits::count(&self.prices, market);
        if let Some(swapped) = consensus.swapped() {
            // What follows from the columns is nothing where they are in each other's place.
            let stays = |one: &&Weighed| {
                use UnitEvidence as E;
                !matches!(one.evidence, E::OwnPrices { .. } | E::BookSize { .. })
            };
            let alone = self.prior.evidence.iter().filter(stays).cloned();
            return alone.chain([swapped]).collect();
        }
        let mut evidence = self.prior.evidence.clone();
        evidence.extend(consensus.consensus());
        evidence.extend(Fits::count(&self.prices, fails).fails_to_deliver());
        evidence
    }
}
