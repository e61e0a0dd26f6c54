//! Boxes: which of several words is ticked.

use std::ops::Range;

use super::sheet::Sheet;

/// A box, as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tick {
    pub(super) place: Range<usize>,
    pub(super) is_ticked: bool,
}

/// Words that a box stands beside.
pub(super) struct Choice<'l, K> {
    /// Upper case; any of them.
    pub(super) labels: &'l [&'l str],
    pub(super) means: K,
}

/// What was found of the choices of a part of the sheet.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ticked<K> {
    /// Those with a ticked box.
    pub(super) ticked: Vec<K>,
    /// Those printed, ticked or not.
    pub(super) printed: Vec<K>,
    /// Whether there is any box at all.
    pub(super) has_boxes: bool,
}

/// Finds which choices are ticked. Boxes stand before their words, or all of them after.
pub(super) fn ticked<K: Copy>(
    sheet: &Sheet,
    within: Range<usize>,
    choices: &[Choice<'_, K>],
) -> Ticked<K> {
    let mut words: Vec<(Range<usize>, K)> = choices
        .iter()
        .filter_map(|c| Some((sheet.find_any(c.labels, within.clone())?, c.means)))
        .collect();
    words.sort_by_key(|(place, _)| place.start);
    let boxes = boxes(sheet, within.clone());
    let stands_after = boxes.first().is_some_and(|first| {
        let before = sheet.printed(within.start..first.place.start);
        let line = before.rfind('\n').map_or(0, |at| at + 1) + within.start;
        let mut places = words.iter().map(|(place, _)| place);
        places.any(|word| (line..first.place.start).contains(&word.start))
    });
    let mut ticked = Vec::new();
    for (nth, (word, means)) in words.iter().enumerate() {
        let before = nth.checked_sub(1).and_then(|nth| words.get(nth));
        let next = words.get(nth + 1);
        let own = if stands_after {
            let end = next.map_or(within.end, |(next, _)| next.start);
            let mut after = boxes.iter();
            after.find(|tick| tick.place.start >= word.end && tick.place.end <= end)
        } else {
            let start = before.map_or(within.start, |(before, _)| before.end);
            let mut before = boxes.iter().rev();
            before.find(|tick| tick.place.start >= start && tick.place.end <= word.start)
        };
        if own.is_some_and(|tick| tick.is_ticked) {
            ticked.push(*means);
        }
    }
    Ticked {
        ticked,
        printed: words.into_iter().map(|(_, means)| means).collect(),
        has_boxes: !boxes.is_empty(),
    }
}

/// The boxes of a part of the sheet, in their order.
pub(super) fn boxes(sheet: &Sheet, within: Range<usize>) -> Vec<Tick> {
    let text = sheet.printed(within.clone());
    let mut found = Vec::new();
    let mut at = 0;
    let mut previous = ' ';
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        match read(rest, previous) {
            Some((is_ticked, length)) => {
                let start = within.start + at;
                let place = start..start + length;
                found.push(Tick { place, is_ticked });
                at += length;
                previous = ']';
            }
            None => {
                at += c.len_utf8();
                previous = c;
            }
        }
    }
    found
}

/// The box that a text begins with: whether it is ticked, and its length.
fn read(text: &str, previous: char) -> Option<(bool, usize)> {
    let first = text.chars().next()?;
    match first {
        // As a word processor's symbols come out.
        '\u{2610}' | '\u{25a1}' | '\u{a8}' => return Some((false, first.len_utf8())),
        '\u{2611}' | '\u{2612}' | '\u{2713}' | '\u{2714}' | '\u{221a}' | '\u{fe}' | '\u{fd}'
        | '\u{25a0}' => return Some((true, first.len_utf8())),
        _ => {}
    }
    let closings = match first {
        '[' | '{' => "]})|",
        '(' => ")]",
        '|' => "|]",
        '/' => "/",
        '<' => ">",
        '_' => "_",
        'X' | 'x' | 'o' => return bare(text, previous),
        _ => return None,
    };
    // `and/or` holds no box, nor does a date.
    if first == '/' && previous.is_alphanumeric() {
        return None;
    }
    let inner = text.get(1..)?;
    let end = inner.find(|c: char| !is_inside(c) || (c == '_' && first == '_'))?;
    let (inner, after) = inner.split_at(end);
    let is_ticked = inner.contains(is_tick);
    if !after.starts_with(|c| closings.contains(c)) {
        // A blank to be filled in is a box where nothing else stands in it.
        return (first == '_').then_some((false, 1));
    }
    let is_box = match first {
        '[' | '{' | '_' => true,
        '(' => inner.len() <= 5,
        _ => !inner.is_empty() && inner.len() <= 5,
    };
    is_box.then_some((is_ticked, 1 + end + 1))
}

