//! A row of the information table.

use osd_domain::{AmountType, Discretion, Line, Printed, PutCall, line::Votes};

/// A row of the information table. Its value is in dollars; the submission prints it in the
/// unit of its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    pub(crate) issuer: String,
    pub(crate) class: String,
    pub(crate) cusip: String,
    pub(crate) value: i64,
    pub(crate) amount: i64,
    pub(crate) amount_type: AmountType,
    pub(crate) put_call: Option<PutCall>,
    pub(crate) discretion: Discretion,
    pub(crate) other_managers: Option<String>,
    votes: Option<[i64; 3]>,
    value_text: Option<String>,
    amount_text: Option<String>,
}

impl Holding {
    /// Shares.
    pub fn shares(issuer: &str, class: &str, cusip: &str) -> Self {
        Self {
            issuer: issuer.to_owned(),
            class: class.to_owned(),
            cusip: cusip.to_owned(),
            value: 0,
            amount: 0,
            amount_type: AmountType::Shares,
            put_call: None,
            discretion: Discretion::Sole,
            other_managers: None,
            votes: None,
            value_text: None,
            amount_text: None,
        }
    }

    /// A debt security, counted by principal.
    pub fn principal(issuer: &str, class: &str, cusip: &str) -> Self {
        Self {
            amount_type: AmountType::Principal,
            ..Self::shares(issuer, class, cusip)
        }
    }

    /// Puts; amount and value are those of the underlying shares.
    pub fn put(issuer: &str, class: &str, cusip: &str) -> Self {
        Self {
            put_call: Some(PutCall::Put),
            ..Self::shares(issuer, class, cusip)
        }
    }

    /// Calls; amount and value are those of the underlying shares.
    pub fn call(issuer: &str, class: &str, cusip: &str) -> Self {
        Self {
            put_call: Some(PutCall::Call),
            ..Self::shares(issuer, class, cusip)
        }
    }

    /// How many shares, or how many dollars of principal.
    pub fn amount(mut self, amount: i64) -> Self {
        self.amount = amount;
        self
    }

    /// Market value in dollars, whatever unit it will be printed in.
    pub fn value(mut self, dollars: i64) -> Self {
        self.value = dollars;
        self
    }

    /// Held with other included managers, by their numbers as printed: `4,11`. Discretion is
    /// then shared-defined.
    pub fn with_managers(mut self, numbers: &str) -> Self {
        self.other_managers = Some(numbers.to_owned());
        self.discretion = Discretion::Defined;
        self
    }

    /// Decided upon in this way.
    pub fn with_discretion(mut self, discretion: Discretion) -> Self {
        self.discretion = discretion;
        self
    }

    /// Votes for so many shares alone, with others, and not at all. Unless told, the manager votes
    /// alone for all.
    pub fn votes(mut self, sole: i64, shared: i64, none: i64) -> Self {
        self.votes = Some([sole, shared, none]);
        self
    }

    /// Prints the value in these words instead of plain digits.
    pub fn printing_value(mut self, text: &str) -> Self {
        self.value_text = Some(text.to_owned());
        self
    }

    /// Prints the amount in these words instead of plain digits.
    pub fn printing_amount(mut self, text: &str) -> Self {
        self.amount_text = Some(text.to_owned());
        self
    }

    /// The value cell, where one of the unit is worth `unit` dollars.
    pub(crate) fn value_cell(&self, unit: i64) -> String {
        match &self.value_text {
            Some(text) => text.clone(),
            None => self.printed_value(unit).to_string(),
        }
    }

    /// The amount cell.
    pub(crate) fn amount_cell(&self) -> String {
        match &self.amount_text {
            Some(text) => text.clone(),
            None => self.amount.to_string(),
        }
    }

    /// The cells of voting authority: sole, shared, none.
    pub(crate) fn vote_cells(&self) -> [i64; 3] {
        self.votes.unwrap_or([self.amount, 0, 0])
    }

    /// The value as a filer rounds it, where one of the unit is worth `unit` dollars.
    pub(crate) fn printed_value(&self, unit: i64) -> i64 {
        let half = self.value.signum() * unit / 2;
        (self.value + half) / unit
    }

    /// The row as a reader that misses nothing gives it.
    pub(crate) fn line(&self, ordinal: u32, unit: i64) -> Line {
        let [sole, shared, none] = self.vote_cells();
        let cell = |text: &Option<String>, value: i64| match text {
            Some(text) => Printed::new(text, Some(value.into())),
            None => Printed::exact(value.into()),
        };
        Line {
            ordinal,
            issuer: self.issuer.clone(),
            class: self.class.clone(),
            cusip: Printed::new(&self.cusip, self.cusip.parse().ok()),
            figi: None,
            value: cell(&self.value_text, self.printed_value(unit)),
            amount: cell(&self.amount_text, self.amount),
            amount_type: Printed::exact(self.amount_type),
            put_call: self.put_call.map(Printed::exact).unwrap_or_default(),
            discretion: Printed::exact(self.discretion),
            other_managers: self.other_managers.clone(),
            votes: Votes {
                sole: Printed::exact(sole.into()),
                shared: Printed::exact(shared.into()),
                none: Printed::exact(none.into()),
            },
            place: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_rounded_as_a_filer_rounds() {
        let worth = |dollars| Holding::shares("A", "COM", "").value(dollars);
        let printed: Vec<i64> = [0, 499, 500, 1_499, 1_500, -1_500]
            .into_iter()
            .map(|dollars| worth(dollars).printed_value(1_000))
            .collect();
        assert_eq!(printed, [0, 0, 1, 1, 2, -2]);
        assert_eq!(worth(1_499).printed_value(1), 1_499);
    }
}
