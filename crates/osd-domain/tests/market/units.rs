//! Units of a market with stragglers.

use std::collections::{BTreeMap, BTreeSet};

use osd_domain::{AmountType, Cik, Cusip, Price, SecurityId, Unit};
use osd_testkit::{
    market::{Filed, units::universe},
    period,
};
use rust_decimal::Decimal;

use crate::hearing::Quarter;

/// How the verdicts on a quarter stand to the truth.
#[derive(Debug, Default)]
struct Score {
    filings: usize,
    stragglers: usize,
    wrong: Vec<String>,
    quarantined: usize,
    without_evidence: usize,
    wrong_by_rule: usize,
    /// Rows of the smallest and of the largest book.
    rows: (usize, usize),
    /// Managers that hold each security.
    holders: BTreeMap<Cusip, BTreeSet<Cik>>,
    /// Rows of options, of debt, of shares below a dollar, and of shares above a thousand.
    odd: [usize; 4],
}

impl Score {
    /// Notes what a filing holds, by what it truly prints.
    fn see(&mut self, filed: &Filed, truth: Unit) {
        let rows = filed.lines.len();
        let (least, most) = self.rows;
        let least = if self.filings == 0 {
            rows
        } else {
            least.min(rows)
        };
        self.rows = (least, most.max(rows));
        for line in &filed.lines {
            let cusip = line.cusip.get().unwrap();
            self.holders
                .entry(cusip)
                .or_default()
                .insert(filed.filing.cik);
            let dollars = line.value.get().unwrap() * Decimal::from(truth.dollars());
            let price = dollars
                .checked_div(line.amount.get().unwrap())
                .unwrap_or_default();
            let is_debt = line.amount_type.get() == Some(AmountType::Principal);
            let is_option = line.put_call.get().is_some();
            let is_share = !is_debt && !is_option;
            let is_odd = [
                is_option,
                is_debt,
                is_share && price < Decimal::ONE,
                is_share && price > Decimal::ONE_THOUSAND,
            ];
            for (count, is_one) in self.odd.iter_mut().zip(is_odd) {
                *count += usize::from(is_one);
            }
        }
    }
}

fn score(seed: u64, managers: u64, quarter: &str) -> Score {
    let universe = universe(seed, managers, period(quarter));
    let fails = |security: &SecurityId| {
        let dollars = universe.fails.get(&security.cusip()?)?;
        Price::try_from(*dollars).ok()
    };
    let judged = Quarter::judge(&universe.filings, universe.period, fails).judged;
    let mut score = Score::default();
    for filed in &universe.filings {
        let filing = &filed.filing;
        if filing.period != Some(universe.period) || filed.lines.is_empty() {
            continue;
        }
        let truth = universe.truth[&filing.accession];
        let by_rule = Unit::by_filing_date(filing.filed);
        let verdict = &judged.units[&filing.accession];
        score.see(filed, truth);
        score.filings += 1;
        score.stragglers += usize::from(by_rule != truth);
        score.wrong_by_rule += usize::from(by_rule != truth);
        score.without_evidence += usize::from(verdict.evidence.is_empty());
        if verdict.is_quarantined() {
            score.quarantined += 1;
        } else if verdict.unit != truth {
            score
                .wrong
                .push(format!("{}: {verdict:?}", filing.accession));
        }
    }
    score
}

fn holds(score: &Score) {
    let Score {
        filings,
        stragglers,
        wrong,
        quarantined,
        without_evidence,
        wrong_by_rule,
        rows,
        holders,
        odd,
    } = score;
    println!(
        "{filings} filings, {stragglers} of stragglers: {} wrong, {quarantined} quarantined; \
         by filing date {wrong_by_rule} would be wrong",
        wrong.len()
    );
    for one in wrong {
        println!("{one}");
    }
    assert!(wrong.len() * 1_000 <= *filings, "{wrong:#?}");
    assert!(quarantined * 200 <= *filings, "{quarantined} of {filings}");
    assert_eq!(*without_evidence, 0);
    // The market is what it is said to be: 3.4 of 100 are stragglers, books are of 1 to 20,000 rows,
    // a third of the securities is thin, and all sorts of odd ones are held.
    let per_mille = stragglers * 1_000 / filings;
    assert!((28..=40).contains(&per_mille), "{per_mille}");
    assert_eq!(*rows, (1, 20_000));
    let thin = holders.values().filter(|managers| managers.len() <= 2);
    assert!(thin.count() * 3 >= holders.len());
    assert!(odd.iter().all(|rows| *rows >= 300), "{odd:?}");
}

#[test]
fn units_after_the_change_are_right_though_34_of_1000_never_changed() {
    holds(&score(11, 4_000, "2023Q4"));
}

#[test]
fn units_before_the_change_are_right_though_34_of_1000_print_dollars() {
    holds(&score(12, 2_000, "2021Q2"));
}

#[test]
fn units_of_a_small_market_are_right_or_said_to_be_unsure() {
    let few = score(13, 60, "2023Q4");
    assert!(few.wrong.is_empty(), "{:#?}", few.wrong);
    assert_eq!(few.without_evidence, 0);
}
