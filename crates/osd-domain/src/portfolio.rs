//! Rows of the filings that count, added up into a portfolio.

mod positions;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

pub use self::positions::Positions;
use crate::{
    id::Accession,
    line::Row,
    position::{Kind, Position, PositionKey},
    repair::{Counted, Repair},
    unit::Unit,
};

/// A portfolio: every position, each under its own key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Portfolio {
    positions: Positions,
}

/// Value and number of the positions of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Total {
    /// Dollars.
    pub value: i128,
    /// Positions.
    pub positions: u64,
}

impl Portfolio {
    /// One that holds nothing.
    pub const EMPTY: Self = Self {
        positions: Positions::NONE,
    };

    /// Adds the rows of one filing, as they count with what was found wrong with them. Rows under
    /// one key are parts of one position, never duplicates of each other. Filings are added in the
    /// order of filings, for the first row gives a position its names.
    pub fn add<R: Row>(&mut self, source: Accession, unit: Unit, rows: &[R], repairs: &[Repair]) {
        let mut order: Vec<(PositionKey, usize)> = (0..rows.len())
            .zip(rows)
            .map(|(place, row)| (Counted::new(row, repairs).key(), place))
            .collect();
        order.sort_unstable();
        let mut added: Vec<(PositionKey, Position)> = Vec::with_capacity(order.len());
        for (key, place) in order {
            let Some(row) = rows.get(place) else { continue };
            let row = Counted::new(row, repairs);
            match added.last_mut().filter(|(last, _)| *last == key) {
                Some((_, position)) => position.add_row(&row, unit, source),
                None => added.push((key, Position::of(&row, unit, source))),
            }
        }
        self.positions.add(Positions::sorted(added));
    }

    /// Adds what the rows of other filings came to, which come after those added before.
    pub fn add_all(&mut self, others: Self) {
        self.positions.add(others.positions);
    }

    /// The positions, by key.
    pub fn positions(&self) -> &Positions {
        &self.positions
    }

    /// The positions, by key, taken out.
    pub fn into_positions(self) -> impl Iterator<Item = (PositionKey, Position)> {
        self.positions.into_iter()
    }

    /// The sum of all rows, in dollars.
    pub fn value(&self) -> i128 {
        self.positions.values().map(|position| position.value).sum()
    }

    /// Totals of each kind that occurs.
    pub fn by_kind(&self) -> BTreeMap<Kind, Total> {
        let mut totals = [Total::default(); Kind::ALL.len()];
        for (key, position) in self.positions.iter() {
            if let Some(total) = totals.get_mut(key.kind() as usize) {
                total.value += position.value;
                total.positions += 1;
            }
        }
        let totals = Kind::ALL.iter().copied().zip(totals);
        totals.filter(|(_, total)| total.positions > 0).collect()
    }
}

impl FromIterator<(PositionKey, Position)> for Portfolio {
    /// Of positions in any order. Those under one key are added up in theirs.
    fn from_iter<I: IntoIterator<Item = (PositionKey, Position)>>(positions: I) -> Self {
        Self {
            positions: positions.into_iter().collect(),
        }
    }
}

/// `part` as a fraction of `whole`, to 28 digits: it is rounded once, where it is shown. None of a
/// whole of zero.
pub fn fraction(part: Decimal, whole: Decimal) -> Option<Decimal> {
    part.checked_div(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AmountType, Cusip, Line, Printed, PutCall};

    fn line(cusip: &str, value: i64, amount: i64) -> Line {
        Line {
            cusip: Printed::new(cusip, cusip.parse::<Cusip>().ok()),
            value: Printed::exact(value.into()),
            amount: Printed::exact(amount.into()),
            amount_type: Printed::exact(AmountType::Shares),
            ..Line::default()
        }
    }

    fn accession(number: u32) -> Accession {
        format!("0000000001-20-{number:06}").parse().unwrap()
    }

    #[test]
    fn rows_under_one_key_are_parts_and_options_stand_apart() {
        let put = Line {
            put_call: Printed::exact(PutCall::Put),
            ..line("037833100", 7, 70)
        };
        let rows = [line("037833100", 1, 10), put, line("037833100", 2, 20)];
        let mut portfolio = Portfolio::default();
        portfolio.add(accession(1), Unit::Thousands, &rows, &[]);
        let held: Vec<_> = portfolio
            .positions()
            .iter()
            .map(|(k, p)| (k.kind(), p.value, p.amount))
            .collect();
        assert_eq!(
            held,
            [
                (Kind::Shares, 3_000, 30.into()),
                (Kind::Put, 7_000, 70.into())
            ]
        );
        assert_eq!(
            portfolio.by_kind()[&Kind::Put],
            Total {
                value: 7_000,
                positions: 1
            }
        );
        assert_eq!(portfolio.value(), 10_000);
    }

    #[test]
    fn each_filing_brings_its_own_unit_and_is_named_once() {
        let mut portfolio = Portfolio::default();
        portfolio.add(
            accession(1),
            Unit::Thousands,
            &[line("037833100", 1, 10), line("037833100", 1, 10)],
            &[],
        );
        portfolio.add(
            accession(2),
            Unit::Dollars,
            &[line("037833100", 1, 10)],
            &[],
        );
        let position = portfolio.positions().values().next().unwrap();
        assert_eq!((position.value, position.amount), (2_001, 30.into()));
        assert_eq!(position.sources.as_slice(), [accession(1), accession(2)]);
    }

    #[test]
    fn there_is_no_fraction_of_nothing() {
        assert_eq!(fraction(1.into(), 0.into()), None);
        assert_eq!(fraction(1.into(), 4.into()), Some("0.25".parse().unwrap()));
    }
}
