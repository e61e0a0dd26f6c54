//! Whole histories in any order: several periods at once, many amendments on a day, filings handed in
//! twice, amendments before what they amend.

use super::*;

/// A filing of a history: of one of three periods, with the positions that it has.
type Told = (u8, Report, Amounts);

/// Up to 24 filings of three periods, all on one day or on five, half of them without an hour.
fn any_long_history() -> impl Strategy<Value = Vec<Told>> {
    let filing = || {
        let rows = prop::collection::btree_map(0..6_u8, 1..4_i64, 1..6);
        (0..3_u8, any_report(), rows)
    };
    let count = prop_oneof![3 => 0..7_usize, 1 => 7..25_usize];
    (count, any::<bool>(), any::<bool>())
        .prop_flat_map(move |(count, one_day, no_hours)| {
            let filings = prop::collection::vec(filing(), count);
            (filings, Just(one_day), Just(no_hours))
        })
        .prop_map(|(filings, one_day, no_hours)| {
            let numbered = (1..).zip(filings);
            let told = numbered.map(|(number, (period, report, rows)): (u32, _)| {
                let place = number * 7 % 29;
                let mut report = Report {
                    accession: format!("0000000001-20-{place:06}").parse().unwrap(),
                    ..report
                };
                if one_day {
                    let day: NaiveDate = "2020-02-03".parse().unwrap();
                    let hour = report
                        .accepted_at
                        .map(|at| day.and_time(at.time()).and_utc());
                    (report.accepted_on, report.accepted_at) = (day, hour);
                }
                if no_hours {
                    report.accepted_at = None;
                }
                (period, report, rows.into_iter().map(position).collect())
            });
            told.collect()
        })
}

/// The same in another order, some of it twice.
fn in_two_orders() -> impl Strategy<Value = (Vec<Told>, Vec<Told>)> {
    any_long_history().prop_flat_map(|told| {
        let again = prop::sample::subsequence(told.clone(), 0..=told.len());
        let all = (Just(told.clone()), again).prop_map(|(mut told, again)| {
            told.extend(again);
            told
        });
        (Just(told), all.prop_shuffle())
    })
}

/// What the filings of each period come to: roles and standing, why, and the effective amounts.
fn answers(told: &[Told], as_of: Option<NaiveDate>) -> Vec<(Fold, Vec<EffectVerdict>, Amounts)> {
    let of_period = |period: u8| {
        let own: Vec<&Told> = told.iter().filter(|one| one.0 == period).collect();
        let book: Book = own
            .iter()
            .map(|one| (one.1.accession, one.2.clone()))
            .collect();
        let reports: Vec<Report> = own.iter().map(|one| one.1.clone()).collect();
        let fold = fold(&judged(&reports, &book), as_of);
        let verdicts = effects(&reports, |accession| book.get(&accession), &BTreeMap::new());
        let known = fold
            .filings
            .iter()
            .map(|(report, _)| verdicts[&report.accession].clone());
        let mut amounts = Amounts::new();
        for report in fold.effective() {
            for (key, amount) in &book[&report.accession] {
                *amounts.entry(key.clone()).or_default() += amount;
            }
        }
        (fold.clone(), known.collect(), amounts)
    };
    (0..3).map(of_period).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn histories_of_several_periods_come_to_the_same_in_any_order((told, shuffled) in in_two_orders()) {
        prop_assert_eq!(answers(&told, None), answers(&shuffled, None));
    }

    #[test]
    fn as_of_a_day_is_what_only_the_filings_until_then_come_to(
        (told, shuffled) in in_two_orders(), day in 1..6_u32
    ) {
        let day = NaiveDate::from_ymd_opt(2020, 2, day).unwrap();
        let until: Vec<Told> = told.into_iter().filter(|one| one.1.accepted_on <= day).collect();
        prop_assert_eq!(answers(&until, None), answers(&shuffled, Some(day)));
    }
}

/// What the histories must have in them for the properties to say something.
#[test]
fn histories_have_what_makes_order_matter() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let (mut of_amendments, mut early, mut twice, mut one_day, mut long) = (0, 0, 0, 0, 0);
    for _ in 0..500 {
        let (told, shuffled) = in_two_orders().new_tree(&mut runner).unwrap().current();
        let amendments: Vec<&Told> = told.iter().filter(|one| one.1.is_amendment).collect();
        let amended = |period: u8| amendments.iter().filter(|one| one.0 == period).count();
        of_amendments += usize::from((0..3).any(|period| amended(period) > 1));
        let originals = told.iter().filter(|one| !one.1.is_amendment);
        early += usize::from(originals.clone().any(|original| {
            let before = |one: &&&Told| one.0 == original.0 && one.1.order() < original.1.order();
            amendments.iter().any(|one| before(&one))
        }));
        twice += usize::from(shuffled.len() > told.len());
        let days: std::collections::BTreeSet<NaiveDate> =
            told.iter().map(|one| one.1.accepted_on).collect();
        one_day += usize::from(days.len() == 1 && told.len() > 3);
        long += usize::from(told.len() > 12);
    }
    let counts = [of_amendments, early, twice, one_day, long];
    assert!(counts.iter().all(|count| *count >= 40), "{counts:?}");
}
