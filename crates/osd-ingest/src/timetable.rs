//! When what is looked at, by the clock in Washington.

use std::{collections::BTreeMap, fmt, str::FromStr};

use chrono::{DateTime, Utc};
use chrono_tz::{America::New_York, Tz};
use croner::Cron;
use osd_domain::{calendar, named};

named! {
    /// What is done by the clock.
    Schedule {
        /// The latest filings, as EDGAR's feed names them.
        Feed = "feed",
        /// The indexes of the last days.
        Daily = "daily",
        /// The index of the open quarter, and of the one before.
        Quarter = "quarter",
        /// The indexes of all quarters from the first that is taken in.
        History = "history",
        /// The SEC's reference files: fails-to-deliver files and lists of companies.
        Reference = "reference",
        /// Filings that are known and not in.
        Gaps = "gaps",
        /// What nobody points to any more.
        Sweep = "sweep",
        /// Whether something is wrong that an operator has to know.
        Alarms = "alarms",
    }
}

/// The usual patterns. EDGAR takes filings from 6 a.m. to 10 p.m. on business days; its daily index
/// comes out that night, or late, and the quarter's is written anew. Fails-to-deliver files come out twice a
/// month, about two weeks after the half that they are of.
const USUAL: [(Schedule, &str); 8] = [
    (Schedule::Feed, "*/5 6-22 * * 1-5 | */30 * 6-22 * * 1-5"),
    (Schedule::Daily, "20 */3,22,23 * * *"),
    (Schedule::Quarter, "40 4 * * *"),
    (Schedule::History, "0 5 * * 0"),
    (Schedule::Reference, "30 5 2,5,17,20 * *"),
    (Schedule::Gaps, "50 * * * *"),
    (Schedule::Sweep, "10 3 * * *"),
    (Schedule::Alarms, "* * * * *"),
];

/// When a schedule fires: a pattern of cron (minute, hour, day of month, month, day of week; six parts
/// begin with the second), and
/// after a bar another that holds in the days around a deadline for reports.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: String,
    usual: Cron,
    season: Option<Cron>,
}

/// The text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{given:?} is no pattern such as \"*/5 6-22 * * 1-5\" (minute, hour, day of month, month, day of \
     week; after a bar another for the days around a deadline), nor `off`: {why}"
)]
pub struct NotAPattern {
    given: String,
    why: String,
}

impl FromStr for Pattern {
    type Err = NotAPattern;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let cron = |part: &str| {
            part.trim().parse::<Cron>().map_err(|why| NotAPattern {
                given: text.to_owned(),
                why: why.to_string(),
            })
        };
        let (usual, season) = match text.split_once('|') {
            Some((usual, season)) => (cron(usual)?, Some(cron(season)?)),
            None => (cron(text)?, None),
        };
        Ok(Self {
            text: text.trim().to_owned(),
            usual,
            season,
        })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Pattern {
    /// The last time at or before `now` at which it was due.
    pub fn last(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let now = now.with_timezone(&New_York);
        let times = self.each(|cron| cron.find_previous_occurrence(&now, true).ok());
        times.max().map(|time| time.to_utc())
    }

    /// The first time after `now` at which it is due.
    pub fn next(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let now = now.with_timezone(&New_York);
        let times = self.each(|cron| cron.find_next_occurrence(&now, false).ok());
        times.min().map(|time| time.to_utc())
    }

    /// What is found in each pattern, where that one holds on the day of it.
    fn each(
        &self,
        find: impl Fn(&Cron) -> Option<DateTime<Tz>>,
    ) -> impl Iterator<Item = DateTime<Tz>> {
        let holds_in =
            |time: &DateTime<Tz>, season: bool| calendar::is_season(time.date_naive()) == season;
        let season = self.season.as_ref().and_then(&find);
        let season = season.filter(|time| holds_in(time, true));
        let usual = find(&self.usual);
        let usual = usual.filter(|time| self.season.is_none() || holds_in(time, false));
        usual.into_iter().chain(season)
    }
}

/// When what is looked at.
#[derive(Debug, Clone)]
pub struct Timetable {
    patterns: BTreeMap<Schedule, Pattern>,
}

impl Default for Timetable {
    fn default() -> Self {
        let usual = USUAL
            .iter()
            .filter_map(|(schedule, text)| Some((*schedule, text.parse().ok()?)));
        Self {
            patterns: usual.collect(),
        }
    }
}

impl Timetable {
    /// Has a schedule follow another pattern; `off` has it never fire.
    ///
    /// # Errors
    /// [`NotAPattern`].
    pub fn set(&mut self, schedule: Schedule, pattern: &str) -> Result<(), NotAPattern> {
        match pattern.trim() {
            "off" => self.patterns.remove(&schedule),
            text => self.patterns.insert(schedule, text.parse()?),
        };
        Ok(())
    }

