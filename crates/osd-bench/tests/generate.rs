//! What the generator makes is what our reader reads.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops where something is not there"
)]

use std::collections::{BTreeMap, BTreeSet};

use osd_bench::generate::reading;
use osd_domain::{Cik, Cusip, Filing, FilingState, Line, Period, ReportType, Unit};
use osd_form13f::READER_VERSION;
use osd_testkit::{Generator, Size, period};
use proptest::prelude::*;
use rust_decimal::Decimal;

const SMALL: Size = Size {
    managers: 240,
    lines: 40_000,
};

fn generator(seed: u64) -> Generator {
    Generator::new(seed, SMALL).unwrap()
}

/// All filings of a quarter with their rows.
fn all(seed: u64, quarter: &str) -> Vec<(Filing, Vec<Line>)> {
    let quarter = generator(seed).quarter(period(quarter));
    quarter.submissions().map(|one| reading(&one)).collect()
}

#[test]
fn the_bytes_of_a_filing_read_as_the_filing_that_is_given() {
    for quarter in ["2014Q2", "2022Q3", "2022Q4", "2025Q1"] {
        let quarter = generator(1).quarter(period(quarter));
        for submission in quarter.submissions() {
            let read = osd_form13f::read(&submission.bytes(), &submission.found());
            let (filing, lines) = reading(&submission);
            assert_eq!(read.filing, filing);
            assert_eq!(read.lines, lines, "{}", filing.accession);
            assert_eq!(filing.reader_version, Some(READER_VERSION));
        }
    }
}

#[test]
fn a_seed_gives_the_same_quarter_and_another_seed_another() {
    assert_eq!(all(1, "2025Q1"), all(1, "2025Q1"));
    assert_ne!(all(1, "2025Q1"), all(2, "2025Q1"));
}

#[test]
fn filings_come_by_manager_and_accession_and_can_be_had_alone() {
    let quarter = generator(3).quarter(period("2024Q3"));
    let submissions: Vec<_> = quarter.submissions().collect();
    let keys: Vec<_> = submissions
        .iter()
        .map(|one| (one.manager().cik(), one.accession_number()))
        .collect();
    let mut sorted = keys.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(keys, sorted);
    for one in submissions.iter().step_by(7) {
        let alone = quarter.of(one.manager().cik());
        let same = alone
            .iter()
            .find(|other| other.accession_number() == one.accession_number());
        assert_eq!(reading(same.unwrap()), reading(one));
    }
    assert!(quarter.of(Cik::new(999).unwrap()).is_empty());
}

#[test]
fn a_quarter_is_as_large_and_as_mixed_as_it_is_asked_to_be() {
    let filings = all(1, "2025Q1");
    let lines: usize = filings.iter().map(|(_, lines)| lines.len()).sum();
    assert!((36_000..44_000).contains(&lines), "{lines} lines");
    let of_state = |state| {
        filings
            .iter()
            .filter(|(filing, _)| filing.state == state)
            .count()
    };
    assert_eq!(of_state(FilingState::Notice), 48);
    let originals = filings
        .iter()
        .filter(|(filing, _)| filing.state == FilingState::Read && !filing.form.is_amendment());
    assert_eq!(originals.count(), 240);
    let amendments: BTreeSet<_> = (2020..2025)
        .flat_map(|year| all(1, &format!("{year}Q1")))
        .filter_map(|(filing, _)| filing.cover.amendment_kind.map(|kind| format!("{kind:?}")))
        .collect();
    assert_eq!(amendments.len(), 2, "{amendments:?}");
    let combined = filings
        .iter()
        .any(|(filing, _)| filing.cover.report_type == Some(ReportType::Combination));
    assert!(combined);

    let rows = || filings.iter().flat_map(|(_, lines)| lines);
    let share = |is: fn(&Line) -> bool| rows().filter(|row| is(row)).count() * 1_000 / lines;
    let options = share(|row| row.put_call.value().is_some());
    let debt = share(|row| row.amount_type.get() == Some(osd_domain::AmountType::Principal));
    assert!(
        (10..150).contains(&options),
        "{options} of 1,000 are options"
    );
    assert!((1..40).contains(&debt), "{debt} of 1,000 are debt");
    assert!(rows().any(|row| {
        row.other_managers
            .as_deref()
            .is_some_and(|text| text.contains(','))
    }));
    assert!(rows().all(|row| row.value.get().is_some() && row.amount.get().is_some()));
}

