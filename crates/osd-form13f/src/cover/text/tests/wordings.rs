//! One field at a time, in the wordings that filings use.

use super::*;

/// The form with a part of it worded otherwise.
pub(super) fn worded(part: &str, otherwise: &str) -> (Cover, Vec<Note>) {
    assert_eq!(FORM.matches(part).count(), 1, "{part:?}");
    of(&FORM.replace(part, otherwise))
}

fn total_of(words: &str) -> (Option<u64>, Option<String>, Option<PrintedUnit>) {
    let start = FORM.find("Form 13F Information Table Entry").unwrap();
    let end = FORM.find("Confidential information").unwrap();
    let (cover, notes) = worded(&FORM[start..end], words);
    assert_eq!(notes, [], "{words:?}");
    let value = cover.value_total.map(|value| value.to_string());
    (cover.entry_total, value, cover.value_total_unit)
}

#[test]
fn totals_are_read_in_many_wordings() {
    use PrintedUnit::{Millions, Thousands};
    for (words, entries, value, unit) in [
        (
            "FORM 13F INFORMATION TABLE ENTRY TOTAL:  51 ENTRIES\n\
             FORM 13F INFORMATION TABLE VALUE TOTAL:  $28,106(x$1000)\n",
            51,
            "28106",
            Some(Thousands),
        ),
        (
            "Form 13F Information Table Entry Total: 5\n\
             Form 13F Information Table Value (x $1000) Total:  $2486258\n",
            5,
            "2486258",
            Some(Thousands),
        ),
        (
            "Form 13F Information Table Entry Total:\n       1,500\n      -----\n\
             Form 13F Information Table Value Total:\n     $390,097,387.95\n    -----\n",
            1_500,
            "390097387.95",
            None,
        ),
        (
            "Form13F Information Table Entry Total:......0\n\
             Form13F Information Table Value Total:......None\n",
            0,
            "0",
            None,
        ),
        (
            "Form 13F information table entry total ____9__\n\
             Form 13F information table value total 701,378 (in thousands)\n",
            9,
            "701378",
            Some(Thousands),
        ),
        (
            "Form 13F Information Table Total Entries: 12\n\
             Form 13F Information Table Value Total (in millions): 28.1\n",
            12,
            "28.1",
            Some(Millions),
        ),
    ] {
        let expected = (Some(entries), Some(value.to_owned()), unit);
        assert_eq!(total_of(words), expected, "{words}");
    }
}

#[test]
fn a_total_left_blank_is_absent() {
    let words = "Form 13F Information Table Entry Total:\n\n\
                 Form 13F Information Table Value Total:\n        -------\n\n";
    assert_eq!(total_of(words), (None, None, None));
}

#[test]
fn a_total_that_is_no_number_is_noted() {
    let (cover, notes) = worded("       115\n", " see annex\n");
    assert_eq!(cover.entry_total, None);
    let unread = Note::UnreadCover {
        field: "entry_total".to_owned(),
        text: "see annex".to_owned(),
    };
    assert_eq!(notes, [unread]);
}

#[test]
fn the_amendment_box_and_number() {
    let part = "[X]; Amendment Number: 2\n";
    for (words, ticked, number) in [
        ("[ ]; Amendment Number: ______\n", Some(false), None),
        ("|X|; Amendment Number: _1__\n", Some(true), Some(1)),
        (" [  ]  Amendment No.:\n", Some(false), None),
        ("[x] Amendment No.: 3\n", Some(true), Some(3)),
        ("/_/; AMENDMENT NUMBER: /_/\n", Some(false), None),
        (": |_|; Amendment Number: ____\n", Some(false), None),
        ("X  Amendment Number 4\n", Some(true), Some(4)),
        ("; Amendment Number:\n", None, None),
    ] {
        let (cover, _) = worded(part, words);
        assert_eq!(
            (cover.is_amendment, cover.amendment_number),
            (ticked, number),
            "{words}"
        );
    }
    let (cover, _) = worded("Check here if Amendment [X]; Amendment Number: 2\n", "\n");
    assert_eq!((cover.is_amendment, cover.amendment_number), (None, None));
    assert_eq!(cover.amendment_kind, Some(AmendmentKind::NewHoldings));
    let before = "[X] Check here if Amendment; Amendment Number: 2\n";
    let (cover, _) = worded("Check here if Amendment [X]; Amendment Number: 2\n", before);
    assert_eq!(
        (cover.is_amendment, cover.amendment_number),
        (Some(true), Some(2))
    );
}

#[test]
fn the_kind_of_an_amendment_is_the_one_ticked() {
    let start = FORM.find("This Amendment").unwrap();
    let end = FORM
        .find("Institutional Investment Manager Filing")
        .unwrap();
    let kind = |words: &str| {
        let (cover, notes) = worded(&FORM[start..end], words);
        (cover.amendment_kind, notes.len())
    };
    let restates = Some(AmendmentKind::Restatement);
    let adds = Some(AmendmentKind::NewHoldings);
    assert_eq!(
        kind(
            "This Amendment (Check only one.): [X] is a restatement. [ ] adds new holdings entries.\n"
        ),
        (restates, 0)
    );
    assert_eq!(
        kind("This amendment: |_| is a restatement\n|X| adds new holding entries\n"),
        (adds, 0)
    );
    assert_eq!(
        kind("This amendment: is a restatement [ ]\nadds new holdings entries [X]\n"),
        (adds, 0)
    );
    assert_eq!(
        kind("This Amendment: [ ] is a restatement. [ ] adds new holdings.\n"),
        (None, 0)
    );
    assert_eq!(
        kind("This Amendment: [X] is a restatement. [X] adds new holdings.\n"),
        (None, 1)
    );
}