    /// The pattern of a schedule; none where it never fires.
    pub fn pattern(&self, schedule: Schedule) -> Option<&Pattern> {
        self.patterns.get(&schedule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reading of the clock in Washington.
    fn at(text: &str) -> DateTime<Utc> {
        let reading = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        osd_edgar::clock::eastern_to_utc(reading)
    }

    fn half_a_minute() -> chrono::TimeDelta {
        chrono::TimeDelta::seconds(30)
    }

    fn feed() -> Pattern {
        Timetable::default()
            .pattern(Schedule::Feed)
            .unwrap()
            .clone()
    }

    #[test]
    fn every_schedule_has_its_usual_pattern() {
        let table = Timetable::default();
        for schedule in Schedule::ALL {
            let pattern = table.pattern(*schedule).unwrap();
            let now = at("2026-03-04 12:00");
            assert!(pattern.next(now).unwrap() > now, "{schedule}");
            assert!(pattern.last(now).unwrap() <= now, "{schedule}");
        }
    }

    #[test]
    fn the_feed_is_looked_at_every_five_minutes_and_every_half_minute_around_a_deadline() {
        let feed = feed();
        assert_eq!(
            feed.next(at("2026-03-04 12:01")),
            Some(at("2026-03-04 12:05"))
        );
        assert_eq!(
            feed.last(at("2026-03-04 12:04")),
            Some(at("2026-03-04 12:00"))
        );
        // The deadline is Tuesday, February 17.
        assert_eq!(
            feed.next(at("2026-02-17 12:01")),
            Some(at("2026-02-17 12:01") + half_a_minute())
        );
        assert_eq!(
            feed.last(at("2026-02-17 12:04")),
            Some(at("2026-02-17 12:04"))
        );
    }

    #[test]
    fn it_rests_at_night_and_on_weekends() {
        let feed = feed();
        assert_eq!(
            feed.next(at("2026-03-06 22:58")),
            Some(at("2026-03-09 06:00"))
        );
        // The Saturday before the deadline.
        assert_eq!(
            feed.last(at("2026-02-14 12:00")),
            Some(at("2026-02-13 22:59") + half_a_minute())
        );
    }

    #[test]
    fn a_reading_that_spring_leaves_out_does_not_stop_it() {
        let pattern: Pattern = "30 2 * * *".parse().unwrap();
        let before = at("2026-03-07 12:00");
        let next = pattern.next(before).unwrap();
        assert!(next > before && next < at("2026-03-09 03:00"), "{next}");
        let mut time = before;
        for _ in 0..4 {
            let next = pattern.next(time).unwrap();
            assert!(next > time);
            time = next;
        }
    }

    #[test]
    fn a_schedule_can_be_changed_and_turned_off() {
        let mut table = Timetable::default();
        table.set(Schedule::Feed, "*/2 * * * *").unwrap();
        let pattern = table.pattern(Schedule::Feed).unwrap();
        assert_eq!(pattern.to_string(), "*/2 * * * *");
        assert_eq!(
            pattern.next(at("2026-03-07 12:00")),
            Some(at("2026-03-07 12:02"))
        );
        table.set(Schedule::Feed, " off ").unwrap();
        assert!(table.pattern(Schedule::Feed).is_none());
        for bad in ["", "every day", "61 * * * *", "* * * * * | nonsense"] {
            let error = table.set(Schedule::Gaps, bad).unwrap_err().to_string();
            assert!(error.contains(&format!("{bad:?}")), "{error}");
        }
    }
}
