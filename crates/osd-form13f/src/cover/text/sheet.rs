//! The pages of a document that can be the cover and the summary page, laid out for looking up
//! labels.

use std::ops::Range;

use memchr::memmem;

/// Covers are a few kilobytes long; some repeat one for each included manager.
const MAX_COVER: usize = 128 * 1024;

/// A summary page that stands after the information table.
const MAX_SUMMARY: usize = 16 * 1024;

/// Longer lines hold no cover.
const MAX_LINE: usize = 4 * 1024;

/// Words that stand on covers and summary pages, and above no information table.
const COVER_MARKS: [&str; 6] = [
    "FILING THIS REPORT",
    "REPORT TYPE",
    "COVER PAGE",
    "SUMMARY PAGE",
    "REPORT SUMMARY",
    "OF INSTITUTIONAL INVESTMENT MANAGERS",
];

/// Tags that page and tabulate text, and say nothing. `<X>` is none: it is a box.
const TAGS: [&str; 9] = [
    "PAGE", "TABLE", "/TABLE", "CAPTION", "/CAPTION", "S", "C", "TEXT", "/TEXT",
];

/// Text with single blanks, without rules and tags; once as printed, and once folded to upper case
/// with line breaks as blanks. Offsets are the same in both.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    printed: String,
    folded: String,
    /// Where each line begins, and how far it is indented in print.
    indents: Vec<(usize, usize)>,
}

impl Sheet {
    /// The text before the information table; and what follows. Where the table stands first, the
    /// text goes on to the table after the cover.
    pub(super) fn before_table(text: &str) -> (Self, &str) {
        let mut sheet = Self::default();
        let mut is_cover = false;
        let mut first_table = None;
        let mut rest = text;
        while let Some((line, after)) = next_line(rest) {
            let start = sheet.folded.len();
            sheet.push(line);
            let added = sheet.folded.get(start..).unwrap_or_default();
            is_cover = is_cover || COVER_MARKS.iter().any(|mark| has(added, mark));
            if is_table_heading(added) {
                if is_cover {
                    sheet.truncate(start);
                    return (sheet, rest);
                }
                first_table.get_or_insert((start, rest));
            }
            rest = after;
            if sheet.folded.len() > MAX_COVER {
                if is_cover {
                    return (sheet, rest);
                }
                // Rows so far: the cover is still to come.
                sheet.truncate(0);
                first_table = first_table.map(|(_, table)| (0, table));
            }
        }
        if let Some((start, table)) = first_table
            && !is_cover
        {
            sheet.truncate(start);
            rest = table;
        }
        (sheet, rest)
    }

    /// The summary page in the text from the information table on.
    pub(super) fn after_table(text: &str) -> Option<Self> {
        let mut rest = text;
        while let Some((line, after)) = next_line(rest) {
            if is_summary(line) {
                break;
            }
            rest = after;
        }
        let mut sheet = Self::default();
        while let Some((line, after)) = next_line(rest)
            && sheet.folded.len() < MAX_SUMMARY
        {
            sheet.push(line);
            rest = after;
        }
        (!sheet.folded.is_empty()).then_some(sheet)
    }

    /// The first place of a label, in upper case, within a part of the sheet. A label is whole
    /// words.
    pub(super) fn find(&self, label: &str, within: Range<usize>) -> Option<Range<usize>> {
        let part = self.folded.get(within.clone())?;
        let is_word = |c: char| c.is_alphanumeric();
        memmem::find_iter(part.as_bytes(), label)
            .map(|at| at..at + label.len())
            .find(|place| {
                let before = part.get(..place.start).unwrap_or_default();
                let after = part.get(place.end..).unwrap_or_default();
                !before.ends_with(is_word) && !after.starts_with(is_word)
            })
            .map(|place| within.start + place.start..within.start + place.end)
    }

    /// The earliest place of any of the labels.
    pub(super) fn find_any(&self, labels: &[&str], within: Range<usize>) -> Option<Range<usize>> {
        let places = labels.iter().filter_map(|l| self.find(l, within.clone()));
        places.min_by_key(|place| place.start)
    }

    /// The whole sheet.
    pub(super) fn all(&self) -> Range<usize> {
        0..self.folded.len()
    }

    /// A part as printed; a line break stands where there was one.
    pub(super) fn printed(&self, part: Range<usize>) -> &str {
        self.printed.get(part).unwrap_or_default()
    }