/// An `X` that stands alone is a tick; an `o` is an empty box of a symbol font.
fn bare(text: &str, previous: char) -> Option<(bool, usize)> {
    let end = text.find(|c: char| !c.is_alphanumeric());
    let (word, after) = text.split_at(end.unwrap_or(text.len()));
    let is_mark = |c: char| c.is_whitespace() || "[](){}|/_,;:".contains(c);
    let is_apart = is_mark(previous) && (after.is_empty() || after.starts_with(is_mark));
    match word {
        "X" | "x" | "XX" | "xx" if is_apart => Some((true, word.len())),
        "o" if is_apart => Some((false, 1)),
        _ => None,
    }
}

fn is_tick(c: char) -> bool {
    matches!(c, 'x' | 'X' | '\u{221a}' | '\u{2713}' | '\u{2714}' | '*')
}

fn is_inside(c: char) -> bool {
    is_tick(c) || matches!(c, ' ' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Sort {
        Red,
        Blue,
    }

    fn choose(text: &str) -> Vec<Sort> {
        let sheet = Sheet::before_table(text).0;
        let choices = [
            Choice {
                labels: &["RED"],
                means: Sort::Red,
            },
            Choice {
                labels: &["BLUE"],
                means: Sort::Blue,
            },
        ];
        ticked(&sheet, sheet.all(), &choices).ticked
    }

    #[test]
    fn a_tick_is_known_in_every_style() {
        for (yes, no) in [
            ("[X]", "[ ]"),
            ("[x ]", "[]"),
            ("[ X]", "[  ]"),
            ("[  X  ]", "[_]"),
            ("[_X_]", "[__]"),
            ("|X|", "|_|"),
            ("|x|", "| |"),
            ("/X/", "/_/"),
            ("/x/", "/ /"),
            ("(X)", "( )"),
            ("( x )", "()"),
            ("<X>", "[ ]"),
            ("{X}", "{ }"),
            ("_X_", "___"),
            ("__X__", "_____"),
            ("X", "_"),
            ("X", ""),
            ("x", "o"),
            ("XX", "__"),
            ("[XX]", "[  ]"),
            ("[X}", "[ }"),
            ("[X", "[ "),
            ("\u{fe}", "\u{a8}"),
            ("\u{2612}", "\u{2610}"),
            ("[\u{221a}]", "[ ]"),
        ] {
            assert_eq!(
                choose(&format!("{yes} Red\n{no} Blue")),
                [Sort::Red],
                "{yes}{no}"
            );
            assert_eq!(
                choose(&format!("{no} Red\n{yes} Blue")),
                [Sort::Blue],
                "{yes}{no}"
            );
            assert_eq!(choose(&format!("{no} Red\n{no} Blue")), [], "{yes}{no}");
            assert_eq!(
                choose(&format!("{yes}\nRed\n{no}\nBlue")),
                [Sort::Red],
                "{yes}{no}"
            );
        }
    }

    #[test]
    fn boxes_may_stand_after_their_words() {
        assert_eq!(choose("Red [X]\nBlue [ ]"), [Sort::Red]);
        assert_eq!(choose("Red [ ]\nBlue [X]"), [Sort::Blue]);
        assert_eq!(choose("Red. [ ] Blue. [X]"), [Sort::Blue]);
        assert_eq!(choose("[ ] Red. [X] Blue."), [Sort::Blue]);
    }

    #[test]
    fn both_ticked_are_both_told() {
        assert_eq!(choose("[X] Red\n[X] Blue"), [Sort::Red, Sort::Blue]);
    }

    #[test]
    fn prose_holds_no_boxes() {
        for text in [
            "and/or 12/31/99",
            "Form 13F (Check only one.)",
            "x-ray Xerox no",
            "manager(s)",
        ] {
            let sheet = Sheet::before_table(text).0;
            let ticks: Vec<Tick> = boxes(&sheet, sheet.all());
            assert!(
                ticks.iter().all(|tick| !tick.is_ticked),
                "{text}: {ticks:?}"
            );
        }
    }
}
