//! The information table: all of them, over all documents that hold one.

mod row;
mod rows;

use osd_domain::{Layout, Line, Note, Place};
use osd_edgar::sgml::Document;
use rust_decimal::Decimal;

use crate::{
    noting::{self, Noting},
    papers::{self, Condition},
    text::TextTable,
};
pub(crate) use row::tidy;
use rows::Rows;

/// Rows that are kept of a filing: several times those of the largest known.
pub(crate) const MOST_ROWS: usize = 500_000;

/// Bytes that a row takes up in XML, at the very least, when all that the form asks for is there.
const SHORTEST_ROW: usize = 256;

/// What was read of a submission's information tables.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// The rows, numbered on over all tables.
    pub(crate) lines: Vec<Line>,
    /// The dress it comes in.
    pub(crate) layout: Option<Layout>,
    /// Sum of the values that were understood, in the printed unit.
    pub(crate) value: Decimal,
    /// Whether the XML around the rows was broken.
    pub(crate) is_broken: bool,
    /// What was noticed about documents and rows.
    pub(crate) notes: Vec<Note>,
}

impl Table {
    /// The table that was read of text or HTML.
    pub(crate) fn of_text(read: TextTable) -> Self {
        let values = read.lines.iter().filter_map(|line| line.value.get());
        Self {
            value: values.fold(Decimal::ZERO, |sum, value| sum.saturating_add(value)),
            layout: Some(read.layout),
            lines: read.lines,
            is_broken: false,
            notes: read.notes,
        }
    }

    /// Reads the documents filed as information tables; where these hold no row, any document
    /// that holds some. None where no document holds a table. `expected` is the number of rows that
    /// the cover gives: it saves moving the rows, and changes nothing of what is read.
    pub(crate) fn read(
        documents: &[Document<'_>],
        expected: Option<u64>,
        condition: &mut Condition,
    ) -> Option<Self> {
        let (filed, others): (Vec<_>, Vec<_>) = (1..)
            .zip(documents)
            .filter(|(_, document)| papers::holds_table(document))
            .partition(|(_, document)| papers::is_filed_as_table(document));
        if filed.is_empty() && others.is_empty() {
            return None;
        }
        let table = Self::read_all(&filed, expected, condition);
        if !table.lines.is_empty() {
            return Some(table);
        }
        let mut elsewhere = Self::read_all(&others, expected, condition);
        elsewhere.is_broken |= table.is_broken;
        if !elsewhere.lines.is_empty() {
            let found_in = others.iter().map(|(_, document)| Note::TableInDocument {
                document_type: document.kind.to_string(),
            });
            elsewhere.notes.splice(0..0, found_in);
        }
        Some(elsewhere)
    }

    /// Reads documents, each with its place in the submission.
    fn read_all(
        documents: &[(u32, &Document<'_>)],
        expected: Option<u64>,
        condition: &mut Condition,
    ) -> Self {
        // A cover may claim anything, so no more is believed than the documents have room for.
        let bytes: usize = documents.iter().map(|(_, d)| d.body.len()).sum();
        let room = (bytes / SHORTEST_ROW).min(MOST_ROWS);
        let rows = expected.and_then(|rows| usize::try_from(rows).ok());
        let mut table = Self {
            layout: Some(Layout::Xml),
            lines: Vec::with_capacity(rows.unwrap_or_default().min(room)),
            ..Self::default()
        };
        let mut noting = Noting::default();
        let mut tables = 0;
        let mut left_out = 0;
        for &(sequence, document) in documents {
            let lines_before = document.content_line().saturating_sub(1);
            let text = condition.text(document);
            let mut rows = Rows::new(&text);
            while let Some(row) = rows.next() {
                if table.lines.len() >= MOST_ROWS {
                    left_out += 1;
                    continue;
                }
                let ordinal = u32::try_from(table.lines.len() + 1).unwrap_or(u32::MAX);
                let place = Place {
                    document: sequence,
                    first_line: row.first_line.saturating_add(lines_before),
                    last_line: row.last_line.saturating_add(lines_before),
                };
                let line = row.line(ordinal, place, &mut noting);
                if let Some(value) = line.value.get() {
                    table.value = table.value.saturating_add(value);
                }
                table.lines.push(line);
            }
            tables += rows.tables();
            table.is_broken |= condition.take(document, rows.findings());
        }
        if tables > 1 {
            table.notes.push(Note::SeveralTables { tables });
        }
        table.notes.extend(noting.into_notes());
        table
            .notes
            .extend(noting::left_out("rows", MOST_ROWS, left_out));
        table
    }
}
