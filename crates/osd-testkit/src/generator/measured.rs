//! What was measured of real filings. Nothing is read at run time: the figures stand here.
//!
//! Two sources, both of public filings: *positions*, 1.9 million positions of 350 to 370 large
//! managers at 2024-12-31, 2025-12-31 and 2026-03-31; and *index*, EDGAR's `master.idx` of 2016 Q3.
//! Shares of managers and rows are in millionths, ratios in thousandths.

use super::chance::Quantiles;

/// Standard deviation of the logarithm of positions a manager (*positions*: 1.71, 1.76, 1.71). For
/// all managers of a quarter, about a hundred in the middle and four hundred on average, it is the
/// same: e^(1.68²/2) = 4.1.
pub(super) const SIZE_DEVIATION: f64 = 1.70;
/// Rows of the largest books: Morgan Stanley, UBS and the like have 20 to 30 thousand.
pub(super) const MOST_ROWS: u32 = 30_000;
/// Securities held in a quarter by any manager.
pub(super) const MOST_SECURITIES: u64 = 25_000;
/// For every so many managers with holdings there is one that files a notice. (*index*: 1,500 notices
/// beside 4,272 reports; but many of them are of groups with several.)
pub(super) const MANAGERS_A_NOTICE: u64 = 5;
/// Reports that are amended (*index*: 227 of 4,272).
pub(super) const AMENDED: u64 = 53_000;
/// Amendments that restate; the others add.
pub(super) const RESTATED: u64 = 500_000;
/// Managers that are gone a quarter later, and others in their place.
pub(super) const LEAVING: u64 = 15_000;
/// The same of those with more than [`LARGE`] rows.
pub(super) const LARGE_LEAVING: u64 = 1_500;
/// Rows of a large manager.
pub(super) const LARGE: u32 = 1_000;
/// Of those that are gone, those that go on under another CIK with the same book.
pub(super) const SUCCEEDED: u64 = 100_000;
/// Combination reports.
pub(super) const COMBINED: u64 = 20_000;
/// Managers that report in thousands where the form asks for dollars.
pub(super) const IN_THOUSANDS: u64 = 4_000;

/// How many managers have something at all, and its share of the positions of those that do.
#[derive(Debug)]
pub(super) struct Shares {
    /// Managers, in millionths.
    pub(super) with: u64,
    /// Positions, in thousandths.
    pub(super) share: Quantiles,
}

/// Options (*positions*: 31 % of managers; 6.6 % of all positions).
pub(super) const OPTIONS: Shares = Shares {
    with: 310_000,
    share: Quantiles(&[
        (0, 2),
        (300, 12),
        (500, 40),
        (700, 100),
        (850, 240),
        (950, 470),
        (1_000, 800),
    ]),
};
/// Debt counted by principal (*positions*: 137 of 396 managers, 1.1 % of all positions).
pub(super) const NOTES: Shares = Shares {
    with: 345_000,
    share: Quantiles(&[(0, 2), (500, 12), (900, 50), (1_000, 300)]),
};

/// Positions that are new or gone a quarter later (*positions*, by manager: 5 % of managers below
/// 0.046, half below 0.16, 5 % above 0.51), in thousandths.
pub(super) const CHURN: Quantiles = Quantiles(&[
    (0, 10),
    (50, 46),
    (250, 96),
    (500, 163),
    (750, 267),
    (950, 508),
    (1_000, 800),
]);
/// Positions whose amount stays as it is, by manager (*positions*), in thousandths.
pub(super) const HELD: Quantiles = Quantiles(&[
    (0, 0),
    (50, 1),
    (250, 23),
    (500, 67),
    (750, 173),
    (950, 749),
    (1_000, 950),
]);
/// An amount a quarter later, where it is not as it was (*positions*: the logarithm is -1.13, -0.11,
/// 0.01, 0.21 and 1.44 at 5, 25, 50, 75 and 95 %), in thousandths of the amount before.
pub(super) const TRADED: Quantiles = Quantiles(&[
    (0, 50),
    (50, 323),
    (250, 892),
    (500, 1_014),
    (750, 1_232),
    (950, 3_100),
    (1_000, 6_000),
]);

/// The price of a share in cents (*positions*, a position each).
pub(super) const PRICE: Quantiles = Quantiles(&[
    (0, 20),
    (10, 67),
    (50, 290),
    (250, 1_822),
    (500, 4_530),
    (750, 10_280),
    (950, 33_680),
    (990, 87_190),
    (1_000, 250_000),
]);
/// The price of debt in thousandths of its principal.
pub(super) const NOTE_PRICE: Quantiles = Quantiles(&[
    (0, 300),
    (100, 820),
    (500, 985),
    (900, 1_240),
    (1_000, 2_400),
]);
/// A price a quarter later (*positions*, medians by security: the logarithm is -0.55, -0.12, -0.01,
/// 0.05 and 0.36 at 5, 25, 50, 75 and 95 %), in thousandths of the price before.
pub(super) const RETURN: Quantiles = Quantiles(&[
    (0, 250),
    (50, 575),
    (250, 884),
    (500, 989),
    (750, 1_049),
    (950, 1_428),
    (1_000, 2_200),
]);
/// The value of a position in dollars when it is bought (*positions*: 0.35, 2.1, 15, 220 and 1,380 million
/// at 25, 50, 75, 95 and 99 %; but their managers are the large ones). Over all managers there are about
/// fifty trillion dollars in 3.3 million rows, 15 million a row.
pub(super) const VALUE: Quantiles = Quantiles(&[
    (0, 200),
    (10, 900),
    (50, 9_000),
    (250, 120_000),
    (500, 500_000),
    (750, 2_500_000),
    (950, 25_000_000),
    (990, 150_000_000),
    (1_000, 600_000_000),
]);

/// Securities that are delisted within a quarter, and others listed.
pub(super) const DELISTED: u64 = 12_000;
/// The same of the thousand that most managers hold.
pub(super) const POPULAR_DELISTED: u64 = 2_000;
/// Securities that get another CUSIP within a quarter.
pub(super) const NEW_CUSIP: u64 = 2_500;
/// Shares of more than the price that splits look for that are split within a quarter.
pub(super) const SPLIT: u64 = 10_000;
/// Shares of pennies whose number is reduced within a quarter.
pub(super) const REVERSE_SPLIT: u64 = 60_000;

/// Managers that report with others, and print rows for each set of them.
pub(super) const INCLUDING: u64 = 200_000;
/// Rows a position of such a manager has, in thousandths.
pub(super) const ROWS_A_POSITION: Quantiles =
    Quantiles(&[(0, 1_050), (500, 1_400), (800, 2_200), (1_000, 3_600)]);
