//! A report in XML as a reader that misses nothing reads it.

use chrono::{DateTime, Utc};
use osd_domain::{Cover, Filing, FilingState, Grade, Layout, Line, OtherManager, Place, Unit};

use super::{Dress, Submission, Totals};
use crate::Manager;

/// Lines of text before the first row of a table: `<XML>`, the declaration, the element of the table.
const LINES_BEFORE: u32 = 3;
/// Lines of text of a row without what it need not have.
const LINES_OF_A_ROW: u32 = 16;

impl Submission {
    /// The filing and its rows, as version `reader` of a reader that misses nothing reads them, without
    /// the detour over its bytes. A header says when it was accepted in Eastern time; `clock` tells
    /// which instant that is.
    ///
    /// # Panics
    /// Where it is no report or notice in XML under one filer whose totals are those of its rows: what
    /// else can be printed is for readers to make out.
    pub fn reading(
        &self,
        reader: u32,
        clock: impl Fn(chrono::NaiveDateTime) -> DateTime<Utc>,
    ) -> (Filing, Vec<Line>) {
        assert!(
            self.dress == Dress::Xml
                && matches!(self.totals, Totals::OfRows)
                && self.attached.is_empty()
                && self.co_filers.is_empty()
                && self.is_notice() == self.holdings.is_empty(),
            "the reading of {} is for a reader to make out",
            self.accession_number()
        );
        let mut filing = Filing::discovered(self.found());
        filing.name = self.manager.name.to_uppercase();
        filing.reader_version = Some(reader);
        filing.accepted_at = self.accepted_at().map(clock);
        filing.accepted_on = self.accepted_at().map_or(self.filed, |at| at.date());
        filing.period = Some(self.period);
        filing.cover = self.cover();
        if self.is_notice() {
            filing.state = FilingState::Notice;
            return (filing, Vec::new());
        }
        let lines = self.placed_lines();
        filing.state = FilingState::Read;
        filing.layout = Some(Layout::Xml);
        filing.unit = Some(match self.unit_asked_for() {
            1 => Unit::Dollars,
            _ => Unit::Thousands,
        });
        filing.lines = lines.len() as u64;
        filing.value_printed = filing.cover.value_total;
        filing.grade = Some(Grade::A);
        (filing, lines)
    }

    fn cover(&self) -> Cover {
        let (amendment_number, amendment_kind) = match self.amendment {
            Some((number, kind)) => (Some(number), kind),
            None => (None, None),
        };
        let mut cover = Cover {
            report_date: Some(self.period.end()),
            report_type: Some(self.report_type),
            manager_name: Some(self.manager.name.clone()),
            file_number: self.manager.file_number.clone(),
            is_amendment: Some(self.amendment.is_some()),
            amendment_number,
            amendment_kind,
            reporting_for_this: self
                .reported_by
                .iter()
                .map(|one| named(None, one))
                .collect(),
            ..Cover::default()
        };
        if let Some((entries, value)) = self.printed_totals().filter(|_| !self.is_notice()) {
            let included = self.included.iter();
            cover.included_managers = included
                .map(|(number, one)| named(Some(*number), one))
                .collect();
            cover.included_manager_count = u32::try_from(self.included.len()).ok();
            cover.entry_total = Some(entries);
            cover.value_total = Some(value.into());
            cover.confidential_omitted = Some(self.confidential_omitted);
        }
        cover
    }

    /// Its rows with the lines of text on which they stand in the second document.
    fn placed_lines(&self) -> Vec<Line> {
        let mut lines = self.lines();
        let mut next = LINES_BEFORE + 1;
        for line in &mut lines {
            let more = u32::from(line.put_call.value().is_some())
                + u32::from(line.other_managers.is_some());
            let first_line = next;
            next += LINES_OF_A_ROW + more;
            line.place = Some(Place {
                document: 2,
                first_line,
                last_line: next - 1,
            });
        }
        lines
    }
}

fn named(number: Option<u32>, manager: &Manager) -> OtherManager {
    OtherManager {
        number,
        cik: Some(manager.cik),
        name: manager.name.clone(),
        file_number: manager.file_number.clone(),
        ..OtherManager::default()
    }
}
