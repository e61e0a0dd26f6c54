mod wordings;

use osd_domain::cover::PrintedUnit;

use self::wordings::worded;
use super::*;

/// A cover and a summary page in the form's own words.
const FORM: &str = "\
                              UNITED STATES
                   SECURITIES AND EXCHANGE COMMISSION
                              Form 13F COVER PAGE

Report for the Calendar Year or Quarter Ended: March 31, 2004
                                               --------------
Check here if Amendment [X]; Amendment Number: 2
                                               ---
This Amendment (Check only one.):  [ ] is a restatement.
                                   [X] adds new holdings entries.

Institutional Investment Manager Filing this Report:

Name:     Harbor & Quay Advisers, L.P.
Address:  12 Dock Street
          Boston, MA  02110

Form 13F File Number: 28- 04321

The institutional investment manager filing this report and the person by whom
it is signed hereby represent that the person signing the report is authorized
to submit it.

Person Signing this Report on Behalf of Reporting Manager:

Name:     Jane Roe
Title:    Treasurer
Phone:    617-555-0100

Report Type (Check only one.):

[ ]  13F HOLDINGS REPORT. (Check here if all holdings of this reporting manager
     are reported in this report.)

[ ]  13F NOTICE. (Check here if no holdings reported are in this report, and
     all holdings are reported by other reporting manager(s).)

[X]  13F COMBINATION REPORT. (Check here if a portion of the holdings for this
     reporting manager are reported in this report and a portion are reported by
     other reporting manager(s).)

List of Other Managers Reporting for this Manager:

     Form 13F File Number        Name
     28-99                       Pier - Mole Trust, Inc.

<PAGE>   2
                              Form 13F SUMMARY PAGE

Report Summary:

Number of Other Included Managers:            2
                                              ----
Form 13F Information Table Entry Total:       115
                                              ----
Form 13F Information Table Value Total:       $1,234,567
                                              ----
                                              (thousands)

Confidential information has been omitted from the public Form 13F and filed
separately with the Commission.

List of Other Included Managers:

Provide a numbered list of the name(s) and Form 13F file number(s) of all
institutional investment managers with respect to which this report is filed,
other than the manager filing this report.

     No.     Form 13F File Number     Name
     1.      28-77                    Quay Insurance Company of
                                      New Hampshire
     2.      _______                  Wharf Holdings
<PAGE>   3
<TABLE>
NAME OF ISSUER     CLASS   CUSIP      VALUE
APPLE INC          COM     037833100    500
";

fn of(text: &str) -> (Cover, Vec<Note>) {
    let mut notes = Vec::new();
    let cover = read(text, &mut notes);
    (cover, notes)
}

#[test]
fn the_form_in_its_own_words() {
    let (cover, notes) = of(FORM);
    assert_eq!(notes, []);
    assert_eq!(cover.report_date.unwrap().to_string(), "2004-03-31");
    assert_eq!(cover.is_amendment, Some(true));
    assert_eq!(cover.amendment_number, Some(2));
    assert_eq!(cover.amendment_kind, Some(AmendmentKind::NewHoldings));
    assert_eq!(cover.manager_name.unwrap(), "Harbor & Quay Advisers, L.P.");
    assert_eq!(cover.file_number.unwrap(), "28-04321");
    assert_eq!(cover.report_type, Some(ReportType::Combination));
    let other = &cover.reporting_for_this[0];
    assert_eq!(other.name, "Pier - Mole Trust, Inc.");
    assert_eq!(other.file_number.as_deref(), Some("28-99"));
    assert_eq!(cover.reporting_for_this.len(), 1);
    assert_eq!(cover.included_manager_count, Some(2));
    assert_eq!(cover.entry_total, Some(115));
    assert_eq!(cover.value_total, Some(1_234_567.into()));
    assert_eq!(cover.value_total_unit, Some(PrintedUnit::Thousands));
    assert_eq!(cover.confidential_omitted, Some(true));
    let [first, second] = &cover.included_managers[..] else {
        panic!("{:?}", cover.included_managers);
    };
    assert_eq!(first.number, Some(1));
    assert_eq!(first.name, "Quay Insurance Company of New Hampshire");
    assert_eq!(first.file_number.as_deref(), Some("28-77"));
    assert_eq!(second.number, Some(2));
    assert_eq!(second.name, "Wharf Holdings");
    assert_eq!(second.file_number, None);
}

#[test]
fn case_and_line_breaks_do_not_matter() {
    let (plain, _) = of(FORM);
    let totals = |cover: &Cover| (cover.entry_total, cover.value_total, cover.report_date);
    let (upper, _) = of(&FORM.to_uppercase());
    assert_eq!(totals(&upper), totals(&plain));
    assert_eq!(upper.report_type, plain.report_type);
    let (crlf, _) = of(&FORM.replace('\n', "\r\n"));
    assert_eq!(crlf, plain);
    let (wrapped, _) = worded(
        "Quarter Ended: March 31, 2004",
        "Quarter\n  Ended:\n\tMarch 31,\n2004",
    );
    assert_eq!(wrapped.report_date, plain.report_date);
    let (tabs, _) = of(&FORM.replace("  ", "\t"));
    assert_eq!(totals(&tabs), totals(&plain));
}

