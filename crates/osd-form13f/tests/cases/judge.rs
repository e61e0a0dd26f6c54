//! A case and what was read of it, side by side.

use osd_domain::Note;
use osd_form13f::Reading;

use crate::{
    case::{At, Case, Line},
    cell::{Cell, Column},
};

/// What differs between a case and its reading, in words; nothing where they agree.
pub(crate) fn differences(case: &Case, reading: &Reading) -> Vec<String> {
    let filing = &reading.filing;
    let mut out = Vec::new();
    let mut differ = |what: &str, expected: String, read: String| {
        if expected != read {
            out.push(format!("{what}: expected {expected}, read {read}"));
        }
    };
    differ("state", case.state.to_string(), filing.state.to_string());
    if let Some(layout) = case.layout {
        let read = filing.layout.map(|layout| layout.to_string());
        differ("layout", layout.to_string(), read.unwrap_or_default());
    }
    if case.entries.is_some() {
        let (expected, read) = (case.entries, filing.cover.entry_total);
        differ("entry total", format!("{expected:?}"), format!("{read:?}"));
    }
    if case.value.is_some() {
        let (expected, read) = (case.value, filing.cover.value_total.map(|v| v.normalize()));
        differ("value total", format!("{expected:?}"), format!("{read:?}"));
    }
    let noted: Vec<String> = filing.notes.iter().map(code_of).collect();
    for code in case.notes.iter().filter(|code| !noted.contains(code)) {
        out.push(format!("note {code}: not among {}", noted.join(", ")));
    }
    out.extend(lines_differ(case, reading));
    out
}

/// The code of a note: `SuspectCusip` is `suspect_cusip`.
fn code_of(note: &Note) -> String {
    let printed = format!("{note:?}");
    let name = printed.split([' ', '{']).next().unwrap_or_default();
    let mut code = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !code.is_empty() {
            code.push('_');
        }
        code.push(letter.to_ascii_lowercase());
    }
    code
}

fn lines_differ(case: &Case, reading: &Reading) -> Vec<String> {
    let read: Vec<Line> = reading.lines.iter().map(line).collect();
    if read.len() != case.lines.len() {
        let listed = |lines: &[Line]| {
            let rows = lines.iter().map(|line| format!("\n      {line}"));
            rows.collect::<String>()
        };
        return vec![format!(
            "lines: expected {}{}\n    read {}{}",
            case.lines.len(),
            listed(&case.lines),
            read.len(),
            listed(&read)
        )];
    }
    let mut out = Vec::new();
    for (number, (expected, read)) in (1..).zip(case.lines.iter().zip(&read)) {
        for (expected, read) in expected.cells.iter().zip(&read.cells) {
            if !expected.fits(read) {
                let name = expected.column().name();
                out.push(format!(
                    "line {number}, {name}: expected `{expected}`, read `{read}`"
                ));
            }
        }
        if let Some(at) = expected.at
            && read.at != Some(at)
        {
            let read = read.at.map_or_else(String::new, |at| at.to_string());
            out.push(format!("line {number}, at: expected {at}, read {read}"));
        }
    }
    out
}

/// A line that was read, as a case would say it.
pub(crate) fn line(read: &osd_domain::Line) -> Line {
    Line {
        cells: Column::ALL
            .iter()
            .map(|&column| Cell::of(column, read))
            .collect(),
        at: read.place.map(|place| At {
            document: place.document,
            first: place.first_line,
            last: place.last_line,
        }),
    }
}
