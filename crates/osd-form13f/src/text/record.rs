//! Records: the cells of a row, found in the text but not read yet.

use osd_domain::{Discretion, PutCall};
use rust_decimal::Decimal;

use super::sheet::SheetLine;

/// A stretch of the sheet's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Span {
    /// Whether nothing stands there.
    pub(super) fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// The characters.
    pub(super) fn text(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }

    /// From here to the end of another, where both are filled.
    pub(super) fn with(self, other: Self) -> Self {
        match (self.is_empty(), other.is_empty()) {
            (true, _) => other,
            (_, true) => self,
            _ => Self {
                start: self.start.min(other.start),
                end: self.end.max(other.end),
            },
        }
    }
}

/// Pieces of cells that a row takes from the lines around it; no name is broken so often.
pub(super) const MOST_PIECES: usize = 64;

/// A cell that may be spread over lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Spread {
    Issuer,
    Class,
    Managers,
}

/// A row as found.
#[derive(Debug, Clone, Default)]
pub(super) struct Record {
    /// Which sheet it was found on.
    pub(super) sheet: u32,
    /// First and last line of the document that it stands on.
    pub(super) first_line: u32,
    pub(super) last_line: u32,
    pub(super) issuer: Span,
    pub(super) class: Span,
    pub(super) cusip: Span,
    pub(super) value: Span,
    pub(super) amount: Span,
    pub(super) amount_type: Span,
    pub(super) put_call: Span,
    pub(super) discretion: Span,
    pub(super) managers: Span,
    /// Sole, shared, none.
    pub(super) votes: [Span; 3],
    /// What a ticked column says of the discretion.
    pub(super) ticked: Option<Discretion>,
    /// What the heading over a part of the table says of the options below it.
    pub(super) under: Option<PutCall>,
    /// The record that gives what this one leaves blank: issuer, class, CUSIP.
    pub(super) continues: Option<u32>,
    /// Pieces of cells on lines above (before) and below (after).
    pub(super) before: Vec<(Spread, Span)>,
    pub(super) after: Vec<(Spread, Span)>,
    /// Pieces beyond those that a row takes.
    pub(super) left_out: u32,
    /// The value, in the printed unit, where it can be read.
    pub(super) value_read: Option<Decimal>,
    /// The amount, where it can be read.
    pub(super) amount_read: Option<Decimal>,
    /// Whether the CUSIP checks.
    pub(super) cusip_checks: bool,
    /// Whether the votes add up to the amount, where all could be read.
    pub(super) votes_add_up: Option<bool>,
}

impl Record {
    /// The record with the place of its line.
    pub(super) fn on(mut self, line: &SheetLine) -> Self {
        self.first_line = line.number;
        self.last_line = line.last;
        self
    }

    /// Adds a piece of a cell that stands on a line below.
    pub(super) fn add_after(&mut self, spread: Spread, span: Span) {
        if self.after.len() >= MOST_PIECES {
            self.left_out = self.left_out.saturating_add(1);
        } else if !span.is_empty() {
            self.after.push((spread, span));
        }
    }

    /// Takes the figures and codes of a line that goes on where this one broke off.
    pub(super) fn take_figures(&mut self, more: Self) {
        let or = |own: Span, more: Span| if own.is_empty() { more } else { own };
        self.last_line = self.last_line.max(more.last_line);
        self.value = more.value;
        self.value_read = more.value_read;
        self.amount = more.amount;
        self.amount_read = more.amount_read;
        self.amount_type = or(self.amount_type, more.amount_type);
        self.put_call = or(self.put_call, more.put_call);
        self.discretion = or(self.discretion, more.discretion);
        self.managers = or(self.managers, more.managers);
        self.votes = more.votes;
        self.ticked = self.ticked.or(more.ticked);
        self.votes_add_up = more.votes_add_up;
    }

    /// Whether it has a code of the form, or a tick.
    pub(super) fn is_coded(&self) -> bool {
        !self.amount_type.is_empty() || !self.discretion.is_empty() || self.ticked.is_some()
    }

    /// Whether it has all that it takes to be a row.
    pub(super) fn is_complete(&self) -> bool {
        self.value_read.is_some() && self.amount_read.is_some()
    }
}

/// The rows that one way of reading found.
#[derive(Debug, Default)]
pub(super) struct Records {
    pub(super) rows: Vec<Record>,
    /// Totals that were met between the rows: line and value.
    pub(super) totals: Vec<(u32, Decimal)>,
    /// Lines that look like rows and could not be read as one.
    pub(super) unread: Vec<(u32, Span)>,
}
