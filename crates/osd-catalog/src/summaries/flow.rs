//! What was bought and sold of a security.

use rust_decimal::Decimal;

/// What managers whose quarters can be compared did with a security since the quarter before, options
/// apart. What is no trade counts for nothing: a notice, a gap, amounts in another unit, rows that other
/// managers' filings have now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SecurityFlow {
    /// Value now less value before, in dollars.
    pub value_change: i128,
    /// Shares held before, in shares of now.
    pub previous_shares: Decimal,
    /// Shares now less those.
    pub shares_change: Decimal,
    /// Dollars bought, at the price of now.
    pub bought_value: i128,
    /// Dollars sold, at the price of before.
    pub sold_value: i128,
}

impl SecurityFlow {
    /// Bought less sold, in dollars.
    pub fn net_value(&self) -> i128 {
        self.bought_value - self.sold_value
    }

    /// Adds what other managers did.
    pub fn add(&mut self, other: &Self) {
        self.value_change += other.value_change;
        self.previous_shares += other.previous_shares;
        self.shares_change += other.shares_change;
        self.bought_value += other.bought_value;
        self.sold_value += other.sold_value;
    }

    /// Takes away what other managers did that was added before.
    pub fn subtract(&mut self, other: &Self) {
        self.value_change -= other.value_change;
        self.previous_shares -= other.previous_shares;
        self.shares_change -= other.shares_change;
        self.bought_value -= other.bought_value;
        self.sold_value -= other.sold_value;
    }
}
