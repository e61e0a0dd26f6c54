//! Decides what has to be known. Pure: the same facts, the same alarms.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::America::New_York;

use super::{Alarm, AlarmName, Facts, Limits, hours};

/// What has to be known by these facts, at most one alarm a name, by name.
pub fn evaluate(facts: &Facts, limits: &Limits) -> Vec<Alarm> {
    let found = [
        feed(facts, limits),
        daily(facts, limits),
        blocked(facts, limits),
        behind(facts),
        unserved(facts),
        failing(facts),
        given_up(facts),
        no_worker(facts, limits),
        disk(facts, limits),
    ];
    let is_watched = |alarm: &Alarm| !limits.off.contains(&alarm.name);
    found.into_iter().flatten().filter(is_watched).collect()
}

fn alarm(name: AlarmName, since: DateTime<Utc>, what: String, advice: &str) -> Option<Alarm> {
    let advice = advice.to_owned();
    Some(Alarm {
        name,
        what,
        since,
        advice,
    })
}

/// At night and on days off nothing is missed, and nothing is made good either.
fn feed(facts: &Facts, limits: &Limits) -> Option<Alarm> {
    let since = facts.feed_looked_at.unwrap_or(facts.watched_since);
    let missed = hours::open_between(since, facts.now);
    if !facts.follows_feed || missed < limits.feed {
        return None;
    }
    let what = match facts.feed_looked_at {
        Some(_) => format!(
            "EDGAR's feed of the latest filings was last looked at {}; EDGAR was open for {} since",
            instant(since),
            duration(missed)
        ),
        None => format!(
            "EDGAR's feed of the latest filings was never looked at; EDGAR was open for {} since {}",
            duration(missed),
            instant(since)
        ),
    };
    let advice = "new filings come in with the daily index at night at the latest; `osd doctor` says \
                  whether sec.gov can be asked, `osd status` what waits, and why it fails";
    alarm(AlarmName::Feed, since, what, advice)
}

/// Days that were due before anybody watched are nobody's.
fn daily(facts: &Facts, limits: &Limits) -> Option<Alarm> {
    let day = hours::last_indexed(facts.now, limits.daily)?;
    let due = hours::index_due(day, limits.daily);
    if !facts.follows_daily || facts.days_in.contains(&day) || due < facts.watched_since {
        return None;
    }
    let what = format!(
        "EDGAR's index of {day} is not in; it was due {}",
        instant(due)
    );
    let advice = "it is looked at again at the next time of the schedule `daily`; `osd doctor` says \
                  whether sec.gov can be asked. Where EDGAR was closed on that day there is none";
    alarm(AlarmName::Daily, due, what, advice)
}

fn blocked(facts: &Facts, limits: &Limits) -> Option<Alarm> {
    let blocked = facts.blocked?;
    let what = match blocked.until {
        Some(until) => format!(
            "sec.gov refuses to serve this machine; nothing is asked until {}",
            instant(until)
        ),
        None if facts.now - blocked.seen < limits.blocked => format!(
            "sec.gov refused to serve this machine; that was last so {}",
            instant(blocked.seen)
        ),
        None => return None,
    };
    let advice = "it ends by itself ten minutes after the last request; see that --user-agent names \
                  a contact, that --rate is at most 10, and that nothing else asks sec.gov from the \
                  same address";
    alarm(AlarmName::Blocked, blocked.since, what, advice)
}

fn behind(facts: &Facts) -> Option<Alarm> {
    let behind = facts.behind.as_ref()?;
    let what = format!(
        "{} not in, the oldest {}, known since {}",
        counted(behind.filings, "filing is", "filings are"),
        behind.oldest,
        instant(behind.since)
    );
    let advice = "`osd gaps` says which they are, and why each is not in";
    alarm(AlarmName::Behind, behind.since, what, advice)
}

fn unserved(facts: &Facts) -> Option<Alarm> {
    let first = facts.unserved.first()?;
    let what = format!(
        "{} read and not published, the oldest {} since {}",
        counted(facts.unserved.len() as u64, "period is", "periods are"),
        first.period,
        instant(first.since)
    );
    let advice = "answers are older than what was read; `osd status` says whether the work `publish` \
                  waits, runs or was given up, and why";
    alarm(AlarmName::Unserved, first.since, what, advice)
}

fn failing(facts: &Facts) -> Option<Alarm> {
    let failing = facts.failing.as_ref()?;
    let what = format!(
        "{} again and again; the first, {} {}, is not done since {}, because: {}",
        counted(failing.items, "piece of work fails", "pieces of work fail"),
        failing.kind,
        failing.key,
        instant(failing.since),
        shortened(&failing.error)
    );
    let advice = "it is tried again by itself for three days; mend what the error names, then \
                  `osd work` says how it goes";
    alarm(AlarmName::Failing, failing.since, what, advice)
}

fn given_up(facts: &Facts) -> Option<Alarm> {
    let given_up = facts.given_up.as_ref()?;
    let what = format!(
        "{} given up; the first, {} {}, because: {}",
        counted(given_up.items, "piece of work was", "pieces of work were"),
        given_up.kind,
        given_up.key,
        shortened(&given_up.error)
    );
    let advice = "mend what the error names; what was given up is tried again 20 hours later, or at \
                  once by `osd ingest`";
    alarm(AlarmName::GivenUp, given_up.since, what, advice)
}

fn no_worker(facts: &Facts, limits: &Limits) -> Option<Alarm> {
    let overdue = facts.overdue.as_ref()?;
    let is_seen = |seen: DateTime<Utc>| facts.now - seen <= limits.silence;
    if facts.worker_seen.is_some_and(is_seen) || facts.now - overdue.since < limits.no_worker {
        return None;
    }
    let last = match facts.worker_seen {
        Some(seen) => format!("the last worker was seen {}", instant(seen)),
        None => "no worker is there".to_owned(),
    };
    let what = format!(
        "{} due since {}, and {last}",
        counted(overdue.items, "piece of work is", "pieces of work are"),
        instant(overdue.since)
    );
    let advice = "start `osd serve` with the role `worker`, and see in its log why it ended";
    alarm(AlarmName::NoWorker, overdue.since, what, advice)
}

fn disk(facts: &Facts, limits: &Limits) -> Option<Alarm> {
    let disk = facts.disk?;
    let part = u128::from(disk.total) * u128::from(limits.disk_percent) / 100;
    if disk.free >= limits.disk_free && u128::from(disk.free) >= part {
        return None;
    }
    let what = format!(
        "{} MiB of {} MiB are free on the disk of the home folder",
        disk.free >> 20,
        disk.total >> 20
    );
    let advice = "make room, or move the home folder to a larger disk; nothing is taken in once the \
                  disk is full";
    let since = facts.disk_since.unwrap_or(facts.now);
    alarm(AlarmName::Disk, since, what, advice)
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// An error can be a page long.
fn shortened(error: &str) -> String {
    const LONGEST: usize = 300;
    match error.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", error.get(..at).unwrap_or_default()),
        None => error.to_owned(),
    }
}

fn duration(time: TimeDelta) -> String {
    match (time.num_hours(), time.num_minutes() % 60) {
        (0, minutes) => counted(minutes.unsigned_abs(), "minute", "minutes"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// An instant as Washington reads it, which is where all that is waited for happens.
fn instant(at: DateTime<Utc>) -> String {
    let eastern = at.with_timezone(&New_York);
    eastern.format("%Y-%m-%d %H:%M %Z").to_string()
}
