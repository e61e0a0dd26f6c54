//! The cover page and the summary page from text, as thousands of people have typed the form's
//! words.
//!
//! The form is known by its labels: a field is what stands after its label. Boxes are ticked in
//! many styles, lines are wrapped anywhere, and colons, rules and whole sentences are missing, so
//! labels are looked up as words without regard to lines. What is not printed is absent. A filing
//! may repeat the cover for each included manager: the first counts.

mod amount;
mod boxes;
mod managers;
mod page;
mod sheet;
mod totals;

use std::ops::Range;

use osd_domain::{AmendmentKind, Cover, Note, ReportType};
use rust_decimal::{Decimal, prelude::ToPrimitive};

use self::{
    amount::Answer,
    boxes::Choice,
    page::{MANAGER, Page, REPORT_FOR, SUMMARY},
    sheet::Sheet,
    totals::{ENTRY_TOTAL, INCLUDED_COUNT, VALUE_TOTAL, total},
};
use super::date;
use crate::noting::excerpt;

/// Labels of the report date, the form's own first.
const REPORT_DATE: [&str; 8] = [
    "CALENDAR YEAR OR QUARTER ENDED",
    "CALENDAR QUARTER ENDED",
    "YEAR OR QUARTER ENDED",
    "YEAR OR QUARTER ENDING",
    "REPORT FOR THE CALENDAR YEAR OR QUARTER",
    "QUARTER ENDED",
    "QUARTER ENDING",
    "PERIOD ENDED",
];

const AMENDMENT_BOX: [&str; 5] = [
    "CHECK HERE IF AMENDMENT",
    "HERE IF AMENDMENT",
    "HER IF AMENDMENT",
    "CHECK HERE IF AN AMENDMENT",
    "IF AMENDED REPORT CHECK HERE",
];
const AMENDMENT_NUMBER: [&str; 3] = ["AMENDMENT NUMBER", "AMENDMENT NO", "AMENDMENT #"];

const SIGNER: [&str; 4] = [
    "PERSON SIGNING",
    "HEREBY REPRESENT",
    "REPORT TYPE",
    "DULY AUTHORIZED",
];

const REPORTING_LIST: [&str; 2] = [
    "LIST OF OTHER MANAGERS REPORTING FOR THIS MANAGER",
    "LIST OF OTHER MANAGERS REPORTING",
];
const INCLUDED_LIST: [&str; 4] = [
    "LIST OF OTHER INCLUDED MANAGERS",
    "LIST OF INCLUDED MANAGERS",
    "WITH RESPECT TO WHICH THIS REPORT IS FILED",
    "WITH RESPECT TO WHICH THIS SCHEDULE IS FILED",
];

/// How far an answer may stand from its label, in bytes.
const NEAR: usize = 160;

/// Reads the cover of a main document in text, which may hold the information table too. Looks
/// only at what stands before the table, and at a summary page behind it where none is before.
/// Notes what is printed and could not be understood.
pub(crate) fn read(text: &str, notes: &mut Vec<Note>) -> Cover {
    let (sheet, rest) = Sheet::before_table(text);
    let mut reader = Reader {
        cover: Cover::default(),
        notes,
    };
    reader.cover_page(&Page::first_cover(&sheet));
    reader.summary_page(&Page::first_summary(&sheet));
    reader.page_after_table(rest);
    reader.cover
}

/// Takes from another document of the submission what the cover lacks: some file the summary page
/// as a document of its own, and some the whole cover behind another document.
pub(crate) fn complete(cover: &mut Cover, text: &str, notes: &mut Vec<Note>) {
    if *cover == Cover::default() {
        *cover = read(text, notes);
        return;
    }
    if cover.entry_total.is_some() && cover.value_total.is_some() {
        return;
    }
    let other = read(text, notes);
    cover.report_date = cover.report_date.or(other.report_date);
    cover.entry_total = cover.entry_total.or(other.entry_total);
    if cover.value_total.is_none() {
        cover.value_total = other.value_total;
        cover.value_total_unit = other.value_total_unit;
    }
    let count = cover.included_manager_count;
    cover.included_manager_count = count.or(other.included_manager_count);
    cover.confidential_omitted = cover.confidential_omitted.or(other.confidential_omitted);
    if cover.included_managers.is_empty() {
        cover.included_managers = other.included_managers;
    }
}

struct Reader<'n> {
    cover: Cover,
    notes: &'n mut Vec<Note>,
}

