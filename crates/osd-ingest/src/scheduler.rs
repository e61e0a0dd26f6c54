//! Has work be done by the clock. Any number of schedulers may run: each time is one of theirs.

use std::{collections::BTreeMap, time::Duration};

use chrono::{DateTime, Utc};
use osd_catalog::{Firing, Order, ScheduleRow, WorkKind};
use osd_domain::Period;
use tokio::sync::Notify;

use crate::{
    House, IngestError, Watch,
    tasks::{LATEST, clean_up, discover::Selection, order, reference},
    timetable::{Schedule, Timetable},
};

/// How often the clock is looked at.
const TICK: Duration = Duration::from_secs(1);
/// How long after a quarter's end its index is still looked at every day: EDGAR adds to it for days.
const SETTLING: chrono::TimeDelta = chrono::TimeDelta::days(40);

/// A scheduler.
pub(crate) struct Scheduler<'a> {
    house: &'a House,
    name: &'a str,
    timetable: &'a Timetable,
    /// The first index quarter that is taken in.
    from: Period,
    /// What looks for alarms, and the bell that has them be told.
    watch: Option<(&'a Watch, &'a Notify)>,
    /// What has to be looked at next, by when that is due.
    next: BTreeMap<Schedule, DateTime<Utc>>,
}

impl<'a> Scheduler<'a> {
    pub(crate) fn new(
        house: &'a House,
        name: &'a str,
        timetable: &'a Timetable,
        from: Period,
        watch: Option<(&'a Watch, &'a Notify)>,
    ) -> Self {
        Self {
            house,
            name,
            timetable,
            from,
            watch,
            next: BTreeMap::new(),
        }
    }

    /// Fires what is due for as long as it is polled. Trouble with the catalog is told, and what was
    /// due then is fired later.
    pub(crate) async fn run(mut self) {
        loop {
            if let Err(error) = self.look().await {
                tracing::warn!("Schedules cannot be looked at, and are again soon: {error}");
            }
            tokio::time::sleep(TICK).await;
        }
    }

    /// Fires what is due.
    pub(crate) async fn look(&mut self) -> Result<(), IngestError> {
        if self.next.is_empty() {
            self.begin().await?;
        }
        let now = self.house.now();
        let due: Vec<Schedule> = self
            .next
            .iter()
            .filter(|(_, due)| **due <= now)
            .map(|(schedule, _)| *schedule)
            .collect();
        for schedule in due {
            self.fire(schedule, now).await?;
        }
        Ok(())
    }

    /// What was last due and not fired is due now: once, however long nobody looked.
    async fn begin(&mut self) -> Result<(), IngestError> {
        let now = self.house.now();
        let last = self.house.catalog.read().await?.schedules().last().await?;
        for schedule in Schedule::ALL {
            let Some(pattern) = self.timetable.pattern(*schedule) else {
                continue;
            };
            let fired = last.get(schedule.as_str()).map(|firing| firing.due);
            let missed = pattern
                .last(now)
                .filter(|due| fired.is_none_or(|fired| fired < *due));
            if let Some(due) = missed.or_else(|| pattern.next(now)) {
                self.next.insert(*schedule, due);
            }
        }
        self.say(Schedule::ALL).await
    }

    async fn fire(&mut self, schedule: Schedule, now: DateTime<Utc>) -> Result<(), IngestError> {
        let Some(pattern) = self.timetable.pattern(schedule) else {
            return Ok(());
        };
        let due = pattern.last(now).unwrap_or(now);
        let orders = self.orders(schedule, now).await?;
        let firing = Firing {
            due,
            fired_at: now,
            fired_by: self.name.to_owned(),
        };
        let write = self.house.catalog.write().await?;
        let is_ours = write.schedules().fire(schedule.as_str(), &firing).await?;
        if is_ours {
            write.work().enqueue(&orders, now).await?;
        }
        write.commit().await?;
        if schedule == Schedule::Alarms {
            self.look_for_alarms(is_ours).await?;
        }
        match pattern.next(now) {
            Some(next) => self.next.insert(schedule, next),
            None => self.next.remove(&schedule),
        };
        self.say(&[schedule]).await
    }

    /// Looks for alarms here and not as a piece of work: that no worker works is one of them. What is to
    /// be told is, whoever looked: it may be what another could not tell.
    async fn look_for_alarms(&self, is_ours: bool) -> Result<(), IngestError> {
        let Some((watch, bell)) = self.watch else {
            return Ok(());
        };
        if is_ours {
            watch.look(self.house).await?;
        }
        bell.notify_one();
        Ok(())
    }

    /// Says how schedules are followed, for people.
    async fn say(&self, schedules: &[Schedule]) -> Result<(), IngestError> {
        let said_at = self.house.now();
        let rows: Vec<ScheduleRow> = schedules
            .iter()
            .map(|schedule| ScheduleRow {
                name: schedule.to_string(),
                pattern: self
                    .timetable
                    .pattern(*schedule)
                    .map_or_else(|| "off".to_owned(), ToString::to_string),
                next_due: self.next.get(schedule).copied(),
                said_at,
            })
            .collect();
        let write = self.house.catalog.write().await?;
        write.schedules().say(&rows).await?;
        Ok(write.commit().await?)
    }

    async fn orders(
        &self,
        schedule: Schedule,
        now: DateTime<Utc>,
    ) -> Result<Vec<Order>, IngestError> {
        let today = osd_edgar::clock::eastern_day(now);
        let quarter = Period::containing(today);
        let urgent = |order: Order| Order {
            priority: LATEST,
            ..order
        };
        let quarters = |quarters: Vec<Period>| {
            let selection = Selection::default();
            let orders = quarters.into_iter().rev();
            orders
                .map(|quarter| selection.order(quarter, now))
                .collect::<Vec<_>>()
        };
        Ok(match schedule {
            Schedule::Feed => vec![urgent(order(WorkKind::Feed, "latest", now))],
            Schedule::Daily => vec![urgent(order(WorkKind::Daily, "latest", now))],
            Schedule::Quarter => {
                let last = quarter.previous();
                let is_settling = today - last.end() <= SETTLING;
                let first = if is_settling { last } else { quarter };
                let orders = quarters(first.through(quarter).collect());
                orders.into_iter().map(urgent).collect()
            }
            Schedule::History => quarters(self.from.through(quarter).collect()),
            Schedule::Reference => reference::orders(self.house, self.from, quarter).await?,
            Schedule::Gaps => vec![order(WorkKind::Gaps, "filings", now)],
            Schedule::Sweep => vec![clean_up::sweep_order(now)],
            Schedule::Alarms => Vec::new(),
        })
    }
}
