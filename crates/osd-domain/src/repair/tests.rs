use super::*;
use crate::{AmountType, Line, Printed, SecurityId};

/// A row of shares: the price of its security in dollars, its value as printed, its amount.
fn row(ordinal: u32, value: i64, amount: i64) -> Line {
    Line {
        ordinal,
        cusip: Printed::exact("037833100".parse().unwrap()),
        value: Printed::exact(value.into()),
        amount: Printed::exact(amount.into()),
        amount_type: Printed::exact(AmountType::Shares),
        ..Line::default()
    }
}

fn at(dollars: i64) -> impl Fn(&Line) -> Option<MarketPrice> {
    move |_| {
        Some(MarketPrice {
            price: Price::of_millionths(dollars * 1_000_000)?,
            managers: 7,
        })
    }
}

/// The fault of each row that has one, with value and amount as they count.
fn found(lines: &[Line], unit: Unit, dollars: i64) -> Vec<(u32, Fault, Decimal, Decimal)> {
    let repairs = faults(lines, unit, at(dollars));
    let counted = repairs.iter().map(|repair| {
        let line = lines
            .iter()
            .find(|line| line.ordinal == repair.ordinal)
            .unwrap();
        let counted = Counted::new(line, &repairs);
        (
            repair.ordinal,
            repair.fault,
            counted.value().unwrap(),
            counted.amount().unwrap(),
        )
    });
    counted.collect()
}

#[test]
fn sound_rows_have_no_fault() {
    let lines = [row(1, 1_000, 20), row(2, 5_500, 100), row(3, 260, 5)];
    assert_eq!(found(&lines, Unit::Dollars, 50), []);
    assert_eq!(found(&lines, Unit::Thousands, 50_000), []);
}

#[test]
fn a_value_copied_into_the_amounts_is_bought_back_at_the_market() {
    // Golden case 12: every row of Diamant 0001731124-26-000002 and J. Stern 0002011335-26-000002
    // prints its value in both columns. Built from that fact; the figures are made up.
    let lines = [row(1, 5_000, 5_000), row(2, 7_500, 7_500), row(3, 100, 100)];
    let repaired = found(&lines, Unit::Dollars, 50);
    let amounts: Vec<Decimal> = repaired.iter().map(|(_, _, _, amount)| *amount).collect();
    assert!(
        repaired
            .iter()
            .all(|(_, fault, ..)| *fault == Fault::ValueInAmounts)
    );
    assert_eq!(amounts, [100.into(), 150.into(), 2.into()]);
}

#[test]
fn what_costs_a_dollar_may_have_one_figure_in_both_columns() {
    let lines = [row(1, 5_000, 5_000), row(2, 7_500, 7_500), row(3, 100, 100)];
    assert_eq!(found(&lines, Unit::Dollars, 1), []);
}

#[test]
fn without_a_market_a_copied_column_is_flagged_and_stays_as_filed() {
    let lines = [row(1, 5_000, 5_000), row(2, 7_500, 7_500), row(3, 100, 100)];
    let repairs = faults(&lines, Unit::Dollars, |_| None);
    assert!(
        repairs
            .iter()
            .all(|one| one.fault == Fault::ValueInAmounts && one.amount.is_none())
    );
    assert_eq!(repairs.len(), 3);
    let two = &lines[..2];
    assert_eq!(faults(two, Unit::Dollars, |_| None), []);
}

#[test]
fn swapped_columns_change_places() {
    let lines = [row(1, 20, 1_000), row(2, 100, 5_000), row(3, 5, 250)];
    let first = (1, Fault::SwappedColumns, 1_000.into(), 20.into());
    assert_eq!(found(&lines, Unit::Dollars, 50)[0], first);
}

#[test]
fn one_row_a_thousand_off_is_repaired_by_its_amount_unless_it_outweighs_the_book() {
    let mut lines: Vec<Line> = (1..=5).map(|at| row(at, 5_000, 100)).collect();
    lines[2] = row(3, 5_000, 100_000);
    assert_eq!(
        found(&lines, Unit::Dollars, 50),
        [(3, Fault::AmountThousandfold, 5_000.into(), 100.into())]
    );
    lines[2] = row(3, 5_000, 1).clone();
    lines[2].value = Printed::exact(50_000.into());
    assert_eq!(
        found(&lines, Unit::Dollars, 50),
        [(3, Fault::ValueThousandfold, 50.into(), 1.into())]
    );
    lines[2].value = Printed::exact(5_000.into());
    lines[2].amount = Printed::exact("0.1".parse().unwrap());
    assert_eq!(
        found(&lines, Unit::Dollars, 50),
        [(3, Fault::AmountInThousands, 5_000.into(), 100.into())]
    );
}

#[test]
fn an_absurd_price_is_flagged_and_stays() {
    let lines = [row(1, 5_000, 100), row(2, 5_000, 2), row(3, 5_000, 100)];
    assert_eq!(
        found(&lines, Unit::Dollars, 50),
        [(2, Fault::AbsurdPrice, 5_000.into(), 2.into())]
    );
}

#[test]
fn a_repaired_cusip_is_another_position() {
    let line = row(1, 1, 1);
    let apple: Cusip = "037833100".parse().unwrap();
    let repair = Repair {
        ordinal: 1,
        fault: Fault::MistypedCusip,
        value: None,
        amount: None,
        cusip: Some("594918104".parse().unwrap()),
        market_price: None,
        managers: None,
    };
    let repairs = [repair];
    let counted = Counted::new(&line, &repairs);
    assert_eq!(counted.key().security.as_str(), "594918104");
    assert_eq!(
        Counted::new(&line, &[]).key().security,
        SecurityId::of_cusip(apple)
    );
}
