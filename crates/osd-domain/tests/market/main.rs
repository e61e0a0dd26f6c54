//! Verdicts over whole markets whose truth is known.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test says how good it found things, and stops at what it does not expect"
)]

mod bridge;
mod hearing;
mod labels;
mod units;
