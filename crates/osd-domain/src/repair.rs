//! Columns that cannot be what they say, and what they would be: beside what was filed, never
//! over it.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::{
    court::MarketPrice,
    id::Cusip,
    line::Row,
    named::named,
    position::PositionKey,
    price::Price,
    unit::{Unit, in_dollars},
};

named! {
    /// What is wrong with a row.
    Fault {
        /// The value stands in the column of amounts, too.
        ValueInAmounts = "value_in_amounts",
        /// Value and amount stand in each other's place.
        SwappedColumns = "swapped_columns",
        /// The amount is a thousand times too large.
        AmountThousandfold = "amount_thousandfold",
        /// The amount is in thousands.
        AmountInThousands = "amount_in_thousands",
        /// The value is a thousand times too large.
        ValueThousandfold = "value_thousandfold",
        /// The price that the row implies is more than ten times that of the market, or less than
        /// a tenth of it, and nothing explains it.
        AbsurdPrice = "absurd_price",
        /// The check digit of the CUSIP does not fit, or characters of it are missing, and one security
        /// alone is but a character away, or is it with zeros in front, and has the issuer's name.
        MistypedCusip = "mistyped_cusip",
    }
}

/// A row with a fault. What can be repaired has the repaired cell; a fault without one is flagged
/// and its figures stand as filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// Which row.
    pub ordinal: u32,
    /// What is wrong.
    pub fault: Fault,
    /// The value it would be, in the unit of the filing.
    pub value: Option<Decimal>,
    /// The amount it would be.
    pub amount: Option<Decimal>,
    /// The CUSIP it would be.
    pub cusip: Option<Cusip>,
    /// The market price it was held against, in dollars.
    pub market_price: Option<Decimal>,
    /// Managers behind that price.
    pub managers: Option<u32>,
}

/// A row of shares with figures.
struct Priced {
    ordinal: u32,
    value: Decimal,
    amount: Decimal,
    /// Dollars a share, in the unit of the filing.
    price: Price,
    market: Option<MarketPrice>,
}

/// Finds the rows whose figures cannot be right. `market` gives the price of the row's security: the
/// middle of so many managers that this filing's own cannot be it alone, or one from outside.
pub fn faults<R: Row>(
    rows: &[R],
    unit: Unit,
    market: impl Fn(&R) -> Option<MarketPrice>,
) -> Vec<Repair> {
    let rows: Vec<Priced> = rows
        .iter()
        .filter_map(|row| Priced::of(row, unit, &market))
        .collect();
    let columns = value_in_amounts(&rows, unit).or_else(|| swapped(&rows, unit));
    columns.unwrap_or_else(|| single_rows(&rows, unit))
}

/// How far a price may be from the market's and still be right.
const LOOSE: i64 = 5;
/// Beyond this, a price is absurd.
const ABSURD: i64 = 10;
/// Per cent within which a repaired price has to be the market's.
const TIGHT: i64 = 20;

impl Priced {
    fn of<R: Row>(row: &R, unit: Unit, market: impl Fn(&R) -> Option<MarketPrice>) -> Option<Self> {
        let price = Price::as_filed(row)?;
        Some(Self {
            ordinal: row.ordinal(),
            value: row.value()?,
            amount: row.amount()?,
            price: price.in_dollars(unit),
            market: market(row),
        })
    }

    fn swapped_price(&self, unit: Unit) -> Option<Price> {
        Some(Price::of(self.amount, self.value)?.in_dollars(unit))
    }

    fn fits(&self, factor: i64) -> bool {
        self.market
            .is_some_and(|market| self.price.is_within(factor, market.price))
    }

    fn faulty(&self, fault: Fault) -> Repair {
        Repair {
            ordinal: self.ordinal,
            fault,
            value: None,
            amount: None,
            cusip: None,
            market_price: self.market.map(|market| market.price.dollars().normalize()),
            managers: self.market.map(|market| market.managers),
        }
    }

    /// The shares that the value buys at the market's price.
    fn amount_at_market(&self, unit: Unit) -> Option<Decimal> {
        let dollars = Decimal::try_from_i128_with_scale(in_dollars(self.value, unit), 0).ok()?;
        let shares = dollars.checked_div(self.market?.price.dollars())?;
        Some(shares.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero))
    }
}

/// Whether four in five rows print one figure in both columns, and the market does not say that a
/// share costs one of the unit.
fn value_in_amounts(rows: &[Priced], unit: Unit) -> Option<Vec<Repair>> {
    let same: Vec<&Priced> = rows.iter().filter(|row| row.value == row.amount).collect();
    let known = same.iter().filter(|row| row.market.is_some()).count();
    let fit = same.iter().filter(|row| row.fits(2)).count();
    let is_column = same.len() * 5 >= rows.len() * 4 && fit * 2 <= known;
    let is_enough = same.len() >= 3 || known > fit;
    if same.is_empty() || !is_column || !is_enough {
        return None;
    }
    let repair = |row: &&Priced| Repair {
        amount: row.amount_at_market(unit),
        ..row.faulty(Fault::ValueInAmounts)
    };
    Some(same.iter().map(repair).collect())
}

