//! What managers did between two quarters, with the label that every position deserves.
//!
//! The truth is known because it is decided first and filed afterwards. Managers come in kinds, and
//! the positions of most of them get an action each. The mix is fixed:
//!
//! | kind of manager | of 100 | label of its positions |
//! |---|---|---|
//! | ordinary | 57 | by action, below |
//! | files for the first time | 3 | `FIRST_FILING` |
//! | left a quarter out | 3 | `NOT_COMPARABLE` (gap) |
//! | filed a notice, now or before | 4 | `NOT_COMPARABLE` (notice) |
//! | has not filed yet | 2 | `NOT_COMPARABLE` (not yet filed) |
//! | leaves rows out confidentially | 4 | what is gone is `NOT_COMPARABLE` |
//! | discloses what was confidential | 12 | what the amendment adds is `LATE_REVEAL` |
//! | prints amounts in thousands, now or before | 4 | `UNIT` |
//! | redeemed or subscribed to as a whole | 5 | `PRO_RATA` |
//! | includes another manager than before | 4 | `MANAGER_SPLIT` for that manager's rows |
//! | gives the same managers other numbers | 2 | by action |
//!
//! | action | of 100 | label |
//! |---|---|---|
//! | nothing | 32 | `HOLD`, or `SPLIT_ONLY` where the shares were split |
//! | buys, sometimes exactly as much again | 24 | `ADD` |
//! | sells, sometimes exactly half | 23 | `REDUCE` |
//! | buys what it had not | 10 | `NEW` |
//! | sells all | 8 | `EXIT` |
//! | sells all of very little, or just does not say | 3 | `BELOW_THRESHOLD_POSSIBLE` |
//!
//! 9 of 100 well-known securities split, 2 get another CUSIP, half of these with a ratio. A few percent
//! of managers restate, add forgotten rows, or print values in thousands of dollars: none of that
//! changes a label.

mod book;
mod managers;
mod odd;
mod securities;

use osd_domain::{AmountType, Cik, Cusip, Period, PutCall};

use self::{managers::Managers, securities::Securities};
use super::Filed;
use crate::{dice::Dice, period};

/// Filings of three quarters, and what each position of the last deserves.
#[derive(Debug, Clone)]
pub struct LabelUniverse {
    /// By manager, then in the order of filing.
    pub filings: Vec<Filed>,
    /// The last of the three quarters.
    pub period: Period,
    /// One for each position of either of the last two quarters.
    pub truth: Vec<TrueChange>,
}

/// What a position deserves.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TrueChange {
    /// The manager.
    pub cik: Cik,
    /// The CUSIP of now; for what is gone the one that it would have now.
    pub cusip: Cusip,
    /// SH or PRN.
    pub amount_type: AmountType,
    /// Put or call.
    pub put_call: Option<PutCall>,
    /// The label.
    pub label: &'static str,
}

/// A market with at least so many position changes. The same seed gives the same market.
pub fn universe(seed: u64, changes: usize) -> LabelUniverse {
    let mut dice = Dice(seed);
    let securities = Securities::listed(&mut dice);
    let mut managers = Managers::new(period("2024Q2"), securities);
    while managers.truth.len() < changes {
        managers.one_more(&mut dice);
    }
    LabelUniverse {
        filings: managers.filings,
        period: managers.period,
        truth: managers.truth,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn the_mix_has_every_label_and_no_position_twice() {
        let universe = universe(1, 20_000);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for change in &universe.truth {
            *counts.entry(change.label).or_default() += 1;
        }
        assert_eq!(counts.len(), 13, "{counts:?}");
        for (label, count) in &counts {
            assert!(count * 100 >= universe.truth.len(), "{label}: {counts:?}");
        }
        let keys: BTreeSet<_> = universe
            .truth
            .iter()
            .map(|one| (one.cik, one.cusip, one.amount_type, one.put_call))
            .collect();
        assert_eq!(keys.len(), universe.truth.len());
    }

    #[test]
    fn a_seed_gives_the_same_market_and_covers_fit_their_rows() {
        let (one, again) = (universe(2, 3_000), universe(2, 3_000));
        assert_eq!(one.filings, again.filings);
        assert_ne!(one.filings, universe(3, 3_000).filings);
        for Filed { filing, lines } in &one.filings {
            let sum = lines.iter().filter_map(|line| line.value.get()).sum();
            let printed = filing.cover.value_total.unwrap_or_default();
            assert_eq!((filing.lines, printed), (lines.len() as u64, sum));
        }
    }
}
