//! What is done by the clock, and when was it last?

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use osd_catalog::{Firing, ScheduleRow};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Counter, Problem};

/// What is done by the clock.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SchedulesAnswer {
    /// The schedules, by name; none where no scheduler ever ran.
    pub schedules: Vec<ScheduleAnswer>,
}

/// A schedule, as its scheduler follows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ScheduleAnswer {
    /// Its name.
    #[schema(example = "feed")]
    pub name: String,
    /// What it does, in words.
    pub does: String,
    /// When it fires, by the clock in Washington: a pattern of cron, after a bar another for the days
    /// around a deadline; `off` where it never does.
    #[schema(example = "*/5 6-22 * * 1-5 | */30 * 6-22 * * 1-5")]
    pub pattern: String,
    /// When it is due next.
    pub next_due: Option<DateTime<Utc>>,
    /// The last time for which it fired.
    pub last_due: Option<DateTime<Utc>>,
    /// When it did.
    pub fired_at: Option<DateTime<Utc>>,
    /// The scheduler that fired it.
    pub fired_by: Option<String>,
    /// When a scheduler last said all this.
    pub said_at: DateTime<Utc>,
}

/// Answers the question.
pub async fn answer(counter: &Counter) -> Result<SchedulesAnswer, Problem> {
    let read = counter.catalog.read().await?;
    let rows = read.schedules().list().await?;
    let mut last = read.schedules().last().await?;
    let schedules = rows.into_iter().map(|row| schedule(row, &mut last));
    Ok(SchedulesAnswer {
        schedules: schedules.collect(),
    })
}

fn schedule(row: ScheduleRow, last: &mut BTreeMap<String, Firing>) -> ScheduleAnswer {
    let firing = last.remove(&row.name);
    ScheduleAnswer {
        does: does(&row.name).to_owned(),
        name: row.name,
        pattern: row.pattern,
        next_due: row.next_due,
        last_due: firing.as_ref().map(|firing| firing.due),
        fired_at: firing.as_ref().map(|firing| firing.fired_at),
        fired_by: firing.map(|firing| firing.fired_by),
        said_at: row.said_at,
    }
}

/// What a schedule does. A name that is not known here is one of a later version.
fn does(name: &str) -> &'static str {
    match name {
        "feed" => "looks at EDGAR's feed of the latest filings",
        "daily" => "looks at the indexes of the last days",
        "quarter" => "looks at the index of the open quarter, and for some weeks of the one before",
        "history" => "looks at the indexes of all quarters",
        "reference" => "fetches the SEC's fails-to-deliver files and lists of companies",
        "gaps" => "looks for filings that are known and not in, and has them taken in",
        "sweep" => "clears away what nobody points to any more",
        _ => "is not known to this version",
    }
}
