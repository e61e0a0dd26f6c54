//! Lists of other managers, as covers and summary pages print them.

use osd_domain::OtherManager;

/// Where a list ends.
const ENDS: [&str; 7] = [
    "INFORMATION TABLE",
    "SUMMARY PAGE",
    "REPORT SUMMARY",
    "TITLE OF CLASS",
    "SECURITIES AND EXCHANGE COMMISSION",
    "I AM SIGNING",
    "SIGNATURE",
];

/// Words of the form's own, which stand around the entries.
const FORM_WORDS: [&str; 10] = [
    "FORM 13F",
    "COVER PAGE",
    "PROVIDE A",
    "INSTITUTIONAL INVESTMENT MANAGERS WITH",
    "OTHER THAN THE MANAGER",
    "FILE NUMBER",
    "FILE NO",
    "IF THERE ARE NO",
    "REPEAT AS",
    "ENTRIES",
];

/// Reads the entries of a list from its lines, each with its indent.
///
/// An entry begins with its number, or has a file number at either end; in a list whose file
/// numbers stand at the end, some have none. Lines that follow at once go on with its name: in a
/// list without numbers, those that are indented more. Other words end the list, so that prose
/// cannot become a manager.
pub(super) fn read<'t>(lines: impl Iterator<Item = (usize, &'t str)>) -> Vec<OtherManager> {
    let mut managers: Vec<OtherManager> = Vec::new();
    let mut margin = 0;
    let mut goes_on = false;
    let mut ends_in_numbers = false;
    for (indent, line) in lines {
        let upper = line.to_ascii_uppercase();
        // Another cover begins with its country.
        if ENDS.iter().any(|end| upper.contains(end)) || upper == "UNITED STATES" {
            break;
        }
        let is_numbered = managers.last().is_some_and(|last| last.number.is_some());
        let awaits_number = goes_on && is_numbered && lacks_file_number(&managers);
        if let Some(manager) = entry(line, awaits_number) {
            ends_in_numbers = line.starts_with(&manager.name) && !manager.name.is_empty();
            managers.push(manager);
            margin = indent;
            goes_on = true;
        } else if line.is_empty() || FORM_WORDS.iter().any(|words| upper.contains(words)) {
            goes_on = false;
        } else if goes_on
            && (is_numbered || indent > margin || lacks_name(&managers))
            && let Some(last) = managers.last_mut()
        {
            go_on(last, line);
        } else if goes_on && ends_in_numbers && indent == margin {
            managers.push(OtherManager {
                name: line.to_owned(),
                ..OtherManager::default()
            });
        } else if !managers.is_empty() {
            break;
        }
    }
    managers.retain(|manager| !manager.name.is_empty());
    managers
}

fn lacks_file_number(managers: &[OtherManager]) -> bool {
    managers
        .last()
        .is_some_and(|last| last.file_number.is_none())
}

fn lacks_name(managers: &[OtherManager]) -> bool {
    managers.last().is_some_and(|last| last.name.is_empty())
}

/// Takes a further line of an entry.
fn go_on(manager: &mut OtherManager, line: &str) {
    let (number, name) = file_number_at_end(line);
    if manager.file_number.is_none() {
        manager.file_number = number;
    }
    if !manager.name.is_empty() && !name.is_empty() {
        manager.name.push(' ');
    }
    manager.name.push_str(name);
}

/// The entry that a line is. A file number at the end of a line without an entry's number may
/// belong to the entry above.
fn entry(line: &str, belongs_above: bool) -> Option<OtherManager> {
    let (number, rest) = match file_number(line) {
        // `28- 5194` begins with no number of an entry.
        Some((number, _)) if !number.ends_with('-') => (None, line),
        _ => ordinal(line),
    };
    let (mut file_number, rest) = file_number_ahead(rest);
    let mut name = rest;
    if matches!(file_number, FileNumber::None) && (number.is_some() || !belongs_above) {
        let (found, before) = file_number_at_end(rest);
        if let Some(found) = found {
            file_number = FileNumber::Given(found);
            name = before;
        }
    }
    if number.is_none() && !matches!(file_number, FileNumber::Given(_)) {
        return None;
    }
    let file_number = match file_number {
        FileNumber::Given(number) => Some(number),
        FileNumber::Blank | FileNumber::None => None,
    };
    // A number first and the rest after it: `28-5194 3. General Re`.
    let (number, name) = match number {
        Some(number) => (Some(number), name),
        None => ordinal(name),
    };
    Some(OtherManager {
        number,
        name: name.trim_matches([' ', '|', ',', '_']).to_owned(),
        file_number,
        ..OtherManager::default()
    })
}

enum FileNumber {
    Given(String),
    /// Its place is left blank.
    Blank,
    None,
}