impl Reader<'_> {
    fn cover_page(&mut self, page: &Page<'_>) {
        self.report_date(page);
        self.amendment(page);
        self.manager(page);
        self.report_type(page);
        if let Some(list) = page.after(&REPORTING_LIST) {
            let list = list
                .until(list.find(&SUMMARY))
                .until(list.find(&INCLUDED_LIST));
            self.cover.reporting_for_this = managers::read(list.lines());
        }
    }

    fn summary_page(&mut self, page: &Page<'_>) {
        let cover = &mut self.cover;
        if omits(page) {
            cover.confidential_omitted = Some(true);
        }
        if cover.included_manager_count.is_none() {
            let count = total(page, &INCLUDED_COUNT).0;
            cover.included_manager_count = count.and_then(|(count, _)| count.to_u32());
        }
        if cover.included_managers.is_empty()
            && let Some(list) = page.after(&INCLUDED_LIST)
        {
            cover.included_managers = managers::read(list.lines());
        }
        if cover.entry_total.is_none() {
            let (entries, unread) = total(page, &ENTRY_TOTAL);
            let whole = |value: &Decimal| value.is_integer();
            cover.entry_total = entries
                .map(|(n, _)| n)
                .filter(whole)
                .and_then(|n| n.to_u64());
            self.note_unread("entry_total", unread);
        }
        if self.cover.value_total.is_none() {
            let (value, unread) = total(page, &VALUE_TOTAL);
            self.cover.value_total = value.map(|(value, _)| value);
            self.cover.value_total_unit = value.and_then(|(_, unit)| unit);
            self.note_unread("value_total", unread);
        }
    }

    fn lacks_total(&self) -> bool {
        self.cover.entry_total.is_none() || self.cover.value_total.is_none()
    }

    fn page_after_table(&mut self, rest: &str) {
        if self.lacks_total()
            && let Some(sheet) = Sheet::after_table(rest)
        {
            self.summary_page(&Page::whole(&sheet));
        }
    }

    fn report_date(&mut self, page: &Page<'_>) {
        // A letter may stand first and name dates of its own: the form's label goes before.
        let labels = REPORT_DATE.iter();
        let mut answers = labels.filter_map(|label| page.after(&[label]));
        let Some(answer) = answers.next() else {
            return;
        };
        let read =
            |answer: &Page<'_>| date::read_prose(answer.near(answer.part.start, 60).printed());
        self.cover.report_date = read(&answer).or_else(|| answers.find_map(|a| read(&a)));
        if self.cover.report_date.is_none() {
            let line = answer.printed().lines().next().unwrap_or_default();
            let is_filled = line.chars().any(char::is_alphanumeric);
            self.note_unread("report_date", is_filled.then_some(line));
        }
    }

    fn amendment(&mut self, page: &Page<'_>) {
        if let Some(label) = page.find(&AMENDMENT_BOX) {
            self.amendment_box(page, label);
        }
        // A letter may stand first, and speak of the amendment in words of its own.
        let from = page.find(&AMENDMENT_BOX).or_else(|| page.find(&REPORT_FOR));
        let area = page.from(from.map_or(page.part.start, |label| label.start));
        let area = area.until(area.find(&MANAGER));
        let kinds = [
            "THIS AMENDMENT",
            "AMENDMENT NUMBER",
            "AMENDMENT NO",
            "IF AMENDMENT",
        ];
        let mut kinds = kinds.iter().filter_map(|label| area.after(&[label]));
        if let Some(area) = kinds.next() {
            self.amendment_kind(&area.near(area.part.start, 400));
        }
    }

    fn amendment_box(&mut self, page: &Page<'_>, label: Range<usize>) {
        let area = page.near(label.end, 400);
        let area = area.until(area.find(&MANAGER));
        let number = area.find(&AMENDMENT_NUMBER);
        let own = area.near(label.end, 40).until(number.clone());
        let behind = boxes::boxes(own.sheet, own.part.clone());
        let before = page.sheet.before(label.start, 8);
        let before = boxes::boxes(page.sheet, before);
        let tick = behind.first().or_else(|| before.last());
        self.cover.is_amendment = tick.map(|tick| tick.is_ticked);
        if let Some(number) = number {
            let answer = area.from(number.end);
            let end = answer.find(&["THIS AMENDMENT", "CHECK ONLY ONE", "IS A RESTATEMENT"]);
            let answer = answer.until(end).near(number.end, NEAR);
            if let Answer::Amount(number, _) = amount::read(answer.printed()) {
                self.cover.amendment_number = number.to_u32().filter(|number| *number > 0);
            }
        }
    }

    fn amendment_kind(&mut self, area: &Page<'_>) {
        let kinds = area.ticked(&[
            Choice {
                labels: &["RESTATEMENT"],
                means: AmendmentKind::Restatement,
            },
            Choice {
                labels: &["ADDS NEW", "ADD NEW", "NEW HOLDINGS", "NEW HOLDING"],
                means: AmendmentKind::NewHoldings,
            },
        ]);
        match kinds.ticked[..] {
            [kind] => self.cover.amendment_kind = Some(kind),
            [] => {}
            _ => {
                let text = excerpt(area.printed().trim());
                self.notes.push(Note::UnknownAmendmentType { text });
            }
        }
    }

    fn report_type(&mut self, page: &Page<'_>) {
        let Some(area) = page.after(&["REPORT TYPE"]) else {
            return;
        };
        let area = area.near(area.part.start, 1_500);
        let area = area
            .until(area.find(&["LIST OF OTHER"]))
            .until(area.find(&SUMMARY));
        let types = area.ticked(&[
            Choice {
                labels: &["HOLDINGS REPORT", "HOLDING REPORT"],
                means: ReportType::Holdings,
            },
            Choice {
                labels: &["NOTICE"],
                means: ReportType::Notice,
            },
            Choice {
                labels: &["COMBINATION REPORT", "COMBINATION"],
                means: ReportType::Combination,
            },
        ]);
        match (&types.ticked[..], &types.printed[..]) {
            ([only], _) => self.cover.report_type = Some(*only),
            // Some print the type that applies, and nothing else.
            ([], [only]) if !types.has_boxes => self.cover.report_type = Some(*only),
            ([], _) => {}
            _ => {
                let text = excerpt(area.printed().trim());
                self.notes.push(Note::UnknownReportType { text });
            }
        }
    }

    fn manager(&mut self, page: &Page<'_>) {
        let Some(area) = page.after(&MANAGER) else {
            return;
        };
        let area = area.near(area.part.start, 1_000);
        let area = area.until(area.find(&SIGNER));
        self.cover.manager_name = manager_name(&area);
        let numbers = area.after(&["FILE NUMBER", "FILE NO", "FILE NUMBERS"]);
        let number = numbers.and_then(|answer| {
            let text = answer.printed();
            let text = text.trim_start_matches(|c: char| c.is_whitespace() || ":;._#".contains(c));
            managers::file_number(text).map(|(number, _)| number)
        });
        self.cover.file_number = number.filter(|number| !number.ends_with('-'));
    }

    fn note_unread(&mut self, field: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.notes.push(Note::UnreadCover {
                field: field.to_owned(),
                text: excerpt(text.trim()),
            });
        }
    }
}

