//! From the raw sum of rows to a total: each step, so that every number can be followed to filings.

use rust_decimal::Decimal;

use crate::{
    amendment::Role,
    line::Row,
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
pub struct Walked<'a, R> {
    /// What it does in the portfolio.
    pub role: Role,
    /// The unit of its values.
    pub unit: Unit,
    /// Its rows.
    pub lines: &'a [R],
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
    pub fn walk<R: Row>(&mut self, filing: Walked<'_, R>) {
        let counts = matches!(
            filing.role,
            Role::Original | Role::Restatement | Role::NewHoldings
        );
        for line in filing.lines {
            let row = Counted::new(line, filing.repairs);
            let kind = row.key().kind();
            let printed = line.value().unwrap_or_default();
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
            let filed = dollars(line.value());
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
    use crate::{AmountType, Cusip, Line, Printed, PutCall, portfolio::Portfolio, repair::Fault};
    use proptest::prelude::*;

    fn row(value: i64) -> Line {
        Line {
            cusip: Printed::new("037833100", "037833100".parse::<Cusip>().ok()),
            value: Printed::exact(value.into()),
            amount: Printed::exact(value.into()),
            amount_type: Printed::exact(AmountType::Shares),
            ..Line::default()
        }
    }

    fn walked(role: Role, unit: Unit, lines: &[Line]) -> Walked<'_, Line> {
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

    /// Rows of any kind, some without a figure, some with a repair; under each role and unit.
    fn any_filing() -> impl Strategy<Value = (Role, Unit, Vec<Line>, Vec<Repair>)> {
        let put_call = prop_oneof![4 => Just(None), 1 => Just(Some(PutCall::Put)), 1 => Just(Some(PutCall::Call))];
        let kind = prop_oneof![4 => Just(AmountType::Shares), 1 => Just(AmountType::Principal)];
        let value = prop::option::weighted(0.9, (-5_000..9_000_000_000_000_i64, 0..3_u32));
        let repaired = prop::option::weighted(0.2, 0..1_000_000_i64);
        let cells = (put_call, kind, value, repaired, any::<bool>());
        let role = prop::sample::select(Role::ALL);
        let unit = prop::sample::select(Unit::ALL);
        (role, unit, prop::collection::vec(cells, 0..12)).prop_map(|(role, unit, rows)| {
            let (mut lines, mut repairs) = (Vec::new(), Vec::new());
            for (ordinal, (put_call, kind, value, repaired, is_amount)) in (1..).zip(rows) {
                let value = value.map(|(value, scale)| Decimal::new(value, scale));
                lines.push(Line {
                    ordinal,
                    amount_type: Printed::exact(kind),
                    put_call: put_call.map(Printed::exact).unwrap_or_default(),
                    value: value.map(Printed::exact).unwrap_or_default(),
                    ..row(1)
                });
                repairs.extend(repaired.map(|figure| Repair {
                    ordinal,
                    fault: Fault::SwappedColumns,
                    value: Some(figure.into()).filter(|_| !is_amount),
                    amount: Some(figure.into()),
                    cusip: None,
                    market_price: None,
                    managers: None,
                }));
            }
            (role, unit, lines, repairs)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn the_steps_lead_to_what_the_portfolio_adds_up(filings in prop::collection::vec(any_filing(), 0..6)) {
            let (mut bridge, mut portfolio) = (Bridge::default(), Portfolio::default());
            for (number, (role, unit, lines, repairs)) in (1_u32..).zip(&filings) {
                bridge.walk(Walked { role: *role, unit: *unit, lines, repairs });
                if matches!(role, Role::Original | Role::Restatement | Role::NewHoldings) {
                    let accession = format!("0000000001-20-{number:06}").parse().unwrap();
                    portfolio.add(accession, *unit, lines, repairs);
                }
            }
            let by_kind = portfolio.by_kind();
            let totals = Kind::ALL.iter().map(|kind| by_kind.get(kind).map_or(0, |total| total.value));
            let totals: Vec<Decimal> = totals.map(|total| Decimal::from_i128_with_scale(total, 0)).collect();
            prop_assert_eq!(bridge.total().to_vec(), totals);
        }
    }
}
