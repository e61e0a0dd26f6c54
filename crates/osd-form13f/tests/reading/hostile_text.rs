//! Text and HTML without end: what it costs is bounded, and what is left out is said.

use osd_domain::{FilingState, Note};
use osd_form13f::Reading;

use crate::{
    flood::{FLOODS, Flood},
    paper::paper,
};

fn flood(name: &str) -> &'static Flood {
    FLOODS.iter().find(|flood| flood.name == name).unwrap()
}

fn read(flood: &Flood, bytes: usize) -> Reading {
    osd_form13f::read(
        flood.submission(bytes).as_bytes(),
        &paper("13F-HR").listed(),
    )
}

/// How much of something was left out.
fn left_out(reading: &Reading, wanted: &str) -> Option<(u64, u64)> {
    reading.filing.notes.iter().find_map(|note| match note {
        Note::LeftOut { what, limit, count } if what == wanted => Some((*limit, *count)),
        _ => None,
    })
}

/// Bytes of the names that the rows carry.
fn names(reading: &Reading) -> usize {
    let lines = reading.lines.iter();
    lines.map(|line| line.issuer.len() + line.class.len()).sum()
}

#[test]
fn every_flood_is_survived_and_gives_no_more_than_it_holds() {
    for flood in &FLOODS {
        let bytes = 300_000;
        let reading = read(flood, bytes);
        assert_eq!(reading.filing.state, FilingState::Read, "{}", flood.name);
        assert_eq!(reading.filing.lines, reading.lines.len() as u64);
        // The shortest row has ten bytes, and no name is repeated at length.
        assert!(reading.lines.len() <= bytes / 10, "{}", flood.name);
        assert!(names(&reading) <= 4 * bytes, "{}", flood.name);
    }
}

#[test]
fn twice_the_flood_is_twice_the_rows() {
    for name in [
        "rows",
        "headings and rows",
        "sections in other columns",
        "commas",
    ] {
        let [once, twice] = [2_000_000, 4_000_000].map(|bytes| read(flood(name), bytes));
        let [once, twice] = [once, twice].map(|reading| reading.lines.len());
        assert!(once > 9_000, "{name}: {once}");
        // The rows of some floods are not all of one length.
        assert!(
            twice.abs_diff(2 * once) <= once / 10,
            "{name}: {once}, {twice}"
        );
    }
}

#[test]
fn the_end_of_an_endless_line_is_left_out_and_said_so() {
    for name in [
        "words on one line",
        "numbers on one line",
        "tables on one line",
    ] {
        let reading = read(flood(name), 2_000_000);
        assert_eq!(
            left_out(&reading, "ends of lines"),
            Some((400, 1)),
            "{name}"
        );
    }
}

#[test]
fn a_name_without_end_is_not_repeated_by_the_rows_below() {
    let reading = read(
        flood("a long issuer above rows without a security"),
        2_000_000,
    );
    assert_eq!(left_out(&reading, "ends of names"), Some((300, 1)));
    let long = reading.lines.iter().filter(|line| line.issuer.len() == 300);
    assert!(long.count() > 15_000);
}

#[test]
fn lines_that_all_belong_to_one_row_are_not_all_taken() {
    let reading = read(flood("classes"), 2_000_000);
    let (limit, count) = left_out(&reading, "pieces of cells").unwrap();
    assert_eq!(limit, 64);
    assert!(count > 70_000, "{count}");
    assert!(reading.lines[0].class.len() <= 300);
}

#[test]
fn a_submission_of_many_documents_is_read_in_part() {
    let reading = read(flood("documents"), 300_000);
    let (limit, count) = left_out(&reading, "documents").unwrap();
    assert_eq!(limit, 1_000);
    assert!(count > 3_000, "{count}");
}

/// No real filing is so large that a limit matters: an ordinary one says nothing of any.
#[test]
fn a_table_of_ordinary_size_is_read_whole() {
    let reading = read(flood("rows"), 1_000_000);
    let is_limit = |note: &&Note| matches!(note, Note::LeftOut { .. });
    assert_eq!(reading.filing.notes.iter().find(is_limit), None);
}