#[test]
fn the_report_type_is_the_one_ticked() {
    let start = FORM.find("[ ]  13F HOLDINGS").unwrap();
    let end = FORM.find("List of Other Managers").unwrap();
    let kind = |words: &str| {
        let (cover, notes) = worded(&FORM[start..end], words);
        (cover.report_type, notes.len())
    };
    let holdings = Some(ReportType::Holdings);
    let notice = Some(ReportType::Notice);
    assert_eq!(
        kind("[ X]  13F HOLDINGS REPORT.\n[  ]  13F NOTICE.\n[  ]  13F COMBINATION REPORT.\n"),
        (holdings, 0)
    );
    assert_eq!(
        kind("[X] 13 F HOLDINGS REPORT [ ] 13 F NOTICE [ ] 13 F COMBINATION REPORT\n"),
        (holdings, 0)
    );
    assert_eq!(
        kind("13F HOLDINGS REPORT\nX 13F NOTICE\n13F COMBINATION REPORT\n"),
        (notice, 0)
    );
    assert_eq!(
        kind("13F HOLDINGS REPORT (X)\n13F NOTICE ( )\n13F COMBINATION REPORT ( )\n"),
        (holdings, 0)
    );
    assert_eq!(kind("13F HOLDINGS REPORT.\n"), (holdings, 0));
    assert_eq!(
        kind("[ ] 13F HOLDINGS REPORT.\n[ ] 13F NOTICE.\n"),
        (None, 0)
    );
    assert_eq!(
        kind("[X] 13F HOLDINGS REPORT.\n[X] 13F NOTICE.\n"),
        (None, 1)
    );
    let (cover, _) = of(&format!("13F-HR\nForm 13F Holdings Report\n{FORM}"));
    assert_eq!(
        cover.report_type,
        Some(ReportType::Combination),
        "a title is no tick"
    );
}

#[test]
fn omission_is_said_in_a_sentence() {
    let start = FORM.find("Confidential information").unwrap();
    let end = FORM.find("List of Other Included").unwrap();
    for (words, omitted) in [
        ("", None),
        (
            "Information for which we are requesting confidential\ntreatment has been omitted.\n",
            Some(true),
        ),
        (
            "A position previously omitted under confidential treatment is listed.\n",
            None,
        ),
        (
            "THIS FILING LISTS SECURITIES FOR WHICH CONFIDENTIAL TREATMENT WAS DENIED.\n",
            None,
        ),
    ] {
        let (cover, _) = worded(&FORM[start..end], words);
        assert_eq!(cover.confidential_omitted, omitted, "{words}");
    }
}

#[test]
fn a_letter_about_the_amendment_ticks_nothing() {
    let letter = "This amendment [X] corrects a restatement; the rest adds new holdings.\n";
    let (cover, notes) = of(&format!("{letter}{FORM}"));
    assert_eq!(
        (cover.amendment_kind, notes),
        (Some(AmendmentKind::NewHoldings), vec![])
    );
}

#[test]
fn the_form_of_before_1999() {
    let text = "INFORMATION REQUIRED OF INSTITUTIONAL INVESTMENT MANAGERS PURSUANT TO\n\
        SECTION 13(f) OF THE SECURITIES EXCHANGE ACT OF 1934 AND RULES THEREUNDER\n\n\
        Report for the Calendar Year or Quarter Ended December 31, 1997\n\n\
        If amended report check here: [ ]\n\n\
        Name of Institutional Investment Manager: Slip & Jetty Co.\n\n\
        Business Address: 1 Pier, Boston\n\n\
        Name, Phone No., and Title of Person Duly Authorized to Submit This Report.\n\
        Name and 13F file numbers of ALL Institutional Investment Managers with respect to\n\
        which this schedule is filed (other than the one filing this report):\n\n\
        Name:                      13F File No.:\n\
        1. Jetty Trust             28-1\n\n\
        NAME OF ISSUER   CUSIP\nAPPLE";
    let (cover, notes) = of(text);
    assert_eq!(notes, []);
    assert_eq!(cover.report_date.unwrap().to_string(), "1997-12-31");
    assert_eq!(cover.is_amendment, Some(false));
    assert_eq!(cover.manager_name.unwrap(), "Slip & Jetty Co.");
    assert_eq!(cover.included_managers[0].name, "Jetty Trust");
    let below = text.replace(
        "Name of Institutional Investment Manager: Slip & Jetty Co.",
        "Slip & Jetty Co.\n----\n(Name of Institutional Investment Manager)",
    );
    assert_eq!(of(&below).0.manager_name, None);
}
