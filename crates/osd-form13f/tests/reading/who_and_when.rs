use osd_domain::{Cik, Filing, Note};

use crate::paper::{Paper, apple, cover, holdings_report, paper};

fn filing(paper: &Paper) -> Filing {
    paper.read().filing
}

fn cik(number: u64) -> Cik {
    Cik::new(number).unwrap()
}

#[test]
fn the_header_gives_the_name_of_that_day() {
    assert_eq!(
        filing(&holdings_report(&[apple()])).name,
        "BERKSHIRE HATHAWAY INC"
    );
    assert_eq!(
        filing(&holdings_report(&[apple()]).filers(&[])).name,
        "NAME IN THE INDEX"
    );
}

#[test]
fn the_first_filer_of_the_header_is_the_manager_of_record() {
    let report = holdings_report(&[apple()]).co_filers(&[2_000_000, 3_000_000]);
    let filing = filing(&report.filers(&[(3_000_000, "THIRD LP"), (1_067_983, "FIRST")]));
    assert_eq!((filing.cik, &*filing.name), (cik(3_000_000), "THIRD LP"));
    assert_eq!(filing.co_filers, [cik(1_067_983), cik(2_000_000)]);
}

#[test]
fn a_filer_that_the_index_does_not_name_is_noted_and_not_believed() {
    let filing = filing(&holdings_report(&[apple()]).filers(&[(5, "ANOTHER")]));
    assert_eq!(
        (filing.cik, &*filing.name),
        (cik(1_067_983), "NAME IN THE INDEX")
    );
    assert!(filing.notes.contains(&Note::FilerDiffers {
        index: cik(1_067_983),
        header: cik(5)
    }));
}

#[test]
fn the_time_of_acceptance_is_eastern() {
    let late = "<ACCEPTANCE-DATETIME>20250515223000\nCONFORMED PERIOD OF REPORT: 20250331";
    let filing = filing(&holdings_report(&[apple()]).header(late).filed("2025-05-16"));
    assert_eq!(
        filing.accepted_at.unwrap().to_rfc3339(),
        "2025-05-16T02:30:00+00:00"
    );
    assert_eq!(filing.accepted_on.to_string(), "2025-05-15");
    assert_eq!(filing.notes, []);
}

#[test]
fn without_a_time_of_acceptance_the_day_filed_counts() {
    let filing = filing(&holdings_report(&[apple()]));
    assert_eq!(
        (filing.accepted_at, filing.accepted_on),
        (None, filing.filed)
    );
    assert_eq!(filing.notes, [Note::NoAcceptanceTime]);
}

#[test]
fn the_form_is_that_of_the_index() {
    let filing = filing(
        &holdings_report(&[apple()])
            .form("13F-HR/A")
            .listed_as("13F-HR"),
    );
    assert_eq!(filing.form.as_str(), "13F-HR");
    assert!(filing.notes.contains(&Note::FormDiffers {
        index: "13F-HR".into(),
        header: "13F-HR/A".into()
    }));
}

#[test]
fn the_period_is_what_header_and_cover_say_and_the_form_makes_likely() {
    let of_form = |form: &str, header: &str, date: &str| {
        let cover = cover().says("reportCalendarOrQuarter", date);
        filing(&paper(form).header(header).cover(&cover).table(&[apple()]))
    };
    let report = |header: &str, date: &str| of_form("13F-HR", header, date);
    let judged = |filing: &osd_domain::Filing| {
        let notes = &filing.notes;
        let differs = |note: &Note| matches!(note, Note::PeriodDiffers { .. });
        let judged = |note: &Note| matches!(note, Note::PeriodJudged { .. });
        notes.iter().any(differs) && notes.iter().any(judged)
    };
    let header = "CONFORMED PERIOD OF REPORT: 20241231";
    let original = report(header, "03-31-2025");
    assert_eq!(original.period.unwrap().to_string(), "2025Q1");
    assert!(judged(&original), "{:?}", original.notes);
    let amendment = of_form("13F-HR/A", header, "03-31-2025");
    assert_eq!(amendment.period.unwrap().to_string(), "2024Q4");
    assert!(judged(&amendment), "{:?}", amendment.notes);

    let silent = report("", "03-31-2025");
    assert_eq!(silent.period.unwrap().to_string(), "2025Q1");
    let neither = report("", "soon");
    assert_eq!(neither.period.unwrap().to_string(), "2025Q1");
    assert!(neither.notes.contains(&Note::PeriodAssumed {
        period: neither.period.unwrap()
    }));
}