/// The manager's name: behind its label, or at once where there is none, as before 1999. Where
/// the label stands below, in parentheses, the name is not to be told from what is above.
fn manager_name(area: &Page<'_>) -> Option<String> {
    if area.printed().starts_with(')') {
        return None;
    }
    let is_whole = |answer: &Page<'_>| !answer.printed().starts_with(',');
    let labelled = area.after(&["NAME"]).filter(is_whole);
    let answer = labelled.unwrap_or_else(|| area.from(area.part.start));
    let next = [
        "ADDRESS",
        "BUSINESS ADDRESS",
        "13F FILE",
        "FORM 13F",
        "FILE NUMBER",
        "13 FILE",
    ];
    let answer = answer.until(answer.find(&next));
    let is_drawn = |c: char| c.is_whitespace() || ":|_-".contains(c);
    let mut lines = answer
        .printed()
        .lines()
        .map(|line| line.trim_matches(is_drawn));
    let name = lines.find(|line| line.chars().any(char::is_alphanumeric))?;
    Some(name.to_owned())
}

/// Whether a sentence says that confidential information has been left out.
fn omits(page: &Page<'_>) -> bool {
    let sentences = page.folded().split(['.', ';']);
    sentences
        .filter(|sentence| sentence.contains("OMITTED") && sentence.contains("CONFIDENTIAL"))
        .any(|sentence| {
            let has = |part: &str| sentence.contains(part);
            !has("PREVIOUSLY") && !has("NOT BEEN OMITTED") && !has("NO CONFIDENTIAL")
        })
}

#[cfg(test)]
mod tests;