#[test]
fn the_summary_page_may_follow_the_table() {
    let (front, summary) = FORM.split_once("<PAGE>   2\n").unwrap();
    let (summary, table) = summary.split_once("<PAGE>   3\n").unwrap();
    let rows = "APPLE INC  COM  037833100  500\n".repeat(2_000);
    let (cover, _) = of(&format!("{front}{table}{rows}\nGRAND TOTAL 55\n{summary}"));
    assert_eq!(cover.entry_total, Some(115));
    assert_eq!(cover.value_total, Some(1_234_567.into()));
    assert_eq!(cover.included_managers.len(), 2);
}

#[test]
fn the_summary_page_may_be_a_document_of_its_own() {
    let (front, summary) = FORM.split_once("<PAGE>   2\n").unwrap();
    let (mut cover, mut notes) = of(front);
    complete(&mut cover, "Dear Sirs", &mut notes);
    assert_eq!(cover.entry_total, None);
    let rows = "APPLE INC  COM  037833100  500\n".repeat(9_000);
    complete(&mut cover, &format!("{summary}{rows}"), &mut notes);
    assert_eq!((cover, notes), of(FORM));
    let mut nothing = Cover::default();
    complete(&mut nothing, FORM, &mut Vec::new());
    assert_eq!(nothing, of(FORM).0);
}

#[test]
fn a_table_and_its_total_are_no_summary() {
    let (front, _) = FORM.split_once("<PAGE>   2\n").unwrap();
    let (_, table) = FORM.split_once("<PAGE>   3\n").unwrap();
    let (cover, _) = of(&format!("{front}{table}\nTOTAL VALUE   500\n"));
    assert_eq!((cover.entry_total, cover.value_total), (None, None));
    let (cover, notes) = of(&format!("{table}\nTOTAL VALUE   500\n"));
    assert_eq!((cover, notes), (Cover::default(), vec![]));
}

#[test]
fn the_first_of_several_covers_counts() {
    let first = FORM.split_once("<PAGE>   3\n").unwrap().0;
    let second = first
        .replace("Harbor & Quay", "Wharf")
        .replace("115", "0")
        .replace("1,234,567", "0")
        .replace("[X]; Amendment Number: 2", "[ ]; Amendment Number:");
    let (cover, notes) = of(&format!("{first}{second}"));
    assert_eq!((cover, notes), of(first));
    let silent = first.replace("Name:     Harbor & Quay Advisers, L.P.", "Name:");
    let (cover, _) = of(&format!("{silent}{second}"));
    assert_eq!(cover.manager_name, None);
}

#[test]
fn covers_may_be_repeated_before_the_one_summary_page() {
    let (first, summary) = FORM.split_once("<PAGE>   2\n").unwrap();
    let second = first.replace("Harbor & Quay", "Wharf");
    let (cover, _) = of(&format!("{first}{second}{summary}"));
    assert_eq!(cover.manager_name.unwrap(), "Harbor & Quay Advisers, L.P.");
    assert_eq!(cover.entry_total, Some(115));
}

#[test]
fn a_letter_before_the_cover_does_not_speak_for_it() {
    let letter = "VIA ELECTRONIC FILING\n\nEnclosed is Amendment No. 7 to Form 13F for the quarter\n\
                  ended June 30, 1999. Please call me.\n\n";
    assert_eq!(of(&format!("{letter}{FORM}")), of(FORM));
}

#[test]
fn what_holds_no_cover_says_nothing() {
    for text in [
        "",
        "\n\n",
        "APPLE INC COM 037833100 5 SH SOLE\n",
        "[X] \u{2612} \u{fffd}",
    ] {
        assert_eq!(of(text), (Cover::default(), vec![]), "{text:?}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_survived(at in 0..FORM.len(), cut in 0..FORM.len(), noise in ".{0,40}|[-_ \\[\\]X/|(<>\\n0-9.,$]{0,80}") {
        let (at, cut) = (FORM.floor_char_boundary(at), FORM.floor_char_boundary(cut));
        let text = format!("{}{noise}{}", &FORM[..at.min(cut)], &FORM[at.max(cut)..]);
        let _ = of(&text);
        let _ = of(&noise);
    }
}

#[test]
fn a_hostile_document_is_read_in_linear_time() {
    let unit = "REPORT TYPE TABLE ENTRY TOTAL: [X] [ CALENDAR QUARTER ENDED SUMMARY PAGE 28- \n";
    for unit in [
        unit,
        "TABLE VALUE ",
        "[",
        "_X",
        "1. 28-\n",
        "<PAGE",
        "QUARTER ENDED ",
        "SUMMARY PAGE\n",
    ] {
        let text = unit.repeat(4_000_000 / unit.len());
        for text in [format!("COVER PAGE\nCUSIP\n{text}"), text] {
            let (cover, _) = of(&text);
            assert_eq!(cover.value_total, None, "{unit:?}");
        }
    }
}
