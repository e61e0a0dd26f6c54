//! Many amendments on a day, and what a day is.

use osd_domain::AmendmentKind::{NewHoldings, Restatement};
use osd_testkit::{Manager, Submission, period};
use serde_json::{Value, json};

use super::{EVERY_QUARTER, list, osd_with, portfolio, shares};
use crate::osd::Osd;

/// Golden case 22. Davidson Kempner sent seven amendments on 2015-02-13, four of them for 2014-09-30;
/// British Columbia Investment Management sixteen on 2015-10-14; Cantillon three on 2026-02-17.
const DAVIDSON_KEMPNER: u64 = 1_595_082;

fn many_on_a_day() -> Vec<Submission> {
    let mut all = Vec::new();
    let mut file = |cik: u64, day: &str, quarters: &[&str]| {
        let manager = Manager::new(cik, "Many Amendments LP");
        let mut known: Vec<&str> = Vec::new();
        for (number, quarter) in (1_u32..).zip(quarters) {
            let earlier = known.iter().filter(|one| *one == quarter);
            let of_quarter = u32::try_from(earlier.count()).unwrap();
            let rows = |corrected: u32| {
                (0..12).map(move |n| shares(n, 100_000 + i64::from(corrected * n), 12_000_000))
            };
            if of_quarter == 0 {
                all.push(manager.files(period(quarter)).holdings(rows(0)));
            }
            known.push(quarter);
            let amendment = manager.files(period(quarter)).on(day).accession(&format!(
                "{cik:010}-{}-{:06}",
                &day[2..4],
                900_000 - number
            ));
            let amendment = if number % 3 == 0 {
                let row = shares(60 + number, 7_000, 900_000);
                amendment.amends(of_quarter + 1, NewHoldings).holding(row)
            } else {
                amendment
                    .amends(of_quarter + 1, Restatement)
                    .holdings(rows(number))
            };
            // Where headers give no hour, the number of the amendment decides.
            let amendment = match cik {
                DAVIDSON_KEMPNER => amendment.without_acceptance_time(),
                _ => amendment,
            };
            all.push(amendment);
        }
    };
    let four = [
        "2014Q3", "2014Q3", "2014Q2", "2014Q3", "2014Q1", "2014Q3", "2013Q4",
    ];
    file(DAVIDSON_KEMPNER, "2015-02-13", &four);
    let sixteen = [
        "2011Q3", "2011Q4", "2012Q1", "2012Q2", "2012Q3", "2012Q4", "2013Q1", "2013Q2", "2013Q3",
        "2013Q4", "2014Q1", "2014Q2", "2014Q3", "2014Q4", "2015Q1", "2015Q2",
    ];
    file(1_396_318, "2015-10-14", &sixteen);
    file(
        super::rows::CANTILLON,
        "2026-02-17",
        &["2025Q1", "2025Q2", "2025Q3"],
    );
    all
}

/// What the program answers of all of it.
fn everything(osd: &Osd) -> Vec<Value> {
    let mut answers = vec![json!(osd.snapshot_ids())];
    for quarter in ["2014Q3", "2014Q2", "2013Q4"] {
        answers.push(portfolio(osd, DAVIDSON_KEMPNER, quarter));
    }
    answers.push(portfolio(osd, 1_396_318, "2015Q2"));
    answers.push(osd.json("history 1396318"));
    answers.push(osd.json("history 1279936"));
    answers
}

#[test]
fn many_amendments_on_a_day_come_to_the_same_in_any_order() {
    let all = many_on_a_day();
    assert_eq!(
        all.iter()
            .filter(|one| one.form_type().is_amendment())
            .count(),
        7 + 16 + 3
    );
    let together = everything(&osd_with(&all));
    let davidson = &together[1];
    let last = list(davidson, "filings").last().unwrap();
    assert_eq!(last["role"], "new_holdings");
    assert_eq!(davidson["totals"]["positions"], 13);
    assert_eq!(list(davidson, "filings").len(), 5);
    // The amendments first, what they amend later; then one after the other, backward.
    let (amendments, originals): (Vec<_>, Vec<_>) =
        all.iter().partition(|one| one.form_type().is_amendment());
    let backward: Vec<&Submission> = all.iter().rev().collect();
    let turns: [Vec<&[&Submission]>; 2] = [
        vec![&amendments[..], &originals[..]],
        backward.chunks(15).collect(),
    ];
    for turn in turns {
        let osd = Osd::new();
        let mut mirror = osd.mirror();
        for part in turn {
            part.iter().for_each(|one| {
                mirror.add(one);
            });
            mirror.write().unwrap();
            osd.ingest(EVERY_QUARTER).ok();
        }
        assert_eq!(everything(&osd), together);
    }
}

/// Golden case 21: U.S. Steel's 0001163302-25-000028 has 20250501162159 in its header and the same hour
/// with a false `Z` elsewhere. The header is Eastern; so it is for Hess and INDP, in summer and winter.
#[test]
fn the_hour_of_the_header_is_that_of_washington() {
    for (number, filed, header, utc) in [
        (
            1_163_302,
            "2025-05-01",
            "2025-05-01T16:21:59",
            "2025-05-01T20:21:59Z",
        ),
        (
            1_829_126,
            "2025-12-30",
            "2025-12-30T19:06:26",
            "2025-12-31T00:06:26Z",
        ),
        (
            1_104_659,
            "2025-12-12",
            "2025-12-12T17:14:45",
            "2025-12-12T22:14:45Z",
        ),
    ] {
        let filing = Manager::new(number, "Clock LLC")
            .files(period("2025Q1"))
            .on(filed)
            .accepted(header)
            .holding(shares(1, 1_000_000, 150_000_000));
        let accession = filing.accession_number();
        let osd = osd_with(&[filing]);
        assert_eq!(osd.json(&format!("filing {accession}"))["accepted_at"], utc);
        // The day is that of Washington, too.
        let as_of = format!("portfolio {number} 2025Q1 --as-of {filed}");
        assert_eq!(osd.json(&as_of)["totals"]["positions"], 1);
    }
}
