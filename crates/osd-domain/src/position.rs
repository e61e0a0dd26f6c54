//! What a manager holds of one security: rows added up.

use std::sync::Arc;

use rust_decimal::Decimal;
use smallvec::{SmallVec, smallvec};

use crate::{
    id::{Accession, SecurityId},
    line::{AmountType, PutCall, Row},
    named::named,
    repair::Counted,
    unit::{Unit, in_dollars},
};

/// What keeps two positions apart: shares, principal, puts and calls of one security are never
/// mixed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PositionKey {
    /// The security.
    pub security: SecurityId,
    /// Whether the amount counts shares or principal. A row that says neither counts as shares:
    /// text tables often have no such column, and a position must not seem to end where one
    /// quarter has it and the next has not.
    pub amount_type: Option<AmountType>,
    /// Put or call, for options.
    pub put_call: Option<PutCall>,
}

named! {
    /// The kind of a position, by which totals are kept apart.
    Kind {
        /// Shares.
        Shares = "shares",
        /// Debt, by principal amount.
        Principal = "principal",
        /// Puts, at the value of the underlying.
        Put = "put",
        /// Calls, at the value of the underlying.
        Call = "call",
    }
}

impl PositionKey {
    /// What keeps the position of a row apart from others.
    pub fn of(row: &impl Row) -> Self {
        Self {
            security: row.security(),
            amount_type: row.amount_type().or(Some(AmountType::Shares)),
            put_call: row.put_call(),
        }
    }

    /// The kind. A row that does not say SH or PRN counts as shares, as the form's usual case.
    pub fn kind(&self) -> Kind {
        match (self.put_call, self.amount_type) {
            (Some(PutCall::Put), _) => Kind::Put,
            (Some(PutCall::Call), _) => Kind::Call,
            (None, Some(AmountType::Principal)) => Kind::Principal,
            (None, _) => Kind::Shares,
        }
    }
}

/// The rows of one position, added up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The CUSIP as understood, else as printed; absent where the cell is blank.
    pub cusip: Option<Arc<str>>,
    /// Issuer, as its first row prints it.
    pub issuer: Arc<str>,
    /// Class, as its first row prints it.
    pub class: Arc<str>,
    /// Value in dollars. A value that could not be read adds nothing; a note says so.
    pub value: i128,
    /// Shares, or principal in dollars.
    pub amount: Decimal,
    /// The value as filed, in dollars: another than `value` only where rows were repaired.
    pub value_filed: i128,
    /// The amount as filed, likewise.
    pub amount_filed: Decimal,
    /// How many rows were added up.
    pub rows: u32,
    /// The filings whose rows were added up, in the order of filings.
    pub sources: Sources,
}

/// Filings, of which nearly every position has one.
pub type Sources = SmallVec<[Accession; 1]>;

impl Position {
    /// A position of one row.
    pub fn of(row: &Counted<'_, impl Row>, unit: Unit, source: Accession) -> Self {
        let line = row.row();
        let repaired = row.repairs().iter().find_map(|repair| repair.cusip);
        let understood = match repaired {
            Some(cusip) => Some(cusip.as_str().into()),
            None => line.shared_cusip(),
        };
        let cusip = understood.or_else(|| {
            let printed = line.printed_cusip();
            Some(printed.trim().into()).filter(|text: &Arc<str>| !text.is_empty())
        });
        let figures = Figures::of(row, unit);
        Self {
            cusip,
            issuer: line.shared_issuer(),
            class: line.shared_class(),
            value: figures.value,
            amount: figures.amount,
            value_filed: figures.value_filed,
            amount_filed: figures.amount_filed,
            rows: 1,
            sources: smallvec![source],
        }
    }

    /// Adds a row under the same key.
    pub(crate) fn add_row(&mut self, row: &Counted<'_, impl Row>, unit: Unit, source: Accession) {
        self.add_figures(Figures::of(row, unit), 1);
        self.add_source(source);
    }

    /// Value in dollars and amount as filed, where rows were repaired.
    pub fn filed(&self) -> Option<(i128, Decimal)> {
        let filed = (self.value_filed, self.amount_filed);
        (filed != (self.value, self.amount)).then_some(filed)
    }

    /// Adds another position under the same key.
    pub fn add(&mut self, other: &Self) {
        let figures = Figures {
            value: other.value,
            amount: other.amount,
            value_filed: other.value_filed,
            amount_filed: other.amount_filed,
        };
        self.add_figures(figures, other.rows);
        for source in &other.sources {
            self.add_source(*source);
        }
    }

    fn add_figures(&mut self, figures: Figures, rows: u32) {
        self.value = self.value.saturating_add(figures.value);
        self.amount = self.amount.saturating_add(figures.amount);
        self.value_filed = self.value_filed.saturating_add(figures.value_filed);
        self.amount_filed = self.amount_filed.saturating_add(figures.amount_filed);
        self.rows = self.rows.saturating_add(rows);
    }

    fn add_source(&mut self, source: Accession) {
        if !self.sources.contains(&source) {
            self.sources.push(source);
        }
    }
}

/// What a row adds to its position.
struct Figures {
    value: i128,
    amount: Decimal,
    value_filed: i128,
    amount_filed: Decimal,
}

impl Figures {
    fn of(row: &Counted<'_, impl Row>, unit: Unit) -> Self {
        let dollars = |value: Option<Decimal>| value.map_or(0, |value| in_dollars(value, unit));
        let filed = row.row();
        let value_filed = dollars(filed.value());
        let is_as_filed = row.repairs().is_empty();
        Self {
            value: if is_as_filed {
                value_filed
            } else {
                dollars(row.value())
            },
            amount: row.amount().unwrap_or_default(),
            value_filed,
            amount_filed: filed.amount().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printed::Printed;

    #[test]
    fn a_row_that_says_neither_sh_nor_prn_is_the_same_position_as_one_of_shares() {
        let row = |amount_type: Option<AmountType>| {
            let line = crate::Line {
                cusip: Printed::exact("025816109".parse().unwrap()),
                amount_type: amount_type.map(Printed::exact).unwrap_or_default(),
                ..crate::Line::default()
            };
            PositionKey::of(&line)
        };
        assert_eq!(row(None), row(Some(AmountType::Shares)));
        assert_ne!(row(None), row(Some(AmountType::Principal)));
        assert_eq!(row(None).kind(), Kind::Shares);
    }
}