#[test]
fn every_cusip_checks_and_stands_for_one_security() {
    let mut classes: BTreeMap<Cusip, BTreeSet<String>> = BTreeMap::new();
    for (_, lines) in all(1, "2025Q1") {
        for line in lines {
            let cusip = line.cusip.get().unwrap();
            assert!(!cusip.is_suspect(), "{cusip}");
            classes.entry(cusip).or_default().insert(line.issuer);
        }
    }
    assert!(classes.len() > 200, "{} securities", classes.len());
    // One security goes by several names, as in real filings.
    assert!(classes.values().any(|names| names.len() > 2));
}

#[test]
fn values_are_in_the_unit_of_the_day_of_filing() {
    let unit = |quarter| {
        let units: BTreeSet<_> = all(1, quarter)
            .iter()
            .filter_map(|(filing, _)| filing.unit)
            .collect();
        units.into_iter().collect::<Vec<Unit>>()
    };
    assert_eq!(unit("2022Q3"), [Unit::Thousands]);
    assert_eq!(unit("2022Q4"), [Unit::Dollars]);
    let average = |quarter: &str| {
        let filings = all(1, quarter);
        let values = || {
            filings
                .iter()
                .filter_map(|(filing, _)| filing.value_printed)
        };
        values().sum::<Decimal>() / Decimal::from(values().count())
    };
    assert!(average("2022Q4") > average("2022Q3") * Decimal::from(100));
}

/// What each manager holds by its original report: shares of each security.
fn held(quarter: &str) -> BTreeMap<(Cik, Cusip), Decimal> {
    let mut held = BTreeMap::new();
    for (filing, lines) in all(5, quarter) {
        for line in lines.iter().filter(|line| line.put_call.value().is_none()) {
            let key = (filing.cik, line.cusip.get().unwrap());
            *held.entry(key).or_default() += line.amount.get().unwrap();
        }
    }
    held
}

#[test]
fn books_are_traded_and_neither_kept_nor_thrown_away() {
    let (before, now) = (held("2024Q4"), held("2025Q1"));
    let gone = before.keys().filter(|key| !now.contains_key(key)).count();
    let new = now.keys().filter(|key| !before.contains_key(key)).count();
    let both = before.len() - gone;
    let kept = before
        .iter()
        .filter(|(key, amount)| now.get(key) == Some(amount))
        .count();
    let more = before
        .iter()
        .filter(|(key, amount)| now.get(key).is_some_and(|now| now > amount))
        .count();
    let of_all = |count: usize| count * 1_000 / before.len();
    for (what, count, from, to) in [
        ("gone", gone, 30, 250),
        ("new", new, 30, 250),
        ("kept", kept, 20, 400),
        ("more", more, 200, 600),
    ] {
        assert!(
            (from..to).contains(&of_all(count)),
            "{what}: {} of 1,000",
            of_all(count)
        );
    }
    assert!(both > 1_000);
}

