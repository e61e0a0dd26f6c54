//! Positions of all classes of an issuer together, beside the quarter before.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::{
    change::{Compared, ComparedPosition, Totals},
    id::{IssuerId, SecurityId},
    market::MarketChanges,
};

/// What a manager holds of one issuer, beside what it held of it a quarter before.
#[derive(Debug, Clone)]
pub struct IssuerPosition<'a> {
    /// The issuer.
    pub issuer: IssuerId,
    /// What its securities were known under a quarter before, where that was something else.
    pub previous_issuers: BTreeSet<IssuerId>,
    /// The positions in its securities, those that are gone included, in the order of keys.
    pub positions: Vec<&'a ComparedPosition>,
    /// Value and weight by kind.
    pub now: [KindStake; 4],
    /// The same a quarter before; absent without a portfolio then.
    pub previous: Option<[KindStake; 4]>,
}

/// What is held of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KindStake {
    /// Dollars.
    pub value: i128,
    /// Share of the sum of the kind over the whole portfolio; absent where that is zero.
    pub weight: Option<Decimal>,
}

impl IssuerPosition<'_> {
    /// Value now less value before, by kind.
    pub fn value_change(&self) -> Option<[i128; 4]> {
        let mut change = self.now.map(|stake| stake.value);
        let before = self.previous?;
        for (change, before) in change.iter_mut().zip(before) {
            *change -= before.value;
        }
        Some(change)
    }
}

/// The issuer that a security of either quarter has now: that of what it goes on as.
pub fn issuer_now(security: &SecurityId, market: &MarketChanges) -> IssuerId {
    IssuerId::of(market.successor(security).unwrap_or(security))
}

/// All positions of either quarter by the issuers of now.
pub fn by_issuer<'a>(compared: &'a Compared, market: &MarketChanges) -> Vec<IssuerPosition<'a>> {
    let mut positions: BTreeMap<IssuerId, Vec<&ComparedPosition>> = BTreeMap::new();
    for position in &compared.positions {
        let issuer = issuer_now(&position.key.security, market);
        positions.entry(issuer).or_default().push(position);
    }
    let now = sums(&compared.positions, |one| Some(one.now.value));
    let before = sums(&compared.positions, |one| Some(one.previous?.value));
    let has_before = compared.positions.iter().all(|one| one.previous.is_some());
    positions
        .into_iter()
        .map(|(issuer, positions)| {
            let of_now = sums(positions.iter().copied(), |one| Some(one.now.value));
            let of_before = sums(positions.iter().copied(), |one| Some(one.previous?.value));
            IssuerPosition {
                previous_issuers: previous_issuers(&issuer, &positions, market),
                now: stakes(of_now, now),
                previous: has_before.then(|| stakes(of_before, before)),
                issuer,
                positions,
            }
        })
        .collect()
}

fn sums<'a>(
    positions: impl IntoIterator<Item = &'a ComparedPosition>,
    value: impl Fn(&ComparedPosition) -> Option<i128>,
) -> [i128; 4] {
    let mut sums = [0; 4];
    for position in positions {
        sums[position.key.kind() as usize] += value(position).unwrap_or_default();
    }
    sums
}

fn stakes(values: [i128; 4], totals: [i128; 4]) -> [KindStake; 4] {
    let totals = Totals::new(totals);
    let mut kinds = crate::Kind::ALL.iter();
    values.map(|value| KindStake {
        value,
        weight: kinds.next().and_then(|kind| totals.weight(*kind, value)),
    })
}

fn previous_issuers(
    issuer: &IssuerId,
    positions: &[&ComparedPosition],
    market: &MarketChanges,
) -> BTreeSet<IssuerId> {
    let before = positions.iter().filter_map(|position| {
        let held = position
            .previous
            .is_some_and(|stake| !stake.amount.is_zero());
        let security = &position.key.security;
        // One that went on and was not paired is still known by what it was.
        let from = market.came_from(security).map(|change| &change.from);
        held.then(|| IssuerId::of(from.unwrap_or(security)))
    });
    before.filter(|before| before != issuer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        AmountType, Book, Cusip, Kind, Line, Printed, PutCall, Unit,
        book::Counting,
        change::{Absence, Side, compare},
        market::{CusipChange, LinkSource, Ratio},
    };

    const GOOGLE: &str = "38259P508";
    const CLASS_A: &str = "02079K305";
    const CLASS_C: &str = "02079K107";

    fn row(ordinal: u32, cusip: &str, value: i64) -> Line {
        Line {
            ordinal,
            cusip: Printed::new(cusip, cusip.parse::<Cusip>().ok()),
            value: Printed::exact(value.into()),
            amount: Printed::exact(10.into()),
            amount_type: Printed::exact(AmountType::Shares),
            ..Line::default()
        }
    }

    fn book(rows: &[Line]) -> Book {
        let filing = Counting {
            accession: "0000000001-16-000001".parse().unwrap(),
            unit: Unit::Dollars,
            adds: false,
            discloses: false,
            omits: None,
            included: &[],
        };
        let mut book = Book::default();
        book.add(&filing, rows, &[]);
        book
    }

    fn market() -> MarketChanges {
        let mut market = MarketChanges::default();
        market.add_cusip_change(CusipChange {
            from: GOOGLE.parse().unwrap(),
            to: CLASS_A.parse().unwrap(),
            ratio: Ratio::ONE,
            managers: 8,
            of: 9,
            source: LinkSource::Holders,
        });
        market
    }

    #[test]
    fn classes_are_added_up_by_kind_over_a_change_of_cusip() {
        let put = Line {
            put_call: Printed::exact(PutCall::Put),
            ..row(4, CLASS_A, 5_000)
        };
        let now = book(&[
            row(1, CLASS_A, 300),
            row(2, CLASS_C, 100),
            row(3, "037833100", 400),
            put,
        ]);
        let before = book(&[row(1, GOOGLE, 250), row(2, "191216100", 750)]);
        let compared = compare(Side::Held(&now), Side::Held(&before), &market());
        let issuers = by_issuer(&compared, &market());
        let names: Vec<&str> = issuers.iter().map(|one| one.issuer.as_str()).collect();
        assert_eq!(names, ["02079K", "037833", "191216"]);
        let alphabet = &issuers[0];
        assert_eq!(alphabet.now.map(|stake| stake.value), [400, 0, 5_000, 0]);
        assert_eq!(
            alphabet.now[Kind::Shares as usize].weight,
            "0.5".parse().ok()
        );
        assert_eq!(alphabet.value_change().unwrap()[0], 150);
        let before = alphabet.previous.unwrap()[0];
        assert_eq!((before.value, before.weight), (250, "0.25".parse().ok()));
        let google = "38259P".parse().unwrap();
        assert_eq!(alphabet.previous_issuers, BTreeSet::from([google]));
        assert!(issuers[1].previous_issuers.is_empty());
    }

    #[test]
    fn without_a_quarter_before_nothing_is_said_of_it() {
        let now = book(&[row(1, CLASS_A, 300)]);
        let before = Side::Missing(Absence::NotLoaded);
        let compared = compare(Side::Held(&now), before, &market());
        let issuers = by_issuer(&compared, &market());
        assert_eq!(issuers[0].previous, None);
        assert_eq!(issuers[0].value_change(), None);
    }
}
