//! What differs between a portfolio and the one of the calendar quarter before: a pure function
//! of the two.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::{
    id::Accession,
    named::named,
    portfolio::{Portfolio, fraction},
    position::{Position, PositionKey},
};

named! {
    /// What happened to a position since the quarter before, by its amount.
    Change {
        /// It was not held before.
        New = "NEW",
        /// More is held.
        Add = "ADD",
        /// Less is held.
        Reduce = "REDUCE",
        /// As much is held.
        Hold = "HOLD",
        /// It is not held any more.
        Exit = "EXIT",
    }
}

/// One position beside what it was a quarter before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedPosition {
    /// What keeps the position apart from others.
    pub key: PositionKey,
    /// The CUSIP as understood, else as printed.
    pub cusip: Option<String>,
    /// Issuer.
    pub issuer: String,
    /// Class.
    pub class: String,
    /// Value, amount and weight now; zero where it was sold out.
    pub now: Stake,
    /// The same a quarter before; zero where it was not held; absent without a portfolio then.
    pub previous: Option<Stake>,
    /// The label; absent without a portfolio a quarter before.
    pub change: Option<Change>,
    /// The filings it rests on now; for a sold-out position those it rested on before.
    pub sources: Vec<Accession>,
}

/// A holding in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stake {
    /// Dollars.
    pub value: i128,
    /// Shares, or principal in dollars.
    pub amount: Decimal,
    /// Share of the sum of all effective rows; absent where that sum is zero.
    pub weight: Option<Decimal>,
}

impl ComparedPosition {
    /// Value now less value before, in dollars.
    pub fn value_change(&self) -> Option<i128> {
        Some(self.now.value - self.previous?.value)
    }

    /// Amount now less amount before.
    pub fn amount_change(&self) -> Option<Decimal> {
        Some(self.now.amount - self.previous?.amount)
    }

    /// The change of the amount as a fraction of the amount before; absent on a zero base.
    pub fn amount_change_pct(&self) -> Option<Decimal> {
        fraction(self.amount_change()?, self.previous?.amount)
    }

    /// Weight now less weight before.
    pub fn weight_change(&self) -> Option<Decimal> {
        Some(self.now.weight? - self.previous?.weight?)
    }
}

/// Every position of either portfolio beside what it was, in the order of keys.
pub fn compare(now: &Portfolio, previous: Option<&Portfolio>) -> Vec<ComparedPosition> {
    let held_before = previous
        .into_iter()
        .flat_map(|portfolio| portfolio.positions().keys());
    let keys: BTreeSet<&PositionKey> = now.positions().keys().chain(held_before).collect();
    let total_now = now.value();
    let total_before = previous.map(Portfolio::value);
    keys.into_iter()
        .filter_map(|key| {
            let held = now.positions().get(key);
            let before = previous.and_then(|portfolio| portfolio.positions().get(key));
            ComparedPosition::of(key, (held, total_now), (before, total_before))
        })
        .collect()
}

impl ComparedPosition {
    /// One position beside what it was, where it was held at all. Each side comes with the sum
    /// of the portfolio it is part of; without a sum there was no portfolio a quarter before.
    pub fn of(
        key: &PositionKey,
        (held, total_now): (Option<&Position>, i128),
        (before, total_before): (Option<&Position>, Option<i128>),
    ) -> Option<Self> {
        let shown = held.or(before)?;
        Some(Self {
            key: key.clone(),
            cusip: shown.cusip.clone(),
            issuer: shown.issuer.clone(),
            class: shown.class.clone(),
            now: stake(held, total_now),
            previous: total_before.map(|total| stake(before, total)),
            change: total_before.map(|_| label(held, before)),
            sources: shown.sources.clone(),
        })
    }
}

fn stake(position: Option<&Position>, total: i128) -> Stake {
    let (value, amount) = position.map_or((0, Decimal::ZERO), |p| (p.value, p.amount));
    let weight = fraction(decimal(value), decimal(total));
    Stake {
        value,
        amount,
        weight,
    }
}

/// Dollars as a decimal. Sums of dollars stay far below 28 digits.
fn decimal(dollars: i128) -> Decimal {
    Decimal::try_from_i128_with_scale(dollars, 0).unwrap_or(Decimal::MAX)
}

