//! How long something may last before it is an alarm.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::AlarmName;

/// How long something may last, how little may be left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// How long the feed may go unseen while EDGAR is open.
    pub feed: TimeDelta,
    /// The hour in Washington by which the index of the day before is in.
    pub daily: u32,
    /// How long a block is remembered.
    pub blocked: TimeDelta,
    /// How long a filing may be known and not in.
    pub behind: TimeDelta,
    /// How long what was read may wait to be published.
    pub unserved: TimeDelta,
    /// How long the same work may fail.
    pub failing: TimeDelta,
    /// How long due work may wait while no worker is seen.
    pub no_worker: TimeDelta,
    /// After how long of silence a worker is not seen any more.
    pub silence: TimeDelta,
    /// Free bytes below which a disk is nearly full.
    pub disk_free: u64,
    /// The same in percent of the disk.
    pub disk_percent: u64,
    /// What is not watched.
    pub off: BTreeSet<AlarmName>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            feed: TimeDelta::minutes(30),
            daily: 9,
            blocked: TimeDelta::hours(1),
            behind: TimeDelta::hours(2),
            unserved: TimeDelta::minutes(30),
            failing: TimeDelta::hours(6),
            no_worker: TimeDelta::minutes(5),
            silence: TimeDelta::minutes(2),
            disk_free: 1 << 30,
            disk_percent: 5,
            off: BTreeSet::new(),
        }
    }
}

/// The text is no limit for the alarm.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{given:?} is no limit for the alarm {name}: give {expected}, or `off`")]
pub struct NotALimit {
    name: AlarmName,
    given: String,
    expected: &'static str,
}

impl Limits {
    /// Sets the limit of an alarm: minutes; for `daily` the hour; for `disk` free MiB or percent
    /// (`5%`); `off` has it never be raised.
    ///
    /// # Errors
    /// [`NotALimit`].
    pub fn set(&mut self, name: AlarmName, limit: &str) -> Result<(), NotALimit> {
        let text = limit.trim();
        if text == "off" {
            self.off.insert(name);
            return Ok(());
        }
        self.off.remove(&name);
        let fail = |expected| NotALimit {
            name,
            given: limit.to_owned(),
            expected,
        };
        let number = || text.parse::<u32>().ok();
        let minutes = || {
            let minutes = number().filter(|minutes| *minutes > 0);
            let minutes = minutes.map(|minutes| TimeDelta::minutes(minutes.into()));
            minutes.ok_or_else(|| fail("minutes, 1 or more"))
        };
        match name {
            AlarmName::Feed => self.feed = minutes()?,
            AlarmName::Blocked => self.blocked = minutes()?,
            AlarmName::Behind => self.behind = minutes()?,
            AlarmName::Unserved => self.unserved = minutes()?,
            AlarmName::Failing => self.failing = minutes()?,
            AlarmName::NoWorker => self.no_worker = minutes()?,
            AlarmName::Daily => {
                let hour = number().filter(|hour| *hour < 24);
                self.daily = hour.ok_or_else(|| fail("an hour in Washington, 0 to 23"))?;
            }
            AlarmName::Disk => match text.strip_suffix('%') {
                Some(percent) => {
                    let percent = percent.trim().parse().ok().filter(|part| *part <= 100);
                    self.disk_percent = percent.ok_or_else(|| fail("free MiB, or percent: 5%"))?;
                }
                None => {
                    let free = number().ok_or_else(|| fail("free MiB, or percent: 5%"))?;
                    self.disk_free = u64::from(free) << 20;
                }
            },
            AlarmName::GivenUp => return Err(fail("nothing else")),
        }
        Ok(())
    }
}
