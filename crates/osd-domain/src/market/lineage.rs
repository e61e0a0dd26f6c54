//! One security through all its CUSIPs, with what happened to its shares on the way.

use rust_decimal::Decimal;

use super::{CusipChange, Ratio, Split};
use crate::id::{Period, SecurityId};

/// The CUSIPs that one security had, one after the other, and its splits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lineage {
    asked: SecurityId,
    links: Vec<(Period, CusipChange)>,
    splits: Vec<(Period, SecurityId, Split)>,
}

/// What happened to the shares of a security in a period.
enum Event<'a> {
    Split(&'a SecurityId, Ratio),
    Link(&'a CusipChange),
}

impl Lineage {
    /// The lineage of a security: the links of its chain from the oldest to the newest, each with
    /// the first period that has the new CUSIP, and the splits of all securities of the chain.
    pub fn new(
        security: SecurityId,
        mut links: Vec<(Period, CusipChange)>,
        mut splits: Vec<(Period, SecurityId, Split)>,
    ) -> Self {
        links.sort_by_key(|(period, _)| *period);
        splits.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        Self {
            asked: security,
            links,
            splits,
        }
    }

    /// Every security that it was, from the oldest to the newest; itself alone without a link.
    pub fn securities(&self) -> Vec<SecurityId> {
        let mut all: Vec<SecurityId> = Vec::new();
        for (_, change) in &self.links {
            for one in [&change.from, &change.to] {
                if !all.contains(one) {
                    all.push(one.clone());
                }
            }
        }
        if all.is_empty() {
            all.push(self.asked.clone());
        }
        all
    }

    /// Its links, from the oldest to the newest.
    pub fn links(&self) -> &[(Period, CusipChange)] {
        &self.links
    }

    /// Its splits, by period.
    pub fn splits(&self) -> &[(Period, SecurityId, Split)] {
        &self.splits
    }

    /// An amount of shares held under one of its CUSIPs at the end of a period, in shares of the
    /// latest quarter: times every later split, and the ratio of every link on the way. Who still
    /// holds an old CUSIP after the change is taken to hold what it will become.
    pub fn adjust(&self, security: &SecurityId, period: Period, shares: Decimal) -> Decimal {
        let mut held = security;
        let mut shares = shares;
        for (at, event) in self.events() {
            match event {
                Event::Split(of, ratio) if of == held && at > period => {
                    shares = ratio.adjust(shares);
                }
                Event::Link(change) if change.from == *held => {
                    shares = change.ratio.adjust(shares);
                    held = &change.to;
                }
                Event::Split(..) | Event::Link(_) => {}
            }
        }
        shares
    }

    /// All events by period; within one, the split of an old CUSIP comes before its change.
    fn events(&self) -> Vec<(Period, Event<'_>)> {
        let splits = self.splits.iter();
        let splits = splits.map(|(at, of, split)| (*at, Event::Split(of, split.ratio)));
        let links = self.links.iter();
        let links = links.map(|(at, change)| (*at, Event::Link(change)));
        let mut events: Vec<_> = splits.chain(links).collect();
        events.sort_by_key(|(at, event)| (*at, matches!(event, Event::Link(_))));
        events
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::LinkSource;

    fn id(text: &str) -> SecurityId {
        text.parse().unwrap()
    }

    fn quarter(text: &str) -> Period {
        text.parse().unwrap()
    }

    /// Alphabet was Google until 2015Q3, and was split twenty for one in 2022Q3.
    fn alphabet() -> Lineage {
        let change = CusipChange {
            from: id("38259P508"),
            to: id("02079K305"),
            ratio: Ratio::ONE,
            managers: 8,
            of: 9,
            source: LinkSource::Holders,
        };
        let split = Split {
            ratio: Ratio::new(20, 1).unwrap(),
            managers: 4_000,
            of: 4_400,
            price_before: None,
            price_now: None,
        };
        Lineage::new(
            id("02079K305"),
            vec![(quarter("2015Q4"), change)],
            vec![(quarter("2022Q3"), id("02079K305"), split)],
        )
    }

    #[test]
    fn shares_are_carried_over_links_and_splits_to_the_latest_quarter() {
        let lineage = alphabet();
        let of = |security: &str, at: &str| lineage.adjust(&id(security), quarter(at), 100.into());
        assert_eq!(of("38259P508", "2015Q3"), 2_000.into());
        // Some go on using an old CUSIP for a quarter.
        assert_eq!(of("38259P508", "2015Q4"), 2_000.into());
        assert_eq!(of("02079K305", "2022Q2"), 2_000.into());
        assert_eq!(of("02079K305", "2022Q3"), 100.into());
        assert_eq!(of("02079K305", "2025Q1"), 100.into());
    }

    #[test]
    fn ratios_of_links_and_splits_are_multiplied() {
        let mut links = alphabet().links().to_vec();
        links[0].1.ratio = Ratio::new(1, 5).unwrap();
        let lineage = Lineage::new(id("38259P508"), links, alphabet().splits().to_vec());
        let before = lineage.adjust(&id("38259P508"), quarter("2014Q4"), 100.into());
        assert_eq!(before, 400.into());
    }

    #[test]
    fn the_oldest_cusip_comes_first_and_one_alone_is_its_own_lineage() {
        assert_eq!(alphabet().securities(), [id("38259P508"), id("02079K305")]);
        let alone = Lineage::new(id("037833100"), Vec::new(), Vec::new());
        assert_eq!(alone.securities(), [id("037833100")]);
    }
}