    /// The lines that begin in a part, as printed, with their indents.
    pub(super) fn lines(&self, part: Range<usize>) -> impl Iterator<Item = (usize, &str)> {
        let first = self.indents.partition_point(|(at, _)| *at < part.start);
        let lines = self.indents.get(first..).unwrap_or_default();
        let lines = lines.iter().take_while(move |(at, _)| *at < part.end);
        lines.map(move |(at, indent)| {
            let text = self.printed.get(*at..part.end).unwrap_or_default();
            (*indent, text.lines().next().unwrap_or_default())
        })
    }

    /// A part in upper case, on one line.
    pub(super) fn folded(&self, part: Range<usize>) -> &str {
        self.folded.get(part).unwrap_or_default()
    }

    /// At most `length` bytes from `start` on, whole characters, within a part.
    pub(super) fn span(&self, start: usize, length: usize, within: &Range<usize>) -> Range<usize> {
        let end = start.saturating_add(length).min(within.end);
        start..self.folded.floor_char_boundary(end).max(start)
    }

    /// At most `length` bytes before `end`, whole characters.
    pub(super) fn before(&self, end: usize, length: usize) -> Range<usize> {
        let start = end.saturating_sub(length);
        self.folded.floor_char_boundary(start)..end
    }

    fn push(&mut self, line: &str) {
        let line = line
            .get(..line.floor_char_boundary(MAX_LINE))
            .unwrap_or(line);
        let start = self.printed.len();
        let mut words = 0;
        for word in without_tags(line).split_whitespace() {
            if let Some(word) = without_rule(word) {
                if words > 0 {
                    self.printed.push(' ');
                }
                self.printed.push_str(&word);
                words += 1;
            }
        }
        // What is left of `- ----`, as privacy-enhanced mail prints a rule.
        if self.printed.get(start..) == Some("-") {
            self.printed.truncate(start);
            words = 0;
        }
        let is_second_blank = self.printed.len() == start && self.printed.ends_with("\n\n");
        // A rule underlines; a tag parts, as a blank line does.
        let is_rule = words == 0 && !line.trim().is_empty() && !line.contains('<');
        if !is_second_blank && !is_rule {
            self.printed.push('\n');
            self.indents.push((start, indent(line)));
        }
        let added = self.printed.get(start..).unwrap_or_default();
        self.folded.push_str(added.trim_end_matches('\n'));
        if let Some(folded) = self.folded.get_mut(start..) {
            folded.make_ascii_uppercase();
        }
        if added.ends_with('\n') {
            self.folded.push(' ');
        }
    }

    fn truncate(&mut self, length: usize) {
        self.printed.truncate(length);
        self.folded.truncate(length);
        self.indents.retain(|(at, _)| *at < length);
    }
}

/// How far a line is indented; a tab goes to the next multiple of eight.
fn indent(line: &str) -> usize {
    let blanks = line.chars().take_while(|c| c.is_whitespace());
    blanks.fold(0, |at, c| if c == '\t' { (at / 8 + 1) * 8 } else { at + 1 })
}

/// The first line of a text, and what follows. A line ends at LF, CR or form feed.
fn next_line(text: &str) -> Option<(&str, &str)> {
    if text.is_empty() {
        return None;
    }
    let end = memchr::memchr3(b'\n', b'\r', b'\x0c', text.as_bytes());
    let Some(end) = end else {
        return Some((text, ""));
    };
    let (line, rest) = text.split_at(end);
    let rest = rest.strip_prefix("\r\n").or_else(|| rest.get(1..));
    Some((line, rest.unwrap_or_default()))
}

/// Whether a text has these words: a search that is quick in long lines.
fn has(text: &str, words: &str) -> bool {
    memmem::find(text.as_bytes(), words.as_bytes()).is_some()
}

fn is_table_heading(folded: &str) -> bool {
    let mut words = folded.split(|c: char| !c.is_alphanumeric());
    (has(folded, "CUSIP") && words.any(|word| word == "CUSIP")) || has(folded, "NAME OF ISSUER")
}

/// Whether a line far down is a summary page's: looked for cheaply, since it is asked of every
/// row of a table.
fn is_summary(line: &str) -> bool {
    let has_mark =
        has(line, "otal") || has(line, "OTAL") || has(line, "ummary") || has(line, "UMMARY");
    if !has_mark || line.len() > MAX_LINE {
        return false;
    }
    let folded = line.to_ascii_uppercase();
    let words: Vec<&str> = folded.split_whitespace().collect();
    let folded = words.join(" ");
    [
        "SUMMARY PAGE",
        "REPORT SUMMARY",
        "TABLE ENTRY TOTAL",
        "TABLE VALUE TOTAL",
    ]
    .iter()
    .any(|mark| folded.contains(mark))
}

