//! The information table: all of them, over all documents that hold one.

mod row;
mod rows;

use osd_domain::{Line, Note};
use osd_edgar::sgml::Document;
use rust_decimal::Decimal;

use crate::{
    noting::Noting,
    papers::{self, Condition},
};
pub(crate) use row::tidy;
use rows::Rows;

/// What was read of a submission's information tables.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// The rows, numbered on over all tables.
    pub(crate) lines: Vec<Line>,
    /// Sum of the values that were understood, in the printed unit.
    pub(crate) value: Decimal,
    /// Whether the XML around the rows was broken.
    pub(crate) is_broken: bool,
    /// What was noticed about documents and rows.
    pub(crate) notes: Vec<Note>,
}

impl Table {
    /// Reads the documents filed as information tables; where these hold no row, any document
    /// that holds some. None where no document holds a table.
    pub(crate) fn read(documents: &[Document<'_>], condition: &mut Condition) -> Option<Self> {
        let (filed, others): (Vec<_>, Vec<_>) = documents
            .iter()
            .filter(|document| papers::holds_table(document))
            .partition(|document| papers::is_filed_as_table(document));
        if filed.is_empty() && others.is_empty() {
            return None;
        }
        let table = Self::read_all(&filed, condition);
        if !table.lines.is_empty() {
            return Some(table);
        }
        let mut elsewhere = Self::read_all(&others, condition);
        elsewhere.is_broken |= table.is_broken;
        if !elsewhere.lines.is_empty() {
            let found_in = others.iter().map(|document| Note::TableInDocument {
                document_type: document.kind.to_string(),
            });
            elsewhere.notes.splice(0..0, found_in);
        }
        Some(elsewhere)
    }

    fn read_all(documents: &[&Document<'_>], condition: &mut Condition) -> Self {
        let mut table = Self::default();
        let mut noting = Noting::default();
        let mut tables = 0;
        for document in documents {
            let text = condition.text(document);
            let mut rows = Rows::new(&text);
            while let Some(row) = rows.next() {
                let ordinal = u32::try_from(table.lines.len() + 1).unwrap_or(u32::MAX);
                let line = row.into_line(ordinal, &mut noting);
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
    }
}