fn label(held: Option<&Position>, before: Option<&Position>) -> Change {
    match (held, before) {
        (Some(_), None) => Change::New,
        (None, _) => Change::Exit,
        (Some(held), Some(before)) => match held.amount.cmp(&before.amount) {
            std::cmp::Ordering::Greater => Change::Add,
            std::cmp::Ordering::Less => Change::Reduce,
            std::cmp::Ordering::Equal => Change::Hold,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AmountType, SecurityId};
    use proptest::prelude::*;

    fn portfolio(positions: &[(&str, i128, i64)]) -> Portfolio {
        let mut portfolio = Portfolio::default();
        for &(cusip, value, amount) in positions {
            let key = PositionKey {
                security: SecurityId::of_cusip(cusip.parse().unwrap()),
                amount_type: Some(AmountType::Shares),
                put_call: None,
            };
            let position = Position {
                cusip: Some(cusip.into()),
                issuer: format!("ISSUER {cusip}"),
                class: "COM".into(),
                value,
                amount: amount.into(),
                value_filed: value,
                amount_filed: amount.into(),
                sources: vec!["0000000001-20-000001".parse().unwrap()],
            };
            portfolio.add_position(key, position);
        }
        portfolio
    }

    const A: &str = "037833100";
    const B: &str = "025816109";
    const C: &str = "H1467J104";

    fn of<'a>(all: &'a [ComparedPosition], cusip: &str) -> &'a ComparedPosition {
        all.iter()
            .find(|p| p.cusip.as_deref() == Some(cusip))
            .unwrap()
    }

    #[test]
    fn every_label() {
        let before = portfolio(&[(A, 100, 10), (B, 300, 30)]);
        let now = portfolio(&[(A, 150, 15), (C, 50, 5)]);
        let all = compare(&now, Some(&before));
        assert_eq!(of(&all, A).change, Some(Change::Add));
        assert_eq!(of(&all, B).change, Some(Change::Exit));
        assert_eq!(of(&all, C).change, Some(Change::New));
        assert_eq!(
            compare(&before, Some(&before))[0].change,
            Some(Change::Hold)
        );
        let reduced = compare(&portfolio(&[(A, 90, 9)]), Some(&before));
        assert_eq!(of(&reduced, A).change, Some(Change::Reduce));
    }

    #[test]
    fn figures_of_an_added_a_new_and_a_sold_out_position() {
        let before = portfolio(&[(A, 100, 10), (B, 300, 30)]);
        let now = portfolio(&[(A, 150, 15), (C, 50, 5)]);
        let all = compare(&now, Some(&before));
        let added = of(&all, A);
        assert_eq!(
            (added.value_change(), added.amount_change()),
            (Some(50), Some(5.into()))
        );
        assert_eq!(added.amount_change_pct(), Some("0.5".parse().unwrap()));
        assert_eq!(added.weight_change(), Some("0.5".parse().unwrap()));
        let new = of(&all, C);
        assert_eq!(
            (new.previous.unwrap().value, new.amount_change_pct()),
            (0, None)
        );
        let sold = of(&all, B);
        assert_eq!((sold.now.value, sold.now.weight), (0, Some(Decimal::ZERO)));
        assert_eq!(sold.amount_change_pct(), Some((-1).into()));
    }

    #[test]
    fn without_a_portfolio_before_nothing_is_said_about_changes() {
        let only = &compare(&portfolio(&[(A, 100, 10)]), None)[0];
        assert_eq!(
            (only.previous, only.change, only.value_change()),
            (None, None, None)
        );
        assert_eq!((only.amount_change(), only.weight_change()), (None, None));
    }

    #[test]
    fn a_portfolio_worth_nothing_has_no_weights() {
        assert_eq!(compare(&portfolio(&[(A, 0, 10)]), None)[0].now.weight, None);
    }

    proptest! {
        #[test]
        fn changes_of_value_add_up_to_the_change_of_the_total(
            now in prop::collection::vec((0..3_usize, 0..1_000_000_i64, 0..1_000_i64), 0..8),
            before in prop::collection::vec((0..3_usize, 0..1_000_000_i64, 0..1_000_i64), 0..8),
        ) {
            let build = |rows: &[(usize, i64, i64)]| {
                portfolio(&rows.iter().map(|&(s, v, a)| ([A, B, C][s], i128::from(v), a)).collect::<Vec<_>>())
            };
            let (now, before) = (build(&now), build(&before));
            let changes: i128 = compare(&now, Some(&before)).iter().filter_map(ComparedPosition::value_change).sum();
            prop_assert_eq!(changes, now.value() - before.value());
        }
    }
}
