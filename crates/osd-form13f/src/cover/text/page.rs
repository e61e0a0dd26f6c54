//! A page: a part of the sheet, and the ways to narrow it down.

use std::ops::Range;

use super::{
    boxes::{self, Choice, Ticked},
    sheet::Sheet,
};

pub(super) const REPORT_FOR: [&str; 4] = [
    "REPORT FOR THE CALENDAR",
    "CALENDAR YEAR OR QUARTER ENDED",
    "CALENDAR QUARTER ENDED",
    "CALENDAR YEAR ENDED",
];

pub(super) const MANAGER: [&str; 3] = [
    "MANAGER FILING THIS REPORT",
    "MANAGER FILING REPORT",
    "NAME OF INSTITUTIONAL INVESTMENT MANAGER",
];

pub(super) const SUMMARY: [&str; 3] = ["SUMMARY PAGE", "REPORT SUMMARY", "TABLE ENTRY TOTAL"];

/// A part of a sheet.
pub(super) struct Page<'s> {
    pub(super) sheet: &'s Sheet,
    pub(super) part: Range<usize>,
}

impl<'s> Page<'s> {
    pub(super) fn whole(sheet: &'s Sheet) -> Self {
        let part = sheet.all();
        Self { sheet, part }
    }

    /// The sheet up to the second cover, where covers are repeated.
    pub(super) fn first_cover(sheet: &'s Sheet) -> Self {
        let mut page = Self::whole(sheet);
        let filing_manager = page.find(&MANAGER).map(|place| place.end);
        if let Some(from) = filing_manager
            && let Some(second) = page.from(from).find(&REPORT_FOR)
        {
            page.part.end = second.start;
        }
        page
    }

    /// The first cover with its summary page; the whole sheet where that has none.
    pub(super) fn first_summary(sheet: &'s Sheet) -> Self {
        let page = Self::first_cover(sheet);
        match page.find(&SUMMARY) {
            Some(_) => page,
            None => Self::whole(sheet),
        }
    }

    pub(super) fn from(&self, start: usize) -> Self {
        let part = start..self.part.end.max(start);
        let sheet = self.sheet;
        Self { sheet, part }
    }

    pub(super) fn until(&self, end: Option<Range<usize>>) -> Self {
        let end = end.map_or(self.part.end, |place| place.start);
        let part = self.part.start..end.max(self.part.start);
        let sheet = self.sheet;
        Self { sheet, part }
    }

    pub(super) fn near(&self, start: usize, length: usize) -> Self {
        let part = self.sheet.span(start, length, &self.part);
        let sheet = self.sheet;
        Self { sheet, part }
    }

    /// The earliest of the labels.
    pub(super) fn find(&self, labels: &[&str]) -> Option<Range<usize>> {
        self.sheet.find_any(labels, self.part.clone())
    }

    /// The part after the first of the labels.
    pub(super) fn after(&self, labels: &[&str]) -> Option<Self> {
        self.find(labels).map(|place| self.from(place.end))
    }

    pub(super) fn printed(&self) -> &'s str {
        self.sheet.printed(self.part.clone())
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &'s str)> {
        self.sheet.lines(self.part.clone())
    }

    pub(super) fn folded(&self) -> &'s str {
        self.sheet.folded(self.part.clone())
    }

    pub(super) fn ticked<K: Copy>(&self, choices: &[Choice<'_, K>]) -> Ticked<K> {
        boxes::ticked(self.sheet, self.part.clone(), choices)
    }
}
