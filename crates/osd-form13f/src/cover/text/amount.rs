//! The answer to "how many" and "how much".

use osd_domain::cover::PrintedUnit;
use rust_decimal::Decimal;

use crate::number;

/// What stands after a label that asks for a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer<'t> {
    /// A number, and the unit printed with it.
    Amount(Decimal, Option<PrintedUnit>),
    /// Something that is no number, on the line of the label.
    Unread(&'t str),
    /// Nothing.
    Blank,
}

/// Reads the number that a text begins with: `$27,426,454 (thousands)`, `(x1000) $5`,
/// `51 ENTRIES`, `-0-`, `None`.
pub(super) fn read(text: &str) -> Answer<'_> {
    let mut unit = None;
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(is_filling);
        if let Some((found, after)) = unit_ahead(rest) {
            unit = unit.or(found);
            rest = after;
        } else if let Some(after) = rest.strip_prefix(['(', '[', ']', ')']) {
            rest = after;
        } else {
            break;
        }
    }
    let word_end = rest.find(|c: char| !c.is_alphabetic());
    let word = rest.get(..word_end.unwrap_or(rest.len()));
    let word = word.unwrap_or_default().to_ascii_uppercase();
    if matches!(word.as_str(), "NONE" | "ZERO" | "NIL") {
        return Answer::Amount(Decimal::ZERO, unit);
    }
    let digits = digits(rest);
    let after = rest.get(digits.len()..).unwrap_or_default();
    if !digits.is_empty() && !after.starts_with(|c: char| c.is_alphabetic()) {
        return match value(digits) {
            Some(value) => Answer::Amount(value, unit.or_else(|| unit_behind(after))),
            None => Answer::Unread(digits),
        };
    }
    let line = text.trim_start_matches([' ', ':']).lines().next();
    match line
        .map(str::trim)
        .filter(|line| line.chars().any(char::is_alphanumeric))
    {
        Some(line) => Answer::Unread(line),
        None => Answer::Blank,
    }
}

/// What may stand between a label and its number.
fn is_filling(c: char) -> bool {
    c.is_whitespace() || ":.=*#|_-;,>$'\"\u{2013}\u{2014}\u{201c}\u{201d}".contains(c)
}

/// A unit, or another word that goes with money, at the beginning of a text; and what follows.
fn unit_ahead(text: &str) -> Option<(Option<PrintedUnit>, &str)> {
    if let Some(inner) = text.strip_prefix('(') {
        let (inner, after) = inner.split_once(')')?;
        let is_short = inner.len() <= 60;
        return unit_in(inner)
            .filter(|_| is_short)
            .map(|unit| (Some(unit), after));
    }
    let end = text.find(|c: char| c.is_whitespace() || "():;|".contains(c));
    let (word, after) = text.split_at(end.unwrap_or(text.len()));
    let upper = word.to_ascii_uppercase();
    match upper.trim_end_matches(['.', ',']) {
        "X" => {
            let after = after.trim_start_matches([' ', '$']);
            let after = after
                .strip_prefix("1000")
                .or_else(|| after.strip_prefix("1,000"));
            after.map(|after| (Some(PrintedUnit::Thousands), after))
        }
        "USD" | "US" | "US$" | "U.S" | "IN" | "OF" | "IS" | "THE" => Some((None, after)),
        word if word.starts_with(|c: char| c.is_alphabetic()) || word.starts_with("000") => {
            unit_in(word).map(|unit| (Some(unit), after))
        }
        _ => None,
    }
}

/// The unit printed behind a number: at once, or below it, before the next label begins.
fn unit_behind(text: &str) -> Option<PrintedUnit> {
    let upper = text.to_ascii_uppercase();
    let ends = [
        "FORM",
        "LIST",
        "NUMBER",
        "CONFIDENTIAL",
        "INFORMATION",
        "\n\n\n",
    ];
    let end = ends.iter().filter_map(|end| upper.find(end)).min();
    let near = upper.get(..end.unwrap_or(upper.len())).unwrap_or_default();
    let near = near.get(..near.floor_char_boundary(60)).unwrap_or_default();
    unit_in(near)
}

/// The unit that a short text names.
pub(super) fn unit_in(text: &str) -> Option<PrintedUnit> {
    let mut squeezed = text.to_ascii_uppercase();
    squeezed.retain(|c| !c.is_whitespace() && !"$,'\u{2019}.()".contains(c));
    let has = |parts: &[&str]| parts.iter().any(|part| squeezed.contains(part));
    if has(&["THOUSAND", "X1000", "1000S", "000S", "000OMITTED", "INTHOU"]) || squeezed == "000" {
        Some(PrintedUnit::Thousands)
    } else if has(&["MILLION"]) {
        Some(PrintedUnit::Millions)
    } else if has(&["DOLLARS", "INUSD", "ACTUAL"]) {
        Some(PrintedUnit::Dollars)
    } else {
        None
    }
}

