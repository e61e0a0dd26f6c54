//! What a manager holds of one security: rows added up.

use rust_decimal::Decimal;

use crate::{
    id::{Accession, SecurityId},
    line::{AmountType, Line, PutCall},
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
    /// What keeps the position of `line` apart from others.
    pub fn of(line: &Line) -> Self {
        Self {
            security: line.security(),
            amount_type: line.amount_type.get().or(Some(AmountType::Shares)),
            put_call: line.put_call.get(),
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
    pub cusip: Option<String>,
    /// Issuer, as its first row prints it.
    pub issuer: String,
    /// Class, as its first row prints it.
    pub class: String,
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
    pub sources: Vec<Accession>,
}

impl Position {
    /// A position of one row.
    pub fn of(row: &Counted<'_>, unit: Unit, source: Accession) -> Self {
        let line = row.line();
        let cusip = match row.cusip() {
            Some(cusip) => Some(cusip.to_string()),
            None => Some(line.cusip.text().trim().to_owned()).filter(|text| !text.is_empty()),
        };
        let dollars = |value: Option<Decimal>| value.map_or(0, |value| in_dollars(value, unit));
        Self {
            cusip,
            issuer: line.issuer.clone(),
            class: line.class.clone(),
            value: dollars(row.value()),
            amount: row.amount().unwrap_or_default(),
            value_filed: dollars(line.value.get()),
            amount_filed: line.amount.get().unwrap_or_default(),
            rows: 1,
            sources: vec![source],
        }
    }

    /// Value in dollars and amount as filed, where rows were repaired.
    pub fn filed(&self) -> Option<(i128, Decimal)> {
        let filed = (self.value_filed, self.amount_filed);
        (filed != (self.value, self.amount)).then_some(filed)
    }

    /// Adds another position under the same key.
    pub fn add(&mut self, other: &Self) {
        self.value = self.value.saturating_add(other.value);
        self.amount = self.amount.saturating_add(other.amount);
        self.value_filed = self.value_filed.saturating_add(other.value_filed);
        self.amount_filed = self.amount_filed.saturating_add(other.amount_filed);
        self.rows = self.rows.saturating_add(other.rows);
        for source in &other.sources {
            if !self.sources.contains(source) {
                self.sources.push(*source);
            }
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
            let line = Line {
                cusip: Printed::exact("025816109".parse().unwrap()),
                amount_type: amount_type.map(Printed::exact).unwrap_or_default(),
                ..Line::default()
            };
            PositionKey::of(&line)
        };
        assert_eq!(row(None), row(Some(AmountType::Shares)));
        assert_ne!(row(None), row(Some(AmountType::Principal)));
        assert_eq!(row(None).kind(), Kind::Shares);
    }
}