/// Whether three in four rows, and three at least, fit the market with value and amount in each
/// other's place, and hardly any as they stand.
fn swapped(rows: &[Priced], unit: Unit) -> Option<Vec<Repair>> {
    let known: Vec<(&Priced, MarketPrice)> = rows
        .iter()
        .filter_map(|row| Some((row, row.market?)))
        .collect();
    let fits_swapped = known.iter().filter(|(row, market)| {
        let price = row.swapped_price(unit);
        price.is_some_and(|price| price.is_near(TIGHT, market.price))
    });
    let fits = known
        .iter()
        .filter(|(row, market)| row.price.is_near(TIGHT, market.price));
    let (swapped, fits) = (fits_swapped.count(), fits.count());
    if swapped < 3 || swapped * 4 < known.len() * 3 || fits * 4 > swapped {
        return None;
    }
    let repair = |row: &Priced| Repair {
        value: Some(row.amount),
        amount: Some(row.value),
        ..row.faulty(Fault::SwappedColumns)
    };
    Some(rows.iter().map(repair).collect())
}

fn single_rows(rows: &[Priced], unit: Unit) -> Vec<Repair> {
    let sum: Decimal = rows
        .iter()
        .fold(Decimal::ZERO, |sum, row| sum.saturating_add(row.value));
    rows.iter()
        .filter(|row| !row.fits(LOOSE))
        .filter_map(|row| row.judge(unit, sum))
        .collect()
}

impl Priced {
    /// What is wrong with a row whose price is far from the market's, in a filing whose rows come
    /// to `sum`.
    fn judge(&self, unit: Unit, sum: Decimal) -> Option<Repair> {
        let market = self.market?.price;
        let thousand = Decimal::ONE_THOUSAND;
        if self.value == self.amount {
            return Some(Repair {
                amount: self.amount_at_market(unit),
                ..self.faulty(Fault::ValueInAmounts)
            });
        }
        if self
            .price
            .in_dollars(Unit::Thousands)
            .is_near(TIGHT, market)
        {
            return Some(Repair {
                amount: self.amount.checked_div(thousand),
                ..self.faulty(Fault::AmountThousandfold)
            });
        }
        if self
            .price
            .is_near(TIGHT, market.in_dollars(Unit::Thousands))
        {
            // A row that is more than all others together did not get there by its amount.
            let outweighs = self.value > sum.saturating_sub(self.value);
            let repaired = self.faulty(if outweighs {
                Fault::ValueThousandfold
            } else {
                Fault::AmountInThousands
            });
            return Some(if outweighs {
                Repair {
                    value: self.value.checked_div(thousand),
                    ..repaired
                }
            } else {
                Repair {
                    amount: self.amount.checked_mul(thousand),
                    ..repaired
                }
            });
        }
        (!self.price.is_within(ABSURD, market)).then(|| self.faulty(Fault::AbsurdPrice))
    }
}

/// The cells of a row as they count: as filed, or as repaired.
#[derive(Debug, Clone, Copy)]
pub struct Counted<'a, R> {
    row: &'a R,
    repairs: &'a [Repair],
}

impl<'a, R: Row> Counted<'a, R> {
    /// A row with what `repairs`, those of its filing in the order of rows, say of it.
    pub fn new(row: &'a R, repairs: &'a [Repair]) -> Self {
        if repairs.is_empty() {
            return Self { row, repairs };
        }
        let ordinal = row.ordinal();
        let first = repairs.partition_point(|repair| repair.ordinal < ordinal);
        let of_row = repairs.get(first..).unwrap_or_default();
        let last = of_row.partition_point(|repair| repair.ordinal == ordinal);
        Self {
            row,
            repairs: of_row.get(..last).unwrap_or_default(),
        }
    }

    /// The row as filed.
    pub fn row(&self) -> &'a R {
        self.row
    }

    /// What was found wrong with it.
    pub fn repairs(&self) -> &'a [Repair] {
        self.repairs
    }

    /// The value, in the unit of the filing.
    pub fn value(&self) -> Option<Decimal> {
        let repaired = self.repairs.iter().find_map(|repair| repair.value);
        repaired.or_else(|| self.row.value())
    }

    /// The amount.
    pub fn amount(&self) -> Option<Decimal> {
        let repaired = self.repairs.iter().find_map(|repair| repair.amount);
        repaired.or_else(|| self.row.amount())
    }

    /// The CUSIP.
    pub fn cusip(&self) -> Option<Cusip> {
        let repaired = self.repairs.iter().find_map(|repair| repair.cusip);
        repaired.or_else(|| self.row.cusip())
    }

    /// What keeps the position of the row apart from others.
    pub fn key(&self) -> PositionKey {
        let mut key = PositionKey::of(self.row);
        if let Some(cusip) = self.repairs.iter().find_map(|repair| repair.cusip) {
            key.security = crate::SecurityId::of_cusip(cusip);
        }
        key
    }
}

#[cfg(test)]
mod tests;
