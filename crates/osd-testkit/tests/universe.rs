//! The generator of small histories.

use std::collections::BTreeSet;

use osd_domain::FormKind;
use osd_testkit::universe;

#[test]
fn a_seed_gives_the_same_filings_and_another_seed_others() {
    let bytes = |seed| -> Vec<Vec<u8>> {
        universe(seed)
            .submissions
            .iter()
            .map(|one| one.bytes())
            .collect()
    };
    assert_eq!(bytes(1), bytes(1));
    assert_ne!(bytes(1), bytes(2));
}

#[test]
fn a_history_has_everything_that_makes_order_matter() {
    for seed in 0..8 {
        let universe = universe(seed);
        let all = &universe.submissions;
        assert!((150..=300).contains(&all.len()), "{}", all.len());
        let texts: Vec<String> = all.iter().map(|one| one.text()).collect();
        let some = |part: &str| texts.iter().any(|text| text.contains(part));
        for part in [
            ">RESTATEMENT<",
            ">NEW HOLDINGS<",
            ">Put<",
            ">Call<",
            ">PRN<",
            ">13F NOTICE<",
        ] {
            assert!(some(part), "seed {seed} has no {part}");
        }
        assert!(
            texts
                .iter()
                .any(|text| !text.contains("<ACCEPTANCE-DATETIME>"))
        );
        let numbers: BTreeSet<_> = all.iter().map(|one| one.accession_number()).collect();
        assert_eq!(numbers.len(), all.len());
        assert_eq!(universe.truth.len(), 16 * 8);
    }
}

#[test]
fn the_truth_of_a_quarter_with_one_filing_is_its_printed_total() {
    let universe = universe(3);
    let mut checked = 0;
    for ((cik, period), truth) in &universe.truth {
        let mut filings = universe
            .submissions
            .iter()
            .filter(|one| one.manager().cik() == *cik && one.period() == *period);
        let (Some(only), None) = (filings.next(), filings.next()) else {
            continue;
        };
        let Some(truth) = truth else {
            assert_eq!(only.form_type().kind(), FormKind::Notice);
            continue;
        };
        let unit = if only.filed().to_string().as_str() < "2023-01-03" {
            1_000
        } else {
            1
        };
        let total = format!("<tableValueTotal>{}</tableValueTotal>", truth.value / unit);
        assert!(
            only.text().contains(&total),
            "{} lacks {total}",
            only.accession_number()
        );
        assert_eq!((truth.value % unit, truth.filings), (0, 1));
        checked += 1;
    }
    assert!(checked > 30, "{checked}");
}
