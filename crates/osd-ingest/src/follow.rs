//! Follows EDGAR for as long as it is let: what is filed is taken in and published within minutes.

use osd_domain::Period;
use tokio::sync::{Notify, watch};

use crate::{
    House, IngestError, Presence, Watch, mend, scheduler::Scheduler, tasks::publish::Lines,
    timetable::Timetable, worker::Worker,
};

/// How EDGAR is followed.
#[derive(Debug, Clone)]
pub struct Following {
    /// When what is looked at; none where this process fires nothing.
    pub timetable: Option<Timetable>,
    /// How many pieces of work are done at a time; none where this process does none.
    pub loops: Option<usize>,
    /// The first index quarter whose filings are taken in.
    pub from: Period,
    /// What looks for alarms whenever the schedule for that fires here; none where nothing does.
    pub watch: Option<Watch>,
}

/// Works and fires schedules until `stop` becomes true or its sender is gone. Work in hand is
/// finished then, or put back where that takes longer than half a minute.
///
/// # Errors
/// Where the stores cannot be reached at the start, or at the end; trouble in between is told in the
/// log, and tried again.
pub async fn follow(
    house: &House,
    presence: &Presence,
    following: &Following,
    stop: watch::Receiver<bool>,
) -> Result<(), IngestError> {
    if following.loops.is_some() {
        mend::resume(house).await?;
    }
    let schedule = async {
        match &following.timetable {
            Some(timetable) => {
                let bell = Notify::new();
                let watch = following.watch.as_ref().map(|watch| (watch, &bell));
                let scheduler =
                    Scheduler::new(house, presence.name(), timetable, following.from, watch);
                // What is told waits for others, and must keep no schedule waiting.
                let tell = async {
                    match &following.watch {
                        Some(watch) => watch.tell_when(house, &bell).await,
                        None => std::future::pending().await,
                    }
                };
                tokio::select! {
                    () = scheduler.run() => {}
                    () = tell => {}
                    () = told(stop.clone()) => {}
                }
            }
            None => told(stop.clone()).await,
        }
    };
    let work = async {
        match following.loops {
            Some(loops) => {
                let worker = Worker::new(house, presence, Lines::Merged);
                worker.serve(loops, told(stop.clone())).await
            }
            None => Ok(()),
        }
    };
    let ((), worked) = tokio::join!(schedule, work);
    worked
}

/// Done when told to stop.
async fn told(mut stop: watch::Receiver<bool>) {
    // One whose sender is gone is told so, too.
    let _ = stop.wait_for(|stop| *stop).await;
}
