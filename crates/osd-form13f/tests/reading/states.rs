use osd_domain::{FilingState, Layout, Note, Unit};

use crate::paper::{Cover, Paper, apple, cover, holdings_report, paper, table};

fn state(paper: &Paper) -> (FilingState, Option<Layout>) {
    let filing = paper.read().filing;
    (filing.state, filing.layout)
}

#[test]
fn a_holdings_report_in_xml_is_read() {
    let report = holdings_report(&[apple()]);
    assert_eq!(state(&report), (FilingState::Read, Some(Layout::Xml)));
    let filing = report.read().filing;
    assert_eq!(filing.reader_version, Some(osd_form13f::READER_VERSION));
    assert_eq!(filing.unit, Some(Unit::Dollars));
    assert_eq!(
        report.filed("2022-05-15").read().filing.unit,
        Some(Unit::Thousands)
    );
}

#[test]
fn a_notice_is_one_by_its_form_or_by_its_cover() {
    let notice = Cover::default().says("reportType", "13F NOTICE");
    assert_eq!(
        state(&paper("13F-NT").cover(&notice)).0,
        FilingState::Notice
    );
    assert_eq!(
        state(&paper("13F-HR").cover(&notice)).0,
        FilingState::Notice
    );
    let text = paper("13F-NT/A").document("13F-NT/A", "FORM 13F COVER PAGE");
    assert_eq!(state(&text).0, FilingState::Notice);
    assert_eq!(text.read().filing.unit, None);
}

#[test]
fn a_notice_that_holds_rows_is_read() {
    let notice = Cover::default().says("reportType", "13F NOTICE");
    let paper = paper("13F-NT").cover(&notice).table(&[apple()]);
    assert_eq!(state(&paper).0, FilingState::Read);
}

#[test]
fn a_request_for_confidential_treatment_holds_no_rows() {
    let reading = paper("13F-CTR").cover(&cover()).table(&[apple()]).read();
    assert_eq!(
        reading.filing.state,
        FilingState::ConfidentialTreatmentRequest
    );
    assert_eq!(reading.lines, []);
}

#[test]
fn paper_stubs_are_known_by_form_accession_header_or_description() {
    let stub = "<DOCUMENT>\n<TYPE>13F-HR\n<DESCRIPTION>AUTO-GENERATED PAPER DOCUMENT";
    let body = "This document was generated as part of a paper submission.";
    for paper in [
        paper("13FCONP").document("13FCONP", body),
        paper("13F-HR")
            .accession("9999999997-05-015667")
            .document("13F-HR", body),
        paper("13F-HR").header("<PAPER>").document("13F-HR", body),
    ] {
        assert_eq!(state(&paper), (FilingState::PaperStub, None));
    }
    let described = paper("13F-HR").document("13F-HR", body);
    let text = described.text().replace("<DOCUMENT>\n<TYPE>13F-HR", stub);
    let reading = osd_form13f::read(text.as_bytes(), &described.listed());
    assert_eq!(reading.filing.state, FilingState::PaperStub);
}

#[test]
fn a_cover_without_rows_has_no_table_and_keeps_its_totals() {
    let cover = cover().totals("12", "3456");
    for paper in [
        paper("13F-HR").cover(&cover),
        paper("13F-HR").cover(&cover).table(&[]),
    ] {
        let filing = paper.read().filing;
        assert_eq!(filing.state, FilingState::NoTable);
        assert_eq!(filing.cover.entry_total, Some(12));
        assert_eq!(filing.cover.value_total, Some(3_456.into()));
        assert_eq!(
            (filing.lines, filing.value_printed, filing.grade),
            (0, None, None)
        );
    }
}

#[test]
fn a_placeholder_row_is_a_row() {
    let row = apple()
        .with("nameOfIssuer", "NA")
        .with("cusip", "000000000")
        .with("value", "0");
    let filing = holdings_report(&[row]).read().filing;
    assert_eq!((filing.state, filing.lines), (FilingState::Read, 1));
    assert_eq!(filing.value_printed, Some(0.into()));
}

#[test]
fn what_may_hold_a_table_and_gives_no_row_is_unread() {
    let text = paper("13F-HR").document("13F-HR", "<TABLE>\n<S> <C>\nAPPLE INC 037833100 2000");
    let html = paper("13F-HR/A").document("13F-HR/A", "<HTML><BODY><TABLE><TR><TD>APPLE");
    let electronic = paper("13F-E").document("13F-E", "FORM 13F");
    let other = paper("13F-XX").document("13F-XX", "FORM 13F");
    assert_eq!(state(&text), (FilingState::Unread, Some(Layout::Text)));
    assert_eq!(state(&html), (FilingState::Unread, Some(Layout::Html)));
    assert_eq!(
        state(&electronic),
        (FilingState::Unread, Some(Layout::Text))
    );
    assert_eq!(state(&other).0, FilingState::Unread);
    let filing = text.filed("2005-05-15").read().filing;
    assert!(filing.notes.contains(&Note::UnreadTable));
    assert_eq!(
        (filing.unit, filing.value_printed),
        (Some(Unit::Thousands), None)
    );
}

#[test]
fn a_table_in_text_beside_an_xml_cover_is_not_taken_for_no_table() {
    let paper = paper("13F-HR")
        .cover(&cover())
        .document("INFORMATION TABLE", "APPLE 037833100 5");
    assert_eq!(state(&paper), (FilingState::Unread, Some(Layout::Text)));
}

#[test]
fn what_holds_nothing_is_unreadable() {
    assert_eq!(state(&paper("13F-HR")), (FilingState::Unreadable, None));
    assert_eq!(
        state(&paper("13F-HR").document("13F-HR", " \n")).0,
        FilingState::Unreadable
    );
    let xml = paper("13F-HR").document("13F-HR", "<XML>\n<?xml version=\"1.0\"?><x/>\n</XML>");
    assert_eq!(state(&xml).0, FilingState::Unreadable);
    let reading = osd_form13f::read(b"", &paper("13F-NT").listed());
    assert_eq!(reading.filing.state, FilingState::Unreadable);
    assert!(reading.filing.notes.contains(&Note::NoHeader));
}

#[test]
fn a_table_without_a_cover_says_so() {
    let filing = paper("13F-HR")
        .document("INFORMATION TABLE", &table(&[apple()]))
        .read()
        .filing;
    assert_eq!(filing.state, FilingState::Read);
    assert!(filing.notes.contains(&Note::NoCover));
}

#[test]
fn end_tags_missing_from_the_container_are_noted_and_cost_nothing() {
    let whole = holdings_report(&[apple(), apple()]);
    let text = whole
        .text()
        .replace("</DOCUMENT>", "")
        .replace("</TEXT>", "");
    let reading = osd_form13f::read(text.as_bytes(), &whole.listed());
    assert_eq!(reading.lines, whole.read().lines);
    for tag in ["DOCUMENT", "TEXT"] {
        assert!(
            reading
                .filing
                .notes
                .contains(&Note::MissingEndTag { tag: tag.into() })
        );
    }
}
