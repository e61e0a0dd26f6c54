//! What is said.

use chrono::{DateTime, Utc};
use serde::Serialize;

/// What became of an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It was raised.
    Raised,
    /// What it was about is over.
    Cleared,
    /// Nothing is wrong: somebody tries whether messages come.
    Test,
}

/// A message about an alarm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// The alarm's name.
    pub alarm: String,
    /// What became of it.
    pub state: State,
    /// When it became so.
    pub at: DateTime<Utc>,
    /// What was seen.
    pub what: String,
    /// What to do about it.
    #[serde(rename = "do")]
    pub advice: String,
}

impl Message {
    /// A line that says it all.
    pub(crate) fn subject(&self, installation: &str) -> String {
        let state = match self.state {
            State::Raised => "alarm",
            State::Cleared => "over",
            State::Test => "test",
        };
        format!("[osd {installation}] {state}: {}", self.alarm)
    }

    /// The message for people.
    pub(crate) fn text(&self, installation: &str) -> String {
        let head = match self.state {
            State::Raised => "An alarm was raised",
            State::Cleared => "An alarm is over",
            State::Test => "This is a test",
        };
        let at = self.at.format("%Y-%m-%d %H:%M:%S UTC");
        format!(
            "{head}: {}\nInstallation: {installation}\nAt: {at}\n\nWhat was seen:\n{}\n\nWhat to \
             do:\n{}\n",
            self.alarm, self.what, self.advice
        )
    }
}
