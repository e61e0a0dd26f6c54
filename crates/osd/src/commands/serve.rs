mod admin;

use std::{env, future::Future, io, process::ExitCode, sync::Arc, time::Duration};

use anyhow::Context;
use chrono::Utc;
use osd_api::{Counter, Surface};
use osd_domain::Period;
use osd_ingest::{Following, House, Schedule, Timetable, follow};
use osd_snapshot::SnapshotId;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
    time::MissedTickBehavior,
};

use super::{Failure, processors, worker_name};
use crate::{
    alarm::watch,
    cli::{Role, Serve},
    home::{Home, fetcher},
    terminal::Log,
};

/// Serves, and follows EDGAR, until it is told to stop; then lets requests and work under way finish.
pub(crate) async fn run(home: &Home, command: Serve) -> Result<ExitCode, Failure> {
    let roles = roles(&command);
    let has = |role| roles.contains(&role);
    let following = match has(Role::Worker) || has(Role::Scheduler) {
        true => Some(prepare(home, &command, &roles).await?),
        false => None,
    };
    let stop = told_to_stop()?;
    let web = match has(Role::Web) {
        true => Some(Web::open(home, &command).await?),
        false => None,
    };
    let (tell, told) = watch::channel(false);
    let serve = async {
        match web {
            Some(web) => web.serve(until(told.clone())).await,
            None => Ok(()),
        }
    };
    let work = async {
        match &following {
            Some((house, following)) => work(house, following, told.clone()).await,
            None => Ok(()),
        }
    };
    let both = async { tokio::try_join!(serve, work) };
    tokio::pin!(both);
    tokio::select! {
        ended = &mut both => ended?,
        () = stop => {
            tell.send_replace(true);
            both.await?
        }
    };
    Ok(ExitCode::SUCCESS)
}

/// What this process does. It follows EDGAR without being told to where it knows how to ask.
fn roles(command: &Serve) -> Vec<Role> {
    if !command.roles.is_empty() {
        return command.roles.clone();
    }
    let can_ask = command.edgar.user_agent.is_some() || command.edgar.edgar != SEC_GOV;
    match can_ask {
        true => vec![Role::Web, Role::Worker, Role::Scheduler],
        false => vec![Role::Web],
    }
}

const SEC_GOV: &str = "https://www.sec.gov";

/// The stores, and how EDGAR is followed.
async fn prepare(
    home: &Home,
    command: &Serve,
    roles: &[Role],
) -> Result<(House, Following), Failure> {
    let has = |role| roles.contains(&role);
    let fetcher = match has(Role::Worker) {
        true => Some(fetcher(&command.edgar)?),
        false => None,
    };
    let today = Utc::now().date_naive();
    let following = Following {
        timetable: match has(Role::Scheduler) {
            true => Some(timetable(command)?),
            false => None,
        },
        loops: has(Role::Worker).then(|| command.workers.unwrap_or_else(processors)),
        from: command
            .from
            .unwrap_or_else(|| Period::containing(today).previous()),
        watch: match has(Role::Scheduler) {
            true => Some(watch(home)?),
            false => None,
        },
    };
    let house = home.house(fetcher, Arc::new(Log)).await?;
    Ok((house, following))
}

/// The usual timetable, as the environment and then the command line change it.
fn timetable(command: &Serve) -> Result<Timetable, Failure> {
    let mut timetable = Timetable::default();
    for schedule in Schedule::ALL {
        let variable = format!("OSD_SCHEDULE_{}", schedule.as_str().to_uppercase());
        if let Ok(pattern) = env::var(&variable) {
            let set = timetable.set(*schedule, &pattern);
            set.map_err(|error| Failure::usage(format!("{variable}: {error}")))?;
        }
    }
    for (schedule, pattern) in &command.schedules {
        let set = timetable.set(*schedule, pattern);
        set.map_err(|error| Failure::usage(format!("--schedule {schedule}: {error}")))?;
    }
    Ok(timetable)
}

async fn work(
    house: &House,
    following: &Following,
    told: watch::Receiver<bool>,
) -> Result<(), Failure> {
    let presence = house
        .enter(&worker_name())
        .context("failed to enter as a worker")?;
    let followed = follow(house, &presence, following, told).await;
    Ok(followed.map_err(anyhow::Error::from)?)
}

/// The counter, and where it is asked.
struct Web {
    counter: Counter,
    listener: TcpListener,
    surface: Surface,
    admin: Option<admin::Door>,
}

impl Web {
    async fn open(home: &Home, command: &Serve) -> Result<Self, Failure> {
        let admin = admin::open(command.watched.admin).await?;
        let is_remote = home.usable_bucket().await?.is_some();
        let counter = home.counter().await?;
        let listener = TcpListener::bind(command.listen).await.with_context(|| {
            format!(
                "failed to listen on {}: choose another with --listen",
                command.listen
            )
        })?;
        let address = listener.local_addr()?;
        eprintln!("serving at http://{address}, documentation at http://{address}/api/docs");
        if !address.ip().is_loopback() {
            eprintln!(
                "warning: {address} can be reached from other machines, and there is no login"
            );
        }
        if is_remote {
            tokio::spawn(prefetch(counter.clone()));
        }
        let metrics = command.watched.metrics;
        Ok(Self {
            counter,
            listener,
            surface: Surface::Public { metrics },
            admin,
        })
    }

    async fn serve(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), Failure> {
        let counter = self.counter.clone();
        let admin = self.admin.map(|door| door.serve(counter)).transpose()?;
        osd_api::serve_as(self.listener, self.counter, self.surface, stop).await?;
        match admin {
            Some(admin) => admin.close().await,
            None => Ok(()),
        }
    }
}

/// Done when told to stop.
async fn until(mut told: watch::Receiver<bool>) {
    // One whose sender is gone is told so, too.
    let _ = told.wait_for(|told| *told).await;
}

/// How often it is looked which snapshots are published.
const LOOK: Duration = Duration::from_secs(30);

/// Downloads published snapshots before somebody asks for them, the latest period first, for as
/// long as there is room. One that somebody asks for earlier is downloaded then, once.
async fn prefetch(counter: Counter) {
    let mut ticks = tokio::time::interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = prefetch_published(&counter).await {
            tracing::warn!("Snapshots cannot be downloaded ahead: {error:#}");
        }
    }
}

async fn prefetch_published(counter: &Counter) -> anyhow::Result<()> {
    let mut current = counter.catalog.read().await?.periods().current().await?;
    current.sort_unstable_by(|one, other| other.cmp(one));
    for (period, id) in current {
        let id: SnapshotId = id.parse()?;
        let snapshots = counter.snapshots.clone();
        let fetched = tokio::task::spawn_blocking(move || snapshots.prefetch(period, &id));
        if !fetched.await?? {
            break;
        }
    }
    Ok(())
}

/// Done when the process is told to stop. From the call on, it is no longer killed by being told.
pub(super) fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
