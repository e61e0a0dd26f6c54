//! Verdicts over whole markets whose truth is known.

mod hearing;
mod labels;
mod units;
