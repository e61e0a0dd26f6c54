//! What is made: how large, which periods, from which seed.

use std::{fs, path::Path};

use anyhow::{Context, ensure};
use osd_domain::Period;
use osd_testkit::{Generator, Size};
use serde::{Deserialize, Serialize};

/// Where a home says what was made in it.
const FILE: &str = "generated.json";

/// What to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The same seed makes the same filings.
    pub seed: u64,
    /// Managers that report holdings for a quarter.
    pub managers: u64,
    /// Rows of a quarter, about.
    pub lines: u64,
    /// How many report periods.
    pub periods: u16,
    /// The last of them.
    pub last: Period,
}

impl Plan {
    /// Whether it can be.
    ///
    /// # Errors
    /// What is wrong with it, and what to ask for instead.
    pub fn check(&self) -> anyhow::Result<()> {
        self.periods()?;
        self.generator().map(drop)
    }

    /// The periods, the earliest first.
    ///
    /// # Errors
    /// Where there are none, or they begin before the first that EDGAR could have.
    pub fn periods(&self) -> anyhow::Result<Vec<Period>> {
        ensure!(
            self.periods > 0,
            "0 periods are nothing to make: ask for 1 or more"
        );
        let back = std::iter::successors(Some(self.last), |period| Some(period.previous()));
        let mut periods: Vec<Period> = back
            .take(usize::from(self.periods))
            .take_while(|period| *period >= Period::FIRST_INDEX)
            .collect();
        ensure!(
            periods.len() == usize::from(self.periods),
            "{} periods up to {} begin before {}: ask for at most {}",
            self.periods,
            self.last,
            Period::FIRST_INDEX,
            periods.len()
        );
        periods.reverse();
        Ok(periods)
    }

    /// The generator of its quarters.
    ///
    /// # Errors
    /// Where its size cannot be had.
    pub fn generator(&self) -> anyhow::Result<Generator> {
        let (managers, lines) = (self.managers, self.lines);
        Generator::new(self.seed, Size { managers, lines })
    }

    /// Notes in a home what was made in it.
    ///
    /// # Errors
    /// Whatever the file system says.
    pub fn keep(&self, home: &Path) -> anyhow::Result<()> {
        let file = home.join(FILE);
        fs::write(&file, serde_json::to_vec_pretty(self)?)
            .with_context(|| format!("failed to write {}", file.display()))
    }

    /// What was made in a home.
    ///
    /// # Errors
    /// Where nothing was: filings of real managers are not mixed with others.
    pub fn of_home(home: &Path) -> anyhow::Result<Self> {
        let file = home.join(FILE);
        let text = fs::read(&file).with_context(|| {
            format!(
                "{} was not made by `osd bench generate`: it has no {FILE}",
                home.display()
            )
        })?;
        serde_json::from_slice(&text).with_context(|| format!("{} is damaged", file.display()))
    }
}
