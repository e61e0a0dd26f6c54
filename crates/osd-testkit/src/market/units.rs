//! A market of filers that print dollars or thousands, with the truth known.
//!
//! | | |
//! |---|---|
//! | stragglers | 41 of 1,000 managers print the other unit than the rule of the day asks for, a quarter of them in one of the three quarters only: so 34 in each |
//! | securities | 9,000: from rights at cents to shares at hundreds of thousands of dollars; a third of them held by one or two |
//! | books | 1 to 20,000 rows, median about 60; 350 million dollars in the middle, from 5 million to 500 billion |
//! | odd books | 2 of 100: only warrants, only options, only debt, or one share of a giant |
//! | prices | 90 of 100 rows to the cent, 9 within a tenth, 1 badly wrong |
//! | amendments | 8 of 100 managers restate or add |
//! | notices | 1 of 100 in one of the quarters |
//! | fails to deliver | prices of 60 of 100 well-known securities and of 25 of 100 others, within a quarter; 1 of 100 plainly wrong |

mod book;
mod managers;
mod securities;

use std::collections::BTreeMap;

use osd_domain::{Accession, Cusip, Period, Unit};
use rust_decimal::Decimal;

use self::{managers::Managers, securities::Securities};
use super::Filed;
use crate::dice::Dice;

/// Filings of three quarters, and the unit each is printed in.
#[derive(Debug, Clone)]
pub struct UnitUniverse {
    /// By manager, then in the order of filing.
    pub filings: Vec<Filed>,
    /// The middle one of the three quarters.
    pub period: Period,
    /// Of every filing with rows.
    pub truth: BTreeMap<Accession, Unit>,
    /// What the SEC's fails-to-deliver files say of prices near the end of the period, in dollars.
    pub fails: BTreeMap<Cusip, Decimal>,
}

/// A market of so many managers around a quarter. The same seed gives the same market.
pub fn universe(seed: u64, managers: u64, period: Period) -> UnitUniverse {
    let mut dice = Dice(seed);
    let securities = Securities::listed(&mut dice);
    let fails = securities.fails(&mut dice);
    let mut market = Managers::new(period, securities);
    for _ in 0..managers {
        market.one_more(&mut dice);
    }
    UnitUniverse {
        filings: market.filings,
        period,
        truth: market.truth,
        fails,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::period;

    #[test]
    fn the_market_is_as_odd_as_it_says() {
        let universe = universe(1, 1_000, period("2023Q4"));
        let of_period: Vec<&Filed> = universe
            .filings
            .iter()
            .filter(|one| one.filing.period == Some(universe.period) && !one.lines.is_empty())
            .collect();
        let stragglers: BTreeSet<_> = of_period
            .iter()
            .filter(|one| universe.truth[&one.filing.accession] == Unit::Thousands)
            .map(|one| one.filing.cik)
            .collect();
        assert!(
            (18..=45).contains(&stragglers.len()),
            "{}",
            stragglers.len()
        );
        let mut rows: Vec<usize> = of_period.iter().map(|one| one.lines.len()).collect();
        rows.sort_unstable();
        assert_eq!((rows[0], rows.last().copied()), (1, Some(20_000)));
        assert!(
            (30..=120).contains(&rows[rows.len() / 2]),
            "{}",
            rows[rows.len() / 2]
        );
        let mut holders: BTreeMap<Cusip, BTreeSet<_>> = BTreeMap::new();
        for one in &of_period {
            for line in &one.lines {
                let cusip = line.cusip.get().unwrap();
                holders.entry(cusip).or_default().insert(one.filing.cik);
            }
        }
        let thin = holders
            .values()
            .filter(|managers| managers.len() <= 2)
            .count();
        assert!(thin * 3 >= holders.len(), "{thin} of {}", holders.len());
        for Filed { filing, lines } in &universe.filings {
            let sum: Decimal = lines.iter().filter_map(|line| line.value.get()).sum();
            assert_eq!(filing.cover.value_total.unwrap_or_default(), sum);
        }
    }

    #[test]
    fn a_seed_gives_the_same_market() {
        let of = |seed| universe(seed, 50, period("2021Q2")).filings;
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
    }
}
