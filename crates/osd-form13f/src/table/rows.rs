//! Rows out of the elements of an information table.

use std::borrow::Cow;

use super::row::Row;
use crate::xml::{Element, Findings, Step, Walk};

/// The elements of the SEC's schema `eis_13FDocument.xsd`, X0101 and X0202.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    InformationTable,
    InfoTable,
    Amount,
    Votes,
    Cell(Cell),
}

/// The elements that hold the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    Issuer,
    Class,
    Cusip,
    Figi,
    Value,
    Amount,
    AmountType,
    PutCall,
    Discretion,
    OtherManager,
    Sole,
    Shared,
    None,
}

impl Cell {
    pub(super) const COUNT: usize = Self::None as usize + 1;
}

impl Element for Tag {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("infoTable", Self::InfoTable),
        ("nameOfIssuer", Self::Cell(Cell::Issuer)),
        ("titleOfClass", Self::Cell(Cell::Class)),
        ("cusip", Self::Cell(Cell::Cusip)),
        ("figi", Self::Cell(Cell::Figi)),
        ("value", Self::Cell(Cell::Value)),
        ("shrsOrPrnAmt", Self::Amount),
        ("sshPrnamt", Self::Cell(Cell::Amount)),
        ("sshPrnamtType", Self::Cell(Cell::AmountType)),
        ("putCall", Self::Cell(Cell::PutCall)),
        ("investmentDiscretion", Self::Cell(Cell::Discretion)),
        ("otherManager", Self::Cell(Cell::OtherManager)),
        ("votingAuthority", Self::Votes),
        ("Sole", Self::Cell(Cell::Sole)),
        ("Shared", Self::Cell(Cell::Shared)),
        ("None", Self::Cell(Cell::None)),
        ("informationTable", Self::InformationTable),
    ];

    fn is_leaf(self) -> bool {
        matches!(self, Self::Cell(_))
    }
}

/// The rows of a document, one after the other. A row is an `infoTable`, wherever it stands;
/// where its start tag was lost, it begins with the name of an issuer.
pub(super) struct Rows<'a> {
    walk: Walk<'a, Tag>,
    row: Option<Row<'a>>,
    tables: u32,
    table_begins: bool,
}

impl<'a> Rows<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            walk: Walk::new(text),
            row: None,
            tables: 0,
            table_begins: true,
        }
    }

    /// The number of tables that held the rows so far.
    pub(super) fn tables(&self) -> u32 {
        self.tables
    }

    /// What was wrong with the document, once all rows were taken.
    pub(super) fn findings(self) -> Findings {
        self.walk.findings()
    }

    pub(super) fn next(&mut self) -> Option<Row<'a>> {
        loop {
            let Some(step) = self.walk.next() else {
                return self.end();
            };
            let finished = match step {
                Step::Open(Tag::InformationTable) => {
                    self.table_begins = true;
                    None
                }
                Step::Open(Tag::InfoTable) => self.begin(),
                Step::Close(Tag::InfoTable) => self.end(),
                Step::Leaf(Tag::Cell(cell), text) => self.cell(cell, text),
                Step::Open(_) | Step::Close(_) | Step::Leaf(..) => None,
            };
            if finished.is_some() {
                return finished;
            }
        }
    }

    /// Begins a row, and hands out the one before if that never ended.
    fn begin(&mut self) -> Option<Row<'a>> {
        if std::mem::take(&mut self.table_begins) {
            self.tables += 1;
        }
        let unfinished = self.end();
        self.row = Some(Row::beginning_at(self.walk.line()));
        if unfinished.is_some() {
            self.walk.broken(|| "a row begins inside another".into());
        }
        unfinished
    }

    /// Ends the row, where one has begun.
    fn end(&mut self) -> Option<Row<'a>> {
        let mut row = self.row.take()?;
        row.last_line = self.walk.line();
        Some(row)
    }

    fn cell(&mut self, cell: Cell, text: Cow<'a, str>) -> Option<Row<'a>> {
        let begins_row = cell == Cell::Issuer
            && !text.trim().is_empty()
            && self.row.as_ref().is_none_or(|row| row.has(Cell::Issuer));
        let mut unfinished = None;
        if begins_row {
            self.walk
                .broken(|| "an issuer outside a row of its own".into());
            unfinished = self.begin();
        }
        let placed = self.row.as_mut().is_some_and(|row| row.put(cell, text));
        if !placed {
            self.walk.broken(|| format!("a {cell:?} cell too many"));
        }
        unfinished
    }
}
