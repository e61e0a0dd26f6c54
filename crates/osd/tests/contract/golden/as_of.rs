//! As of a day.
