//! How many positions changed how.

use std::collections::BTreeMap;

use osd_domain::Change;
use serde::{Deserialize, Serialize};

/// Positions by what happened to them since the quarter before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChangeCounts(BTreeMap<Change, u64>);

impl ChangeCounts {
    /// How many have this label.
    pub fn get(&self, change: Change) -> u64 {
        self.0.get(&change).copied().unwrap_or_default()
    }

    /// Counts so many more.
    pub fn add(&mut self, change: Change, count: u64) {
        if count > 0 {
            *self.0.entry(change).or_default() += count;
        }
    }

    /// The labels that occur, with how often.
    pub fn iter(&self) -> impl Iterator<Item = (Change, u64)> {
        self.0.iter().map(|(change, count)| (*change, *count))
    }
}

impl FromIterator<(Change, u64)> for ChangeCounts {
    fn from_iter<I: IntoIterator<Item = (Change, u64)>>(counts: I) -> Self {
        let mut all = Self::default();
        for (change, count) in counts {
            all.add(change, count);
        }
        all
    }
}
