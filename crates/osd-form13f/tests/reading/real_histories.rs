//! The histories of a real mirror of EDGAR in any order: what filings do, which count, what they add
//! up to, and how the total came about.

use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
};

use osd_domain::{
    Accession, Cik, Kind, Period, Repair,
    amendment::{Amounts, EffectVerdict, Fold, Report, Role, effects, fold},
    bridge::{Bridge, Walked},
    court::{Docket, Judged, Witnesses},
    portfolio::Portfolio,
};
use osd_form13f::Reading;
use proptest::{
    strategy::{Just, Strategy, ValueTree},
    test_runner::TestRunner,
};
use rust_decimal::Decimal;

use crate::real_mirror::READINGS;

type Readings<'a> = Vec<&'a Reading>;

/// The filings of each period that have a table or might have.
fn by_period() -> BTreeMap<Period, Readings<'static>> {
    let mut periods: BTreeMap<Period, Readings<'_>> = BTreeMap::new();
    for reading in READINGS.iter() {
        if let Some(period) = reading.filing.period {
            periods.entry(period).or_default().push(reading);
        }
    }
    periods
}

/// What the filings of a manager for a period come to.
#[derive(Debug, PartialEq)]
struct History {
    effects: BTreeMap<Accession, EffectVerdict>,
    fold: Fold,
    portfolio: Portfolio,
}

/// What the filings of a period come to, manager by manager.
fn histories(readings: &[&Reading]) -> BTreeMap<Cik, History> {
    let judged = judge(readings);
    let mut managers: BTreeMap<Cik, Readings<'_>> = BTreeMap::new();
    for reading in readings {
        managers
            .entry(reading.filing.cik)
            .or_default()
            .push(reading);
    }
    let history = |(cik, own): (Cik, Readings<'_>)| (cik, History::of(&judged, &own));
    managers.into_iter().map(history).collect()
}

fn judge(readings: &[&Reading]) -> Judged {
    let mut docket = Docket::default();
    for reading in readings {
        docket.hear(&reading.filing, &reading.lines);
    }
    let Ok(judged) = docket.judge::<Infallible>(Witnesses::default());
    judged
}

fn repairs(judged: &Judged, reading: &Reading) -> Vec<Repair> {
    judged.repairs(reading.filing.accession, &reading.lines)
}

/// The rows of filings that count, added up.
fn added_up(judged: &Judged, own: &[&Reading]) -> Portfolio {
    let mut portfolio = Portfolio::default();
    for reading in own {
        let accession = reading.filing.accession;
        let unit = judged.units[&accession].unit;
        portfolio.add(accession, unit, &reading.lines, &repairs(judged, reading));
    }
    portfolio
}

impl History {
    fn of(judged: &Judged, own: &[&Reading]) -> Self {
        let amounts: BTreeMap<Accession, Amounts> = own
            .iter()
            .map(|reading| {
                let positions = added_up(judged, &[reading]).into_positions();
                let amounts = positions.map(|(key, one)| (key, one.amount)).collect();
                (reading.filing.accession, amounts)
            })
            .collect();
        let mut reports: Vec<Report> = own.iter().map(|one| Report::of(&one.filing)).collect();
        let of = |accession: Accession| amounts.get(&accession);
        let effects = effects(&reports, of, &BTreeMap::new());
        for report in &mut reports {
            report.judged = effects.get(&report.accession).map(|verdict| verdict.effect);
        }
        let fold = fold(&reports, None);
        let counts: Readings<'_> = fold
            .effective()
            .filter_map(|report| find(own, report.accession))
            .collect();
        Self {
            portfolio: added_up(judged, &counts),
            effects,
            fold,
        }
    }

    fn roles(&self) -> Vec<(Accession, Role)> {
        let told = |(report, role): &(Report, Role)| (report.accession, *role);
        self.fold.filings.iter().map(told).collect()
    }

    fn effective(&self) -> Vec<Accession> {
        self.fold
            .effective()
            .map(|report| report.accession)
            .collect()
    }
}

fn find<'a>(own: &[&'a Reading], accession: Accession) -> Option<&'a Reading> {
    own.iter()
        .copied()
        .find(|one| one.filing.accession == accession)
}

#[test]
fn real_histories_come_to_the_same_in_any_order() {
    let mut runner = TestRunner::deterministic();
    let mut amended = 0;
    for (period, readings) in by_period() {
        let told = histories(&readings);
        amended += told
            .values()
            .filter(|one| one.fold.filings.len() > 1)
            .count();
        for _ in 0..3 {
            let shuffled = Just(readings.clone()).prop_shuffle();
            let shuffled = shuffled.new_tree(&mut runner).unwrap().current();
            assert_eq!(histories(&shuffled), told, "{period}");
        }
    }
    assert!(READINGS.is_empty() || amended > 60, "{amended}");
}

/// Of every day on which a manager's filing was accepted.
#[test]
fn real_histories_as_of_a_day_are_those_of_the_filings_until_then() {
    for (period, readings) in by_period() {
        let judged = judge(&readings);
        let days: BTreeSet<_> = readings.iter().map(|one| one.filing.accepted_on).collect();
        for (cik, history) in histories(&readings) {
            let own: Readings<'_> = readings
                .iter()
                .copied()
                .filter(|one| one.filing.cik == cik)
                .collect();
            let reports: Vec<Report> = history
                .fold
                .filings
                .iter()
                .map(|(report, _)| report.clone())
                .collect();
            for day in &days {
                let until: Readings<'_> = own
                    .iter()
                    .copied()
                    .filter(|one| one.filing.accepted_on <= *day)
                    .collect();
                let then = History::of(&judged, &until);
                let as_of = History {
                    fold: fold(&reports, Some(*day)),
                    ..History::of(&judged, &own)
                };
                assert_eq!(as_of.roles(), then.roles(), "{cik} {period} as of {day}");
                assert_eq!(
                    as_of.effective(),
                    then.effective(),
                    "{cik} {period} as of {day}"
                );
            }
        }
    }
}

#[test]
fn the_steps_to_every_real_total_add_up() {
    let mut amended = 0;
    for (period, readings) in by_period() {
        let judged = judge(&readings);
        for (cik, history) in histories(&readings) {
            let mut bridge = Bridge::default();
            for (accession, role) in history.roles() {
                let reading = find(&readings, accession).unwrap();
                bridge.walk(Walked {
                    role,
                    unit: judged.units[&accession].unit,
                    lines: &reading.lines,
                    repairs: &repairs(&judged, reading),
                });
            }
            let by_kind = history.portfolio.by_kind();
            for (kind, reached) in Kind::ALL.iter().zip(bridge.total()) {
                let total = by_kind.get(kind).map_or(0, |total| total.value);
                let total = Decimal::from_i128_with_scale(total, 0);
                assert_eq!(reached, total, "{kind} of {cik} for {period}");
            }
            amended += usize::from(history.fold.filings.len() > 1);
        }
    }
    assert!(READINGS.is_empty() || amended > 60, "{amended}");
}
