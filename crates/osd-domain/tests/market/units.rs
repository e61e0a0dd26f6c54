//! Units of a market with stragglers.