/// A line without the tags of [`TAGS`]; a page tag takes the page's number with it.
fn without_tags(line: &str) -> std::borrow::Cow<'_, str> {
    if !line.contains('<') {
        return line.into();
    }
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, tagged)) = rest.split_once('<') {
        kept.push_str(before);
        let tag = tagged.split_once('>').filter(|(tag, _)| is_tag(tag));
        let Some((tag, after)) = tag else {
            kept.push('<');
            rest = tagged;
            continue;
        };
        kept.push(' ');
        let is_number = after.trim().bytes().all(|b| b.is_ascii_digit());
        let is_page = tag.eq_ignore_ascii_case("PAGE");
        rest = if is_page && is_number { "" } else { after };
    }
    kept.push_str(rest);
    kept.into()
}

fn is_tag(tag: &str) -> bool {
    TAGS.iter().any(|known| tag.eq_ignore_ascii_case(known))
}

/// A word without the rules drawn in it: dashes and dots go, a blank to be filled in stays as one
/// underscore.
fn without_rule(word: &str) -> Option<std::borrow::Cow<'_, str>> {
    const DRAWN: [char; 6] = ['-', '=', '.', '\u{2014}', '\u{2013}', '_'];
    let is_drawn = |c: char| DRAWN.contains(&c);
    if !word.contains(is_drawn) {
        return Some(word.into());
    }
    let mut kept = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| c != first).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        let length = run.len() / first.len_utf8();
        match (is_drawn(first), length) {
            (true, 2..) if first == '_' => kept.push('_'),
            (true, 3..) => {}
            _ => kept.push_str(run),
        }
        rest = after;
    }
    (!kept.is_empty()).then_some(kept.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> String {
        let sheet = Sheet::before_table(text).0;
        assert_eq!(sheet.printed.len(), sheet.folded.len());
        sheet.printed
    }

    #[test]
    fn blanks_rules_and_tags_go() {
        assert_eq!(printed("a\t  b\r\n----- ====\n_____\nc"), "a b\n_\nc\n");
        assert_eq!(
            printed("- -------------\nEntry Total:.....  12"),
            "Entry Total: 12\n"
        );
        assert_eq!(
            printed("a\n<PAGE>   3\n<S>  <C>\n<X> NOTICE"),
            "a\n\n<X> NOTICE\n"
        );
        assert_eq!(printed("a\n\n\n\nb"), "a\n\nb\n");
        assert_eq!(printed("____9__ [___] -0-"), "_9_ [_] -0-\n");
    }

    #[test]
    fn the_cover_ends_where_the_table_begins() {
        let text = "FORM 13F COVER PAGE\nName: A\nName of Issuer   CUSIP\nAPPLE INC";
        let (sheet, rest) = Sheet::before_table(text);
        assert_eq!(sheet.printed, "FORM 13F COVER PAGE\nName: A\n");
        assert!(rest.starts_with("Name of Issuer"));
    }

    #[test]
    fn a_table_may_stand_before_the_cover() {
        let table = "APPLE INC COM 037833100 1,234 SH SOLE\n".repeat(5_000);
        let text = format!("NAME OF ISSUER CUSIP\n{table}FORM 13F COVER PAGE\nName: A\n");
        let sheet = Sheet::before_table(&text).0;
        assert!(sheet.printed.ends_with("COVER PAGE\nName: A\n"));
        assert!(sheet.printed.len() < 2 * MAX_COVER);
    }

    #[test]
    fn labels_are_whole_words_over_line_breaks() {
        let sheet = Sheet::before_table("all holdings reported in\nthis report").0;
        assert_eq!(sheet.find("HOLDINGS REPORT", sheet.all()), None);
        assert_eq!(sheet.find("IN THIS", sheet.all()), Some(22..29));
    }

    #[test]
    fn a_summary_page_may_stand_after_the_table() {
        let table = "APPLE INC COM 037833100 1,234 SH SOLE\n".repeat(10);
        let text = format!("{table}GRAND TOTAL 99\nForm 13F  Summary Page\nEntry Total: 10\n");
        let sheet = Sheet::after_table(&text).unwrap();
        assert_eq!(sheet.printed, "Form 13F Summary Page\nEntry Total: 10\n");
        assert!(Sheet::after_table(&table).is_none());
    }
}