/// The number of an entry, `1`, `1.`, `(01)`, `#1` or `1)`, and what follows.
fn ordinal(line: &str) -> (Option<u32>, &str) {
    let line = line.trim_start_matches([' ', '|']);
    let (word, rest) = line.split_once([' ', '|']).unwrap_or((line, ""));
    let digits = word.trim_matches(['(', ')', '.', '#', ':', '[', ']', '-', ',']);
    let is_number = (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    match digits.parse() {
        Ok(number) if is_number => (Some(number), rest.trim_start_matches([' ', '|', '-'])),
        _ => (None, line),
    }
}

/// The file number that a text begins with, and what follows.
fn file_number_ahead(text: &str) -> (FileNumber, &str) {
    let text = text.trim_start_matches([' ', '|']);
    let (word, rest) = text.split_once([' ', '|']).unwrap_or((text, ""));
    if !word.is_empty() && word.chars().all(|c| c == '_') {
        return (FileNumber::Blank, rest);
    }
    if word.eq_ignore_ascii_case("N/A") {
        return (FileNumber::Blank, rest);
    }
    match file_number(text) {
        Some((number, rest)) if number.ends_with('-') => (FileNumber::Blank, rest),
        Some((number, rest)) => (FileNumber::Given(number), rest),
        None => (FileNumber::None, text),
    }
}

/// The file number that a line ends with, and what stands before it.
fn file_number_at_end(line: &str) -> (Option<String>, &str) {
    let line = line.trim_end_matches([' ', '|']);
    let starts = line.match_indices(' ').map(|(at, _)| at + 1);
    for start in starts.chain([0]) {
        let tail = line.get(start..).unwrap_or_default();
        if let Some((number, "")) = file_number(tail.trim_start_matches('('))
            && !number.ends_with('-')
        {
            let name = line.get(..start).unwrap_or_default();
            return (
                Some(number),
                name.trim_end_matches([' ', ',', '-', '(', '|']),
            );
        }
    }
    (None, line)
}

/// The file number that a text begins with, without blanks, and what follows: `28-4545`,
/// `028- 04545`, `801-12345`, or `28-` where only that much is printed.
pub(super) fn file_number(text: &str) -> Option<(String, &str)> {
    let (series, rest) = text.split_once('-')?;
    let series = series.trim_end();
    let is_series = matches!(series, "28" | "028" | "801" | "8" | "13F" | "13f");
    if !is_series {
        return None;
    }
    let digits = rest.trim_start_matches([' ', '-']);
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, after) = digits.split_at(length);
    let is_in_word = |text: &str| text.starts_with(|c: char| c.is_alphanumeric());
    if is_in_word(if length > 0 { after } else { rest }) || length > 7 {
        return None;
    }
    let after = after.trim_start_matches([' ', '|', ',', ')', '_']);
    Some((format!("{series}-{digits}"), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<(u32, String, String)> {
        let lines = text.lines().map(|line| {
            let trimmed = line.trim_start();
            (line.len() - trimmed.len(), trimmed)
        });
        let said = |manager: OtherManager| {
            let number = manager.number.unwrap_or_default();
            (
                number,
                manager.file_number.unwrap_or_default(),
                manager.name,
            )
        };
        read(lines).into_iter().map(said).collect()
    }

    fn one(line: &str) -> (u32, String, String) {
        let mut managers = said(line);
        assert_eq!(managers.len(), 1, "{line}");
        managers.remove(0)
    }

    #[test]
    fn an_entry_is_known_in_every_order() {
        let expected = (2, "28-719".to_owned(), "Blue Chip Stamps".to_owned());
        for line in [
            "2. 28-719 Blue Chip Stamps",
            "2 28- 719 Blue Chip Stamps",
            "(2) 28-719 Blue Chip Stamps",
            "02) 28-719 Blue Chip Stamps",
            "2. Blue Chip Stamps 28-719",
            "2. Blue Chip Stamps, 28- 719",
            "2. Blue Chip Stamps (28-719)",
            "28-719 2. Blue Chip Stamps",
            "2. 28-719\nBlue Chip Stamps",
            "2. 28-719 Blue Chip\nStamps",
            "2. Blue Chip\nStamps 28-719",
        ] {
            assert_eq!(one(line), expected, "{line}");
        }
    }

    #[test]
    fn what_is_not_printed_is_absent() {
        assert_eq!(
            one("14. _ OBH Inc."),
            (14, String::new(), "OBH Inc.".to_owned())
        );
        assert_eq!(
            one("1. 28- Plan Trust"),
            (1, String::new(), "Plan Trust".to_owned())
        );
        assert_eq!(
            one("3. 1838 Advisors"),
            (3, String::new(), "1838 Advisors".to_owned())
        );
        assert_eq!(
            one("028-05194 General Re"),
            (0, "028-05194".to_owned(), "General Re".to_owned())
        );
        assert!(said("28-\n\n[Repeat as necessary.]").is_empty());
    }

    #[test]
    fn a_list_without_numbers_is_parted_by_its_indents() {
        let text = "Name                       13F File No.\n\
                    Dock Asset Management      28-1\n\
                    Morrow Stone Witter        28-2\n    Investment Management\n\
                    Unregistered Trust\n\
                    Quay Trust                 28-3\n\nWe sign.\n";
        let names: Vec<String> = said(text).into_iter().map(|(_, _, name)| name).collect();
        let expected = [
            "Dock Asset Management",
            "Morrow Stone Witter Investment Management",
            "Unregistered Trust",
            "Quay Trust",
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn a_name_may_stand_below_its_file_number() {
        let text = "801-55776\nDock Asset Management\n801-40598\nQuay & Mole, L.P.\nFORM 13F\n\
                    COVER PAGE (cont.)\n801-3\nPier Advisers\n\nI am signing this report\n";
        let names: Vec<String> = said(text).into_iter().map(|(_, _, name)| name).collect();
        assert_eq!(
            names,
            [
                "Dock Asset Management",
                "Quay & Mole, L.P.",
                "Pier Advisers"
            ]
        );
    }

    #[test]
    fn prose_is_no_manager() {
        let text = "Provide a numbered list of the name(s) and Form 13F file number(s) of all\n\
                    institutional investment managers\n\nNONE\n\nNo. Form 13F File Number Name\n\
                    1 28-10 A Corp\n\nBY HAND\n450 Fifth Street\n7 Not this";
        assert_eq!(said(text), [(1, "28-10".to_owned(), "A Corp".to_owned())]);
    }
}
