//! The court: what the filings of a period say of each other.
//!
//! Units need prices and prices need units, so the order is fixed and has no circle:
//!
//! 1. A **prior** for each filing from itself alone ([`crate::unit::Prior`]).
//! 2. The **consensus** price of each security: the median over the share rows of other managers'
//!    filings under their priors, of three or more ([`Docket`]).
//! 3. The **verdict** of each filing from prior, consensus, the SEC's fails-to-deliver prices, and
//!    the prices of the manager's other filings as filed ([`Docket::judge`]).
//!
//! All of it is one function of the set of filings: the order in which they are heard does not
//! matter, and nothing is asked of a verdict on another filing.

mod consensus;
mod docket;
mod names;
mod testimony;
mod witness;

pub use self::{
    consensus::{MarketPrice, OTHERS},
    docket::Docket,
    witness::{AsFiled, Judged, OtherPeriods, Prices, Tickers, UnitOverride, Witnesses},
};

use crate::id::BySecurity;