/// The digits that a text begins with, with their marks; a blank may follow a comma in print.
fn digits(text: &str) -> &str {
    let is_digit = |c: char| c.is_ascii_digit() || c == ',' || c == '.';
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return "";
    }
    let mut end = 0;
    loop {
        let rest = text.get(end..).unwrap_or_default();
        end += rest.find(|c| !is_digit(c)).unwrap_or(rest.len());
        let (head, tail) = text.split_at(end);
        let group = tail.trim_start_matches(' ');
        let length = group.bytes().take_while(u8::is_ascii_digit).count();
        let goes_on = head.ends_with(',') && tail.starts_with(' ') && length == 3;
        if !goes_on || end > 40 {
            return head.trim_end_matches(['.', ',']);
        }
        end = text.len() - group.len() + length;
    }
}

/// The value of digits with marks. Both marks between groups of three are a slip of the pen:
/// `4.466,503` can mean one thing only.
fn value(digits: &str) -> Option<Decimal> {
    let solid: String = digits.chars().filter(|c| *c != ' ').collect();
    number::value(&solid).or_else(|| {
        let mut groups = solid.split([',', '.']);
        let first = groups.next().unwrap_or_default();
        let regular = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
        let has_both = solid.contains(',') && solid.contains('.');
        let joined = solid.replace([',', '.'], "");
        (regular && has_both)
            .then(|| number::value(&joined))
            .flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use PrintedUnit::{Dollars, Millions, Thousands};

    fn amount(text: &str) -> Option<(String, Option<PrintedUnit>)> {
        match read(text) {
            Answer::Amount(value, unit) => Some((value.to_string(), unit)),
            _ => None,
        }
    }

    #[test]
    fn amounts_come_in_many_dresses() {
        for (text, value, unit) in [
            (": 32\nForm 13F", "32", None),
            (
                "  $27,426,454\n\n(thousands)\n",
                "27426454",
                Some(Thousands),
            ),
            (" $28,106(x$1000)", "28106", Some(Thousands)),
            (": $2486258", "2486258", None),
            (": $390,097,387.95", "390097387.95", None),
            (" 701,378 (in thousands)", "701378", Some(Thousands)),
            ("\n$ 4,466,503", "4466503", None),
            (": (x1000) $12,345", "12345", Some(Thousands)),
            (": (thousands): $12", "12", Some(Thousands)),
            (" (x $1,000) 7", "7", Some(Thousands)),
            (" X $1,000 7", "7", Some(Thousands)),
            (" in thousands: 7", "7", Some(Thousands)),
            (": US$ 5,000", "5000", None),
            (": $28.1 million", "28.1", Some(Millions)),
            (": 5,000 dollars", "5000", Some(Dollars)),
            (": 5,000 (thousands of dollars)", "5000", Some(Thousands)),
            (": 123 (000's)", "123", Some(Thousands)),
            (": 123 (000)", "123", Some(Thousands)),
            (": -0-", "0", None),
            (": None", "0", None),
            (": 51 ENTRIES", "51", None),
            (": _12_", "12", None),
            (": 1,234, 567", "1234567", None),
            (": 4.466,503", "4466503", None),
            (": 12,345.", "12345", None),
            (": ($27,426)", "27426", None),
            ("| 12 |", "12", None),
        ] {
            assert_eq!(amount(text), Some((value.to_owned(), unit)), "{text:?}");
        }
    }

    #[test]
    fn the_unit_of_the_next_label_is_not_of_this_number() {
        let text = ": 15\nForm 13F Information Table Value Total: (thousands)";
        assert_eq!(amount(text), Some(("15".to_owned(), None)));
    }

    #[test]
    fn what_is_no_number_is_told_from_nothing() {
        for text in ["", ":\n\nForm 13F Information", " ____ \nN/A"] {
            assert!(!matches!(read(text), Answer::Amount(..)), "{text:?}");
        }
        assert_eq!(read(": 1,23,4\n"), Answer::Unread("1,23,4"));
        assert_eq!(read(": see below\n5"), Answer::Unread("see below"));
        assert_eq!(read(":\n"), Answer::Blank);
        assert_eq!(read(":\n13F-HR"), Answer::Blank);
    }
}
