//! Links between CUSIPs that people added or struck: what evidence does not show, or shows wrongly.

use std::collections::{BTreeMap, BTreeSet};

use super::{CusipChange, LinkSource, MarketChanges, Ratio};
use crate::id::SecurityId;

/// What people decided about the changes of CUSIP between two quarters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CuratedLinks {
    /// From the old security to the new one.
    listed: BTreeMap<(SecurityId, SecurityId), Ratio>,
    struck: BTreeSet<(SecurityId, SecurityId)>,
}

impl CuratedLinks {
    /// Says that one security goes on as another, with so many shares now for shares before.
    pub fn list(&mut self, from: SecurityId, to: SecurityId, ratio: Ratio) {
        self.listed.insert((from, to), ratio);
    }

    /// Says that one security does not go on as another, whatever their holders show.
    pub fn strike(&mut self, from: SecurityId, to: SecurityId) {
        self.struck.insert((from, to));
    }

    /// Whether a link is known to be wrong: because it was struck, or because one of its ends
    /// belongs to another link that was listed.
    pub(super) fn forbids(&self, from: &SecurityId, to: &SecurityId) -> bool {
        let is_taken = |(one, other): &(SecurityId, SecurityId)| one == from || other == to;
        self.struck.contains(&(from.clone(), to.clone())) || self.listed.keys().any(is_taken)
    }

    /// Adds the links that were listed.
    pub(super) fn add_to(&self, found: &mut MarketChanges) {
        for ((from, to), ratio) in &self.listed {
            found.add_cusip_change(CusipChange {
                from: from.clone(),
                to: to.clone(),
                ratio: *ratio,
                managers: 0,
                of: 0,
                source: LinkSource::Listed,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::Cik,
        market::{Holders, MarketHearing},
    };

    fn id(text: &str) -> SecurityId {
        text.parse().unwrap()
    }

    fn holders(shares: i64) -> Holders {
        let managers = 1..=5;
        let shares = managers.map(|cik| (Cik::new(cik).unwrap(), (shares * cik as i64).into()));
        Holders {
            shares: shares.collect(),
            price: None,
            issuer: "GOOGLE INC".into(),
        }
    }

    /// Both classes of Google are gone and both of Alphabet came, in other amounts: two links.
    fn hearing() -> MarketHearing {
        let mut hearing = MarketHearing::default();
        for (gone, came, shares) in [
            ("38259P508", "02079K305", 700),
            ("38259P706", "02079K107", 1_100),
        ] {
            hearing.hear(&id(gone), holders(shares), Holders::default());
            hearing.hear(&id(came), Holders::default(), holders(shares));
        }
        hearing
    }

    fn links(curated: &CuratedLinks) -> Vec<(String, String, LinkSource, u32)> {
        let found = hearing().judge(curated);
        let links = found.cusip_changes().map(|change| {
            let ends = (change.from.to_string(), change.to.to_string());
            (ends.0, ends.1, change.source, change.managers)
        });
        links.collect()
    }

    fn link(
        from: &str,
        to: &str,
        source: LinkSource,
        managers: u32,
    ) -> (String, String, LinkSource, u32) {
        (from.into(), to.into(), source, managers)
    }

    #[test]
    fn without_decisions_the_holders_show_both_links() {
        assert_eq!(
            links(&CuratedLinks::default()),
            [
                link("38259P706", "02079K107", LinkSource::Holders, 5),
                link("38259P508", "02079K305", LinkSource::Holders, 5),
            ]
        );
    }

    #[test]
    fn a_struck_link_is_gone_and_the_other_stays() {
        let mut curated = CuratedLinks::default();
        curated.strike(id("38259P508"), id("02079K305"));
        let left = [link("38259P706", "02079K107", LinkSource::Holders, 5)];
        assert_eq!(links(&curated), left);
    }

    #[test]
    fn a_listed_link_takes_both_its_ends_whatever_holders_show() {
        let mut curated = CuratedLinks::default();
        curated.list(id("38259P508"), id("02079K107"), Ratio::ONE);
        assert_eq!(
            links(&curated),
            [link("38259P508", "02079K107", LinkSource::Listed, 0)]
        );
    }
}
