//! From the raw sum of rows to a total: each step, so that every number can be followed to filings.

use rust_decimal::Decimal;

use crate::{
    amendment::Role,
    line::Line,
    named::named,
    position::Kind,
    repair::{Counted, Repair},
    unit::{Unit, in_dollars},
};

named! {
    /// A step from the raw sum to a total.
    Step {
        /// The values of all rows as printed, whatever their unit; those that only add apart.
        RawLines = "raw_lines",
        /// Rows of filings that count no more, or say again what counts already.
        Superseded = "superseded",
        /// Rows of amendments that add.
        Added = "added",
        /// From printed values to dollars.
        Unit = "unit",
        /// From what was filed to what suspect rows would be.
        Repaired = "repaired",
    }
}

/// A filing, as the bridge walks over it.
#[derive(Debug, Clone, Copy)]
pub struct Walked<'a> {
    /// What it does in the portfolio.
    pub role: Role,
    /// The unit of its values.
    pub unit: Unit,
    /// Its rows.
    pub lines: &'a [Line],
    /// What is wrong with them.
    pub repairs: &'a [Repair],
}

/// One sum for each kind of position, in the order of [`Kind::ALL`].
pub type ByKind = [Decimal; 4];

/// The steps from the raw sum to the total of a portfolio, for each kind of position.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bridge {
    steps: [ByKind; 5],
}

impl Bridge {
    /// Walks over one filing.
    pub fn walk(&mut self, filing: Walked<'_>) {
        let counts = matches!(
            filing.role,
            Role::Original | Role::Restatement | Role::NewHoldings
        );
        for line in filing.lines {
            let row = Counted::new(line, filing.repairs);
            let kind = row.key().kind();
            let printed = line.value.get().unwrap_or_default();
            if filing.role == Role::NewHoldings {
                self.add(Step::Added, kind, printed);
            } else {
                self.add(Step::RawLines, kind, printed);
            }
            if !counts {
                self.add(Step::Superseded, kind, -printed);
                continue;
            }
            let dollars = |value: Option<Decimal>| {
                let dollars = value.map_or(0, |value| in_dollars(value, filing.unit));
                Decimal::try_from_i128_with_scale(dollars, 0).unwrap_or(Decimal::MAX)
            };
            let filed = dollars(line.value.get());
            self.add(Step::Unit, kind, filed - printed);
            self.add(Step::Repaired, kind, dollars(row.value()) - filed);
        }
    }

    fn add(&mut self, step: Step, kind: Kind, value: Decimal) {
        if let Some(sum) = self
            .steps
            .get_mut(step as usize)
            .and_then(|kinds| kinds.get_mut(kind as usize))
        {
            *sum = sum.saturating_add(value);
        }
    }

    /// The steps in their order, with what each adds to each kind.
    pub fn steps(&self) -> impl Iterator<Item = (Step, ByKind)> {
        Step::ALL.iter().copied().zip(self.steps)
    }

    /// Where the steps lead, in dollars.
    pub fn total(&self) -> ByKind {
        let mut total = ByKind::default();
        for (_, kinds) in self.steps() {
            for (sum, value) in total.iter_mut().zip(kinds) {
                *sum = sum.saturating_add(value);
            }
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AmountType, Cusip, Printed, PutCall};

    fn row(value: i64) -> Line {
        Line {
            cusip: Printed::new("037833100", "037833100".parse::<Cusip>().ok()),
            value: Printed::exact(value.into()),
            amount: Printed::exact(value.into()),
            amount_type: Printed::exact(AmountType::Shares),
            ..Line::default()
        }
    }

    fn walked(role: Role, unit: Unit, lines: &[Line]) -> Walked<'_> {
        Walked {
            role,
            unit,
            lines,
            repairs: &[],
        }
    }

    #[test]
    fn every_step_has_its_sum_and_they_lead_to_the_total() {
        let put = Line {
            put_call: Printed::exact(PutCall::Put),
            ..row(7)
        };
        let (first, again, more) = ([row(100), put.clone()], [row(120), put], [row(5_000)]);
        let mut bridge = Bridge::default();
        bridge.walk(walked(Role::Superseded, Unit::Thousands, &first));
        bridge.walk(walked(Role::Restatement, Unit::Thousands, &again));
        bridge.walk(walked(Role::NewHoldings, Unit::Dollars, &more));
        let shares: Vec<_> = bridge
            .steps()
            .map(|(step, kinds)| (step.as_str(), kinds[0]))
            .collect();
        let expected = [
            ("raw_lines", 220),
            ("superseded", -100),
            ("added", 5_000),
            ("unit", 119_880),
            ("repaired", 0),
        ];
        assert_eq!(shares, expected.map(|(step, value)| (step, value.into())));
        let total = [125_000, 0, 7_000, 0].map(Decimal::from);
        assert_eq!(bridge.total(), total);
    }
}
