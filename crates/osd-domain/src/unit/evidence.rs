//! What speaks for a unit, and how much.
//!
//! Evidence is weighed in decibans: ten times the logarithm of how many times likelier the facts
//! are if the filing prints dollars than if it prints thousands. 10 is ten to one for dollars, -20
//! a hundred to one for thousands. What is independent adds up.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::Unit;
use crate::{cover::PrintedUnit, id::Accession};

/// One thing that speaks for a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum UnitEvidence {
    /// The rule in force on the filing date ([`Unit::by_filing_date`]).
    FilingDateRule {
        /// Date filed.
        filed: NaiveDate,
    },
    /// Words beside the value total.
    CoverWords {
        /// The unit they name.
        printed: PrintedUnit,
    },
    /// How likely the prices are that its own share rows imply, rows counted once a security.
    OwnPrices {
        /// Securities of which it prints shares.
        securities: u32,
        /// The middle price in dollars, if values are dollars.
        median_if_dollars: Decimal,
    },
    /// How large the book would be: a manager reports from 100 million dollars on, and few have
    /// more than 100 billion.
    BookSize {
        /// The sum of the values as printed.
        printed: Decimal,
    },
    /// Its prices beside those of other managers (three or more a security) for the period.
    Consensus {
        /// Securities whose price fits theirs if values are dollars.
        fit_dollars: u32,
        /// If they are thousands.
        fit_thousands: u32,
        /// Securities whose price fits neither.
        fit_neither: u32,
    },
    /// Its prices beside those of the SEC's fails-to-deliver files.
    FailsToDeliver {
        /// Securities whose price fits if values are dollars.
        fit_dollars: u32,
        /// If they are thousands.
        fit_thousands: u32,
        /// Securities whose price fits neither.
        fit_neither: u32,
    },
    /// Its values are those of its other column: the consensus fits if value and amount change
    /// places.
    SwappedColumns {
        /// The unit that fits then.
        fits: Unit,
        /// Securities that fit so.
        securities: u32,
    },
    /// Its prices beside those of another filing of the manager, both as filed: for the same
    /// period or one of those next to it.
    OtherFiling {
        /// The other filing.
        accession: Accession,
        /// Securities in both whose prices as filed are alike.
        alike: u32,
        /// Securities in both of which this one's price is about 1,000 times the other's.
        thousandfold: u32,
        /// Securities in both of which this one's price is about a thousandth of the other's.
        thousandth: u32,
        /// What speaks for the other's unit by itself alone.
        alone: i32,
    },
    /// Somebody decided it.
    Override {
        /// Who.
        actor: String,
        /// When (UTC day).
        on: NaiveDate,
        /// Why.
        why: String,
    },
}

/// Evidence with its weight, in decibans; above zero for dollars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weighed {
    /// What speaks.
    #[serde(flatten)]
    pub evidence: UnitEvidence,
    /// How much.
    pub weight: i32,
}

/// The weight of prices that fit: some dollars, some thousands. One that fits is about ten to one,
/// since a price may be wrong by itself; each more adds to it, and where they disagree they say
/// little. `first` is the weight of one, `most` that of however many.
pub(crate) fn weight_of_fits(dollars: u32, thousands: u32, (first, most): (i32, i32)) -> i32 {
    const EACH: i32 = 7;
    let net = i32::try_from(i64::from(dollars) - i64::from(thousands)).unwrap_or(i32::MAX);
    let (more, all) = (dollars.max(thousands), dollars.saturating_add(thousands));
    if net == 0 {
        return 0;
    }
    let weight = first
        .saturating_add(EACH.saturating_mul(net.saturating_abs() - 1))
        .min(most);
    let agree = u64::from(more) * 4 >= u64::from(all) * 3;
    net.signum() * if agree { weight } else { weight / 3 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fits_add_up_to_a_bound_and_count_less_where_they_disagree() {
        assert_eq!(weight_of_fits(0, 0, (18, 60)), 0);
        assert_eq!(weight_of_fits(1, 0, (18, 60)), 18);
        assert_eq!(weight_of_fits(0, 2, (18, 60)), -25);
        assert_eq!(weight_of_fits(500, 3, (18, 60)), 60);
        assert_eq!(weight_of_fits(3, 3, (18, 60)), 0);
        assert_eq!(weight_of_fits(5, 3, (18, 60)), 25 / 3);
    }

    #[test]
    fn evidence_keeps_its_name_in_json() {
        let weighed = Weighed {
            evidence: UnitEvidence::BookSize {
                printed: Decimal::from(192_767),
            },
            weight: -40,
        };
        let json = serde_json::to_string(&weighed).unwrap();
        assert_eq!(
            json,
            r#"{"kind":"book_size","printed":"192767","weight":-40}"#
        );
        assert_eq!(serde_json::from_str::<Weighed>(&json).unwrap(), weighed);
    }
}
