//! What is known when it is decided whether something is wrong.

use chrono::{DateTime, NaiveDate, Utc};
use osd_catalog::{
    Behind, DailyIndexState, Overdue, ScheduleRow, Transaction, Trouble, Unserved, WorkKind,
};

use super::{AlarmName, Disk, Limits, hours};
use crate::{IngestError, Schedule};

/// What is served is made of what these bring.
const SERVING: [WorkKind; 8] = [
    WorkKind::Feed,
    WorkKind::Daily,
    WorkKind::Discover,
    WorkKind::Reference,
    WorkKind::Fetch,
    WorkKind::Read,
    WorkKind::Publish,
    WorkKind::Gaps,
];

/// Of these nothing else says that they fail: of a feed that cannot be read the time of the last look
/// does, of a filing that cannot be fetched that it is not in.
const FAILING: [WorkKind; 3] = [WorkKind::Discover, WorkKind::Reference, WorkKind::Gaps];

/// When sec.gov refused to serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blocked {
    /// Since when it was seen.
    pub since: DateTime<Utc>,
    /// When it was last seen.
    pub seen: DateTime<Utc>,
    /// Until when nothing is asked; none where the block is over.
    pub until: Option<DateTime<Utc>>,
}

/// What is known at an instant. What is absent was never seen, or is as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The instant.
    pub now: DateTime<Utc>,
    /// Since when somebody has watched at all.
    pub watched_since: DateTime<Utc>,
    /// Whether the feed is looked at by the clock.
    pub follows_feed: bool,
    /// When the feed was last looked at with success.
    pub feed_looked_at: Option<DateTime<Utc>>,
    /// Whether daily indexes are looked at by the clock.
    pub follows_daily: bool,
    /// The last days whose index is in.
    pub days_in: Vec<NaiveDate>,
    /// When sec.gov refused.
    pub blocked: Option<Blocked>,
    /// Filings that are known for longer than they may be and not in.
    pub behind: Option<Behind>,
    /// Periods that wait for longer than they may to be published.
    pub unserved: Vec<Unserved>,
    /// Work that fails for longer than it may.
    pub failing: Option<Trouble>,
    /// Work that was given up.
    pub given_up: Option<Trouble>,
    /// When a worker was last seen.
    pub worker_seen: Option<DateTime<Utc>>,
    /// Work that is due for longer than it may be.
    pub overdue: Option<Overdue>,
    /// The room on the disk; absent where nobody could say.
    pub disk: Option<Disk>,
    /// Since when the disk is known to be nearly full.
    pub disk_since: Option<DateTime<Utc>>,
}

impl Facts {
    /// What the catalog knows, with what was found of the disk.
    ///
    /// # Errors
    /// Where the catalog cannot be read.
    pub(super) async fn gather<M>(
        read: &Transaction<M>,
        limits: &Limits,
        disk: Option<Disk>,
        now: DateTime<Utc>,
    ) -> Result<Self, IngestError> {
        let schedules = read.schedules().list().await?;
        let standing = read.alarms().standing().await?;
        let stands = |name: AlarmName| {
            let mut standing = standing.iter();
            standing.find(|row| row.alarm.name == name.as_str())
        };
        let workers = read.workers().list().await?;
        let until = workers.iter().filter_map(|one| one.blocked_until).max();
        let until = until.filter(|until| *until > now);
        let blocked = match (until, stands(AlarmName::Blocked)) {
            (None, None) => None,
            (until, known) => Some(Blocked {
                since: known.map_or(now, |row| row.alarm.since),
                seen: match (until, read.looks().last(BLOCK).await?) {
                    (None, Some(seen)) => seen,
                    _ => now,
                },
                until,
            }),
        };
        let mut worker_seen = workers.iter().map(|one| one.seen_at).max();
        if read.work().is_in_hand(now).await? {
            worker_seen = Some(now);
        }
        let is_silent = worker_seen.is_none_or(|seen| seen < now - limits.silence);
        let overdue = match is_silent {
            true => read.work().overdue(now - limits.no_worker).await?,
            false => None,
        };
        let first = hours::last_indexed(now, limits.daily);
        let days = read
            .daily_indexes()
            .since(first.unwrap_or_default(), 9)
            .await?;
        Ok(Self {
            now,
            watched_since: read.looks().last(WATCH).await?.unwrap_or(now),
            follows_feed: follows(&schedules, Schedule::Feed),
            feed_looked_at: read.looks().last(FEED).await?,
            follows_daily: follows(&schedules, Schedule::Daily),
            days_in: days
                .into_iter()
                .filter(|one| one.state == DailyIndexState::Read)
                .map(|one| one.day)
                .collect(),
            blocked,
            behind: read.filings().behind(now - limits.behind).await?,
            unserved: read.periods().unserved(now - limits.unserved).await?,
            failing: read.work().failing(&FAILING, now - limits.failing).await?,
            given_up: read.work().given_up(&SERVING).await?,
            worker_seen,
            overdue,
            disk,
            disk_since: stands(AlarmName::Disk).map(|row| row.alarm.since),
        })
    }
}

/// What was looked at: EDGAR's feed.
pub(crate) const FEED: &str = "feed";
/// The last block that was seen.
pub(super) const BLOCK: &str = "block";
/// The first look for alarms.
pub(super) const WATCH: &str = "watch";

/// Whether something is looked at by the clock: one that no scheduler speaks of is not.
fn follows(schedules: &[ScheduleRow], schedule: Schedule) -> bool {
    let mut schedules = schedules.iter();
    schedules.any(|row| row.name == schedule.as_str() && row.pattern != "off")
}