#[test]
fn rows_are_worth_what_real_ones_are() {
    let filings = all(1, "2025Q1");
    let right_unit = filings
        .iter()
        .filter(|(filing, _)| filing.unit == Some(Unit::Dollars));
    let values: Vec<Decimal> = right_unit
        .flat_map(|(_, lines)| lines.iter().filter_map(|line| line.value.get()))
        .collect();
    let average = values.iter().sum::<Decimal>() / Decimal::from(values.len());
    let millions = average / Decimal::from(1_000_000);
    let bounds = Decimal::from(3)..Decimal::from(60);
    assert!(bounds.contains(&millions), "{millions} million a row");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_size_from_any_seed_is_made_whole(
        seed in any::<u64>(),
        managers in 1_u64..30,
        rows in 1_u64..120,
        quarter in 0_usize..128,
    ) {
        let size = Size { managers, lines: managers * rows };
        let first: Period = "1993Q1".parse().unwrap();
        let period = first.through("2025Q4".parse().unwrap()).nth(quarter).unwrap();
        let quarter = Generator::new(seed, size).unwrap().quarter(period);
        let submissions: Vec<_> = quarter.submissions().collect();
        let keys: Vec<_> = submissions
            .iter()
            .map(|one| (one.manager().cik(), one.accession_number()))
            .collect();
        prop_assert!(keys.is_sorted() && keys.windows(2).all(|pair| pair[0] != pair[1]));
        let mut reports = 0;
        for submission in &submissions {
            prop_assert_eq!(submission.period(), period);
            let (filing, lines) = reading(submission);
            let read = osd_form13f::read(&submission.bytes(), &submission.found());
            prop_assert_eq!(&read.lines, &lines);
            prop_assert_eq!(&read.filing, &filing);
            prop_assert!(lines.iter().all(|line| !line.cusip.get().unwrap().is_suspect()));
            reports += u64::from(filing.state == FilingState::Read && !filing.form.is_amendment());
        }
        prop_assert_eq!(reports, managers);
    }
}

#[test]
fn a_few_newcomers_have_books_as_large_as_those_who_are_there() {
    let size = Size {
        managers: 8_000,
        lines: 3_300_000,
    };
    let market = Generator::new(7, size).unwrap();
    let newcomers = market.newcomers(10_000, 50, 412).unwrap();
    let reports = newcomers
        .quarter(period("2025Q1"))
        .submissions()
        .filter(|submission| submission.form_type().as_str() == "13F-HR")
        .count();
    assert!(reports >= 40, "{reports}");
}

#[test]
fn newcomers_are_nobody_who_is_there() {
    let generator = generator(1);
    let quarter = generator.quarter(period("2025Q1"));
    let newcomers = generator.newcomers(300, 20, 50).unwrap();
    let newcomers = newcomers.quarter(period("2025Q1"));
    let known: BTreeSet<_> = quarter
        .submissions()
        .map(|one| one.accession_number())
        .collect();
    let cusips: BTreeSet<_> = quarter
        .submissions()
        .flat_map(|one| one.lines())
        .filter_map(|line| line.cusip.get())
        .collect();
    let mut of_the_board = 0;
    for submission in newcomers.submissions() {
        assert!(quarter.of(submission.manager().cik()).is_empty());
        assert!(!known.contains(&submission.accession_number()));
        let lines = submission.lines();
        of_the_board += lines
            .iter()
            .filter(|line| cusips.contains(&line.cusip.get().unwrap()))
            .count();
    }
    assert!(of_the_board > 500, "{of_the_board}");
}

#[test]
fn what_cannot_be_made_is_refused_in_words() {
    let refused = |managers, lines| {
        Generator::new(1, Size { managers, lines })
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refused(0, 10),
        "0 managers cannot be made: ask for 1 to 1,000,000"
    );
    assert!(refused(10, 9).starts_with("10 managers cannot have 9 lines: ask for 10 to "));
    let plan = osd_bench::Plan {
        seed: 1,
        managers: SMALL.managers,
        lines: SMALL.lines,
        periods: 200,
        last: "2025Q1".parse::<Period>().unwrap(),
    };
    assert_eq!(
        plan.check().unwrap_err().to_string(),
        "200 periods up to 2025Q1 begin before 1993Q1: ask for at most 129"
    );
}
