//! What can be read of a broken table is read, row by row.

use osd_domain::{FilingState, Note};
use osd_form13f::Reading;

use crate::paper::{apple, cover, paper, table};

/// Three rows worth 1, 2 and 3; `break_it` changes the text of the second.
fn broken(break_it: impl Fn(&str) -> String) -> Reading {
    let [first, second, third] = ["1", "2", "3"].map(|value| apple().with("value", value));
    let whole = table(&[first, second.clone(), third]);
    let text = whole.replace(&second.xml(), &break_it(&second.xml()));
    assert_ne!(text, whole, "the row was not changed");
    paper("13F-HR")
        .cover(&cover())
        .document("INFORMATION TABLE", &text)
        .read()
}

fn values(reading: &Reading) -> Vec<String> {
    let lines = reading.lines.iter();
    lines.map(|line| line.value.text().into_owned()).collect()
}

fn problem(reading: &Reading) -> Option<&str> {
    reading.filing.notes.iter().find_map(|note| match note {
        Note::BrokenXml { problem, .. } => Some(problem.as_str()),
        _ => None,
    })
}

#[test]
fn no_row_is_lost_around_a_broken_one() {
    let changes = [
        ("</infoTable>", ""),
        ("<infoTable>", ""),
        ("<infoTable>", "<infoTabl>"),
        ("</cusip>", ""),
        ("</cusip>", "</cusp>"),
        ("</cusip>", "</cusip"),
        ("</cusip>", "<cusip>"),
        ("<cusip>", "<cusip"),
        ("</shrsOrPrnAmt>", ""),
        ("</votingAuthority>", "</voting"),
        ("APPLE INC", "APPLE < PEAR'S"),
        ("APPLE INC", "APPLE <PEAR \"INC"),
        ("APPLE INC", "<![CDATA[APPLE INC"),
        ("APPLE INC", "<!-- APPLE INC"),
        ("COM", "<? COM"),
        ("<titleOfClass>", "</titleOfClass>"),
    ];
    for (sound, unsound) in changes {
        let reading = broken(|row| row.replacen(sound, unsound, 1));
        assert_eq!(values(&reading), ["1", "2", "3"], "{sound} -> {unsound}");
        assert!(problem(&reading).is_some(), "{sound} -> {unsound}");
        assert_eq!(reading.filing.state, FilingState::Read);
    }
}

#[test]
fn a_name_with_a_bare_less_than_sign_is_kept() {
    let reading = broken(|row| row.replace("APPLE INC", "A <B & C"));
    assert_eq!(reading.lines[1].issuer, "A <B & C");
}

#[test]
fn the_rows_of_a_table_cut_off_are_kept_up_to_the_cut() {
    let text = table(&[apple(), apple().with("value", "7")]);
    let cut = text.find("<shrsOrPrnAmt>").unwrap();
    let second = text.rfind("<shrsOrPrnAmt>").unwrap();
    for (end, rows) in [(cut, 1), (second, 2), (second + 5, 2)] {
        let paper = paper("13F-HR").cover(&cover());
        let reading = paper.document("INFORMATION TABLE", &text[..end]).read();
        assert_eq!(reading.lines.len(), rows);
        assert!(problem(&reading).is_some());
    }
}

#[test]
fn the_problem_names_the_line_of_the_document() {
    let reading = broken(|row| row.replace("</cusip>", "</cusp>"));
    assert_eq!(
        problem(&reading),
        Some("line 17: </cusp> where another end tag should be")
    );
}

#[test]
fn a_cell_that_comes_twice_keeps_its_first_text() {
    let reading = broken(|row| row.replace("<shrsOr", "<value>9</value><shrsOr"));
    assert_eq!(values(&reading), ["1", "2", "3"]);
    assert!(problem(&reading).unwrap().contains("too many"));
}

#[test]
fn a_table_broken_beyond_all_rows_is_not_an_empty_one() {
    let paper = paper("13F-HR").cover(&cover());
    let reading = paper
        .document("INFORMATION TABLE", "<informationTable><infoTab <<")
        .read();
    assert_eq!(reading.filing.state, FilingState::Unreadable);
    assert_eq!(reading.filing.grade, None);
}
