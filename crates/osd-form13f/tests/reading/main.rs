//! Submissions in, filings and lines out: one behavior a test, on small papers built from facts.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod broken_paper;
mod covers;
mod flood;
mod hostile_paper;
mod hostile_text;
mod paper;
mod real_histories;
mod real_mirror;
mod rows;
mod states;
mod who_and_when;
