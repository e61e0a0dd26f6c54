//! The labeled set: small tables built from the layouts of real filings, with the lines that a
//! careful person reads in them. The lines were written from the text, never from what was read.
#![cfg(test)]

mod case;
mod cell;
mod judge;
mod page;

use std::{collections::BTreeSet, fs};

use case::Case;
use osd_domain::Cusip;
use rust_decimal::Decimal;

/// Cases that the set holds at least. It only ever goes up.
const AT_LEAST: usize = 120;

/// The cases; a file that is no case fails every test.
fn cases() -> Vec<Case> {
    let (cases, wrong) = Case::all();
    assert_none("case files that cannot be used", &wrong);
    cases
}

#[track_caller]
fn assert_none(what: &str, found: &[String]) {
    let count = found.len();
    assert!(found.is_empty(), "{what} ({count}):\n{}", found.join("\n"));
}

#[test]
fn every_case_is_read_as_a_person_reads_it() {
    let cases = cases();
    let failures = cases.iter().filter_map(|case| {
        let reading = osd_form13f::read(&case.bytes(), &case.found());
        let found = judge::differences(case, &reading);
        let Case { name, why, .. } = case;
        match (&case.misread, found.is_empty()) {
            (None, true) | (Some(_), false) => None,
            (None, false) => Some(format!("{name}: {why}\n    {}", found.join("\n    "))),
            (Some(_), true) => Some(format!("{name}: is read right now, take out `misread`")),
        }
    });
    assert_none(
        "cases that are read otherwise",
        &failures.collect::<Vec<_>>(),
    );
}

#[test]
fn there_are_enough_cases_and_none_twice() {
    let cases = cases();
    assert!(
        cases.len() >= AT_LEAST,
        "{} of {AT_LEAST} cases",
        cases.len()
    );
    let texts: BTreeSet<String> = cases
        .iter()
        .map(|one| format!("{:?}", one.documents))
        .collect();
    assert_eq!(texts.len(), cases.len(), "two cases have the same text");
    let reasons: BTreeSet<&str> = cases.iter().map(|case| case.why.as_str()).collect();
    assert_eq!(reasons.len(), cases.len(), "two cases have the same reason");
}

#[test]
fn a_person_has_reviewed_every_case() {
    let cases = cases();
    let unreviewed = cases.iter().filter(|case| !case.is_reviewed);
    let names: Vec<String> = unreviewed.map(|case| case.name.clone()).collect();
    assert_none("compare lines and text, then say `reviewed: yes`", &names);
}

/// A slip in a case would be taken for a fault of the reader: totals and check digits tell.
#[test]
fn the_cases_are_right_in_themselves() {
    let mut wrong = Vec::new();
    for case in &cases() {
        let name = &case.name;
        let says = |code: &str| case.notes.iter().any(|note| note == code);
        let number = |at: usize| {
            case.lines
                .iter()
                .filter_map(move |line| line.cells.get(at)?.meaning())
        };
        for text in number(2).filter(|_| !says("suspect_cusip")) {
            if text.parse::<Cusip>().is_ok_and(|cusip| cusip.is_suspect()) {
                wrong.push(format!("{name}: the check digit of {text} is wrong"));
            }
        }
        let count = case.lines.len() as u64;
        if case.entries.is_some_and(|total| total != count) && !says("entries_differ") {
            wrong.push(format!("{name}: {:?} entries, {count} lines", case.entries));
        }
        let sum: Decimal = number(3)
            .filter_map(|text| text.parse::<Decimal>().ok())
            .sum();
        let half_a_unit_a_row = Decimal::new(5, 1) * Decimal::from(count.max(1));
        if case
            .value
            .is_some_and(|total| (total - sum).abs() > half_a_unit_a_row)
            && !["value_differs", "value_total_in_larger_unit"]
                .iter()
                .any(|code| says(code))
        {
            wrong.push(format!(
                "{name}: value {:?}, the lines come to {sum}",
                case.value
            ));
        }
    }
    assert_none("cases that contradict themselves", &wrong);
}

#[test]
fn a_case_is_printed_as_it_is_read() {
    for case in cases() {
        let again = Case::parse(&case.name, &case.to_string()).unwrap();
        assert_eq!(case.to_string(), again.to_string(), "{}", case.name);
        assert_eq!(case.documents, again.documents, "{}", case.name);
    }
}

#[test]
fn the_page_lists_every_case() {
    let page = fs::read_to_string(page::path()).unwrap();
    let wanted = page::with_table(&page, &cases()).unwrap();
    assert_eq!(page, wanted, "`make cases` writes the page anew");
}

#[test]
fn a_cell_says_what_is_printed_and_what_it_means() {
    use cell::{Cell, Column};
    let cell = |column, text| Cell::parse(column, text).unwrap();
    let value = |text| cell(Column::Value, text);
    assert!(value("1,234").fits(&value("1,234 => 1234")));
    assert!(!value("1,234").fits(&value("1234")), "another print");
    assert!(!value("1,234").fits(&value("1,234 =>")), "not understood");
    assert!(
        !value("").fits(&value("0")),
        "a zero where nothing is printed"
    );
    assert!(value("?").fits(&value("0")));
    let option = cell(Column::PutCall, "=> Put");
    assert!(option.fits(&cell(Column::PutCall, "PUTS => Put")));
    assert!(!option.fits(&cell(Column::PutCall, "")));
    assert!(Cell::parse(Column::Discretion, "DEFINED").is_err());
}
