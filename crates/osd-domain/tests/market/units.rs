//! Units of a market with stragglers.

use osd_domain::{Price, SecurityId, Unit};
use osd_testkit::{market::units::universe, period};

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
    assert!(stragglers * 1_000 >= filings * 24);
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
